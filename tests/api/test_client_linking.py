"""Links for a customer: what the session is told, and that neither token nor link is seen anywhere."""

from __future__ import annotations

import json

import pytest

from nango_tui.model.body import Json
from nango_tui.model.connection import LinkOrder
from nango_tui.model.outcome import Call, Got, Refused, Unreachable
from nango_tui.model.secret import Secret
from tests.api.loopback import answer
from tests.api.making import KEY
from tests.api.scripted import CUT, refusal, scripted, told

TOKEN = "nango_connect_session_" + "0123456789abcdef" * 4
LINK = f"https://connect.acme.com:8443/?session_token={TOKEN}"
ENDS = "2026-11-24T19:27:05.186Z"
MADE: dict[str, Json] = {"token": TOKEN, "connect_link": LINK, "expires_at": ENDS}
CONNECT, RECONNECT = "POST /connect/sessions", "POST /connect/sessions/reconnect"
ORDER = LinkOrder("hubspot", end_user={"id": "u-1"})


def made(data: Json = MADE) -> bytes:
    return told({"data": data}, "201 Created")


@pytest.mark.parametrize(
    ("order", "line", "body"),
    [
        (
            ORDER,
            CONNECT,
            {"allowed_integrations": ["hubspot"], "end_user": {"id": "u-1"}},
        ),
        (
            LinkOrder("hubspot", tags={"org": "acme"}),
            CONNECT,
            {"allowed_integrations": ["hubspot"], "tags": {"org": "acme"}},
        ),
        (LinkOrder("hubspot"), CONNECT, {"allowed_integrations": ["hubspot"], "tags": {}}),
        (
            LinkOrder("hubspot", end_user={"id": "", "email": "a@b.c"}, tags={"x": "y"}),
            CONNECT,
            {"allowed_integrations": ["hubspot"], "tags": {"x": "y"}},
        ),
        (LinkOrder("hubspot", "acme"), RECONNECT, {"connection_id": "acme", "integration_id": "hubspot"}),
        (
            LinkOrder(
                "hub spot",
                "a/c é",
                tags={"team": "blue"},
                end_user={"id": "u-1", "email": "", "display_name": "Acme"},
                end_user_tags={"plan": "pro"},
                config={"subdomain": "acme", "oauth_scopes_override": ["repo", "user"], "apiKey": Secret("hush-hush")},
                webhook_url="https://hooks.example.com/x",
            ),
            RECONNECT,
            {
                "connection_id": "a/c é",
                "integration_id": "hub spot",
                "end_user": {"id": "u-1", "display_name": "Acme", "tags": {"plan": "pro"}},
                "tags": {"team": "blue"},
                "integrations_config_defaults": {
                    "hub spot": {
                        "connection_config": {
                            "subdomain": "acme",
                            "oauth_scopes_override": "repo,user",
                            "apiKey": "hush-hush",
                        }
                    }
                },
                "webhook_url_override": "https://hooks.example.com/x",
            },
        ),
    ],
)
async def test_a_session_is_told_who_it_is_for_and_what_is_to_stay(order: LinkOrder, line: str, body: Json) -> None:
    async with scripted(made()) as nango:
        found = await nango.client.link(order)
    assert isinstance(found, Got)
    assert nango.lines == [line]
    assert nango.bodies == [body]
    assert "hush-hush" not in repr(order) + repr(found)


@pytest.mark.parametrize(
    "data",
    [
        MADE,
        {"connect_link": LINK, "expires_at": ENDS},
        {"connect_link": LINK, "expires_at": ENDS, "more": [f"see {LINK}", {"text": TOKEN}], "echo": {LINK: 1}},
        {"connect_link": "https://connect.acme.com:8443/s/0123456789abcdef", "expires_at": ENDS},
    ],
)
async def test_a_link_is_handed_on_as_a_secret_and_the_answer_shows_neither_link_nor_token(
    data: dict[str, Json],
) -> None:
    async with scripted(made(data)) as nango:
        found = await nango.client.link(ORDER)
    assert isinstance(found, Got)
    assert found.value.url.reveal() == data["connect_link"]
    assert (found.value.expires_at, found.value.host) == (ENDS, "connect.acme.com:8443")
    assert "0123456789abcdef" not in repr(found)
    assert "connect.acme.com:8443/" not in repr(found)
    assert ENDS in found.answer.body


