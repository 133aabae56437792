"""A list of connections as a server pages it, for tests of Home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from urllib.parse import parse_qs, urlsplit

from textual.widgets import Input

from nango_tui.model.body import Json
from nango_tui.model.connection import ConnectionRow
from nango_tui.model.wire import Handler, Request, Response
from nango_tui.screens.connections import Roster
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.fix import FixGroup
from tests.screens.driving import Driver
from tests.screens.front import Answer, said

LIST = ("GET", "/connections")


def connection(name: str, integration: str = "harborline", *, broken: bool = False, **more: Json) -> dict[str, Json]:
    """Return a connection as a list tells it."""
    errors: list[Json] = [{"type": "auth", "log_id": "1795519800000_abcdefgh"}] if broken else []
    return {
        "id": 1,
        "connection_id": name,
        "provider_config_key": integration,
        "provider": "harborline",
        "errors": errors,
        "tags": {},
        "end_user": {"id": f"user-{name}", "email": f"{name}@customer.example", "display_name": f"Customer {name}"},
        "created": "2026-11-20T14:30:00.000+00:00",
        **more,
    }


def crowd(count: int) -> list[dict[str, Json]]:
    """Return so many connections, newest first."""
    start = datetime(2026, 11, 1, tzinfo=UTC)
    return [
        connection(f"c-{number:05}", created=(start - timedelta(minutes=number)).isoformat()) for number in range(count)
    ]


@dataclass
class Pages:
    """Answers GET /connections from rows that a test may change; keeps the queries, and how many came at once.

    `instead`: what is answered in place of a page, by its number. `headers`: sent along with page and searches.
    """

    rows: list[dict[str, Json]]
    instead: dict[int, Answer] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    queries: list[dict[str, str]] = field(default_factory=list)
    at_once: int = 0
    before: Callable[[int], None] | None = None
    """Called with each page's number before it is answered."""
    _now: int = 0
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, request: Request, behind: Handler) -> Response:
        query = {name: texts[0] for name, texts in parse_qs(urlsplit(request.target).query).items()}
        with self._lock:
            self.queries.append(query)
            self._now += 1
            self.at_once = max(self.at_once, self._now)
        try:
            return self._answer(query, request)
        finally:
            with self._lock:
                self._now -= 1

    def _answer(self, query: dict[str, str], request: Request) -> Response:
        page = int(query.get("page", "0"))
        if "search" not in query and "connectionId" not in query:
            if self.before:
                self.before(page)
            if answer := self.instead.pop(page, None):
                return answer if isinstance(answer, Response) else answer(request, lambda _: self._listed(query))
        return self._listed(query)

    def _listed(self, query: dict[str, str]) -> Response:
        page, size = int(query.get("page", "0")), int(query.get("limit", "100"))
        fits = [row for row in self.rows if _fits(row, query)]
        listed: list[Json] = [*fits[page * size : (page + 1) * size]]
        return said(200, {"connections": listed}, self.headers)

    @property
    def pages(self) -> list[int]:
        """The numbers of the pages that were asked for, in their order."""
        return [int(query["page"]) for query in self.queries if "search" not in query and "connectionId" not in query]

    @property
    def searches(self) -> list[str]:
        """The texts that the server was asked about."""
        return [query["search"] for query in self.queries if "search" in query]


def _fits(row: dict[str, Json], query: dict[str, str]) -> bool:
    user = row["end_user"]
    texts = [row["connection_id"], *(user.values() if isinstance(user, dict) else ())]
    if "connectionId" in query:
        return row["connection_id"] == query["connectionId"]
    return any(query.get("search", "").casefold() in str(text).casefold() for text in texts)


def fixes(drive: Driver) -> FixGroup:
    return drive.app._home.fixes


def ids(drive: Driver) -> list[str]:
    """Return the ids that are listed, in their order."""
    return [row.connection_id for row in fixes(drive).shown]


def roster(drive: Driver) -> Roster:
    session = drive.app._home.session
    assert session
    return session.connections


def opened(drive: Driver) -> ConnectionRow:
    """Return the connection whose page is on screen."""
    screen = drive.app.screen
    assert isinstance(screen, DetailScreen)
    return screen.row


async def complete(drive: Driver) -> None:
    await drive.wait(lambda: drive.app._home.session and roster(drive).complete, "all pages")
    await drive.pilot.pause()


async def put(drive: Driver, text: str) -> None:
    drive.app._home.query_one("#search", Input).value = text
    await drive.pilot.pause()
