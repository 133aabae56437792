"""The connections of an open environment, as far as they were read."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Iterable
from typing import Final

from nango_tui.model.connection import ConnectionRow
from nango_tui.model.outcome import Answer, Failure
from nango_tui.model.search import Index, Key

PAGE: Final = 200
"""So many connections are asked for at a time."""
FEW_CALLS: Final = 20
"""With fewer calls left in this minute nothing is read unasked: the customer's own calls need them."""


class Roster:
    """What was read of the list of connections. Home fills it page by page; it stays while the environment is open.

    `complete`: the last page was read. `stopped`: with so many calls left nothing is read until it is asked for; None:
    there are enough. `failure`: why reading ended. `waiting`: seconds until it goes on. `turn`: never two list calls at
    once.
    """

    def __init__(self) -> None:
        self.index = Index()
        self.turn = Lock()
        self.page = 0
        self.complete = False
        self.stopped: int | None = None
        self.failure: Failure | None = None
        self.waiting = 0
        self._seen: set[Key] | None = None
        self._stale = False

    def take(self, rows: tuple[ConnectionRow, ...], answer: Answer) -> None:
        """Take the next page. Rows move while one reads, so that some come twice."""
        self.failure = None
        self.page += 1
        self._put(rows)
        if len(rows) < PAGE:
            self.complete = True
            if self._seen is not None:
                self.index.drop([key for key in self.index.keys if key not in self._seen])
                self._seen = None
        else:
            self._count(answer)

    def merge(self, rows: Iterable[ConnectionRow], answer: Answer) -> None:
        """Take connections that another call than the next page found."""
        self._put(tuple(rows))
        self._count(answer)

    def _count(self, answer: Answer) -> None:
        if answer.remaining is not None and answer.remaining < FEW_CALLS:
            self.stopped = answer.remaining

    def update(self, row: ConnectionRow) -> None:
        """Take what a connection is now: it was imported, or changed."""
        self._put((row,))

    def forget(self, key: Key) -> None:
        """Take a connection out: it was deleted."""
        self.index.drop([key])

    def _put(self, rows: tuple[ConnectionRow, ...]) -> None:
        self.index.put(rows)
        if self._seen is not None:
            self._seen.update(row.key for row in rows)

    def go_on(self) -> None:
        """Let reading go on where it stopped."""
        self.stopped, self.failure, self.waiting = None, None, 0

    def again(self) -> None:
        """Let reading begin again. What is there stays in sight until the end shows what is gone."""
        self.go_on()
        self.page, self.complete, self._seen = 0, False, set()

    def stale(self) -> None:
        """Note that something changed which nobody told in full: Home reads the newest connections again."""
        self._stale = True

    def take_stale(self) -> bool:
        """Say whether something changed since this was last asked."""
        was, self._stale = self._stale, False
        return was
