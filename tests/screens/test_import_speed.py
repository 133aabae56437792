"""How few keys an import takes, counted from Home to the result."""

from __future__ import annotations

from tests.conftest import Figure
from tests.screens.driving import Driver, running

MOST = 8
"""Keys besides the letters of the filter and the pasted values."""


class Counted:
    """Counts the keys that are pressed, apart from the letters of the filter."""

    def __init__(self, drive: Driver) -> None:
        self.drive = drive
        self.keys: list[str] = []

    async def filter(self, letters: str) -> None:
        await self.drive.wait_for("22 of 22")
        await self.drive.type(letters)

    async def press(self, *keys: str) -> None:
        self.keys += keys
        await self.drive.press(*keys)
        await self.drive.pilot.pause()

    async def paste(self, text: str) -> None:
        await self.drive.paste(text)


async def test_an_api_key_takes_at_most_eight_keys(figure: Figure) -> None:
    async with running() as drive:
        hand = Counted(drive)
        await hand.filter("harborline-key")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        await hand.paste("https://acme.harborline.example/agent")
        await hand.press("enter")
        await hand.paste("hbl_0123456789abcdea")
        await hand.press("enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("Stored and tested at the provider")
        assert drive.stored(drive.sent_id, "harborline-key")["connection_config"] == {"subdomain": "acme"}
        assert len(hand.keys) <= MOST
        figure("keys", f"API key {len(hand.keys)}", order=1)


async def test_an_access_token_with_its_expiry_takes_at_most_eight_keys(figure: Figure) -> None:
    async with running() as drive:
        hand = Counted(drive)
        await hand.filter("harborl")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        await hand.paste("acme")
        await hand.press("enter")
        await hand.paste("canary-access")
        await hand.press("enter", "2", "h", "enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("Stored")
        assert drive.front.imports()[-1][1]["credentials"] == {
            "type": "OAUTH2",
            "access_token": "canary-access",
            "expires_at": "2026-11-24T16:30:00.000Z",
        }
        assert len(hand.keys) <= MOST
        figure("keys", f"access token with expiry {len(hand.keys)}", order=2)


async def test_access_and_refresh_token_take_at_most_eight_keys(figure: Figure) -> None:
    async with running() as drive:
        hand = Counted(drive)
        await hand.filter("tidefl")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        await hand.paste("canary-access")
        await hand.press("tab")
        await hand.paste("canary-refresh")
        await hand.press("enter", "2", "h", "enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("Stored")
        credentials = drive.front.imports()[-1][1]["credentials"]
        assert isinstance(credentials, dict)
        assert credentials["refresh_token"] == "canary-refresh"
        assert len(hand.keys) <= MOST
        figure("keys", f"access and refresh token {len(hand.keys)}", order=3)


async def test_client_id_and_secret_take_at_most_eight_keys(figure: Figure) -> None:
    async with running() as drive:
        hand = Counted(drive)
        await hand.filter("cobalt")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        await hand.paste("acme-client")
        await hand.press("enter")
        await hand.paste("canary-secret")
        await hand.press("enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("Refreshed: Nango fetched a token")
        assert len(hand.keys) <= MOST
        figure("keys", f"client id and secret {len(hand.keys)}", order=4)


async def test_user_name_and_token_take_at_most_eight_keys(figure: Figure) -> None:
    async with running() as drive:
        hand = Counted(drive)
        await hand.filter("moss")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        await hand.paste("agent@acme.example")
        await hand.press("enter")
        await hand.paste("canary-token")
        await hand.press("enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("Stored and tested")
        assert len(hand.keys) <= MOST
        figure("keys", f"user name and token {len(hand.keys)}", order=5)


async def test_the_connection_id_is_one_key_from_the_clipboard() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        await drive.press("enter")
        await drive.wait_step("Review")
        await drive.send()
        await drive.press("i")
        await drive.wait(lambda: drive.app.clipboard == drive.sent_id, "the clipboard")
