"""Texts that a terminal without bracketed paste delivers as keys: taken for one paste, not for many keys."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final

from textual import events
from textual.screen import Screen
from textual.widgets import Input, TextArea
from textual.widgets.input import Selection

from nango_tui.model.paste.shape import opens_preview
from nango_tui.type_ahead import RUN, STEP, Dropping, TypeAhead, is_key
from nango_tui.widgets.once import once

FAST: Final = 0.005
"""Seconds between two keys that no hand presses: a terminal delivered them in one piece."""
HAND: Final = 0.035
"""The same where letters are commands, of which nobody types a run. What a password manager types by mistake there, key
by key, would send, delete or make a link."""
JOIN: Final = 0.1
"""Seconds within which a piece goes on that was torn: by a line that is slow, by a machine that is busy."""
RUN_OF: Final = 4
"""From so many keys on, a piece is one that no hand typed, whatever comes in between."""
END: Final = 4
"""Looks without a key after which such a piece has ended. Not seconds: where the machine is busy, who reads the keys is
late as well."""
LINES: Final = 4
"""From so many lines on, a piece is a text; fewer can be what a password manager types."""
VALUE: Final = 8
"""From so many letters on, a piece without a line end is a value."""


@dataclass(slots=True)
class _Before:
    """What stood in a field, and what was selected there, before a key that is on its way to it."""

    field: Input | TextArea
    was: tuple[str, Selection] | None = None

    def note(self) -> None:
        """Remember it. To be called in the field's own turn: what was typed before may not have arrived yet."""
        if isinstance(self.field, Input):
            self.was = self.field.value, self.field.selection

    def restore(self) -> None:
        """Put it back; in the field's own turn too."""
        if isinstance(self.field, TextArea):
            self.field.action_delete_left()
        elif self.was is not None:
            self.field.value, self.field.selection = self.was


