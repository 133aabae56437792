"""The result: what Nango stored, what is known about it, and what can be done next."""

from __future__ import annotations

from textual.widgets import Static

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.steps.credentials import CredentialsStep
from tests.screens.driving import Driver, running
from tests.screens.front import Front, refusal, said
from tests.screens.test_back import fill_everything

SECRETS = ("canary-access", "canary-refresh", "canary-other", "canary-config")


async def everything_stored(drive: Driver) -> None:
    """Import all that a form has room for."""
    await fill_everything(drive)
    await drive.to_review()
    await drive.send()
    await drive.wait_for("Stored")


# What it says --------------------------------------------------------------------------------------------------


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


# What can be done ----------------------------------------------------------------------------------------------


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
        await drive.wait_step("Credentials")
        step = drive.wizard.step
        assert isinstance(step, CredentialsStep)
        draft = step.collect()
        assert not draft.values
        assert not draft.config
        assert (draft.connection_id, draft.metadata, draft.expiry.text) == ("", "", "")
        assert (draft.customer.id, draft.customer.email, draft.customer.name) == ("", "", "")
        assert not draft.own_app
        assert not draft.tags
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
        await drive.wait_step("Credentials")
        assert drive.typed("credentials.access_token") == ""


async def test_esc_on_a_stored_import_leads_home_and_the_same_integration_starts_empty() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.press("escape")
        await drive.wait(lambda: isinstance(drive.app.screen, HomeScreen), "Home")
        await drive.form("harborline")
        assert drive.typed("credentials.access_token") == ""
        assert drive.typed("connection_id") == ""


async def test_a_stored_import_can_be_left_without_a_question() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.press("ctrl+q")
        await drive.wait(lambda: not drive.app.is_running, "the end")


# Let Nango fetch -----------------------------------------------------------------------------------------------


async def fetched(drive: Driver, refresh_token: str = "canary-refresh") -> None:
    """Import a refresh token only."""
    await drive.form("harborline")
    await drive.switch("fetch", True)
    await drive.fill({"config.subdomain": "acme", "credentials.refresh_token": refresh_token})
    await drive.to_review()
    await drive.wait_for("Nango fetches it after the import")
    await drive.send()


async def test_of_a_refresh_token_alone_nango_fetches_a_real_token() -> None:
    async with running() as drive:
        await fetched(drive)
        await drive.wait_for("Refreshed: Nango fetched a token, so these credentials work.")
        assert "not usable" not in drive.text
        credentials = drive.stored(drive.sent_id, "harborline")["credentials"]
        assert isinstance(credentials, dict)
        assert str(credentials["access_token"]).startswith("fresh-access-token")
        assert str(credentials["refresh_token"]).startswith("fresh-refresh-token")


async def test_of_client_id_and_secret_alone_nango_fetches_a_real_token() -> None:
    async with running() as drive:
        await drive.form("cobalt-pay")
        await drive.fill({"credentials.client_id": "acme", "credentials.client_secret": "canary-secret"})
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Refreshed: Nango fetched a token")
        credentials = drive.stored(drive.sent_id, "cobalt-pay")["credentials"]
        assert isinstance(credentials, dict)
        assert str(credentials["token"]).startswith("fresh-access-token")


async def test_both_work_through_the_legacy_endpoint_as_well() -> None:
    async with running() as drive:
        await drive.form("cobalt-pay")
        await drive.fill({"credentials.client_id": "acme", "credentials.client_secret": "canary-secret"})
        await drive.to_review()
        await drive.press("l")
        await drive.send()
        await drive.wait_for("Refreshed: Nango fetched a token")
        await drive.home()
        await drive.form("harborline")
        await drive.switch("fetch", True)
        await drive.fill({"config.subdomain": "acme", "credentials.refresh_token": "canary-refresh"})
        await drive.to_review()
        await drive.press("l")
        await drive.send()
        await drive.wait_for("Refreshed: Nango fetched a token")
        assert [path for path, _ in drive.front.imports()] == ["/connection", "/connection"]


