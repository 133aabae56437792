"""What holds for the form of every template, each rule by itself and in other words than the program's."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

from nango_tui.model.auth import MODES, AuthMode, Endpoint, wire_path
from nango_tui.model.form import Form, Place
from nango_tui.model.form_rules import build
from nango_tui.model.template import Template, TemplateField

CERTIFICATES = {"client_certificate", "client_private_key"}


def _mode(template: Template) -> AuthMode:
    return MODES[template.auth_mode]


def _form(template: Template) -> Form:
    return build(template, _mode(template), Endpoint.CURRENT)


def _mirrored(template: Template) -> set[str]:
    return {item.name for item in _mode(template).fields if item.mirror}


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
    skipped = _mirrored(template) | set(_mode(template).config)
    return [item for item in template.config if item.automated and not item.hidden and item.name not in skipped]


def every_credential_that_the_mode_needs_is_asked_or_sent(template: Template) -> None:
    form = _form(template)
    for item in _mode(template).fields:
        asked = form.field(f"credentials.{item.name}")
        if not item.optional:
            assert asked is not None or item.name in {**form.constants, **form.placeholders}
            assert asked is None or asked.required


def each_thing_is_asked_once_and_has_one_place(template: Template) -> None:
    form = _form(template)
    keys = [item.key for item in form.fields]
    assert len(keys) == len(set(keys))
    config = {item.name for item in form.fields if item.place is Place.CONFIG}
    later = {item.name for item in form.later}
    assert not config & _mirrored(template)
    assert not config & set(form.config_constants)
    assert not config & later
    assert not later & set(form.config_constants)
    assert not {item.name for item in form.fields if item.place is Place.CREDENTIAL} & set(form.constants)
    assert all(item.label for item in form.fields)


def config_with_an_order_comes_first_then_credentials_then_the_rest_and_folded_last(template: Template) -> None:
    def rank(name: str) -> int | None:
        item = template.config_field(name)
        return item.order if item else None

    form = _form(template)
    opened = [item for item in form.fields if not item.folded]
    assert [*opened, *(item for item in form.fields if item.folded)] == list(form.fields)
    groups = [1 if item.place is Place.CREDENTIAL else 0 if rank(item.name) is not None else 2 for item in opened]
    assert groups == sorted(groups)
    ranks = [rank(item.name) or 0 for item, group in zip(opened, groups, strict=True) if group == 0]
    assert ranks == sorted(ranks)


def a_hidden_credential_is_not_asked_and_its_default_is_sent_even_if_empty(template: Template) -> None:
    form = _form(template)
    for item in _mode(template).fields:
        said = template.credential(item.template) if item.template else None
        if said and said.hidden:
            assert form.constants[item.name] == (said.default_value or "")
            assert form.field(f"credentials.{item.name}") is None
        else:
            assert item.name not in form.constants


def an_empty_default_of_a_shown_credential_may_be_sent_empty(template: Template) -> None:
    form = _form(template)
    for item in _mode(template).fields:
        said = template.credential(item.template) if item.template else None
        asked = form.field(f"credentials.{item.name}")
        if asked and said:
            basic = template.auth_mode == "BASIC" and said.optional
            assert asked.blank_ok is (said.default_value == "" or basic)


def hidden_config_is_sent_with_its_default_and_else_asked_only_for_a_header(template: Template) -> None:
    form = _form(template)
    for item in template.config:
        if not item.hidden or item.name in _mirrored(template):
            continue
        assert form.config_constants.get(item.name) == (item.default_value or None)
        asked = form.field(f"config.{item.name}")
        if item.default_value:
            assert asked is None
        elif item.name in _mode(template).config:
            assert asked
            assert asked.required
        elif item.automated and template.post_connection_script:
            continue
        else:
            only_header = item.name in _in_requests(template) - _in_urls(template)
            assert (asked is not None) is only_header
            assert asked is None or (asked.warning and not asked.folded and not asked.required)


def shown_config_is_required_unless_the_template_says_optional(template: Template) -> None:
    form = _form(template)
    for item in template.config:
        if item.hidden or item.automated or item.name in _mirrored(template):
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
    form = _form(template)
    for item in _automated(template):
        if item.name in set(template.token_response_metadata) & _in(template.base_url):
            asked = form.field(f"config.{item.name}")
            assert asked
            assert not asked.folded
            assert asked.required or item.optional or item.name not in _needs(template)


def automated_config_that_a_url_needs_is_asked_where_no_script_fills_it(template: Template) -> None:
    form = _form(template)
    if template.post_connection_script:
        return
    for item in _automated(template):
        if item.name in _in_urls(template):
            asked = form.field(f"config.{item.name}")
            assert asked
            assert not asked.folded
            assert asked.required or item.optional or item.name not in _needs(template)


def automated_config_that_a_script_fills_is_not_asked(template: Template) -> None:
    form = _form(template)
    later = {item.name for item in form.later}
    if not template.post_connection_script:
        assert not later
        return
    for item in _automated(template):
        if item.name not in set(template.token_response_metadata) & _in(template.base_url):
            assert item.name in later
            assert form.field(f"config.{item.name}") is None


def automated_config_for_headers_and_token_parameters_is_asked_with_a_warning(template: Template) -> None:
    form = _form(template)
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
    form = _form(template)
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
    form = _form(template)
    listed = {item.name for item in template.config} | _mirrored(template)
    for name in _in_urls(template) - listed:
        asked = form.field(f"config.{name}")
        assert asked
        assert not asked.folded
        assert asked.required or name not in _needs(template)


def when_all_that_is_required_is_given_every_url_has_a_complete_alternative(template: Template) -> None:
    form = _form(template)
    certain = {item.name for item in form.fields if item.place is Place.CONFIG and item.required}
    certain |= set(form.config_constants) | {item.name for item in form.later} | _mirrored(template)
    # What the template itself leaves out: optional or hidden there, though its URL needs it.
    hopeless = {item.name for item in template.config if item.optional or item.hidden or item.default_value == ""}
    for picks in product(*(choice.sides for choice in form.one_of)):
        given = certain.union(*picks)
        for sides in _urls(template):
            assert any(side <= given for side in sides) or all(side & hopeless for side in sides)


def certificates_are_asked_only_where_the_template_requires_them(template: Template) -> None:
    form = _form(template)
    asked = {item.name for item in form.fields} & CERTIFICATES
    hidden = {item.name for item in template.credentials if item.hidden}
    if template.auth_mode != "OAUTH2_CC":
        assert not asked
    elif template.require_client_certificate:
        assert asked == CERTIFICATES - hidden
    else:
        assert asked == ({"client_private_key"} - hidden if template.private_key_jwt else set())


def a_provider_that_signs_gets_no_client_secret_but_a_labelled_placeholder(template: Template) -> None:
    form = _form(template)
    secret = template.credential("client_secret")
    signs = template.auth_mode == "OAUTH2_CC" and template.private_key_jwt
    assert (set(form.placeholders) == {"client_secret"}) is (signs and not (secret and secret.hidden))
    assert all(text.startswith("placeholder: ") for text in form.placeholders.values())
    assert not signs or form.field("credentials.client_secret") is None


def every_credential_is_secret_but_what_plainly_is_none(template: Template) -> None:
    form = _form(template)
    plain = {"username", "client_id", "app_id", "installation_id", "client_id_override"}
    for item in form.fields:
        if item.place is Place.CREDENTIAL and not item.choices:
            field = _mode(template).field(item.name)
            said = template.credential(field.template) if field and field.template else None
            if said and said.secret is not None:
                assert item.secret is said.secret
            else:
                assert item.secret or item.name in plain


def a_templates_mark_decides_which_config_is_secret(template: Template) -> None:
    form = _form(template)
    for item in template.config:
        asked = form.field(f"config.{item.name}")
        if asked and item.secret is not None and not item.enum:
            assert asked.secret is item.secret


def the_form_says_why_the_legacy_endpoint_cannot_take_it(template: Template) -> None:
    form, mode = _form(template), _mode(template)
    username = template.credential("username")
    asked = {item.name for item in form.fields if item.place is Place.CREDENTIAL}
    cannot = (
        not mode.legacy
        or bool(asked & CERTIFICATES)
        or (mode.code == "BASIC" and username is not None and username.hidden and not username.default_value)
    )
    assert bool(form.current_only) is cannot


def limits_are_those_of_the_endpoint_that_has_some(template: Template) -> None:
    mode = _mode(template)
    for item in _form(template).fields:
        field = mode.field(item.name) if item.place is Place.CREDENTIAL else None
        assert item.limit == (field.limit if field else 0)
    legacy = build(template, mode, Endpoint.LEGACY)
    assert all(item.limit == 0 for item in legacy.fields)
    for item in legacy.fields:
        field = mode.field(item.name) if item.place is Place.CREDENTIAL else None
        assert field is None or wire_path(field, Endpoint.LEGACY) or legacy.current_only


INVARIANTS: tuple[Callable[[Template], None], ...] = (
    every_credential_that_the_mode_needs_is_asked_or_sent,
    each_thing_is_asked_once_and_has_one_place,
    config_with_an_order_comes_first_then_credentials_then_the_rest_and_folded_last,
    a_hidden_credential_is_not_asked_and_its_default_is_sent_even_if_empty,
    an_empty_default_of_a_shown_credential_may_be_sent_empty,
    hidden_config_is_sent_with_its_default_and_else_asked_only_for_a_header,
    shown_config_is_required_unless_the_template_says_optional,
    automated_config_from_the_token_answer_that_the_base_url_needs_is_asked,
    automated_config_that_a_url_needs_is_asked_where_no_script_fills_it,
    automated_config_that_a_script_fills_is_not_asked,
    automated_config_for_headers_and_token_parameters_is_asked_with_a_warning,
    automated_config_that_nothing_uses_is_not_shown,
    a_key_in_a_url_that_no_field_lists_becomes_a_field,
    when_all_that_is_required_is_given_every_url_has_a_complete_alternative,
    certificates_are_asked_only_where_the_template_requires_them,
    a_provider_that_signs_gets_no_client_secret_but_a_labelled_placeholder,
    every_credential_is_secret_but_what_plainly_is_none,
    a_templates_mark_decides_which_config_is_secret,
    the_form_says_why_the_legacy_endpoint_cannot_take_it,
    limits_are_those_of_the_endpoint_that_has_some,
)
