"""When Python looks for memory that nothing needs any more: not while somebody waits for the screen."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OFTEN = 20_000
"""So many new objects are looked through at once; Python's own 700 are made by a few keys."""


class Collecting:
    """Looking through everything that was loaded takes 30 ms, long enough to be felt under a key.

    Where collecting was off from the start, as in the program itself, it takes effect; a test's process is left alone.
    """

    def __init__(self) -> None:
        self._ours = not gc.isenabled()

    def settle(self) -> None:
        """Look at what was made so far never again: it stays. From here on only what comes is looked through."""
        if self._ours:
            gc.freeze()
            gc.set_threshold(OFTEN, 10, 10)
            gc.enable()

    @contextmanager
    def put_off(self) -> Iterator[None]:
        """Load much that stays, without looking through it again and again while it grows."""
        if self._ours:
            gc.disable()
        try:
            yield
        finally:
            self.settle()
