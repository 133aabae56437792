"""A list of lines to choose from."""

from __future__ import annotations

from contextlib import suppress

from textual._widget_navigation import Direction
from textual.widgets import OptionList


class Options(OptionList):
    """Textual's list. In version 8.2 its Page Up and Page Down break while its lines are not known."""

    def _move_page(self, direction: Direction) -> None:
        with suppress(LookupError):
            super()._move_page(direction)
