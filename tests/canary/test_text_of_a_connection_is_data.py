"""Whatever a server says of a connection stands on the screen as text, on every screen that shows one."""

from __future__ import annotations

import pytest
from textual.widget import Widget
from textual.widgets import Input

from nango_tui.model.wire import Response
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm, TypedConfirm
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.history import HistoryScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.steps.folds import FoldTitle
from nango_tui.screens.try_out import TryOutScreen
from nango_tui.screens.wizard import WizardScreen
from nango_tui.storage.history_memory import MemoryHistory
from tests.canary.hostile import CONNECTION, FAILED, MARKUP, Answer, fixing, refuses, refuses_fields, stores
from tests.canary.test_text_of_a_server_is_data import strange_characters
from tests.canary.watched import WatchedApp
from tests.screens.driving import Driver, running
from tests.screens.front import said
from tests.screens.linking import PacedClock

WHOLE = said(200, CONNECTION)


async def back(drive: Driver) -> None:
    """Go back to the page of the connection."""
    for _ in range(8):
        if isinstance(drive.app.screen, DetailScreen):
            return
        await drive.press("y" if isinstance(drive.app.screen, Confirm) else "escape")
        await drive.pilot.pause(0.05)
    raise AssertionError(drive.text)


async def opens(drive: Driver, key: str, kind: type[Widget]) -> None:
    """Press a key that opens a screen, and wait for what it does by itself."""
    await drive.press(key)
    await drive.wait_screen(kind)
    await rest(drive)


async def rest(drive: Driver) -> None:
    """Wait until the screen works at nothing, or only watches."""
    screen = drive.app.screen
    await drive.wait(
        lambda: not [work for work in screen.workers if work.node is screen and work.group != "watch"], "rest"
    )
    await drive.pilot.pause(0.05)


@pytest.mark.parametrize("change", [stores, refuses_fields, refuses], ids=lambda answer: answer.__name__)
@pytest.mark.parametrize("look", [WHOLE, FAILED], ids=["whole", "failed"])
async def test_nothing_of_a_connection_is_taken_for_a_command_or_for_markup(look: Response, change: Answer) -> None:
    async with running(
        front=fixing(look, change),
        program=WatchedApp,
        toasts=True,
        size=(120, 40),
        history=MemoryHistory(),
        clock=PacedClock(),
    ) as drive:
        await drive.wait(lambda: drive.app._home.session and drive.app._home.session.connections.complete, "the list")
        await drive.wait_for("Fix", "[red]R")
        await drive.press("tab")
        await opens(drive, "enter", DetailScreen)
        assert "[@click=app.quit]" in drive.text
        await drive.press("i", "f1", "escape")
        for key, kind in (("t", TryOutScreen), ("r", LinkScreen), ("d", TypedConfirm)):
            await opens(drive, key, kind)
            if kind is TryOutScreen:
                entry = drive.app.screen.query_one(Input)
                entry.value = "/me"
                entry.focus()
                await drive.press("enter")
                await rest(drive)
                for title in drive.app.screen.query(FoldTitle):
                    title.focus()
                    await drive.press("space")
            if kind is LinkScreen:
                await drive.press("c", "y", "m", "w", "l")
                await rest(drive)
            await back(drive)
        for key, field, text in (("m", "metadata", f'{{"plan": "{MARKUP[:4]}"}}'), ("g", "customer.name", "Acme")):
            await opens(drive, key, EditScreen)
            await drive.put(field, text)
            await drive.press("ctrl+s", "ctrl+s", "enter")
            await rest(drive)
            await back(drive)
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await rest(drive)
        for _ in range(12):
            await drive.press("y" if isinstance(drive.app.screen, Confirm) else "enter")
            await drive.pilot.pause(0.05)
            typed = drive.app.screen
            if isinstance(typed, TypedConfirm):
                typed.query_one(Input).value = typed._wanted
        await drive.press("j", "c", "r", "t")
        await back(drive)
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)
        await opens(drive, "ctrl+l", HistoryScreen)
        await drive.press("down", "t", "i")
        assert not strange_characters(drive)
        assert drive.app.is_running
