"""A planned update is sent once, as it is planned; and no call of a fix throws, or shows a secret, whatever comes."""

from __future__ import annotations

import base64
import json
import socket
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nango_tui.api.client import Client
from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json
from nango_tui.model.connection import Edit, LinkOrder, Look
from nango_tui.model.outcome import Call, Got, Outcome, Refused, Stored, Unknown, Unreachable
from nango_tui.model.secret import BULLETS, Secret
from nango_tui.model.tree import Tree
from nango_tui.model.update import Plan
from tests.api.loopback import Loopback, loopback, read_request
from tests.api.making import AMPLE, KEY, TOKEN, answered, client_of
from tests.api.scripted import CUT, refusal, scripted, told
from tests.api.test_client_answers import bodies

BODY: dict[str, Tree] = {
    "provider_config_key": "hubspot",
    "connection_id": "acme",
    "credentials": {"type": "OAUTH2", "access_token": Secret(TOKEN)},
    "connection_config": {"subdomain": "acme", "apiKey": Secret("hush-hush"), "accessKey": "shown"},
    "metadata": {"token": "the-customers-own"},
}
SENT: dict[str, Json] = {
    "provider_config_key": "hubspot",
    "connection_id": "acme",
    "credentials": {"type": "OAUTH2", "access_token": TOKEN},
    "connection_config": {"subdomain": "acme", "apiKey": "hush-hush", "accessKey": "shown"},
    "metadata": {"token": "the-customers-own"},
}
FLAT: dict[str, Tree] = {
    "provider_config_key": "hubspot",
    "connection_id": "acme",
    "access_token": Secret(TOKEN),
    "no_expiration": True,
}
PLAN = Plan(Endpoint.CURRENT, "why", BODY, "OAUTH2")
LEGACY = Plan(Endpoint.LEGACY, "why", FLAT, "OAUTH2")
STORED = told(SENT, "201 Created")


async def test_a_plan_is_sent_once_as_it_is_to_the_endpoint_that_it_names() -> None:
    flat: dict[str, Json] = {"provider_config_key": "hubspot", "connection_id": "acme"}
    async with scripted(STORED, told({**SENT, "access_token": TOKEN}, "201 Created")) as nango:
        outcomes = [await nango.client.replace(plan) for plan in (PLAN, LEGACY)]
    assert nango.lines == ["POST /connections", "POST /connection"]
    assert nango.bodies == [SENT, {**flat, "access_token": TOKEN, "no_expiration": True}]
    for outcome, plan in zip(outcomes, (PLAN, LEGACY), strict=True):
        assert isinstance(outcome, Stored)
        assert (outcome.connection_id, outcome.integration, outcome.endpoint) == ("acme", "hubspot", plan.endpoint)
        for secret in (TOKEN, "hush-hush", KEY):
            assert secret not in repr(outcome) + repr(plan)


async def test_what_the_plan_holds_openly_is_shown_and_metadata_is_shown_as_it_is() -> None:
    async with scripted(STORED) as nango:
        outcome = await nango.client.replace(PLAN)
    assert isinstance(outcome, Stored)
    shown = json.loads(outcome.answer.body)
    assert shown["connection_config"] == {"subdomain": "acme", "apiKey": BULLETS, "accessKey": "shown"}
    assert shown["metadata"] == SENT["metadata"]
    assert shown["credentials"] == {"type": "OAUTH2", "access_token": BULLETS}


async def test_user_and_password_are_hidden_as_they_travel_too() -> None:
    pair = base64.b64encode(b"acme-user:pass").decode()
    credentials: Tree = {"type": "BASIC", "username": "acme-user", "password": Secret("pass")}
    plan = replace(PLAN, body={**BODY, "credentials": credentials}, mode="BASIC")
    async with scripted(refusal("400 Bad Request", "connection_test_failed", f"Sent Basic {pair}")) as nango:
        outcome = await nango.client.replace(plan)
    assert isinstance(outcome, Refused)
    assert pair not in repr(outcome)
    assert "test failed" in outcome.advice.happened


async def test_a_blocked_plan_is_not_sent_and_says_why() -> None:
    async with scripted() as nango:
        outcome = await nango.client.replace(replace(PLAN, blocked="The configuration was not read whole."))
    assert nango.asked == []
    assert isinstance(outcome, Unreachable)
    assert outcome.advice.do == "The configuration was not read whole."
    assert outcome.call is Call.IMPORT


async def test_tested_is_said_only_where_nango_tests_the_credential() -> None:
    modes = ("API_KEY", "BASIC", "TBA", "OAUTH2", "NONE")
    plans = [replace(PLAN, mode=mode, verified=verified) for mode in modes for verified in (True, False)]
    async with scripted(*[STORED] * (len(plans) + 1)) as nango:
        outcomes = [
            await nango.client.replace(plan) for plan in (*plans, replace(LEGACY, mode="API_KEY", verified=True))
        ]
    tested = [outcome.tested for outcome in outcomes if isinstance(outcome, Stored)]
    assert tested == [True, False] * 3 + [False] * 5


