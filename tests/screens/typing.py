"""Keys as a terminal delivers them: each with the moment at which it was pressed, and nobody waits for it."""

from __future__ import annotations

import asyncio

from textual import events
from textual._time import get_time
from textual.keys import _character_to_key

from tests.screens.driving import Driver

SECRET = "canary-77-abcdef"
NAMED = {
    "\r": "enter", "\t": "tab", "\x7f": "backspace", "\x1b": "escape",
    "\x05": "ctrl+e", "\x11": "ctrl+q", "\x12": "ctrl+r",
}  # fmt: skip


async def hit(drive: Driver, text: str, *, apart: float = 0.02) -> None:
    """Press keys without waiting for what they lead to, so many seconds apart; 0: a terminal delivers them at once."""
    moment = get_time()
    for number, character in enumerate(text):
        key = NAMED.get(character) or _character_to_key(character)
        event = events.Key(key, character if character.isprintable() else None)
        # As it was meant, however late this busy machine gets to it.
        event.time = moment + number * apart
        if apart:
            await asyncio.sleep(apart)
        drive.app.post_message(event)
