"""The history: what is added is found again, bounded, harmless, and forgotten when asked to."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.history import Entry, matches
from nango_tui.model.ports import History
from nango_tui.model.text import cut, plain
from nango_tui.storage.history import LONGEST, MOST, HistoryFile, clear_history, state_folder
from nango_tui.storage.history_memory import MemoryHistory
from tests.storage.history_making import START, entry

TEXTS = ("environment", "host", "action", "integration", "connection_id", "endpoint", "outcome", "log_id", "customer")

texts = st.text(max_size=40) | st.text("%_*?[\\'\"\x00\x1b\u202e\ud800aA", max_size=8)
entries = st.builds(
    Entry,
    when=st.datetimes(timezones=st.just(UTC)),
    status=st.integers(0, 599),
    **dict.fromkeys(TEXTS, texts),
)


def kept(each: Entry) -> Entry:
    """Return an entry as the history gives it back."""
    columns = {name: cut(plain(getattr(each, name)), LONGEST) for name in TEXTS}
    return Entry(when=each.when, status=each.status, **columns)


def is_a_port(file: HistoryFile, memory: MemoryHistory) -> tuple[History, History]:
    return file, memory


def test_what_is_added_is_found_newest_first_also_by_the_next_start(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path / "state")
    for number in range(3):
        history.add(entry(number))
    assert history.problem == ""
    assert history.entries() == (entry(2), entry(1), entry(0))
    assert HistoryFile(tmp_path / "state").entries() == history.entries()


def test_no_more_entries_are_given_than_are_wanted(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    for number in range(5):
        history.add(entry(number))
    assert history.entries(most=2) == (entry(4), entry(3))
    assert history.entries("acme-", most=2) == (entry(4), entry(3))
    assert history.entries(most=0) == history.entries(most=-1) == ()


@given(st.lists(entries, max_size=3), st.data())
def test_any_text_comes_out_as_it_went_in_made_plain(wanted: list[Entry], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        history = HistoryFile(Path(folder))
        for each in wanted:
            history.add(each)
        found = history.entries()
        assert history.problem == ""
        assert found == tuple(kept(each) for each in reversed(wanted))
        sought = data.draw(texts)
        assert history.entries(sought) == tuple(each for each in found if matches(each, sought))


@given(entries, st.sampled_from(TEXTS), st.data())
def test_any_part_of_any_column_finds_its_entry_in_any_case(each: Entry, column: str, data: st.DataObject) -> None:
    text = plain(getattr(each, column))
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    assert matches(kept(each), part)
    assert matches(kept(each), part.casefold())


@given(texts.map(plain).filter(str.strip), texts.map(plain))
def test_nothing_in_the_sought_text_is_a_wildcard(sought: str, customer: str) -> None:
    bare = Entry(START, "", "", "", "", "", customer=customer)
    columns = f"{customer.casefold()}\n2025-03-01 16:30:05"
    stands = all(word in columns for word in sought.casefold().split())
    assert matches(bare, sought) is stands


@pytest.mark.parametrize("wildcard", ["%", "_", "*", "?", "[a-z]", ".", "acme%", "a_me", "\\"])
def test_wildcards_of_sql_and_others_find_only_themselves(wildcard: str, tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    bare = Entry(START, "dev", "host", "test", "zendesk", "acme")
    history.add(bare)
    assert history.entries(wildcard) == ()
    history.add(replace(bare, customer=f"<{wildcard}>"))
    assert [each.customer for each in history.entries(wildcard)] == [f"<{wildcard}>"]


@pytest.mark.parametrize(
    "sought", ["2025-03-01 16:30", "API.NANGO.DEV", " acme-0 ", "201", "POST /conn", "Log-0", "201 acme-0 dev", ""]
)
def test_an_entry_is_found_by_what_one_remembers_of_it(sought: str, tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry())
    history.add(Entry(START + timedelta(days=400), "prod", "other", "test", "hubspot", "x"))
    assert entry() in history.entries(sought)
    assert len(history.entries(sought)) == (1 if sought else 2)


def test_no_answer_is_not_found_by_a_zero(tmp_path: Path) -> None:
    assert not matches(Entry(datetime(2111, 11, 11, 11, 11, 11, tzinfo=UTC), "", "", "", "", ""), "0")


def test_text_that_would_act_on_a_terminal_is_harmless_in_the_file_and_out_of_it(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry(customer="\x1b]52;c;aGk=\x07\u202eevil\nline"))
    data = history.path.read_bytes()
    assert b"\x1b]" not in data
    assert b"=\x07" not in data
    assert b"evil\n" not in data
    [found] = history.entries()
    assert found.customer == "\ufffd]52;c;aGk=\ufffd\ufffdevil line"


def test_text_that_somebody_wrote_into_the_file_is_made_plain_when_it_is_read(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry())
    edit(history, "UPDATE entry SET customer = char(27) || '[2J', outcome = CAST(x'ff' AS TEXT)")
    [found] = history.entries()
    assert (found.customer, found.outcome) == ("\ufffd[2J", "\ufffd")


@pytest.mark.parametrize("column", ["at = 'yesterday'", "at = 5", "status = 'x'", "customer = NULL", "host = x'00'"])
def test_a_row_that_this_program_did_not_write_is_left_out(column: str, tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry(0))
    history.add(entry(1))
    edit(history, f"UPDATE entry SET {column} WHERE connection_id = 'acme-1'")
    assert history.entries() == (entry(0),)
    assert history.problem == ""


def test_a_text_without_end_is_cut_and_a_connection_id_is_not(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.add(replace(entry(), connection_id="x" * 255, outcome="y" * 100_000))
    [found] = history.entries()
    assert found.connection_id == "x" * 255
    assert found.outcome == "y" * (LONGEST - 1) + "…"


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    local = START.astimezone(timezone(timedelta(hours=5, minutes=45)))
    history.add(replace(entry(), when=local))
    history.add(replace(entry(), when=START.replace(tzinfo=None)))
    assert [each.when for each in history.entries()] == [START, START]
    assert all(each.when.tzinfo is UTC for each in history.entries())


def test_ten_thousand_entries_are_kept_and_the_oldest_go_first(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry(0))
    edit(
        history,
        "INSERT INTO entry SELECT value + 1, at, environment, host, action, integration, 'acme-' || value, endpoint,"
        f" outcome, status, log_id, customer FROM entry, generate WHERE value < {MOST + 50}",
    )
    size = history.path.stat().st_size
    for number in (20_000, 20_001):
        history.add(entry(number))
    found = history.entries(most=MOST * 2)
    assert len(found) == MOST
    assert found[:2] == (entry(20_001), entry(20_000))
    assert found[-1].connection_id == "acme-52"
    assert history.path.stat().st_size <= size + 8192


def test_switched_off_nothing_is_added_and_what_is_there_can_be_read_and_cleared(tmp_path: Path) -> None:
    HistoryFile(tmp_path).add(entry(0))
    off = HistoryFile(tmp_path, enabled=False)
    off.add(entry(1))
    assert off.entries() == (entry(0),)
    assert off.clear() == ""
    assert off.entries() == ()


def test_that_it_is_switched_off_is_told_to_who_reads_it_and_not_at_each_thing_that_is_sent(tmp_path: Path) -> None:
    off = HistoryFile(tmp_path, enabled=False)
    off.add(entry(1))
    assert off.problem == ""
    off.entries()
    assert off.problem.startswith("No history is kept: it is switched off")
    off.add(entry(2))
    assert off.problem == ""


def test_switched_off_no_file_is_made(tmp_path: Path) -> None:
    off = HistoryFile(tmp_path / "state", enabled=False)
    off.add(entry())
    assert off.entries() == ()
    assert not (tmp_path / "state").exists()


def test_looking_and_clearing_make_no_file(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path / "state")
    assert history.entries("x") == ()
    assert history.clear() == ""
    assert history.problem == ""
    assert not (tmp_path / "state").exists()


def test_nothing_is_left_in_any_file_after_clearing(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    for number in range(200):
        history.add(entry(number, customer="Canary Ltd."))
    big = history.path.stat().st_size
    cleared = f"The history is cleared. 200 entries were in it: {history.path}"
    assert clear_history({"NANGO_TUI_STATE_DIR": str(tmp_path)}) == (True, cleared)
    assert history.entries() == ()
    assert not [path for path in tmp_path.iterdir() if b"anary" in path.read_bytes()]
    assert history.path.stat().st_size < big
    history.add(entry(1))
    assert history.entries() == (entry(1),)


def test_clearing_says_how_much_there_was_and_why_it_could_not(tmp_path: Path) -> None:
    def cleared(folder: Path) -> tuple[bool, str]:
        return clear_history({"NANGO_TUI_STATE_DIR": str(folder)})

    path = tmp_path / "history.sqlite"
    assert cleared(tmp_path) == (True, f"The history is cleared. Nothing was in it: {path}")
    HistoryFile(tmp_path).add(entry())
    assert cleared(tmp_path) == (True, f"The history is cleared. 1 entry was in it: {path}")
    path.write_bytes(b"nothing of SQLite" * 100)
    assert cleared(tmp_path) == (True, f"The history is cleared. It could not be read: {path}")
    assert not list(tmp_path.iterdir())
    (tmp_path / "in the way").write_text("")
    done, words = cleared(tmp_path / "in the way")
    assert not done
    assert words.startswith("The history was not cleared: ")
    assert "NANGO_TUI_STATE_DIR" in words


def test_an_entry_that_made_room_is_overwritten_in_the_file(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path, most=2)
    for number, customer in enumerate(("Canary Ltd.", "b", "c")):
        history.add(entry(number, customer))
    assert history.entries() == (entry(2, "c"), entry(1, "b"))
    assert b"anary" not in history.path.read_bytes()


def test_the_history_in_memory_is_one_too() -> None:
    history = MemoryHistory()
    for number in range(3):
        history.add(entry(number))
    assert history.entries(most=2) == (entry(2), entry(1))
    assert history.entries("acme-0") == (entry(0),)
    assert history.clear() == ""
    assert history.entries() == ()
    broken = MemoryHistory("No history is kept: the disk is full.")
    broken.add(entry())
    assert broken.entries() == ()


def test_the_folder_is_the_systems_unless_a_variable_names_another(tmp_path: Path) -> None:
    assert state_folder({"NANGO_TUI_STATE_DIR": str(tmp_path)}) == tmp_path
    assert state_folder({"NANGO_TUI_STATE_DIR": "~/x"}) == Path.home() / "x"
    assert state_folder({"NANGO_TUI_STATE_DIR": "x"}).is_absolute()
    assert state_folder({"NANGO_TUI_STATE_DIR": "~nobody-here/x"}).is_absolute()
    assert state_folder({"NANGO_TUI_STATE_DIR": " "}).name == "nango-tui"


def test_a_folder_with_signs_of_a_url_in_its_name_is_used_as_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "a%20b?mode=memory#c ü\udcff"
    history = HistoryFile(folder)
    history.add(entry())
    assert history.problem == ""
    assert [path.name for path in folder.iterdir()] == ["history.sqlite"]
    assert history.entries() == (entry(),)


def test_the_first_frame_does_without_the_database() -> None:
    program = """
        import sys
        from pathlib import Path
        from nango_tui.storage.history import HistoryFile
        history = HistoryFile(Path("nowhere"))
        history.problem
        print([name for name in ("sqlite3", "_sqlite3", "platformdirs") if name in sys.modules])
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def edit(history: HistoryFile, statement: str) -> None:
    """Change the file as somebody with another tool could; a table `generate` has the numbers from 1 in `value`."""
    import sqlite3

    numbers = "WITH RECURSIVE generate(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM generate LIMIT 20000) "
    with sqlite3.connect(history.path) as connection:
        connection.execute(numbers + statement)
    connection.close()
