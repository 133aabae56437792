"""Windows of every size, at every place: nothing typed is lost, and too small says so."""

from __future__ import annotations

import pytest

from nango_tui.app import COVER, SMALLEST
from nango_tui.screens.dialogs import Notice, TooSmall
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.summary import Summary
from tests.screens.connecting import connecting, paste
from tests.screens.driving import running
from tests.screens.places import on

SMALL = [(59, 18), (60, 17), (20, 5), (1, 1)]


def shown(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"


@pytest.mark.parametrize("size", SMALL, ids=str)
async def test_a_window_that_is_too_small_says_so_and_how_large_it_must_be(size: tuple[int, int]) -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.pilot.resize_terminal(*size)
        await on(drive, TooSmall)
        if size[0] > 40:
            await drive.wait_for("Please make this window larger.", shown(SMALLEST), "Nothing is lost.")


async def test_the_smallest_size_itself_is_large_enough() -> None:
    async with running(size=SMALLEST) as drive:
        await drive.form("harborline")
        assert not isinstance(drive.app.screen, TooSmall)
        assert "Harborline workspace" in drive.text


async def test_a_window_that_is_too_small_at_the_start_says_so_and_goes_on_when_it_grows() -> None:
    async with running(size=(40, 10), start=False) as drive:
        await on(drive, TooSmall)
        await drive.pilot.resize_terminal(80, 24)
        await connecting(drive)


async def test_a_cover_that_comes_when_the_window_has_grown_already_goes_again_and_keys_are_heard() -> None:
    async with running() as drive:
        await drive.form("harborline")
        # Nothing tells it of the window: it had grown before it was there.
        drive.app.push_screen(TooSmall(SMALLEST).add_class(COVER))
        await drive.wait_step("Credentials")
        await drive.type("acme")
        assert drive.typed("config.subdomain") == "acme"


async def test_what_is_typed_stays_typed_while_the_window_is_too_small() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("config.subdomain", "acme")
        await drive.put("credentials.access_token", "canary-access")
        await drive.pilot.resize_terminal(40, 10)
        await on(drive, TooSmall)
        await drive.type("not taken")
        await drive.pilot.resize_terminal(80, 24)
        await drive.wait_step("Credentials")
        assert drive.typed("config.subdomain") == "acme"
        assert drive.typed("credentials.access_token") == "canary-access"


async def test_a_key_that_was_pasted_stays_while_the_window_is_too_small() -> None:
    async with running(start=False) as drive:
        await connecting(drive)
        await paste(drive, "key", "5d3f7f0a")
        await drive.pilot.resize_terminal(40, 10)
        await on(drive, TooSmall)
        await drive.pilot.resize_terminal(80, 24)
        await connecting(drive)
        assert drive.typed("key") == "5d3f7f0a"


async def test_a_screen_that_opens_while_the_window_is_too_small_is_covered_too() -> None:
    async with running() as drive:
        await drive.wait_for("harborline")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.pilot.resize_terminal(40, 10)
        await on(drive, TooSmall)
        drive.app.push_screen(Notice("Late", drive.app.screen.render_str("words")))
        await on(drive, TooSmall)
        await drive.pilot.resize_terminal(80, 24)
        await on(drive, Notice)
        await drive.press("escape")
        await on(drive, EnvironmentsScreen)


async def test_ctrl_q_is_heard_while_the_window_is_too_small() -> None:
    async with running(size=(40, 10)) as drive:
        await on(drive, TooSmall)
        await drive.press("ctrl+q")
        assert drive.app._exit


async def test_a_wide_window_has_a_summary_beside_the_form_and_a_narrow_one_has_not() -> None:
    async with running(size=(120, 40)) as drive:
        await drive.form("harborline")
        summary = drive.app.screen.query_one(Summary)
        assert summary.display
        await drive.put("config.subdomain", "acme")
        await drive.wait_for("subdomain acme")
        await drive.pilot.resize_terminal(80, 24)
        await drive.wait(lambda: not summary.display, "the form alone")
        await drive.pilot.resize_terminal(120, 40)
        await drive.wait_for("subdomain acme")
