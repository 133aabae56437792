"""Each way in which a call can get no answer has words of its own, and says whether it may have arrived."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace

import pytest

from nango_tui.api.client import Client
from nango_tui.model.auth import Endpoint
from nango_tui.model.outcome import Unknown, Unreachable
from nango_tui.model.ports import Limits
from tests.api.loopback import WAIT, Answering, Loopback, answer, answering, loopback, read_request
from tests.api.making import SHORT, TOKEN, client_of, draft, words

CURRENT = Endpoint.CURRENT
LATE = 5.0
"""Seconds: more than any time limit here."""
ARRIVED = "No answer: it may have arrived."


async def both(client: Client) -> tuple[str, str]:
    """Return the words for a read and for an import, of which only the latter may have arrived."""
    read = await client.integrations()
    sent = await client.send(draft(), CURRENT)
    await client.aclose()
    assert isinstance(read, Unreachable)
    assert isinstance(sent, Unknown)
    assert max(read.seconds, sent.seconds) < LATE
    assert words(sent).startswith(ARRIVED)
    assert "Look the connection up" in sent.advice.do
    assert ARRIVED not in words(read)
    return words(read), words(sent)


async def neither(client: Client) -> str:
    """Return the words for a call that did not reach the server: a read and an import alike."""
    read = await client.integrations()
    sent = await client.send(draft(), CURRENT)
    await client.aclose()
    assert isinstance(read, Unreachable)
    assert isinstance(sent, Unreachable)
    assert words(read) == words(sent)
    return words(sent)


def closed_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    return int(port)


@contextmanager
def full() -> Iterator[int]:
    """Give a port whose queue is full, so that the system drops what comes: a firewall looks the same."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(listener.getsockname())
            waiting.append(one)
        yield listener.getsockname()[1]
        for one in waiting:
            one.close()


async def test_a_refused_connection() -> None:
    assert "nothing takes calls on this port" in await neither(client_of(f"http://127.0.0.1:{closed_port()}"))


async def test_a_name_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    said = await neither(client_of("https://nango.example.com"))
    assert "no address for nango.example.com" in said
    assert "DNS" in said


async def test_a_connection_that_is_not_taken_in_time() -> None:
    with full() as port:
        said = await neither(client_of(f"http://127.0.0.1:{port}", Limits(connect=0.2, answer=WAIT)))
    assert "No connection" in said
    assert "within 0.2 seconds" in said


async def test_a_connection_that_takes_longer_than_the_whole_call_may() -> None:
    with full() as port:
        said = await neither(client_of(f"http://127.0.0.1:{port}", Limits(connect=WAIT, answer=0.2)))
    assert "No connection" in said


def silent(connection: socket.socket, server: Loopback) -> None:
    read_request(connection, server)
    if not connection.recv(1):
        server.gone.set()


async def test_no_answer_in_time() -> None:
    with loopback(silent) as server:
        said, _ = await both(client_of(server.url, SHORT))
    assert "did not answer within 0.6 seconds" in said


async def test_the_time_limit_is_for_the_whole_answer_and_not_for_each_piece() -> None:
    def drip(connection: socket.socket, server: Loopback) -> None:
        read_request(connection, server)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        connection.settimeout(0.02)
        while True:
            connection.sendall(b" ")
            with suppress(TimeoutError):
                if not connection.recv(1):
                    return

    with loopback(drip) as server:
        said, _ = await both(client_of(server.url, SHORT))
    assert "did not answer within 0.6 seconds" in said


def closing_after(data: bytes) -> Answering:
    def serve(connection: socket.socket, server: Loopback) -> None:
        read_request(connection, server)
        connection.sendall(data)

    return serve


async def test_a_connection_that_is_closed_before_the_answer() -> None:
    with loopback(closing_after(b"")) as server:
        said, _ = await both(client_of(server.url))
    assert "closed the connection before it answered" in said


@pytest.mark.parametrize(
    "part",
    [
        b"HTTP/1.1 201 Created\r\nContent-Le",
        answer(b'{"connection_id": "x"}', "201 Created", length=500),
        b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{}",
    ],
)
async def test_a_connection_that_is_closed_in_the_middle_of_the_answer(part: bytes) -> None:
    with loopback(closing_after(part)) as server:
        said, _ = await both(client_of(server.url))
    assert "closed the connection" in said


@pytest.mark.parametrize(
    "garbage", [b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b"+OK ready\r\n\r\n"]
)
async def test_an_answer_that_is_not_http(garbage: bytes) -> None:
    with loopback(closing_after(garbage)) as server:
        said, _ = await both(client_of(server.url))
    assert "is not HTTP" in said


async def test_an_import_that_was_cut_off_while_it_was_sent_did_not_arrive() -> None:
    def hang_up(connection: socket.socket, server: Loopback) -> None:
        connection.recv(1000)
        # Closes with a reset, while most of the import is still to come.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    large = replace(draft(), metadata='{"a": "' + "x" * 20_000_000 + '"}')
    with loopback(hang_up) as server:
        client = client_of(server.url)
        sent = await client.send(large, CURRENT)
        await client.aclose()
    assert isinstance(sent, Unreachable)
    assert "closed the connection before the call was sent" in words(sent)


async def test_an_import_is_sent_once_whatever_happens() -> None:
    with loopback(closing_after(b"")) as server:
        client = client_of(server.url)
        await client.send(draft(), CURRENT)
        await client.aclose()
        assert len(server.asked) == 1
        assert server.connections == 1
        assert TOKEN.encode() in server.asked[0].body


async def test_a_cancelled_call_closes_its_connection() -> None:
    with loopback(silent) as server:
        client = client_of(server.url)
        sending = asyncio.create_task(client.send(draft(), CURRENT))
        assert await asyncio.to_thread(server.arrived.wait, WAIT)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert await asyncio.to_thread(server.gone.wait, WAIT)
        await client.aclose()


async def test_one_client_makes_several_calls_over_one_connection_and_again_after_it_was_closed() -> None:
    with loopback(answering(answer(b'{"data": []}'))) as server:
        client = client_of(server.url)
        assert [await client.integrations() for _ in range(3)]
        assert server.connections == 1
        await client.aclose()
        await client.integrations()
        assert len(server.asked) == 4
        await client.aclose()


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel", "nul\0"])
async def test_a_key_that_no_header_can_hold_is_not_sent_and_not_shown(key: str) -> None:
    client = client_of("http://127.0.0.1:9", key=key)
    assert "The API key holds characters that no key has." in await neither(client)


async def test_a_key_goes_over_plain_http_only_to_this_machine_unless_the_environment_allows_it() -> None:
    assert "http:// would send the key in clear" in await neither(client_of("http://nango.example.com"))


@pytest.mark.parametrize("url", ["", "nango", "ftp://x", "https://", "https://u:p@x", "https://x:port", "https://[x"])
async def test_a_url_that_cannot_be_called(url: str) -> None:
    assert "The server's URL cannot be called." in await neither(client_of(url))
