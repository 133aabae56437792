"""Fixing a connection: the form is filled with what is kept, the review is a difference, nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input

from nango_tui.model.body import Json
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.try_out import TryOutScreen
from nango_tui.screens.wizard import WizardScreen
from tests.screens.detailing import GLOBEX, opened
from tests.screens.driving import running
from tests.screens.filled import step
from tests.screens.fixing import PassingClock, fix, reads_of, same_but_for_credentials, sent

NEW = {"credentials.access_token": "canary-access", "credentials.refresh_token": "canary-refresh", "expiry": "2h"}


def _untimed(listed: tuple[int, Json]) -> dict[str, Json]:
    """Return the listed connection without its errors."""
    status, body = listed
    assert status == 200
    assert isinstance(body, dict)
    rows = body["connections"]
    assert isinstance(rows, list)
    (row,) = rows
    assert isinstance(row, dict)
    return {key: value for key, value in row.items() if key != "errors"}


# The form ------------------------------------------------------------------------------------------------------


async def test_the_form_is_filled_with_what_is_kept_and_credentials_are_empty() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await fix(drive, "acme-42")
        await drive.wait_for("UPDATE of acme-42", "Enter what is new")
        assert drive.typed("config.subdomain") == "acme"
        assert drive.typed("credentials.access_token") == ""
        assert drive.typed("customer.name") == "Acme Inc."
        assert '"plan": "enterprise"' in drive.typed("metadata")
        assert dict(step(drive).collect().tags) == {"tier": "gold", "owner": "support-emea"}
        assert drive.row("connection_id").entry.disabled
        assert drive.typed("connection_id") == "acme-42"


async def test_beside_an_empty_credential_stands_what_is_known_of_the_stored_one() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "globex")
        token, refresh = (drive.row(f"credentials.{name}").entry for name in ("access_token", "refresh_token"))
        assert isinstance(token, Input)
        assert isinstance(refresh, Input)
        assert token.placeholder == refresh.placeholder == "stored, kept if left blank"
        await drive.wait_for("Keep the stored refresh token")
    async with running(key="quiet", clock=PassingClock()) as drive:
        await fix(drive, "globex")
        token, refresh = (drive.row(f"credentials.{name}").entry for name in ("access_token", "refresh_token"))
        assert isinstance(token, Input)
        assert isinstance(refresh, Input)
        assert (token.placeholder, refresh.placeholder) == ("enter the new one", "not known whether one is stored")


async def test_a_fix_that_is_left_and_opened_again_holds_what_was_typed() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42", NEW)
        await drive.press("escape")
        await drive.wait_for("Auth error")
        await drive.press("enter")
        await drive.wait_step("Credentials")
        await drive.wait_for_toast("What you typed here before is still in the form.")
        assert {key: drive.typed(key) for key in NEW} == NEW
        await drive.press("ctrl+q")
        await drive.wait_for("Quit? What you typed was not sent.", "harborline · acme-42")


async def test_a_new_token_asks_for_its_own_expiry_and_without_one_the_stored_one_stays() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "globex")
        expiry = drive.row("expiry").entry
        assert isinstance(expiry, Input)
        await drive.wait(lambda: expiry.placeholder == "as stored", "the stored one")
        assert "Expires *" not in drive.text
        await drive.fill({"credentials.access_token": "canary-access"})
        await drive.wait(lambda: expiry.placeholder == "2h, 16:30, or never", "the question")
        await drive.wait_for("Expires *")
        await drive.fill({"credentials.access_token": ""})
        await drive.wait(lambda: expiry.placeholder == "as stored", "the stored one again")


async def test_starting_over_shows_what_is_stored_again_after_a_yes() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42", {**NEW, "config.subdomain": "globex"})
        await drive.press("f5")
        await drive.wait_for("Drop what you typed here?", "filled again with what is stored")
        await drive.press("escape")
        await drive.wait_screen(WizardScreen)
        assert drive.typed("config.subdomain") == "globex"
        await drive.press("f5")
        await drive.wait_screen(Confirm)
        await drive.press("y")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.wizard.step and drive.typed("config.subdomain") == "acme", "what is stored")
        assert {drive.typed(key) for key in NEW} == {""}
        assert not drive.wizard.unsent
        await drive.press("f5")
        await drive.wait_for_toast("Nothing was typed here.")


async def test_a_pasted_account_that_is_not_the_stored_one_is_warned_of() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42")
        await drive.paste('{"access_token": "canary-access", "subdomain": "globex"}')
        await drive.wait_for("stored already, o overwrites", "is another one than is stored")
        await drive.press("o")
        await drive.wait_for("replaces what is stored")


async def test_a_fix_in_which_nothing_was_typed_is_left_without_a_question() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42")
        assert not drive.wizard.unsent
        await drive.press("escape")
        await drive.wait_for("Auth error")


# The whole way -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["full", "quiet"])
async def test_a_broken_connection_is_fixed_and_all_else_is_as_it_was(key: str) -> None:
    async with running(key=key, size=(120, 40), clock=PassingClock()) as drive:
        before = drive.ask("GET", "/connections?connectionId=acme-42")
        await fix(drive, "acme-42", NEW)
        await drive.to_review()
        await drive.wait_for(
            "UPDATE Acme Inc. (acme-42) on harborline, in demo",
            "changes Credentials: Access token, Refresh token",
            "kept Configuration: subdomain acme",
            "Metadata: 3 (plan, region, seats)",
            "POST /connection It leaves metadata and tags alone on the server itself.",
        )
        await drive.press("enter")
        await drive.wait_for("Nothing was lost: configuration, metadata, tags")
        await drive.wait_for("The auth error is gone.")
        path, body = sent(drive.front)
        assert path == "/connection"
        assert "metadata" not in body
        assert body["connection_config"] == {"subdomain": "acme"}
        after = drive.stored("acme-42", "harborline")
        assert after["metadata"] == {"plan": "enterprise", "region": "eu", "seats": 40}
        assert after["errors"] == []
        listed = drive.ask("GET", "/connections?connectionId=acme-42")
        assert _untimed(listed) == _untimed(before)
        for secret in ("canary-access", "canary-refresh"):
            assert secret not in drive.text


async def test_the_connection_is_read_once_before_and_once_after() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42", NEW)
        await drive.to_review()
        assert len(reads_of(drive.front, "acme-42")) == 1
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")
        assert len(reads_of(drive.front, "acme-42")) == 2
        assert all("force_refresh" not in query for query in reads_of(drive.front, "acme-42"))
        await drive.press("escape")
        await drive.wait_for("Refresh token")
        assert len(reads_of(drive.front, "acme-42")) == 2, "the page shows what the read after the update showed"


async def test_a_blank_refresh_token_keeps_the_stored_one_where_it_was_read() -> None:
    async with running(clock=PassingClock()) as drive:
        before = drive.stored("globex", "harborline")
        await fix(drive, "globex", {"credentials.access_token": "canary-access", "expiry": "2h"})
        await drive.to_review()
        await drive.wait_for("kept Credentials: Refresh token")
        assert "LOST" not in drive.text
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")
        _, body = sent(drive.front)
        assert body["refresh_token"] == "demo-refresh-globex"
        same_but_for_credentials(before, drive.stored("globex", "harborline"))


async def test_a_refresh_token_that_nobody_could_see_is_lost_only_after_the_name_was_typed() -> None:
    async with running(key="quiet", clock=PassingClock()) as drive:
        await fix(drive, "globex", {"credentials.access_token": "canary-access", "expiry": "2h"})
        await drive.to_review()
        await drive.wait_for("may lose Refresh token: if one is stored it will be lost")
        await drive.press("enter")
        await drive.wait_for("Type Globex and press Enter to send it.")
        assert drive.front.imports() == []
        drive.app.screen.query_one(Input).value = "Globex"
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")


async def test_an_api_key_is_replaced_with_everything_sent_again() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        before = drive.stored("wonka-boards", "lumenboard")
        await fix(drive, "wonka-boards", {"credentials.api_key": "lum_0123456789abcdef"})
        await drive.to_review()
        await drive.wait_for("POST /connections")
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")
        path, _ = sent(drive.front)
        assert path == "/connections"
        same_but_for_credentials(before, drive.stored("wonka-boards", "lumenboard"))


async def test_production_asks_once_with_the_names() -> None:
    async with running(production=True, clock=PassingClock()) as drive:
        await fix(drive, "acme-42", NEW)
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("This is production. Replace the credentials of Acme Inc. (acme-42) on harborline")
        await drive.press("enter")
        await drive.wait_step("Review")
        assert drive.front.imports() == [], "Enter on the question is no yes"
        await drive.press("enter")
        await drive.wait_for("This is production.")
        await drive.press("y")
        await drive.wait_for("Nothing was lost")


async def test_another_account_is_a_red_question() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42", {**NEW, "config.subdomain": "globex"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("look like another account's: subdomain was acme, is now globex")
        assert drive.app.screen.has_class("-red")
        await drive.press("n")
        await drive.wait_step("Review")
        assert drive.front.imports() == []


async def test_what_is_stored_already_is_said_before_it_is_sent_again() -> None:
    async with running(clock=PassingClock()) as drive:
        values = {"credentials.access_token": "demo-access-globex", "credentials.refresh_token": "demo-refresh-globex"}
        await fix(drive, "globex", {**values, "expiry": "2h"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("These credentials are those that are stored already.")


async def test_the_other_endpoint_can_be_chosen_and_says_what_it_would_do() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42", NEW)
        await drive.to_review()
        await drive.press("l")
        await drive.wait_for("POST /connections You chose it.")
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")
        path, body = sent(drive.front)
        assert path == "/connections"
        assert body["metadata"] == {"plan": "enterprise", "region": "eu", "seats": 40}


async def test_a_refused_update_leaves_the_draft_and_the_stored_connection_as_they_were() -> None:
    async with running(clock=PassingClock()) as drive:
        before = drive.stored("wonka-boards", "lumenboard")
        await fix(drive, "wonka-boards", {"credentials.api_key": "denied-0123456789abcdef"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait(
            lambda: drive.wizard.step and drive.wizard.step.TITLE in ("Result", "Credentials"), "an answer"
        )
        await drive.wait_for("connection_test_failed")
        await drive.press("escape")
        await drive.wait_step("Credentials")
        assert drive.typed("credentials.api_key") == "denied-0123456789abcdef"
        assert drive.stored("wonka-boards", "lumenboard") == before


async def test_a_connection_with_only_a_sync_error_is_said_not_to_be_fixed_by_credentials() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await fix(drive, "umbrella-marketing", NEW)
        await drive.to_review()
        await drive.wait_for("Only a sync failed", "new credentials do not clear that")
        await drive.press("enter")
        await drive.wait_for("The sync error stays until that sync next succeeds")


async def test_a_refresh_token_alone_is_refreshed_only_when_the_read_proves_it() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42")
        await drive.switch("fetch", True)
        await drive.fill({"credentials.refresh_token": "canary-refresh"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("Refreshed: Nango fetched a token, so these credentials work.")
        assert drive.demo.sandbox.refreshes("acme-42", "harborline", environment="demo") >= 1


async def test_the_next_import_after_a_fix_keeps_nothing_of_that_customer() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "acme-42", NEW)
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")
        await drive.press("n")
        await drive.wait_step("Credentials")
        draft = step(drive).collect()
        assert not draft.exists
        assert draft.stored is None
        assert draft.id != "acme-42"
        assert replace(draft, values={}, accepted=frozenset()).touched() is False


async def test_the_form_of_a_fix_begins_at_the_credentials_also_where_they_could_be_kept() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "wonka-boards")
        assert drive.app.focused is drive.row("credentials.api_key").entry


async def test_sending_what_is_stored_again_is_asked() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "globex")
        await drive.to_review()
        await drive.wait_for("nothing: what is stored is sent again")
        await drive.press("enter")
        await drive.wait_for("Nothing is new: what is stored would be sent again.")
        assert drive.front.imports() == []


async def test_new_client_credentials_are_asked_for_together_with_the_reason() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await fix(drive, "oceanic-payments", {"credentials.client_secret": "canary-secret"})
        assert drive.app.screen.query("#fetch").first().value  # type: ignore[attr-defined]  # a switch
        client = drive.row("credentials.client_id").entry
        assert isinstance(client, Input)
        assert client.placeholder == "enter it again: the stored one is not shown"
        client.focus()
        await drive.press("enter")
        await drive.wait_for("Client ID is needed. An import replaces all", "Nango does not show the stored one.")
        await drive.fill({"credentials.client_id": "oceanic"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("Refreshed: Nango fetched a token, so these credentials work.")
        assert "expires 2026-11-24 13:30" not in drive.text, "the placeholder's past expiry says nothing"


async def test_what_nobody_could_see_is_not_said_to_have_stayed() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await fix(drive, "acme-42", NEW)
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("Nothing was lost", "Not known, since it could not be read before: OAuth app")


async def test_the_ticket_note_of_a_fix_holds_customer_and_evidence_and_no_value() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await fix(drive, "acme-42", NEW)
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")
        await drive.press("t")
        await drive.wait(lambda: drive.app.clipboard, "the note")
        note = drive.app.clipboard
        title = "Nango replacement of credentials: stored"
        for text in (title, "Customer: Acme Inc.", "The auth error is gone.", "Nothing was lost"):
            assert text in note
        for value in ("canary", "enterprise", "gold"):
            assert value not in note


async def test_after_a_test_nothing_says_any_more_that_nobody_has_tried_the_credentials() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await fix(drive, "acme-42", NEW)
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("Nothing was lost", "not known yet. v tests them.")
        await drive.press("v")
        await drive.wait(lambda: isinstance(drive.app.screen, TryOutScreen) and drive.app.screen.focused, "the test")
        await drive.press("enter")
        await drive.wait_for("Refreshed: the provider gave a new token")
        await drive.press("escape")
        await drive.wait_step("Result")
        await drive.wait_for("Refreshed: the provider gave a new token", "Nothing was lost")
        assert "not known yet" not in drive.words
        await drive.press("t")
        await drive.wait(lambda: drive.app.clipboard, "the note")
        assert "Test: refreshed" in drive.app.clipboard
        assert "not known yet" not in drive.app.clipboard
        assert "v tests" not in drive.app.clipboard


async def test_the_configuration_that_is_to_be_edited_has_the_focus() -> None:
    async with running(clock=PassingClock()) as drive:
        await opened(drive, *GLOBEX)
        await drive.press("o")
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.row("config.subdomain").has_focus_within, "the focus")
    async with running(clock=PassingClock()) as drive:
        await opened(drive, "hooli", "lumenboard")
        await drive.press("o")
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.row("config.hostname").has_focus_within, "the focus")


async def test_the_endpoint_that_is_chosen_by_itself_has_its_reason_again_when_one_comes_back_to_it() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "wonka-boards", {"credentials.api_key": "lum_0123456789abcdef"})
        await drive.to_review()
        await drive.press("l")
        await drive.wait_for("POST /connection You chose it.", "does not test the credential at the provider")
        await drive.press("l")
        await drive.wait_for("POST /connections")
        assert "You chose it." not in drive.words


async def test_what_stands_beside_a_field_is_true_once_it_is_empty_again() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "wonka-boards", {"credentials.api_key": "denied-0123456789abcdef"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("connection_test_failed")
        await drive.press("escape")
        await drive.wait_step("Credentials")
        entry = drive.row("credentials.api_key").entry
        assert isinstance(entry, Input)
        assert entry.placeholder == "stored, kept if left blank"
        assert drive.app.focused is entry
