"""Going back loses nothing, wherever one goes; the step line says where one is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from nango_tui.screens.home import HomeScreen
from nango_tui.screens.steps.credentials import CredentialsStep
from nango_tui.screens.wizard import WizardScreen
from tests.screens.driving import Driver, running
from tests.screens.filled import assert_everything, fill_everything
from tests.screens.front import Front, Held, refusal


async def esc_from_the_review(drive: Driver) -> None:
    await drive.to_review()
    await drive.press("escape")


async def a_click_in_the_step_line_of_the_review(drive: Driver) -> None:
    await drive.to_review()
    await drive.click_step(2)


async def home_and_the_same_integration_again(drive: Driver) -> None:
    await drive.press("escape")
    await drive.wait_screen(HomeScreen)
    await drive.form("harborline")


async def another_integration_in_between(drive: Driver) -> None:
    await drive.home()
    await drive.form("pinegrove")
    assert drive.typed("customer.name") == ""
    await drive.home()
    await drive.form("harborline")


async def a_click_on_the_integration_in_the_step_line(drive: Driver) -> None:
    await drive.click_step(0)
    await drive.wait_screen(HomeScreen)
    await drive.form("harborline")


async def the_auth_type_by_its_key(drive: Driver) -> None:
    await drive.press("f2")
    await drive.wait_step("Auth type")
    await drive.press("enter")


async def the_auth_type_by_a_click_on_the_review(drive: Driver) -> None:
    await drive.to_review()
    await drive.click_step(1)
    await drive.wait_step("Auth type")
    await drive.press("enter")


async def help_and_back(drive: Driver) -> None:
    await drive.press("f1")
    await drive.wait_for("Esc closes")
    await drive.press("escape")


async def a_window_that_is_too_small_and_grows_again(drive: Driver) -> None:
    await drive.pilot.resize_terminal(50, 12)
    await drive.wait_for("larger")
    await drive.pilot.resize_terminal(80, 24)
    await drive.wait(lambda: drive.app.screen.query("StepLine"), "the wizard again")


WAYS = (
    esc_from_the_review,
    a_click_in_the_step_line_of_the_review,
    home_and_the_same_integration_again,
    another_integration_in_between,
    a_click_on_the_integration_in_the_step_line,
    the_auth_type_by_its_key,
    the_auth_type_by_a_click_on_the_review,
    help_and_back,
    a_window_that_is_too_small_and_grows_again,
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_everything_typed_is_there_again_after(way: Callable[[Driver], Awaitable[None]]) -> None:
    async with running() as drive:
        await fill_everything(drive)
        await way(drive)
        await drive.wait_step("Credentials")
        assert_everything(drive)


async def test_everything_typed_is_there_again_after_a_result_that_stored_nothing() -> None:
    front = Front({("POST", "/connections"): refusal(401, "unknown_account")})
    async with running(front=front) as drive:
        await fill_everything(drive)
        await drive.to_review()
        await drive.send()
        await drive.press("escape")
        await drive.wait_step("Credentials")
        assert_everything(drive)


async def test_the_wide_form_with_its_summary_loses_nothing_either() -> None:
    async with running(size=(120, 40)) as drive:
        await fill_everything(drive)
        await esc_from_the_review(drive)
        await drive.wait_step("Credentials")
        assert_everything(drive)


async def test_starting_over_drops_what_was_typed_and_keeps_the_auth_type() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.fill({"credentials.oauth_token": "canary-a"})
        await drive.put_pairs("config", ("region", "eu"))
        first = drive.wizard.draft.id
        await drive.press("f5")
        await drive.wait_for("Drop what you typed here?")
        await drive.press("y")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.wizard.step and not drive.typed("credentials.oauth_token"), "an empty form")
        assert not drive.wizard.unsent
        assert drive.wizard.draft.id != first


async def test_what_was_never_filled_stays_folded() -> None:
    async with running() as drive:
        await drive.form("harborline")
        assert drive.open_folds() == []
        await drive.fill({"config.subdomain": "acme", "credentials.access_token": "canary-access", "expiry": "never"})
        await esc_from_the_review(drive)
        await drive.wait_step("Credentials")
        assert drive.open_folds() == []


async def test_a_duration_goes_on_counting_from_when_it_was_typed() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.fill({"config.subdomain": "acme", "credentials.access_token": "canary-access", "expiry": "2h"})
        step = drive.wizard.step
        assert isinstance(step, CredentialsStep)
        typed_at = drive.clock.now()
        drive.clock.advance(minutes=30)
        assert step.collect().expiry.since == typed_at
        await esc_from_the_review(drive)
        await drive.wait_step("Credentials")
        drive.clock.advance(minutes=30)
        await drive.to_review()
        await drive.send()
        credentials = drive.front.imports()[-1][1]["credentials"]
        assert isinstance(credentials, dict)
        assert credentials["expires_at"] == "2026-11-24T16:30:00.000Z"


async def test_what_is_typed_while_the_server_is_asked_is_not_passed_by() -> None:
    held = Held()
    async with running(front=Front({("GET", "/connections"): held})) as drive:
        await drive.form("pinegrove")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.put("connection_id", "acme-new")
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the look")
        await drive.put("credentials.oauth_token", "canary-c")
        held.gate.set()
        await drive.wait(lambda: not drive.wizard.workers, "the answer")
        assert drive.wizard.step
        assert drive.wizard.step.TITLE == "Credentials"
        assert drive.typed("credentials.oauth_token") == "canary-c"
        await drive.to_review()
        await drive.send()
        credentials = drive.front.imports()[-1][1]["credentials"]
        assert isinstance(credentials, dict)
        assert credentials["oauth_token"] == "canary-c"


async def test_going_back_while_the_server_is_asked_stays_back() -> None:
    held = Held()
    async with running(front=Front({("GET", "/connections"): held})) as drive:
        await drive.form("pinegrove")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.put("connection_id", "acme-new")
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the look")
        await drive.press("f2")
        await drive.wait_step("Auth type")
        held.gate.set()
        await drive.wait(lambda: not [work for work in drive.wizard.workers if work.group == "template"], "the end")
        assert drive.wizard.step
        assert drive.wizard.step.TITLE == "Auth type"


async def test_the_step_line_says_what_is_done_and_where_one_is() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        assert drive.step_line() == "1 pinegrove ✓ ─ 2 OAuth 1.0a ✓ ─  3 Credentials  ─ 4 Review ─ 5 Result"
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.to_review()
        assert drive.step_line() == "1 pinegrove ✓ ─ 2 OAuth 1.0a ✓ ─ 3 Credentials ✓ ─  4 Review  ─ 5 Result"
        await drive.send()
        assert drive.step_line() == "1 pinegrove ✓ ─ 2 OAuth 1.0a ✓ ─ 3 Credentials ✓ ─ 4 Review ✓ ─  5 Result"


async def test_steps_that_are_still_to_come_cannot_be_clicked() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.click_step(3)
        await drive.click_step(4)
        await drive.pilot.pause()
        assert drive.wizard.step
        assert drive.wizard.step.TITLE == "Credentials"


async def test_the_step_line_fits_into_80_columns_whatever_the_names_are() -> None:
    async with running() as drive:
        for integration in ("harborline-emea-production-migration-2026", "cobalt-pay", "ledgerstone"):
            await drive.form(integration)
            assert drive.step_line().endswith("5 Result")
            await drive.home()
