"""Leaving: at once, unless something that was typed would be lost."""

from __future__ import annotations

import pytest

from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.keyring import KeyringScreen
from tests.screens.connecting import connecting
from tests.screens.driving import Driver, MemoryKeys, running
from tests.screens.front import Front, Held, arrives_and_hangs_up, refusal
from tests.screens.places import LOCKED, on

QUESTION = "Quit? What you typed was not sent."
FORMS = ("harborline", "harborline-key", "fernmail", "cobalt-pay", "brasswork", "tallyroom", "ledgerstone", "gitgarden")


def ends(drive: Driver) -> bool:
    return drive.app._exit


async def test_home_is_left_at_once() -> None:
    async with running() as drive:
        await drive.wait_for("harborline")
        await drive.type("acme")
        await drive.press("ctrl+q")
        assert ends(drive)
        assert drive.app.return_code == 0


@pytest.mark.parametrize("integration", FORMS)
async def test_a_form_in_which_nothing_was_typed_is_left_at_once(integration: str) -> None:
    async with running() as drive:
        await drive.form(integration)
        await drive.press("ctrl+q")
        assert ends(drive)


async def test_something_typed_is_asked_about_and_can_be_stayed_with() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("config.subdomain", "acme")
        await drive.press("ctrl+q")
        await drive.wait_for(QUESTION, "harborline", "Ctrl+Q again quits")
        await drive.press("enter")
        await drive.wait_step("Credentials")
        assert drive.typed("config.subdomain") == "acme"
        assert not ends(drive)


@pytest.mark.parametrize("keys", [("ctrl+q",), ("y",), ("tab", "enter")], ids="+".join)
async def test_the_question_is_answered_by_ctrl_q_again_by_y_or_by_the_button(keys: tuple[str, ...]) -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("config.subdomain", "acme")
        await drive.press("ctrl+q")
        await on(drive, Confirm)
        await drive.press(*keys)
        await drive.wait(lambda: ends(drive), "the end")


async def test_after_staying_it_is_asked_again_the_next_time() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("config.subdomain", "acme")
        for _ in range(2):
            await drive.press("ctrl+q")
            await on(drive, Confirm)
            await drive.press("escape")
            await drive.wait_step("Credentials")
        assert not ends(drive)


async def test_what_was_typed_and_left_on_the_way_home_is_asked_about_too() -> None:
    async with running() as drive:
        for integration in ("harborline", "harborline-key"):
            await drive.form(integration)
            await drive.put("config.subdomain", "acme")
            await drive.press("escape")
            await on(drive, HomeScreen)
        await drive.press("ctrl+q")
        await drive.wait_for(QUESTION, "harborline, harborline-key")


async def test_on_the_review_it_is_asked_and_after_the_import_no_longer() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        await drive.put("connection_id", "acme-7")
        await drive.to_review()
        await drive.press("ctrl+q")
        await drive.wait_for(QUESTION)
        await drive.press("escape")
        await drive.wait_step("Review")
        await drive.send()
        await drive.wait_for("Stored")
        await drive.press("ctrl+q")
        assert ends(drive)


async def test_after_a_refusal_what_was_typed_is_still_asked_about() -> None:
    front = Front({("POST", "/connections"): refusal(400, "resource_capped", "no more")})
    async with running(front=front) as drive:
        await drive.form("plain-weather")
        await drive.put("connection_id", "acme-7")
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Not stored")
        await drive.press("ctrl+q")
        await drive.wait_for(QUESTION)


async def test_after_a_lost_answer_nothing_is_called_unsent() -> None:
    front = Front({("POST", "/connections"): arrives_and_hangs_up})
    async with running(front=front) as drive:
        await drive.form("plain-weather")
        await drive.put("connection_id", "acme-7")
        await drive.to_review()
        await drive.send()
        await drive.wait_for("may have arrived")
        await drive.press("ctrl+q")
        assert ends(drive)


async def test_over_help_and_over_the_palette_ctrl_q_is_heard() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.press("ctrl+p", "ctrl+q")
        await drive.wait(lambda: ends(drive), "the end")


async def test_a_first_run_is_left_at_once_even_with_a_key_pasted() -> None:
    async with running(start=False) as drive:
        await connecting(drive)
        await drive.type("5d3f7f0a")
        await drive.press("ctrl+q")
        assert ends(drive)


async def test_the_keyrings_question_is_left_at_once() -> None:
    async with running(keys=MemoryKeys(problem=LOCKED)) as drive:
        await on(drive, KeyringScreen)
        await drive.press("ctrl+q")
        assert ends(drive)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/integrations"), ("GET", "/providers*"), ("POST", "/connections")], ids="".join
)
async def test_a_server_that_does_not_answer_holds_nobody(method: str, path: str) -> None:
    held = Held()
    async with running(front=Front({(method, path): held})) as drive:
        if path == "/connections":
            await drive.form("plain-weather")
            await drive.to_review()
            await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the call")
        await drive.press("ctrl+q")
        if method == "POST":
            await drive.wait_for("Quit while it is being sent?", "It may arrive all the same")
            await drive.press("ctrl+q")
        assert ends(drive)
        held.gate.set()
