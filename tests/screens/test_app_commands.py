"""What can be done at every place: the footer, the palette, the help."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual.binding import ActiveBinding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from nango_tui.screens.dialogs import Confirm, Notice
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.home import HomeScreen
from tests.screens.driving import Driver, running
from tests.screens.places import PLACES, Place, on

NO_HELP_OF_ITS_OWN = {
    *("quit question", "help", "leaving an edit", "deletion", "deletion without answer", "question of a fix"),
    *("name typed for a fix", "question of an id that exists"),
}
"""A question and a help text say themselves what they are."""
EVERYWHERE = [pytest.param(place, id=name) for name, place in PLACES.items()]


def footer_keys(screen: Screen[object]) -> list[FooterKey]:
    return list(screen.query_one(Footer).query(FooterKey))


def ours(screen: Screen[object]) -> list[ActiveBinding]:
    """Return the keys that this program has on a screen: Textual's own are for moving and editing."""
    found = []
    for active in screen.active_bindings.values():
        own = [each for each in type(active.node).__mro__ if each.__module__.startswith("nango_tui.")]
        bindings = [binding for each in own for binding in each.__dict__.get("BINDINGS", ())]
        here = active.binding
        if active.enabled and any(here.action == one.action and here.key in one.key.split(",") for one in bindings):
            found.append(active)
    return found


@pytest.mark.parametrize("place", EVERYWHERE)
async def test_every_key_says_what_it_does_in_footer_and_palette_f1_helps_and_ctrl_q_is_heard(
    place: Place, request: pytest.FixtureRequest
) -> None:
    async with place.running() as drive:
        await place.go(drive)
        await drive.pilot.pause(0.05)
        the_footer_fits(drive)
        screen = drive.app.screen
        found = [active.binding for active in ours(screen) if active.binding.description]
        assert found
        assert not [f"{binding.key}: {binding.description}" for binding in found if not binding.tooltip]
        offered = {command.title for command in drive.app.get_system_commands(screen)}
        assert {binding.description for binding in found} - {"Commands"} <= offered
        assert {"Quit", "Theme", "Screenshot"} <= offered
        if request.node.callspec.id not in NO_HELP_OF_ITS_OWN:
            await f1_helps(drive)
        await drive.press("ctrl+q")
        await drive.pilot.pause(0.05)
        assert drive.app._exit or isinstance(drive.app.screen, Confirm)


async def f1_helps(drive: Driver) -> None:
    """See that there is help, and that Esc returns from it."""
    before, focused = drive.app.screen, drive.app.focused
    await drive.press("f1")
    await drive.wait(lambda: drive.app.screen is not before, "the help")
    await on(drive, Notice)
    words = " ".join(drive.text.split())
    assert len(words) > 100
    await drive.press("escape")
    await drive.wait(lambda: drive.app.screen is before, "the place before")
    assert drive.app.focused is focused


def the_footer_fits(drive: Driver) -> None:
    for footer in drive.app.screen.query(Footer):
        assert footer.virtual_size.width <= 80, drive.text.splitlines()[-1]
        keys = footer_keys(drive.app.screen)
        docked = [key for key in keys if key.has_class("-command-palette")]
        left = [key for key in keys if key not in docked]
        assert left
        assert max(key.region.right for key in left) <= min((key.region.x for key in docked), default=80), drive.text


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
