"""Home's connections: how they are listed, and found and opened by what is typed."""

from __future__ import annotations

from nango_tui.model.body import Json
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.wizard import WizardScreen
from tests.screens.driving import StillClock, running
from tests.screens.front import Front, said
from tests.screens.listing import LIST, Pages, complete, connection, crowd, fixes, ids, opened, put

# Rows ----------------------------------------------------------------------------------------------------------


async def test_a_row_leads_with_the_customer_then_where_what_is_wrong_and_how_old() -> None:
    async with running() as drive:
        await drive.wait_for("16 of 16", "6 auth errors first", "acme-42")
        rows = [line for line in drive.text.splitlines() if " · " in line and "demo" not in line]
        assert rows[0].strip("▐ ").split("  ")[0] == "Acme Inc."
        for text in ("harborline · acme-42", "auth error, 2 h", "190 d"):
            assert text in rows[0]
        assert ["auth error" in row for row in rows][:8] == [True] * 6 + [False] * 2
        assert all(len(line) <= 80 for line in drive.text.splitlines())


async def test_how_old_an_error_is_stands_there_whole() -> None:
    now = StillClock().now().timestamp()
    for seconds, words in ((58 * 60, "58 min"), (47 * 3600, "47 h"), (300 * 86400, "300 d")):
        errors: list[Json] = [{"type": "auth", "log_id": f"{round((now - seconds) * 1000)}_abcdefgh"}]
        async with running(front=Front({LIST: Pages([connection("c-1", errors=errors)])})) as drive:
            await drive.wait_for(f"auth error, {words} ")


async def test_a_wide_terminal_shows_more_of_each() -> None:
    async with running(size=(120, 40)) as drive:
        await drive.wait_for("16 of 16", "· vandelay-industries-", "Umbrella Pharmaceuticals, Mar…")


async def test_a_sync_error_is_called_so_and_said_to_stay() -> None:
    async with running() as drive:
        await complete(drive)
        await put(drive, "umbrella")
        await drive.wait_for("sync error, 22 h", "a sync failed: new credentials do not change that")
        assert "auth error" not in drive.text


async def test_what_opening_a_broken_connection_does_is_said_before() -> None:
    async with running() as drive:
        await complete(drive)
        await put(drive, "acme")
        await drive.wait_for("Enter reads it once; Nango may try its refresh token again", "1 of 16")
        await put(drive, "globex")
        await drive.wait_for("6 auth errors first")
        session = drive.app._home.session
        assert session
        session.can_read_credentials = False
        await put(drive, "acme")
        await drive.wait_for("1 of 16")
        assert "Enter reads it once" not in drive.text


async def test_names_of_connections_cannot_act_on_the_screen() -> None:
    name = "\x1b]52;c;x\x07[@click=x]y[/]"
    hostile = connection("[b]id[/b]", end_user={"display_name": name}, tags={"[": "\x1b[2J"})
    async with running(front=Front({LIST: Pages([hostile])}), size=(120, 40)) as drive:
        await drive.wait_for("[b]id[/b]", "[@click=x]y[/]")
        assert not any(character in drive.text for character in "\x1b\x07")


async def test_letters_of_two_cells_leave_the_columns_where_they_are() -> None:
    rows = [connection("wide", end_user={"display_name": "株式会社アクメ・ホールディングス東京"}), connection("narrow")]
    async with running(front=Front({LIST: Pages(rows)})) as drive:
        await drive.wait_for("harborline · wide", "harborline · narrow")
        wide, narrow = (next(line for line in drive.text.splitlines() if name in line) for name in ("· wide", "· narr"))
        from rich.cells import cell_len

        assert cell_len(wide.split("harborline")[0]) == cell_len(narrow.split("harborline")[0])


# Two groups ----------------------------------------------------------------------------------------------------


async def test_a_customer_is_found_and_opened_by_letters_and_enter() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.type("acme")
        await drive.press("enter")
        await drive.wait_screen(DetailScreen)
        assert opened(drive).key == ("acme-42", "harborline")


async def test_the_id_of_an_integration_wins_over_its_connections() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.press("tab")
        assert fixes(drive).active
        await put(drive, "harborline")
        assert len(fixes(drive).shown) > 0
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        assert drive.wizard.integration.unique_key == "harborline"


async def test_the_id_of_a_connection_wins_over_integrations_that_hold_it() -> None:
    rows = [connection("harb", days=3), connection("harb-2", broken=True)]
    async with running(front=Front({LIST: Pages(rows)})) as drive:
        await complete(drive)
        await put(drive, "harb")
        assert drive.app._home.imports.shown
        assert fixes(drive).active
        assert ids(drive)[0] == "harb"


async def test_arrows_and_tab_move_one_highlight_between_the_groups() -> None:
    async with running() as drive:
        await complete(drive)
        await put(drive, "harborline")
        home = drive.app._home
        assert home.imports.active
        await drive.press("down", "down", "down")
        assert fixes(drive).active
        assert fixes(drive).rows.highlighted == 0
        await drive.press("up")
        assert home.imports.active
        assert home.imports.highlighted == home.imports.shown[-1]
        await drive.press("tab", "down")
        assert fixes(drive).rows.highlighted == 1
        await drive.press("shift+tab")
        assert home.imports.active
        await drive.press("tab", "enter")
        await drive.wait_screen(DetailScreen)
        assert drive.app._home.focused is home.query_one("#search")


async def test_a_near_integration_does_not_stand_before_a_connection_that_fits() -> None:
    async with running() as drive:
        await complete(drive)
        await put(drive, "hooli")
        assert not drive.app._home.imports.shown
        assert ids(drive) == ["hooli"]


async def test_operators_hide_the_integrations() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.type("is:broken")
        await drive.wait_for("6 of 16")
        assert "Import into" not in drive.text
        await drive.press("escape")
        await drive.wait_for("Import into")
        await drive.type("tag:tier=gold in:cobalt")
        await drive.wait(lambda: ids(drive) == ["oceanic-payments"], "one")
        await drive.press("enter")
        await drive.wait_screen(DetailScreen)


async def test_what_looks_like_a_filter_and_is_none_is_said_with_those_that_there_are() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.type("is:ok")
        await drive.wait_for("is:ok is no filter: there are is:broken, is:syncerror")
        assert "Import into" not in drive.text


async def test_enter_never_opens_an_integration_that_is_hidden() -> None:
    one = said(200, {"data": [{"unique_key": "is:syncerror", "provider": "x", "display_name": "Odd"}]})
    async with running(front=Front({LIST: Pages(crowd(3)), ("GET", "/integrations"): one})) as drive:
        await complete(drive)
        await put(drive, "is:syncerror")
        await drive.press("enter", "down", "tab", "enter")
        await drive.pilot.pause()
        assert drive.app.screen is drive.app._home


async def test_a_click_opens_a_connection() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.pilot.click("#fix RowList", offset=(4, 2))
        await drive.wait_screen(DetailScreen)
        assert opened(drive).connection_id == "wonka-boards"


async def test_the_integrations_take_what_they_need_and_the_connections_the_rest() -> None:
    async with running() as drive:
        await complete(drive)
        home = drive.app._home
        assert home.imports.rows.size.height == 7
        assert fixes(drive).rows.size.height == 10
        await put(drive, "harborline")
        await drive.wait(lambda: home.imports.rows.size.height == 3, "three rows")
        await put(drive, "acme")
        await drive.wait(lambda: home.imports.rows.size.height == 0, "no rows")
        assert "0 of 22" in drive.text
