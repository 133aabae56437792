"""The next import for the same integration: secrets, id and customer are cleared, what is the same for all stays."""

from __future__ import annotations

import json

from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.moving import CopyForAnother
from nango_tui.screens.paste import PasteScreen
from nango_tui.screens.try_out import TryOutScreen
from nango_tui.screens.wizard import WizardScreen
from tests.screens.detailing import call
from tests.screens.driving import Driver, running
from tests.screens.filled import step

KEY = "lum_0123456789abcdef"


async def imported(drive: Driver, number: int) -> None:
    """Fill in what belongs to one customer, and send."""
    await drive.fill({"credentials.api_key": f"{KEY}{number}", "customer.name": f"Customer {number}"})
    await drive.to_review()
    await drive.send()
    await drive.wait_for("Stored")


async def test_three_customers_in_a_row_need_no_way_back_to_home_and_one_answer_about_the_configuration() -> None:
    async with running(size=(120, 40)) as drive:
        await drive.form("lumenboard")
        await drive.put("config.region", "eu")
        await drive.put_pairs("tags", ("tier", "gold"))
        await imported(drive, 1)
        await drive.press("n")
        await drive.wait_for("Is this configuration the same for every customer?", "region eu")
        await drive.press("y")
        await drive.wait_step("Credentials")
        draft = step(drive).collect()
        assert draft.config["region"] == "eu"
        assert (draft.values, draft.customer.name, draft.connection_id) == ({}, "", "")
        assert [key for key, _ in draft.tags] == ["tier"]
        assert [value for _, value in draft.tags] == [""]
        await imported(drive, 2)
        await drive.press("n")
        await drive.wait_step("Credentials")
        assert not isinstance(drive.app.screen, Confirm), "asked once"
        await imported(drive, 3)
        bodies = [body for _, body in drive.front.imports()]
        assert len({str(body["connection_id"]) for body in bodies}) == 3
        assert [json.dumps(body["connection_config"]) for body in bodies].count(
            json.dumps(bodies[0]["connection_config"])
        ) == 3


async def to_the_question(drive: Driver) -> None:
    """Import a connection with a configuration, and ask for the next import."""
    await drive.form("lumenboard")
    await drive.put("config.region", "eu")
    await imported(drive, 1)
    await drive.press("n")
    await drive.wait_screen(Confirm)
    await drive.wait_for("Is this configuration the same for every customer?")


async def test_esc_at_the_question_about_the_configuration_goes_back_to_the_result() -> None:
    async with running() as drive:
        await to_the_question(drive)
        await drive.press("escape")
        await drive.wait_step("Result")
        await drive.press("n")
        await drive.wait_screen(Confirm)


async def test_a_configuration_that_is_not_the_same_for_all_is_cleared() -> None:
    async with running() as drive:
        await to_the_question(drive)
        await drive.press("n")
        await drive.wait_step("Credentials")
        assert "region" not in drive.wizard.draft.config


async def test_what_names_the_account_is_never_kept_and_not_asked_about() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "hbl_0123456789abcdea"})
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")
        await drive.press("n")
        await drive.wait_step("Credentials")
        assert drive.typed("config.subdomain") == ""


async def test_the_result_leads_to_the_tests_of_the_connection_and_tells_what_they_found() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.to_review()
        await drive.send()
        await drive.wait_for("is not known yet. v tests them.")
        await drive.press("v")
        await drive.wait_screen(TryOutScreen)
        await drive.press("escape")
        await drive.wait_for("is not known yet. v tests them.")
        await drive.press("v")
        await drive.wait_screen(TryOutScreen)
        await call(drive, "/me")
        await drive.wait_for("Works: the provider takes these credentials")
        await drive.press("escape")
        await drive.wait_step("Result")
        await drive.wait_for("Works: the provider takes these credentials")
        assert "is not known yet" not in drive.words
        await drive.press("t")
        assert "- Test: the provider takes them" in drive.app.clipboard


# Another environment -------------------------------------------------------------------------------------------


async def filled(drive: Driver) -> None:
    """Fill a form."""
    await drive.form("lumenboard")
    await drive.fill({"config.region": "eu", "credentials.api_key": KEY, "customer.name": "Acme Inc."})


async def test_the_form_is_copied_for_another_environment_with_credentials_only_when_asked() -> None:
    async with running() as drive:
        await filled(drive)
        await drive.press("f4")
        await drive.wait_screen(CopyForAnother)
        await drive.press("f1")
        await drive.wait_for("c copies the credentials in clear as well")
        await drive.press("escape")
        await drive.wait_screen(CopyForAnother)
        await drive.press("escape")
        await drive.wait_screen(WizardScreen)
        assert drive.app.clipboard == ""
        await drive.press("f4", "enter")
        await drive.wait(lambda: drive.app.clipboard, "the text")
        assert KEY not in drive.app.clipboard
        assert "Acme Inc." in drive.app.clipboard
        await drive.press("f4", "c")
        await drive.wait(lambda: KEY in drive.app.clipboard, "the text with credentials")
        text = drive.app.clipboard
    async with running() as drive:
        await drive.form("lumenboard")
        await drive.paste(text)
        await drive.wait_screen(PasteScreen)
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.typed("credentials.api_key") == KEY, "the key")
        assert drive.typed("customer.name") == "Acme Inc."


async def test_what_is_still_missing_is_copied_for_the_ticket_without_any_value() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("config.subdomain", "acme")
        await drive.press("f3")
        await drive.wait(lambda: "Access token" in drive.app.clipboard, "the text")
        assert "Harborline workspace" not in drive.app.clipboard
        assert "acme" not in drive.app.clipboard.replace("Example: acme", "")


async def test_a_paste_of_the_last_customer_cannot_be_taken_back_into_the_next_one() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.paste("HARBORLINE_SUBDOMAIN=acme\nHARBORLINE_API_KEY=hbl_0123456789abcdea\n")
        await drive.wait_screen(PasteScreen)
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.typed("credentials.api_key"), "the key")
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")
        await drive.press("n")
        await drive.wait_step("Credentials")
        assert not drive.offers("undo_paste")
        await drive.press("ctrl+z")
        await drive.pilot.pause()
        assert drive.typed("config.subdomain") == ""
        assert drive.typed("credentials.api_key") == ""
