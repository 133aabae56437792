"""The page of a connection: one look, and what it leads to."""

from __future__ import annotations

import pytest

from nango_tui.model.tree import Json
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.wizard import WizardScreen
from tests.screens.detailing import ACME, GLOBEX, opened
from tests.screens.driving import Driver, running
from tests.screens.front import Front, Held, hangs_up, refusal

_CONNECTION = "/connections/"


def looks(drive: Driver) -> int:
    return drive.front.reads(_CONNECTION)


async def test_a_connection_is_read_once() -> None:
    async with running() as drive:
        await opened(drive, *GLOBEX)
        await drive.wait_for("Globex", "OAuth 2 (OAUTH2)", "Refresh token", "present", "subdomain: globex")
        for key in ("f1", "escape", "i", "down"):
            await drive.press(key)
        assert looks(drive) == 1


async def test_a_refresh_that_fails_is_the_start_of_a_fix() -> None:
    async with running(size=(80, 40)) as drive:
        await opened(drive, *ACME)
        assert looks(drive) == 1
        await drive.wait_for("Auth error", "could not refresh", "log", "dashboard")
        await drive.wait_for("subdomain: acme", "plan: enterprise", "tier: gold", "Acme Inc.")
        await drive.wait_for("unknown: Nango does not tell when a refresh fails")


async def test_a_key_that_reads_no_credentials_changes_nothing_by_looking() -> None:
    async with running(key="quiet", size=(80, 40)) as drive:
        status, before = drive.ask("GET", "/connections?connectionId=acme-42")
        assert status == 200
        await opened(drive, *ACME)
        await drive.wait_for("this key may not read credentials", "subdomain: acme")
        assert drive.ask("GET", "/connections?connectionId=acme-42")[1] == before
        # The option that would refresh is refused without effect, then it is read without.
        assert looks(drive) == 2


async def test_what_the_list_told_stands_there_before_the_answer() -> None:
    held = Held()
    async with running(front=Front({("GET", f"{_CONNECTION}*"): held})) as drive:
        await opened(drive, *ACME, read=False)
        await drive.wait_for("Acme Inc.", "Auth error", "tries the stored refresh token again", "tier: gold")
        held.gate.set()
        await drive.wait_for("subdomain: acme")
        assert "tries the stored" not in drive.words


async def test_esc_leaves_while_the_read_hangs() -> None:
    held = Held()
    async with running(front=Front({("GET", f"{_CONNECTION}*"): held})) as drive:
        await opened(drive, *ACME, read=False)
        await drive.press("enter")
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)
        held.gate.set()


async def test_the_page_is_read_anew_after_it_was_left() -> None:
    async with running() as drive:
        await opened(drive, *GLOBEX)
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)
        await opened(drive, *GLOBEX)
        assert looks(drive) == 2


async def test_a_key_that_may_not_read_is_told_what_works_all_the_same() -> None:
    async with running(key="create-only", size=(80, 30)) as drive:
        await opened(drive, *ACME)
        await drive.wait_for("connections:read", "replace the credentials", "Not possible with this key")
        await drive.press("m")
        await drive.wait_for_toast("Not possible with this key")


async def test_a_connection_that_is_gone_can_only_be_left() -> None:
    async with running() as drive:
        await opened(drive, "nobody", "harborline")
        await drive.wait_for("no connection with this ID")
        await drive.press("enter")
        await drive.wait_for_toast("There is no such connection")
        assert not drive.offers("read_again")
        assert looks(drive) == 1


async def test_a_server_that_does_not_answer_is_asked_again_on_demand() -> None:
    async with running(front=Front({("GET", f"{_CONNECTION}*"): hangs_up})) as drive:
        await opened(drive, *GLOBEX)
        await drive.wait_for("Ctrl+R reads again")
        drive.front.answers.clear()
        await drive.press("ctrl+r")
        await drive.wait_for("subdomain: globex")
        assert not drive.offers("read_again")


async def test_reading_again_is_not_offered_where_a_read_went_well() -> None:
    async with running() as drive:
        await opened(drive, *GLOBEX)
        assert not drive.offers("read_again")
        await drive.press("ctrl+r")
        await drive.pilot.pause()
        assert looks(drive) == 1


async def test_i_copies_the_connection_id() -> None:
    async with running() as drive:
        await opened(drive, *GLOBEX)
        await drive.press("i")
        assert drive.app.clipboard == "globex"


