"""Themes, and the mouse."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.style import Style
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget
from textual.widgets import Button

from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm, Notice
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.find import FindScreen
from nango_tui.screens.history import HistoryScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.try_out import TryOutScreen
from nango_tui.screens.wizard import WizardScreen
from nango_tui.widgets.bars import StepLine, TopBar
from nango_tui.widgets.keys import KeyFooter
from tests.screens.driving import Driver, MemoryEnvironments, running
from tests.screens.places import PLACES, on, settled

READABLE = 3.0
"""The contrast that WCAG asks of large or bold text."""


def drawn(drive: Driver, text: str, line: int = 0) -> Style:
    """Return the style in which a text is drawn on a line."""
    segments = drive.app.screen._compositor.render_strips()[line]
    return next(segment.style for segment in segments if text in segment.text and segment.style is not None)


def luminance(color: Color) -> float:
    """Return the relative luminance, as WCAG 2 defines it."""
    parts = [part / 255 for part in color.get_truecolor()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    lighter, darker = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


async def test_every_theme_can_be_used_and_production_is_readable_in_it() -> None:
    async with running(production=True) as drive:
        await drive.form("harborline")
        for theme in sorted(BUILTIN_THEMES):
            drive.app.theme = theme
            await settled(drive)
            production_is_readable(drive)


def production_is_readable(drive: Driver) -> None:
    assert "PROD demo" in drive.text
    assert "Harborline workspace" in drive.text
    bar = drive.app.screen.query_one(TopBar)
    assert bar.has_class("-production")
    for text in ("PROD demo", "nango-tui", "key: keyring"):
        assert contrast(drawn(drive, text)) >= READABLE, (drive.app.theme, text)
    background = drawn(drive, "PROD demo").bgcolor
    assert background is not None
    red, green, blue = background.get_truecolor()
    assert red > green, drive.app.theme
    assert red > blue, drive.app.theme


async def test_a_chosen_theme_is_kept_for_the_next_start() -> None:
    async with running() as drive:
        drive.app.theme = "gruvbox"
        await drive.pilot.pause()
        kept = drive.environments.settings
        assert kept.theme == "gruvbox"
    async with running(environments=MemoryEnvironments(kept), keys=drive.keys) as again:
        assert again.app.theme == "gruvbox"


async def test_a_theme_that_is_not_there_any_more_is_no_problem() -> None:
    async with running() as drive:
        settings = drive.environments.settings
    async with running(environments=MemoryEnvironments(settings.__class__(theme="long-gone"))) as drive:
        assert drive.app.theme == "textual-dark"


async def test_a_click_on_a_row_of_home_chooses_it() -> None:
    async with running() as drive:
        await drive.wait_for("fernmail")
        rows = drive.app._home.imports.rows
        line = next(y for y, text in enumerate(drive.text.splitlines()) if "fernmail" in text)
        await drive.pilot.click(rows, offset=(5, line - rows.region.y))
        await drive.wait_screen(WizardScreen)
        assert drive.wizard.integration.unique_key == "fernmail"


async def test_a_click_on_a_done_step_reopens_it_and_on_a_coming_one_does_nothing() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        await drive.put("connection_id", "acme-7")
        await drive.to_review()
        await drive.click_step(4)
        await drive.pilot.pause(0.05)
        await drive.wait_step("Review")
        await drive.click_step(2)
        await drive.wait_step("Credentials")
        assert drive.typed("connection_id") == "acme-7"
        await drive.click_step(0)
        await on(drive, HomeScreen)


async def test_what_a_key_does_is_said_under_the_mouse() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        footer = drive.app.screen.query_one(KeyFooter)
        starts = {key.description: start for key, start in footer.places()}
        said = []
        for key in ("Back", "Help"):
            await drive.pilot.hover(footer, offset=(starts[key], 0))
            said.append(footer.tooltip)
            assert drawn(drive, "Back", -1).bgcolor != drawn(drive, "Help", -1).bgcolor
        await drive.pilot.hover(drive.app.screen.query_one(TopBar))
        said.append(footer.tooltip)
        assert said == [
            "Go back one step; what was typed is kept",
            "Say what is asked here and where to find it",
            None,
        ]
        assert drawn(drive, "Back", -1).bgcolor == drawn(drive, "Help", -1).bgcolor


async def test_keys_that_have_no_room_are_left_out_as_a_whole_and_the_palette_stays() -> None:
    async with running(size=(60, 18)) as drive:
        await drive.wait_for("fernmail")
        footer = drive.app.screen.query_one(KeyFooter)
        keys = [active.binding for active in drive.app.screen.active_bindings.values() if active.binding.show]
        shown = [key.description for key, _ in footer.places()]
        assert "Commands" in shown
        assert 1 < len(shown) <= len(keys)
        assert all(f"{key.display}{key.words}" in drive.text.splitlines()[-1] for key, _ in footer.places())
        assert {binding.description for binding in keys} <= {
            command.title for command in drive.app.get_system_commands(drive.app.screen)
        }


async def test_a_done_step_is_underlined_under_the_mouse_and_one_to_come_is_not() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        line = drive.app.screen.query_one(StepLine)
        at = drive.step_line().index
        for name, underlined in (("plain-weather", True), ("Review", False)):
            await drive.pilot.hover(line, offset=(at(name) + 1, 0))
            assert bool(drawn(drive, name, 1).underline) is underlined, name


async def click_footer(drive: Driver, description: str) -> None:
    """Click a key in the footer."""
    footer = drive.app.screen.query_one(KeyFooter)
    starts = [start for key, start in footer.places() if key.description == description]
    assert starts, drive.text.splitlines()[-1]
    await drive.pilot.click(footer, offset=(starts[0], 0))


@pytest.mark.parametrize(
    ("place", "description", "screen"),
    [
        ("home", "Environment", EnvironmentsScreen),
        ("home", "Help", Notice),
        ("home", "Open", WizardScreen),
        ("home", "History", HistoryScreen),
        ("home", "By id", FindScreen),
        ("form", "Back", HomeScreen),
        ("form", "Help", Notice),
        ("connection", "Replace", WizardScreen),
        ("connection", "Link", LinkScreen),
        ("connection", "Test", TryOutScreen),
        ("connection", "Back", HomeScreen),
        ("metadata", "Back", DetailScreen),
        ("environments", "Add", ConnectScreen),
        ("environments", "Remove", Confirm),
        ("keyring", "Help", Notice),
        ("first run", "Help", Notice),
    ],
)
async def test_a_click_on_the_footer_does_what_its_key_does(place: str, description: str, screen: type[Widget]) -> None:
    async with PLACES[place].running() as drive:
        await PLACES[place].go(drive)
        await settled(drive)
        await click_footer(drive, description)
        await on(drive, screen)


async def test_send_and_quit_can_be_clicked_too() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        await drive.to_review()
        await settled(drive)
        await click_footer(drive, "Send")
        await drive.wait_for("Stored")
        await settled(drive)
        await click_footer(drive, "Quit")
        await drive.wait(lambda: drive.app._exit, "the end")


@pytest.mark.parametrize(("button", "ends"), [("no", False), ("yes", True)])
async def test_a_question_is_answered_by_a_click_on_its_button(button: str, ends: bool) -> None:
    async with PLACES["quit question"].running() as drive:
        await PLACES["quit question"].go(drive)
        await drive.pilot.click(drive.app.screen.query_one(f"#{button}", Button))
        await drive.wait(lambda: not isinstance(drive.app.screen, Confirm) or drive.app._exit, "the answer")
        await drive.pilot.pause(0.05)
        assert drive.app._exit is ends


async def test_a_click_on_another_server_chooses_it() -> None:
    async with PLACES["first run"].running() as drive:
        await PLACES["first run"].go(drive)
        await drive.pilot.click("#other")
        await drive.wait(lambda: drive.row("url").display, "the URL's field")


async def test_what_was_said_in_passing_does_not_cover_a_question_and_is_there_again_after_it() -> None:
    said = "What is still missing was sent"
    async with running(toasts=True) as drive:
        await drive.form("harborline")
        await drive.fill({"config.subdomain": "acme"})
        await drive.press("f3")
        await drive.wait_for(said)
        await drive.press("ctrl+q")
        await drive.wait_for("Quit? What you typed was not sent.")
        assert said not in drive.words
        await drive.press("escape")
        await drive.wait_for(said)
