"""Compares what an embedded Nango answered with what a real one did."""

from __future__ import annotations

import json
from collections.abc import Callable

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from tests.contract.steps import Expected, Step, alike, comparable, refusal

_TRANSPORT = ("accept", "user-agent", "accept-encoding", "host", "connection", "content-length")


def difference(step: Step, response: Response, own: Callable[[str], str], view: Callable[[str, Json], Json]) -> str:
    """Return how an answer differs from the recorded one, "" if it does not.

    `own` puts own names for recorded ones; `view`: what of a path's body is compared.
    """
    got = _got(response)
    expected = step.expected
    if (got.status, got.code, got.paths) != (expected.status, expected.code, expected.paths):
        return f"expected {expected.status} {expected.code} {expected.paths}, got {got.status} {got.code} {got.paths}"
    wanted = json.loads(own(json.dumps(expected.stored)))
    seen = view(step.path, got.stored)
    if step.path.startswith("/proxy"):
        wanted, seen = _echo(wanted), _echo(seen)
    if not 200 <= expected.status < 300 or _same(wanted, seen, len(response.body)):
        return ""
    return f"expected {json.dumps(wanted)[:700]}, got {json.dumps(seen)[:700]}"


def parsed(response: Response) -> Json:
    """Return an answer's JSON, None where it is none."""
    try:
        body: Json = json.loads(response.body)
    except ValueError:
        return None
    return body


def _echo(body: Json) -> Json:
    """Return what a provider told that it was sent; of headers the names, without those of the transport."""
    headers = body.get("headers") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(headers, dict):
        return body
    names: list[Json] = [name for name in sorted(headers) if name not in _TRANSPORT]
    sent = str(body.get("body", ""))
    return body | {"headers": names, "body": json.loads(sent) if sent.startswith(("{", "[")) else sent}


def _got(response: Response) -> Expected:
    body = parsed(response)
    if 200 <= response.status < 300:
        return Expected(response.status, stored=comparable(body))
    return refusal(response.status, body)


def _same(expected: Json, got: Json, size: int) -> bool:
    """Compare bodies, knowing how long ones were shortened when they were recorded."""
    if not isinstance(expected, dict) or not isinstance(got, dict):
        return alike(expected, got)
    if isinstance(length := expected.get("__len"), int):
        return abs(size - length) <= 64
    total, last = expected.get("__truncated_total"), expected.get("__last")
    wanted = {name: item for name, item in expected.items() if not name.startswith("__")}
    given = dict(got)
    for name, rows in wanted.items():
        own = given.get(name)
        if isinstance(rows, list) and isinstance(own, list) and total is not None:
            if total != len(own) or (last and isinstance(own[-1], dict) and own[-1].get("connection_id") != last):
                return False
            given[name] = own[: len(rows)]
    return alike(wanted, given)
