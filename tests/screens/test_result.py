"""The result: what Nango stored, what is known about it, and what can be done next."""

from __future__ import annotations

from textual.widgets import Static

from nango_tui.screens.home import HomeScreen
from nango_tui.screens.steps.credentials import CredentialsStep
from tests.screens.driving import Driver, running
from tests.screens.filled import fill_everything
from tests.screens.front import Front, refusal

SECRETS = ("canary-access", "canary-refresh", "canary-other", "canary-config")


async def everything_stored(drive: Driver) -> None:
    """Import all that a form has room for."""
    await fill_everything(drive)
    await drive.to_review()
    await drive.send()
    await drive.wait_for("Stored")


# What it says -------------------------------------------------------------------------------------------------------


async def test_it_says_in_words_what_the_server_stored_with_status_and_time() -> None:
    async with running(size=(120, 40)) as drive:
        await everything_stored(drive)
        await drive.wait_for(
            "acme-new", "expires 2026-11-24 16:30 UTC", "Refresh token", "subdomain acme", "1 key", "tier=gold",
            "Acme Inc.", "https://hooks.example.com/nango", "HTTP 201", " s",
        )  # fmt: skip
        for secret in SECRETS:
            assert secret not in drive.text


async def test_stored_is_not_said_to_work() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.wait_for("Whether these credentials work at the provider is not known yet.")
        assert "tested" not in drive.text


async def test_what_nango_tried_at_the_provider_is_said_to_be_tested() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "hbl_0123456789abcdea"})
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored and tested at the provider")
        assert "not known yet" not in drive.text


async def test_the_legacy_endpoint_tests_nothing() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "hbl_0123456789abcdea"})
        await drive.to_review()
        await drive.press("l")
        await drive.send()
        await drive.wait_for("Stored", "not known yet")
        assert "tested" not in drive.text


async def test_a_connection_without_credentials_raises_no_question_about_them() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")
        assert "these credentials" not in drive.text


async def test_a_failed_test_says_that_nothing_was_stored() -> None:
    async with running() as drive:
        await drive.form("lumenboard")
        await drive.fill({"config.hostname": "boards.acme.example", "credentials.api_key": "denied-denied"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("connection_test_failed")
        assert not drive.demo.sandbox.has(drive.sent_id, "lumenboard", environment="demo")


async def test_the_raw_answer_is_folded_and_hides_every_secret() -> None:
    async with running(size=(120, 60)) as drive:
        await everything_stored(drive)
        assert '"credentials"' not in drive.text
        await drive.press("r")
        await drive.wait_for("JSON, secrets hidden", '"provider_config_key": "harborline"')
        shown = str(drive.app.screen.query_one(".raw", Static).render())
        for secret in SECRETS:
            assert secret not in shown
        assert '"plan": "gold"' in shown


# What can be done ---------------------------------------------------------------------------------------------------


async def test_one_key_copies_the_connection_id() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.press("i")
        await drive.wait(lambda: drive.app.clipboard == "acme-new", "the clipboard")


async def test_one_key_copies_a_note_for_the_ticket_without_secrets_or_values() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.press("t")
        await drive.wait(lambda: "Nango import" in drive.app.clipboard, "the clipboard")
        note = drive.app.clipboard
        for text in ("stored (HTTP 201)", "acme-new", "harborline", "OAuth 2", "demo (127.0.0.1", "2026-11-24 14:30"):
            assert text in note
        for secret in (*SECRETS, "Acme Inc.", "it@acme.example"):
            assert secret not in note


async def test_a_refusal_has_a_ticket_note_too() -> None:
    async with running(front=Front({("POST", "/connections"): refusal(401, "unknown_account")})) as drive:
        await fill_everything(drive)
        await drive.to_review()
        await drive.send()
        await drive.press("t")
        await drive.wait(lambda: "refused (HTTP 401 unknown_account)" in drive.app.clipboard, "the clipboard")
        for secret in SECRETS:
            assert secret not in drive.app.clipboard


async def test_the_next_import_keeps_nothing_of_this_customer() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.press("n")
        await drive.wait_for("Is this configuration the same for every customer?", "region eu")
        await drive.press("n")
        await drive.wait_step("Credentials")
        step = drive.wizard.step
        assert isinstance(step, CredentialsStep)
        draft = step.collect()
        assert not draft.values
        assert not draft.config
        assert (draft.connection_id, draft.metadata, draft.expiry.text) == ("", "", "")
        assert (draft.customer.id, draft.customer.email, draft.customer.name) == ("", "", "")
        assert not draft.own_app
        assert not any(value for _, value in draft.tags)
        for secret in SECRETS:
            assert all(secret not in drive.typed(key) for key in step.rows)
        first = drive.sent_id
        await drive.fill({"config.subdomain": "globex", "credentials.access_token": "canary-next", "expiry": "never"})
        await drive.to_review()
        await drive.wait_for("CREATE in demo")
        await drive.send()
        await drive.wait_for("Stored")
        body = drive.front.imports()[-1][1]
        assert body["connection_id"] not in ("", first)
        assert set(body) <= {
            "provider_config_key", "connection_id", "credentials", "connection_config", "webhook_url_override",
        }  # fmt: skip


async def test_enter_on_a_stored_import_starts_the_next_one() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.press("enter")
        await drive.wait_for("Is this configuration the same for every customer?")
        await drive.press("n")
        await drive.wait_step("Credentials")
        assert drive.typed("credentials.access_token") == ""


async def test_esc_on_a_stored_import_leads_home_and_the_same_integration_starts_empty() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)
        await drive.form("harborline")
        assert drive.typed("credentials.access_token") == ""
        assert drive.typed("connection_id") == ""


async def test_a_stored_import_can_be_left_without_a_question() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.press("ctrl+q")
        await drive.wait(lambda: not drive.app.is_running, "the end")
