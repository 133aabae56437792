"""A call of the provider through Nango: what is sent, whose answer it is, and what it may show."""

from __future__ import annotations

import json

import pytest

from nango_tui.model.body import Json
from nango_tui.model.connection import ProviderAnswer
from nango_tui.model.outcome import Call, Got, Refused, Unreachable
from nango_tui.model.secret import BULLETS
from tests.api.loopback import answer
from tests.api.making import KEY
from tests.api.scripted import CUT, refusal, scripted, told

COUNTED = {"X-RateLimit-Limit": "200"}
"""A header of Nango's: it counts each call."""
LIMITED = "429 Too Many Requests"
OWN = "Failed to get connection"


def as_page(text: str, status: str, headers: dict[str, str] | None = None) -> bytes:
    return answer(text.encode(), status, {"Content-Type": "text/html", **(headers or {})})


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/v1/me", "/proxy/v1/me"),
        ("v1/me", "/proxy/v1/me"),
        (" /users/@me?fields=a,b c&x=1#y ", "/proxy/users/@me?fields=a,b%20c&x=1%23y"),
        ("/a%2Fb/é", "/proxy/a%2Fb/%C3%A9"),
        ("/../connections/acme", "/proxy/%2E%2E/connections/acme"),
        ("/%2e%2E/connections", "/proxy/%2E%2E/connections"),
        ("..\\connections", "/proxy/..%5Cconnections"),
        ("//elsewhere.example.com/x", "/proxy/elsewhere.example.com/x"),
        ("https://elsewhere.example.com/x", "/proxy/https://elsewhere.example.com/x"),
    ],
)
async def test_the_path_stays_below_the_proxy_and_the_names_are_in_headers(path: str, target: str) -> None:
    async with scripted(told({})) as nango:
        assert isinstance(await nango.client.ask_provider("acme-42", "hub spot", path), Got)
    (asked,) = nango.asked
    assert nango.lines == [f"GET {target}"]
    assert asked.headers["connection-id"] == "acme-42"
    assert asked.headers["provider-config-key"] == "hub spot"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert not {"retries", "base-url-override", "retry-on"} & asked.headers.keys()
    assert asked.body == b""


@pytest.mark.parametrize("name", ["", " acme", "é", "a\r\nX: y", "a\tb", "acme\x7f"])
async def test_an_id_that_no_header_can_hold_is_not_sent(name: str) -> None:
    async with scripted() as nango:
        for names in ((name, "hubspot"), ("acme", name)):
            found = await nango.client.ask_provider(*names, "/me")
            assert isinstance(found, Unreachable)
            assert "cannot be sent in a header" in found.advice.happened
    assert nango.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        told({"ok": True}),
        told([1, 2], "201 Created"),
        answer(b"", "204 No Content"),
        answer(b"plain words", "200 OK", {"Content-Type": "text/plain"}),
        told({"error": "invalid_token"}, "401 Unauthorized"),
        told({"error": {"code": 190, "message": "Expired"}}, "400 Bad Request"),
        told({"error": {"code": "not_found", "message": "No such user"}}, "404 Not Found"),
        told({"error": {"code": "server_error", "message": "Try later"}}, "500 Internal Server Error"),
        told({"error": {"code": "forbidden", "message": "Not yours"}}, "403 Forbidden"),
        told({"error": {"code": "unknown_account"}}, "400 Bad Request"),
        told({"message": "Too many"}, LIMITED, {"Retry-After": "9"}),
        told({"error": {"code": "rate_limited"}}, LIMITED),
        told({"message": "x", "code": "y"}, "500 Internal Server Error"),
        as_page("<html>Bad gateway</html>", "502 Bad Gateway", COUNTED),
        as_page("<html>Hello</html>", "200 OK", COUNTED),
    ],
)
async def test_whatever_the_provider_answers_is_its_answer_a_refusal_and_its_own_limit_too(reply: bytes) -> None:
    async with scripted(reply) as nango:
        found = await nango.client.ask_provider("acme", "hubspot", "/me")
    assert isinstance(found, Got)
    assert found.value == ProviderAnswer(found.answer.status, "", found.answer.body)
    assert str(found.value.status) == reply.split()[1].decode()


