"""Keys pressed before their screen, step or question can be seen: they decide nothing, and are never commands."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual import events
from textual._time import get_time

from nango_tui.sandbox.demo import demo
from nango_tui.sandbox.server import serve
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import TooSmall
from nango_tui.screens.paste import PasteScreen
from nango_tui.screens.wizard import WizardScreen
from nango_tui.type_ahead import RUN
from tests.screens.connecting import connecting, other_server, paste
from tests.screens.driving import LIMITS, Driver, StillClock, running
from tests.screens.fixing import PassingClock
from tests.screens.front import Front, Held
from tests.screens.typing import SECRET, hit

MOSSDESK = {"credentials.username": "bob@acme.example", "credentials.password": "canary-first"}


async def to_the_review(drive: Driver) -> None:
    await drive.form("mossdesk")
    await drive.fill(MOSSDESK)
    await drive.to_review()
    await drive.wait(drive.app.is_seen, "the review on screen")


async def send_and_hold(drive: Driver, held: Held) -> None:
    await to_the_review(drive)
    await drive.press("enter")
    await drive.wait(held.arrived.is_set, "the import")


async def over(drive: Driver) -> None:
    """Wait until nothing of what was typed is under way any more."""
    await asyncio.sleep(RUN)
    await drive.wait(lambda: not drive.app.holding, "an end of the waiting")
    await drive.pilot.pause(0.1)


async def test_what_is_typed_while_an_import_is_sent_is_no_command_on_the_result_and_stands_nowhere() -> None:
    held = Held()
    async with running(front=Front({("POST", "/connections"): held})) as drive:
        await to_the_review(drive)
        await hit(drive, f"\rnada@acme.example\t{SECRET}\r", apart=0.06)
        await drive.wait(held.arrived.is_set, "the import")
        await asyncio.sleep(0.5)
        held.gate.set()
        await drive.wait_step("Result")
        await over(drive)
        await drive.wait_step("Result")
        assert "canary" not in drive.text
        assert len(drive.front.imports()) == 1


async def test_enter_while_an_import_is_sent_does_not_leave_the_result_unseen() -> None:
    held = Held()
    async with running(front=Front({("POST", "/connections"): held})) as drive:
        await send_and_hold(drive, held)
        await hit(drive, "\r")
        held.gate.set()
        await drive.wait_step("Result")
        await over(drive)
        await drive.wait_step("Result")


async def test_esc_while_an_import_is_sent_stops_waiting() -> None:
    held = Held()
    async with running(front=Front({("POST", "/connections"): held})) as drive:
        await send_and_hold(drive, held)
        await hit(drive, "\x1b")
        await drive.wait_step("Result")
        held.gate.set()


async def test_an_enter_pressed_before_the_review_could_be_seen_does_not_send_however_late_it_comes() -> None:
    async with running() as drive:
        await drive.form("mossdesk")
        await drive.fill(MOSSDESK)
        pressed = get_time()
        await drive.to_review()
        await drive.wait(drive.app.is_seen, "the review on screen")
        late = events.Key("enter", "\r")
        late.time = pressed
        drive.app.post_message(late)
        await over(drive)
        assert drive.front.imports() == []
        await drive.press("enter")
        await drive.wait_step("Result")


async def test_what_follows_an_enter_that_was_taken_for_a_held_one_is_no_command() -> None:
    async with running(limits=replace(LIMITS, repeat=0.1), clock=PassingClock()) as drive:
        await drive.wait_for("acme-42")
        await hit(drive, "acme inc", apart=0.05)
        await hit(drive, f"\r\rd{SECRET}", apart=0.066)
        await drive.wait_screen(DetailScreen)
        await over(drive)
        await drive.wait_screen(DetailScreen)
        assert "canary" not in drive.text


async def test_a_way_out_right_after_an_enter_that_was_held_down_is_heard() -> None:
    async with running(limits=replace(LIMITS, repeat=0.1), clock=PassingClock()) as drive:
        await drive.open_connection("acme-42")
        await hit(drive, "\r\r\x11", apart=0.066)
        await drive.wait(lambda: drive.app._exit, "the end")


@pytest.mark.parametrize("apart", [0.0, 0.006, 0.03])
@pytest.mark.parametrize("text", ["dCANARY77\r", "CAN\rnothing\r", f"user one\rpass: {SECRET}\rthird e\rfourth y\r"])
async def test_a_text_typed_by_a_program_where_letters_are_commands_sends_nothing_and_is_not_shown(
    text: str, apart: float
) -> None:
    async with running() as drive:
        await to_the_review(drive)
        await hit(drive, text, apart=apart)
        await over(drive)
        assert drive.front.imports() == []
        assert "CANARY" not in drive.text
        assert SECRET not in drive.text


async def test_a_text_that_a_slow_line_tears_sends_nothing_where_letters_are_commands() -> None:
    async with running() as drive:
        await to_the_review(drive)
        await hit(drive, "CAN", apart=0)
        await asyncio.sleep(0.06)
        await hit(drive, f"ARY{SECRET}\r", apart=0)
        await over(drive)
        assert drive.front.imports() == []


async def test_a_text_that_a_slow_line_tears_is_one_text() -> None:
    halves = f"access_token={SECRET}\rrefresh_", f"token={SECRET}-r\rexpires_in=3600\r"
    async with running() as drive:
        await drive.form("harborline")
        moment = get_time()
        for number, half in enumerate(halves):
            for character in half:
                key = "enter" if character == "\r" else character
                event = events.Key(key, None if character == "\r" else character)
                event.time = moment + number * 0.03
                drive.app.post_message(event)
        await drive.wait_screen(PasteScreen)
        await drive.wait_for("Access token", "Refresh token", "Expires")
        await drive.press("escape")
        await drive.wait_screen(WizardScreen)
        assert drive.typed("config.subdomain") == ""


async def test_what_waits_while_the_window_is_too_small_is_there_when_it_grows() -> None:
    held = Held()
    async with running(front=Front({("GET", "/providers/mossdesk"): held})) as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, f"mossdesk\rada@acme.example\t{SECRET}")
        await drive.wait(held.arrived.is_set, "the question for the template")
        await drive.pilot.resize_terminal(40, 10)
        await drive.wait_screen(TooSmall)
        held.gate.set()
        await asyncio.sleep(0.5)
        await drive.pilot.resize_terminal(80, 24)
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.password") == SECRET, "the secret in its field")
        assert drive.typed("credentials.username") == "ada@acme.example"


async def test_a_key_that_edits_a_field_is_no_way_out_of_waiting_for_it() -> None:
    held = Held()
    async with running(front=Front({("GET", "/providers/mossdesk"): held})) as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, "mossdesk\rada@acme.example\tcanary\x05-77")
        await asyncio.sleep(2)
        held.gate.set()
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.password") == "canary-77", "the secret in its field")


async def test_what_is_typed_after_a_way_out_is_given_up_with_what_was_typed_before() -> None:
    held = Held()
    async with running(front=Front({("GET", "/providers/mossdesk"): held})) as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, f"mossdesk\rada@acme.example\tcan\x1b{SECRET}")
        await drive.wait(lambda: not drive.app.holding, "an end of the waiting")
        held.gate.set()
        await over(drive)
        assert SECRET not in drive.text
        assert drive.app._home._search.value == "mossdesk"


async def test_a_name_typed_while_a_key_is_checked_is_not_added_to_the_key() -> None:
    nango, held = demo(clock=StillClock().now), Held()
    front = Front({("POST", "/connection"): held})
    with serve(front.over(nango.handle)) as url:
        async with running(start=False) as drive:
            await connecting(drive)
            await other_server(drive)
            await paste(drive, "url", url)
            await drive.put("key", nango.keys["full"])
            drive.row("key").entry.focus()
            await hit(drive, "\rprod", apart=0.05)
            await drive.wait(held.arrived.is_set, "the check")
            await asyncio.sleep(0.3)
            assert len(drive.typed("key")) == len(nango.keys["full"])
            held.gate.set()
            await drive.wait_for("The key works")
            await drive.wait(lambda: drive.typed("name") == "prod", "the name alone")
            assert drive.typed("key") == nango.keys["full"]
