"""Terminals of every kind, and what they do on a bad day: the program works in them, or says in words why it cannot."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults import machine
from tests.pty.terminal import PROGRAM, Terminal

pytestmark = [pytest.mark.pty, pytest.mark.fault, pytest.mark.xdist_group("pty-terminals")]

NARROW = re.compile("\x1b\\[(?:[0-9;]*;)?(?:38|48);[25];")
"""More colors than 16: as numbers of a palette of 256, or as red, green and blue."""
COLOR = re.compile("\x1b\\[[0-9;]*m")


@dataclass(frozen=True)
class Kind:
    """A kind of terminal: variables, one that is not there at all, and what must not be written to it."""

    environ: Mapping[str, str] = field(default_factory=dict)
    unset: str = "NOTHING"
    never: re.Pattern[str] = re.compile("\\\\u[0-9a-f]{4}")


KINDS = {
    "no color": Kind({"NO_COLOR": "1"}),
    "8 colors": Kind({"TERM": "linux", "COLORTERM": ""}, never=NARROW),
    "ansi": Kind({"TERM": "ansi", "COLORTERM": ""}, never=NARROW),
    "TERM unset": Kind({"COLORTERM": ""}, unset="TERM", never=NARROW),
    "TERM that nobody knows": Kind({"TERM": "wonderterm-9", "COLORTERM": ""}),
    "LANG=C": Kind({"LANG": "C", "LC_ALL": "C"}),
    "letters of ASCII only": Kind({"PYTHONIOENCODING": "ascii"}),
    "COLUMNS and LINES of a small window": Kind({"COLUMNS": "20", "LINES": "5"}),
    "COLUMNS and LINES of no window": Kind({"COLUMNS": "100000", "LINES": "100000"}),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_every_kind_of_terminal_is_good_enough_to_type_and_to_leave(kind: Kind, tmp_path: Path) -> None:
    program = ("env", "-u", kind.unset, *PROGRAM)
    with Terminal(["--demo"], home=tmp_path, environ=kind.environ, program=program) as terminal:
        terminal.wait_for("Import into", "22 of 22")
        terminal.type("harborline-k")
        terminal.wait_for("1 of 22")
        terminal.press("enter")
        terminal.wait_for("Credentials", "Harborline workspace", "The first part of the address")
        terminal.type(machine.WORKSPACE)
        terminal.wait_for(f"{machine.WORKSPACE} ", ".harborline.example", "Quit")
        assert max(map(len, terminal.text.splitlines())) <= 80
        machine.leaves_by_the_second_ctrl_q(terminal)
        assert not kind.never.search(terminal.seen.decode(errors="replace"))


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot_move_the_cursor_is_refused_with_a_way_on(term: str, tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path, size=(300, 24), environ={"TERM": term}) as terminal:
        assert terminal.wait_end() == 2
        assert f"cannot move the cursor (TERM={term})" in terminal.text
        assert "TERM=xterm-256color" in terminal.text
        assert b"\x1b" not in terminal.seen


@pytest.mark.parametrize(
    ("closed", "words"),
    [("<&-", "standard input is"), (">&-", "standard output is"), ("2>&-", ""), ("<&- >&- 2>&-", "")],
)
def test_closed_standard_streams_end_with_2_and_words_where_any_can_be_said(
    closed: str, words: str, tmp_path: Path
) -> None:
    shell = ("sh", "-c", f'"$@" {closed}; echo "ended with $?"', "sh", *PROGRAM)
    with Terminal(["--demo"], home=tmp_path, size=(300, 24), program=shell) as terminal:
        assert terminal.wait_end() == 0
        assert "ended with 2" in terminal.text
        assert words in terminal.text
        assert "Traceback" not in terminal.text


def test_clearing_the_history_without_a_standard_output_clears_it_and_breaks_nothing(tmp_path: Path) -> None:
    shell = ("sh", "-c", '"$@" >&-; echo "ended with $?"', "sh", *PROGRAM)
    with Terminal(["--clear-history"], home=tmp_path, program=shell) as terminal:
        assert terminal.wait_end() == 0
        assert terminal.text.strip() == "ended with 0"


def test_standard_output_that_nobody_reads_ends_without_a_trace(tmp_path: Path) -> None:
    shell = ("sh", "-c", '{ sleep 0.5; "$@"; echo "ended with $?" >&2; } | true', "sh", *PROGRAM)
    for arguments in (["--clear-history"], ["--help"], ["--version"]):
        with Terminal(arguments, home=tmp_path, program=shell) as terminal:
            terminal.wait_for("ended with")
            assert terminal.text.strip() in ("ended with 0", "ended with 1")


def test_a_window_of_any_size_at_every_step_loses_nothing(tmp_path: Path) -> None:
    with Terminal(["--demo"], size=(20, 5), home=tmp_path) as terminal:
        terminal.wait_for("larger")
        resize(terminal, 80, 24)
        machine.to_the_form(terminal)
        shaken(terminal, "3 Credentials", machine.WORKSPACE, machine.BULLETS)
        terminal.press("f1")
        shaken(terminal, "Esc closes")
        terminal.press("escape")
        machine.wait_typed(terminal)
        terminal.press("ctrl+q")
        shaken(terminal, machine.QUESTION)
        terminal.press("escape")
        machine.wait_typed(terminal)
        machine.to_the_review(terminal)
        shaken(terminal, "CREATE in demo", "POST /connections", f"subdomain {machine.WORKSPACE}")
        terminal.rest(0.4)
        terminal.press("enter")
        shaken(terminal, "Stored and tested at the provider", f"subdomain {machine.WORKSPACE}")
        machine.leaves_at_once(terminal)


def shaken(terminal: Terminal, *texts: str) -> None:
    """Resize the window to what no window is, and back."""
    terminal.wait_for(*texts)
    for size in ((40, 10), (200, 60), (1, 1), (80, 24)):
        resize(terminal, *size)
    # What was drawn for another size may say it, too.
    terminal.rest(0.3)
    terminal.wait_for(*texts)


def resize(terminal: Terminal, columns: int, rows: int) -> None:
    terminal.screen.resize(rows, columns)
    terminal.process.setwinsize(rows, columns)
    terminal.read(0.05)


DEAF = (
    "import os, signal, sys;"
    "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH]);"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
"""Runs Python as one that never hears that its window has another size."""


def test_what_is_typed_into_a_window_that_has_just_grown_is_not_lost_though_the_signal_for_it_is_late(
    tmp_path: Path,
) -> None:
    program = (sys.executable, "-c", DEAF, *PROGRAM[1:])
    with Terminal(["--demo"], size=(20, 5), home=tmp_path, program=program) as terminal:
        terminal.wait_for("larger")
        resize(terminal, 80, 24)
        terminal.type("harborline-k")
        terminal.wait_for("harborline-k", "1 of 22")
        machine.leaves_at_once(terminal)


def test_a_window_that_is_said_to_be_gigantic_holds_nobody(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        machine.to_the_form(terminal)
        terminal.process.send("\x1b[48;99999;99999;1;1t")
        terminal.press("f1")
        terminal.wait_for("Esc closes")
        terminal.press("escape")
        machine.wait_typed(terminal)
        machine.leaves_by_the_second_ctrl_q(terminal)


def at_the_workspace(terminal: Terminal) -> None:
    """Go to a form whose first field has the focus, with "ac" typed."""
    machine.to_home(terminal)
    terminal.type("harborline-k")
    terminal.wait_for("1 of 22")
    terminal.press("enter")
    terminal.wait_for("3 Credentials", "Harborline workspace", "The first part of the address")
    terminal.type("ac")
    terminal.wait_for("https://ac ")


STRANGE = {
    "a letter of another character set": (b"\xe9t\xe9", "https://ac\ufffdt"),
    "noise": (b"\xff\xfe\x80x", "https://ac\ufffd\ufffd\ufffdx"),
    "the mouse of an old terminal": (b"\x1b[M !!\x1b[M#!!\x1b[32;30;10Mx", "https://acx "),
    "an answer to what nobody asked": (b"\x1b[24;80R\x1b[I\x1b[Ox", "https://acx "),
}


@pytest.mark.parametrize(("sent", "shown"), STRANGE.values(), ids=STRANGE.keys())
def test_strange_bytes_from_the_terminal_break_nothing(sent: bytes, shown: str, tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        at_the_workspace(terminal)
        terminal.process.send(sent)
        terminal.wait_for(shown)
        machine.leaves_by_the_second_ctrl_q(terminal)


def test_a_letter_that_arrives_in_two_halves_is_one_letter(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        at_the_workspace(terminal)
        terminal.process.send("é".encode()[:1])
        terminal.rest(0.3)
        terminal.process.send("é".encode()[1:])
        terminal.wait_for("https://acé ")
        machine.leaves_by_the_second_ctrl_q(terminal)


def test_a_paste_whose_end_is_lost_ends_by_itself_and_keys_are_heard_again(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        at_the_workspace(terminal)
        terminal.process.send("\x1b[20")
        terminal.process.send("0~orn")
        terminal.wait_for("https://acorn ")
        machine.leaves_by_the_second_ctrl_q(terminal)


def test_without_bracketed_paste_a_secret_and_its_line_end_go_into_their_field_and_on(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path, environ={"TERM": "linux"}) as terminal:
        at_the_workspace(terminal)
        terminal.press("tab")
        terminal.wait_for("A key of a user")
        terminal.type(f"{machine.API_KEY}\r")
        terminal.wait_for("CREATE in demo", "API Key")
        terminal.press("escape")
        terminal.wait_for(machine.BULLETS)
        machine.leaves_by_the_second_ctrl_q(terminal)


def filled(terminal: Terminal) -> None:
    """Read nothing until the program waits for somebody who reads: its queue and the terminal's are full."""
    for number in range(150):
        terminal.process.setwinsize(24 + number % 2, 80 + number % 3)
        time.sleep(0.02)


