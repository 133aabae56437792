"""One connection: what is wrong with it, what it holds, and what can be done."""

from __future__ import annotations

from textual.screen import Screen

from nango_tui.model.connection import ConnectionRow
from nango_tui.screens.session import Session


class DetailScreen(Screen[None]):
    """Shows one connection."""

    def __init__(self, session: Session, row: ConnectionRow) -> None:
        """Take the connection as the list showed it."""
        super().__init__()
        self.session, self.row = session, row
