"""Recorded exchanges with a real server, and how the client makes the same calls."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from nango_tui.model.body import Json
from nango_tui.model.connection import ProviderAnswer
from nango_tui.model.outcome import Got, Outcome, Refused, Stored, Unreachable
from nango_tui.model.wire import Response
from tests.conftest import SHARED
from tests.contract.steps import SESSION, Step

KEY = "7c1f5b0e-6d0e-4a39-9c0b-2f4f6c1d9a77"
SECRET_FIELDS = (
    "access_token", "refresh_token", "token", "oauth_token", "oauth_token_secret", "apiKey", "api_key", "password",
    "token_id", "token_secret", "client_secret", "client_certificate", "client_private_key",
    "oauth_client_secret_override", "oauth_client_secret", "connect_link",
)  # fmt: skip
"""The names under which Nango carries secrets; written down once more, so that the table cannot hide its own gap."""

Done = Outcome | Got[object]

_WHOLE = frozenset(
    ("POST /connection", "POST /connections", "GET /integrations", "GET /providers", "GET /connections",
     "POST /connections/metadata", "PATCH /connections/metadata", "POST /connect/sessions",
     "POST /connect/sessions/reconnect")
)  # fmt: skip
"""The calls that the client makes, of those that name nothing in their path."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. `asked`: its headers, by lower-case name; `headers`: the answer's."""

    name: str
    method: str
    path: str
    query: Mapping[str, str]
    sent: Json
    status: int
    headers: Mapping[str, str]
    answer: Json
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def call(self) -> str:
        """The call as a template of method and path, "" if the client does not make it."""
        whole = f"{self.method} {self.path}"
        if whole in _WHOLE:
            return whole
        if self.method == "GET" and self.path.startswith("/proxy/"):
            return "GET /proxy"
        found = re.fullmatch(r"/(integrations|providers|connections)/([^/]+)", self.path)
        allowed = {"integrations": ("GET",), "providers": ("GET",), "connections": ("GET", "PATCH", "DELETE")}
        if found and self.method in allowed[found[1]] and found[2] != "metadata":
            return f"{self.method} /{found[1]}/{{}}"
        return ""

    @property
    def providers(self) -> bool:
        """Whether it is the provider's own answer, which Nango only hands on."""
        body = self.answer
        return self.call == "GET /proxy" and not (
            isinstance(body, dict)
            and self.status >= 400
            and (isinstance(body.get("error"), dict) or body.keys() == {"message", "code", "method"})
        )

    @property
    def code(self) -> str:
        """The code of a refusal, "" if it has none."""
        body = self.answer if isinstance(self.answer, dict) else {}
        error = body.get("error", body if "method" in body else None)
        return str(error.get("code", "")) if isinstance(error, dict) else ""

    @property
    def response(self) -> Response:
        """The answer as it came, as far as it was recorded."""
        body = self.answer
        raw = body.encode() if isinstance(body, str) else b"" if body is None else json.dumps(body).encode()
        return Response(self.status, self.headers, raw)


def folders() -> list[Path]:
    """Return where recordings are: NANGO_RECORDINGS (paths with : between), else the default place."""
    named = os.environ.get("NANGO_RECORDINGS")
    found = [Path(part) for part in named.split(":")] if named else [SHARED / "transcripts"]
    return [folder for folder in found if folder.is_dir()]


def exchanges() -> tuple[list[Exchange], int]:
    """Return the recorded exchanges of calls that the client makes, and how many such calls have no whole answer."""
    paths = sorted((path for folder in folders() for path in folder.glob("*.json")), key=lambda path: path.name)
    if not paths:
        pytest.skip("no recordings of a real server here (NANGO_RECORDINGS names their folder)")
    found = [exchange for path in paths if (exchange := _read(path)).call]
    whole = [exchange for exchange in found if exchange.status and not _shortened(exchange.answer)]
    return whole, len(found) - len(whole)


def _read(path: Path) -> Exchange:
    data = json.loads(SESSION.sub(_session, path.read_text(encoding="utf-8")))
    request, response = data["request"], data["response"]
    parts = urlsplit(request["path"])
    body = response.get("body")
    if isinstance(body, dict) and "__status_error" in body:
        body = {"error": body["__status_error"]}
    return Exchange(
        path.stem,
        request["method"],
        parts.path,
        dict(parse_qsl(parts.query)),
        request.get("body"),
        response.get("status") or 0,
        response.get("headers") or {},
        body,
        _lower(request.get("headers")),
    )


def _session(found: re.Match[str]) -> str:
    """Return a token that looks like the real one for which a placeholder stands."""
    return f"nango_connect_session_{hashlib.sha256(found[0].encode()).hexdigest()}"


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): text for name, text in (headers or {}).items()}


def exchange_of(step: Step, response: Response) -> Exchange:
    """Return a step and what an embedded Nango answered to it."""
    parts = urlsplit(step.path)
    text = response.body.decode(errors="replace")
    try:
        answer: Json = json.loads(text)
    except ValueError:
        answer = text or None
    query, sent = dict(parse_qsl(parts.query)), step.sent
    try:
        json.dumps(sent, allow_nan=False)
    except ValueError:
        sent = {"__raw": ""}  # no encoder of ours writes that
    name = f"{step.method} {step.path}"
    return Exchange(name, step.method, parts.path, query, sent, response.status, response.headers, answer, step.headers)


def _shortened(body: Json) -> bool:
    return isinstance(body, dict) and "__len" in body


def refused(done: Done) -> Refused | None:
    """Return the refusal, None for a success; a lost call is no outcome of a recorded answer."""
    assert not isinstance(done, Unreachable)
    return done if isinstance(done, Refused) else None


def parsed(exchange: Exchange, done: Done) -> bool:
    """Say whether the outcome says what the answer says."""
    if exchange.providers:
        return isinstance(done, Got) and isinstance(done.value, ProviderAnswer) and done.value.status == exchange.status
    if exchange.status < 300:
        return isinstance(done, Stored | Got)
    return isinstance(done, Refused) and done.code == exchange.code and done.answer.status == exchange.status


def leaves(value: Json, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Yield each leaf with its path; empty objects and lists are leaves too."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for at, inner in enumerate(value):
            yield from leaves(inner, (*path, str(at)))
    else:
        yield path, value
