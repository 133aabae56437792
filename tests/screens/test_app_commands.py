"""The palette: its commands do what their keys do."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual.command import CommandPalette

from nango_tui.screens.dialogs import Notice
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.home import HomeScreen
from tests.screens.driving import Driver, running
from tests.screens.places import PLACES, on


async def choose(drive: Driver, words: str) -> None:
    """Find a command by its name in the palette and choose it."""
    await drive.press("ctrl+p")
    await on(drive, CommandPalette)
    await drive.type(words)
    await drive.wait(lambda: words in drive.text.splitlines()[-1] or words in drive.text, words)
    await drive.pilot.pause(0.1)
    await drive.press("down", "enter")
    await drive.wait(lambda: not isinstance(drive.app.screen, CommandPalette), "the palette's end")
    await drive.pilot.pause(0.05)


COMMANDS: Iterable[tuple[str, str, str]] = (
    ("home", "Environment", "key: keyring"),
    ("home", "Help", "Type a part of"),
    ("form", "Help", "Enter what the customer gave you"),
    ("form", "Auth type", "takes nothing else"),
    ("review", "JSON", "provider_config_key"),
    ("review", "Endpoint", "POST /connection  "),
    ("result stored", "Raw", "secrets hidden"),
    ("environments", "Rename", "As it is called in Nango"),
    ("environments", "Replace key", "Replace the API key of demo"),
    ("environments", "Check key", "Full key"),
    ("keyring", "Help", "GNOME Keyring"),
    ("connection", "Link", "Reconnect link"),
    ("history on its list", "Clear", "Clear the whole history?"),
)


@pytest.mark.parametrize(("place", "command", "shows"), COMMANDS)
async def test_a_command_chosen_in_the_palette_does_what_its_key_does(place: str, command: str, shows: str) -> None:
    async with PLACES[place].running() as drive:
        await PLACES[place].go(drive)
        await choose(drive, command)
        await drive.wait_for(shows)


async def test_back_chosen_in_the_palette_leads_back() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await choose(drive, "Back")
        await on(drive, HomeScreen)


async def test_an_answer_that_arrives_while_help_lies_over_the_screen_closes_that_screen_only() -> None:
    place = PLACES["replaced key"]
    async with place.running() as drive:
        await place.go(drive)
        screen = drive.app.screen
        await drive.press("f1")
        await on(drive, Notice)
        # As a keyring that answers late does.
        screen.dismiss(None)
        await drive.pilot.pause(0.2)
        assert isinstance(drive.app.screen, Notice)
        await drive.press("escape")
        await on(drive, EnvironmentsScreen)
        assert screen not in drive.app.screen_stack
