"""Home's connections: read page by page, found by what is typed, opened, whatever the server does."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from nango_tui.model.connection import ConnectionRow
from nango_tui.screens.connections import Roster
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.find import FindScreen
from nango_tui.screens.fix import FixGroup
from nango_tui.screens.history import HistoryScreen
from nango_tui.screens.wizard import WizardScreen
from tests.screens.driving import Driver, running
from tests.screens.front import Front, Held, hangs_up, refusal, said
from tests.screens.listing import LIST, Pages, connection, crowd


def fixes(drive: Driver) -> FixGroup:
    return drive.app._home.fixes


def ids(drive: Driver) -> list[str]:
    """Return the ids that are listed, in their order."""
    return [row.connection_id for row in fixes(drive).shown]


def roster(drive: Driver) -> Roster:
    session = drive.app._home.session
    assert session
    return session.connections


def opened(drive: Driver) -> ConnectionRow:
    """Return the connection whose page is on screen."""
    screen = drive.app.screen
    assert isinstance(screen, DetailScreen)
    return screen.row


async def complete(drive: Driver) -> None:
    await drive.wait(lambda: drive.app._home.session and roster(drive).complete, "all pages")
    await drive.pilot.pause()


async def put(drive: Driver, text: str) -> None:
    drive.app._home.query_one("#search", Input).value = text
    await drive.pilot.pause()


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
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen), "the page")
        assert opened(drive).key == ("acme-42", "harborline")


async def test_the_id_of_an_integration_wins_over_its_connections() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.press("tab")
        assert fixes(drive).active
        await put(drive, "harborline")
        assert len(fixes(drive).shown) > 0
        await drive.press("enter")
        await drive.wait(lambda: isinstance(drive.app.screen, WizardScreen), "the wizard")
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
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen), "the page")
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
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen), "the page")


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
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen), "the page")
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


# Reading -------------------------------------------------------------------------------------------------------


async def test_the_first_page_is_usable_before_the_second_arrives() -> None:
    held = Held()
    pages = Pages(crowd(450), {1: held})
    async with running(front=Front({LIST: pages})) as drive:
        await drive.wait(held.arrived.is_set, "the second page's call")
        await drive.wait_for("reading… 200")
        await drive.type("00042")
        await drive.wait(lambda: ids(drive) == ["c-00042"], "the connection")
        await drive.press("enter")
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen), "the page")
        assert opened(drive).connection_id == "c-00042"
        held.gate.set()
        # Reading goes on behind the other screen.
        await complete(drive)
        assert len(roster(drive).index) == 450
        assert pages.pages == [0, 1, 2]


async def test_an_empty_page_ends_reading() -> None:
    pages = Pages(crowd(400))
    async with running(front=Front({LIST: pages})) as drive:
        await complete(drive)
        assert pages.pages == [0, 1, 2]
        await drive.wait_for("200 of 400, type to narrow")


async def test_rows_that_shift_while_one_reads_are_listed_once() -> None:
    pages = Pages(crowd(401))

    def one_more(page: int) -> None:
        if page == 1:
            pages.rows.insert(0, connection("c-new"))

    pages.before = one_more
    async with running(front=Front({LIST: pages})) as drive:
        await complete(drive)
        assert len(roster(drive).index) == 401
        await put(drive, "c-00199")
        assert ids(drive) == ["c-00199"]


async def test_never_two_list_calls_at_a_time() -> None:
    pages = Pages(crowd(1000))
    async with running(front=Front({LIST: pages})) as drive:
        for text in ("nobody", "customer zz", "b7e1c9a2-5a40-4d1c-9f43-0f0d6a2e7c11"):
            await put(drive, text)
            if drive.app._home.session:
                fixes(drive).read_newest()
            await drive.pilot.pause(0.03)
        await complete(drive)
        assert pages.at_once == 1


async def test_a_highlighted_connection_stays_so_while_others_arrive_before_it() -> None:
    held = Held()
    rows = crowd(250)
    rows[220] = connection("c-broken", broken=True)
    async with running(front=Front({LIST: Pages(rows, {1: held})})) as drive:
        await drive.wait(held.arrived.is_set, "the second page's call")
        await drive.wait_for("reading… 200")
        await drive.press("tab", "down")
        before = fixes(drive).highlighted
        held.gate.set()
        await complete(drive)
        assert ids(drive)[0] == "c-broken"
        assert fixes(drive).highlighted == before


async def test_few_calls_left_stop_reading_and_ctrl_r_goes_on() -> None:
    pages = Pages(crowd(450), headers={"x-ratelimit-remaining": "18"})
    async with running(front=Front({LIST: pages})) as drive:
        await drive.wait_for("Stopped at 200: only 18 calls are left for this account this minute. Ctrl+R goes on.")
        await put(drive, "nobody at all")
        await drive.pilot.pause(0.1)
        assert pages.searches == []
        pages.headers["x-ratelimit-remaining"] = "900"
        await drive.press("ctrl+r")
        await complete(drive)
        assert pages.pages == [0, 1, 2]
        assert "Stopped" not in drive.text


async def test_the_server_is_not_asked_about_a_text_while_few_calls_are_left() -> None:
    pages = Pages(crowd(3), headers={"x-ratelimit-remaining": "18"})
    async with running(front=Front({LIST: pages})) as drive:
        await complete(drive)
        await put(drive, "nobody")
        await drive.wait_for("Only 18 calls are left for this account this minute: the server is not asked.")
        await put(drive, "nobody else")
        await drive.pilot.pause(0.1)
        assert pages.searches == ["nobody"]


async def test_too_many_calls_are_waited_out_and_reading_goes_on() -> None:
    too_many = said(429, {"error": {"code": "too_many_request"}}, {"retry-after": "7"})
    pages = Pages(crowd(250), {1: too_many})
    async with running(front=Front({LIST: pages})) as drive:
        await complete(drive)
        assert pages.pages == [0, 1, 1]
        assert len(roster(drive).index) == 250


async def test_the_wait_for_calls_is_counted_down_on_screen() -> None:
    async with running(front=Front({LIST: Pages(crowd(3))})) as drive:
        await complete(drive)
        roster(drive).waiting = 7
        fixes(drive).moved()
        await drive.wait_for("3, goes on in 7 s")


async def test_endless_refusals_end_reading_and_say_so() -> None:
    too_many = said(429, {"error": {"code": "too_many_request"}}, {"retry-after": "1"})
    async with running(front=Front({LIST: too_many})) as drive:
        await drive.wait_for("Ctrl+R tries again")
        assert drive.front.reads("/connections") == 4


@pytest.mark.parametrize("answer", [hangs_up, refusal(500, "generic_error_support"), said(200, {"rows": []})])
async def test_a_failure_keeps_what_was_read_and_has_a_way_on(answer: object) -> None:
    pages = Pages(crowd(250), {1: answer})  # type: ignore[dict-item]
    async with running(front=Front({LIST: pages})) as drive:
        await drive.wait_for("Stopped at 200:", "Ctrl+R goes on.")
        await drive.press("ctrl+r")
        await complete(drive)
        assert pages.pages == [0, 1, 1]


async def test_an_environment_without_connections_says_so() -> None:
    async with running(front=Front({LIST: Pages([])})) as drive:
        await drive.wait_for("There is no connection in this environment yet.")


async def test_reading_again_drops_what_is_gone_and_keeps_the_rest_in_sight() -> None:
    pages = Pages(crowd(3))
    async with running(front=Front({LIST: pages})) as drive:
        await complete(drive)
        del pages.rows[1]
        pages.rows.append(connection("c-other"))
        await drive.press("ctrl+r")
        await drive.wait(lambda: sorted(ids(drive)) == ["c-00000", "c-00002", "c-other"], "the new list")


async def test_home_keeps_what_was_read_and_reads_the_newest_after_a_change() -> None:
    pages = Pages(crowd(250))
    async with running(front=Front({LIST: pages})) as drive:
        screen = await drive.open_connection("c-00042")
        await drive.home()
        assert screen.session.connections is roster(drive)
        assert len(roster(drive).index) == 250
        assert pages.pages == [0, 1]
        screen = await drive.open_connection("c-00042")
        pages.rows.insert(0, connection("c-fresh"))
        roster(drive).stale()
        await drive.home()
        await put(drive, "c-fresh")
        await drive.wait(lambda: ids(drive) == ["c-fresh"], "the new one")
        assert pages.pages == [0, 1, 0]


async def test_what_was_changed_elsewhere_is_shown_as_it_is_now() -> None:
    async with running() as drive:
        await drive.open_connection("acme")
        roster(drive).update(ConnectionRow("acme-42", "harborline"))
        roster(drive).forget(("globex", "harborline"))
        await drive.home()
        await put(drive, "")
        await drive.wait_for("5 auth errors first", "15 of 15")


# The server completes ------------------------------------------------------------------------------------------


async def test_the_server_is_asked_about_what_is_not_read_yet() -> None:
    held = Held()
    pages = Pages(crowd(450), {1: held})
    async with running(front=Front({LIST: pages})) as drive:
        await drive.wait(held.arrived.is_set, "the second page's call")
        await drive.type("customer 00444")
        held.gate.set()
        await drive.wait(lambda: ids(drive) == ["c-00444"], "the connection")
        await complete(drive)
        assert set(pages.searches) <= {"customer"}


async def test_a_new_connection_is_found_although_all_was_read_before() -> None:
    pages = Pages(crowd(3))
    async with running(front=Front({LIST: pages})) as drive:
        await complete(drive)
        await drive.type("c-0000")
        await drive.pilot.pause(0.1)
        # All that fits was read.
        assert pages.searches == []
        pages.rows.insert(0, connection("latecomer"))
        await put(drive, "late")
        await drive.wait(lambda: ids(drive) == ["latecomer"], "the new one")
        await drive.wait_for("1 of 4, also asked the server")
        assert pages.searches == ["late"]


async def test_a_late_answer_does_not_change_what_is_shown_for_another_text() -> None:
    pages = Pages(crowd(3))
    held = Held()

    def slowly(request: object, behind: object) -> object:
        return held(request, lambda _: pages(request, behind))  # type: ignore[arg-type]

    front = Front({LIST: pages})
    async with running(front=front) as drive:
        await complete(drive)
        front.answers[LIST] = slowly  # type: ignore[assignment]
        await put(drive, "late")
        await drive.wait(held.arrived.is_set, "the search")
        pages.rows.insert(0, connection("latecomer"))
        await put(drive, "c-0000")
        held.gate.set()
        await drive.pilot.pause(0.1)
        assert ids(drive) == ["c-00000", "c-00001", "c-00002"]
        assert "also asked" not in drive.text


async def test_a_pasted_id_finds_its_connection_exactly() -> None:
    name = "0a6e0d5e-9f0c-4a8e-8a39-6f6f1f1b1c11"
    pages = Pages(crowd(3))
    async with running(front=Front({LIST: pages})) as drive:
        await complete(drive)
        pages.rows.insert(0, connection(name))
        await drive.paste(f"{name}\n")
        await drive.wait(lambda: ids(drive) == [name], "the connection")
        assert pages.queries[-1]["connectionId"] == name
        await drive.press("enter")
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen), "the page")


# Keys that may not list ----------------------------------------------------------------------------------------


async def test_a_key_that_may_not_list_is_told_the_scope_and_opens_by_id() -> None:
    async with running(key="create-only") as drive:
        await drive.wait_for("environment:connections:list", "Ctrl+F: enter connection id and integration.")
        await drive.press("ctrl+f")
        await drive.wait(lambda: isinstance(drive.app.screen, FindScreen), "the question")
        await drive.press("enter")
        await drive.wait_for("Type or paste the connection's id.")
        await drive.type("acme-42")
        await drive.press("enter")
        await drive.wait_for("Type the integration's id.")
        await drive.type("harborline")
        await drive.press("enter")
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen), "the page")
        assert opened(drive).key == ("acme-42", "harborline")


async def test_an_id_that_no_call_could_read_is_refused_at_its_field_and_esc_opens_nothing() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.press("ctrl+f")
        await drive.wait(lambda: isinstance(drive.app.screen, FindScreen), "the question")
        await drive.type("a%b")
        await drive.press("enter")
        await drive.wait_for("could never be read or deleted again")
        await drive.press("escape")
        await drive.pilot.pause()
        assert drive.app.screen is drive.app._home


async def test_what_was_typed_and_not_found_is_ready_in_the_question() -> None:
    one = said(200, {"data": [{"unique_key": "only", "provider": "harborline", "display_name": "Only"}]})
    async with running(front=Front({LIST: Pages([]), ("GET", "/integrations"): one})) as drive:
        await complete(drive)
        await put(drive, "qqxx-42")
        await drive.press("ctrl+f", "enter")
        await drive.wait(lambda: isinstance(drive.app.screen, DetailScreen), "the page")
        assert opened(drive).key == ("qqxx-42", "only")


# Around --------------------------------------------------------------------------------------------------------


async def test_ctrl_l_opens_the_history() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.press("ctrl+l")
        await drive.wait(lambda: isinstance(drive.app.screen, HistoryScreen), "the history")


@pytest.mark.parametrize("path", ["/connections", "/integrations", "/providers/*"])
async def test_an_answer_that_arrives_while_the_program_ends_breaks_nothing(path: str) -> None:
    held = Held()
    async with running(front=Front({("GET", path): held})) as drive:
        pilot: Pilot[None] = drive.pilot
        await drive.wait(held.arrived.is_set, "the call")
        drive.app.exit()
        held.gate.set()
        await pilot.pause()
