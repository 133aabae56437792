"""The review: what will be sent, where and why; nothing goes out by accident."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from textual.widgets import Input, Static

from nango_tui.model.secret import BULLETS
from tests.screens.driving import LIMITS, Driver, running
from tests.screens.filled import fill_everything, short
from tests.screens.front import Front, refusal

SECRETS = ("canary-access", "canary-refresh", "canary-other", "canary-config")


# What it says --------------------------------------------------------------------------------------------------


async def test_it_names_environment_connection_values_and_secrets_by_name_only() -> None:
    async with running(size=(120, 40)) as drive:
        await fill_everything(drive)
        await drive.to_review()
        await drive.wait_for(
            "CREATE in demo · 127.0.0.1",
            "acme-new",
            "OAuth 2 (OAUTH2)",
            "Access token",
            "Refresh token",
            "in 2 h",
            "subdomain acme",
            "region eu",
            "Acme Inc.",
            "tier=gold",
            "plan",
            "read, write",
            "https://hooks.example.com/nango",
        )
        for secret in SECRETS:
            assert secret not in drive.text


async def test_what_differs_between_the_endpoints_is_said_once_one_is_chosen_by_hand() -> None:
    async with running() as drive:
        await short(drive)
        assert "POST /connection ignores them" not in drive.text
        await drive.press("l")
        await drive.wait_for("You chose it.", "POST /connection ignores them")


async def test_it_says_which_endpoint_why_and_what_else_will_happen() -> None:
    async with running() as drive:
        await short(drive)
        await drive.wait_for("POST /connections It checks every field, and can store who the customer is.")
        await drive.wait_for("send an auth webhook", "on-creation functions", "start syncs")
        await drive.press("l")
        await drive.wait_for("POST /connection You chose it.")
        await drive.press("l")
        await drive.wait_for("POST /connections It checks every field")


async def test_a_credential_that_nango_can_test_is_said_to_be_tested() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "hbl_0123456789abcdea"})
        await drive.to_review()
        await drive.wait_for("POST /connections It tests the credential at the provider before storing it.")


async def test_what_is_sent_empty_and_a_customer_whom_nobody_named_are_said() -> None:
    async with running() as drive:
        await drive.form("mossdesk")
        await drive.put("credentials.username", "agent@acme.example")
        await drive.to_review()
        await drive.wait_for("Sent empty API Token", "Customer none entered: the connection will have no name")
        await drive.press("escape")
        await drive.wait_step("Credentials")
        await drive.fill({"credentials.password": "canary-a", "customer.name": "Acme"})
        await drive.to_review()
        await drive.wait_for("Customer Acme")
        assert "Sent empty" not in drive.words
        assert "none entered" not in drive.words


async def test_esc_closes_the_json_before_it_leads_back() -> None:
    async with running() as drive:
        await short(drive)
        await drive.press("j")
        await drive.wait_for('"provider_config_key"')
        await drive.press("escape")
        await drive.wait_step("Review")
        assert '"provider_config_key"' not in drive.text
        await drive.press("escape")
        await drive.wait_step("Credentials")


async def test_what_the_legacy_endpoint_drops_is_said() -> None:
    async with running(size=(120, 40)) as drive:
        await fill_everything(drive)
        await drive.to_review()
        assert "Not stored" not in drive.text
        await drive.press("l")
        await drive.wait_for("the legacy endpoint does not take them", "does not take who it is")


async def test_production_is_said_in_words_and_in_red() -> None:
    async with running(production=True) as drive:
        await short(drive)
        await drive.wait_for("CREATE in PROD demo", "PROD demo · 127.0.0.1")
        assert drive.app.screen.query_one("ReviewStep").has_class("-production")


@pytest.mark.parametrize(
    ("integration", "typed", "why"),
    [
        (
            "gitgarden-oauth",
            {"credentials.app_id": "1", "credentials.installation_id": "2"},
            "does not import this auth type.",
        ),
        (
            "osprey",
            {"config.domain": "o.example", "credentials.client_id": "id", "credentials.client_private_key": "{}"},
            "has no place for",
        ),
    ],
)  # fmt: skip
async def test_an_endpoint_that_cannot_take_it_is_not_switched_to(
    integration: str, typed: dict[str, str], why: str
) -> None:
    async with running() as drive:
        await drive.form(integration)
        await drive.fill(typed)
        await drive.to_review()
        await drive.press("l")
        await drive.wait_for_toast(f"Not through POST /connection: The legacy endpoint {why}")
        await drive.send()
        assert [path for path, _ in drive.front.imports()] == ["/connections"]


async def test_a_never_of_client_credentials_is_not_switched_to_the_legacy_endpoint() -> None:
    async with running() as drive:
        await drive.form("cobalt-pay")
        await drive.switch("fetch", False)
        await drive.fill({"credentials.client_id": "acme", "credentials.client_secret": "canary-secret"})
        await drive.fill({"credentials.token": "canary-token", "expiry": "never"})
        await drive.to_review()
        await drive.press("l")
        await drive.wait_for_toast("Not through POST /connection: The legacy endpoint cannot say never")


# JSON and curl -------------------------------------------------------------------------------------------------


async def test_the_json_is_what_will_be_sent_with_secrets_masked() -> None:
    async with running(size=(120, 60)) as drive:
        await fill_everything(drive)
        await drive.to_review()
        assert '"provider_config_key"' not in drive.text
        await drive.press("j")
        await drive.wait_for('"provider_config_key": "harborline"')
        shown = json.loads(str(drive.app.screen.query_one(".json", Static).render()))
        for secret in SECRETS:
            assert secret not in drive.text
        await drive.press("j")
        await drive.wait(lambda: '"provider_config_key"' not in drive.text, "the fold")
        await drive.send()
        sent = drive.front.imports()[-1][1]
        text = json.dumps(sent)
        for secret in SECRETS:
            assert secret in text
            text = text.replace(secret, BULLETS)
        assert json.loads(text) == shown


async def test_the_json_follows_the_endpoint() -> None:
    async with running(size=(120, 60)) as drive:
        await short(drive)
        await drive.press("j", "l")
        await drive.wait_for('"oauth_token": "••••••••"')
        assert '"credentials"' not in drive.text


async def test_curl_is_copied_without_a_secret() -> None:
    async with running() as drive:
        await fill_everything(drive)
        await drive.to_review()
        await drive.press("c")
        await drive.wait(lambda: "curl" in drive.app.clipboard, "the clipboard")
        copied = drive.app.clipboard
        assert "$NANGO_SECRET_KEY" in copied
        assert "/connections" in copied
        for secret in (*SECRETS, drive.demo.key):
            assert secret not in copied


# No accident ---------------------------------------------------------------------------------------------------


async def test_a_key_that_is_still_held_down_does_not_send() -> None:
    async with running(limits=replace(LIMITS, send_guard=3600.0)) as drive:
        await short(drive)
        await drive.press("enter", "enter", "enter")
        await drive.wait_for_toast("Nothing was sent so far")
        assert drive.wizard.step
        assert drive.wizard.step.TITLE == "Review"
        assert drive.front.imports() == []


async def test_a_moment_later_the_key_sends() -> None:
    async with running(limits=replace(LIMITS, send_guard=0.15)) as drive:
        await short(drive)

        async def pressed() -> None:
            while not drive.front.imports():
                await drive.press("enter")

        await pressed()
        await drive.wait_step("Result")
        assert len(drive.front.imports()) == 1


async def test_two_quick_enters_send_once() -> None:
    async with running() as drive:
        await short(drive)
        await drive.press("enter", "enter")
        await drive.wait(lambda: drive.front.imports(), "the import")
        await drive.pilot.pause(0.05)
        assert len(drive.front.imports()) == 1


# An id that exists already -------------------------------------------------------------------------------------


async def existing(drive: Driver) -> None:
    """Type the id of a connection that exists, and go on."""
    await drive.form("pinegrove")
    await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
    await drive.put("connection_id", "piedpiper")
    await drive.press("enter")
    await drive.wait_for("piedpiper exists already")


async def test_an_id_that_exists_is_asked_about_and_then_updated_with_all_that_is_stored() -> None:
    async with running() as drive:
        before = drive.stored("piedpiper", "pinegrove")
        await existing(drive)
        assert drive.front.imports() == []
        await drive.press("y")
        await drive.wait_step("Review")
        await drive.wait_for("UPDATE", "piedpiper", "kept")
        await drive.send()
        await drive.wait_for("Nothing was lost")
        after = drive.stored("piedpiper", "pinegrove")
        credentials = after["credentials"]
        assert isinstance(credentials, dict)
        assert credentials["oauth_token"] == "canary-a"
        for name in ("connection_config", "metadata", "tags", "end_user", "webhook_url_override"):
            assert after.get(name) == before.get(name), name


async def test_no_leads_back_to_the_id_and_nothing_typed_is_lost() -> None:
    async with running() as drive:
        await existing(drive)
        await drive.press("n")
        await drive.wait_step("Credentials")
        await drive.wait_for("piedpiper exists already. Choose another id, or leave it blank.")
        assert drive.app.focused is drive.row("connection_id").entry
        assert drive.typed("credentials.oauth_token") == "canary-a"
        await drive.put("connection_id", "new-one")
        await drive.to_review()
        await drive.wait_for("CREATE in demo")
        assert drive.front.imports() == []


async def test_what_could_not_be_read_is_replaced_only_after_its_name_was_typed() -> None:
    front = Front({("GET", "/connections/piedpiper"): refusal(403, "forbidden", "Missing connections:read")})
    async with running(front=front) as drive:
        await existing(drive)
        await drive.press("y")
        await drive.wait_step("Review")
        await drive.wait_for("LOST")
        await drive.press("enter")
        await drive.wait_for("Type piedpiper and press Enter to send it.")
        await drive.type("another")
        await drive.press("enter")
        await drive.wait_for("That does not match.")
        assert drive.front.imports() == []
        drive.app.screen.query_one(Input).value = "piedpiper"
        await drive.press("enter")
        await drive.wait_step("Result")
        assert len(drive.front.imports()) == 1


async def test_the_same_id_in_another_integration_is_no_replacement() -> None:
    async with running() as drive:
        await short(drive, "globex")
        await drive.wait_for("CREATE in demo")


async def test_an_id_made_here_is_not_asked_about() -> None:
    async with running() as drive:
        before = drive.front.reads("/connections?connectionId=")
        await short(drive)
        assert drive.front.reads("/connections?connectionId=") == before


async def test_where_the_key_may_not_list_it_is_said_that_nobody_looked() -> None:
    front = Front({("GET", "/connections"): refusal(403, "forbidden", "Missing scope environment:connections:list")})
    async with running(front=front) as drive:
        await short(drive, "acme-new")
        await drive.wait_for("Whether acme-new exists already is not known: this key may not list connections.")
        await drive.press("enter")
        await drive.wait_for("If it exists, this import replaces it: what is not entered here is lost.")
        assert drive.front.imports() == []
        await drive.press("y")
        await drive.wait_for("Stored")


async def test_an_id_that_could_never_be_read_again_is_refused_at_its_field() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        for bad in ("acme#1", "metadata", "..", "ünï", "a" * 256):
            await drive.put("connection_id", bad)
            await drive.press("enter")
            await drive.pilot.pause()
            assert drive.wizard.step
            assert drive.wizard.step.TITLE == "Credentials"
            assert drive.row("connection_id").said
            assert drive.app.focused is drive.row("connection_id").entry


async def test_what_was_stored_is_not_replaced_by_correcting_and_sending_it_again_without_a_yes() -> None:
    async with running() as drive:
        await short(drive)
        await drive.send()
        await drive.wait_for("Stored")
        stored = drive.sent_id
        await drive.click_step(2)
        await drive.wait_step("Credentials")
        assert drive.typed("connection_id") == stored
        await drive.put("credentials.oauth_token", "canary-c")
        await drive.press("enter")
        await drive.wait_for(f"{stored} exists already")
        assert len(drive.front.imports()) == 1
