"""What holds for any recognized text, any form, and any answers."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.check_value import text_of
from nango_tui.model.draft import Customer, Draft, Integration
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form
from nango_tui.model.form_rules import build
from nango_tui.model.needs import EXPIRY
from nango_tui.model.paste.fill import Filling, answered, apply, fill, leftover
from nango_tui.model.paste.fill_work import entered
from nango_tui.model.paste.found import Choice, Confidence, Finding, Ignored, Kind, Recognized
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template
from tests.model.paste.fill_making import DEV, NOW, TEMPLATES
from tests.model.templates import templates

NANGO_KEYS = ("0d1f8a6e-7b55-4c1e-9f43-2a6d1b8e7c90", "nango_sbx_v1_9f8e7d6c5b4a")
MASKED = (
    "F***9",
    "••••••••",
    "****************",
    "[REDACTED]",
    "sk_live_…",
    "abc...",
    "xxxxxxxx",
    "<hidden>",
    "**1234",
)
GOOD = (
    "harbor", "it@harbor.com", "it@harbor.com/token", "AbC123", "shpat_0123456789abcdef", "https://harbor.zendesk.com/x",
    "https://harbor.my.salesforce.com", "harbor.myshopify.com", "12345", "{}", '{"a": 1}', "eu", "-----BEGIN X-----",
    "2026-05-04T10:00:00Z", "3600", "true", "", " ", "OAUTH2", "é\u200b", "x" * 300, "https://[::1", "http://a b",
)  # fmt: skip
NAMES = (
    "", "access_token", "refresh_token", "token", "api_key", "ZENDESK_API_TOKEN", "SLACK_BOT_TOKEN", "team.id",
    "subdomain", "instance_url", "username", "password", "realmId", "credentials.type", "connection_config",
    "end_user.id", "oauth_scopes_override", "client_secret_override", "NETSUITE_CONSUMER_SECRET", "no_expiration",
    "expires_in", "provider", "a.b.c", "....", "__", "Authorization", "region", "accountId", "app_id", "avatar_url",
)  # fmt: skip

Case = tuple[Recognized, Draft, Form]

_values = st.one_of(st.sampled_from((*GOOD, *MASKED, *NANGO_KEYS)), st.text(max_size=20))
_names = st.one_of(st.sampled_from(NAMES), st.text(max_size=12))


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    kind: Kind = draw(st.sampled_from(get_args(Kind)))
    value = draw(_values)
    if kind == "nango key":
        value = draw(st.sampled_from(NANGO_KEYS))
    elif kind in ("config", "metadata", "tags"):
        value = draw(st.one_of(_values, st.dictionaries(_names, _values, max_size=3).map(json.dumps)))
    confidence: Confidence = draw(st.sampled_from(get_args(Confidence)))
    return Finding(kind, Secret(value), draw(_names), confidence, draw(st.sampled_from(("JSON", "line 1", "JWT"))))


@st.composite
def recognized(draw: st.DrawFn) -> Recognized:
    some = st.lists(findings(), max_size=6).map(tuple)
    options = st.lists(st.tuples(st.sampled_from(("one", "other")), some), min_size=1, max_size=3).map(tuple)
    return Recognized(
        draw(st.sampled_from(("a text", "a Nango import"))),
        draw(some),
        draw(st.lists(st.builds(Choice, st.just("Which?"), options), max_size=2).map(tuple)),
        draw(st.sampled_from(((), (Ignored("localhost", "it is an address of Nango, not of the provider"),)))),
        hosts=draw(st.sampled_from(((), ("harbor.zendesk.com",), ("nango.harbor.example",)))),
    )


@st.composite
def drafts(draw: st.DrawFn, made: Template) -> Draft:
    mode = MODES[made.auth_mode]
    typed = [field.name for field in mode.fields if draw(st.booleans())]
    return Draft(
        DEV,
        "generated",
        Integration(made.name, made.name, made.display_name),
        made,
        mode.code,
        values={name: Secret("typed") for name in typed},
        config={item.name: "typed" for item in made.config if draw(st.booleans())},
        connection_id=draw(st.sampled_from(("", "typed"))),
        expiry=draw(st.sampled_from((Expiry(), Expiry("in", "2h", NOW)))),
        fetch=draw(st.booleans()),
        customer=draw(st.sampled_from((Customer(), Customer(id="typed", email="typed@harbor.com")))),
        tags=draw(st.sampled_from(((), (("a", "typed"),)))),
        metadata=draw(st.sampled_from(("", '{"typed": 1}'))),
        scopes=draw(st.sampled_from(("", "typed"))),
        exists=draw(st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Recognized, Draft, Form]:
    made = draw(st.one_of(st.sampled_from(tuple(TEMPLATES.values())), templates()))
    return draw(recognized()), draw(drafts(made)), build(made, MODES[made.auth_mode], Endpoint.CURRENT)


def answered_by(filling: Filling, picks: list[int]) -> Filling:
    """Answer every question, each new one too; there is an end to them."""
    for pick in range(200):
        if not filling.questions:
            return filling
        chosen = picks[pick % len(picks)] if picks else 0
        filling = answered(filling, 0, chosen % len(filling.questions[0].options))
    raise AssertionError("questions without end")


any_case = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_picks = st.lists(st.integers(0, 5), max_size=5)


def in_clear(filling: Filling) -> list[str]:
    return [text_of(item.value) for item in filling.fills if not isinstance(item.value, Expiry)]


@any_case
@given(case=cases(), picks=_picks)
def test_no_masked_value_and_no_nango_key_fills_anything(case: Case, picks: list[int]) -> None:
    found, draft, form = case
    keys = {text_of(item.value) for item in found.findings if item.kind == "nango key"} | {NANGO_KEYS[1]}
    first = fill(found, draft, form, NOW, UTC)
    for filling in (first, answered_by(first, picks)):
        for value in in_clear(filling):
            assert not any(key in value for key in keys)
            assert value not in MASKED
            assert not re.search(r"\*{3}|•|…|x{8}|REDACTED|<hidden>|\.{3}$", value)


@any_case
@given(case=cases(), picks=_picks)
def test_applying_changes_what_is_named_and_nothing_else(case: Case, picks: list[int]) -> None:
    found, draft, form = case
    filling = answered_by(fill(found, draft, form, NOW, UTC), picks)
    after = apply(filling, draft, overwrite=True)
    keys = {item.key for item in filling.fills}
    for name in {*draft.values, *after.values}:
        assert f"credentials.{name}" in keys or draft.values.get(name) == after.values.get(name)
    for name in {*draft.config, *after.config}:
        assert f"config.{name}" in keys or draft.config.get(name) == after.config.get(name)
    for name, old in draft.tags:
        assert f"tags.{name}" in keys or (name, old) in after.tags
    for part in dataclasses.fields(Customer):
        changed = getattr(draft.customer, part.name) != getattr(after.customer, part.name)
        assert f"customer.{part.name}" in keys or not changed
    apart = {"values", "config", "tags", "customer", "accepted"}
    for part in dataclasses.fields(Draft):
        if part.name not in apart | keys:
            assert getattr(draft, part.name) == getattr(after, part.name), part.name
    for item in filling.fills:
        there, value = entered(after, form, item.key), item.value
        if there is not None and not isinstance(there, Expiry) and not isinstance(value, Expiry):
            assert text_of(there) == text_of(value)


@any_case
@given(case=cases(), picks=_picks)
def test_nothing_typed_is_overwritten_unless_that_is_agreed(case: Case, picks: list[int]) -> None:
    found, draft, form = case
    filling = answered_by(fill(found, draft, form, NOW, UTC), picks)
    after = apply(filling, draft)
    assert all(after.values[name] == value for name, value in draft.values.items())
    presets = {item.name for item in form.fields if item.default == "typed"}
    assert all(after.config[name] == value for name, value in draft.config.items() if name not in presets)
    assert set(draft.tags) <= set(after.tags)
    for name in ("connection_id", "metadata", "scopes"):
        assert getattr(after, name) == getattr(draft, name) or not getattr(draft, name)
    assert after.expiry == draft.expiry or not draft.expiry.choice
    assert after.customer.id in ("typed",) or not draft.customer.id
    for item in filling.fills:
        assert item.replaces is (entered(draft, form, item.key) is not None)


@any_case
@given(case=cases(), picks=_picks)
def test_what_was_applied_is_not_offered_again(case: Case, picks: list[int]) -> None:
    found, draft, form = case
    filling = fill(found, draft, form, NOW, UTC)
    after = apply(filling, draft, overwrite=True)
    # A value without a name goes on to the next empty field, and an answer may be another.
    if not filling.questions and not any(item.kind == "bare" or not item.name for item in found.findings):
        assert not fill(found, after, form, NOW, UTC).fills
    opened = {item.label for item in form.fields if item.name.endswith("_override") or item.name == "refresh_token"}
    assert set(leftover(form, after)) <= {*leftover(form, draft), "Access token", EXPIRY} | opened


@any_case
@given(case=cases())
def test_no_text_of_a_filling_holds_a_secret(case: Case) -> None:
    found, draft, form = case
    secret = "s3cr3t-Zq81-value"
    marked = dataclasses.replace(
        found,
        findings=tuple(dataclasses.replace(item, value=Secret(secret)) for item in found.findings if _secret(item)),
    )
    filling = fill(marked, draft, form, NOW, UTC)
    said = [
        *(line for item in filling.fills for line in (item.label, item.what)),
        *(line for question in filling.questions for line in (question.text, *question.options)),
        *(line for item in filling.ignored for line in (item.name, item.why)),
        *filling.notes, *filling.cleaned, *filling.warnings, repr(filling),
    ]  # fmt: skip
    assert not any(secret in line for line in said)


_OPEN: tuple[Kind, ...] = (
    "url", "host", "integration", "connection id", "customer", "named", "bare", "config", "metadata", "tags",
    "webhook url", "scopes", "user name", "client id", "token type",
)  # fmt: skip


def _secret(item: Finding) -> bool:
    return item.kind not in _OPEN
