"""The history file is for its owner only, and whatever is wrong with it is told and stops nothing."""

from __future__ import annotations

import errno
import functools
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nango_tui.storage.history import HistoryFile
from nango_tui.storage.history_db import identity, keep_aside, transaction
from nango_tui.storage.history_words import of_sqlite, of_system
from tests.storage.history_making import command, entry, lines_of, posix


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def kept_aside(folder: Path) -> list[Path]:
    return sorted(folder.glob("history.sqlite.broken-*"))


@posix
def test_only_the_owner_may_read_the_file_and_its_journal_and_enter_the_folder(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        history = HistoryFile(tmp_path / "state")
        history.add(entry())
        with transaction(history.path, "make") as connection:
            connection.execute("DELETE FROM entry")
            journal = mode(history.path.with_name("history.sqlite-journal"))
    finally:
        os.umask(old)
    assert mode(history.path.parent) == 0o700
    assert mode(history.path) == journal == 0o600


@posix
def test_the_file_has_its_rights_before_anything_is_in_it(tmp_path: Path) -> None:
    program = """
        import resource
        os.umask(0)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        history.add(entry(1))
    """
    lines_of(program, tmp_path)
    assert (tmp_path / "history.sqlite").stat().st_size == 0
    assert mode(tmp_path / "history.sqlite") == 0o600


@posix
def test_a_file_that_others_could_read_is_closed_by_the_next_entry(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry(0))
    history.path.chmod(0o664)
    history.add(entry(1))
    assert mode(history.path) == 0o600
    assert history.entries() == (entry(1), entry(0))


@posix
def test_the_rights_of_a_folder_that_was_there_are_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    HistoryFile(tmp_path).add(entry())
    assert mode(tmp_path) == 0o755


@posix
@pytest.mark.parametrize("name", ["history.sqlite", "history.sqlite-journal"])
@pytest.mark.parametrize("content", [None, b"", b"precious"])
def test_a_planted_link_is_not_followed(name: str, content: bytes | None, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    if content is not None:
        victim.write_bytes(content)
        victim.chmod(0o644)
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / name).symlink_to(victim)
    history = HistoryFile(folder)
    history.add(entry())
    assert "a link" in history.problem
    assert history.entries() == ()
    assert "a link" in history.clear()
    assert (folder / name).is_symlink()
    assert victim.exists() is (content is not None)
    assert content is None or (victim.read_bytes(), mode(victim)) == (content, 0o644)


@posix
@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_told_and_not_waited_on(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    history = HistoryFile(tmp_path)
    history.add(entry())
    assert "something else than a file" in history.problem
    assert history.entries() == ()
    assert "something else than a file" in history.clear()
    assert path.exists()


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    history = HistoryFile(tmp_path / "state")
    history.add(entry())
    assert history.problem.startswith("No history is kept: its folder is a file.")
    assert history.entries() == ()
    assert "its folder is a file" in history.clear()


RIGHTS = """
    def give_up_rights():
        if os.geteuid() == 0:
            os.chown(".", 65534, 65534)
            for name in os.listdir("."):
                os.chown(name, 65534, 65534)
            os.seteuid(65534)

    os.chdir(folder)
    history = HistoryFile(Path("."))
    history.add(entry(1))
    assert not history.problem, history.problem
    give_up_rights()
"""


def without_rights(program: str) -> list[str]:
    """Return the lines that a program prints; it works in a folder of its own, without the rights of root."""
    with tempfile.TemporaryDirectory() as folder:
        # Another user must be able to come this far.
        Path(folder).chmod(0o711)
        (Path(folder) / "state").mkdir()
        return lines_of(textwrap.dedent(RIGHTS) + textwrap.dedent(program), Path(folder) / "state")


@posix
def test_a_folder_that_may_not_be_written_to_is_told_and_the_history_can_still_be_read() -> None:
    program = """
        os.chmod(".", 0o500)
        history.add(entry(2))
        print(history.problem)
        print([each.connection_id for each in history.entries()])
        print(history.problem)
        print(history.clear())
        os.chmod(".", 0o700)
        history.add(entry(3))
        print(repr(history.problem), [each.connection_id for each in history.entries()])
    """
    told, found, still, cleared, again = without_rights(program)
    assert told.startswith("No history is kept: the disk, its folder or the file cannot be written to.")
    assert "NANGO_TUI_STATE_DIR" in told
    assert found == "['id-1']"
    assert still == told
    assert cleared.startswith("The history was not cleared: ")
    assert again == "'' ['id-3', 'id-1']"


@posix
def test_a_file_that_may_not_be_read_is_told_and_left_as_it_is() -> None:
    program = """
        history.path.chmod(0)
        print(history.entries(), history.problem)
        history.add(entry(2))
        print(history.problem)
        print(os.listdir("."))
    """
    looked, added, names = without_rights(program)
    assert looked.startswith("() The history cannot be read: this user has no right to it.")
    assert added.startswith("No history is kept: ")
    assert names == "['history.sqlite']"


@posix
def test_a_folder_that_may_not_be_entered_is_told() -> None:
    program = """
        os.chmod(".", 0)
        history.add(entry(2))
        print(history.problem)
        print(history.entries(), history.problem)
        print(history.clear())
    """
    added, looked, cleared = without_rights(program)
    assert added.startswith("No history is kept: this user has no right to it.")
    assert looked.startswith("() ")
    assert cleared.startswith("The history was not cleared: this user has no right to it.")


@posix
def test_a_file_that_cannot_grow_loses_an_entry_and_nothing_else(tmp_path: Path) -> None:
    program = """
        import resource
        history.add(entry(1))
        most = history.path.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        for number in range(2, 200):
            history.add(entry(number))
            if history.problem:
                break
        print(history.problem)
        ids = [each.connection_id for each in history.entries()]
        print(ids == [f"id-{each}" for each in range(number - 1, 0, -1)])
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        history.add(entry(number))
        print(repr(history.problem), history.entries()[0].connection_id == f"id-{number}")
    """
    told, others, again = lines_of(program, tmp_path)
    assert told.startswith("No history is kept: ")
    assert others == "True"
    assert again == "'' True"


def in_a_tmpfs(program: str, folder: Path, options: str) -> list[str]:
    """Run a program whose folder is on a small disk of its own, which `mount` can change; skips where none can be."""
    unshare = shutil.which("unshare")
    if sys.platform != "linux" or os.geteuid() or unshare is None:
        pytest.skip("mounting a disk needs Linux and root")
    mounted = f'mount -t tmpfs -o {options} none "$0" && exec "$@"'
    run = subprocess.run(
        [unshare, "-m", "sh", "-c", mounted, str(folder), *command(program, folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if "unshare:" in run.stderr or "mount:" in run.stderr:
        pytest.skip("this machine mounts no disk for tests")
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_a_full_disk_is_told_leaves_what_is_there_and_can_be_cleared(tmp_path: Path) -> None:
    program = """
        history.add(entry(1))
        ballast = (folder / "ballast").open("wb", buffering=0)
        try:
            while True:
                ballast.write(bytes(512))
        except OSError:
            pass
        for number in range(2, 300):
            history.add(entry(number))
            if history.problem:
                break
        print(history.problem)
        print(history.entries()[0].connection_id == f"id-{number - 1}", history.problem != "")
        print(repr(history.clear()), history.entries())
        history.add(entry(1))
        print(history.problem)
        os.unlink(folder / "ballast")
        ballast.close()
        history.add(entry(2))
        print(repr(history.problem), history.entries()[0].connection_id)
    """
    told, others, cleared, _, again = in_a_tmpfs(program, tmp_path, "size=64k")
    assert told.startswith("No history is kept: the disk is full. Free some space.")
    assert others == "True True"
    assert cleared == "'' ()"
    assert again == "'' id-2"


def test_a_disk_that_is_read_only_is_told_and_can_still_be_read(tmp_path: Path) -> None:
    program = """
        import subprocess
        history.add(entry(1))
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        history.add(entry(2))
        print(history.problem)
        print([each.connection_id for each in history.entries()])
        print(history.clear())
        fresh = HistoryFile(folder / "deeper")
        fresh.add(entry(3))
        print(fresh.problem, fresh.entries())
    """
    told, found, cleared, fresh = in_a_tmpfs(program, tmp_path, "size=256k")
    assert told.startswith("No history is kept: the disk, its folder or the file cannot be written to.")
    assert found == "['id-1']"
    assert cleared.startswith("The history was not cleared: ")
    assert "cannot be written to" in fresh


BROKEN: dict[str, bytes] = {
    "text": b"this is no database, but long enough to have been one for all that is known\n" * 20,
    "zeros": bytes(8192),
    "a header only": b"SQLite format 3\0" + bytes(100),
}


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("first", ["add", "entries"])
def test_a_broken_file_is_kept_aside_told_and_followed_by_a_new_one(case: str, first: str, tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").write_bytes(BROKEN[case])
    history = HistoryFile(tmp_path)
    if first == "entries":
        assert history.entries() == ()
    history.add(entry())
    assert history.entries() == (entry(),)
    [aside] = kept_aside(tmp_path)
    assert aside.read_bytes() == BROKEN[case]
    assert history.problem == f"The history file was broken. It was kept as {aside}, and a new one was begun."
    assert HistoryFile(tmp_path).entries() == (entry(),)


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE other (x)",
        "CREATE TABLE entry (x); PRAGMA user_version = 1",
        "PRAGMA user_version = 1",
        "CREATE VIEW entry AS SELECT 1; PRAGMA user_version = 1",
        "PRAGMA user_version = -3",
    ],
)
def test_a_database_that_is_not_ours_is_kept_aside_whole(schema: str, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(schema)
    connection.close()
    content = path.read_bytes()
    history = HistoryFile(tmp_path)
    history.add(entry())
    assert history.entries() == (entry(),)
    [aside] = kept_aside(tmp_path)
    assert aside.read_bytes() == content


@functools.cache
def whole_file() -> bytes:
    """Return the bytes of a history with more entries than one page holds."""
    with tempfile.TemporaryDirectory() as folder:
        history = HistoryFile(Path(folder))
        for number in range(60):
            history.add(entry(number))
        return history.path.read_bytes()


@given(st.data())
@settings(deadline=None, max_examples=50)
def test_a_file_that_is_cut_or_overwritten_anywhere_stops_nothing(data: st.DataObject) -> None:
    content = bytearray(whole_file())
    # Most of a file is entries, in which little can break: what stands at the beginning counts more.
    place = data.draw(st.integers(0, 110) | st.integers(3500, 4200) | st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[place:]
    else:
        new = data.draw(st.binary(min_size=1, max_size=64))
        content[place : place + len(new)] = new
    with tempfile.TemporaryDirectory() as folder:
        history = HistoryFile(Path(folder))
        history.path.write_bytes(content)
        history.entries()
        history.add(entry(99))
        newer = "newer" in history.problem
        assert history.problem or entry(99) in history.entries()
        assert newer or history.clear() == ""
        assert newer or history.entries() == ()


def test_a_name_in_the_file_that_is_no_text_is_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").write_bytes(whole_file().replace(b"customer)", b'"ustom\x8c\x8c)'))
    history = HistoryFile(tmp_path)
    assert history.entries() == ()
    assert "was kept as" in history.problem
    history.add(entry())
    assert history.entries() == (entry(),)


def test_clearing_forgets_the_broken_files_that_were_kept_aside_and_one_that_is_still_there(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.path.write_bytes(BROKEN["text"])
    history.entries()
    history.add(entry())
    history.path.write_bytes(BROKEN["zeros"])
    (tmp_path / "mine.txt").write_text("")
    assert history.clear() == ""
    assert history.problem == ""
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_clearing_leaves_a_file_that_another_program_is_just_making(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.path.touch()
    assert history.clear() == ""
    assert history.path.exists()


def test_a_file_that_breaks_again_and_again_does_not_litter_the_disk(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    for _ in range(3):
        history.path.write_bytes(BROKEN["text"])
        history.add(entry())
    assert len(kept_aside(tmp_path)) == 1
    assert history.problem.startswith("No history is kept: the file is broken.")


def test_the_journal_of_a_broken_file_is_kept_aside_with_it(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(BROKEN["text"])
    (tmp_path / "history.sqlite-journal").write_bytes(b"its journal")
    aside = keep_aside(path, identity(path))
    assert aside is not None
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {
        aside.name: BROKEN["text"],
        f"{aside.name}-journal": b"its journal",
    }


def test_a_file_that_another_program_has_just_replaced_is_not_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(BROKEN["text"])
    seen = identity(path)
    path.rename(tmp_path / "history.sqlite.broken-by-another")
    assert keep_aside(path, seen) is None
    path.write_bytes(b"new")
    assert keep_aside(path, seen) is None
    assert path.read_bytes() == b"new"


def test_a_newer_programs_file_is_told_and_not_touched(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.add(entry())
    with sqlite3.connect(history.path) as connection:
        connection.executescript("PRAGMA user_version = 7; DROP TABLE entry; CREATE TABLE other (x)")
    connection.close()
    content = history.path.read_bytes()
    history.add(entry())
    assert "version 7" in history.problem
    assert "Update" in history.problem
    assert history.entries() == ()
    assert "version 7" in history.clear()
    assert history.path.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["history.sqlite"]


def test_a_python_without_sqlite_keeps_no_history_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    history = HistoryFile(tmp_path)
    history.add(entry())
    assert "no SQLite" in history.problem
    assert history.entries() == ()
    history.path.write_bytes(b"from another Python")
    assert history.clear() == ""
    assert list(tmp_path.iterdir()) == []


def test_each_reason_of_the_system_says_what_to_do() -> None:
    for code, word in (
        (errno.ENOSPC, "Free some space"),
        (errno.EDQUOT, "Free some space"),
        (errno.EROFS, "NANGO_TUI_STATE_DIR"),
        (errno.EACCES, "Change the rights"),
        (errno.EIO, "NANGO_TUI_STATE_DIR"),
    ):
        assert word in of_system(OSError(code, "x")).words
    assert of_system(OSError("no code")).kind == "failed"


def test_a_database_that_cannot_grow_is_a_full_disk() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("CREATE TABLE entry (x)")
    connection.close()
    assert of_sqlite(caught.value).kind == "full"


def test_an_error_of_the_database_is_told_by_its_name_and_never_by_its_words() -> None:
    error = sqlite3.OperationalError("canary")
    assert "canary" not in of_sqlite(error).words
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR, "SQLITE_IOERR"
    assert "SQLITE_IOERR" in of_sqlite(error).words
