"""The history of the real program: what it keeps in which file, and where it keeps nothing."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nango_tui.sandbox.demo import demo
from nango_tui.sandbox.server import serve
from nango_tui.storage.history import HistoryFile
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]


@pytest.fixture
def environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the variable with the key of an environment that is in the file: a Nango on the loopback interface."""
    embedded = demo(clock=lambda: datetime.now(UTC))
    with serve(embedded.handle) as url:
        write(tmp_path, url)
        yield {"NANGO_SECRET_KEY": embedded.key}


def write(home: Path, url: str = "", *, history: bool = True) -> None:
    """Write the environment file, or change the switch in it."""
    folder = home / "config" / "nango-tui"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "environments.toml"
    if url:
        path.write_text(f'version = 1\nhistory = true\n\n[[environment]]\nid = "a"\nname = "dev"\nurl = "{url}"\n')
    if not history:
        path.write_text(path.read_text().replace("history = true", "history = false"))


def send(terminal: Terminal) -> None:
    """Import a connection without credentials."""
    terminal.wait_for("plain-weather")
    terminal.type("plain-w")
    terminal.wait_for("1 of 22")
    terminal.press("enter")
    terminal.wait_for("3 Credentials", "Connection ID")
    terminal.press("enter")
    terminal.wait_for("CREATE", "Send")
    terminal.rest(0.4)
    terminal.press("enter")
    terminal.wait_for("HTTP 201")


def test_an_import_is_in_the_file_of_this_user_alone_and_in_the_next_start(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with Terminal([], home=tmp_path, environ=environ) as terminal:
        send(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    folder = tmp_path / "state" / "nango-tui"
    assert [path.name for path in folder.iterdir()] == ["history.sqlite"]
    assert stat.S_IMODE((folder / "history.sqlite").stat().st_mode) == 0o600
    [entry] = HistoryFile(folder).entries()
    assert (entry.action, entry.integration, entry.outcome, entry.status) == ("create", "plain-weather", "stored", 201)
    with Terminal([], home=tmp_path, environ=environ) as terminal:
        terminal.wait_for("plain-weather")
        terminal.press("ctrl+l")
        terminal.wait_for("History", "201 stored", entry.connection_id)
        # Enter opens the connection that was just imported.
        terminal.press("enter")
        terminal.wait_for(entry.connection_id, "plain-weather", "NONE")


def test_switched_off_or_in_the_demo_no_file_is_made(tmp_path: Path, environ: dict[str, str]) -> None:
    write(tmp_path, history=False)
    for arguments in ((), ("--demo",)):
        with Terminal(arguments, home=tmp_path, environ=environ) as terminal:
            send(terminal)
            terminal.press("ctrl+q")
            assert terminal.wait_end() == 0
        assert not (tmp_path / "state").exists()


def test_the_demo_lists_what_was_sent_in_it(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        send(terminal)
        terminal.press("escape")
        terminal.wait_for("Import into")
        terminal.press("ctrl+l")
        terminal.wait_for("History", "201 stored", "plain-weather")


def test_a_state_folder_that_cannot_be_used_is_said_and_the_import_goes_on(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    (tmp_path / "in the way").write_text("")
    environ["NANGO_TUI_STATE_DIR"] = str(tmp_path / "in the way")
    with Terminal([], home=tmp_path, environ=environ, size=(120, 30)) as terminal:
        send(terminal)
        terminal.wait_for("No history is kept: its folder is a file.")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
