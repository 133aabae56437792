"""Opens the page of a connection, as choosing it on Home does, and calls its provider."""

from __future__ import annotations

from textual.widgets import Input

from nango_tui.model.connection import ConnectionRow
from nango_tui.model.outcome import Got
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.session import Session
from tests.screens.driving import Driver

ACME = ("acme-42", "harborline")
GLOBEX = ("globex", "harborline")


async def session_of(drive: Driver) -> Session:
    """Return what Home has opened."""

    def read() -> bool:
        session = drive.app._home.session
        return session is not None and (session.integrations is not None or session.failure is not None)

    await drive.wait(read, "the list")
    session = drive.app._home.session
    assert session
    return session


async def row_of(drive: Driver, connection_id: str, integration: str) -> ConnectionRow:
    """Return the connection as the list tells it; a bare row where the key may not list."""
    session = await session_of(drive)
    found = await session.nango.find(connection_id)
    rows = found.value if isinstance(found, Got) else ()
    wanted = connection_id, integration
    return next((row for row in rows if row.key == wanted), ConnectionRow(connection_id, integration))


async def opened(drive: Driver, connection_id: str, integration: str, *, read: bool = True) -> DetailScreen:
    """Open the page of a connection, and wait until it was read."""
    session, row = await session_of(drive), await row_of(drive, connection_id, integration)
    screen = DetailScreen(session, row)
    drive.app.push_screen(screen)
    await drive.wait(lambda: drive.app.screen is screen, "the page")
    if read:
        await drive.wait(screen._looked.is_set, "the look")
        await drive.wait(lambda: not [work for work in screen.workers if work.node is screen], "rest")
        await drive.pilot.pause()
    return screen


async def call(drive: Driver, path: str) -> None:
    """Call a path of the provider."""
    entry = drive.app.screen.query_one(Input)
    entry.value = path
    entry.focus()
    await drive.press("enter")
