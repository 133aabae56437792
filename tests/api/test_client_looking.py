"""Pages of connections and looks at one of them: what is asked, and what each kind of answer becomes."""

from __future__ import annotations

import pytest

from nango_tui.model.body import Json
from nango_tui.model.connection import ConnectionRow, Look, Trouble
from nango_tui.model.outcome import Call, Got, Refused, Unreachable
from nango_tui.model.secret import BULLETS
from tests.api.making import KEY
from tests.api.scripted import CUT, refusal, scripted, told

TOKEN, REFRESH = "the-access-token-of-acme", "the-refresh-token-of-acme"
STORED: dict[str, Json] = {
    "id": 7,
    "connection_id": "acme",
    "provider_config_key": "hubspot",
    "provider": "hubspot",
    "errors": [],
    "end_user": {"id": "u-1", "email": "a@acme.com", "display_name": "Acme", "tags": {"Plan": "pro"}},
    "tags": {"team": "blue"},
    "metadata": {"a": {"deep": [1, None]}},
    "connection_config": {"subdomain": "acme", "nested": {"apiKey": "hush-hush"}},
    "webhook_url_override": "https://hooks.example.com/x",
    "credentials": {"type": "OAUTH2", "access_token": TOKEN, "raw": {"access_token": TOKEN, "portal": 5}},
}
NO_OPTION = refusal("403 Forbidden", "forbidden", "These options require environment:connections:read_credentials")
ASKED = "GET /connections/acme?provider_config_key=hubspot"


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        ({}, "limit=200&page=3"),
        ({"size": 50}, "limit=50&page=3"),
        ({"search": "a b&c=d"}, "limit=200&page=3&search=a%20b%26c%3Dd"),
        ({"search": ""}, "limit=200&page=3"),
        ({"integration": "git hub/x"}, "limit=200&page=3&integrationId=git%20hub%2Fx"),
        ({"tag": ("end_user_id", "u&1")}, "limit=200&page=3&tags%5Bend_user_id%5D=u%261"),
        (
            {"size": 2000, "search": "é", "integration": "x", "tag": ("a/b", "c")},
            "limit=2000&page=3&search=%C3%A9&integrationId=x&tags%5Ba%2Fb%5D=c",
        ),
    ],
)
async def test_a_page_asks_for_no_more_than_what_is_wanted(wanted: dict[str, object], line: str) -> None:
    async with scripted(told({"connections": []})) as nango:
        size, tag = wanted.get("size", 200), wanted.get("tag")
        found = await nango.client.page(
            3,
            size=size if isinstance(size, int) else 0,
            search=str(wanted.get("search", "")),
            integration=str(wanted.get("integration", "")),
            tag=(str(tag[0]), str(tag[1])) if isinstance(tag, tuple) else None,
        )
    assert nango.lines == [f"GET /connections?{line}"]
    assert isinstance(found, Got)
    assert found.value == ()


async def test_a_page_holds_rows_with_their_errors_and_says_how_many_calls_are_left() -> None:
    errors: Json = [{"type": "auth", "log_id": "l-1"}, {"type": "sync", "log_id": "l-2"}, "odd"]
    rows: Json = [
        {**STORED, "errors": errors, "created": "2026-11-24T11:05:30.484+00:00"},
        {"connection_id": "x\x1b[2J", "provider_config_key": "y", "end_user": None, "tags": None, "errors": None},
    ]
    async with scripted(told({"connections": rows}, headers={"X-RateLimit-Remaining": "17"})) as nango:
        found = await nango.client.page(0)
    assert isinstance(found, Got)
    first, second = found.value
    assert isinstance(first, ConnectionRow)
    assert (first.key, first.number, first.customer) == (("acme", "hubspot"), 7, "Acme")
    assert first.auth_error == Trouble("auth", "l-1")
    assert first.sync_errors == (Trouble("sync", "l-2"),)
    assert second.errors == ()
    assert "\x1b" not in second.connection_id
    assert found.answer.remaining == 17


async def test_a_page_that_is_refused_or_lost_says_so() -> None:
    async with scripted(refusal("403 Forbidden", "forbidden", "Required: environment:connections:list"), CUT) as nango:
        refused, lost = await nango.client.page(0), await nango.client.page(1)
    assert isinstance(refused, Refused)
    assert (refused.call, refused.scope) == (Call.LIST_CONNECTIONS, "environment:connections:list")
    assert isinstance(lost, Unreachable)
    assert "may have arrived" not in lost.advice.happened
    assert len(nango.asked) == 2


async def test_a_look_asks_once_for_the_refresh_token_too_and_shows_everything_as_it_is_stored() -> None:
    credentials: Json = {"type": "OAUTH2", "access_token": TOKEN, "refresh_token": REFRESH, "expires_at": "2099-01-01"}
    async with scripted(told({**STORED, "credentials": credentials})) as nango:
        found = await nango.client.look("acme", "hubspot")
    assert nango.lines == [f"{ASKED}&refresh_token=true"]
    assert isinstance(found, Look)
    assert (found.reading, found.refresh_token, found.config_whole) == ("whole", "present", True)
    assert found.connection.metadata == STORED["metadata"]
    assert found.connection.row.tags == {"team": "blue"}
    assert found.connection.end_user_tags == {"Plan": "pro"}
    assert found.connection.webhook_url == "https://hooks.example.com/x"
    assert found.connection.credentials["refresh_token"].reveal() == REFRESH
    for secret in (TOKEN, REFRESH, "hush-hush", KEY):
        assert secret not in repr(found)
    assert found.answer is not None
    assert BULLETS in found.answer.body
    assert "blue" in found.answer.body


