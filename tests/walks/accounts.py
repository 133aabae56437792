"""Holds what arrives at the server to what was asked for: nothing is sent unasked, nothing twice."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from textual import events
from textual.command import CommandPalette
from textual.message import Message

from nango_tui.app import NangoApp
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm, TypedConfirm
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.link_page import LinkPage
from nango_tui.screens.new_link import NewLinkScreen
from nango_tui.screens.steps.review import ReviewStep
from nango_tui.screens.steps.update_result import UpdateResultStep
from nango_tui.screens.wizard import WizardScreen
from tests.walks.faulty import WRITES, Faulty, Kind

YES = ("enter", "y", "space", "ctrl+s")
"""Keys that say yes to what is asked."""
PARTS = 3
"""At most so many calls belong to one change: tags, metadata, and what is put back."""


@dataclass
class Accounts:
    """Counts the keys that may send something, where they were pressed, and what the wizard sent."""

    faulty: Faulty
    allowed: Counter[Kind] = field(default_factory=Counter)
    sends: int = 0
    """Imports and updates that the review sent."""
    _before: Counter[Kind] = field(default_factory=Counter)
    _latest: deque[Message] = field(default_factory=lambda: deque(maxlen=12))

    def see(self, app: NangoApp | None, message: Message) -> None:
        """Take a message that is about to be handled."""
        if isinstance(message, ReviewStep.Send):
            if self._first(message):
                self.sends += 1
            return
        pressed = isinstance(message, events.Click) or (isinstance(message, events.Key) and message.is_forwarded)
        # The same event goes on from a widget to those that hold it.
        if pressed and app is not None and app.screen_stack and self._first(message):
            self._take(app, message.key if isinstance(message, events.Key) else "enter")

    def _first(self, message: Message) -> bool:
        if any(message is other for other in self._latest):
            return False
        self._latest.append(message)
        return True

    def forget_latest(self) -> None:
        """Forget which messages came last: each knows who sent it, and so keeps a program that has ended."""
        self._latest.clear()

    def _take(self, app: NangoApp, key: str) -> None:
        top, yes = app.screen, key in YES
        under = {type(screen) for screen in app.screen_stack}
        steps = [screen.step for screen in app.screen_stack if isinstance(screen, WizardScreen)]
        palette = isinstance(top, CommandPalette)
        if yes and any(isinstance(step, ReviewStep) for step in steps):
            self.allowed["import"] += 1
            self.allowed["change"] += PARTS
        if yes and isinstance(top, Confirm | TypedConfirm):
            self.allowed["delete"] += 1
        if (yes or key == "p") and (
            palette or EditScreen in under or LinkPage in under or any(isinstance(s, UpdateResultStep) for s in steps)
        ):
            self.allowed["change"] += PARTS
        linking = isinstance(top, DetailScreen | NewLinkScreen | LinkPage) or palette
        if linking and (yes or key in ("r", "n")):
            self.allowed["link"] += 1
        if any(issubclass(kind, LinkPage) for kind in under):
            # What the customer's reconnecting destroyed is put back without a key: that was agreed to.
            self.allowed["change"] += PARTS

    def overdrawn(self) -> str:
        """Say which calls came that nobody asked for, "" if none did."""
        came = self.faulty.writes()
        came.subtract(self._before)
        too_many = [
            f"{came[kind]} of {kind}, asked for {self.allowed[kind]}"
            for kind in WRITES
            if came[kind] > self.allowed[kind]
        ]
        if came["import"] > self.sends:
            too_many.append(f"{came['import']} imports, sent {self.sends}")
        return "; ".join(too_many)

    def close(self) -> None:
        """Begin anew, when nothing is under way any more: what was allowed before allows nothing now."""
        self.allowed.clear()
        self.sends = 0
        self._before = self.faulty.writes()
