"""A list of lines to choose from."""

from __future__ import annotations

from contextlib import suppress

from textual import events
from textual._widget_navigation import Direction
from textual.widgets import OptionList


class Options(OptionList):
    """Textual's list. In version 8.2 Page Up, Page Down and a click break it while its lines change."""

    def _move_page(self, direction: Direction) -> None:
        with suppress(LookupError):
            super()._move_page(direction)

    async def _on_click(self, event: events.Click) -> None:
        clicked = event.style.meta.get("option")
        if clicked is not None and clicked >= self.option_count:
            # That line was there when the mouse was pressed.
            event.prevent_default()
