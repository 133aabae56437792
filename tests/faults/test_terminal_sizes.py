"""Two sizes of the window under way at once, while something lies over a screen: one of them counts."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.geometry import Size
from textual.message import Message

from nango_tui.screens.home import HomeScreen
from tests.screens.driving import running
from tests.screens.places import on

MOST = 1_000
"""Resize events, of all widgets: some hundred are usual, and two sizes that chase each other make that many in 1 s."""


class Chase(Exception):
    """Raised instead of waiting for ever."""


class Counted:
    """Counts the events that tell a widget its size."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, message: Message) -> None:
        if isinstance(message, events.Resize):
            self.count += 1
            if self.count > MOST:
                raise Chase


@pytest.mark.fault
@pytest.mark.parametrize("turns", [3, 5], ids=lambda turns: f"{turns} turns of the loop later")
async def test_a_window_that_grows_while_the_first_frame_is_drawn_comes_to_rest(turns: int) -> None:
    """Seen in a terminal: at full load, and deaf to Ctrl+Q too."""
    async with running(hook=Counted(), size=(20, 5)) as drive:
        for _ in range(turns):
            await asyncio.sleep(0)
        large = Size(80, 24)
        drive.app.post_message(events.Resize(large, large))
        await on(drive, HomeScreen)
        await drive.wait_for("harborline")
        await drive.press("ctrl+q")
        assert drive.app._exit
