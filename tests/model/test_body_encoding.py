"""What goes into an import comes out in its body, on both endpoints, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import FETCH_PLACEHOLDER, Tree, encode, masked, reveal_tree, scopes_of, secrets_in
from nango_tui.model.draft import Customer, Draft, Integration
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.form_rules import build
from nango_tui.model.secret import BULLETS, Secret, Text
from nango_tui.model.template import Template, TemplateField

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CURRENT, LEGACY = Endpoint.CURRENT, Endpoint.LEGACY

# By hand from Nango's documentation and source, so that the table of modes is held to it: name -> both wire names.
WIRE: dict[str, dict[str, tuple[str, str | None]]] = {
    "OAUTH2": {
        "access_token": ("access_token", "access_token"),
        "refresh_token": ("refresh_token", "refresh_token"),
        "client_id_override": ("config_override.client_id", "oauth_client_id_override"),
        "client_secret_override": ("config_override.client_secret", "oauth_client_secret_override"),
    },
    "OAUTH2_CC": {
        "token": ("token", "access_token"),
        "client_id": ("client_id", "oauth_client_id_override"),
        "client_secret": ("client_secret", "oauth_client_secret_override"),
        "client_certificate": ("client_certificate", None),
        "client_private_key": ("client_private_key", None),
    },
    "OAUTH1": {
        "oauth_token": ("oauth_token", "oauth_token"),
        "oauth_token_secret": ("oauth_token_secret", "oauth_token_secret"),
    },
    "API_KEY": {"api_key": ("apiKey", "api_key")},
    "BASIC": {"username": ("username", "username"), "password": ("password", "password")},
    "TBA": {
        "token_id": ("token_id", "token_id"),
        "token_secret": ("token_secret", "token_secret"),
        "client_id_override": ("config_override.client_id", "oauth_client_id_override"),
        "client_secret_override": ("config_override.client_secret", "oauth_client_secret_override"),
    },
    "APP": {"app_id": ("app_id", "app_id"), "installation_id": ("installation_id", "installation_id")},
    "CUSTOM": {"app_id": ("app_id", "app_id"), "installation_id": ("installation_id", "installation_id")},
    "NONE": {},
}
texts = st.text(min_size=1, max_size=40)
typed = st.text(min_size=1, max_size=40).map(str.strip).filter(bool)
values = st.one_of(texts, texts.map(Secret))
storable = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | storable
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(storable, inner, max_size=4), max_leaves=10
)


def draft_of(mode: str, **more: Any) -> Draft:  # a test's own fields, of every type
    return Draft(Environment("e", "dev"), "generated", Integration("acme", "acme"), mode=mode, own_app=True, **more)


def sent(draft: Draft, endpoint: Endpoint, form: Form | None = None) -> dict[str, Any]:
    form = form or build(draft.template, MODES[draft.mode], endpoint)
    return json.loads(json.dumps(reveal_tree(encode(draft, form, endpoint, NOW, UTC))))  # type: ignore[no-any-return]  # JSON


def clear(value: Text) -> str:
    return value.reveal() if isinstance(value, Secret) else value


@st.composite
def imports(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[Draft, dict[str, Any], dict[str, Any]]:
    """Draw a draft and the bodies that both endpoints have to get, put together without the encoder."""
    mode = draw(st.sampled_from(sorted(MODES)))
    # User name and password may be empty, and are sent then; the others are left out.
    given_values = {name: draw(values) for name in WIRE[mode] if mode == "BASIC" or draw(st.booleans())}
    config = draw(st.dictionaries(texts, texts, max_size=3))
    metadata = draw(st.none() | st.dictionaries(storable, trees, max_size=3))
    tags = draw(st.dictionaries(st.sampled_from(["Team", "plan", "a.b/c"]), typed, max_size=3))
    webhook = draw(st.sampled_from(["", "https://hooks.example.com/x"]))
    typed_id = draw(st.sampled_from(["", "acme-42", "a/b c"]))
    scopes = draw(st.lists(st.sampled_from(["repo", "user:email", "a b"]), max_size=3))
    never = draw(st.booleans())
    draft = draft_of(
        mode,
        values=given_values,
        config=config,
        metadata="" if metadata is None else json.dumps(metadata, ensure_ascii=draw(st.booleans())),
        tags=tuple(tags.items()),
        webhook_url=webhook,
        connection_id=typed_id,
        scopes=" , ".join(scopes),
        expiry=Expiry("never") if never else Expiry("in", "2h", NOW),
    )
    common: dict[str, Any] = {"provider_config_key": "acme", "connection_id": typed_id or "generated"}
    stored: dict[str, Any] = dict(config)
    if mode in ("APP", "CUSTOM"):
        stored |= {name: clear(value) for name, value in given_values.items()}
    if draft.metadata:
        common["metadata"] = json.loads(draft.metadata)
    if webhook:
        common["webhook_url_override"] = webhook
    current: dict[str, Any] = {**common, "credentials": {"type": mode}}
    legacy: dict[str, Any] = dict(common)
    for name, value in given_values.items():
        new, old = WIRE[mode][name]
        here, _, below = new.partition(".")
        if below:
            current["credentials"].setdefault(here, {})[below] = clear(value)
        else:
            current["credentials"][here] = clear(value)
        if old:
            legacy[old] = clear(value)
    if mode in ("OAUTH2", "OAUTH2_CC") and not never:
        current["credentials"]["expires_at"] = legacy["expires_at"] = "2026-11-24T14:00:00.000Z"
    if mode == "OAUTH2" and never:
        legacy["no_expiration"] = True
    takes = mode in ("OAUTH2", "OAUTH2_CC") and scopes
    for body, held in ((current, scopes), (legacy, ",".join(scopes))):
        if whole := stored | ({"oauth_scopes_override": held} if takes else {}):
            body["connection_config"] = whole
    if tags:
        current["tags"] = {key.lower(): value for key, value in tags.items()}
    return draft, current, legacy


@given(imports())
def test_what_goes_in_comes_out_on_the_wire_and_nothing_else(
    case: tuple[Draft, dict[str, Any], dict[str, Any]],
) -> None:
    draft, current, legacy = case
    assert sent(draft, CURRENT) == current
    if draft.mode != "CUSTOM":
        assert sent(draft, LEGACY) == legacy


@given(imports())
def test_every_secret_stays_secret_in_the_tree_and_in_what_the_review_shows(
    case: tuple[Draft, dict[str, Any], dict[str, Any]],
) -> None:
    draft, _, _ = case
    tree = encode(draft, build(None, MODES[draft.mode], CURRENT), CURRENT, NOW, UTC)
    kept = [secret for _, secret in secrets_in(tree)]
    for value in draft.values.values():
        if isinstance(value, Secret):
            assert any(value == other for other in kept)
    shown = json.loads(masked(tree))
    for path, _ in secrets_in(tree):
        here = shown
        for part in path:
            here = here[part]
        assert here == BULLETS


def test_a_secret_field_is_secret_whoever_filled_it() -> None:
    draft = draft_of("API_KEY", values={"api_key": "plain-by-mistake"})
    tree = encode(draft, build(None, MODES["API_KEY"], CURRENT), CURRENT, NOW, UTC)
    assert "plain-by-mistake" not in masked(tree) + repr(tree)
    assert sent(draft, CURRENT)["credentials"]["apiKey"] == "plain-by-mistake"


def test_big_integers_and_floats_in_metadata_survive() -> None:
    draft = draft_of("NONE", metadata='{"n": 123456789012345678901234567890, "f": 0.1, "e": 1e-7, "i": 1.0}')
    body = encode(draft, Form("NONE"), CURRENT, NOW, UTC)
    assert (
        json.dumps(reveal_tree(body["metadata"]))
        == '{"n": 123456789012345678901234567890, "f": 0.1, "e": 1e-07, "i": 1.0}'
    )


def test_an_empty_metadata_object_is_sent_and_no_metadata_is_not() -> None:
    assert sent(draft_of("NONE", metadata="{}"), CURRENT)["metadata"] == {}
    assert "metadata" not in sent(draft_of("NONE", metadata="  "), CURRENT)


@pytest.mark.parametrize("endpoint", list(Endpoint))
def test_the_connection_id_is_always_sent(endpoint: Endpoint) -> None:
    assert sent(draft_of("NONE"), endpoint)["connection_id"] == "generated"
    assert sent(draft_of("NONE", connection_id="acme"), endpoint)["connection_id"] == "acme"


def test_a_typed_time_is_sent_as_one_absolute_time_in_utc_on_both_endpoints() -> None:
    zone = timezone(timedelta(hours=1))
    draft = draft_of("OAUTH2", expiry=Expiry("at", "2026-11-25 16:30"))
    for endpoint in Endpoint:
        body = encode(draft, build(None, MODES["OAUTH2"], endpoint), endpoint, NOW, zone)
        held = body["credentials"] if endpoint is CURRENT else body
        assert isinstance(held, dict)
        assert held["expires_at"] == "2026-11-25T15:30:00.000Z"


@pytest.mark.parametrize("mode", ["API_KEY", "BASIC", "OAUTH1", "TBA", "APP", "NONE"])
@pytest.mark.parametrize("endpoint", list(Endpoint))
def test_a_mode_without_expiry_sends_none(mode: str, endpoint: Endpoint) -> None:
    for expiry in (Expiry("in", "2h", NOW), Expiry("never")):
        text = json.dumps(sent(draft_of(mode, expiry=expiry), endpoint))
        assert "expir" not in text


def test_never_is_left_out_on_connections_and_said_on_connection_but_for_client_credentials() -> None:
    for mode in ("OAUTH2", "OAUTH2_CC"):
        draft = draft_of(mode, expiry=Expiry("never"))
        assert "expir" not in json.dumps(sent(draft, CURRENT))
        assert sent(draft, LEGACY).get("no_expiration") is (True if mode == "OAUTH2" else None)


def test_a_duration_goes_as_expires_in_only_where_it_was_asked_for_on_the_legacy_endpoint() -> None:
    draft = draft_of("OAUTH2", expiry=Expiry("in", "2h", NOW), send_expires_in=True)
    legacy = sent(draft, LEGACY)
    assert legacy["expires_in"] == 7200
    assert "expires_at" not in legacy
    assert "expires_in" not in sent(draft, CURRENT)["credentials"]
    assert "expires_in" not in sent(replace(draft, expiry=Expiry("at", "2026-11-25 16:30")), LEGACY)
    # POST /connection ignores it for client credentials and stores 55 minutes.
    assert "expires_in" not in sent(replace(draft, mode="OAUTH2_CC"), LEGACY)


@pytest.mark.parametrize(("mode", "token"), [("OAUTH2", "access_token"), ("OAUTH2_CC", "token")])
@pytest.mark.parametrize("endpoint", list(Endpoint))
def test_where_nango_fetches_the_token_a_labelled_placeholder_goes_with_an_expiry_an_hour_ago(
    mode: str, token: str, endpoint: Endpoint
) -> None:
    body = sent(draft_of(mode, fetch=True, values={token: Secret("old"), "refresh_token": Secret("r")}), endpoint)
    held = body["credentials"] if endpoint is CURRENT else body
    assert held[token if endpoint is CURRENT else "access_token"] == FETCH_PLACEHOLDER
    assert held["expires_at"] == "2026-11-24T11:00:00.000Z"
    assert "no_expiration" not in held


def test_the_customer_goes_as_tags_and_only_to_connections() -> None:
    customer = Customer(" u1 ", "u@acme.com", "Acme", "org-1")
    assert sent(draft_of("NONE", customer=customer), CURRENT)["tags"] == {
        "end_user_id": "u1",
        "end_user_email": "u@acme.com",
        "end_user_display_name": "Acme",
        "organization_id": "org-1",
    }
    body = sent(draft_of("NONE", customer=customer, tags=(("Team", "Blue"),)), LEGACY)
    assert "tags" not in body
    assert "end_user" not in body


def test_a_linked_customer_goes_as_end_user_and_the_organization_as_a_tag() -> None:
    body = sent(draft_of("NONE", customer=Customer("u1", "", "Acme", "org-1", link=True)), CURRENT)
    assert body["end_user"] == {"id": "u1", "display_name": "Acme"}
    assert body["tags"] == {"organization_id": "org-1"}


def test_empty_rows_are_not_sent() -> None:
    draft = draft_of("NONE", tags=(("", "x"), ("team", "")), config={"subdomain": "", "": "x"}, customer=Customer())
    assert set(sent(draft, CURRENT)) == {"provider_config_key", "connection_id", "credentials"}


def test_scopes_are_a_list_on_connections_and_a_text_on_connection_trimmed_on_both() -> None:
    draft = draft_of("OAUTH2", scopes=" repo,  user , ,x ")
    assert sent(draft, CURRENT)["connection_config"] == {"oauth_scopes_override": ["repo", "user", "x"]}
    assert sent(draft, LEGACY)["connection_config"] == {"oauth_scopes_override": "repo,user,x"}
    # Typed as a row of the connection configuration, it is the same thing.
    row = draft_of("OAUTH2", config={"oauth_scopes_override": "repo, user"})
    assert sent(row, CURRENT)["connection_config"] == {"oauth_scopes_override": ["repo", "user"]}
    assert scopes_of(" , ") == []


def test_a_hidden_credential_is_sent_with_its_default_even_when_that_is_empty() -> None:
    fields = (TemplateField("username", title="API key", secret=True), TemplateField("password", hidden=True))
    template = Template("x", "X", "BASIC", credentials=(fields[0], replace(fields[1], default_value="X")))
    draft = draft_of("BASIC", template=template, values={"username": Secret("the-key")})
    assert sent(draft, CURRENT)["credentials"] == {"type": "BASIC", "username": "the-key", "password": "X"}
    empty = replace(draft, template=replace(template, credentials=(fields[0], replace(fields[1], default_value=""))))
    assert sent(empty, CURRENT)["credentials"]["password"] == ""


def test_an_empty_credential_is_sent_only_where_the_form_lets_it_be_empty() -> None:
    draft = draft_of("BASIC", values={"username": "u"})
    fields = (FormField(Place.CREDENTIAL, "username", "Username"), FormField(Place.CREDENTIAL, "password", "Password"))
    assert "password" not in sent(draft, CURRENT, Form("BASIC", fields))["credentials"]
    open_ = Form("BASIC", (fields[0], replace(fields[1], blank_ok=True)))
    assert sent(draft, CURRENT, open_)["credentials"]["password"] == ""


def test_constants_of_the_connection_configuration_are_sent_and_what_was_typed_counts_more() -> None:
    form = Form("NONE", config_constants={"region": "eu", "api": "v1"})
    assert sent(draft_of("NONE", config={"region": "us"}), CURRENT, form)["connection_config"] == {
        "region": "us",
        "api": "v1",
    }


def test_a_placeholder_goes_where_the_endpoint_demands_what_the_provider_has_not() -> None:
    form = Form("OAUTH2_CC", placeholders={"client_secret": "none: signs with a key"})
    assert sent(draft_of("OAUTH2_CC"), CURRENT, form)["credentials"]["client_secret"] == "none: signs with a key"


def test_what_the_form_does_not_ask_is_not_sent() -> None:
    draft = draft_of("OAUTH2_CC", values={"client_certificate": Secret("left over from another integration")})
    assert "client_certificate" not in sent(draft, CURRENT, Form("OAUTH2_CC"))["credentials"]


def test_an_override_that_was_taken_back_is_not_sent() -> None:
    draft = draft_of("OAUTH2", values={"access_token": Secret("t"), "client_id_override": "id"})
    assert "config_override" in sent(draft, CURRENT)["credentials"]
    assert "config_override" not in sent(replace(draft, own_app=False), CURRENT)["credentials"]
    assert "oauth_client_id_override" not in sent(replace(draft, own_app=False), LEGACY)


def test_the_review_shows_a_body_line_by_line_with_bullets_for_each_secret_that_is_not_empty() -> None:
    tree: Tree = {"ü": ["a\nb", Secret("x"), Secret(""), {"n": None}], "\x1b": 1}
    assert (
        masked(tree)
        == f"""{{
  "ü": [
    "a\\nb",
    "{BULLETS}",
    "",
    {{
      "n": null
    }}
  ],
  "\\u001b": 1
}}"""
    )


def test_each_secret_is_yielded_with_its_path() -> None:
    tree: Tree = {"a": [Secret("x"), {"b": Secret("y")}, Secret("")], "c": {"d": Secret("z")}, "e": "f"}
    found = [(path, secret.reveal()) for path, secret in secrets_in(tree)]
    assert found == [(("a", "0"), "x"), (("a", "1", "b"), "y"), (("c", "d"), "z")]


def test_who_the_customer_is_goes_as_tags_or_as_a_linked_user() -> None:
    who = Customer(" u-1 ", " a@acme.example ", " Ada ", " org ")
    tags = {"end_user_id": "u-1", "end_user_email": "a@acme.example", "end_user_display_name": "Ada"}
    assert sent(draft_of("NONE", customer=who), CURRENT)["tags"] == {**tags, "organization_id": "org"}
    linked = sent(draft_of("NONE", customer=replace(who, link=True)), CURRENT)
    assert linked["end_user"] == {"id": "u-1", "email": "a@acme.example", "display_name": "Ada"}
    assert linked["tags"] == {"organization_id": "org"}


def test_blank_rows_and_scopes_in_a_row_leave_the_rows_behind_them_as_they_are() -> None:
    rows = {"": "x", "blank": "", "oauth_scopes_override": "a, b", "subdomain": "acme", "apiKey": "typed"}
    secret = FormField(Place.CONFIG, "apiKey", "API key", "secret")
    form = replace(build(None, MODES["OAUTH2"], CURRENT), fields=(secret,))
    tree = encode(draft_of("OAUTH2", config=rows), form, CURRENT, NOW, UTC)
    assert tree["connection_config"] == {
        "subdomain": "acme",
        "apiKey": Secret("typed"),
        "oauth_scopes_override": ["a", "b"],
    }


def test_the_mode_of_the_form_counts_and_without_one_the_drafts() -> None:
    draft, form = draft_of("NONE"), build(None, MODES["NONE"], CURRENT)
    assert encode(draft, replace(form, mode=""), CURRENT, NOW, UTC)["credentials"] == {"type": "NONE"}
    other = encode(draft, build(None, MODES["API_KEY"], CURRENT), CURRENT, NOW, UTC)
    assert other["credentials"] == {"type": "API_KEY"}


def test_seconds_are_counted_from_when_they_were_typed_and_else_from_now() -> None:
    for since, seconds in ((NOW - timedelta(hours=1), 7200), (None, 7200)):
        draft = draft_of("OAUTH2", expiry=Expiry("in", "2h", since), send_expires_in=True)
        assert sent(draft, LEGACY)["expires_in"] == seconds


def test_a_moment_in_the_machines_zone_is_sent_in_utc() -> None:
    draft = draft_of("OAUTH2", expiry=Expiry("at", "2026-11-24 18:00"))
    form = build(None, MODES["OAUTH2"], LEGACY)
    body = encode(draft, form, LEGACY, NOW, timezone(timedelta(hours=5, minutes=30)))
    assert body["expires_at"] == "2026-11-24T12:30:00.000Z"
