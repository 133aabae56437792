"""When the program breaks, or a server tries to, the terminal stays usable and shows no value."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.canary.hostile import CLIPBOARD
from tests.canary.secrets import PASSWORD, Canary, Hunt
from tests.canary.stored import STORED
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty-leaks")]

STAGED = (sys.executable, "-m", "tests.pty.staged")


def leaks(canary: Canary, text: str) -> bool:
    hunt = Hunt((canary,))
    hunt.look("here", text)
    return bool(hunt.leaks)


def fill_and_send(terminal: Terminal, *, send: bool = True) -> None:
    """Import with a secret that is pasted; not `send`: up to the Enter that leaves the form."""
    terminal.wait_for("Import into", "22 of 22")
    terminal.type("mossdesk")
    terminal.wait_for("1 of 22")
    terminal.press("enter")
    terminal.wait_for("Email", "API Token")
    terminal.type("agent@acme.example")
    terminal.press("tab")
    terminal.wait_for("public help center")
    terminal.paste(PASSWORD.text)
    terminal.wait_for("••••••••")
    terminal.press("enter")
    if not send:
        return
    terminal.wait_for("CREATE in demo", "Send")
    terminal.rest(0.4)
    terminal.press("enter")


def break_it(terminal: Terminal, what: str) -> None:
    """Do what makes each kind of break happen."""
    fill_and_send(terminal, send=what != "check")
    if what in ("worker", "group", "parse", "check"):
        return
    terminal.wait_for("Stored")
    if what == "handler":
        terminal.press("t")
        return
    terminal.press("escape")
    terminal.wait_for("Import into")
    terminal.press("enter")


ERRORS = {
    "worker": "builtins.RuntimeError",
    "group": "builtins.ExceptionGroup",
    "parse": "pydantic_core._pydantic_core.ValidationError",
    "check": "builtins.RuntimeError",
    "handler": "builtins.RuntimeError",
    "compose": "builtins.RuntimeError",
}
"""What breaks, and how the report calls it."""


@pytest.mark.parametrize("what", ERRORS)
def test_a_crash_reports_places_without_values_and_leaves_the_terminal_usable(what: str, tmp_path: Path) -> None:
    with Terminal([what], home=tmp_path, program=STAGED) as terminal:
        break_it(terminal, what)
        assert terminal.wait_end() == 1
        said = terminal.seen.decode(errors="replace")
        report = said[said.rindex("\x1b[?1049l") :]
        assert "nango-tui broke" in report
        assert ERRORS[what] in report
        assert ("careless" in report) == (what != "parse")
        assert "Traceback" not in said
        assert not leaks(PASSWORD, said)
        assert not [mode for mode, on in terminal.modes.items() if on and mode not in (7, 25)]
        assert terminal.modes[25], "the cursor stays hidden"
        for path in tmp_path.rglob("*"):
            assert path.is_dir() or not leaks(PASSWORD, path.read_text(errors="replace")), path


def test_a_crash_while_a_connection_is_tested_says_nothing_of_what_a_look_showed(tmp_path: Path) -> None:
    kept = STORED[0].kept
    with Terminal(["fix"], home=tmp_path, program=STAGED) as terminal:
        terminal.wait_for("Import into", "Fix")
        terminal.type("cages")
        terminal.wait_for("Canary Cages")
        terminal.press("enter")
        terminal.wait_for("Nango knows of no error", "present")
        terminal.press("t")
        terminal.wait_for("Call the provider: GET")
        terminal.press("tab")
        terminal.type("/me")
        terminal.wait_for("GET    /me")
        terminal.press("enter")
        assert terminal.wait_end() == 1
        said = terminal.seen.decode(errors="replace")
        report = said[said.rindex("\x1b[?1049l") :]
        assert "nango-tui broke" in report
        assert "builtins.RuntimeError" in report
        assert "try_out.py" in report
        hunt = Hunt(tuple(kept))
        hunt.look("terminal", said)
        hunt.look_into(tmp_path)
        assert not hunt.leaks
        assert not [mode for mode, on in terminal.modes.items() if on and mode not in (7, 25)]


def test_no_secret_is_in_the_bytes_of_the_terminal_nor_in_the_arguments(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        fill_and_send(terminal)
        terminal.wait_for("Stored and tested")
        for key in ("r", "t", "i", "f1"):
            terminal.press(key)
        terminal.rest(0.2)
        arguments = Path(f"/proc/{terminal.process.pid}/cmdline")
        assert not arguments.exists() or not leaks(PASSWORD, arguments.read_text())
        terminal.press("escape", "ctrl+q")
        assert terminal.wait_end() == 0
        assert not leaks(PASSWORD, terminal.seen.decode(errors="replace"))


def test_nothing_that_a_server_says_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    with Terminal(["hostile"], size=(120, 40), home=tmp_path, program=STAGED) as terminal:
        terminal.wait_for("strange", "[red]R")
        terminal.press("enter")
        terminal.wait_for("Who is the customer?", "[red]R")
        terminal.press("f1")
        terminal.wait_for("Esc closes")
        terminal.press("escape", "ctrl+q")
        if terminal.process.isalive():
            terminal.rest(0.3)
            terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
        payload = CLIPBOARD.encode()
        assert payload not in terminal.seen
        for command in (b"aG9zdGlsZQ==\x07", b"\x1b[31m\x1b[2J", b"\x1bc", b"]0;hostile\x1b\\", "\x9b31m".encode()):
            assert command not in terminal.seen
        assert not [text for text in terminal.system_commands if b"hostile" in text or text.startswith(b"\x1b]52")]
