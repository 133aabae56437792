"""Texts that a terminal without bracketed paste delivers as keys: taken for one paste, not for many keys."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.widgets import Input

from nango_tui.model.paste.shape import opens_preview
from nango_tui.type_ahead import TypeAhead
from nango_tui.widgets.once import once

FAST: Final = 0.005
"""Seconds between two keys that no hand presses: a terminal delivered them in one piece."""
STEP: Final = 0.01
"""Seconds between two looks at whether more has come."""
END: Final = 4
"""Looks without a key after which such a piece has ended. Not seconds: where the machine is busy, who reads the keys is
late as well."""
LINES: Final = 4
"""From so many lines on, a piece is a text; fewer can be what a password manager types."""


class PastedKeys(TypeAhead):
    """Holds an Enter that comes too fast for a hand until it is known what it belongs to.

    The line ends of a text would be Enters: in the form they would go on, on the review they would send.
    """

    def __init__(self, repeat: float = 0.0) -> None:
        """Take within how many seconds an Enter after an Enter is a key held down; 0: never."""
        super().__init__()
        self._repeat = repeat
        self._last_enter: float | None = None
        """When the last key was pressed, if that was an Enter."""
        self._last = 0.0
        self._run: list[events.Key] = []
        """The keys since the last pause."""
        self._before: tuple[Input, str, int] | None = None
        """The field that had the focus when they began, what stood in it, and where the cursor was."""
        self._held: list[events.Event] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Collect the keys of a pasted text."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._is_held_down(event):
            # Through form, review and result it would send, and send the next one.
            return
        elif self._held is not None:
            self._held.append(event)
        elif isinstance(event, events.Paste):
            self._run = []
            await super().on_event(event)
        elif self._fast(event) and event.key == "enter":
            self._held = [event]
            self._wait_for_end(1, END)
        else:
            await super().on_event(event)

    def _is_held_down(self, event: events.Key | events.Paste) -> bool:
        """Say whether this is the Enter that came before, repeated by the keyboard."""
        before, self._last_enter = self._last_enter, event.time if _is_enter(event) else None
        return before is not None and self._last_enter is not None and event.time - before < self._repeat

    def _fast(self, event: events.Key) -> bool:
        """Say whether a key came faster than a hand presses it, and remember it."""
        fast = event.time - self._last < FAST
        self._last = event.time
        if not fast:
            focused = self.focused
            at = focused.cursor_position if isinstance(focused, Input) else 0
            self._before = (focused, focused.value, at) if isinstance(focused, Input) else None
            self._run = []
        self._run.append(event)
        return fast

    def _wait_for_end(self, known: int, looks: int) -> None:
        async def look() -> None:
            count = len(self._held or ())
            if count > known:
                self._wait_for_end(count, END)
            elif looks > 1:
                self._wait_for_end(known, looks - 1)
            else:
                await self._end()

        once(self, STEP, look)

    async def _end(self) -> None:
        held, self._held = self._held or [], None
        # The Enter that began it is the last one of the run.
        keys = [*self._run[:-1], *(event for event in held if isinstance(event, events.Key))]
        text = "".join(map(_text_of, keys))
        if len(held) > 1 and _is_text(text):
            self.take_back(self._run)
            if self._before is not None:
                field, value, at = self._before
                field.value, field.cursor_position = value, at
            await super().on_event(events.Paste(text))
        elif self._before is None and len(held) == 1:
            # The end of a line that was pasted where letters are keys: nobody pressed this Enter.
            return
        else:
            for event in held:
                await super().on_event(event)


def _is_enter(event: events.Event) -> bool:
    return isinstance(event, events.Key) and event.key == "enter"


def _text_of(key: events.Key) -> str:
    return {"enter": "\n", "tab": "\t"}.get(key.key, key.character or "")


def _is_text(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) >= LINES or (bool(lines) and opens_preview(lines[0]))
