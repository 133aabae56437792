"""Recorded calls as steps that a server can be asked again: what was sent, when, and what must come back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from nango_tui.model.body import Json
from nango_tui.sandbox.oauth import state_of

SESSION = re.compile(r"<connect session token \d+>")
SIGNED = "<JWT signed by the server>"
HAND = "1795000000000"
"""Log ids that begin with it were written into the database by hand."""

LARGE = 1024 * 1024
WAITED = "-after-30s"
"""A name that ends so says that more time had passed than the headers tell."""
FIRST = "-import-first"
"""A name that ends so says that it is the first of a series of imports, of which the others are not recorded."""
SERIES = 250
EXPIRED = "-expired"
"""A name that ends so says that a session was made to expire by hand."""

# Ids and times, and what depends on the server's address.
_APART = ("id", "log_id", "created_at", "updated_at", "last_fetched_at", "created", "logo", "logo_url")
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come back. `paths` of errors; `stored`: body of a 2xx without ids and times."""

    status: int
    code: str = ""
    paths: tuple[tuple[str | int, ...], ...] = ()
    stored: Json = None


@dataclass(frozen=True, slots=True)
class Step:
    """One call. `skip`: why it is not compared.

    `clock`: seconds since 1970 at which it was made, None: as before; `waited`: seconds that passed before it besides.
    """

    name: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    expected: Expected
    clock: float | None = None
    waited: int = 0
    skip: str = ""
    sent: Json = None
    """The parsed body."""
    series: int = 0
    """So many imports were made like this one, ids counted on, the second half with a tag; 0: this one alone."""
    state: str = ""
    """What names the attempt to connect in the address to which the answer redirects."""


def load(folders: Iterable[Path]) -> list[Step]:
    """Return the recorded calls of all folders in the order of their numbers."""
    files = sorted((path for folder in folders for path in folder.glob("[0-9]*.json")), key=lambda path: path.name)
    return [_step(path) for path in files]


def _step(path: Path) -> Step:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    request, response = recorded["request"], recorded["response"]
    headers = {name.lower(): value for name, value in (request.get("headers") or {}).items()}
    body = _body(request["method"], headers, request.get("body"))
    reset = (response.get("headers") or {}).get("x-ratelimit-reset")
    step = Step(
        name=recorded["name"],
        method=request["method"],
        path=request["path"],
        headers=headers,
        body=body,
        expected=_expected(response),
        clock=float(reset) - 30 if reset else None,
        waited=32 if recorded["name"].endswith(WAITED) else 0,
        sent=request.get("body"),
        series=SERIES if recorded["name"].endswith(FIRST) else 0,
        state=state_of((response.get("headers") or {}).get("location", "")),
    )
    return _with_skip(step, response)


def _with_skip(step: Step, response: dict[str, Json]) -> Step:
    reason, body = "", step.sent
    if response["status"] is None:
        reason = "no answer, or a note"
    elif response["status"] == 429:
        reason = "rate limit, which is off"
    elif response["status"] == 424 and "limit" in json.dumps(response["body"]):
        # Four days of failures were written into the database.
        reason = "state made by hand"
    elif step.name.endswith(EXPIRED) and response["status"] == 401:
        reason = "state made by hand"
    elif step.method != "GET" and step.path.startswith("/integrations"):
        reason = "calls not served"
    elif len(step.body) > LARGE or (isinstance(body, dict) and "__len" in body):
        reason = "body over 1 MiB"
    return replace(step, skip=reason)


def _body(method: str, headers: Mapping[str, str], body: Json) -> bytes:
    if isinstance(body, dict) and "__raw" in body:
        return str(body["__raw"]).encode("latin-1")
    if body is None and (method in ("GET", "DELETE") or "content-type" not in headers):
        return b""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _expected(response: dict[str, Json]) -> Expected:
    body = response["body"]
    status = response["status"] if isinstance(response["status"], int) else 0
    if 200 <= status < 300:
        # A page is not compared, only that there is one.
        return Expected(status, stored=None if isinstance(body, str) else comparable(body))
    return refusal(status, body)


def refusal(status: int, body: Json) -> Expected:
    """Return what is compared of a refusal."""
    error = body.get("error", body.get("__status_error")) if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return Expected(status)
    errors = error.get("errors")
    paths = [entry["path"] for entry in errors if isinstance(entry, dict)] if isinstance(errors, list) else []
    return Expected(
        status,
        str(error.get("code", "")),
        tuple(tuple(part for part in path if isinstance(part, (str, int))) for path in paths if isinstance(path, list)),
    )


def comparable(body: Json) -> Json:
    """Return a body without ids and times; errors keep their type and whether they were made by hand."""
    match body:
        case {"type": str(kind), "log_id": str(log_id)}:
            return {"type": kind} | ({"hand": True} if log_id.startswith(HAND) else {})
        case dict():
            return {name: comparable(item) for name, item in body.items() if name not in _APART}
        case list():
            return [comparable(item) for item in body]
        case _:
            return body


def alike(expected: Json, got: Json) -> bool:
    """Say whether two comparable bodies are the same, times within 70 s of each other."""
    match expected, got:
        case dict(), dict():
            names = expected.keys() - {"hand"}
            return names == got.keys() - {"hand"} and all(alike(expected[name], got[name]) for name in names)
        case list(), list():
            return len(expected) == len(got) and all(map(alike, expected, got))
        case str(), str() if expected == SIGNED:
            return got.count(".") == 2
        case str(), str() if _ISO.fullmatch(expected) and _ISO.fullmatch(got):
            return abs(_seconds(expected) - _seconds(got)) <= 70
        case _:
            return expected == got and isinstance(expected, bool) == isinstance(got, bool)


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@dataclass(slots=True)
class Results:
    """How a replay went: `same` of `compared` steps, those left out by reason, and what differed."""

    compared: int = 0
    same: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    different: list[str] = field(default_factory=list)

    def leave_out(self, reason: str) -> None:
        """Count a step that is not compared."""
        self.left_out[reason] = self.left_out.get(reason, 0) + 1
