"""Answers that come late: they hit nothing that was opened meanwhile, and nothing of what is old is sent again."""

from __future__ import annotations

import asyncio

import pytest

from nango_tui.model.order import Order
from nango_tui.model.secret import Secret
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm, Notice, TypedConfirm
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.proposals import ProposalScreen
from nango_tui.screens.steps.auth_type import AuthTypeStep
from nango_tui.screens.try_out import TryOutScreen
from nango_tui.screens.wizard import WizardScreen
from nango_tui.storage.history_memory import MemoryHistory
from tests.screens.connecting import connecting, other_server, paste
from tests.screens.detailing import GLOBEX, opened
from tests.screens.driving import Driver, running
from tests.screens.fixing import PassingClock
from tests.screens.front import Front, Held
from tests.screens.typing import SECRET, hit

NEW = {"credentials.access_token": "canary-new", "credentials.refresh_token": "canary-refresh", "expiry": "2h"}
FIND = ("GET", "/connections")
TOKENS = '{"access_token": "canary-a-1234567890", "refresh_token": "canary-r-1234567890", "expires_in": 3600}'


async def over(drive: Driver) -> None:
    """Wait until nothing of what was typed is under way any more."""
    await asyncio.sleep(0.5)
    await drive.wait(lambda: not drive.app.holding, "an end of the waiting")
    await drive.pilot.pause(0.1)


async def to_the_review_of_a_fix(drive: Driver) -> None:
    """Put new credentials into a connection, up to where they are sent."""
    await opened(drive, *GLOBEX)
    await drive.press("enter")
    await drive.wait_step("Credentials")
    await drive.fill(NEW)
    await drive.to_review()


def wizards(drive: Driver) -> list[WizardScreen]:
    return [screen for screen in drive.app.screen_stack if isinstance(screen, WizardScreen)]


# What was typed before it could be seen ------------------------------------------------------------------------


async def test_what_was_typed_for_a_form_is_no_command_where_the_auth_type_cannot_be_imported() -> None:
    held = Held()
    async with running(front=Front({("GET", "/providers/*"): held})) as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, "relaybot\rada@acme.example\tsk-canary-77\r")
        await drive.wait(held.arrived.is_set, "the question for the template")
        held.gate.set()
        await drive.wait(lambda: wizards(drive) and isinstance(wizards(drive)[0].step, AuthTypeStep), "the auth type")
        await over(drive)
        assert isinstance(drive.app.screen, WizardScreen)
        assert "canary" not in drive.text
        assert drive.front.bodies("/connect/sessions") == []


async def test_no_letter_answers_the_question_about_the_configuration_before_it_could_be_seen() -> None:
    held = Held()
    async with running() as drive:
        await drive.form("lumenboard")
        await drive.fill({"config.region": "eu", "credentials.api_key": "lum_0123456789abcdef"})
        await drive.to_review()
        await drive.wait(drive.app.is_seen, "the review on screen")
        drive.front.answers["POST", "/connections"] = held
        await hit(drive, f"\rn{SECRET}", apart=0.06)
        held.gate.set()
        await drive.wait_step("Result")
        await over(drive)
        assert SECRET[-9:] not in drive.text


@pytest.mark.parametrize("keys", ["dglobex\r", "tm\r"], ids=["deletion", "refresh"])
async def test_nothing_is_deleted_or_refreshed_from_a_question_that_was_not_seen(keys: str) -> None:
    held = Held()
    async with running(front=Front({("GET", "/connections/globex"): held})) as drive:
        await opened(drive, *GLOBEX, read=False)
        await drive.wait(drive.app.is_seen, "the page on screen")
        await drive.wait(held.arrived.is_set, "the read")
        await hit(drive, keys, apart=0.05)
        held.gate.set()
        await drive.wait(lambda: isinstance(drive.app.screen, TypedConfirm | TryOutScreen), "what was asked for")
        await over(drive)
        assert isinstance(drive.app.screen, TypedConfirm | TryOutScreen)
        assert not [one for one in drive.front.asked if one.method == "DELETE" or "force_refresh" in one.target]


