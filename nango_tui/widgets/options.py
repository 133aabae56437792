"""A list of lines to choose from."""

from __future__ import annotations

from textual._widget_navigation import Direction
from textual.widgets import OptionList


class Options(OptionList):
    """Textual's list. In version 8.2 its Page Up and Page Down break before it has been laid out."""

    def _move_page(self, direction: Direction) -> None:
        if self.scrollable_content_region:
            super()._move_page(direction)
