"""The search of the history and the list under it, with their keys."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message

from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.options import Options


class HistorySearch(TextEntry):
    """The input over the list."""

    BINDINGS = [
        Binding("enter", "submit", "Open", tooltip="Open the connection of the highlighted entry again"),
        Binding("down", "screen.to_list", "List", tooltip="Go to the list, where letters are keys"),
    ]


class HistoryRows(Options):
    """The list. It has the focus while letters are keys."""

    BINDINGS = [
        Binding("enter", "select", "Open", tooltip="Open the connection of the highlighted entry again"),
        Binding("t", "screen.copy_note", "Ticket", tooltip="Copy a note for the ticket, without secrets"),
        Binding("i", "screen.copy_id", "Id", tooltip="Copy the connection id"),
        Binding("x,delete", "screen.clear", "Clear", tooltip="Forget the whole history"),
        Binding("slash", "screen.to_search", "Search", tooltip="Go to the search"),
    ]

    class LeftUpwards(Message):
        """Up was pressed on the first row."""

    def action_cursor_up(self) -> None:
        """Move up; from the first row on into the search."""
        if self.highlighted:
            super().action_cursor_up()
        else:
            self.post_message(self.LeftUpwards())
