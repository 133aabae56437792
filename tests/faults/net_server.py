"""A Nango whose network can be broken and mended while the program runs, down to the bytes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from nango_tui.model.wire import Handler, Request
from tests.api.loopback import Loopback, answer, read_request

LONGEST = 20.0
"""Seconds after which a wire that hangs lets go by itself, so that a broken test ends."""


class Line:
    """One connection with a request that was read from it: what a wire does its harm with."""

    def __init__(self, connection: socket.socket, request: Request, over: threading.Event) -> None:
        self._connection, self.request, self._over = connection, request, over

    def say(self, data: bytes) -> None:
        """Send bytes; whether somebody takes them is not this side's trouble."""
        with suppress(OSError):
            self._connection.sendall(data)

    def drip(self, data: bytes, every: float = 0.02) -> None:
        """Send byte after byte, again from the start at its end, until the other side is gone."""
        self._connection.settimeout(every)
        at = 0
        while not self._over.is_set():
            try:
                self._connection.sendall(data[at : at + 1])
                if not self._connection.recv(1):
                    return
            except TimeoutError:
                pass
            except OSError:
                return
            at = (at + 1) % len(data)

    def hang(self) -> None:
        """Say nothing until the other side is gone, or the test is over."""
        self._connection.settimeout(0.05)
        while not self._over.is_set():
            try:
                if not self._connection.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return


Wire = Callable[[Line], None]
"""What happens to a call in place of an answer; the connection is closed after it."""


@dataclass
class Net:
    """A server on this machine: its port is known before it listens, and what it does may change at any time.

    `wires`: what happens to a call, by method and path, without the query; a path that ends in `*` means all that
    begin so. `tls`: how it speaks TLS, None: not at all. `silent`: it takes connections and says nothing on them.
    `keep`: a connection serves more than one call.
    """

    handle: Handler
    tls: ssl.SSLContext | None = None
    wires: dict[tuple[str, str], Wire] = field(default_factory=dict)
    silent: bool = False
    keep: bool = True
    connections: int = 0
    asked: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    _listener: socket.socket = field(default_factory=socket.socket)
    _waiting: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener.bind(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        """The port, which refuses connections until `listen`."""
        return int(self._listener.getsockname()[1])

    def url(self, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Return the URL under which it is called."""
        return f"{scheme}://{host}:{self.port}"

    def fill(self) -> None:
        """Listen with a queue that is full, so that the system drops what comes: a firewall looks the same."""
        self._listener.listen(0)
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(self._listener.getsockname())
            self._waiting.append(one)

    def listen(self) -> None:
        """Take connections from now on."""
        for one in self._waiting:
            one.close()
        self._listener.listen(64)
        threading.Thread(target=self._accept, name="net", daemon=True).start()

    def close(self) -> None:
        """Let go of everything that waits."""
        self.over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for one in (*self._waiting, self._listener):
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), name="net-line", daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(LONGEST)
            if self.silent:
                Line(connection, Request("", ""), self.over).hang()
                return
            if self.tls is None and connection.recv(1, socket.MSG_PEEK) == b"\x16":
                # The first byte of TLS: servers of HTTP answer that in clear.
                connection.sendall(answer(b"", "400 Bad Request"))
                return
            wrapped = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            with wrapped:
                wrapped.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while self._serve(wrapped):
                    pass

    def _serve(self, connection: socket.socket) -> bool:
        """Answer one call; say whether the connection is kept."""
        try:
            asked = read_request(connection, Loopback(0))
        except ValueError:
            # Not HTTP: somebody speaks TLS here.
            return False
        if asked is None:
            return False
        method, target, _ = asked.line.split(" ")
        request = Request(method, target, asked.headers, asked.body)
        self.asked.append(request)
        wire = self._wire(method, target.partition("?")[0])
        if wire:
            wire(Line(connection, request, self.over))
            return False
        response = self.handle(request)
        headers = response.headers if self.keep else {**response.headers, "Connection": "close"}
        connection.sendall(answer(response.body, f"{response.status} OK", headers))
        return self.keep

    def _wire(self, method: str, path: str) -> Wire | None:
        for (verb, wanted), wire in self.wires.items():
            if verb == method and (path.startswith(wanted[:-1]) if wanted.endswith("*") else path == wanted):
                return wire
        return None


@contextmanager
def net(handle: Handler, *, tls: ssl.SSLContext | None = None, listening: bool = True) -> Iterator[Net]:
    """Run such a server; not `listening`: its port refuses connections until `listen`."""
    server = Net(handle, tls)
    if listening:
        server.listen()
    try:
        yield server
    finally:
        server.close()