async def test_enter_opens_the_form_filled_with_what_is_kept() -> None:
    async with running(size=(80, 40)) as drive:
        await opened(drive, *ACME)
        await drive.press("enter")
        await drive.wait_step("Credentials")
        assert drive.typed("config.subdomain") == "acme"
        assert drive.typed("customer.name") == "Acme Inc."
        assert drive.typed("credentials.access_token") == ""
        assert looks(drive) == 1


async def test_enter_before_the_answer_waits_for_it() -> None:
    held = Held()
    async with running(front=Front({("GET", f"{_CONNECTION}*"): held})) as drive:
        await opened(drive, *GLOBEX, read=False)
        await drive.press("enter")
        held.gate.set()
        await drive.wait_step("Credentials")
        assert drive.typed("config.subdomain") == "globex"
        assert looks(drive) == 1


async def test_where_nothing_could_be_read_everything_is_asked() -> None:
    async with running(key="create-only") as drive:
        screen = await opened(drive, *ACME)
        draft = screen._draft()
        assert (draft.stored, draft.exists, draft.connection_id) == (None, True, "acme-42")
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)


async def test_the_configuration_is_edited_with_the_credentials_at_hand() -> None:
    async with running() as drive:
        await opened(drive, *GLOBEX)
        await drive.press("o")
        await drive.wait_step("Credentials")


async def test_without_readable_credentials_the_configuration_asks_first() -> None:
    async with running(key="quiet") as drive:
        await opened(drive, *GLOBEX)
        await drive.press("o")
        await drive.wait_for("only together with the credentials", "type them in")
        await drive.press("escape")
        await drive.wait_screen(DetailScreen)
        await drive.press("o")
        await drive.wait_for("only together with the credentials")
        await drive.press("y")
        await drive.wait_step("Credentials")


async def test_r_makes_a_link_for_this_connection() -> None:
    async with running() as drive:
        await opened(drive, *ACME)
        await drive.press("r")
        screen = await drive.wait_screen(LinkScreen)
        order = screen.order
        assert (order.connection_id, order.integration, order.config) == (*ACME, {"subdomain": "acme"})


async def test_the_page_shows_what_a_fix_has_read() -> None:
    async with running(size=(80, 40)) as drive:
        screen = await opened(drive, *GLOBEX)
        status, _ = drive.ask(
            "POST",
            "/connections/metadata",
            {"connection_id": "globex", "provider_config_key": "harborline", "metadata": {"plan": "free"}},
        )
        assert status < 300
        await drive.press("f1")
        await screen.session.look(*GLOBEX)
        await drive.press("escape")
        await drive.wait_for("plan: free")


async def test_a_type_that_is_not_imported_leads_to_the_reconnect_link() -> None:
    async with running(size=(80, 40)) as drive:
        await opened(drive, "5f0c7a10-3b1e-4a41-8a55-9d3c1f2e7b60", "fogbank")
        await drive.wait_for("Nango does not import", "reconnect link")
        await drive.press("enter")
        await drive.wait_for_toast("reconnect link")


@pytest.mark.parametrize("status", [400, 424, 500])
async def test_each_status_of_a_failed_refresh_shows_what_is_stored(status: int) -> None:
    told: Json = {
        "connection_id": "globex",
        "provider_config_key": "harborline",
        "connection_config": {"subdomain": "told"},
        "metadata": None,
        "tags": {},
        "credentials": {},
        "errors": [{"type": "auth", "log_id": "log-7"}],
    }
    answer = refusal(status, "invalid_credentials", "No.", payload={"connection": told})
    async with running(front=Front({("GET", f"{_CONNECTION}*"): answer})) as drive:
        await opened(drive, *GLOBEX)
        await drive.wait_for("Auth error", "log-7", "subdomain: told")


async def test_words_of_a_customer_are_no_commands_to_the_terminal() -> None:
    hostile = "\x1b]52;c;cm0gLXJm\x07 [red]x[/]"

    async with running(size=(80, 40)) as drive:
        status, _ = drive.ask(
            "POST", "/connections/metadata",
            {"connection_id": "globex", "provider_config_key": "harborline", "metadata": {"note": hostile}},
        )  # fmt: skip
        assert status < 300
        await opened(drive, *GLOBEX)
        await drive.wait_for("[red]x[/]")
        assert "\x1b]52" not in drive.text
