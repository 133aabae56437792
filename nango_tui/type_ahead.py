"""Keys that arrive faster than the focus moves wait until it has moved."""

from __future__ import annotations

from asyncio import get_running_loop
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary, ref

from textual import events
from textual._time import get_time
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from nango_tui.model.secret import Secret
from nango_tui.widgets.awaiting import contents_of, takes_ahead
from nango_tui.widgets.entry import TakesPaste
from nango_tui.widgets.once import once

if TYPE_CHECKING:
    from rich.console import RenderableType

STEP: Final = 0.01
"""Seconds between two looks at whether the focus has moved, at the least."""
TURNS: Final = 12
"""Turns of the event loop between two looks, at the least: what a key starts is handed on from queue to queue."""
ENTER: Final = 25
"""Looks after which waiting keys are let through although nothing moved: Enter may have led nowhere. Not seconds: on a
busy machine a screen takes longer to come, and so do they."""
COMMAND: Final = 1
"""The same after another key that does something: what it opens is on its way by then."""
PATIENT: Final = 20
"""Looks after which a way out no longer waits for what is coming."""
LATE: Final = 100
"""The same where text was typed before it, which is given up then."""
RUN: Final = 0.3
"""Seconds between two keys of one run, at the most: what follows a key that is dropped so closely goes with it."""
DECIDING: Final = frozenset(("enter", "ctrl+s"))
"""Keys that send, store or answer."""
WAYS_OUT: Final = frozenset(("escape", "ctrl+q", "ctrl+p", *(f"f{number}" for number in range(1, 13))))
"""Keys that lead away from what is waited for. Those that edit do not: they belong to what was typed."""
PERHAPS_OUT: Final = frozenset(("ctrl+e", "ctrl+f", "ctrl+l"))
"""Keys that lead away on some screens, and in a field edit."""
MOVES: Final = frozenset(
    ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab", "backspace", "delete")
)
"""Keys that open nothing. They are held down, so that nothing may wait for them."""


Contents = tuple[ref[Screen[object]], int]
"""A screen, and which of its contents: a step, a question in it."""


@dataclass(slots=True)
class _Hold:
    """What waits, and for what."""

    contents: Contents | None
    """What stood on the screen when it began."""
    focused: Widget | None
    """What had the focus when it began."""
    quiet: int
    """Looks to wait once nothing is coming."""
    events: list[events.Key | events.Paste] = field(default_factory=list)
    looks: int = 0
    """Looks at which something was coming."""
    quiet_looks: int = 0


class Dropping:
    """What goes with a key that was dropped: all that was pressed right behind it, for it was meant for the same."""

    def __init__(self) -> None:
        self._latest: float | None = None
        """When the latest key of the run was pressed, None outside of one."""

    def drop(self, event: events.Event) -> None:
        """Begin with this one."""
        self._latest = event.time

    def takes(self, event: events.Event, leads_away: Callable[[events.Event], bool]) -> bool:
        """Say whether this one goes along. A key that leads away never does: it ends the run."""
        along = self._latest is not None and event.time - self._latest < RUN and not leads_away(event)
        self._latest = event.time if along else None
        return along


