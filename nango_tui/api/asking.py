"""A call and what it gave: the value that was asked for, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from nango_tui.api.errors import read_refusal
from nango_tui.api.http import Http, Lost, Reply
from nango_tui.model.advice import explain, not_nangos, redirected
from nango_tui.model.outcome import Call, Failure, Got, Refused, Unreachable
from nango_tui.model.text import plain
from nango_tui.model.tree import Json

T = TypeVar("T")


async def get(
    http: Http, call: Call, target: str, read: Callable[[Json], T | None], headers: Mapping[str, str] | None = None
) -> Got[T] | Failure:
    """Make a call that only reads. `read` gives the value in the body, None where it is not of that shape."""
    reply = await http.call(call, "GET", target, headers=headers)
    if isinstance(reply, Lost):
        return unreachable(call, reply)
    found = read(reply.value) if reply.success else None
    return Got(found, reply.answer) if found is not None else refused(call, reply)


def unreachable(call: Call, lost: Lost) -> Unreachable:
    """Return what a call without an answer is, where it changed nothing."""
    return Unreachable(call, lost.advice, lost.seconds)


def refused(call: Call, reply: Reply, mode: str = "") -> Refused:
    """Return what an answer means that is not what was asked for. `mode`: the auth mode of an import."""
    # Redacted before it is read: codes and paths may repeat a secret, and half of one is not found.
    said = read_refusal(reply.status, reply.headers, reply.redactor.values(reply.value), reply.body.shape)
    if reply.success:
        return Refused(call, reply.answer, said.code, said.message, not_nangos(call))
    location = plain(reply.redactor.text(reply.headers.get("location", "")))
    if location and 300 <= reply.status < 400:
        return Refused(call, reply.answer, said.code, said.message, redirected(location))
    explained = explain(call, said, mode)
    return Refused(
        call,
        reply.answer,
        said.code,
        said.message,
        explained.advice,
        explained.problems,
        explained.general,
        explained.scope,
        said.retry_after,
        explained.route_missing,
    )
