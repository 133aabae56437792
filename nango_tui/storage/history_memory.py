"""A history that ends with the program: for the demo, which writes no file, and for tests of screens."""

from __future__ import annotations

from collections import deque
from itertools import islice

from nango_tui.model.history import Entry, matches

MOST = 10_000
"""As many as the history in a file keeps."""


class MemoryHistory:
    """Implements the port History in memory. `problem` can be given, to see what a screen makes of one."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self._kept: deque[Entry] = deque(maxlen=MOST)

    def add(self, entry: Entry, instead_of: Entry | None = None) -> None:
        """Remember one thing, in the place of what was noted while it was under way, unless there is a problem."""
        if self.problem:
            return
        if instead_of is not None and instead_of in self._kept:
            self._kept.remove(instead_of)
        self._kept.appendleft(entry)

    def entries(self, text: str = "", most: int = 200) -> tuple[Entry, ...]:
        """Return the newest entries in which the text stands anywhere, newest first."""
        return tuple(islice((entry for entry in self._kept if matches(entry, text)), max(0, most)))

    def clear(self) -> str:
        """Forget everything; this always succeeds."""
        self._kept.clear()
        return ""
