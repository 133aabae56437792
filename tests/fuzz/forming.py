"""A template made into a form, filled in, checked, encoded and told in words: what the wizard does with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import cycle
from typing import Final

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import encode, masked, reveal_tree, secrets_in
from nango_tui.model.check import check
from nango_tui.model.curl import curl
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form, Place
from nango_tui.model.form_clean import clean
from nango_tui.model.form_rules import build
from nango_tui.model.needs import needs, still_missing
from nango_tui.model.secret import Secret, Text
from nango_tui.model.summary import contents
from nango_tui.model.template import Template
from nango_tui.model.text import plain

NOW: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
MARK: Final = "s3cr3t-Zq81"
"""Begins each secret that is typed."""
TYPED: Final = ("acme", "", "https://acme.example.com/x?y", "a" * 3000, '{"a": [1]}', "-----BEGIN X-----\nabc\n", "5")


def formed(template: Template, typed: Iterable[str] = TYPED) -> None:
    """Build the form of both endpoints, fill it with these texts in turn, and do all that can be done with it."""
    mode = MODES.get(template.auth_mode)
    if mode is None:
        return
    for endpoint in Endpoint:
        form = build(template, mode, endpoint)
        for item in form.fields:
            assert item.label.strip(), f"{item.key} has no label"
            for text in (item.label, item.help, item.example, item.warning, item.prefix, item.suffix, *item.choices):
                assert plain(text, keep_lines=True) == text
        keys = [item.key for item in form.fields]
        assert len(keys) == len(set(keys)), "a field stands twice in the form"
        draft = collected(template, form, typed)
        for each in (draft, Draft(draft.environment, "generated", draft.integration, template, mode.code)):
            found = check(each, form, endpoint, NOW, UTC)
            for text in (*found.errors.values(), *found.warnings.values()):
                assert text.strip()
            body = encode(each, form, endpoint, NOW, UTC)
            shown = masked(body)
            assert MARK not in shown
            assert not any(MARK in path for path, _ in secrets_in(body))
            reveal_tree(body)
            curl("https://api.nango.dev", body)
            still_missing(form, each, template)
        for _, text in contents(draft, form, NOW, UTC):
            assert isinstance(text, str)
        needs(form, template, markdown=True)


def collected(template: Template, form: Form, typed: Iterable[str]) -> Draft:
    """Return the draft with a text in every field, cleaned and kept as the form step does."""
    texts = cycle(typed)
    values: dict[str, Text] = {}
    config: dict[str, Text] = {}
    for item in form.fields:
        text = clean(item, f"{MARK}{next(texts)}" if item.secret and item.kind != "choice" else next(texts))
        assert clean(item, text) == text
        target = values if item.place is Place.CREDENTIAL else config
        target[item.name] = Secret(text) if item.secret else text
    return Draft(
        Environment("e", "dev"),
        "generated",
        Integration("anything", template.name, template.display_name),
        template,
        form.mode,
        values=values,
        config=config,
        expiry=Expiry("in", "2h", NOW) if form.expires else Expiry(),
    )
