"""Keys that come faster than the screen changes: none breaks the program, or closes what it was not meant for."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from rich.style import Style
from textual import events
from textual._time import get_time
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from nango_tui.crash import left_behind
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm, Notice
from nango_tui.screens.find import FindScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.palette import Palette
from nango_tui.widgets.options import Options
from nango_tui.widgets.row import Row
from tests.screens.driving import Driver, running


async def at_once(drive: Driver, *keys: str) -> None:
    """Press keys before any of them is handled, as a slow line or a busy machine hands them over."""
    for key in keys:
        drive.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await drive.pilot.pause(0.05)


async def alive(drive: Driver) -> None:
    """Assert that the program handles keys still."""
    handled: list[bool] = []
    drive.app.call_next(handled.append, True)
    await drive.wait(lambda: handled, "an answer of the program")


async def test_a_second_esc_that_comes_at_once_closes_nothing_below() -> None:
    async with running() as drive:
        await drive.open_connection("acme-42")
        await drive.press("f1")
        await at_once(drive, "escape", "escape")
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen | HomeScreen), "what lay below")
        await alive(drive)
        assert drive.app._home in drive.app.screen_stack


async def test_a_question_that_is_answered_twice_takes_the_first_answer_and_closes_itself_alone() -> None:
    async with running() as drive:
        page = await drive.open_connection("acme-42")
        answers: list[bool | None] = []
        question = Confirm("Really?")
        drive.app.push_screen(question, answers.append)
        await drive.wait(lambda: question.is_mounted, "the question")
        question.dismiss(False)
        question.dismiss(True)
        await drive.wait(lambda: answers, "an answer")
        await drive.pilot.pause(0.1)
        assert answers == [False]
        assert drive.app.screen is page


@pytest.mark.parametrize("field", ["config.subdomain", "credentials.access_token", "metadata"])
async def test_letters_that_come_in_one_piece_with_keys_that_edit_keep_their_order(field: str) -> None:
    async with running() as drive:
        await drive.form("harborline")
        drive._unfold(drive.row(field))
        drive.row(field).entry.focus()
        await drive.pilot.pause()
        await at_once(drive, *"abc", *["backspace"] * 3, *"wyne", "left", "left", "left", "a", "end", "x", "backspace")
        await drive.wait(lambda: drive.typed(field) == "wayne", f"wayne instead of {drive.typed(field)}")


async def test_keys_that_wait_are_let_through_however_busy_the_machine_is_when_their_timer_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Textual's own timer forgets its only tick where a second passes between two of its lines."""
    # The first looks at the clock only: a timer that goes on for ever would never catch up.
    seconds = itertools.chain(range(8), itertools.repeat(8))
    async with running() as drive:
        await drive.form("harborline")
        monkeypatch.setattr("textual.timer._time.get_time", lambda: get_time() + next(seconds))
        await at_once(drive, "enter", "a", "b")
        await drive.wait(lambda: not drive.app.holding, "an end of the waiting")


@pytest.mark.parametrize("opened", ["command_palette", "change_theme"])
@pytest.mark.parametrize("key", ["pagedown", "pageup", "down", "enter", "escape"])
async def test_a_key_in_the_palette_before_its_list_is_there_breaks_nothing(key: str, opened: str) -> None:
    async with running() as drive:
        await drive.wait_for("harborline")
        await drive.app.run_action(opened)
        await drive.wait_screen(Palette)
        await at_once(drive, "down", "c", key, key)
        await alive(drive)


async def test_who_is_cancelled_while_contents_are_swapped_takes_the_program_not_along() -> None:
    async def swap(host: Widget, contents: Widget) -> None:
        await host.remove_children()
        await host.mount(contents)

    async with running() as drive:
        wizard = await drive.form("harborline")
        host = wizard.query_one("#step")
        for turns in range(1, 30):
            swapping = asyncio.create_task(swap(host, Vertical(Vertical(Static("new")))))
            for _ in range(turns):
                await asyncio.sleep(0)
            swapping.cancel()
            await alive(drive)


async def test_a_wizard_that_is_left_while_its_step_changes_leaves_the_program_working() -> None:
    async with running() as drive:
        for _ in range(4):
            await drive.form("harborline")
            await at_once(drive, "f2", "escape", "escape")
            await drive.home()
            await alive(drive)


async def test_a_form_is_not_read_while_it_goes() -> None:
    async with running() as drive:
        wizard = await drive.form("harborline")
        wizard.action_auth_type()
        for _ in range(100):
            if wizard.step is None:
                break
            await asyncio.sleep(0)
        assert wizard.step is None
        wizard.action_go_on()
        wizard.collect()
        await drive.wait_step("Auth type")


async def test_a_press_of_the_mouse_on_what_is_gone_breaks_nothing() -> None:
    async with running() as drive:
        await drive.open_connection("acme-42")
        words = drive.app.screen.query(".head").first(Static)
        at, parent = words.region.offset, words.parent
        # For a moment it is drawn still, and belongs to nobody any more.
        words._detach()
        drive.app.post_message(events.MouseDown(None, at.x, at.y, 0, 0, 1, False, False, False, at.x, at.y))
        await alive(drive)
        assert isinstance(parent, DetailScreen)
        words._attach(parent)


async def test_what_a_screen_misses_after_it_was_left_is_no_break() -> None:
    async with running() as drive:
        page = await drive.open_connection("acme-42")
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)
        with pytest.raises(Exception, match="nowhere") as caught:
            page.query_one("#nowhere")
        with page._context():
            assert left_behind(caught.value)
        with drive.app._home._context():
            assert not left_behind(caught.value), "a screen that is there must have what it looks for"
        with page._context():
            assert not left_behind(KeyError("x")), "other errors are errors everywhere"


@pytest.mark.parametrize("key", ["enter", "f1", "escape"])
async def test_a_key_that_comes_before_a_screen_has_its_contents_waits_for_them(key: str) -> None:
    async with running() as drive:
        await drive.wait_for("harborline")
        drive.app._home.action_find()
        await drive.app.on_event(events.Key(key, None))
        assert drive.app.holding
        assert not drive.app.screen.query(Row)
        await drive.wait(lambda: not drive.app.holding and drive.app.screen.is_mounted, "the screen")
        await alive(drive)
        kinds = {"enter": FindScreen, "f1": Notice, "escape": HomeScreen}
        await drive.wait(lambda: isinstance(drive.app.screen, kinds[key]), "what the key leads to")


async def test_a_key_that_nobody_took_is_not_tried_on_the_question_that_opened_meanwhile() -> None:
    async with running() as drive:
        await drive.open_connection("acme-42")
        answers: list[bool | None] = []
        drive.app.post_message(events.Key("y", "y"))
        drive.app.call_next(lambda: drive.app.push_screen(Confirm("Really?"), answers.append) and None)
        await drive.wait_screen(Confirm)
        await drive.pilot.pause(0.1)
        assert not answers


async def test_a_click_on_a_line_that_is_gone_from_a_list_breaks_nothing() -> None:
    async with running() as drive:
        await drive.wait_for("harborline")
        await drive.press("ctrl+e")
        await drive.wait(lambda: drive.app.screen.query(Options), "the environments")
        rows = drive.app.screen.query_one(Options)
        at = rows.region.offset
        click = events.Click(rows, 0, 0, 0, 0, 1, False, False, False, at.x, at.y, style=Style.from_meta({"option": 7}))
        rows.post_message(click)
        await alive(drive)
        await drive.pilot.pause(0.05)
        await alive(drive)
