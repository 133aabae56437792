"""Links in tests: the pages of links, and the customer's part, played against the embedded Nango."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from nango_tui.model.body import Json
from nango_tui.model.connection import LinkOrder, Look
from nango_tui.model.link import reconnect_order
from nango_tui.model.wire import Request
from nango_tui.sandbox.demo import Demo
from nango_tui.sandbox.oauth import state_of
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.session import Session
from tests.screens.driving import Driver, StillClock


@dataclass
class PacedClock(StillClock):
    """A clock that stands still unless it is moved, and notes for how long it was asked to wait."""

    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(datetime(2026, 11, 24, 14, 30, tzinfo=UTC))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0.1)


async def opened(drive: Driver) -> Session:
    """Wait until Home has opened the environment, and return its session."""
    await drive.wait(lambda: drive.app._home.session and drive.app._home.session.integrations is not None, "the list")
    session = drive.app._home.session
    assert session
    return session


async def reconnect_page(
    drive: Driver, connection_id: str, integration: str, *, blind: bool = False, state: str = "made"
) -> LinkScreen:
    """Look at a connection as its page does, and open its reconnect link. `blind`: without having looked."""
    session = await opened(drive)
    listed = await session.nango.find(connection_id)
    row = next(row for row in getattr(listed, "value", ()) if row.integration == integration)
    look = None if blind else await session.look(connection_id, integration)
    assert look is None or isinstance(look, Look)
    page = LinkScreen(session, reconnect_order(look or row), row, look)
    drive.app.push_screen(page)
    await drive.wait(lambda: page.state == state and not page._said.startswith("Watching"), f"a link that is {state}")
    await drive.pilot.pause()
    return page


async def connect_page(drive: Driver, order: LinkOrder) -> LinkScreen:
    """Open the link for a new connection."""
    page = LinkScreen(await opened(drive), order)
    drive.app.push_screen(page)
    await drive.wait(lambda: page.state == "made", "a link")
    return page


async def copied_link(drive: Driver) -> str:
    """Copy the link by its key, and return it."""
    drive.app.copy_to_clipboard("")
    await drive.press("c")
    await drive.wait(lambda: drive.app.clipboard, "the link")
    return drive.app.clipboard


def token_of(link: str) -> str:
    """Return the token in a link."""
    return parse_qs(urlsplit(link).query)["session_token"][0]


def enters(demo: Demo, link: str, path: str, integration: str, body: Json, **params: str) -> Mapping[str, Json]:
    """Do the customer's part on the connect page: enter credentials. Return the page's answer."""
    query = {"connect_session_token": token_of(link), **{f"params[{key}]": text for key, text in params.items()}}
    headers = {"content-type": "application/json"}
    target = f"{path}/{integration}?{urlencode(query)}"
    answer = demo.handle(Request("POST", target, headers, json.dumps(body).encode()))
    found = json.loads(answer.body)
    assert answer.status == 200, found
    assert isinstance(found, dict)
    demo.sandbox.settle()
    return found


def approves(demo: Demo, link: str, integration: str, **params: str) -> None:
    """Do the customer's part in the browser: approve the access at the provider."""
    query = {"connect_session_token": token_of(link), **{f"params[{key}]": text for key, text in params.items()}}
    sent = demo.handle(Request("GET", f"/oauth/connect/{integration}?{urlencode(query)}", {}, b""))
    assert sent.status == 302, sent.body
    back = urlencode({"state": state_of(sent.headers["location"]), "code": "good"})
    assert demo.handle(Request("GET", f"/oauth/callback?{back}", {}, b"")).status == 200
    demo.sandbox.settle()


def kept(stored: Mapping[str, Json]) -> dict[str, Json]:
    """Return of a stored connection what a reconnect must keep."""
    names = ("connection_id", "connection_config", "metadata", "tags", "end_user", "webhook_url_override")
    return {name: stored[name] for name in names}
