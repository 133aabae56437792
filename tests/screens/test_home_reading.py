"""Home's connections: read page by page, whatever the server does, and completed by it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from nango_tui.model.connection import ConnectionRow
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.find import FindScreen
from nango_tui.screens.history import HistoryScreen
from tests.screens.driving import running
from tests.screens.front import Front, Held, hangs_up, refusal, said
from tests.screens.listing import LIST, Pages, complete, connection, crowd, fixes, ids, opened, put, roster

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
        await drive.wait_screen(DetailScreen)
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
        await drive.wait_screen(DetailScreen)


# Keys that may not list ----------------------------------------------------------------------------------------


async def test_a_key_that_may_not_list_is_told_the_scope_and_opens_by_id() -> None:
    async with running(key="create-only") as drive:
        await drive.wait_for("environment:connections:list", "Ctrl+F: enter connection id and integration.")
        await drive.press("ctrl+f")
        await drive.wait_screen(FindScreen)
        await drive.press("enter")
        await drive.wait_for("Type or paste the connection's id.")
        await drive.type("acme-42")
        await drive.press("enter")
        await drive.wait_for("Type the integration's id.")
        await drive.type("harborline")
        await drive.press("enter")
        await drive.wait_screen(DetailScreen)
        assert opened(drive).key == ("acme-42", "harborline")


async def test_an_id_that_no_call_could_read_is_refused_at_its_field_and_esc_opens_nothing() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.press("ctrl+f")
        await drive.wait_screen(FindScreen)
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
        await drive.wait_screen(DetailScreen)
        assert opened(drive).key == ("qqxx-42", "only")


# Around --------------------------------------------------------------------------------------------------------


async def test_ctrl_l_opens_the_history() -> None:
    async with running() as drive:
        await complete(drive)
        await drive.press("ctrl+l")
        await drive.wait_screen(HistoryScreen)


@pytest.mark.parametrize("path", ["/connections", "/integrations", "/providers/*"])
async def test_an_answer_that_arrives_while_the_program_ends_breaks_nothing(path: str) -> None:
    held = Held()
    async with running(front=Front({("GET", path): held})) as drive:
        pilot: Pilot[None] = drive.pilot
        await drive.wait(held.arrived.is_set, "the call")
        drive.app.exit()
        held.gate.set()
        await pilot.pause()
