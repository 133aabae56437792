"""Screens that close themselves, once, and no other screen."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

from nango_tui.widgets.awaiting import Awaiting
from nango_tui.widgets.once import once

T = TypeVar("T")

SOON = 0.05
"""Seconds after which a covered screen looks again whether it is on top."""


class Page(Screen[T], Awaiting):
    """A screen that closes itself, once.

    Textual 8.2 closes whatever screen is on top at that moment: at a second Esc, which was read before the first one
    closed anything, the one below; for an answer that comes from elsewhere than a key, the help or the palette.
    """

    _answered = False

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Leave the styles as they are: Textual would make all of them anew, which were made at mounting just now."""
        event.refresh_styles = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with this answer, as soon as this screen is on top; a second answer comes too late."""
        if not self._answered:
            self._answered = True
            self._close_on_top(result)
        return AwaitComplete()

    def _close_on_top(self, result: T | None) -> None:
        if self.is_active:
            super().dismiss(result)
        elif self in self.app.screen_stack:
            once(self, SOON, lambda: self._close_on_top(result))

    def action_close_page(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class Dialog(ModalScreen[T], Page[T]):
    """A screen over another one. Textual takes the names for its rules from the first base alone."""

    @property
    def takes_ahead(self) -> bool:
        """Whether what was typed before it could be seen goes into its fields: a question may come unexpected."""
        return False
