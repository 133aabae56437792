"""A fix, driven: a clock that goes on while one waits, the way to the form, and what is compared afterwards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

from nango_tui.model.body import Json
from tests.screens.driving import Driver, StillClock
from tests.screens.front import Front

KEPT = ("connection_config", "metadata", "tags", "end_user", "webhook_url_override")
"""What a replacement of credentials leaves alone."""


class PassingClock(StillClock):
    """A clock that stands still but for the moments that are waited; a long wait takes its time."""

    async def sleep(self, seconds: float) -> None:
        if seconds < 1:
            self.advance(seconds=seconds)
        await asyncio.sleep(0 if seconds < 1 else seconds)


async def fix(drive: Driver, connection: str, values: Mapping[str, str] | None = None) -> None:
    """Open a connection from Home and its form, and enter what is new."""
    await drive.open_connection(connection)
    await drive.press("enter")
    await drive.wait_step("Credentials")
    if values:
        await drive.fill(values)


def same_but_for_credentials(before: Mapping[str, Json], after: Mapping[str, Json]) -> None:
    """Hold what is stored now to what was stored before."""
    for name in KEPT:
        assert after.get(name) == before.get(name), name


def sent(front: Front) -> tuple[str, dict[str, Json]]:
    """Return path and body of the only import."""
    ((path, body),) = front.imports()
    return path, body


def reads_of(front: Front, connection: str) -> list[str]:
    """Return the queries of the GETs of one connection."""
    return [
        request.target.partition("?")[2]
        for request in front.asked
        if request.method == "GET" and request.target.partition("?")[0] == f"/connections/{connection}"
    ]


def text_of(body: Mapping[str, Json]) -> str:
    """Return a body as text, to be searched."""
    return json.dumps(body)