class TypeAhead(App[None]):
    """Gives keys and pastes to the field to which the ones before them lead.

    Textual 8.2 hands a key to what has the focus when it is read; Tab and Enter move the focus some messages later. So
    what a password manager types in one go, or a slow line delivers in one piece, would land in the field before: a
    secret in a field that shows it; or its letters would be commands on the page before. Tab therefore moves the focus
    at once; after Enter, after any key that is a command, and after a paste, what follows waits. So does what comes
    before a screen has its contents, and an Enter before what it would open is there.
    """

    BINDINGS = [
        Binding("tab", "focus_next", show=False, priority=True),
        Binding("shift+tab", "focus_previous", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._hold: _Hold | None = None
        self._dropping = Dropping()
        self._given: deque[tuple[events.Event, Contents]] = deque(maxlen=32)
        """The latest input, and what it was given to."""
        self._first_drawn = WeakKeyDictionary[Screen[object], tuple[int, float]]()
        """When the contents of each screen were first drawn, in the seconds that events are stamped with."""

    @property
    def holding(self) -> bool:
        """Whether input is kept back, since a key before it is on its way."""
        return self._hold is not None

    def take_back(self, key: events.Key) -> bool:
        """Give nobody a key that is kept back; say whether it was."""
        hold = self._hold
        if hold is None or not any(key is event for event in hold.events):
            return False
        hold.events = [event for event in hold.events if event is not key]
        return True

    def stands(self) -> bool:
        """Say whether the screen has its contents: what its keys act on."""
        return bool(self.screen_stack) and self.screen.is_mounted

    def is_changing(self) -> bool:
        """Say whether something is just coming that will take the keys."""
        return False

    def is_reading(self) -> bool:
        """Say whether what Enter chooses from is being read, so that Enter finds nothing yet, and all other keys do."""
        return False

    def is_covered(self) -> bool:
        """Say whether something lies over the screen that takes no keys, and will go."""
        return False

    def is_expecting(self) -> bool:
        """Say whether another screen is just coming over this one, so that not even letters are meant for this one."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Keep input back while a key before it is on its way."""
        if isinstance(event, events.MouseDown) and self._is_gone_at(event):
            return
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif event.is_forwarded:
            # Nobody took it. Textual 8.2 would try it on the screen that has opened meanwhile: a question, say.
            if not self._meant_for_another(event):
                await super().on_event(event)
        else:
            await self._take(event)

    async def _take(self, event: events.Key | events.Paste) -> None:
        if self._dropping.takes(event, self.leads_away):
            return
        hold = self._hold
        if hold is not None and (hold.events or not is_key(event, "ctrl+q")):
            hold.events.append(event)
        elif hold is None and self.comes_too_early(event):
            self._wait(0, event)
        elif self._is_blind(event):
            # And what follows was meant for what it would have led to.
            self._dropping.drop(event)
        elif isinstance(event, events.Paste) and self._came_before_the_screen(event) and not _hides(self.focused):
            # The field that has the focus now would show it.
            if isinstance(self.screen, TakesPaste):
                self.screen.take_paste(Secret(event.text))
        else:
            quiet = _quiet_after(event, self.focused)
            if self.screen_stack:
                self._given.append((event, self._contents()))
                if quiet and hold is None and not self.is_covered():
                    self._wait(quiet)
            await super().on_event(event)

    # Waiting ---------------------------------------------------------------------------------------------------

    def comes_too_early(self, event: events.Event) -> bool:
        """Say whether what a key acts on is not there yet: the screen's contents, or what Enter would open."""
        if not self.stands():
            return not is_key(event, "ctrl+q")
        if self.leads_away(event):
            return False
        return self.is_expecting() or (is_key(event, "enter") and (self.is_changing() or self.is_reading()))

    def _wait(self, quiet: int, *waiting: events.Key | events.Paste) -> None:
        """Hold what follows until what is coming is there; then for so many looks, unless the focus moves."""
        contents, focused = (self._contents(), self.focused) if self.screen_stack else (None, None)
        self._hold = _Hold(contents, focused, quiet, list(waiting))
        self._look_later()

    def _look_later(self) -> None:
        once(self, STEP, partial(self.after_turns, self._look))

    def after_turns(self, call: Callable[[], object], turns: int = TURNS) -> None:
        """Call once the event loop has gone round often enough for what is on its way now to arrive."""
        if turns:
            get_running_loop().call_soon(self.after_turns, call, turns - 1)
        else:
            self.call_later(call)

    def _look(self) -> None:
        hold = self._hold
        if hold is None or (hold.contents is not None and not self.screen_stack):
            return
        covered = self.is_covered()
        early = bool(hold.events) and self.comes_too_early(hold.events[0])
        if covered or early or not self.stands() or self.is_expecting() or self.is_changing():
            hold.quiet_looks = 0
            ways_out = (number for number, event in enumerate(hold.events) if self.leads_away(event))
            if covered:
                # From a cover only one way leads: all others are meant for what it covers.
                ways_out = (number for number in ways_out if is_key(hold.events[number], "ctrl+q"))
            first = next(ways_out, None)
            hold.looks += not covered or first is not None
            if first is not None and hold.looks >= (LATE if first else PATIENT):
                self.call_later(self._give_up_for, hold.events[first])
                return
        elif self._has_moved(hold) or hold.quiet_looks >= hold.quiet:
            self._let_through_in_turn()
            return
        else:
            hold.quiet_looks += 1
        self._look_later()

    def _has_moved(self, hold: _Hold) -> bool:
        if self.focused is None:
            # A screen that is just coming has not asked for its focus yet.
            return False
        return self.focused is not hold.focused

    def _let_through_in_turn(self) -> None:
        """Let the keys through behind what waits already: a focus that a screen has just asked for would come later."""
        self.call_later(self._let_through)

    async def _let_through(self) -> None:
        """Give the keys to the screen that is there now."""
        hold, self._hold = self._hold, None
        if hold is None or not self.screen_stack:
            return
        for event in hold.events:
            # A command among them makes the rest wait again.
            await self._take(event)

    async def _give_up_for(self, way_out: events.Key | events.Paste) -> None:
        """Let only this key through, which leads away.

        What was typed for a form that does not come must not land where it is not hidden; nor what was typed after it,
        for what it leads to cannot have been seen.
        """
        hold, self._hold = self._hold, None
        if hold is not None:
            await self._take(way_out)
            if len(hold.events) > 1:
                self._dropping.drop(hold.events[-1])

    def leads_away(self, event: events.Event) -> bool:
        """Say whether a key leads away from what is waited for."""
        if not isinstance(event, events.Key) or event.key not in PERHAPS_OUT:
            return isinstance(event, events.Key) and event.key in WAYS_OUT
        bound = self.active_bindings.get(event.key) if self.screen_stack else None
        return bound is not None and not isinstance(bound.node, Input | TextArea)

    # What was given to which screen ----------------------------------------------------------------------------

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Note when a screen is first seen. Private in Textual 8.2; nothing public tells when something was drawn."""
        super()._display(screen, renderable)
        if renderable is not None and self._first_drawn.get(screen, (-1, 0))[0] != contents_of(screen):
            self._first_drawn[screen] = contents_of(screen), get_time()

    def _contents(self) -> Contents:
        """Return what stands on the screen now."""
        return ref(self.screen), contents_of(self.screen)

    def is_seen(self, at: float = inf) -> bool:
        """Say whether what stands on the screen could be seen at this time, as events are stamped with it."""
        contents, since = self._first_drawn.get(self.screen, (-1, inf))
        return contents == contents_of(self.screen) and since <= at

    def _is_blind(self, event: events.Event) -> bool:
        """Say whether this key would decide something unseen: it was meant for what stood here before.

        Where text typed ahead goes into fields, it does, and an Enter behind it was meant for this screen as well. A
        letter is a command where no field has the focus.
        """
        if not isinstance(event, events.Key) or not self._came_before_the_screen(event):
            return False
        if takes_ahead(self.screen) and isinstance(self.focused, Input | TextArea):
            return event.key in DECIDING and (not self._given or self._given[-1][1] != self._contents())
        return event.key in DECIDING or event.is_printable

    def _came_before_the_screen(self, event: events.Event) -> bool:
        """Say whether this came before what stands on the screen now could be seen."""
        return bool(self.screen_stack) and not self.is_seen(event.time)

    def _meant_for_another(self, event: events.Event) -> bool:
        """Say whether input was given to another screen than the one that is on top now."""
        screens = [screen() for given, (screen, _) in self._given if given is event]
        return bool(screens) and bool(self.screen_stack) and screens[0] is not self.screen

    def _is_gone_at(self, event: events.MouseDown) -> bool:
        """Say whether what is drawn there is gone already: Textual 8.2 breaks where it begins to select its text."""
        if not self.screen_stack:
            return True
        widget, _ = self.screen.get_widget_and_offset_at(event.x, event.y)
        return widget is not None and widget is not self.screen and widget.parent is None


def _quiet_after(event: events.Key | events.Paste, focused: Widget | None) -> int:
    """Return for how many looks what follows this must wait; 0: not at all. `focused`: what is given it."""
    if isinstance(event, events.Paste):
        return COMMAND
    if event.key == "enter":
        return 0 if isinstance(focused, TextArea) else ENTER
    if event.key in MOVES or (event.is_printable and isinstance(focused, Input | TextArea)):
        return 0
    return COMMAND


def _hides(widget: Widget | None) -> bool:
    """Say whether what is put into this field stands there as bullets."""
    return isinstance(widget, Input) and widget.password


def is_key(event: events.Event, name: str) -> bool:
    """Say whether this is a press of the key of that name."""
    return isinstance(event, events.Key) and event.key == name
