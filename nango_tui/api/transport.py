"""A server without a socket, and how far a request got."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from nango_tui.model.wire import Handler, Request

_BODY_STARTED = "http11.send_request_body.started"
_BODY_SENT = "http11.send_request_body.complete"
_CONNECTED = "connection.connect_tcp.complete"
# Of a connection, or of a tunnel through a proxy.
_SECURING, _SECURE = ".start_tls.started", ".start_tls.complete"


@dataclass(slots=True)
class Progress:
    """How far a request got: it decides whether a failure leaves open if the request arrived.

    `connected`: there is a connection. `shaking`: it is being made a secure one. `sent`: the whole request went out.
    """

    connected: bool = False
    shaking: bool = False
    sent: bool = False
    _own: bool = field(default=True, repr=False)

    async def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Take a step that httpx tells of."""
        if event == _CONNECTED:
            self.connected = True
        elif event.endswith(_SECURING):
            self.shaking = True
        elif event.endswith(_SECURE):
            self.shaking = False
        elif event == _BODY_STARTED:
            # A proxy is asked for a tunnel first, by a request of its own; that is not ours.
            self._own = getattr(info.get("request"), "method", b"") != b"CONNECT"
        elif event == _BODY_SENT and self._own:
            self.connected = self.sent = True


class HandlerTransport(httpx.AsyncBaseTransport):
    """Hands each request to a handler in this process instead of the network."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer with what the handler answers."""
        body = await request.aread()
        plain = Request(
            request.method,
            request.url.raw_path.decode("ascii"),
            {name.lower(): value for name, value in request.headers.items()},
            body,
        )
        trace = request.extensions.get("trace")
        if callable(trace):
            await trace(_BODY_SENT, {})
        # A network would let others run here as well.
        await asyncio.sleep(0)
        answer = self._handler(plain)
        return httpx.Response(
            answer.status, headers=dict(answer.headers), stream=httpx.ByteStream(answer.body), request=request
        )
