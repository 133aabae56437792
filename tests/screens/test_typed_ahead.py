"""What is typed before the screen that it is meant for: it goes there, or nowhere, and never where it can be read."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual._time import get_time
from textual.keys import _character_to_key

from nango_tui.model.order import Order
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.steps.review import ReviewStep
from tests.screens.driving import Driver, running
from tests.screens.front import Front, Held
from tests.screens.typing import SECRET, hit


def searched(drive: Driver) -> str:
    """Return what stands in Home's search."""
    return drive.app._home._search.value


def asked_for(drive: Driver, text: str) -> list[str]:
    """Return the calls in whose address a text stands."""
    return [request.target for request in drive.front.asked if text in request.target.casefold()]


@pytest.mark.parametrize("apart", [0.0, 0.02])
async def test_what_is_typed_while_a_template_is_read_waits_for_its_form(apart: float) -> None:
    held = Held()
    async with running(front=Front({("GET", "/providers/mossdesk"): held})) as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, f"mossdesk\rada@acme.example\t{SECRET}", apart=apart)
        await drive.wait(held.arrived.is_set, "the question for the template")
        await asyncio.sleep(0.5)
        held.gate.set()
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.password") == SECRET, "the secret in its field")
        assert drive.typed("credentials.username") == "ada@acme.example"


async def test_what_is_corrected_before_the_form_is_there_is_no_way_out_of_waiting_for_it() -> None:
    held = Held()
    async with running(front=Front({("GET", "/integrations"): held})) as drive:
        await hit(drive, f"mossdesk\rada@acme.example\tX\x7f{SECRET}")
        await drive.wait(lambda: searched(drive) == "mossdesk", "the search")
        # Longer than a way out would wait.
        await asyncio.sleep(2)
        assert searched(drive) == "mossdesk"
        held.gate.set()
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.password") == SECRET, "the secret in its field")
        assert not asked_for(drive, "canary")


async def test_esc_gives_up_what_waits_and_what_was_typed_for_it() -> None:
    held = Held()
    async with running(front=Front({("GET", "/integrations"): held})) as drive:
        await hit(drive, f"mossdesk\r{SECRET}\x1b")
        await drive.wait(lambda: not drive.app.holding, "an end of the waiting")
        await drive.wait(lambda: searched(drive) == "", "what Esc does here")
        held.gate.set()
        await drive.pilot.pause(0.1)
        assert isinstance(drive.app.screen, HomeScreen)
        assert not asked_for(drive, "canary")


@pytest.mark.parametrize("keys", ["acme\x1b", "\x12"], ids=["Esc", "Ctrl+R"])
async def test_what_is_typed_behind_a_command_stands_there_at_once_however_long_the_list_takes(keys: str) -> None:
    held = Held()
    async with running(front=Front({("GET", "/integrations"): held})) as drive:
        await drive.wait(held.arrived.is_set, "the question for the list")
        await hit(drive, f"{keys}mossdesk")
        await drive.wait(lambda: searched(drive) == "mossdesk", "what was typed")
        assert not held.gate.is_set()
        held.gate.set()
        await drive.wait_for("1 of 22")


async def test_what_is_typed_before_an_ordered_form_is_there_waits_for_it() -> None:
    held = Held()
    front = Front({("GET", "/integrations"): held})
    async with running(front=front, order=Order("import", "mossdesk")) as drive:
        await hit(drive, f"ada@acme.example\t{SECRET}")
        await drive.wait(held.arrived.is_set, "the question for the list")
        await asyncio.sleep(0.3)
        assert searched(drive) == ""
        held.gate.set()
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.password") == SECRET, "the secret in its field")
        assert drive.typed("credentials.username") == "ada@acme.example"


@pytest.mark.parametrize("apart", [0.0, 0.01])
async def test_what_follows_a_second_enter_is_no_command_on_the_page_that_the_first_one_opens(apart: float) -> None:
    async with running() as drive:
        await drive.wait_for("acme-42")
        await hit(drive, f"acme inc\r\rm{SECRET}", apart=apart)
        await drive.wait_screen(DetailScreen)
        await drive.wait(lambda: not drive.app.holding, "an end of the waiting")
        await drive.pilot.pause(0.2)
        assert isinstance(drive.app.screen, DetailScreen)