async def test_without_a_refresh_token_in_a_whole_answer_none_is_stored() -> None:
    async with scripted(told(STORED)) as nango:
        found = await nango.client.look("acme", "hubspot")
    assert isinstance(found, Look)
    assert (found.reading, found.refresh_token) == ("whole", "absent")


@pytest.mark.parametrize(
    ("credentials", "reading"), [({}, "hidden"), ({"type": "OAUTH2", "access_token": TOKEN}, "stripped")]
)
async def test_a_key_that_may_not_read_credentials_looks_a_second_time_without_the_option(
    credentials: Json, reading: str
) -> None:
    async with scripted(NO_OPTION, told({**STORED, "credentials": credentials})) as nango:
        found = await nango.client.look("acme", "hubspot")
    assert nango.lines == [f"{ASKED}&refresh_token=true", ASKED]
    assert isinstance(found, Look)
    assert (found.reading, found.refresh_token, found.config_whole) == (reading, "unknown", False)


async def test_an_older_server_that_does_not_know_the_option_is_asked_without() -> None:
    unknown: Json = [{"code": "unrecognized_keys", "message": 'Unrecognized key: "refresh_token"', "path": []}]
    first = refusal("400 Bad Request", "invalid_query_params", errors=unknown)
    async with scripted(first, told(STORED)) as nango:
        found = await nango.client.look("acme", "hubspot")
    assert len(nango.asked) == 2
    assert isinstance(found, Look)
    assert found.reading == "stripped"


@pytest.mark.parametrize(
    ("status", "message", "words"),
    [
        ("400 Bad Request", "The API returned an error", "could not refresh"),
        ("424 Failed Dependency", "Backing off before it", "30 seconds"),
        ("424 Failed Dependency", "The limit has been reached", "given up"),
        ("500 Internal Server Error", 'unhandled_parsing_error\' with payload \'{"id": 5, "x": 1}', "holds no token"),
    ],
)
async def test_a_failed_refresh_is_a_look_with_all_but_the_credentials(status: str, message: str, words: str) -> None:
    connection: Json = {**STORED, "credentials": {}, "errors": [{"type": "auth", "log_id": "l-9"}]}
    async with scripted(refusal(status, "invalid_credentials", message, payload={"connection": connection})) as nango:
        found = await nango.client.look("acme", "hubspot")
    assert len(nango.asked) == 1
    assert isinstance(found, Look)
    assert (found.reading, found.refresh_token) == ("failed", "unknown")
    assert found.connection.row.auth_error == Trouble("auth", "l-9")
    assert found.connection.metadata == STORED["metadata"]
    assert found.connection.credentials == {}
    assert found.refused is not None
    assert words in found.refused.advice.happened
    assert "{" not in found.refused.message
    assert "hush-hush" not in repr(found)


async def test_a_failed_refresh_that_tells_no_connection_is_a_refusal() -> None:
    async with scripted(refusal("400 Bad Request", "invalid_credentials", "An error")) as nango:
        found = await nango.client.look("acme", "hubspot")
    assert isinstance(found, Refused)
    assert "could not refresh" in found.advice.happened


@pytest.mark.parametrize(
    "answers",
    [
        (CUT,),
        (NO_OPTION, CUT),
        (refusal("404 Not Found", "not_found"),),
        (NO_OPTION, refusal("404 Not Found", "not_found")),
        (told({"nothing": 1}),),
        (refusal("403 Forbidden", "forbidden", "Required: environment:connections:read"),),
    ],
)
async def test_a_look_is_never_tried_again(answers: tuple[bytes, ...]) -> None:
    async with scripted(*answers) as nango:
        found = await nango.client.look("acme", "hubspot")
    assert len(nango.asked) == len(answers)
    assert isinstance(found, Unreachable if answers[-1] == CUT else Refused)


async def test_names_in_a_look_stay_where_they_belong() -> None:
    async with scripted(told(STORED)) as nango:
        await nango.client.look("../a b?&é", "x&y")
    assert nango.lines == ["GET /connections/..%2Fa%20b%3F%26%C3%A9?provider_config_key=x%26y&refresh_token=true"]


async def test_a_forced_refresh_is_one_read_with_that_option() -> None:
    async with scripted(told({**STORED, "credentials": {"type": "OAUTH2", "access_token": TOKEN}}), CUT) as nango:
        found = await nango.client.connection("acme", "hubspot", force_refresh=True)
        lost = await nango.client.connection("acme", "hubspot", force_refresh=True)
    assert nango.lines == [f"{ASKED}&force_refresh=true"] * 2
    assert isinstance(found, Got)
    assert isinstance(lost, Unreachable)
    assert TOKEN not in repr(found)


async def test_what_a_look_showed_is_hidden_in_all_that_comes_later() -> None:
    credentials: Json = {
        "type": "TWO_STEP",
        "clientKey": "short",
        "whatever": "one-of-the-fields",
        "username": "acme@x",
    }
    later = refusal("400 Bad Request", "x", f"{TOKEN} one-of-the-fields hush-hush")
    async with scripted(told({**STORED, "credentials": credentials}), later) as nango:
        await nango.client.look("acme", "hubspot")
        found = await nango.client.page(0)
    assert isinstance(found, Refused)
    assert "one-of-the-fields" not in repr(found)
    assert "hush-hush" not in repr(found)
