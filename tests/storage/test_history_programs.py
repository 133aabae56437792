"""Several programs at one history file: nothing is lost, nobody waits long, and a killed one leaves it whole."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nango_tui.storage.history import HistoryFile
from tests.storage.history_making import command, entry, lines_of, posix

WRITER = """
    for number in range(60):
        history.add(entry(f"{sys.argv[2]}-{number}"))
        assert not history.problem, history.problem
"""


def test_two_programs_that_write_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(command(WRITER, tmp_path / "state", name), stderr=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.communicate(timeout=60)[1] == ""
    found = [each.connection_id for each in HistoryFile(tmp_path / "state").entries()]
    for name in ("one", "two"):
        assert [each for each in found if name in each] == [f"id-{name}-{number}" for number in range(59, -1, -1)]


def test_threads_that_use_one_history_lose_nothing(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path / "state", wait=30)
    together = threading.Barrier(4)

    def work(first: int) -> None:
        together.wait()
        for number in range(first, first + 15):
            history.add(entry(number))
            history.entries("acme")

    threads = [threading.Thread(target=work, args=(100 * each,)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {each.connection_id for each in history.entries()} == {
        f"acme-{100 * each + number}" for each in range(4) for number in range(15)
    }


HOLDER = """
    import sqlite3
    connection = sqlite3.connect(folder / "history.sqlite", isolation_level=None)
    connection.execute(sys.argv[2])
    connection.execute("SELECT count(*) FROM entry").fetchone()
    if sys.argv[3]:
        connection.execute(sys.argv[3])
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def stopped(folder: Path, begin: str, statement: str = "") -> Iterator[None]:
    """Stop a program in the middle of a transaction, for as long as the block runs; then kill it."""
    holder = subprocess.Popen(command(HOLDER, folder, begin, statement), stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGSTOP)
        yield
    finally:
        holder.kill()
        holder.communicate()


@posix
@pytest.mark.parametrize(
    ("begin", "statement", "readable"),
    [
        ("BEGIN EXCLUSIVE", "", False),
        ("BEGIN EXCLUSIVE", "DELETE FROM entry", False),
        ("BEGIN IMMEDIATE", "DELETE FROM entry", True),
        ("BEGIN", "", True),
    ],
)
def test_a_program_that_is_stopped_while_it_holds_the_file_is_waited_for_less_than_a_second(
    begin: str, statement: str, readable: bool, tmp_path: Path
) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry(0))
    waits = []
    with stopped(tmp_path, begin, statement):
        started = time.monotonic()
        history.add(entry(1))
        waits.append(time.monotonic() - started)
        assert history.problem.startswith("No history is kept: another program holds the file")
        started = time.monotonic()
        assert history.entries() == ((entry(0),) if readable else ())
        waits.append(time.monotonic() - started)
        started = time.monotonic()
        assert "another program holds the file" in history.clear()
        waits.append(time.monotonic() - started)
    history.add(entry(2))
    assert history.problem == ""
    assert history.entries() == (entry(2), entry(0))
    assert max(waits) < 1, waits


KILLED = """
    number = 0
    while True:
        number += 1
        history.add(entry(number))
        print(number, flush=True)
"""


