"""Home: the list of integrations, filtered by what is typed, whatever the server does."""

from __future__ import annotations

import time

import pytest
from textual.widgets import Input

from nango_tui.model.body import Json
from nango_tui.model.draft import Integration
from nango_tui.model.matching import matching
from nango_tui.model.wire import Response
from nango_tui.screens.groups import ROWS
from tests.screens.driving import Driver, running
from tests.screens.front import HTML, Answer, Front, Held, hangs_up, refusal, said

LIST = ("GET", "/integrations")


def integrations(*keys: str) -> Response:
    """Return a list of integrations of those ids."""
    rows: list[Json] = [{"unique_key": key, "provider": "harborline", "display_name": f"Name of {key}"} for key in keys]
    return said(200, {"data": rows})


def rows(drive: Driver) -> list[str]:
    """Return the ids that are listed, in their order."""
    return [integration.unique_key for integration in drive.app._home.imports.shown]


def highlighted(drive: Driver) -> str:
    """Return the id of the highlighted row."""
    found = drive.app._home.imports.highlighted
    return found.unique_key if found else ""


# Filtering -----------------------------------------------------------------------------------------------------


async def test_the_input_has_the_focus_and_typing_narrows_the_list() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        assert drive.app.focused is drive.app._home.query_one("#search", Input)
        await drive.type("harbor")
        await drive.wait_for("3 of 22")
        assert rows(drive) == ["harborline", "harborline-key", "harborline-emea-production-migration-2026"]
        await drive.press("escape")
        await drive.wait_for("22 of 22")


async def test_what_is_typed_is_found_in_id_name_and_provider_in_any_case() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        for typed, key in (("MOSSDESK", "mossdesk"), ("email and token", "mossdesk"), ("osprey-id", "osprey")):
            await drive.press("escape")
            await drive.type(typed)
            await drive.wait(lambda key=key: rows(drive) == [key], key)  # type: ignore[misc]  # a default binds it


def test_an_exact_id_comes_first_then_what_begins_so_then_what_holds_it() -> None:
    found = (
        Integration("my-zen", "other", "Other"),
        Integration("zd", "zendesk", "Zen"),
        Integration("zen-long", "x", "X"),
        Integration("zen", "x", "X"),
    )
    assert [one.unique_key for one in matching(found, "zen")] == ["zen", "zd", "zen-long", "my-zen"]


def test_where_nothing_holds_what_was_typed_what_is_near_is_found() -> None:
    found = (Integration("zendesk", "zendesk", "Zendesk"), Integration("stripe", "stripe", "Stripe"))
    assert [one.unique_key for one in matching(found, "zndsk")] == ["zendesk"]


async def test_arrows_move_the_highlight_while_one_types_and_enter_chooses_it() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.type("harbor")
        await drive.wait_for("3 of 22")
        assert highlighted(drive) == "harborline"
        await drive.press("down", "down")
        assert highlighted(drive) == "harborline-emea-production-migration-2026"
        await drive.press("up", "enter")
        await drive.wait_step("Credentials")
        assert drive.wizard.integration.unique_key == "harborline-key"


async def test_a_click_chooses_a_row() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.type("pinegrove")
        await drive.wait_for("1 of 22")
        await drive.pilot.click("#import RowList", offset=(4, 0))
        await drive.wait_step("Credentials")
        assert drive.wizard.integration.unique_key == "pinegrove"


async def test_what_was_typed_and_highlighted_is_still_there_after_a_look_into_the_wizard() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.type("harbor")
        await drive.press("down", "enter")
        await drive.wait_step("Credentials")
        await drive.home()
        assert drive.app._home.query_one("#search", Input).value == "harbor"
        assert highlighted(drive) == "harborline-key"


async def test_a_new_window_size_keeps_the_highlight() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.press("down", "down", "down")
        chosen = highlighted(drive)
        await drive.pilot.resize_terminal(120, 40)
        await drive.wait(lambda: drive.app.size.width == 120, "the new size")
        await drive.pilot.pause()
        assert highlighted(drive) == chosen


async def test_typed_keys_wait_for_the_list_and_filter_it_when_it_arrives() -> None:
    held = Held()
    async with running(front=Front({LIST: held})) as drive:
        await drive.wait(held.arrived.is_set, "the call")
        await drive.wait_for("Reading the integrations")
        await drive.type("moss")
        await drive.press("enter")
        held.gate.set()
        await drive.wait_for("1 of 22")
        assert rows(drive) == ["mossdesk"]
        await drive.press("enter")
        await drive.wait_step("Credentials")


# Templates -----------------------------------------------------------------------------------------------------


async def test_the_highlighted_row_says_what_it_takes() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.type("harborline-key")
        await drive.wait_for("needs Harborline workspace, API Key")
        row = next(line for line in drive.text.splitlines() if "harborline-key" in line and "Harborline (API" in line)
        assert row.rstrip().endswith("API key")


