"""A link for the customer: its clock, its text, and the watch for what comes of it."""

from __future__ import annotations

from textual.screen import Screen

from nango_tui.model.connection import ConnectionRow, LinkOrder, Look
from nango_tui.screens.session import Session


class LinkScreen(Screen[None]):
    """Makes a link, shows how long it is valid, and watches until the customer is through."""

    def __init__(
        self, session: Session, order: LinkOrder, row: ConnectionRow | None = None, look: Look | None = None
    ) -> None:
        """Take what the link is for; for a reconnect the connection as the list shows it, and as a look did."""
        super().__init__()
        self.session, self.order, self.row, self.look = session, order, row, look
