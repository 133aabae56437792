"""How the client behaves on the wire: what it sends, what it follows, how much it reads."""

from __future__ import annotations

import json
import logging
import socket
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from nango_tui.api import bodies
from nango_tui.api.client import Client
from nango_tui.model.auth import Endpoint
from nango_tui.model.outcome import Got, Refused, Stored, Unknown, Unreachable
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Request, Response
from tests.api.loopback import Loopback, answer, answering, loopback, read_request
from tests.api.making import KEY, TOKEN, client_of, draft, handled, words

CURRENT, LEGACY = Endpoint.CURRENT, Endpoint.LEGACY
LIST = b'{"data": [{"unique_key": "github", "provider": "github"}]}'


def spied() -> tuple[Client, list[Request]]:
    asked: list[Request] = []

    def handler(request: Request) -> Response:
        asked.append(request)
        return Response(500, {}, b"")

    return handled(handler), asked


async def test_the_key_is_only_in_the_header_and_secrets_only_in_the_body() -> None:
    client, asked = spied()
    await client.send(draft(), CURRENT)
    await client.send(draft(), LEGACY)
    await client.connection("acme", "github", refresh_token=True)
    for request in asked:
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert KEY not in request.target
        assert KEY.encode() not in request.body
        assert TOKEN not in repr(request.headers) + request.target
    assert [request.target for request in asked[:2]] == ["/connections", "/connection"]
    assert json.loads(asked[0].body)["credentials"] == {"type": "OAUTH2", "access_token": TOKEN}
    assert json.loads(asked[1].body)["no_expiration"] is True


async def test_a_body_is_ascii_json_of_exactly_that_content_type() -> None:
    client, asked = spied()
    await client.send(replace(draft(), metadata='{"né": "漢\\ud83d"}'), CURRENT)
    (request,) = asked
    # "application/json; charset=..." in other spellings answers 415 (seen on Nango 0.71.4).
    assert request.headers["content-type"] == "application/json"
    assert request.body.isascii()
    assert json.loads(request.body)["metadata"] == {"né": "漢\ud83d"}


