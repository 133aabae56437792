"""The history on screen: searched, copied, opened again, cleared; and whatever is wrong with it stops nothing."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from textual.widgets import Input

from nango_tui.model.history import Entry
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.history import HistoryScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.storage.history import HistoryFile
from tests.screens.front import Front, hangs_up, refusal, said
from tests.screens.recorded import opened

# What is shown ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_entry_says_when_what_for_whom_where_and_with_which_outcome(size: tuple[int, int]) -> None:
    async with opened(size=size) as it:
        it.add(it.entry())
        await it.show()
        [row] = it.rows()
        for word in ("11-24 15:30", "import", "Acme Inc.", "harborline", "demo", "201", "stored"):
            assert word in row
        # In full under the list, with the zone of this machine.
        await it.drive.wait_for(
            "Acme Inc. (acme-0) on harborline, in demo (127.0.0.1:", "2026-11-24 15:30:00 EET",
            "import by POST /connections · stored · HTTP 201 · log 1795546647350_0",
        )  # fmt: skip


async def test_the_newest_entry_is_the_first_and_a_connection_without_a_customer_goes_by_its_id() -> None:
    async with opened() as it:
        it.add(it.entry(1), replace(it.entry(2, customer="", outcome="refused"), status=0))
        await it.show()
        first, second = it.rows()
        assert "acme-2" in first
        assert "–   refused" in first
        assert "Acme Inc." in second
        await it.drive.wait_for("History", "2", "acme-2 on harborline")


async def test_the_text_of_an_entry_acts_neither_as_markup_nor_on_the_terminal() -> None:
    async with opened() as it:
        it.add(it.entry(customer="[b]Acme[/b]\x1b[2J\n", outcome="[red]stored\u202e"))
        await it.show()
        await it.drive.wait_for("[b]Acme[/b]\ufffd[2J", "[red]stored\ufffd")
        assert "\x1b" not in it.drive.text


async def test_at_most_200_entries_are_listed_and_the_count_says_so() -> None:
    async with opened() as it:
        it.add(*(it.entry(number) for number in range(201)))
        await it.show()
        assert len(it.rows()) == 200
        await it.drive.wait_for("the newest 200, type to narrow")


async def test_what_is_typed_narrows_the_list() -> None:
    async with opened() as it:
        it.add(it.entry(1), it.entry(2, customer="Globex"), it.entry(3, outcome="refused: invalid_body"))
        await it.show()
        for text, id in (("GLOB", "acme-2"), ("invalid_b", "acme-3"), ("acme-1", "acme-1"), ("13:31", "acme-1")):
            it.drive.app.screen.query_one("#search", Input).value = ""
            await it.drive.type(text)
            await it.read()
            await it.drive.wait(lambda: len(it.rows()) == 1, f"one entry for {text}")
            await it.drive.wait_for(f"({id})")
        await it.drive.type("zzz")
        await it.drive.wait_for("Nothing in the history matches: 13:31zzz")
        assert it.rows() == []


async def test_with_nothing_sent_it_says_what_will_be_here() -> None:
    async with opened() as it:
        await it.show()
        await it.drive.wait_for("Nothing was sent yet.")
        # Nothing to go to.
        await it.drive.press("down")
        assert it.drive.app.screen.query_one("#search").has_focus


@dataclass
class Slow:
    """A history that answers a search only when it is let go."""

    found: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    gates: dict[str, threading.Event] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    problem: str = ""

    def add(self, entry: Entry, instead_of: Entry | None = None) -> None:
        self.found[""] = (entry, *self.found.get("", ()))

    def entries(self, text: str = "", most: int = 200) -> tuple[Entry, ...]:
        self.asked.append(text)
        self.threads.add(threading.get_ident())
        if gate := self.gates.get(text):
            gate.wait(20)
        return self.found.get(text, ())

    def clear(self) -> str:
        self.threads.add(threading.get_ident())
        return "The history was not cleared: the disk is full. Free some space."


async def test_the_answer_to_an_older_search_is_dropped_and_no_disk_holds_the_screen() -> None:
    slow = Slow()
    async with opened(slow) as it:
        slow.found = {"g": (it.entry(1),), "gl": (it.entry(2),)}
        slow.gates = {"g": threading.Event()}
        await it.show()
        await it.drive.type("g")
        await it.drive.wait(lambda: "g" in slow.asked, "the first search")
        await it.drive.type("l")
        await it.drive.wait_for("(acme-2)")
        slow.gates["g"].set()
        await it.drive.pilot.pause(0.05)
        assert "(acme-2)" in it.drive.text
        assert threading.get_ident() not in slow.threads


async def test_enter_right_after_typing_opens_what_was_typed_and_not_what_was_listed_before() -> None:
    slow = Slow()
    async with opened(slow) as it:
        slow.found = {"": (it.entry(9, connection_id="acme-42"),), "glob": (it.entry(1, connection_id="globex-7"),)}
        slow.gates = {"glob": threading.Event()}
        await it.show()
        await it.drive.type("glob")
        await it.drive.press("enter")
        await it.drive.wait(lambda: "glob" in slow.asked, "the search")
        assert not it.drive.front.reads("/connections?connectionId=")
        slow.gates["glob"].set()
        await it.drive.wait(lambda: it.drive.front.reads("/connections?connectionId="), "the look")
        assert it.drive.front.reads("/connections?connectionId=globex-7")
        assert not it.drive.front.reads("/connections?connectionId=acme-42")


# Keys ---------------------------------------------------------------------------------------------------------------


async def test_letters_are_keys_in_the_list_only_and_up_leads_back_to_the_search() -> None:
    async with opened() as it:
        it.add(it.entry(1), it.entry(2))
        await it.show()
        await it.drive.press("t", "i", "x")
        assert it.drive.app.screen.query_one("#search", Input).value == "tix"
        assert it.drive.app.clipboard == ""
        it.drive.app.screen.query_one("#search", Input).value = ""
        await it.read()
        assert not it.drive.offers("screen.copy_note")
        await it.drive.press("down")
        await it.drive.wait_for_offer("screen.copy_note", "screen.copy_id", "screen.clear")
        await it.drive.press("down", "i")
        assert it.drive.app.clipboard == "acme-1"
        await it.drive.press("up", "up")
        assert it.drive.app.screen.query_one("#search").has_focus


async def test_the_ticket_note_and_the_id_of_the_highlighted_entry_are_copied() -> None:
    async with opened() as it:
        it.add(it.entry(1), it.entry(2))
        await it.show()
        await it.drive.press("down", "t")
        assert it.drive.app.clipboard.startswith("Nango import: stored (HTTP 201)\nConnection ID: acme-2\n")
        await it.drive.wait_for_toast("Ticket note sent to your terminal's clipboard.")
        await it.drive.press("i")
        assert it.drive.app.clipboard == "acme-2"
        await it.drive.wait_for_toast("Connection id sent to your terminal's clipboard.")


async def test_the_highlighted_row_is_marked_by_a_character() -> None:
    async with opened() as it:
        it.add(it.entry(1), it.entry(2))
        await it.show()
        await it.drive.press("down", "down")
        assert [row[0] for row in it.rows()] == [" ", "›"]


# Opened again -------------------------------------------------------------------------------------------------------


async def test_enter_opens_the_connection_again_as_the_server_has_it_now() -> None:
    async with opened() as it:
        it.add(it.entry(connection_id="acme-42"))
        await it.show()
        await it.drive.press("enter")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, DetailScreen), "the connection's page")
        screen = it.drive.app.screen
        assert isinstance(screen, DetailScreen)
        assert screen.row.key == ("acme-42", "harborline")
        assert screen.row.auth_error


async def test_what_is_sent_from_there_is_listed_on_the_way_back() -> None:
    async with opened() as it:
        it.add(it.entry(connection_id="acme-42"))
        await it.show()
        await it.drive.press("enter")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, DetailScreen), "the connection's page")
        it.add(it.entry(1, action="edit"))
        await it.drive.press("escape")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, HistoryScreen), "the history")
        await it.drive.wait(lambda: len(it.rows()) == 2, "the new entry")
        assert "Looking for" not in it.drive.words
        # Still the one that was opened.
        await it.drive.wait(lambda: [row[0] for row in it.rows()] == [" ", "›"], "the mark")


async def test_an_entry_of_another_environment_is_not_opened_and_says_where_it_was_recorded() -> None:
    async with opened() as it:
        it.add(
            it.entry(1, environment="prod", host="api.nango.dev", connection_id="acme-42"),
            it.entry(2, host="api.nango.dev", connection_id="acme-42"),
        )
        await it.show()
        for where in ("demo (api.nango.dev)", "prod (api.nango.dev)"):
            await it.drive.press("down")
            await it.drive.wait_for(f"in {where}", "Recorded in another environment: Ctrl+E switches.")
            # What was said of another entry is gone.
            assert "Not opened" not in it.drive.words
            await it.drive.press("enter")
            await it.drive.wait_for(f"Not opened: switch to {where} with Ctrl+E first.")
        assert not it.drive.front.reads("/connections?connectionId=")


async def test_ctrl_e_leads_from_the_history_to_the_environments() -> None:
    async with opened() as it:
        await it.show()
        await it.drive.press("ctrl+e")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, EnvironmentsScreen), "the environments")
        await it.drive.press("escape")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, HomeScreen), "Home")


async def test_a_connection_that_is_gone_is_said_to_be_gone() -> None:
    async with opened() as it:
        # The same id on another integration is another connection.
        it.add(it.entry(connection_id="acme-42", integration="brasswork"))
        await it.show()
        await it.drive.press("enter")
        await it.drive.wait_for("acme-42 is not on brasswork any more: it was deleted, or never stored.")
        assert isinstance(it.drive.app.screen, HistoryScreen)


async def test_a_key_that_may_not_list_opens_what_is_recorded() -> None:
    async with opened(key="create-only") as it:
        it.add(it.entry(connection_id="acme-42"))
        await it.show()
        await it.drive.press("enter")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, DetailScreen), "the connection's page")
        screen = it.drive.app.screen
        assert isinstance(screen, DetailScreen)
        assert screen.row.key == ("acme-42", "harborline")


async def test_a_server_that_does_not_say_is_told_in_words() -> None:
    front = Front()
    async with opened(front=front) as it:
        it.add(it.entry(connection_id="acme-42"))
        await it.show()
        front.answers["GET", "/connections"] = refusal(500, "generic_error_support")
        await it.drive.press("enter")
        await it.drive.wait_for("Nango failed and does not say where.")
        front.answers["GET", "/connections"] = hangs_up
        await it.drive.press("enter")
        await it.drive.wait_for("closed the connection before it answered.")
        front.answers["GET", "/connections"] = said(200, "no list")
        await it.drive.press("enter")
        await it.drive.wait(lambda: "closed the connection" not in it.drive.words, "other words")
        assert isinstance(it.drive.app.screen, HistoryScreen)


async def test_a_link_for_a_new_connection_has_no_id_to_open_or_to_copy() -> None:
    async with opened() as it:
        it.add(it.entry(connection_id="", action="connect link"))
        await it.show()
        await it.drive.press("enter")
        await it.drive.wait_for("No connection ID is recorded: Nango makes it when the customer connects.")
        await it.drive.press("down", "i")
        assert it.drive.app.clipboard == ""


# Cleared, and not kept ----------------------------------------------------------------------------------------------


async def test_clearing_asks_first_and_then_nothing_is_left() -> None:
    async with opened() as it:
        it.add(it.entry(1), it.entry(2))
        await it.show()
        await it.drive.press("down", "x")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, Confirm), "the question")
        await it.drive.press("escape")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, HistoryScreen), "the history")
        assert len(it.kept.entries()) == 2
        await it.drive.press("x")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, Confirm), "the question")
        await it.drive.press("y")
        await it.drive.wait_for("The history is cleared.", "Nothing was sent yet.")
        assert it.kept.entries() == ()
        assert it.drive.app.screen.query_one("#search").has_focus


async def test_a_history_that_cannot_be_cleared_says_why_and_stays_listed() -> None:
    slow = Slow()
    async with opened(slow) as it:
        slow.add(it.entry())
        await it.show()
        await it.drive.press("down", "delete")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, Confirm), "the question")
        await it.drive.press("y")
        await it.drive.wait_for("The history was not cleared: the disk is full. Free some space.")
        await it.read()
        await it.drive.wait_for("The history was not cleared: the disk is full.", "(acme-0)")
        assert threading.get_ident() not in slow.threads


async def test_a_history_that_is_switched_off_says_so_and_still_lists_what_was_kept_before(tmp_path: Path) -> None:
    async with opened(HistoryFile(tmp_path, enabled=False)) as it:
        HistoryFile(tmp_path).add(it.entry())
        it.session.remember("delete", "acme-9", "harborline", "deleted", status=200)
        await it.show()
        await it.drive.wait_for("No history is kept: it is switched off (history = false", "(acme-0)")
        assert len(it.rows()) == 1


def unusable(folder: Path) -> HistoryFile:
    """Return a history whose folder nobody can write to, root included: a file is in its place."""
    (folder / "state").write_text("")
    return HistoryFile(folder / "state")


async def test_a_disk_that_takes_nothing_is_said_with_its_reason_and_stops_nothing(tmp_path: Path) -> None:
    async with opened(unusable(tmp_path)) as it:
        await it.show()
        await it.drive.wait_for("The history cannot be read: its folder is a file.")
        assert "Nothing was sent yet" not in it.drive.words
        await it.drive.press("escape")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, HomeScreen), "Home")


async def test_that_no_history_is_kept_is_said_once_and_imports_go_on(tmp_path: Path) -> None:
    async with opened(unusable(tmp_path)) as it:
        await it.drive.form("plain-weather")
        await it.drive.to_review()
        await it.drive.send()
        await it.drive.wait_for("Stored")
        await it.drive.wait_for_toast("No history is kept: its folder is a file.")
        await it.drive.press("n")
        await it.drive.wait_step("Credentials")
        await it.drive.to_review()
        await it.drive.send()
        await it.drive.wait_for("Stored")
        await it.drive.settled()
        assert len(it.drive.front.imports()) == 2
        said_so = [toast for toast in it.drive.app._notifications if "No history" in toast.message]
        assert len(said_so) == 1
