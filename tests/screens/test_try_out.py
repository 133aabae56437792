"""Testing a connection: what is called is said before, and what the answer proves after."""

from __future__ import annotations

from textual.widgets import Button, Input

from nango_tui.model.tree import Json
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.steps.folds import FoldTitle
from nango_tui.screens.try_out import TryOutScreen
from nango_tui.storage.history_memory import MemoryHistory
from tests.screens.detailing import ACME, GLOBEX, call, opened
from tests.screens.driving import Driver, running
from tests.screens.front import Front, Held, hangs_up, refusal

KEY_CONNECTION = ("hooli", "lumenboard")


async def trying(drive: Driver, connection: tuple[str, str]) -> TryOutScreen:
    """Open the page of a connection and its test."""
    await opened(drive, *connection)
    await drive.press("t")
    await drive.wait(lambda: isinstance(drive.app.screen, TryOutScreen) and drive.app.screen.focused, "the test")
    screen = drive.app.screen
    assert isinstance(screen, TryOutScreen)
    return screen


def calls(drive: Driver) -> list[str]:
    """Return the paths that were called through the proxy, and the forced refreshes."""
    return [
        request.target
        for request in drive.front.asked
        if request.target.startswith("/proxy") or "force_refresh" in request.target
    ]


async def test_nothing_is_called_before_it_was_said_what() -> None:
    async with running() as drive:
        await trying(drive, GLOBEX)
        await drive.wait_for("Let Nango refresh the token", "https://globex.harborline.example/api/v2", "harmlessly")
        assert not calls(drive)


async def test_a_refresh_that_succeeds_proves_the_credentials() -> None:
    history = MemoryHistory()
    async with running(history=history) as drive:
        await trying(drive, GLOBEX)
        await drive.press("enter")
        await drive.wait_for("Refreshed: the provider gave a new token", "1 h")
        assert len(calls(drive)) == 1
        await drive.wait(history.entries, "the history")
    assert [(entry.action, entry.outcome) for entry in history.entries()] == [("test", "refreshed")]


async def test_the_page_shows_the_new_expiry_after_a_refresh() -> None:
    async with running(size=(80, 40)) as drive:
        screen = await trying(drive, GLOBEX)
        await drive.press("enter")
        await drive.wait_for("Refreshed")
        await drive.wait(lambda: screen.connection.expires_at.startswith("2026-11-24"), "the read")
        await drive.press("escape")
        await drive.wait_screen(DetailScreen)
        await drive.wait_for("expires in 1 h")


async def test_a_refresh_that_fails_says_why_and_where_the_reason_is() -> None:
    async with running() as drive:
        await trying(drive, ACME)
        await drive.press("enter")
        await drive.wait_for("Not refreshed.", "dashboard")


async def test_a_stored_token_that_comes_back_proves_nothing() -> None:
    async with running() as drive:
        screen = await trying(drive, GLOBEX)
        drive.front.answers[("GET", "/connections/globex")] = lambda request, behind: behind(
            type(request)(
                request.method, request.target.replace("&force_refresh=true", ""), request.headers, request.body
            )
        )
        before = drive.front.reads("/connections/globex")
        await drive.press("enter")
        await drive.wait_for("nothing was refreshed")
        await drive.wait(lambda: not [work for work in screen.workers if work.node is screen], "rest")
        assert drive.front.reads("/connections/globex") == before + 1, "nothing changed, and it was read again"
        assert screen.query_one(".said").has_class("doubt")


async def test_a_key_that_reads_no_credentials_cannot_refresh_and_is_told_the_scope() -> None:
    async with running(key="quiet") as drive:
        screen = await trying(drive, GLOBEX)
        await drive.wait_for("Not possible with this key", "read_credentials")
        assert screen.query_one(Button).disabled
        await call(drive, "/me")
        await drive.wait_for("Not possible with this key: it lacks environment:proxy")


