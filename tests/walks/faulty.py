"""A Nango that has a bad day: refuses, hangs up, answers nonsense, is slow, and changes things by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from threading import Lock
from time import sleep
from typing import Literal
from urllib.parse import quote

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response
from nango_tui.sandbox.demo import Demo
from tests.screens.front import HTML, HangUp, refusal, said

Kind = Literal["import", "delete", "change", "link", "question", "read", "cut off"]
"""What a call does. question: the import that asks for the environment's name, and stores nothing. cut off: given up
before all of it was sent."""
WRITES: tuple[Kind, ...] = ("import", "delete", "change", "link")
SHAPES: tuple[Json, ...] = (None, [], {}, "text", 7, True, {"data": None}, {"data": [None, 3, {}]}, {"error": "no"})
"""Answers that are JSON, and nothing that anybody expects."""
OWN = "walked-"
"""How the connections begin that come and go by themselves."""


def kind_of(request: Request) -> Kind:
    """Say what a call does."""
    path = request.target.partition("?")[0]
    if request.method == "GET":
        return "read"
    if request.method in ("POST", "PATCH") and not request.body.endswith(b"}"):
        return "cut off"
    if path in ("/connection", "/connections") and request.method == "POST":
        return "question" if b"nango-tui-asks-for-the-environment" in request.body else "import"
    if request.method == "DELETE":
        return "delete"
    return "link" if path.startswith("/connect/") else "change"


@dataclass
class Faulty:
    """Stands before an embedded Nango. `share`: the share of calls that something goes wrong with.

    `arrived`: how many calls of each kind came here, whatever became of them.
    """

    demo: Demo
    share: float
    random: Random
    arrived: Counter[Kind] = field(default_factory=Counter)
    well: bool = False
    """Nothing goes wrong for a while."""
    _lock: Lock = field(default_factory=Lock)
    _made: int = 0

    def __call__(self, request: Request) -> Response:
        kind = kind_of(request)
        with self._lock:
            self.arrived[kind] += 1
            wrong = not self.well and self.random.random() < self.share
            fault = self.random.choice(FAULTS) if wrong else None
            turn = self.random.random()
            if not self.well and turn < 0.04:
                self._change_something()
        if fault is None:
            return self.demo.handle(request)
        return fault(self, request, self.demo.handle)

    @property
    def asked(self) -> int:
        """How many calls came."""
        return self.arrived.total()

    def writes(self) -> Counter[Kind]:
        """How many calls came that change something."""
        return Counter({kind: self.arrived[kind] for kind in WRITES})

    def ask(self, method: str, target: str, body: Json = None) -> int:
        """Ask the embedded Nango itself; return the status of its answer."""
        headers = {"authorization": f"Bearer {self.demo.key}", "content-type": "application/json"}
        return self.demo.handle(Request(method, target, headers, json.dumps(body).encode() if body else b"")).status

    def _change_something(self) -> None:
        """Somebody else works here too: connections come, change and go."""
        name = f"{OWN}{self.random.randrange(6)}"
        at = f"/connections/{quote(name)}?provider_config_key=lumenboard"
        match self.random.randrange(4):
            case 0:
                self.ask("DELETE", at)
            case 1:
                self.ask("PATCH", at, {"tags": {"touched": str(self.random.randrange(99))}})
            case _:
                self.ask("POST", "/connections", _connection(name))

    def replant(self, connection: str) -> None:
        """Put a connection back that a walk has deleted, or as it was."""
        assert self.ask("POST", "/connections", _connection(connection)) == 201


def _connection(name: str) -> Json:
    return {
        "provider_config_key": "lumenboard",
        "connection_id": name,
        "credentials": {"type": "API_KEY", "apiKey": f"key-of-{name}"},
        "connection_config": {"region": "eu"},
        "metadata": {"walk": 1},
    }


Fault = Callable[[Faulty, Request, Handler], Response]


def _lost(faulty: Faulty, request: Request, behind: Handler) -> Response:
    raise HangUp


def _arrives_and_lost(faulty: Faulty, request: Request, behind: Handler) -> Response:
    behind(request)
    raise HangUp


def _slow(faulty: Faulty, request: Request, behind: Handler) -> Response:
    sleep(0.15)
    return behind(request)


def _slow_and_lost(faulty: Faulty, request: Request, behind: Handler) -> Response:
    sleep(0.1)
    raise HangUp


def _wrong_shape(faulty: Faulty, request: Request, behind: Handler) -> Response:
    return said(200, faulty.random.choice(SHAPES))


def _half(faulty: Faulty, request: Request, behind: Handler) -> Response:
    whole = behind(request)
    return Response(whole.status, whole.headers, whole.body[: len(whole.body) // 2])


def _other_values(faulty: Faulty, request: Request, behind: Handler) -> Response:
    """Answer in the right shape, with one value of it replaced by nonsense."""
    whole = behind(request)
    try:
        value: Json = json.loads(whole.body)
    except ValueError:
        return whole
    return Response(whole.status, whole.headers, json.dumps(_spoiled(value, faulty.random)).encode())


def _spoiled(value: Json, random: Random) -> Json:
    if not isinstance(value, dict | list) or not value or random.random() < 0.2:
        return random.choice(SHAPES)
    if isinstance(value, dict):
        key = random.choice(list(value))
        return {**value, key: _spoiled(value[key], random)}
    at = random.randrange(len(value))
    return [*value[:at], _spoiled(value[at], random), *value[at + 1 :]]


def _answer(response: Response) -> Fault:
    return lambda faulty, request, behind: response


FAULTS: tuple[Fault, ...] = (
    _lost,
    _arrives_and_lost,
    _slow,
    _slow,
    _slow_and_lost,
    _wrong_shape,
    _wrong_shape,
    _half,
    _other_values,
    _other_values,
    _answer(refusal(401, "unknown_account", "No account")),
    _answer(refusal(403, "forbidden", "The key lacks a scope")),
    _answer(refusal(404, "not_found", "Not found")),
    _answer(said(404, {"message": "no Route matched"})),
    _answer(said(429, {"error": {"code": "too_many_request"}}, {"retry-after": "1"})),
    _answer(said(429, {"error": {"code": "too_many_request"}}, {"retry-after": "soon"})),
    _answer(refusal(500, "server_error", "Something broke")),
    _answer(Response(502, HTML, b"<html><body>Bad gateway</body></html>")),
    _answer(Response(200, HTML, b"<html><body>Sign in to the hotel's network</body></html>")),
    _answer(Response(204, {}, b"")),
    _answer(Response(302, {"location": "https://elsewhere.example/"}, b"")),
)
