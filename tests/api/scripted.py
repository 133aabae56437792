"""A server on this machine that gives one answer after the other, and a client that calls it."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from nango_tui.api.client import Client
from nango_tui.model.body import Json
from tests.api.loopback import Asked, Loopback, answer, loopback, read_request
from tests.api.making import AMPLE, client_of

CUT = b""
"""In place of an answer: the connection is closed when the request has been read."""


def told(value: Json, status: str = "200 OK", headers: Mapping[str, str] | None = None) -> bytes:
    """Return an answer with that JSON."""
    return answer(json.dumps(value).encode(), status, headers)


def refusal(status: str, code: str, message: str = "", **more: Json) -> bytes:
    """Return a refusal in Nango's shape."""
    return told({"error": {"code": code, "message": message, **more}}, status)


@dataclass(frozen=True, slots=True)
class Told:
    """The client, and the server with what it was asked."""

    client: Client
    server: Loopback

    @property
    def asked(self) -> list[Asked]:
        """The requests as they arrived."""
        return self.server.asked

    @property
    def lines(self) -> list[str]:
        """Method and target of each request."""
        return [asked.line.removesuffix(" HTTP/1.1") for asked in self.server.asked]

    @property
    def bodies(self) -> list[Json]:
        """The JSON of each request that had a body."""
        return [json.loads(asked.body) for asked in self.server.asked if asked.body]


@asynccontextmanager
async def scripted(*answers: bytes) -> AsyncIterator[Told]:
    """Run a server that gives these answers in turn; what is asked after the last of them gets none."""
    rest = list(answers)

    def serve(connection: socket.socket, server: Loopback) -> None:
        while read_request(connection, server):
            data = rest.pop(0) if rest else CUT
            if data == CUT:
                return
            connection.sendall(data)

    with loopback(serve) as server:
        client = client_of(server.url, AMPLE)
        yield Told(client, server)
        await client.aclose()
