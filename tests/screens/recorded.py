"""The program with a history that a test fills and reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from textual.widgets import Input, OptionList

from nango_tui.model.history import Entry
from nango_tui.model.ports import History
from nango_tui.screens.history import HistoryScreen
from nango_tui.screens.session import Session
from nango_tui.storage.history_memory import MemoryHistory
from tests.screens.driving import Driver, StillClock, running
from tests.screens.front import Front

NOW = StillClock().now()
EARLIER = timedelta(hours=1)


@dataclass
class Opened:
    """The program with the history open."""

    drive: Driver
    kept: History
    session: Session

    def entry(self, number: int = 0, **changes: str) -> Entry:
        """Return an entry of the environment that is open; the number is in its connection id and its time."""
        texts = {
            "environment": self.session.environment.name,
            "host": self.session.environment.host,
            "action": "create",
            "integration": "harborline",
            "connection_id": f"acme-{number}",
            "endpoint": "POST /connections",
            "outcome": "stored",
            "log_id": f"1795546647350_{number}",
            "customer": "Acme Inc.",
        }
        return Entry(when=NOW - EARLIER + timedelta(minutes=number), status=201, **texts | changes)

    def add(self, *entries: Entry) -> None:
        for entry in entries:
            self.kept.add(entry)

    async def show(self) -> HistoryScreen:
        """Open the history and wait until it was read."""
        screen = HistoryScreen(self.session)
        self.drive.app.push_screen(screen)
        await self.drive.wait(lambda: self.drive.app.screen is screen and screen.is_mounted, "the history")
        await self.read()
        return screen

    async def read(self) -> None:
        """Wait until what is listed is what was searched for."""
        screen = self.drive.app.screen
        await self.drive.wait(lambda: not list(screen.workers) or not _reading(self.drive), "the entries")
        await self.drive.pilot.pause()

    def rows(self) -> list[str]:
        """Return the rows of the list."""
        return [str(option.prompt) for option in self.drive.app.screen.query_one(OptionList).options]


def _reading(drive: Driver) -> bool:
    screen = drive.app.screen
    assert isinstance(screen, HistoryScreen)
    typed = screen.query_one("#search", Input).value.strip()
    reading = any(work.group == "read" and not work.is_finished for work in screen.workers if work.node is screen)
    return reading or typed != screen._listed


@asynccontextmanager
async def opened(
    history: History | None = None, *, key: str = "full", size: tuple[int, int] = (80, 24), front: Front | None = None
) -> AsyncIterator[Opened]:
    """Run the program with this history, in memory unless it is given, until Home stands."""
    kept = history or MemoryHistory()
    async with running(history=kept, key=key, size=size, front=front) as drive:
        home = drive.app._home
        await drive.wait(lambda: home.session and (home.session.integrations is not None or home.session.failure))
        assert home.session
        yield Opened(drive, kept, home.session)
