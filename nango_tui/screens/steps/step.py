"""What every step of the wizard is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message

from nango_tui.model.draft import Draft
from nango_tui.screens.session import Session


class Step(VerticalScroll, can_focus=False):
    """One step: composed from the draft, gives it back by `collect()`, is told what is wrong by `mark()`."""

    TITLE: ClassVar[str]

    class Completed(Message):
        """The step is done; the wizard collects the draft and goes on."""

    class Returned(Message):
        """The engineer wants to go back one step."""

    def __init__(self, draft: Draft, session: Session) -> None:
        super().__init__()
        self.draft = draft
        self.session = session

    @property
    def can_go_on(self) -> bool:
        """Whether there is a way on from here at all."""
        return True

    @property
    def complete(self) -> bool:
        """Whether all of it is there, so that it can be collected."""
        return True

    def collect(self) -> Draft:
        """Return the draft with what was entered here."""
        return self.draft

    def mark(self, problems: Mapping[str, str], *, error: bool = True) -> None:
        """Show what is wrong beside the fields, by form key."""

    def go_on(self) -> None:
        """Go on to the next step if nothing is missing: what Enter does."""
        self.post_message(self.Completed())

    def take_focus(self) -> None:
        """Put the focus where the engineer starts."""

    def help_text(self) -> Content:
        """Return what F1 shows: what is asked here, and where it is found."""
        return Content(self.HELP or "")
