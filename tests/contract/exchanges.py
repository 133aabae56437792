"""Recorded exchanges with a real server, and how the client makes the same calls."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from nango_tui.api.client import Client
from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json, Tree
from nango_tui.model.environment import Environment
from nango_tui.model.outcome import Got, Outcome, Refused, Stored, Unreachable
from nango_tui.model.ports import Limits
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Request, Response
from tests.conftest import SHARED

KEY = "7c1f5b0e-6d0e-4a39-9c0b-2f4f6c1d9a77"
SECRET_FIELDS = (
    "access_token", "refresh_token", "token", "oauth_token", "oauth_token_secret", "apiKey", "api_key", "password",
    "token_id", "token_secret", "client_secret", "client_certificate", "client_private_key",
    "oauth_client_secret_override", "oauth_client_secret",
)  # fmt: skip
"""The names under which Nango carries secrets; written down once more, so that the table cannot hide its own gap."""

Done = Outcome | Got[object]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One recorded request and its answer."""

    name: str
    method: str
    path: str
    query: Mapping[str, str]
    sent: Json
    status: int
    headers: Mapping[str, str]
    answer: Json

    @property
    def call(self) -> str:
        """The call as a template of method and path, "" if the client does not make it."""
        if self.method == "POST" and self.path in ("/connection", "/connections"):
            return f"POST {self.path}"
        if self.method == "GET" and self.path in ("/integrations", "/providers", "/connections"):
            return f"GET {self.path}"
        found = re.fullmatch(r"/(integrations|providers|connections)/([^/]+)", self.path)
        allowed = {"integrations": ("GET",), "providers": ("GET",), "connections": ("GET", "DELETE")}
        if found and self.method in allowed[found[1]] and found[2] != "metadata":
            return f"{self.method} /{found[1]}/{{}}"
        return ""

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
    data = json.loads(path.read_text())
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
    )


def _shortened(body: Json) -> bool:
    return isinstance(body, dict) and "__len" in body


async def repeat(exchange: Exchange) -> Done:
    """Make the call with our client, and let it get the recorded answer."""
    asked: list[Request] = []

    def handler(request: Request) -> Response:
        asked.append(request)
        return exchange.response

    client = Client(Environment("e", "dev"), Secret(KEY), Limits(), clock=Noon(), handler=handler)
    done = await _make(client, exchange)
    assert len(asked) == 1
    assert asked[0].method == exchange.method
    await client.aclose()
    return done


async def _make(client: Client, exchange: Exchange) -> Done:
    last = unquote(exchange.path.rpartition("/")[2]) or "x"
    integration = exchange.query.get("provider_config_key", "x")
    match exchange.call:
        case "POST /connection":
            return await client.send_body(Endpoint.LEGACY, sent_tree(exchange), "")
        case "POST /connections":
            body = sent_tree(exchange)
            credentials = body.get("credentials")
            mode = credentials.get("type") if isinstance(credentials, dict) else ""
            return await client.send_body(Endpoint.CURRENT, body, mode if isinstance(mode, str) else "")
        case "GET /integrations":
            return await client.integrations()
        case "GET /integrations/{}":
            return await client.integration(last)
        case "GET /providers":
            return await client.search_providers(exchange.query.get("search", ""))
        case "GET /providers/{}":
            return await client.template(last)
        case "GET /connections":
            return await client.find(exchange.query.get("connectionId", "x"))
        case "GET /connections/{}":
            return await client.connection(last, integration, refresh_token="refresh_token" in exchange.query)
        case "DELETE /connections/{}":
            return await client.delete(last, integration)
        case _:
            raise AssertionError(exchange.call)


def sent_tree(exchange: Exchange) -> dict[str, Tree]:
    """Return the recorded body as our encoder would hold it: secrets are Secret."""
    if not isinstance(exchange.sent, dict) or "__raw" in exchange.sent:
        return {"provider_config_key": "x"}
    return {key: _tree(value, key) for key, value in exchange.sent.items()}


def _tree(value: Json, name: str) -> Tree:
    if isinstance(value, dict):
        # Metadata is the user's own: its names mean nothing.
        return {key: _tree(inner, "" if name == "metadata" else key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_tree(inner, name) for inner in value]
    return Secret(value) if isinstance(value, str) and value and name in SECRET_FIELDS else value


def refused(done: Done) -> Refused | None:
    """Return the refusal, None for a success; a lost call is no outcome of a recorded answer."""
    assert not isinstance(done, Unreachable)
    return done if isinstance(done, Refused) else None


def parsed(exchange: Exchange, done: Done) -> bool:
    """Say whether the outcome says what the answer says."""
    if exchange.status < 300:
        return isinstance(done, Stored | Got)
    error = exchange.answer.get("error") if isinstance(exchange.answer, dict) else None
    code = error.get("code") if isinstance(error, dict) else ""
    return isinstance(done, Refused) and done.code == code and done.answer.status == exchange.status


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


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)

    def zone(self) -> tzinfo:
        return UTC

    async def sleep(self, seconds: float) -> None:
        del seconds
