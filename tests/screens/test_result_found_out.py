"""What the result finds out afterwards: a token that Nango fetched, and what it filled in."""

from __future__ import annotations

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response
from tests.screens.driving import Driver, running
from tests.screens.front import Front, refusal, said

# Let Nango fetch ----------------------------------------------------------------------------------------------------


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
        await drive.form("pinegrove")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.to_review()
        await drive.send()
        await drive.pilot.pause(0.05)
        assert drive.front.reads("/connections/") == 0


# Filled in later ----------------------------------------------------------------------------------------------------


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
