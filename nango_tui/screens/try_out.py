"""Whether a connection's credentials work, asked of Nango or of the provider."""

from __future__ import annotations

from textual.screen import ModalScreen

from nango_tui.model.connection import Connection
from nango_tui.model.template import Template
from nango_tui.screens.session import Session


class TryOutScreen(ModalScreen[None]):
    """Tests a connection, after saying whom that calls."""

    def __init__(self, session: Session, connection: Connection, template: Template | None) -> None:
        """Take the connection as a look showed it."""
        super().__init__()
        self.session, self.connection, self.template = session, connection, template
