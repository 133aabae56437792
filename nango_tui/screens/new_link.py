"""Who a connect link for a new connection is for."""

from __future__ import annotations

from textual.screen import Screen

from nango_tui.model.draft import Draft
from nango_tui.screens.session import Session


class NewLinkScreen(Screen[None]):
    """Asks who the customer is, and makes a connect link."""

    def __init__(self, session: Session, draft: Draft) -> None:
        """Take the draft as far as it was typed: integration, customer, tags, configuration."""
        super().__init__()
        self.session, self.draft = session, draft