async def test_no_letter_answers_whether_an_existing_connection_is_updated_before_it_could_be_seen() -> None:
    held = Held()
    async with running() as drive:
        await drive.form("harborline")
        await drive.fill({"config.subdomain": "globex", "connection_id": "globex", **NEW})
        drive.front.answers[FIND] = held
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the look")
        await hit(drive, "yes", apart=0.05)
        held.gate.set()
        await drive.wait_screen(Confirm)
        await over(drive)
        await drive.wait_screen(Confirm)
        assert not drive.front.reads("/connections/globex")


async def test_a_second_paste_of_the_key_while_the_first_is_checked_is_no_name() -> None:
    held = Held()
    async with running(start=False, front=Front({("GET", "/*"): held})) as drive:
        await connecting(drive)
        await other_server(drive)
        await drive.put("url", drive.url)
        await paste(drive, "key", drive.demo.key)
        await drive.press("enter")
        await drive.wait(lambda: drive.app.is_busy(), "the check")
        await drive.paste(drive.demo.key)
        held.gate.set()
        await drive.wait(lambda: drive.row("name").display, "the name")
        await over(drive)
        assert drive.demo.key not in str(drive.row("name").value)


async def test_a_paste_before_its_form_is_there_is_shown_in_a_preview_and_not_in_the_first_field() -> None:
    held = Held()
    async with running(front=Front({("GET", "/providers/mossdesk"): held})) as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, "mossdesk\r")
        await drive.wait(held.arrived.is_set, "the question for the template")
        await drive.paste("sk_live_canary_0123456789abcdef")
        held.gate.set()
        await drive.wait(lambda: wizards(drive) and wizards(drive)[0].step is not None, "the form")
        await over(drive)
        assert "canary" not in drive.text


# What is old ------------------------------------------------------------------------------------------------------


async def test_a_fix_that_was_left_before_its_proof_leaves_no_old_token_to_be_sent_again() -> None:
    held = Held()
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await to_the_review_of_a_fix(drive)
        drive.front.answers["GET", "/connections/globex"] = held
        await drive.press("enter")
        await drive.wait_for("Reading the connection again")
        await drive.press("escape")
        await drive.wait_screen(DetailScreen)
        # The page looks again before anything of it is sent.
        await drive.press("enter")
        held.gate.set()
        await drive.wait_step("Credentials")
        screen = drive.app.screen
        assert isinstance(screen, WizardScreen)
        look = screen.draft.stored
        assert look
        assert look.connection.credentials["refresh_token"] == Secret("canary-refresh")


async def test_a_refresh_that_was_left_makes_the_page_look_again() -> None:
    held = Held()
    async with running() as drive:
        page = await opened(drive, *GLOBEX)
        before = page.seen.look
        await drive.press("t")
        await drive.wait(lambda: isinstance(drive.app.screen, TryOutScreen) and drive.app.screen.focused, "the test")
        drive.front.answers["GET", "/connections/globex"] = held
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the refresh")
        await drive.press("escape")
        held.gate.set()
        await drive.wait_screen(DetailScreen)
        await drive.wait(lambda: page.seen.look is not None and page.seen.look is not before, "another look")


async def test_a_link_that_was_handed_out_makes_the_page_look_again() -> None:
    async with running(clock=PassingClock()) as drive:
        page = await opened(drive, *GLOBEX)
        before = page.seen.look
        await drive.press("r")
        await drive.wait_screen(LinkScreen)
        await drive.wait_for("Valid until")
        drive.app.copy_to_clipboard("")
        await drive.press("c")
        await drive.wait(
            lambda: drive.app.clipboard or isinstance(drive.app.screen, Confirm), "the link, or a question"
        )
        if isinstance(drive.app.screen, Confirm):
            await drive.press("y")
            await drive.wait(lambda: drive.app.clipboard, "the link")
        await drive.press("escape")
        await drive.wait(lambda: not isinstance(drive.app.screen, LinkScreen), "the page, or a question")
        if isinstance(drive.app.screen, Confirm):
            await drive.press("y")
        await drive.wait_screen(DetailScreen)
        await drive.wait(lambda: page.seen.look is not None and page.seen.look is not before, "another look")