async def test_a_template_is_asked_for_once_and_only_where_the_highlight_rests() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22", "needs Access token")
        asked = drive.front.reads("/providers/")
        await drive.press("down")
        await drive.wait(lambda: drive.front.reads("/providers/") == asked + 1, "the next template")
        await drive.press("up")
        await drive.wait_for("needs Access token")
        await drive.press("down", "up")
        await drive.pilot.pause(0.1)
        assert drive.front.reads("/providers/") == asked + 1


async def test_what_cannot_be_imported_says_so_in_its_row() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.type("fogbank")
        await drive.wait_for("not imported: Two-step")


# Many, few, none -----------------------------------------------------------------------------------------------


async def test_of_10000_integrations_at_most_200_are_drawn_and_typing_narrows_quickly() -> None:
    many = integrations(*(f"integration-{number:05}" for number in range(10_000)))
    async with running(front=Front({LIST: many})) as drive:
        await drive.wait_for("200 of 10,000, type to narrow")
        assert drive.app._home.imports.rows.count == ROWS == 200
        await drive.type("integration-0999")
        await drive.wait_for("10 of 10,000")
        assert rows(drive)[0] == "integration-09990"
        await drive.type("7")
        await drive.wait_for("1 of 10,000")
        await drive.press("enter")
        await drive.wait(lambda: drive.app.screen is not drive.app._home, "the wizard")
        assert drive.wizard.integration.unique_key == "integration-09997"


@pytest.mark.parametrize("typed", ["integration-0999", "nothing like it", "zqx", "ntgrtn9", "hrbrln"])
def test_filtering_10000_takes_no_noticeable_time(typed: str) -> None:
    many = tuple(Integration(f"integration-{number:05}", "harborline", "Harborline CRM") for number in range(10_000))
    fastest = 10.0
    for _ in range(3):
        started = time.process_time()
        matching(many, typed)
        fastest = min(fastest, time.process_time() - started)
    assert fastest < 0.15


async def test_an_empty_environment_says_that_an_integration_must_exist_first_and_where() -> None:
    front = Front({LIST: integrations()})
    async with running(front=front) as drive:
        await drive.wait_for("There is no integration in demo yet", "Set up new integration", "Ctrl+R")
        await drive.press("enter")
        await drive.pilot.pause()
        assert drive.app.screen is drive.app._home
        front.answers[LIST] = integrations("fresh")
        await drive.press("ctrl+r")
        await drive.wait_for("1 of 1")
        assert rows(drive) == ["fresh"]


async def test_a_service_that_nobody_set_up_says_where_it_is_made() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.type("qqqqxxxx")
        await drive.wait_for("No integration matches qqqqxxxx", "Set up new integration", "0 of 22")
        await drive.press("enter")
        await drive.pilot.pause()
        assert drive.app.screen is drive.app._home


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(hangs_up, "closed the connection", id="no answer"),
        pytest.param(refusal(401, "unknown_account"), "does not know the API key", id="401"),
        pytest.param(refusal(403, "forbidden", "environment:integrations:list"), "lacks the scope", id="403"),
        pytest.param(refusal(500, "generic_error_support"), "does not say where", id="500"),
        pytest.param(Response(502, HTML, b"<html>bad</html>"), "Ctrl+R tries again", id="a gateway"),
        pytest.param(Response(200, HTML, b"<html>hello</html>"), "not Nango's", id="another service"),
        pytest.param(said(200, {"data": "none"}), "not Nango's", id="another shape"),
    ],
)
async def test_a_list_that_cannot_be_read_says_why_and_has_a_way_on(answer: Answer, words: str) -> None:
    front = Front({LIST: answer})
    async with running(front=front) as drive:
        await drive.wait_for(words, "You can go on")
        await drive.press("enter")
        await drive.pilot.pause()
        assert drive.app.screen is drive.app._home
        del front.answers[LIST]
        await drive.press("ctrl+r")
        await drive.wait_for("22 of 22")


async def test_names_of_the_server_cannot_act_on_the_screen() -> None:
    hostile: list[Json] = [
        {"unique_key": "a[b]bold[/b]", "provider": "p\x1b[2J", "display_name": "\x1b]52;c;ZXZpbA==\x07[@click=x]y[/]"}
    ]
    async with running(front=Front({LIST: said(200, {"data": hostile})}), size=(120, 40)) as drive:
        await drive.wait_for("a[b]bold[/b]", "1 of 1")
        assert "[@click=x]" in drive.text
        assert not any(character in drive.text for character in "\x1b\x07")


async def test_long_names_are_cut_and_wide_terminals_show_more() -> None:
    key = "harborline-emea-production-migration-2026"
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.type("emea")
        await drive.wait_for("harborline-emea-production-…")
        assert all(len(line) <= 80 for line in drive.text.splitlines())
    async with running(size=(120, 40)) as drive:
        await drive.wait_for("22 of 22")
        await drive.type("emea")
        await drive.wait_for(f"{key[:35]}…")
