"""Keys that arrive faster than the focus moves wait until it has moved."""

from __future__ import annotations

from collections import deque
from math import inf
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary, ref

from textual import events
from textual._time import get_time
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from nango_tui.widgets.once import once

if TYPE_CHECKING:
    from rich.console import RenderableType

STEP: Final = 0.01
"""Seconds between two looks at whether the focus has moved."""
QUIET: Final = 25
"""Looks after which waiting keys are let through although nothing moved: Enter may have led nowhere. Not seconds: on a
busy machine a screen takes longer to come, and so do they."""
MOST: Final = 200
"""Looks after which they are let through although something is still coming."""


class TypeAhead(App[None]):
    """Gives keys and pastes to the field to which the ones before them lead.

    Textual 8.2 hands a key to what has the focus when it is read; Tab and Enter move the focus some messages later. So
    what a password manager types in one go, or a slow line delivers in one piece, would land in the field before: a
    secret in a field that shows it. Tab therefore moves the focus at once; after Enter in a field, what follows waits.
    So does what comes before a screen has its contents: its keys would act on nothing.
    """

    BINDINGS = [
        Binding("tab", "focus_next", show=False, priority=True),
        Binding("shift+tab", "focus_previous", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[events.Event] | None = None
        self._given: deque[tuple[events.Event, ref[Screen[object]]]] = deque(maxlen=32)
        """The latest input, and the screen that it was given to."""
        self._first_drawn = WeakKeyDictionary[Screen[object], float]()
        """When each screen was first drawn, in the seconds that events are stamped with."""

    @property
    def holding(self) -> bool:
        """Whether input is kept back, since an Enter is on its way."""
        return self._waiting is not None

    async def on_event(self, event: events.Event) -> None:
        """Keep input back while Enter is on its way."""
        if isinstance(event, events.MouseDown) and self._is_gone_at(event):
            return
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif event.is_forwarded:
            # Nobody took it. Textual 8.2 would try it on the screen that has opened meanwhile: a question, say.
            if not self._meant_for_another(event):
                await super().on_event(event)
        elif self._waiting is not None:
            self._waiting.append(event)
        elif not self._stands and not _quits(event):
            self._waiting = [event]
            self._wait_for_screen()
        else:
            focused = self.focused
            if self.screen_stack:
                self._given.append((event, ref(self.screen)))
            await super().on_event(event)
            if _is_enter(event) and isinstance(focused, Input) and self.screen_stack:
                self._waiting = []
                self._wait(self.screen, focused)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Note when a screen is first seen. Private in Textual 8.2; nothing public tells when something was drawn."""
        super()._display(screen, renderable)
        if renderable is not None and screen not in self._first_drawn:
            self._first_drawn[screen] = get_time()

    def _was_seen(self, event: events.Event) -> bool:
        """Say whether the screen could be seen already when this was pressed."""
        return event.time >= self._first_drawn.get(self.screen, inf)

    @property
    def _stands(self) -> bool:
        """Whether the screen has its contents: what its keys act on."""
        return bool(self.screen_stack) and self.screen.is_mounted

    def _wait_for_screen(self) -> None:
        screen = self.screen if self.screen_stack else None

        def look() -> None:
            if self._stands:
                self._let_through_in_turn(screen)
            elif self.screen_stack:
                self._wait_for_screen()

        once(self, STEP, look)

    def _meant_for_another(self, event: events.Event) -> bool:
        """Say whether input was given to another screen than the one that is on top now."""
        screens = [screen() for given, screen in self._given if given is event]
        return bool(screens) and bool(self.screen_stack) and screens[0] is not self.screen

    def _is_gone_at(self, event: events.MouseDown) -> bool:
        """Say whether what is drawn there is gone already: Textual 8.2 breaks where it begins to select its text."""
        if not self.screen_stack:
            return True
        widget, _ = self.screen.get_widget_and_offset_at(event.x, event.y)
        return widget is not None and widget is not self.screen and widget.parent is None

    def is_changing(self) -> bool:
        """Say whether something is just coming that will take the keys."""
        return False

    def _wait(self, screen: Screen[object], before: Widget, quiet: int = QUIET, most: int = MOST) -> None:
        def look() -> None:
            if not self.screen_stack:
                return
            # What is just coming has not asked for its own focus yet.
            coming = not self._stands or self.is_changing()
            moved = self.focused is not None and self.focused is not before and not coming
            if moved or not quiet or not most:
                self._let_through_in_turn(screen)
            else:
                self._wait(screen, before, QUIET if coming else quiet - 1, most - 1)

        once(self, STEP, look)

    def _let_through_in_turn(self, before: Screen[object] | None) -> None:
        """Let the keys through behind what waits already: a focus that a screen has just asked for would come later."""
        self.call_later(self._let_through, before)

    async def _let_through(self, before: Screen[object] | None) -> None:
        """Give the keys to the screen that is there now. `before`: the one on which they began to wait."""
        waiting, self._waiting = self._waiting or [], None
        if not self.screen_stack:
            return
        same_screen = self.screen is before
        for event in waiting:
            if not _is_enter(event):
                # What was typed ahead was meant for this screen, and so is an Enter after it.
                same_screen = True
            elif not same_screen and not self._was_seen(event):
                # A second Enter was meant for the screen that is gone: here it would decide something unseen.
                continue
            # An Enter among them makes the rest wait again.
            await self.on_event(event)


def _quits(event: events.Event) -> bool:
    return isinstance(event, events.Key) and event.key == "ctrl+q"


def _is_enter(event: events.Event) -> bool:
    return isinstance(event, events.Key) and event.key == "enter"
