"""A server in front of the embedded Nango: keeps what it was asked, and may answer in its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event
from urllib.parse import unquote

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response

PLAIN = {"content-type": "text/plain"}
HTML = {"content-type": "text/html"}


Answer = Response | Callable[[Request, Handler], Response]
"""What a test says: a response, or a function that gets the request and the embedded Nango's handler."""


class HangUp(TimeoutError):
    """Ends a call without an answer: Python's HTTP server closes the connection at this kind of error."""


def said(status: int, value: Json, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    return Response(status, {"content-type": "application/json", **(headers or {})}, json.dumps(value).encode())


def refusal(status: int, code: str, message: str = "", **more: Json) -> Response:
    """Return a refusal in Nango's shape."""
    return said(status, {"error": {"code": code, "message": message, **more}})


def issues(*named: tuple[str, str, list[Json]]) -> Response:
    """Return a refusal of Nango's validation, from code, message and path of each finding."""
    found: list[Json] = [{"code": code, "message": message, "path": path} for code, message, path in named]
    return said(400, {"error": {"code": "invalid_body", "errors": found}})


@dataclass
class Front:
    """Passes calls on to the embedded Nango unless a test said what to answer.

    `answers`: by method and path, without the query. A path that ends in `*` means all that begin so.
    """

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def over(self, behind: Handler) -> Handler:
        """Return the handler that stands in front of another."""

        def handle(request: Request) -> Response:
            self.asked.append(request)
            path = request.target.partition("?")[0]
            for (method, wanted), answer in self.answers.items():
                fits = path.startswith(wanted[:-1]) if wanted.endswith("*") else path == wanted
                if method == request.method and fits:
                    return answer if isinstance(answer, Response) else answer(request, behind)
            return behind(request)

        return handle

    def bodies(self, path: str) -> list[dict[str, Json]]:
        """Return the bodies of the POSTs to a path, in their order."""
        found: list[dict[str, Json]] = []
        for request in self.asked:
            if request.method == "POST" and request.target.partition("?")[0] == path:
                body = json.loads(request.body)
                assert isinstance(body, dict)
                found.append(body)
        return found

    def imports(self) -> list[tuple[str, dict[str, Json]]]:
        """Return path and body of every import that arrived, in their order."""
        return [
            (request.target, json.loads(request.body))
            for request in self.asked
            if request.method == "POST" and request.target in ("/connection", "/connections")
        ]

    def reads(self, path: str) -> int:
        """Count the GETs whose path begins so."""
        return sum(1 for request in self.asked if request.method == "GET" and unquote(request.target).startswith(path))


@dataclass
class Held:
    """Keeps a call waiting until a test lets it go; `arrived` is set when it came."""

    arrived: Event = field(default_factory=Event)
    gate: Event = field(default_factory=Event)

    def __call__(self, request: Request, behind: Handler) -> Response:
        self.arrived.set()
        self.gate.wait(20)
        return behind(request)


def arrives_and_hangs_up(request: Request, behind: Handler) -> Response:
    """Let the call through, then close the connection: the answer is lost."""
    behind(request)
    raise HangUp


def hangs_up(request: Request, behind: Handler) -> Response:
    """Close the connection without having done anything."""
    raise HangUp
