"""Files and disks on a bad day: what cannot be read or kept is said, nothing is destroyed, and the work goes on."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from nango_tui.model.history import Entry
from nango_tui.model.ports import Settings
from nango_tui.storage.environments import FILE_NAME, EnvironmentFile
from nango_tui.storage.history import FILE_NAME as HISTORY_NAME
from nango_tui.storage.history import HistoryFile
from tests.faults import machine
from tests.faults.disks import import_one, no_file_may_be_written, on_a_full_disk, without_rights
from tests.pty.terminal import PROGRAM, Terminal

pytestmark = [
    pytest.mark.pty,
    pytest.mark.fault,
    pytest.mark.xdist_group("pty-disk"),
    pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX"),
]

WIDE = (200, 30)
"""Words of the command line are not broken into lines here."""
NOT_SAVED = "The environments were not saved:"
NO_HISTORY = "No history is kept:"


@pytest.fixture
def served() -> Iterator[machine.Served]:
    with machine.nango() as served:
        yield served


def folder_is_read_only(home: Path) -> tuple[str, ...]:
    machine.config(home).chmod(0o500)
    return without_rights()


def disk_is_full(home: Path) -> tuple[str, ...]:
    return on_a_full_disk(machine.config(home))


SAVING: list[tuple[Callable[[Path], tuple[str, ...]], str]] = [
    (folder_is_read_only, "this user has no right to it"),
    (no_file_may_be_written, "this user may not write files of that length (ulimit -f)"),
    (disk_is_full, "the disk is full. Free some space"),
]


@pytest.mark.parametrize(("prepare", "words"), SAVING, ids=[prepare.__name__ for prepare, _ in SAVING])
def test_environments_that_cannot_be_saved_are_told_and_can_be_used(
    prepare: Callable[[Path], tuple[str, ...]], words: str, served: machine.Served, tmp_path: Path
) -> None:
    text = machine.environments(served.url, active="")
    path = machine.write_environments(tmp_path, text)
    program = (*prepare(tmp_path), *PROGRAM)
    with Terminal([], home=tmp_path, environ=served.environ, program=program) as terminal:
        terminal.wait_for("22 of 22")
        machine.wait_said(terminal, f"{NOT_SAVED} {words}")
        machine.leaves_at_once(terminal)
    path.parent.chmod(0o700)
    assert path.read_text() == text
    assert [each.name for each in path.parent.iterdir()] == [FILE_NAME]


def folder_is_a_file(home: Path) -> dict[str, str]:
    (home / "config").mkdir()
    machine.config(home).write_text("precious")
    return {}


def folder_is_a_link_to_nowhere(home: Path) -> dict[str, str]:
    (home / "config").mkdir()
    machine.config(home).symlink_to(home / "nowhere")
    return {}


def home_is_a_file(home: Path) -> dict[str, str]:
    (home / "house").write_text("precious")
    return {"HOME": str(home / "house"), "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""}


NO_PLACE = [folder_is_a_file, folder_is_a_link_to_nowhere, home_is_a_file]


@pytest.mark.parametrize("prepare", NO_PLACE, ids=lambda prepare: prepare.__name__)
def test_a_first_run_without_a_place_for_its_files_says_so_and_goes_on(
    prepare: Callable[[Path], dict[str, str]], served: machine.Served, tmp_path: Path
) -> None:
    environ = prepare(tmp_path) | {
        "NANGO_HOSTPORT": served.url,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    # Larger, so that what is said in passing covers no field.
    with Terminal([], home=tmp_path, size=(120, 40), environ=environ) as terminal:
        terminal.wait_for("Open a Nango environment")
        terminal.press("shift+tab", "down", "down")
        terminal.wait_for("Server URL")
        terminal.press("tab")
        terminal.type(served.url)
        terminal.press("enter")
        terminal.paste(served.key)
        terminal.wait_for(machine.BULLETS)
        terminal.press("enter")
        terminal.wait_for("Name")
        terminal.press("enter")
        terminal.wait_for("session only")
        terminal.press("ctrl+s")
        terminal.wait_for("22 of 22")
        machine.wait_said(terminal, NOT_SAVED)
        assert served.key.encode() not in terminal.seen
        machine.leaves_at_once(terminal)
    assert not list(tmp_path.rglob(FILE_NAME))


def test_a_user_without_a_home_is_told_which_variable_helps(tmp_path: Path) -> None:
    if os.geteuid() or shutil.which("setpriv") is None:
        pytest.skip("needs root, to become a user whom nobody knows")
    nobody = ("env", "-u", "HOME", "-u", "XDG_CONFIG_HOME", "-u", "XDG_STATE_HOME", "setpriv", "--reuid=54321")
    if subprocess.run([*nobody, *PROGRAM, "--version"], capture_output=True, check=False).returncode:
        pytest.skip("a user whom nobody knows cannot run this Python")
    for arguments in ([], ["--clear-history"]):
        with Terminal(arguments, home=tmp_path, size=WIDE, program=(*nobody, *PROGRAM)) as terminal:
            assert terminal.wait_end() == (2 if not arguments else 1)
            assert "this user has no home folder. Set HOME, or NANGO_TUI_" in terminal.text
            assert "Traceback" not in terminal.text


@dataclass(frozen=True)
class Found:
    """What stands where the environment file should, and what is said of it."""

    content: bytes
    words: tuple[str, ...]
    kept: bool = True
    """Whether it stays in its place, else it is kept aside."""


NEWER = b'version = 99\nactive = "x"\n[[universe]]\nid = "x"\n'
FOUND = {
    "of a newer version": Found(NEWER, ("A newer nango-tui wrote the environment file (version 99",)),
    "100 MB": Found(b"#" * 100_000_000, ("longer than 1 MiB. Move it away",)),
    "garbage": Found(bytes(range(256)) * 40, ("has a mistake", "is not UTF-8 text", "It was kept as"), kept=False),
    "half a table": Found(b'version = 1\n[[environment]]\nid = "a', ("has a mistake: line 3,", "kept as"), kept=False),
    "empty": Found(b"", ()),
}


@pytest.mark.parametrize("found", FOUND.values(), ids=FOUND.keys())
def test_what_stands_in_the_environment_files_place_is_not_destroyed(found: Found, tmp_path: Path) -> None:
    path = machine.write_environments(tmp_path, "")
    path.write_bytes(found.content)
    with Terminal([], home=tmp_path) as terminal:
        terminal.wait_for("Open a Nango environment")
        machine.wait_said(terminal, *found.words)
        # The theme is saved at once: the file must survive that too.
        terminal.press("ctrl+p")
        terminal.wait_for("Search for commands")
        terminal.type("theme")
        terminal.press("enter")
        terminal.wait_for("nord")
        terminal.type("nord")
        terminal.press("enter")
        terminal.rest(0.3)
        machine.leaves_at_once(terminal)
    if not found.content:
        assert 'theme = "nord"' in path.read_text()
    elif found.kept:
        assert path.read_bytes() == found.content
    else:
        [aside] = path.parent.glob(f"{FILE_NAME}.broken-*")
        assert aside.read_bytes() == found.content


@pytest.mark.parametrize("form", ["byte order mark", "lines of Windows"])
def test_a_file_that_an_editor_of_windows_saved_is_read(form: str, served: machine.Served, tmp_path: Path) -> None:
    text = machine.environments(served.url).encode()
    path = machine.write_environments(tmp_path, "")
    path.write_bytes(b"\xef\xbb\xbf" + text if form == "byte order mark" else text.replace(b"\n", b"\r\n"))
    with Terminal([], home=tmp_path, environ=served.environ) as terminal:
        terminal.wait_for("22 of 22", "dev · 127.0.0.1")
        machine.leaves_at_once(terminal)


def every_user_may_write(path: Path) -> str:
    path.chmod(0o666)
    return "could be changed by every user of this machine until now"


def of_another_user(path: Path) -> str:
    if os.geteuid():
        pytest.skip("only root can give a file to another user")
    os.chown(path, 54321, 54321)
    return "belongs to another user, who can change it"


def readable_by_all(path: Path) -> str:
    path.chmod(0o644)
    return ""


@pytest.mark.parametrize(
    "prepare", [every_user_may_write, of_another_user, readable_by_all], ids=lambda prepare: prepare.__name__
)
def test_who_else_may_have_written_the_servers_down_is_told_and_the_file_is_closed(
    prepare: Callable[[Path], str], served: machine.Served, tmp_path: Path
) -> None:
    path = machine.write_environments(tmp_path, machine.environments(served.url))
    words = prepare(path)
    with Terminal([], home=tmp_path, environ=served.environ) as terminal:
        terminal.wait_for("22 of 22")
        machine.wait_said(terminal, words)
        assert ("Check the servers in it" in machine.said(terminal)) is bool(words)
        machine.leaves_at_once(terminal)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_links_planted_in_the_place_of_files_are_not_followed(served: machine.Served, tmp_path: Path) -> None:
    victims = {name: tmp_path / f"victim of {name}" for name in (FILE_NAME, HISTORY_NAME, f"{HISTORY_NAME}-journal")}
    text = machine.environments(served.url, active="")
    folders = {FILE_NAME: machine.config(tmp_path)}
    for name, victim in victims.items():
        folder = folders.get(name, machine.state(tmp_path))
        folder.mkdir(parents=True, exist_ok=True)
        victim.write_text(text if name == FILE_NAME else "precious")
        victim.chmod(0o644)
        (folder / name).symlink_to(victim)
    with Terminal([], home=tmp_path, environ=served.environ) as terminal:
        terminal.wait_for("22 of 22")
        import_one(terminal)
        machine.wait_said(terminal, f"{NO_HISTORY} a link")
        machine.leaves_at_once(terminal)
    for name, victim in victims.items():
        assert victim.read_text() == (text if name == FILE_NAME else "precious")
        assert stat.S_IMODE(victim.stat().st_mode) == 0o644
    assert not (machine.config(tmp_path) / FILE_NAME).is_symlink()
    assert 'active = "a"' in (machine.config(tmp_path) / FILE_NAME).read_text()


def test_two_programs_at_once_keep_what_each_of_them_did(served: machine.Served, tmp_path: Path) -> None:
    machine.write_environments(tmp_path, machine.environments(served.url))
    with (
        Terminal([], home=tmp_path, environ=served.environ) as one,
        Terminal([], home=tmp_path, environ=served.environ) as other,
    ):
        for terminal in (one, other):
            terminal.wait_for("22 of 22")
        one.press("ctrl+e")
        one.wait_for("Environments")
        one.press("r")
        one.wait_for("As it is called in Nango")
        one.type("x")
        one.press("enter")
        one.wait_for("devx")
        one.press("escape")
        other.press("ctrl+p")
        other.wait_for("Search for commands")
        other.type("theme")
        other.press("enter")
        other.wait_for("nord")
        other.type("nord")
        other.press("enter")
        other.wait_gone("Search")
        for terminal in (one, other):
            terminal.wait_for("22 of 22")
            import_one(terminal)
            machine.leaves_at_once(terminal)
    settings = EnvironmentFile(machine.config(tmp_path)).load().settings
    assert ([each.name for each in settings.environments], settings.theme) == (["devx"], "nord")
    assert len(HistoryFile(machine.state(tmp_path)).entries()) == 2


def test_a_program_that_is_killed_leaves_whole_files_and_the_next_one_starts(
    served: machine.Served, tmp_path: Path
) -> None:
    machine.write_environments(tmp_path, machine.environments(served.url))
    with Terminal([], home=tmp_path, environ=served.environ) as terminal:
        terminal.wait_for("22 of 22")
        import_one(terminal)
        history = HistoryFile(machine.state(tmp_path))
        machine.wait_until(terminal, lambda: [each.outcome for each in history.entries()] == ["stored"], "the note")
        terminal.process.kill(signal.SIGKILL)
        assert terminal.wait_end() == -signal.SIGKILL
    loaded = EnvironmentFile(machine.config(tmp_path)).load()
    assert (loaded.problem, len(loaded.settings.environments)) == ("", 1)
    found: tuple[Entry, ...] = HistoryFile(machine.state(tmp_path)).entries()
    assert [each.outcome for each in found] == ["stored"]
    assert EnvironmentFile(machine.config(tmp_path)).save(Settings()) == ""
