"""What holds for the connection_config of every form, each rule by itself and in other words than the program's."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

from nango_tui.model.form import Place
from nango_tui.model.template import Template, TemplateField
from tests.model.form_invariants import form_of, mirrored_of, mode_of


def _in(text: str) -> set[str]:
    return set(re.findall(r"\$\{connectionConfig\.([^}]+)\}", text))


def _urls(template: Template) -> list[list[set[str]]]:
    return [[_in(side) for side in url.split("||")] for url in (template.base_url, *template.token_urls)]


def _needs(template: Template) -> set[str]:
    """The keys without which some URL is never complete."""
    return {name for sides in _urls(template) for name in set.intersection(*sides)}


def _in_any(texts: tuple[str, ...]) -> set[str]:
    return {name for text in texts for name in _in(text)}


def _in_urls(template: Template) -> set[str]:
    return _in_any((template.base_url, *template.token_urls))


def _in_requests(template: Template) -> set[str]:
    return _in_any((*template.proxy_headers, *template.token_params))


def _automated(template: Template) -> list[TemplateField]:
    skipped = mirrored_of(template) | set(mode_of(template).config)
    return [item for item in template.config if item.automated and not item.hidden and item.name not in skipped]


def hidden_config_is_sent_with_its_default_and_else_asked_only_for_a_header(template: Template) -> None:
    form = form_of(template)
    for item in template.config:
        if not item.hidden or item.name in mirrored_of(template):
            continue
        assert form.config_constants.get(item.name) == (item.default_value or None)
        asked = form.field(f"config.{item.name}")
        if item.default_value:
            assert asked is None
        elif item.name in mode_of(template).config:
            assert asked
            assert asked.required
        elif item.automated and template.post_connection_script:
            continue
        else:
            only_header = item.name in _in_requests(template) - _in_urls(template)
            assert (asked is not None) is only_header
            assert asked is None or (asked.warning and not asked.folded and not asked.required)


def shown_config_is_required_unless_the_template_says_optional(template: Template) -> None:
    form = form_of(template)
    for item in template.config:
        if item.hidden or item.automated or item.name in mirrored_of(template):
            continue
        asked = form.field(f"config.{item.name}")
        assert asked
        if not item.optional and item.default_value != "":
            assert asked.required
        assert asked.default == (item.default_value or "")
        assert (asked.prefix, asked.suffix, asked.pattern) == (item.prefix, item.suffix, item.pattern)
        assert asked.choices == item.enum
        assert not item.enum or asked.kind == "choice"


def automated_config_from_the_token_answer_that_the_base_url_needs_is_asked(template: Template) -> None:
    form = form_of(template)
    for item in _automated(template):
        if item.name in set(template.token_response_metadata) & _in(template.base_url):
            asked = form.field(f"config.{item.name}")
            assert asked
            assert not asked.folded
            assert asked.required or item.optional or item.name not in _needs(template)


def automated_config_that_a_url_needs_is_asked_where_no_script_fills_it(template: Template) -> None:
    form = form_of(template)
    if template.post_connection_script:
        return
    for item in _automated(template):
        if item.name in _in_urls(template):
            asked = form.field(f"config.{item.name}")
            assert asked
            assert not asked.folded
            assert asked.required or item.optional or item.name not in _needs(template)


def automated_config_that_a_script_fills_is_not_asked(template: Template) -> None:
    form = form_of(template)
    later = {item.name for item in form.later}
    if not template.post_connection_script:
        assert not later
        return
    for item in _automated(template):
        if item.name not in set(template.token_response_metadata) & _in(template.base_url):
            assert item.name in later
            assert form.field(f"config.{item.name}") is None


def automated_config_for_headers_and_token_parameters_is_asked_with_a_warning(template: Template) -> None:
    form = form_of(template)
    if template.post_connection_script:
        return
    for item in _automated(template):
        if item.name in _in_requests(template) - _in_urls(template):
            asked = form.field(f"config.{item.name}")
            assert asked
            assert asked.warning
            assert not asked.required
            assert not asked.folded


def automated_config_that_nothing_uses_is_not_shown(template: Template) -> None:
    form = form_of(template)
    used = _in_urls(template) | _in_requests(template) | _in_any(template.elsewhere)
    for item in _automated(template):
        if template.post_connection_script or item.name in _in_urls(template) | _in_requests(template):
            continue
        asked = form.field(f"config.{item.name}")
        if item.name in used | set(template.token_response_metadata):
            assert asked
            assert asked.folded
        else:
            assert asked is None


def a_key_in_a_url_that_no_field_lists_becomes_a_field(template: Template) -> None:
    form = form_of(template)
    listed = {item.name for item in template.config} | mirrored_of(template)
    for name in _in_urls(template) - listed:
        asked = form.field(f"config.{name}")
        assert asked
        assert not asked.folded
        assert asked.required or name not in _needs(template)


def when_all_that_is_required_is_given_every_url_has_a_complete_alternative(template: Template) -> None:
    form = form_of(template)
    certain = {item.name for item in form.fields if item.place is Place.CONFIG and item.required}
    certain |= set(form.config_constants) | {item.name for item in form.later} | mirrored_of(template)
    # What the template itself leaves out: optional or hidden there, though its URL needs it.
    hopeless = {item.name for item in template.config if item.optional or item.hidden or item.default_value == ""}
    for picks in product(*(choice.sides for choice in form.one_of)):
        given = certain.union(*picks)
        for sides in _urls(template):
            assert any(side <= given for side in sides) or all(side & hopeless for side in sides)


def a_templates_mark_decides_which_config_is_secret(template: Template) -> None:
    form = form_of(template)
    for item in template.config:
        asked = form.field(f"config.{item.name}")
        if asked and item.secret is not None and not item.enum:
            assert asked.secret is item.secret


CONFIG_INVARIANTS: tuple[Callable[[Template], None], ...] = (
    hidden_config_is_sent_with_its_default_and_else_asked_only_for_a_header,
    shown_config_is_required_unless_the_template_says_optional,
    automated_config_from_the_token_answer_that_the_base_url_needs_is_asked,
    automated_config_that_a_url_needs_is_asked_where_no_script_fills_it,
    automated_config_that_a_script_fills_is_not_asked,
    automated_config_for_headers_and_token_parameters_is_asked_with_a_warning,
    automated_config_that_nothing_uses_is_not_shown,
    a_key_in_a_url_that_no_field_lists_becomes_a_field,
    when_all_that_is_required_is_given_every_url_has_a_complete_alternative,
    a_templates_mark_decides_which_config_is_secret,
)