@pytest.mark.parametrize(
    "text",
    [f"refresh_token={SECRET}\raccess_token={SECRET}\r", f"my_token={SECRET}\rd=1\r", f"ghp_{SECRET}\r", f"m{SECRET}"],
)
async def test_a_text_that_arrives_as_keys_where_letters_are_commands_is_a_paste(text: str) -> None:
    async with running() as drive:
        await drive.open_connection("acme-42")
        await drive.wait_for("Put new credentials in")
        await hit(drive, text, apart=0)
        await drive.wait_for("Paste: ")
        assert not drive.front.bodies("/connect/sessions/reconnect")
        assert "canary" not in drive.words


@pytest.mark.parametrize("text", [f"sk_live_{SECRET}9aB3dE5f", f"api_key={SECRET}\ruser=b\r"])
async def test_a_secret_that_arrives_as_keys_is_never_searched_for(text: str) -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, text, apart=0)
        await drive.wait_for("hich is it for?")
        assert searched(drive) == ""
        assert not asked_for(drive, "canary")


async def test_a_name_that_arrives_as_keys_is_searched_for_as_one_that_is_typed() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, "harborline-key", apart=0)
        await drive.wait(lambda: searched(drive) == "harborline-key", "the name in the search")
        await drive.wait_for("1 of 22")


@pytest.mark.parametrize("field", ["config.subdomain", "credentials.access_token", "metadata"])
async def test_pieces_that_follow_each_other_before_the_field_has_taken_the_first_one_are_all_there(field: str) -> None:
    pieces = ("a", "longer-than-a-hand", "b", "c", "another-long-one", "d-e", "the-last-long-one")
    async with running() as drive:
        await drive.form("harborline")
        drive._unfold(drive.row(field))
        drive.row(field).entry.focus()
        await drive.pilot.pause()
        moment = get_time()
        for number, piece in enumerate(pieces):
            for character in piece:
                event = events.Key(_character_to_key(character), character)
                event.time = moment + 0.02 * number
                drive.app.post_message(event)
        await drive.wait(lambda: drive.typed(field) == "".join(pieces), f"all of it: {pieces}")


async def test_ctrl_q_in_one_piece_with_what_was_typed_asks_about_it() -> None:
    async with running() as drive:
        await drive.open_connection("acme-42")
        await drive.press("m")
        await drive.wait_screen(EditScreen)
        await hit(drive, "abc\x11", apart=0)
        await drive.wait_screen(Confirm)
        await drive.wait_for("What you typed was not sent")


async def test_what_is_typed_while_an_id_is_looked_for_goes_not_into_the_field_that_is_left() -> None:
    held = Held()
    async with running(front=Front({("GET", "/connections"): held})) as drive:
        held.gate.set()
        await drive.form("plain-weather")
        await drive.put("connection_id", "mine-1")
        held.gate.clear()
        held.arrived.clear()
        drive.row("connection_id").entry.focus()
        await drive.pilot.pause()
        await hit(drive, "\r")
        await drive.wait(held.arrived.is_set, "the question whether it exists")
        await asyncio.sleep(0.6)
        await hit(drive, "xy")
        await asyncio.sleep(0.1)
        held.gate.set()
        await drive.wait(lambda: isinstance(drive.wizard.step, ReviewStep), "the review")
        assert drive.wizard.draft.connection_id == "mine-1"


async def test_lines_that_arrive_as_keys_in_a_field_of_many_lines_stand_there_once() -> None:
    text = "one: 1\rtwo: 2\rthree: 3\rfour: 4\rfive: 5"
    async with running() as drive:
        await drive.form("harborline")
        drive._unfold(drive.row("metadata"))
        drive.row("metadata").entry.focus()
        await drive.pilot.pause()
        await hit(drive, text, apart=0)
        await drive.wait(lambda: drive.typed("metadata") == text.replace("\r", "\n"), "the lines, once")