async def test_an_api_key_has_nothing_to_refresh() -> None:
    async with running() as drive:
        await trying(drive, KEY_CONNECTION)
        await drive.wait_for("Nango has nothing to refresh for API key")


async def test_the_path_of_the_template_is_preset_and_the_account_that_answers_is_said() -> None:
    async with running() as drive:
        screen = await trying(drive, KEY_CONNECTION)
        template = screen.template
        assert template
        assert screen.query_one(Input).value == template.proxy_check
        await call(drive, template.proxy_check or "/me")
        await drive.wait_for("Works: the provider takes these credentials (HTTP 200).", "the account", "acct-")


async def test_the_answer_is_folded_below_its_verdict() -> None:
    async with running() as drive:
        screen = await trying(drive, GLOBEX)
        await call(drive, "/me")
        await drive.wait_for("Works")
        assert '"path"' not in drive.text
        screen.query_one(FoldTitle).focus()
        await drive.press("space")
        await drive.wait_for('"path"')


async def test_a_401_is_a_refusal_of_the_credentials_and_a_404_says_nothing() -> None:
    async with running() as drive:
        screen = await trying(drive, GLOBEX)
        for status, words, tone in ((401, "refuses these credentials", "bad"), (404, "says nothing about", "doubt")):
            await call(drive, f"/status/{status}")
            await drive.wait_for(words, f"HTTP {status}")
            assert screen.query_one(".said").has_class(tone)


async def test_a_whole_address_is_not_called() -> None:
    async with running() as drive:
        await trying(drive, GLOBEX)
        await call(drive, "https://evil.example/me")
        await drive.wait_for("Type the path behind the provider's address")
        assert not calls(drive)


async def test_nango_that_cannot_be_reached_says_nothing_about_the_credentials() -> None:
    async with running(front=Front({("GET", "/proxy/*"): hangs_up})) as drive:
        screen = await trying(drive, GLOBEX)
        await call(drive, "/me")
        await drive.wait_for("closed the connection")
        assert screen.query_one(".said").has_class("doubt")


async def test_enter_twice_calls_once() -> None:
    held = Held()
    async with running(front=Front({("GET", "/proxy/*"): held})) as drive:
        await trying(drive, GLOBEX)
        await call(drive, "/me")
        await call(drive, "/me")
        held.gate.set()
        await drive.wait_for("Works")
        assert len(calls(drive)) == 1


async def test_esc_does_not_wait_for_the_provider() -> None:
    held = Held()
    async with running(front=Front({("GET", "/proxy/*"): held})) as drive:
        await trying(drive, GLOBEX)
        await call(drive, "/me")
        await drive.press("escape")
        await drive.wait_screen(DetailScreen)
        held.gate.set()


async def test_a_read_follows_only_where_something_changed() -> None:
    async with running() as drive:
        screen = await trying(drive, GLOBEX)
        before = drive.front.reads("/connections/globex")
        await call(drive, "/me")
        await drive.wait_for("Works")
        await drive.wait(lambda: not [work for work in screen.workers if work.node is screen], "rest")
        assert drive.front.reads("/connections/globex") == before


async def test_a_failed_refresh_of_a_healthy_connection_shows_on_its_page() -> None:
    async with running(size=(80, 40)) as drive:
        screen = await trying(drive, GLOBEX)
        told: dict[str, Json] = {
            "connection_id": "globex",
            "provider_config_key": "harborline",
            "connection_config": {},
            "tags": {},
        }
        errors: Json = [{"type": "auth", "log_id": "log-9"}]
        payload: Json = {"connection": {**told, "errors": errors}}
        drive.front.answers[("GET", "/connections/globex")] = refusal(
            400, "invalid_credentials", "No.", payload=payload
        )
        await drive.press("enter")
        await drive.wait_for("Not refreshed.")
        await drive.wait(lambda: not [work for work in screen.workers if work.node is screen], "rest")
        await drive.press("escape")
        await drive.wait_for("Auth error", "log-9")