@posix
@pytest.mark.parametrize("entries", [1, 5, 23])
def test_a_program_that_is_killed_while_it_writes_leaves_a_whole_file(entries: int, tmp_path: Path) -> None:
    child = subprocess.Popen(command(KILLED, tmp_path), stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(entries):
        assert child.stdout.readline()
    child.kill()
    child.communicate()
    history = HistoryFile(tmp_path)
    found = [int(each.connection_id.removeprefix("id-")) for each in history.entries(most=10_000)]
    assert found == list(range(len(found), 0, -1))
    assert len(found) >= entries
    history.add(entry(0))
    assert history.problem == ""
    assert history.entries()[0] == entry(0)


HALF_DONE = """
    import sqlite3
    connection = sqlite3.connect(folder / "history.sqlite", isolation_level=None)
    # A cache of one page: what is changed is in the file, and what it was in the journal, before the end.
    connection.executescript("PRAGMA cache_size = 1; BEGIN EXCLUSIVE; UPDATE entry SET customer = hex(zeroblob(900))")
    os.kill(os.getpid(), 9)
"""


@posix
@pytest.mark.parametrize("first", ["add", "entries"])
def test_what_a_killed_program_had_half_written_is_taken_back(first: str, tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    for number in range(50):
        history.add(entry(number))
    subprocess.run(command(HALF_DONE, tmp_path), check=False)
    assert (tmp_path / "history.sqlite-journal").exists()
    if first == "add":
        history.add(entry(99))
    found = history.entries()
    assert history.problem == ""
    assert found[-50:] == tuple(entry(number) for number in range(49, -1, -1))


CLEARER = """
    for _ in range(30):
        problem = history.clear()
        assert not problem, problem
"""


def test_clearing_while_another_program_writes_disturbs_neither(tmp_path: Path) -> None:
    programs = [
        subprocess.Popen(command(program, tmp_path, "one"), stderr=subprocess.PIPE, text=True)
        for program in (WRITER, CLEARER)
    ]
    for program in programs:
        assert program.communicate(timeout=60)[1] == ""
    history = HistoryFile(tmp_path)
    history.add(entry(0))
    assert history.problem == ""
    assert history.entries()[0] == entry(0)


BREAKER = """
    print("ready", flush=True)
    sys.stdin.readline()
    history.add(entry(sys.argv[2]))
    assert not history.problem or "was kept as" in history.problem, history.problem
"""


def test_two_programs_that_find_the_file_broken_keep_it_aside_once_and_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").write_bytes(b"no database " * 100)
    programs = [
        subprocess.Popen(
            command(BREAKER, tmp_path, name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two", "three")
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    for program in programs:
        assert program.communicate(timeout=60)[1] == ""
    assert len(list(tmp_path.glob("history.sqlite.broken-*"))) == 1
    assert {each.connection_id for each in HistoryFile(tmp_path).entries()} == {"id-one", "id-two", "id-three"}


MEANWHILE = """
    import sqlite3
    done = []

    def meanwhile(event, arguments):
        if event == sys.argv[2] and not done:
            done.append(event)
            history.path.rename(folder / "moved")
            if sys.argv[3]:
                history.path.symlink_to(sys.argv[3])

    history.add(entry(1))
    sys.addaudithook(meanwhile)
    history.add(entry(2))
    print(history.problem)
    print([each.connection_id for each in history.entries()])
    assert done
"""


@posix
@pytest.mark.parametrize("moment", ["sqlite3.connect", "sqlite3.connect/handle"])
def test_a_link_put_in_the_files_place_just_before_it_is_opened_is_not_written_through(
    moment: str, tmp_path: Path
) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "state"
    victim.write_bytes(b"")
    told, found = lines_of(MEANWHILE, folder, moment, victim)
    assert "a link" in told
    assert found == "[]"
    assert victim.read_bytes() == b""


@posix
@pytest.mark.parametrize("moment", ["sqlite3.connect", "sqlite3.connect/handle"])
def test_a_file_that_is_moved_away_just_before_it_is_opened_is_followed_by_a_new_one(
    moment: str, tmp_path: Path
) -> None:
    told, found = lines_of(MEANWHILE, tmp_path / "state", moment, "")
    assert told == ""
    assert found == "['id-2']"


def test_a_file_that_another_program_replaces_while_it_is_opened_is_no_lack_of_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry(1))
    connect = sqlite3.connect

    def replaced(*arguments: object, **options: object) -> sqlite3.Connection:
        monkeypatch.setattr(sqlite3, "connect", connect)
        aside = history.path.rename(tmp_path / "aside")
        shutil.copy(aside, history.path)
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error

    monkeypatch.setattr(sqlite3, "connect", replaced)
    history.add(entry(2))
    assert not history.problem
    assert len(history.entries()) == 2
