"""The form on screen: when a token expires, who fetches it, and what is said about the fields."""

from __future__ import annotations

from functools import partial

import pytest
from textual.widgets import Static, TextArea

from nango_tui.model.auth import Endpoint
from nango_tui.screens.steps.folds import FoldTitle
from nango_tui.widgets.row import Entry
from tests.screens.driving import running
from tests.screens.filled import PEM, focused, mark, stays, step
from tests.screens.front import Front, refusal

# Expiry, fetching, OAuth apps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("45m", "17:15 EET = 15:15 UTC, in 45 min"),
        ("3599", "in 1 h"),
        ("17:00", "17:00 EET = 15:00 UTC, in 30 min"),
        ("tomorrow 9:00", "2026-11-25 09:00 EET = 07:00 UTC"),
        ("never", "never expires"),
        ("2026-11-24T13:00:00Z", "Already expired, and there is no refresh token"),
    ],
)
async def test_an_expiry_is_echoed_as_it_was_understood(typed: str, echo: str) -> None:
    async with running() as drive:
        await drive.form("tideflow")
        drive.row("expiry").entry.focus()
        await drive.type(typed)
        await drive.wait_for(echo)


async def test_never_with_a_refresh_token_is_asked_about_once() -> None:
    async with running() as drive:
        await drive.form("tideflow")
        await drive.fill({"credentials.access_token": "canary-a", "credentials.refresh_token": "canary-r"})
        await drive.put("expiry", "never")
        await stays(drive)
        assert "Nango will never use the refresh token" in mark(drive, "expiry")
        await drive.press("enter")
        await drive.wait_step("Review")


async def test_what_cannot_be_read_as_an_expiry_is_said_beside_it() -> None:
    async with running() as drive:
        await drive.form("tideflow")
        await drive.fill({"credentials.access_token": "canary-a", "expiry": "soonish"})
        await stays(drive)
        assert mark(drive, "expiry")


async def test_while_nango_fetches_the_token_it_is_not_asked_for_and_nothing_typed_is_lost() -> None:
    async with running() as drive:
        await drive.form("tideflow")
        await drive.fill({"credentials.access_token": "canary-a", "expiry": "2h"})
        await drive.switch("fetch", True)
        assert not drive.row("credentials.access_token").display
        assert not drive.row("expiry").display
        await stays(drive)
        assert "needs the refresh token" in mark(drive, "credentials.refresh_token")
        await drive.switch("fetch", False)
        assert drive.row("credentials.access_token").display
        assert drive.typed("credentials.access_token") == "canary-a"
        assert drive.typed("expiry") == "2h"


async def test_client_credentials_are_fetched_unless_one_says_otherwise() -> None:
    async with running() as drive:
        await drive.form("cobalt-pay")
        assert not drive.row("credentials.token").display
        await drive.switch("fetch", False)
        assert drive.row("credentials.token").display


async def test_another_oauth_app_asks_for_its_id_and_secret() -> None:
    async with running() as drive:
        await drive.form("tideflow")
        await drive.fill({"credentials.access_token": "canary-a", "expiry": "2h"})
        assert not drive.row("credentials.client_id_override").display
        await drive.switch("own-app", True)
        await stays(drive)
        assert focused(drive) == "credentials.client_id_override"
        await drive.put("credentials.client_id_override", "other-app")
        await drive.put("credentials.client_secret_override", "canary-other")
        await drive.switch("own-app", False)
        await drive.to_review()
        await drive.send()
        assert drive.front.imports()[-1][1]["credentials"] == {
            "type": "OAUTH2",
            "access_token": "canary-a",
            "expires_at": "2026-11-24T16:30:00.000Z",
        }


# Words --------------------------------------------------------------------------------------------------------------


async def test_what_comes_only_with_a_browser_flow_is_asked_for_or_warned_about() -> None:
    async with running() as drive:
        await drive.form("fernmail")
        assert step(drive).form.field("config.api_domain")
        await drive.home()
        await drive.form("beacon-ads")
        assert "without it they may fail" in mark(drive, "config.developer_token")
        await drive.fill({"credentials.access_token": "canary-a", "expiry": "2h"})
        await drive.to_review()


async def test_help_says_what_is_asked_and_where_the_engineer_finds_it() -> None:
    async with running(size=(100, 60)) as drive:
        await drive.form("harborline-key")
        await drive.press("f1")
        await drive.wait_for(
            "Credentials: API key (API_KEY)",
            "Where Harborline (API Key) shows them",
            "https://docs.example.com/nango/harborline-api-key/connect#create-a-k",
        )
        await drive.press("escape")
        assert step(drive)


async def test_an_app_is_told_that_its_private_key_belongs_to_the_integration() -> None:
    async with running() as drive:
        await drive.form("gitgarden")
        await drive.wait_for("no private key to enter here")


async def test_a_field_that_the_legacy_endpoint_lacks_is_said_there_in_time() -> None:
    async with running(fixed=Endpoint.LEGACY) as drive:
        await drive.form("brasswork")
        await drive.fill({"credentials.client_id": "3f2b6c1e-8a4d-4d0b-9b1e-2f6f6f1f0a11"})
        await drive.fill({"credentials.client_secret": "canary-s", "credentials.client_certificate": PEM})
        await drive.put("credentials.client_private_key", PEM)
        await stays(drive)
        await drive.wait_for("The legacy endpoint has no place for a client certificate or a private key.")


async def test_the_summary_stands_beside_the_form_on_wide_terminals_and_follows_the_typing() -> None:
    async with running(size=(120, 40)) as drive:
        await drive.form("harborline")
        await drive.type("acme")
        await drive.put("credentials.access_token", "canary-access")
        await drive.put("customer.name", "Acme Inc.")
        await drive.wait_for("Harborline workspace", "POST /connections")
        summary = str(drive.app.screen.query_one("Summary Static", Static).render())
        assert "subdomain acme" in summary
        assert "Access token" in summary
        assert "Acme Inc." in summary
        assert "canary" not in summary


def in_sight(entry: Entry) -> bool:
    return entry.has_focus and 0 < entry.region.y < 23


async def test_everything_can_be_reached_at_80_by_24() -> None:
    async with running() as drive:
        await drive.form("harborline")
        for title in drive.app.screen.query(FoldTitle):
            title.action_fold()
        await drive.switch("own-app", True)
        for row in step(drive).rows.values():
            entry = row.entry
            entry.focus()
            await drive.wait(partial(in_sight, entry), f"{row.key} in sight")
            assert 0 < entry.region.right <= 80, row.key


async def test_a_metadata_field_is_an_area_and_no_secret() -> None:
    async with running(front=Front({("GET", "/providers/*"): refusal(404, "not_found")})) as drive:
        await drive.choose("plain-weather")
        await drive.wait_step("Auth type")
        await drive.press(*["down"] * 8, "enter")
        await drive.wait_step("Credentials")
        await drive.put("metadata", '{"plan": "gold"}')
        assert isinstance(drive.row("metadata").entry, TextArea)
        await drive.wait_for('{"plan": "gold"}')
