"""What holds at every place: its keys, help, palette and end; windows of every size; a theme."""

from __future__ import annotations

from itertools import cycle

import pytest
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES

from nango_tui.screens.dialogs import Confirm, Notice, TooSmall
from nango_tui.screens.steps.credentials import CredentialsStep
from nango_tui.screens.wizard import WizardScreen
from nango_tui.widgets.bars import StepLine
from nango_tui.widgets.keys import KeyFooter
from tests.screens.driving import Driver
from tests.screens.places import PLACES, Place, on, settled

THEMES = cycle(sorted(BUILTIN_THEMES))
# One theme a place: each is tried somewhere, and no place in all of them.
EVERYWHERE = [pytest.param(place, next(THEMES), id=name) for name, place in PLACES.items()]
NO_HELP_OF_ITS_OWN = {"help", "deletion without answer"}
"""A text to be read says itself what it is."""


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


@pytest.mark.parametrize(("place", "theme"), EVERYWHERE)
async def test_every_place_survives_every_window_and_a_theme_says_what_its_keys_do_helps_and_can_be_left(
    place: Place, theme: str, request: pytest.FixtureRequest
) -> None:
    async with place.running() as drive:
        await place.go(drive)
        await it_stands_in_every_window(drive, theme)
        await drive.pilot.resize_terminal(80, 24)
        await settled(drive)
        await every_key_says_what_it_does(drive, helped=request.node.callspec.id not in NO_HELP_OF_ITS_OWN)


async def it_stands_in_every_window(drive: Driver, theme: str) -> None:
    """Resize the window, too small and large, and choose a theme: the place is as it was."""
    text = await settled(drive)
    screen, focused = drive.app.screen, drive.app.focused
    for size in ((40, 10), (30, 8)):
        await drive.pilot.resize_terminal(*size)
        await on(drive, TooSmall)
    await drive.pilot.resize_terminal(80, 24)
    await drive.wait(lambda: drive.app.screen is screen, "the place before")
    assert drive.app.focused is focused
    if isinstance(screen, WizardScreen) and isinstance(screen.step, CredentialsStep):
        # The form may stand at another line, so that what has the focus is in sight.
        form = screen.step
        assert focused is not None
        await drive.wait(lambda: form.content_region.contains_region(focused.region), "the focus in sight")
    else:
        await drive.wait(lambda: drive.text == text, "the same text")
        drive.app.theme = theme
        await drive.pilot.pause()
        assert drive.text == text
    for size in ((60, 18), (120, 40), (250, 70)):
        await drive.pilot.resize_terminal(*size)
        await drive.pilot.pause(0.05)
        assert drive.app.screen is screen
        assert drive.app.focused is focused
        lines = drive.text.splitlines()
        assert len(lines) <= size[1]
        assert max(len(line) for line in lines) <= size[0]
        assert drive.text.strip()


async def every_key_says_what_it_does(drive: Driver, *, helped: bool) -> None:
    """See the keys in footer and palette, the help behind F1, and that Ctrl+Q is heard."""
    the_footer_fits(drive)
    the_steps_fit(drive)
    screen = drive.app.screen
    found = [active.binding for active in ours(screen) if active.binding.description]
    assert found
    assert not [f"{binding.key}: {binding.description}" for binding in found if not binding.tooltip]
    offered = {command.title for command in drive.app.get_system_commands(screen)}
    assert {binding.description for binding in found} - {"Commands"} <= offered
    assert {"Quit", "Theme", "Screenshot"} <= offered
    if helped:
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


def the_steps_fit(drive: Driver) -> None:
    for line in drive.app.screen.query(StepLine):
        assert all(name.strip() in drive.text.splitlines()[1] for name in line.names)


def the_footer_fits(drive: Driver) -> None:
    for footer in drive.app.screen.query(KeyFooter):
        shown = {key.description for key, _ in footer.places()}
        keys = drive.app.screen.active_bindings
        assert shown >= {active.binding.description for active in keys.values() if active.binding.show}
        assert ("Commands" in shown) == (drive.app.COMMAND_PALETTE_BINDING in keys)
        assert all(f"{key.display}{key.words}" in drive.text.splitlines()[-1] for key, _ in footer.places())
