"""Notes of what is sent, in the history: nothing waits for the disk, and no screen that is left takes one along."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from nango_tui.model.history import Entry
from nango_tui.model.ports import History

_UNDER_WAY: Final[set[asyncio.Task[None]]] = set()
"""Held here, since the event loop itself holds a task only weakly."""


def are_under_way() -> bool:
    """Say whether something is still to be written."""
    return bool(_UNDER_WAY)


class Notes:
    """Writes entries one after the other. `tell` is called once, with the reason, where no history is kept."""

    def __init__(self, history: History, tell: Callable[[str], None]) -> None:
        self._history = history
        self._tell = tell
        self._told = False
        self._turn = asyncio.Lock()

    def write(self, entry: Entry, instead_of: Entry | None = None) -> None:
        """Write an entry in the background. `instead_of`: that of the same thing while it was under way."""
        task = asyncio.create_task(self._write(entry, instead_of))
        _UNDER_WAY.add(task)
        task.add_done_callback(_UNDER_WAY.discard)

    async def _write(self, entry: Entry, instead_of: Entry | None) -> None:
        async with self._turn:
            await asyncio.to_thread(self._history.add, entry, instead_of)
        if self._history.problem and not self._told:
            self._told = True
            self._tell(self._history.problem)
