"""The real program in a real terminal: keys and pastes go in, what a person sees comes out."""

from __future__ import annotations

import base64
import re
import signal
from pathlib import Path

import pytest

from tests.pty.terminal import PROGRAM, Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]

API_KEY = "hbl_0f3b5a7c9d1e2f4a"


def to_the_form(terminal: Terminal) -> None:
    """Go from the first frame to the form of an API key, by keys alone."""
    terminal.wait_for("Import into", "22 of 22")
    terminal.type("harborline-k")
    terminal.wait_for("1 of 22")
    terminal.press("enter")
    terminal.wait_for("3 Credentials", "Harborline workspace", "Tags")


def fill(terminal: Terminal) -> None:
    """Type the workspace and paste the key, as a person does."""
    terminal.type("acme")
    terminal.press("enter")
    terminal.wait_for("A key of a user")
    terminal.paste(API_KEY)
    terminal.wait_for("••••••••••••••••••••")


def to_the_review(terminal: Terminal) -> None:
    terminal.press("enter")
    terminal.wait_for("CREATE in demo", "POST /connections")


def send(terminal: Terminal) -> None:
    """Send, when the review has stood long enough to take an Enter."""
    terminal.wait_for("Send")
    terminal.rest(0.4)
    terminal.press("enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_keys_alone_lead_from_the_first_frame_to_a_stored_connection(size: tuple[int, int], tmp_path: Path) -> None:
    with Terminal(["--demo"], size=size, home=tmp_path) as terminal:
        to_the_form(terminal)
        fill(terminal)
        to_the_review(terminal)
        send(terminal)
        screen = terminal.wait_for("Stored and tested at the provider", "HTTP 201", "subdomain acme")
        assert API_KEY not in screen
        assert API_KEY.encode() not in terminal.seen
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_back_keeps_what_was_typed(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        to_the_form(terminal)
        fill(terminal)
        to_the_review(terminal)
        terminal.press("escape")
        terminal.wait_for("Who is the customer?", "acme", "••••••••••••••••••••")
        terminal.press("escape")
        terminal.wait_for("Import into")
        terminal.press("enter")
        terminal.wait_for("Who is the customer?", "acme", "••••••••••••••••••••")


def test_help_and_commands_open_over_the_form_and_leave_it_as_it_was(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        to_the_form(terminal)
        fill(terminal)
        terminal.press("f1")
        terminal.wait_for("Enter what the customer gave you", "Esc closes")
        terminal.press("escape")
        terminal.wait_gone("Esc closes")
        terminal.press("ctrl+p")
        terminal.wait_for("Search for commands")
        terminal.type("show secret")
        terminal.wait_for("until you leave the field")
        terminal.press("escape")
        terminal.wait_gone("Search for commands")
        terminal.wait_for("acme", "••••••••••••••••••••")


def test_quitting_asks_while_something_is_unsent_and_a_second_time_ends_at_once(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        to_the_form(terminal)
        fill(terminal)
        terminal.press("ctrl+q")
        terminal.wait_for("What you typed was not sent")
        terminal.press("escape")
        terminal.wait_gone("What you typed was not sent")
        terminal.press("ctrl+q")
        terminal.wait_for("What you typed was not sent")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_the_copied_connection_id_reaches_the_terminals_clipboard(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        to_the_form(terminal)
        fill(terminal)
        to_the_review(terminal)
        send(terminal)
        screen = terminal.wait_for("Stored and tested at the provider", "Connection ID")
        shown = next(line for line in screen.splitlines() if "Connection ID" in line).split()
        terminal.press("i")
        terminal.wait_for("clipboard")
        copied = [
            base64.b64decode(text[7:-1]).decode() for text in terminal.system_commands if text[:7] == b"\x1b]52;c;"
        ]
        assert copied == [next(word for word in shown if word.count("-") == 4)]


def left_on(terminal: Terminal) -> list[int]:
    """Return the terminal's modes that a program should not leave on."""
    return [mode for mode, on in terminal.modes.items() if on and mode not in (7, 25)]


def test_the_terminal_is_left_as_it_was(tmp_path: Path) -> None:
    shell = ("sh", "-c", 'stty -g; "$@"; echo "ended with $?"; stty -g', "sh", *PROGRAM)
    with Terminal(["--demo"], home=tmp_path, program=shell) as terminal:
        terminal.wait_for("Import into", "22 of 22")
        assert {1049, 1000, 1006, 2004} <= set(left_on(terminal))
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
        assert not left_on(terminal)
        assert terminal.modes[25], "the cursor stays hidden"
        pushed = re.findall(rb"\x1b\[>\d+u", terminal.seen)
        assert len(pushed) == terminal.seen.count(b"\x1b[<u"), "the keyboard protocol stays on"
        lines = [line.strip() for line in terminal.seen.decode().splitlines()]
        before, after = lines[0], lines[-1]
        assert before == after
        assert before.count(":") > 3
        assert lines[-2].endswith("ended with 0")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["terminated", "hung up"])
def test_a_signal_to_end_leaves_the_terminal_usable(number: signal.Signals, tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        to_the_form(terminal)
        fill(terminal)
        terminal.process.kill(number)
        assert terminal.wait_end() == 128 + number
        assert not left_on(terminal)
        assert terminal.modes[25]
        assert API_KEY.encode() not in terminal.seen


def test_a_window_that_is_too_small_is_said_politely(tmp_path: Path) -> None:
    with Terminal(["--demo"], size=(50, 15), home=tmp_path) as terminal:
        screen = terminal.wait_for("Please make this window larger", "60 x 18", "Nothing is lost")
        assert "Traceback" not in screen
        terminal.screen.resize(24, 80)
        terminal.process.setwinsize(24, 80)
        terminal.wait_for("Import into", "22 of 22")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