def test_a_terminal_that_takes_nothing_for_a_while_loses_nothing(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        at_the_workspace(terminal)
        filled(terminal)
        terminal.type("orn")
        resize(terminal, 80, 24)
        terminal.wait_for("https://acorn ", "Quit")
        machine.leaves_by_the_second_ctrl_q(terminal)


def test_a_terminal_that_takes_nothing_any_more_does_not_keep_a_signal_from_ending_it(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        machine.to_the_form(terminal)
        filled(terminal)
        terminal.process.kill(signal.SIGTERM)
        end = time.monotonic() + 10
        while machine.process_state(terminal) != "Z" and time.monotonic() < end:
            time.sleep(0.05)
        assert machine.process_state(terminal) == "Z"
        assert terminal.wait_end() == 128 + signal.SIGTERM
        assert machine.API_KEY.encode() not in terminal.seen


GONE = """
import os, pty, sys, time
child, terminal = pty.fork()
if not child:
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
while b"22 of 22" not in seen:
    seen += os.read(terminal, 65536)
os.close(terminal)
started = time.monotonic()
ended, status = 0, 0
while not ended and time.monotonic() - started < 20:
    time.sleep(0.02)
    ended, status = os.waitpid(child, os.WNOHANG)
if not ended:
    os.kill(child, 9)
print("ended with", os.waitstatus_to_exitcode(status) if ended else "nothing")
"""


@pytest.mark.parametrize("hangup", ["default", "ignored"])
def test_a_terminal_that_is_gone_ends_the_program(hangup: str, tmp_path: Path) -> None:
    ignoring = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")
    program = (sys.executable, "-c", GONE, *(ignoring if hangup == "ignored" else ()), *PROGRAM)
    with Terminal(["--demo"], home=tmp_path, program=program) as terminal:
        terminal.wait_for("ended with", str(128 + signal.SIGHUP))
        assert terminal.text.strip() == f"ended with {128 + signal.SIGHUP}"
