"""What was sent: searched, copied as a note, opened again."""

from __future__ import annotations

from textual.screen import Screen

from nango_tui.screens.session import Session


class HistoryScreen(Screen[None]):
    """Shows the history."""

    def __init__(self, session: Session) -> None:
        """Take the open environment, in which connections are opened again."""
        super().__init__()
        self.session = session