@pytest.mark.parametrize(
    ("connection_id", "part"),
    [
        ("acme-42", "acme-42"),
        ("a/b c", "a%2Fb%20c"),
        ("é?#%", "%C3%A9%3F%23%25"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("a..b", "a..b"),
        ("user@acme.com", "user%40acme.com"),
        ("x&provider_config_key=y", "x%26provider_config_key%3Dy"),
    ],
)
async def test_an_id_stays_one_part_of_the_path(connection_id: str, part: str) -> None:
    client, asked = spied()
    await client.connection(connection_id, "git hub&x", force_refresh=True)
    await client.delete(connection_id, "git hub&x")
    await client.find(connection_id)
    assert asked[0].target == f"/connections/{part}?provider_config_key=git%20hub%26x&force_refresh=true"
    assert (asked[1].method, asked[1].target) == ("DELETE", f"/connections/{part}?provider_config_key=git%20hub%26x")
    assert asked[2].target.startswith("/connections?connectionId=")


async def test_names_of_integrations_and_providers_are_encoded_too() -> None:
    client, asked = spied()
    await client.integration("a/b")
    await client.template("../x")
    await client.search_providers("a&b c")
    assert [request.target for request in asked] == [
        "/integrations/a%2Fb",
        "/providers/..%2Fx",
        "/providers?search=a%26b%20c",
    ]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_not_followed_and_said(status: str) -> None:
    with loopback(answering(answer(LIST))) as elsewhere:
        moved = answer(b"", status, {"Location": f"{elsewhere.url}/integrations"})
        with loopback(answering(moved)) as server:
            client = client_of(server.url)
            for outcome in (await client.integrations(), await client.send(draft(), CURRENT)):
                assert isinstance(outcome, Refused)
                assert elsewhere.url in outcome.advice.happened
                assert "API key" in outcome.advice.happened
            await client.aclose()
        assert not elsewhere.asked


async def test_a_long_answer_is_cut_and_that_is_said() -> None:
    body = json.dumps({"data": [], "x": "y" * (3 * 1024 * 1024)}).encode()
    with loopback(answering(answer(body))) as server:
        client = client_of(server.url)
        outcome = await client.integrations()
        await client.aclose()
    assert isinstance(outcome, Refused)
    assert outcome.answer.cut
    assert len(outcome.answer.body) <= 200_000


async def test_an_endless_answer_ends() -> None:
    def endless(connection: socket.socket, server: Loopback) -> None:
        read_request(connection, server)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with loopback(endless) as server:
        client = client_of(server.url)
        outcome = await client.integrations()
        await client.aclose()
    assert isinstance(outcome, Refused)
    assert outcome.answer.cut


def packed(data: bytes, bits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(("encoding", "bits"), [("gzip", 31), ("deflate", 15), ("GZIP", 31)])
async def test_a_packed_answer_is_unpacked(encoding: str, bits: int) -> None:
    with loopback(answering(answer(packed(LIST, bits), headers={"Content-Encoding": encoding}))) as server:
        client = client_of(server.url)
        outcome = await client.integrations()
        await client.aclose()
    assert isinstance(outcome, Got)
    assert outcome.value[0].unique_key == "github"


async def test_a_packed_answer_is_unpacked_no_further_than_the_limit() -> None:
    bomb = packed(b" " * (300 * 1024 * 1024), 31)
    assert len(bomb) < bodies.MOST
    with loopback(answering(answer(bomb, headers={"Content-Encoding": "gzip"}))) as server:
        client = client_of(server.url)
        outcome = await client.integrations()
        await client.aclose()
    assert isinstance(outcome, Refused)
    assert outcome.answer.cut


async def test_unpacking_takes_no_more_memory_than_the_limit() -> None:
    bomb = packed(b" " * (200 * 1024 * 1024), 31)

    async def at_once() -> AsyncIterator[bytes]:
        yield bomb

    tracemalloc.start()
    found, was_cut = await bodies.read(at_once(), "gzip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(found), was_cut) == (bodies.MOST, True)
    assert peak < 8 * bodies.MOST


@pytest.mark.parametrize("encoding", ["gzip", "br", "nonsense"])
async def test_an_answer_that_is_not_packed_as_it_says_is_shown_as_it_is(encoding: str) -> None:
    with loopback(answering(answer(b"plain text", headers={"Content-Encoding": encoding}))) as server:
        client = client_of(server.url)
        outcome = await client.integrations()
        await client.aclose()
    assert isinstance(outcome, Refused)
    assert outcome.answer.body == "plain text"


async def test_a_proxy_of_the_usual_variables_is_used_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with loopback(answering(answer(LIST))) as proxy, loopback(answering(answer(LIST))) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        near = client_of(server.url)
        assert isinstance(await near.integrations(), Got)
        assert not proxy.asked
        far = client_of("http://nango.internal", plain_http=True)
        assert isinstance(await far.integrations(), Got)
        assert proxy.asked[0].line == "GET http://nango.internal/integrations HTTP/1.1"
        await near.aclose()
        await far.aclose()


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
async def test_a_proxy_that_refuses_the_way_is_said(status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with loopback(answering(answer(b"", status))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        client = client_of("https://nango.example.com")
        outcome = await client.send(draft(), CURRENT)
        await client.aclose()
        assert proxy.asked[0].line.startswith("CONNECT nango.example.com:443")
        assert "authorization" not in proxy.asked[0].headers
    assert isinstance(outcome, Unreachable)
    assert "The proxy does not let the call through to nango.example.com." in words(outcome)


async def test_a_tunnel_that_breaks_leaves_no_doubt_that_nothing_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(connection: socket.socket, server: Loopback) -> None:
        read_request(connection, server)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

    with loopback(breaking) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        client = client_of("https://nango.example.com")
        outcome = await client.send(draft(), CURRENT)
        await client.aclose()
    assert not isinstance(outcome, Unknown)
    words(outcome)


async def test_a_proxy_variable_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://x")
    assert "proxy that the environment variables name" in words(
        await client_of("https://nango.example.com").send(draft(), CURRENT)
    )


async def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with loopback(answering(answer(LIST))) as server:
        client = client_of(server.url)
        await client.integrations()
        await client.send(draft(), CURRENT)
        await client.aclose()
    assert not [record for record in caplog.records if record.name.startswith("http")]


async def test_a_client_shows_no_key() -> None:
    client = client_of("https://api.nango.dev")
    assert KEY not in repr(client) + repr(Secret(KEY)) + str(vars(client))


async def test_the_answer_is_timed() -> None:
    with loopback(
        answering(answer(b'{"connection_id": "x", "provider_config_key": "github"}', "201 Created"))
    ) as server:
        client = client_of(server.url)
        outcome = await client.send(draft(), CURRENT)
        await client.aclose()
    assert isinstance(outcome, Stored)
    assert 0 < outcome.answer.seconds < 10