async def test_whether_it_arrived_is_asked_again_in_another_wizard() -> None:
    held = Held()
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await to_the_review_of_a_fix(drive)
        drive.front.answers["POST", "/connection*"] = held
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the update")
        await drive.press("escape")
        await drive.wait_step("Result")
        drive.front.answers.clear()
        held.gate.set()
        await drive.press("escape")
        await drive.wait_step("Credentials")
        await drive.press("escape")
        await drive.wait_screen(DetailScreen)
        await drive.press("enter")
        await drive.wait_step("Credentials")
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("This was sent before and may have arrived")


# What was opened meanwhile ---------------------------------------------------------------------------------------


async def test_a_page_that_was_asked_for_does_not_come_over_help() -> None:
    held = Held()
    async with running(front=Front({("GET", "/connections/globex"): held})) as drive:
        await opened(drive, *GLOBEX, read=False)
        await drive.press("r", "f1")
        await drive.wait_screen(Notice)
        held.gate.set()
        await over(drive)
        await drive.wait_screen(Notice)
        assert drive.front.bodies("/connect/sessions/reconnect") == []


async def test_the_question_about_an_existing_connection_does_not_come_over_help() -> None:
    held = Held()
    async with running() as drive:
        await drive.form("harborline")
        await drive.fill({"config.subdomain": "globex", "connection_id": "globex", **NEW})
        drive.front.answers[FIND] = held
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the look")
        await drive.press("f1")
        await drive.wait_screen(Notice)
        held.gate.set()
        await over(drive)
        await drive.wait_screen(Notice)


async def test_what_was_pasted_on_home_is_given_up_by_esc_and_by_going_on() -> None:
    for keys in (("escape",), ("ctrl+l",)):
        held = Held()
        async with running(front=Front({("GET", "/providers/*"): held})) as drive:
            await drive.wait_for("22 of 22")
            await drive.paste(TOKENS)
            await drive.wait(held.arrived.is_set, "a template")
            await drive.press(*keys)
            await drive.wait(lambda: not drive.app.is_busy(), "what the key does")
            held.gate.set()
            await over(drive)
            assert not [screen for screen in drive.app.screen_stack if isinstance(screen, ProposalScreen)]


async def test_an_order_from_outside_says_what_it_waits_for_and_esc_gives_it_up() -> None:
    held = Held()
    front = Front({FIND: held})
    async with running(front=front, order=Order("fix", "", "globex")) as drive:
        await drive.wait(held.arrived.is_set, "the search")
        await drive.wait_for_toast("Looking for globex")
        await hit(drive, "\x1b")
        await drive.wait(lambda: not drive.app._opening.is_asking, "an end of it")
        held.gate.set()
        await over(drive)
        assert isinstance(drive.app.screen, HomeScreen)


async def test_enter_on_a_connection_does_not_wait_for_the_list_of_integrations() -> None:
    held = Held()
    async with running(front=Front({("GET", "/integrations"): held})) as drive:
        await drive.wait_for("acme-42")
        await drive.press("tab")
        await hit(drive, "\r")
        await drive.wait_screen(DetailScreen)
        session = drive.app._home.session
        assert session
        assert session.integrations is None
        held.gate.set()


async def test_a_refresh_that_was_left_is_in_the_history() -> None:
    held, history = Held(), MemoryHistory()
    async with running(history=history) as drive:
        await opened(drive, *GLOBEX)
        await drive.press("t")
        await drive.wait(lambda: isinstance(drive.app.screen, TryOutScreen) and drive.app.screen.focused, "the test")
        drive.front.answers["GET", "/connections/globex"] = held
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the refresh")
        await drive.press("escape")
        await drive.wait(history.entries, "the history")
        assert [one.action for one in history.entries()] == ["test"]
        held.gate.set()


async def test_enter_waits_for_the_connections_where_no_integration_fits() -> None:
    held = Held()
    async with running(front=Front({FIND: held})) as drive:
        await drive.wait_for("22 of 22")
        await hit(drive, "acme-42\rm")
        await drive.wait_for("0 of 22")
        held.gate.set()
        await drive.wait_screen(DetailScreen)
        await over(drive)
        assert drive.app._home._search.value == "acme-42"
