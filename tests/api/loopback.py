"""Servers on this machine that answer as a test tells them, down to the bytes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

WAIT = 10.0
"""Seconds after which a server gives up, so that a broken test ends."""


@dataclass(slots=True)
class Asked:
    """A request as it arrived."""

    line: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Loopback:
    """A running server: where it is, what it was asked, how many connections it got."""

    port: int
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)
    """Set when a whole request is here."""
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when a client has closed its connection."""

    @property
    def url(self) -> str:
        """The URL for plain http."""
        return f"http://127.0.0.1:{self.port}"


Answering = Callable[[socket.socket, Loopback], None]


@contextmanager
def loopback(answering: Answering, *, tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """Run a server that hands each connection to `answering`, one after the other in its own thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(WAIT)
    server = Loopback(listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def talk(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(WAIT)
            wrapped = tls.wrap_socket(connection, server_side=True) if tls else connection
            with wrapped:
                answering(wrapped, server)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            thread = threading.Thread(target=talk, args=(connection,), daemon=True)
            threads.append(thread)
            thread.start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        # Wakes accept(), which closing alone does not on every system.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(WAIT)


def read_request(connection: socket.socket, server: Loopback) -> Asked | None:
    """Read one request, body included; None if the client went away before."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (item.partition(":") for item in rest)}
    length = int(headers.get("content-length", "0"))
    while len(body) < length:
        body += connection.recv(65536)
    asked = Asked(line, headers, body)
    server.asked.append(asked)
    server.arrived.set()
    return asked


def answer(
    body: bytes, status: str = "200 OK", headers: Mapping[str, str] | None = None, *, length: int | None = None
) -> bytes:
    """Return an HTTP answer as bytes. `length`: what it says about its length, if that is not true."""
    whole = {"Content-Type": "application/json", "Content-Length": str(len(body) if length is None else length)}
    whole |= headers or {}
    head = "".join(f"{name}: {value}\r\n" for name, value in whole.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


def answering(data: bytes) -> Answering:
    """Return a server that reads requests and sends these bytes for each."""

    def serve(connection: socket.socket, server: Loopback) -> None:
        while read_request(connection, server):
            connection.sendall(data)
        server.gone.set()

    return serve