@pytest.mark.parametrize("plan", [PLAN, LEGACY])
async def test_an_update_without_an_answer_may_have_arrived_and_is_never_sent_again(plan: Plan) -> None:
    async with scripted(CUT) as nango:
        outcome = await nango.client.replace(plan)
    assert len(nango.asked) == 1
    assert isinstance(outcome, Unknown)
    assert outcome.advice.happened.startswith("No answer: it may have arrived.")
    assert TOKEN not in repr(outcome)


async def test_an_update_that_did_not_reach_the_server_did_not_arrive() -> None:
    with loopback(lambda connection, server: None) as server:
        pass
    outcome = await client_of(server.url, AMPLE).replace(PLAN)
    assert isinstance(outcome, Unreachable)
    assert "may have arrived" not in outcome.advice.happened


@pytest.mark.parametrize(
    ("reply", "words", "field"),
    [
        (refusal("400 Bad Request", "connection_test_failed"), "test failed", ""),
        (refusal("404 Not Found", "not_found"), "no such integration", "integration"),
        (
            refusal(
                "400 Bad Request",
                "invalid_body",
                errors=[{"code": "custom", "message": "Tags: more than 10 keys", "path": ["tags"]}],
            ),
            "refused the import",
            "tags",
        ),
        (told({"message": "no such route"}, "200 OK"), "not Nango's", ""),
    ],
)
async def test_a_refused_update_says_why(reply: bytes, words: str, field: str) -> None:
    async with scripted(reply) as nango:
        outcome = await nango.client.replace(PLAN)
    assert isinstance(outcome, Refused)
    assert words in outcome.advice.happened
    assert list(outcome.problems) == ([field] if field else [])


Fixed = Outcome | Got[object] | Look


async def fix_calls(client: Client) -> list[Fixed]:
    """Make each call that a fix makes."""
    return [
        await client.page(0, search="x"),
        await client.look("acme", "hubspot"),
        await client.connection("acme", "hubspot", force_refresh=True),
        await client.replace(PLAN),
        await client.replace(LEGACY),
        await client.edit("acme", "hubspot", Edit(tags={}, metadata={})),
        await client.edit("acme", "hubspot", Edit(metadata={}, replace_metadata=False)),
        await client.link(LinkOrder("hubspot", end_user={"id": "u"})),
        await client.link(LinkOrder("hubspot", "acme")),
        await client.ask_provider("acme", "hubspot", "/me"),
    ]


@given(status=st.integers(200, 599), body=bodies, kind=st.sampled_from(["application/json", "text/html", "", "\x80"]))
@settings(max_examples=100, deadline=None)
async def test_no_answer_whatever_its_status_or_body_crashes_a_call_of_a_fix(
    status: int, body: bytes, kind: str
) -> None:
    for found in await fix_calls(answered(body, status, kind.encode("ascii", "replace").decode())):
        assert isinstance(found, Got | Stored | Refused | Look)
        assert found.answer is not None
        assert found.answer.status == status
        if isinstance(found, Refused):
            assert found.advice.happened
            assert found.advice.do
        assert not set(found.answer.body) & {"\x1b", "\x9b", "\x00", "\u202e"}


@pytest.mark.parametrize("depth", [90, 900, 100_000])
@pytest.mark.parametrize("status", [200, 400])
async def test_an_answer_nested_however_deep_is_shown(depth: int, status: int) -> None:
    for one, end in ((b"[", b"]"), (b'{"error":', b"}"), (b'{"connections":', b"}")):
        for found in await fix_calls(answered(one * depth + b"1" + end * depth, status)):
            assert isinstance(found, Refused | Got)
            assert found.answer.body


async def test_each_refusal_of_a_fix_names_its_call() -> None:
    calls = [
        found.call
        for found in await fix_calls(answered(b'{"error": {"code": "x"}}', 418))
        if isinstance(found, Refused)
    ]
    assert calls == [
        Call.LIST_CONNECTIONS,
        Call.GET_CONNECTION,
        Call.GET_CONNECTION,
        Call.IMPORT,
        Call.IMPORT_LEGACY,
        Call.PATCH_CONNECTION,
        Call.MERGE_METADATA,
        Call.CONNECT_SESSION,
        Call.RECONNECT_SESSION,
    ]


async def test_no_call_of_a_fix_reaches_out_twice_where_the_server_never_answers() -> None:
    def deaf(connection: socket.socket, server: Loopback) -> None:
        read_request(connection, server)

    with loopback(deaf) as server:
        client = client_of(server.url, AMPLE)
        outcomes = await fix_calls(client)
        await client.aclose()
    assert all(isinstance(found, Unreachable | Unknown) for found in outcomes)
    assert len(server.asked) == len(outcomes)
    for secret in (TOKEN, "hush-hush", KEY):
        assert secret not in repr(outcomes)