class PastedKeys(TypeAhead):
    """Holds keys that come too fast for a hand until it is known what they belong to.

    The line ends of a text would be Enters: in the form they would go on, on the review they would send. Its letters
    would stand in a search, in clear, or be commands where letters are.
    """

    def __init__(self, repeat: float = 0.0) -> None:
        """Take within how many seconds an Enter after an Enter is a key held down; 0: never."""
        super().__init__()
        self._repeat = repeat
        self._last_enter: float | None = None
        """When the last key was pressed, if that was an Enter."""
        self._last = 0.0
        self._first: events.Key | None = None
        """The first key since the last pause, if it was given on as it came."""
        self._before: _Before | None = None
        """What it was typed over."""
        self._in_area = False
        """Whether it went to a field of many lines, which takes what it is given."""
        self._held: list[events.Key | events.Paste] | None = None
        self._on: Screen[object] | None = None
        """The screen on which the first key is a command."""
        self._among = False
        """Whether the piece came among commands."""
        self._among_at = -inf
        """When the last key of the latest such piece was pressed."""
        self._held_down = Dropping()
        """What was dropped with an Enter that was held down. At once: what waits to be handed on came before it."""

    @property
    def holding(self) -> bool:
        """Whether input is kept back."""
        return self._held is not None or super().holding

    async def on_event(self, event: events.Event) -> None:
        """Collect the keys of a pasted text."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        gap, self._last = event.time - self._last, event.time
        fast = gap < FAST
        if self._is_held_down(event):
            # Through form, review and result it would send, and send the next one.
            self._held_down.drop(event)
            return
        if self._held_down.takes(event, self.leads_away):
            return
        if self._held is not None and gap >= self._longest_gap:
            # That one was pressed, whatever kept this program from seeing that the piece had ended.
            await self._end()
        if self._held is not None:
            self._held.append(event)
        elif isinstance(event, events.Paste):
            self._first, self._on, self._among = None, None, False
            await super().on_event(event)
        elif fast:
            self._hold_back(event, END)
        elif event.is_printable and ((waits := super().holding or self.comes_too_early(event)) or self._is_command()):
            self._first, self._before, self._in_area = None, None, False
            self._on = None if waits else self.screen
            # A command makes what follows wait. A text that begins with one is no less a text among commands.
            self._among = not waits or event.time - self._among_at < RUN
            self._hold_back(event, 0)
        else:
            self._first, self._on, self._among, focused = event, None, False, self.focused
            self._before = _Before(focused) if isinstance(focused, Input | TextArea) else None
            if self._before is not None:
                self._before.field.call_later(self._before.note)
            self._in_area = isinstance(focused, TextArea)
            await super().on_event(event)

    @property
    def _longest_gap(self) -> float:
        """Seconds after which a key does not belong to the piece that is held."""
        if len(self._held or ()) + bool(self._first) >= RUN_OF:
            return JOIN
        return self._pace

    @property
    def _pace(self) -> float:
        return HAND if self._among else FAST

    def _is_held_down(self, event: events.Key | events.Paste) -> bool:
        """Say whether this is the Enter that came before, repeated by the keyboard: not as fast as a text has two."""
        before, self._last_enter = self._last_enter, event.time if is_key(event, "enter") else None
        return before is not None and self._last_enter is not None and FAST <= event.time - before < self._repeat

    def _is_command(self) -> bool:
        """Say whether a letter would be a command: then the next one is waited for, which tells a text from a key."""
        return not isinstance(self.focused, Input | TextArea)

    def _hold_back(self, event: events.Key, looks: int) -> None:
        held: list[events.Key | events.Paste] = [event]
        self._held = held
        self._wait_for_end(held, 1, looks)

    def _wait_for_end(self, held: list[events.Key | events.Paste], known: int, looks: int) -> None:
        async def look() -> None:
            if self._held is not held:
                return
            if len(held) > known:
                self._wait_for_end(held, len(held), END)
            elif looks > 1:
                self._wait_for_end(held, known, looks - 1)
            else:
                await self._end()

        once(self, STEP if looks else self._pace, look)

    async def _end(self) -> None:
        held, self._held = self._held or [], None
        first = self._first if self._first is not None and self._first.is_printable else None
        among_commands = self._among
        if among_commands:
            self._among_at = self._last
        text = _text_of([first, *held] if first else held)
        if text and len(held) + bool(first) > 1 and _is_pasted(text, among_commands, self._in_area):
            if first and not self.take_back(first) and self._before is not None:
                self._before.field.call_later(self._before.restore)
            paste = events.Paste(text)
            # What was dropped just before it takes it along.
            paste.time = (first or held[0]).time
            await super().on_event(paste)
            return
        if self._on is not None and not (self.screen_stack and self.screen is self._on):
            # Another screen has come meanwhile, for another reason: they were not meant for it.
            return
        for number, event in enumerate(held):
            # The end of a line that was pasted where letters are keys: nobody pressed this Enter.
            if not (among_commands and number and is_key(event, "enter")):
                await super().on_event(event)


def _text_of(piece: list[events.Key | events.Paste] | list[events.Key]) -> str:
    """Return what a piece says, "" if there is anything but text in it."""
    text = ""
    for event in piece:
        if not isinstance(event, events.Key):
            return ""
        letter = {"enter": "\n", "tab": "\t"}.get(event.key) or (event.character if event.is_printable else None)
        if letter is None:
            return ""
        text += letter
    return text


def _is_pasted(text: str, among_commands: bool, in_area: bool) -> bool:
    """Say whether a piece was pasted. `among_commands`: it came where letters are commands, which nobody types so.

    `in_area`: it came into a field of many lines.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and "\t" in text:
        # A user name, Tab, a password: what a password manager types.
        return among_commands
    if len(lines) >= LINES or (bool(lines) and "\n" in text and opens_preview(lines[0])):
        return True
    one_value = len(lines) == 1 and "\n" not in text and not in_area
    return len(text.strip()) >= VALUE and (one_value or among_commands)