async def test_when_that_fails_it_is_not_usable_yet_and_can_be_deleted_after_a_question() -> None:
    async with running() as drive:
        await fetched(drive, "denied")
        await drive.wait_for("Stored, not usable yet", "could not refresh the token")
        await drive.wait_for_offer("delete")
        made = drive.sent_id
        await drive.press("d")
        await drive.wait_for(f"Delete {made} on harborline?")
        await drive.press("n")
        await drive.wait_for("Stored, not usable yet")
        assert drive.demo.sandbox.has(made, "harborline", environment="demo")
        await drive.press("d")
        await drive.wait_for(f"Delete {made} on harborline?")
        await drive.press("y")
        await drive.wait_for("was deleted again")
        assert not drive.demo.sandbox.has(made, "harborline", environment="demo")
        assert not drive.offers("copy_id")
        assert not drive.offers("delete")


async def test_a_delete_that_is_refused_says_why() -> None:
    front = Front({("DELETE", "/connections/*"): refusal(403, "forbidden", "scope environment:connections:delete")})
    async with running(front=front) as drive:
        await fetched(drive, "denied")
        await drive.wait_for_offer("delete")
        await drive.press("d")
        await drive.wait_for("It cannot be undone.")
        await drive.press("y")
        await drive.wait_for("lacks the scope environment:connections:delete")


async def test_with_a_key_that_may_not_read_credentials_nango_fetches_at_first_use() -> None:
    async with running(key="quiet") as drive:
        await fetched(drive)
        await drive.wait_for(
            "Stored, not usable yet", "Nango fetches the token at first use: this key may not read credentials."
        )
        assert not drive.offers("delete")


async def test_with_a_key_that_may_not_read_at_all_nango_fetches_at_first_use() -> None:
    front = Front({("GET", "/connections/*"): refusal(403, "forbidden", "Missing environment:connections:read")})
    async with running(front=front) as drive:
        await fetched(drive)
        await drive.wait_for("Nango fetches the token at first use: this key may not read connections.")
        assert not drive.offers("delete")


async def test_a_placeholder_that_comes_back_is_not_called_a_token() -> None:
    def unchanged(request: Request, behind: Handler) -> Response:
        row: dict[str, Json] = {"connection_id": "x", "provider_config_key": "harborline", "provider": "harborline"}
        held: Json = {"type": "OAUTH2", "access_token": "placeholder-until-nango-fetches-the-token"}
        return said(200, {**row, "credentials": held})

    async with running(front=Front({("GET", "/connections/*"): unchanged})) as drive:
        await fetched(drive)
        await drive.wait_for("Stored, not usable yet", "Nango did not fetch a token")
        assert "Refreshed" not in drive.text


async def test_nothing_is_read_where_nothing_is_to_be_found_out() -> None:
    async with running() as drive:
        await everything_stored(drive)
        await drive.pilot.pause(0.05)
        assert drive.front.reads("/connections/") == 0


# Filled in later -----------------------------------------------------------------------------------------------


def filled_in(request: Request, behind: Handler) -> Response:
    """Answer as after Nango's own script has run."""
    row: dict[str, Json] = {"connection_id": "x", "provider_config_key": "tideflow", "provider": "tideflow"}
    return said(200, {**row, "connection_config": {"portalId": "7350042"}, "credentials": {}})


async def marketing(drive: Driver) -> None:
    """Import a connection of a provider whose script fills in a number."""
    await drive.form("tideflow")
    await drive.wait_for("Filled by Nango after the import: Portal ID.")
    await drive.fill({"credentials.access_token": "canary-access", "expiry": "never"})
    await drive.to_review()
    await drive.send()


async def test_what_nango_fills_in_later_is_read_and_shown() -> None:
    async with running(front=Front({("GET", "/connections/*"): filled_in})) as drive:
        await marketing(drive)
        await drive.wait_for("Filled in by Nango: Portal ID: 7350042")


async def test_what_is_not_filled_in_yet_is_said() -> None:
    async with running() as drive:
        await marketing(drive)
        await drive.wait_for("Portal ID: not filled in yet")


async def test_what_may_not_be_looked_at_is_said() -> None:
    front = Front({("GET", "/connections/*"): refusal(403, "forbidden", "Missing environment:connections:read")})
    async with running(front=front) as drive:
        await marketing(drive)
        await drive.wait_for("Nango may have filled in the rest: this key may not look.")