async def test_a_token_that_only_the_link_told_is_hidden_in_all_that_comes_later() -> None:
    later = refusal("400 Bad Request", "odd", f"The token {TOKEN[22:]} of {LINK}")
    async with scripted(made({"connect_link": LINK.replace("nango_connect_session_", "")}), later) as nango:
        await nango.client.link(ORDER)
        found = await nango.client.integrations()
    assert isinstance(found, Refused)
    assert TOKEN[22:] not in repr(found)


async def test_a_token_is_hidden_in_a_page_and_in_a_text_as_well() -> None:
    for body in (f"<html><a href='{LINK}'>go</a>", f"moved to {LINK}", json.dumps({"half": LINK})[:-3]):
        async with scripted(answer(body.encode(), "502 Bad Gateway", {"Content-Type": "text/html"})) as nango:
            found = await nango.client.link(ORDER)
        assert isinstance(found, Refused)
        assert "0123456789abcdef" not in repr(found)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"token": TOKEN},
        {"connect_link": 5},
        {"connect_link": ""},
        {"connect_link": "javascript:alert(1)"},
        {"connect_link": "file:///etc/passwd"},
        {"connect_link": "https://"},
        {"connect_link": "https://a:99999/"},
        {"connect_link": "https://x/\x1b]52;c;aaaa\x07"},
        {"connect_link": "https://x/\u202egpj"},
        [],
        None,
    ],
)
async def test_what_no_browser_opens_is_no_link(data: Json) -> None:
    async with scripted(made(data)) as nango:
        found = await nango.client.link(ORDER)
    assert isinstance(found, Refused)
    assert "not Nango's" in found.advice.happened
    assert "\x1b" not in found.answer.body
    assert TOKEN not in repr(found)


@pytest.mark.parametrize("connection_id", ["", "acme"])
async def test_a_missing_scope_is_named(connection_id: str) -> None:
    scope = "environment:connect_sessions:write"
    async with scripted(refusal("403 Forbidden", "forbidden", f"Insufficient scope. Required: {scope}")) as nango:
        found = await nango.client.link(LinkOrder("hubspot", connection_id))
    assert isinstance(found, Refused)
    assert found.call is (Call.RECONNECT_SESSION if connection_id else Call.CONNECT_SESSION)
    assert found.scope == scope
    assert scope in found.advice.happened


@pytest.mark.parametrize(
    ("order", "reply", "words", "field"),
    [
        (
            LinkOrder("x", "gone"),
            refusal("400 Bad Request", "invalid_body", "None such"),
            "nothing to reconnect",
            "connection_id",
        ),
        (
            ORDER,
            refusal(
                "400 Bad Request",
                "invalid_body",
                errors=[{"code": "custom", "message": "Unknown", "path": ["allowed_integrations", "0"]}],
            ),
            "refused to make a connect link",
            "integration",
        ),
        (ORDER, refusal("400 Bad Request", "resource_capped"), "plan's limit", ""),
        (ORDER, answer(b"<html>", "404 Not Found"), "This server does not have POST /connect/sessions", ""),
    ],
)
async def test_a_refused_link_says_why(order: LinkOrder, reply: bytes, words: str, field: str) -> None:
    async with scripted(reply) as nango:
        found = await nango.client.link(order)
    assert isinstance(found, Refused)
    assert words in found.advice.happened
    assert list(found.problems) == ([field] if field else [])


async def test_a_link_that_got_lost_is_no_change_and_is_not_asked_for_again() -> None:
    async with scripted(CUT) as nango:
        found = await nango.client.link(LinkOrder("hubspot", "acme", config={"apiKey": Secret("hush-hush")}))
    assert len(nango.asked) == 1
    assert isinstance(found, Unreachable)
    assert "may have arrived" not in found.advice.happened
    assert "hush-hush" not in repr(found)
    assert KEY not in repr(found)
