"""What the client makes of an answer, whatever it is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nango_tui.api.client import Client
from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json
from nango_tui.model.outcome import Call, Got, Refused, Stored, Unreachable
from nango_tui.model.secret import BULLETS, Secret
from nango_tui.model.template import Template
from nango_tui.model.wire import Request, Response
from tests.api.making import KEY, TOKEN, answered, draft, handled

CURRENT, LEGACY = Endpoint.CURRENT, Endpoint.LEGACY


def replying(value: Json, status: int = 200) -> Client:
    return answered(json.dumps(value).encode(), status)


async def every_call(client: Client) -> list[object]:
    return [
        await client.environment_name(),
        await client.integrations(),
        await client.integration("github"),
        await client.template("github"),
        await client.search_providers("git"),
        await client.find("acme"),
        await client.connection("acme", "github"),
        await client.send(draft(), CURRENT),
        await client.send(draft(), LEGACY),
        await client.delete("acme", "github"),
    ]


NAMES = (
    "error", "errors", "code", "message", "path", "payload", "data", "connections", "connection_id", "name", "tags",
    "provider_config_key", "unique_key", "credentials", "success", "environmentName", "end_user", "connection",
    "metadata", "connection_config", "auth_mode", "display_name", "expires_at", "raw",
)  # fmt: skip
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)
bodies = st.binary(max_size=60) | trees.map(lambda tree: json.dumps(tree).encode())


@given(status=st.integers(200, 599), body=bodies, kind=st.sampled_from(["application/json", "text/html", "", "\x80"]))
@settings(max_examples=150, deadline=None)
async def test_no_answer_whatever_its_status_or_body_crashes_a_call(status: int, body: bytes, kind: str) -> None:
    for outcome in await every_call(answered(body, status, kind.encode("ascii", "replace").decode())):
        assert isinstance(outcome, Got | Stored | Refused)
        assert outcome.answer.status == status
        if isinstance(outcome, Refused):
            assert outcome.advice.happened
            assert outcome.advice.do
        assert not set(outcome.answer.body) & {"\x1b", "\x9b", "\x00", "\u202e"}


@pytest.mark.parametrize("depth", [90, 400, 900, 100_000])
@pytest.mark.parametrize("status", [200, 400])
async def test_an_answer_nested_however_deep_is_shown(depth: int, status: int) -> None:
    for one, end in ((b"[", b"]"), (b'{"error":', b"}")):
        for outcome in await every_call(answered(one * depth + b"1" + end * depth, status)):
            assert isinstance(outcome, Refused)
            assert outcome.answer.body


@pytest.mark.parametrize(
    ("body", "kind", "shape"),
    [
        (b"", "application/json", "empty"),
        (b"  \n", "text/html", "empty"),
        (b"<!DOCTYPE html><html><body>Login</body></html>", "application/json", "HTML"),
        (b"<html>", "text/html; charset=utf-8", "HTML"),
        (b"upstream timed out", "text/plain", "text"),
        # Python reads these as numbers; they are none in JSON, and could not be sent again.
        (b'{"connection_id": "acme", "x": NaN}', "application/json", "text"),
        (b'{"connection_id": "acme", "x": -Infinity}', "application/json", "text"),
        (b'{"connection_id": "acme", "x": 1e999}', "application/json", "text"),
        (b"\x00\x01\x02\x03" * 20, "application/octet-stream", "binary"),
        (b'{"half": ', "application/json", "text"),
        (b'\xef\xbb\xbf{"data": 5}', "application/json", "JSON"),
    ],
)
async def test_a_success_that_is_not_nangos_says_what_it_is_and_to_check_the_url(
    body: bytes, kind: str, shape: str
) -> None:
    for outcome in await every_call(answered(body, 200, kind)):
        assert isinstance(outcome, Refused)
        assert "not Nango's: check the URL" in outcome.advice.happened
        assert outcome.answer.shape == shape


async def test_a_message_alone_is_read_as_nangos_documentation_describes_it() -> None:
    outcome = await replying({"message": "No such thing"}, 404).integration("x")
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.message) == ("", "No such thing")
    assert not outcome.route_missing


async def test_an_error_that_is_only_a_text_is_shown_and_not_taken_for_nangos() -> None:
    outcome = await replying({"error": "no such route"}, 404).send(draft(), CURRENT)
    assert isinstance(outcome, Refused)
    assert outcome.message == "no such route"
    assert outcome.route_missing


@pytest.mark.parametrize("status", [404, 405])
async def test_a_server_without_the_route_is_told_apart_from_an_unknown_integration(status: int) -> None:
    gone = await answered(b"<pre>Cannot POST /connections</pre>", status, "text/html").send(draft(), CURRENT)
    assert isinstance(gone, Refused)
    assert gone.route_missing
    unknown = await replying({"error": {"code": "not_found", "message": "x"}}, 404).send(draft(), CURRENT)
    assert isinstance(unknown, Refused)
    assert not unknown.route_missing
    assert unknown.problems.keys() == {"integration"}


async def test_the_environments_name_is_read_from_a_refusal_that_stores_nothing() -> None:
    asked: list[Request] = []
    error: Json = {"code": "unknown_provider_config", "message": "no {", "payload": {"environmentName": "prod"}}

    def handler(request: Request) -> Response:
        asked.append(request)
        return Response(400, {}, json.dumps({"error": error}).encode())

    client = handled(handler)
    first, second = await client.environment_name(), await client.environment_name()
    assert isinstance(first, Got)
    assert isinstance(second, Got)
    assert first.value == "prod"
    sent = [json.loads(request.body) for request in asked]
    assert all(request.target == "/connection" for request in asked)
    assert set(sent[0]) == {"provider_config_key", "connection_id"}
    assert sent[0]["provider_config_key"] != sent[1]["provider_config_key"]


async def test_a_key_that_may_not_create_is_told_apart_when_the_environment_is_asked_for() -> None:
    refusal: Json = {"error": {"code": "forbidden", "message": "needs environment:connections:create"}}
    outcome = await replying(refusal, 403).environment_name()
    assert isinstance(outcome, Refused)
    assert outcome.scope == "environment:connections:create"


async def test_retry_after_is_read_in_seconds() -> None:
    body = json.dumps({"error": {"code": "too_many_request"}}).encode()
    outcome = await answered(body, 429, retry_after="59").integrations()
    assert isinstance(outcome, Refused)
    assert outcome.retry_after == 59
    for odd in ("", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1e9", "99999999999999999999"):
        other = await answered(body, 429, retry_after=odd).integrations()
        assert isinstance(other, Refused)
        assert other.retry_after is None


async def test_a_connection_is_read_with_its_secrets_kept_secret() -> None:
    value: Json = {
        "connection_id": "acme",
        "provider_config_key": "netsuite",
        "provider": "netsuite",
        "errors": [{"type": "auth", "log_id": "17"}, "odd"],
        "tags": {"team": "blue", "n": 5},
        "end_user": {"id": "u", "email": None},
        "created_at": "2026-11-24",
        "metadata": None,
        "connection_config": {"accountId": "1", "appSecret": "hush-hush", "oauth_client_secret": "the-integrations"},
        "credentials": {
            "type": "OAUTH2",
            "access_token": TOKEN,
            "expires_at": "2099-01-01T00:00:00.000Z",
            "config_override": {"client_id": "i", "client_secret": "override-secret"},
            "raw": {"access_token": TOKEN},
        },
    }
    outcome = await replying(value).connection("acme", "netsuite")
    assert isinstance(outcome, Got)
    found = outcome.value
    assert found.row.errors[0].kind == "auth"
    assert len(found.row.errors) == 1
    assert found.row.tags == {"team": "blue"}
    assert found.row.created == "2026-11-24"
    assert found.metadata == {}
    assert found.expires_at == "2099-01-01T00:00:00.000Z"
    assert found.credentials["access_token"] == Secret(TOKEN)
    assert found.credentials["config_override.client_secret"] == Secret("override-secret")
    assert set(found.config) == {"accountId", "appSecret"}
    for secret in (TOKEN, "hush-hush", "the-integrations", "override-secret"):
        assert secret not in repr(outcome)
    assert '"accountId": "1"' in outcome.answer.body


async def test_a_list_of_connections_tells_the_broken_ones() -> None:
    row: Json = {"connection_id": "a", "provider_config_key": "b", "errors": [{"type": "sync", "log_id": "1"}], "x": 1}
    outcome = await replying({"connections": [row]}).find("a")
    assert isinstance(outcome, Got)
    assert outcome.value[0].errors[0].kind == "sync"


async def test_what_a_connection_told_is_hidden_in_all_that_comes_later() -> None:
    answers = iter(
        [
            (200, {"connection_id": "a", "provider_config_key": "b", "credentials": {"api_key": "read-before-this"}}),
            (400, {"error": {"code": "x", "message": "bad value read-before-this"}}),
        ]
    )

    def handler(_: Request) -> Response:
        status, value = next(answers)
        return Response(status, {}, json.dumps(value).encode())

    client = handled(handler)
    await client.connection("a", "b")
    later = await client.integrations()
    assert isinstance(later, Refused)
    assert later.message == f"bad value {BULLETS}"
    assert "read-before-this" not in repr(later)


@pytest.mark.parametrize("place", ["message", "payload", "code", "path", "html", "header"])
async def test_a_server_that_repeats_a_secret_or_the_key_does_not_get_it_shown(place: str) -> None:
    both = f"{TOKEN} {KEY}"
    error: dict[str, Json] = {"code": "invalid_body", "message": "x"}
    if place in error or place == "payload":
        error[place] = both
    if place == "path":
        error["errors"] = [{"code": both, "message": both, "path": ["connection_config", both]}]
    body = f"<html>{both}".encode() if place == "html" else json.dumps({"error": error}).encode()
    kind = "text/html" if place == "html" else "application/json"
    status = 302 if place == "header" else 400
    headers = {"location": f"https://x/?t={TOKEN}&k={KEY}"} if place == "header" else {}
    for endpoint in Endpoint:
        outcome = await answered(body, status, kind, **headers).send(draft(), endpoint)
        assert isinstance(outcome, Refused)
        assert TOKEN not in repr(outcome)
        assert KEY not in repr(outcome)


async def test_what_connections_stored_is_said_in_words() -> None:
    value: Json = {
        "connection_id": "acme",
        "provider_config_key": "github",
        "tags": {"team": "blue"},
        "end_user": {"id": "u", "display_name": "Acme"},
        "metadata": {"a": 1, "b": 2},
        "connection_config": {"subdomain": "acme", "apiKey": "hush", "oauth_scopes_override": ["a", "b"]},
        "webhook_url_override": "https://hooks.example.com/x",
        "credentials": {
            "type": "OAUTH2",
            "access_token": TOKEN,
            "refresh_token": "r",
            "expires_at": "2099-01-01T00:30:00Z",
        },
    }
    outcome = await replying(value, 201).send(draft(), CURRENT)
    assert isinstance(outcome, Stored)
    assert outcome.connection_id == "acme"
    assert outcome.integration == "github"
    assert dict(outcome.facts) == {
        "Connection ID": "acme",
        "Integration": "github",
        "Auth type": "OAuth 2 (OAUTH2)",
        "Access token": "expires 2099-01-01 00:30 UTC",
        "Refresh token": "stored",
        "Connection configuration": f"subdomain acme, apiKey {BULLETS}, oauth_scopes_override a, b",
        "Metadata": "2 keys",
        "Tags": "team=blue",
        "Customer": "Acme",
        "Override webhook URL": "https://hooks.example.com/x",
    }


async def test_the_echo_of_the_legacy_endpoint_is_no_witness_for_tags_and_customer() -> None:
    value: dict[str, Json] = {"connection_id": "a", "provider_config_key": "b", "access_token": TOKEN}
    outcome = await replying({**value, "no_expiration": True, "tags": {"a": "b"}, "end_user": {"id": "u"}}, 201).send(
        draft(), LEGACY
    )
    assert isinstance(outcome, Stored)
    labels = dict(outcome.facts)
    assert labels == {
        "Connection ID": "a",
        "Integration": "b",
        "Access token": "never expires",
        "Refresh token": "none",
    }


@pytest.mark.parametrize(
    ("expires", "words"),
    [
        ("0001-01-01T00:00:00+14:00", "expires 0001-01-01T00:00:00+14:00"),
        ("9999-12-31T23:59:59-14:00", "expires 9999-12-31T23:59:59-14:00"),
        ("2099-01-01 00:30", "expires 2099-01-01 00:30 UTC"),
    ],
)
async def test_an_import_is_stored_whatever_its_expiry_says_and_without_a_zone_it_is_utc(
    expires: str, words: str
) -> None:
    credentials: Json = {"type": "OAUTH2", "access_token": TOKEN, "expires_at": expires}
    value: Json = {"connection_id": "a", "provider_config_key": "b", "credentials": credentials}
    outcome = await replying(value, 201).send(draft(), CURRENT)
    assert isinstance(outcome, Stored)
    assert dict(outcome.facts)["Access token"] == words


async def test_a_draft_without_integration_or_type_is_not_sent() -> None:
    client = answered(b"", 500)
    for incomplete in (replace(draft(), integration=None), replace(draft(), mode="")):
        assert isinstance(await client.send(incomplete, CURRENT), Unreachable)


async def test_tested_is_said_only_where_nango_tests() -> None:
    template = Template("x", "X", "API_KEY", verification=True)
    one = replace(draft(), mode="API_KEY", template=template, values={"api_key": Secret("k")})
    value: Json = {"connection_id": "a", "provider_config_key": "b"}
    for case, endpoint, tested in (
        (one, CURRENT, True),
        (one, LEGACY, False),
        (replace(one, template=replace(template, verification=False)), CURRENT, False),
        (replace(draft(), template=replace(template, auth_mode="OAUTH2")), CURRENT, False),
    ):
        outcome = await replying(value, 201).send(case, endpoint)
        assert isinstance(outcome, Stored)
        assert outcome.tested is tested


async def test_each_refusal_names_its_call() -> None:
    calls = [outcome.call for outcome in await every_call(replying({}, 500)) if isinstance(outcome, Refused)]
    assert calls == [
        Call.IMPORT_LEGACY,
        Call.LIST_INTEGRATIONS,
        Call.GET_INTEGRATION,
        Call.GET_PROVIDER,
        Call.SEARCH_PROVIDERS,
        Call.LIST_CONNECTIONS,
        Call.GET_CONNECTION,
        Call.IMPORT,
        Call.IMPORT_LEGACY,
        Call.DELETE_CONNECTION,
    ]
