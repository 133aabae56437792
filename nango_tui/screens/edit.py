"""Changes of a connection that need no credentials."""

from __future__ import annotations

from typing import Literal

from textual.screen import Screen

from nango_tui.model.draft import Draft
from nango_tui.screens.session import Session

Part = Literal["metadata", "people"]


class EditScreen(Screen[bool]):
    """Edits metadata, or tags, customer and webhook URL; answers whether something was changed."""

    def __init__(self, session: Session, draft: Draft, part: Part) -> None:
        """Take the draft of a fix (`prefill`) and what is to be edited."""
        super().__init__()
        self.session, self.draft, self.part = session, draft, part
