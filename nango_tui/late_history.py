"""A history that costs nothing until it is asked."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nango_tui.model.history import Entry
    from nango_tui.model.ports import History


class LateHistory:
    """A history that is made when it is first asked: the first frame does without it and its database."""

    def __init__(self, make: Callable[[], History]) -> None:
        self._make = make
        self._made: History | None = None
        self._lock = Lock()

    def _history(self) -> History:
        with self._lock:
            self._made = self._made or self._make()
            return self._made

    @property
    def problem(self) -> str:
        """Why no history is kept, "" if all is well."""
        return self._history().problem

    def add(self, entry: Entry, instead_of: Entry | None = None) -> None:
        """Remember one thing, in the place of what was noted while it was under way."""
        self._history().add(entry, instead_of)

    def entries(self, text: str = "", most: int = 200) -> tuple[Entry, ...]:
        """Return the newest entries in which the text stands anywhere."""
        return self._history().entries(text, most)

    def clear(self) -> str:
        """Forget everything; return why that failed, "" if it did not."""
        return self._history().clear()
