"""What was sent is not sent a second time unasked, and leaving while it is under way says so."""

from __future__ import annotations

import time

import pytest
from textual import events

from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm, TypedConfirm
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.steps.step import Step
from nango_tui.screens.wizard import WizardScreen
from tests.screens import detailing
from tests.screens.driving import Driver, running
from tests.screens.fixing import fix
from tests.screens.front import Answer, Front, Held, arrives_and_hangs_up
from tests.screens.places import on

NEW = ("POST", "/connections")


async def imported(drive: Driver) -> None:
    await drive.form("plain-weather")
    await drive.fill({"connection_id": "acme-new"})
    await drive.to_review()
    await drive.send()


@pytest.mark.parametrize("step", [1, 2, 3])
async def test_a_click_on_a_step_leaves_a_fix_that_is_stored(step: int) -> None:
    async with running() as drive:
        await fix(drive, "hooli", {"credentials.api_key": "another-key"})
        await drive.to_review()
        await drive.send()
        sent = len(drive.front.imports())
        await drive.settled()
        await drive.click_step(step)
        await drive.wait(lambda: not isinstance(drive.app.screen, WizardScreen), "the end of the fix")
        assert len(drive.front.imports()) == sent


@pytest.mark.parametrize("answers", [{}, {NEW: arrives_and_hangs_up}], ids=["stored", "no answer"])
async def test_a_click_on_the_review_after_sending_looks_for_the_connection_first(
    answers: dict[tuple[str, str], Answer],
) -> None:
    async with running(front=Front(answers)) as drive:
        await imported(drive)
        await drive.click_step(3)
        await on(drive, Confirm)
        await drive.wait_for("acme-new exists already")
        assert len(drive.front.imports()) == 1


async def test_leaving_while_a_connection_is_being_deleted_says_that_it_may_be_deleted() -> None:
    held = Held()
    async with running(front=Front({("DELETE", "/connections/globex"): held})) as drive:
        try:
            page = await detailing.opened(drive, *detailing.GLOBEX)
            await drive.press("d")
            await on(drive, TypedConfirm)
            await drive.type("globex")
            await drive.press("enter")
            await drive.wait(held.arrived.is_set, "the call")
            await on(drive, DetailScreen)
            assert page.sending
            await drive.press("ctrl+q")
            await drive.wait_for("Quit while it is being sent?")
            await drive.press("escape")
            await on(drive, DetailScreen)
            await drive.press("escape")
            await drive.wait_for_toast("globex may be deleted")
        finally:
            held.gate.set()


async def test_quitting_while_an_edit_is_under_way_does_not_call_it_unsent() -> None:
    held = Held()
    async with running(front=Front({("PATCH", "/connections/metadata"): held})) as drive:
        try:
            await detailing.opened(drive, *detailing.GLOBEX)
            await drive.press("m")
            await on(drive, EditScreen)
            await drive.put("metadata", '{"plan": "enterprise"}')
            await drive.press("ctrl+s")
            await drive.wait_for("plan: pro becomes enterprise")
            await drive.press("enter")
            await drive.wait(held.arrived.is_set, "the call")
            await drive.press("ctrl+q")
            await drive.wait_for("Quit while it is being sent?")
        finally:
            held.gate.set()


async def test_a_free_row_never_overwrites_the_field_of_its_key() -> None:
    async with running() as drive:
        wizard = await drive.form("harborline")
        await drive.fill({"config.subdomain": "acme"})
        await drive.put_pairs("config", ("subdomain", "other"))
        assert wizard.step is not None
        assert wizard.step.collect().config["subdomain"] == "acme"


@pytest.mark.parametrize("seconds", [0, 0.6], ids=["a form that comes at once", "a form that takes its time"])
async def test_what_is_typed_ahead_over_several_fields_goes_into_each_of_them(
    seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = WizardScreen._first_step

    def slowly(wizard: WizardScreen) -> tuple[int, Step]:
        time.sleep(seconds)
        return first(wizard)

    monkeypatch.setattr(WizardScreen, "_first_step", slowly)
    async with running() as drive:
        home = drive.app._home
        await drive.wait(lambda: home.session and home.session.integrations is not None, "the list")
        for character in "harborline-key\racme\rhbl_0123":
            key = {"\r": "enter"}.get(character, character)
            drive.app.post_message(events.Key(key, character))
        await drive.wait(lambda: not drive.app.holding, "all keys")
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.api_key") == "hbl_0123", "the key in its field")
        assert drive.typed("config.subdomain") == "acme"


async def test_what_is_typed_right_after_enter_on_a_page_goes_into_the_form_that_it_opens() -> None:
    async with running() as drive:
        await drive.open_connection("acme-42")
        await drive.wait_for("Put new credentials in")
        for character in "\rsekret":
            drive.app.post_message(events.Key({"\r": "enter"}.get(character, character), character))
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.access_token") == "sekret", "all of it in the hidden field")
        assert drive.typed("config.subdomain") == "acme"


async def test_enter_before_the_list_of_integrations_is_there_waits_for_it_and_so_does_what_follows() -> None:
    async with running() as drive:
        for character in "harborline-key\racme\rhbl_0123":
            key = {"\r": "enter", "-": "minus", "_": "underscore"}.get(character, character)
            drive.app.post_message(events.Key(key, character))
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.api_key") == "hbl_0123", "the key in its field")
        assert drive.typed("config.subdomain") == "acme"