@pytest.mark.parametrize(
    ("reply", "words", "field"),
    [
        (refusal("401 Unauthorized", "unknown_account"), "does not know the API key", ""),
        (refusal("403 Forbidden", "forbidden", "Insufficient scope. Required: environment:proxy"), "scope", ""),
        (refusal("404 Not Found", "unknown_provider_config"), "no integration with this ID", "integration"),
        (refusal("400 Bad Request", "server_error", OWN), "no connection with this ID", "connection_id"),
        (refusal("400 Bad Request", "server_error", f"{OWN} credentials: 'x'"), "could not refresh", ""),
        (refusal("424 Failed Dependency", "server_error", f"{OWN} credentials: 'limit has been reached'"), "up", ""),
        (refusal("424 Failed Dependency", "connection_refresh_backoff", "Backing off"), "30 seconds", ""),
        (refusal("400 Bad Request", "unsupported_provider"), "does not know the address", ""),
        (refusal("400 Bad Request", "base_url_override_not_allowed"), "does not call the address", ""),
        (refusal(LIMITED, "too_many_request"), "all its keys together", ""),
        (
            told({"message": "connect ECONNREFUSED 1.2.3.4:5", "code": "ECONNREFUSED", "method": "get"}, "500 Error"),
            "could not connect to the provider (ECONNREFUSED)",
            "",
        ),
        (as_page("<html>Log in</html>", "200 OK"), "not Nango's", ""),
        (as_page("<html>Bad gateway</html>", "502 Bad Gateway"), "gateway", ""),
        (answer(b"", "302 Found", {"Location": "https://elsewhere.example.com"}), "redirects", ""),
    ],
)
async def test_nangos_own_refusals_are_told_from_the_providers(reply: bytes, words: str, field: str) -> None:
    async with scripted(reply) as nango:
        found = await nango.client.ask_provider("acme", "hubspot", "/me")
    assert len(nango.asked) == 1
    assert isinstance(found, Refused)
    assert found.call is Call.PROXY
    assert not found.general
    assert words in found.advice.happened
    assert list(found.problems) == ([field] if field else [])


async def test_nangos_limit_says_how_long_to_wait() -> None:
    async with scripted(told({"error": {"code": "too_many_request"}}, LIMITED, {"Retry-After": "31"})) as nango:
        found = await nango.client.ask_provider("acme", "hubspot", "/me")
    assert isinstance(found, Refused)
    assert found.retry_after == 31
    assert "Wait 31 seconds" in found.advice.do


@pytest.mark.parametrize(
    ("body", "identity"),
    [
        ({"login": "octo", "id": 5}, "octo, id 5"),
        ({"data": {"name": "Acme", "email": "a@acme.com", "id": "x1"}}, "Acme, a@acme.com, id x1"),
        ({"users": [{"name": "One"}, {"name": "Two"}]}, ""),
        ([{"name": "One", "id": 1}, {"name": "Two", "id": 2}], ""),
        ([{"name": "Only", "id": 1}], "Only, id 1"),
        ({"portalId": 4711}, "4711"),
        ({"name": "a\x1b[2J\u202eb"}, "a\ufffd[2J\ufffdb"),
        ({"name": ""}, ""),
        ({}, ""),
    ],
)
async def test_the_account_that_answered_is_named_as_well_as_it_can_be_told(body: Json, identity: str) -> None:
    async with scripted(told(body)) as nango:
        found = await nango.client.ask_provider("acme", "hubspot", "/me")
    assert isinstance(found, Got)
    assert found.value.identity == identity


async def test_a_refusal_of_the_provider_names_no_account() -> None:
    async with scripted(told({"name": "invalid_token", "id": 401}, "401 Unauthorized")) as nango:
        found = await nango.client.ask_provider("acme", "hubspot", "/me")
    assert isinstance(found, Got)
    assert (found.value.status, found.value.identity) == (401, "")


async def test_what_a_look_showed_and_what_names_tell_is_hidden_in_the_providers_answer() -> None:
    token = "the-access-token-of-acme"
    look: Json = {"connection_id": "a", "provider_config_key": "b", "credentials": {"type": "X", "access_token": token}}
    echo: Json = {
        "headers": {"authorization": f"Bearer {token}", "x-api-key": "k-5"},
        "name": token,
        "seen": f"?t={token}",
    }
    async with scripted(told(look), told(echo)) as nango:
        await nango.client.look("a", "b")
        found = await nango.client.ask_provider("a", "b", "/me")
    assert isinstance(found, Got)
    assert token not in repr(found)
    assert json.loads(found.value.body) == {
        "headers": {"authorization": BULLETS, "x-api-key": BULLETS},
        "name": BULLETS,
        "seen": f"?t={BULLETS}",
    }
    assert found.value.identity == ""


async def test_what_a_provider_calls_a_key_is_not_hidden_in_later_answers() -> None:
    async with scripted(told({"project_key": "x", "key": "WEBSITE-RELAUNCH"}), told({"data": []})) as nango:
        await nango.client.ask_provider("a", "b", "/projects/WEBSITE-RELAUNCH")
        found = await nango.client.integrations()
    assert isinstance(found, Got)
    async with scripted(
        told({"key": "WEBSITE-RELAUNCH"}), refusal("400 Bad Request", "x", "WEBSITE-RELAUNCH")
    ) as nango:
        await nango.client.ask_provider("a", "b", "/projects")
        later = await nango.client.integrations()
    assert isinstance(later, Refused)
    assert later.message == "WEBSITE-RELAUNCH"


async def test_a_call_of_the_provider_that_got_lost_is_not_made_again() -> None:
    async with scripted(CUT) as nango:
        found = await nango.client.ask_provider("acme", "hubspot", "/me")
    assert len(nango.asked) == 1
    assert isinstance(found, Unreachable)
    assert found.call is Call.PROXY
    assert "may have arrived" not in found.advice.happened
