"""Signals at every step: those that end the program leave the terminal as it was; those that stop it lose nothing."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults import machine
from tests.pty.terminal import Terminal
from tests.screens.front import Front, Held

pytestmark = [pytest.mark.pty, pytest.mark.fault, pytest.mark.xdist_group("pty-signals")]

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def first_frame(terminal: Terminal) -> None:
    machine.wait_until(terminal, lambda: b"\x1b[?1049h" in terminal.seen, "the first byte")


def first_run(terminal: Terminal) -> None:
    terminal.wait_for("Open a Nango environment", "API key")
    terminal.paste(machine.API_KEY)
    terminal.wait_for(machine.BULLETS)


def home(terminal: Terminal) -> None:
    machine.to_home(terminal)
    terminal.type("zzz")
    terminal.wait_for("No integration matches")


def environments(terminal: Terminal) -> None:
    machine.to_home(terminal)
    terminal.press("ctrl+e")
    terminal.wait_for("Environments")


def question(terminal: Terminal) -> None:
    machine.to_the_form(terminal)
    terminal.press("ctrl+q")
    terminal.wait_for(machine.QUESTION)


def review(terminal: Terminal) -> None:
    machine.to_the_form(terminal)
    machine.to_the_review(terminal)


def result(terminal: Terminal) -> None:
    review(terminal)
    machine.send(terminal)
    terminal.wait_for("Stored and tested at the provider")


def link(terminal: Terminal) -> None:
    terminal.wait_for("Auth error", "acme-42", "r Link")
    terminal.press("r")
    terminal.wait_for("Reconnect link", "Waiting for the customer")


@dataclass(frozen=True)
class Ending:
    """A step at which a signal comes, and how the program is started; without arguments: nothing is set up yet."""

    go: Callable[[Terminal], None]
    number: signal.Signals
    arguments: tuple[str, ...] = ("--demo",)


ENDINGS = [
    Ending(first_frame, signal.SIGTERM),
    Ending(first_run, signal.SIGHUP, ()),
    Ending(home, signal.SIGINT),
    Ending(environments, signal.SIGQUIT),
    Ending(machine.to_the_form, signal.SIGINT),
    Ending(question, signal.SIGTERM),
    Ending(review, signal.SIGHUP),
    Ending(result, signal.SIGQUIT),
    Ending(link, signal.SIGTERM, ("--demo", "fix", "acme-42")),
]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: f"{ending.number.name} at {ending.go.__name__}")
def test_a_signal_to_end_is_obeyed_at_every_step(ending: Ending, tmp_path: Path) -> None:
    with Terminal(ending.arguments, home=tmp_path) as terminal:
        ending.go(terminal)
        terminal.process.kill(ending.number)
        machine.ended(terminal, 128 + ending.number)
        assert not list(tmp_path.rglob("core*"))


@contextmanager
def sending(home: Path) -> Iterator[Terminal]:
    """A program that has sent an import, which is not answered."""
    held = Held()
    with machine.nango(Front({("POST", "/connections"): held}).over) as served:
        machine.write_environments(home, machine.environments(served.url))
        with Terminal([], home=home, environ=served.environ) as terminal:
            review(terminal)
            machine.send(terminal)
            machine.wait_until(terminal, held.arrived.is_set, "the call")
            yield terminal
        held.gate.set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_to_end_is_obeyed_while_something_is_being_sent(number: signal.Signals, tmp_path: Path) -> None:
    with sending(tmp_path) as terminal:
        terminal.process.kill(number)
        machine.ended(terminal, 128 + number)


def test_two_ctrl_q_in_one_piece_end_the_program_while_something_is_being_sent(tmp_path: Path) -> None:
    with sending(tmp_path) as terminal:
        terminal.process.send("\x11\x11")
        machine.ended(terminal, 0)


def test_two_ctrl_q_in_one_piece_end_the_program_with_something_typed(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        machine.to_the_form(terminal)
        terminal.process.send("\x11\x11")
        machine.ended(terminal, 0)


def test_several_signals_to_end_at_once_are_one(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        machine.to_the_form(terminal)
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGHUP):
            terminal.process.kill(number)
        assert terminal.wait_end() in (128 + signal.SIGTERM, 128 + signal.SIGHUP)
        assert not machine.left_on(terminal)
        assert machine.is_cooked(terminal)


STEPS: list[tuple[Callable[[Terminal], None], tuple[str, ...]]] = [
    (machine.to_home, ("Import into", "22 of 22")),
    (machine.to_the_form, ("3 Credentials", machine.WORKSPACE, machine.BULLETS)),
    (lambda terminal: terminal.press("f1"), ("Esc closes",)),
    (lambda terminal: terminal.press("escape"), ("3 Credentials", machine.WORKSPACE, machine.BULLETS)),
    (lambda terminal: terminal.press("ctrl+q"), (machine.QUESTION,)),
    (lambda terminal: terminal.press("escape"), ("3 Credentials", machine.WORKSPACE, machine.BULLETS)),
    (machine.to_the_review, ("CREATE in demo", "POST /connections", f"subdomain {machine.WORKSPACE}")),
    (machine.send, ("Stored and tested at the provider", "HTTP 201")),
]


def stopped(terminal: Terminal, how: signal.Signals) -> None:
    """Stop the program and wait until it stands still."""
    terminal.process.kill(how)
    machine.wait_until(terminal, lambda: machine.process_state(terminal) == "T", "the stop")
    terminal.rest(0.1)


def continued(terminal: Terminal, *texts: str) -> None:
    """Let the program go on: it must draw everything again, over whatever the shell left there."""
    terminal.rest(0.1)
    start = len(terminal.seen)
    terminal.process.kill(signal.SIGCONT)

    def is_back() -> bool:
        drawn = machine.drawn_since(terminal, start)
        taken = {1049, 2004} <= set(machine.left_on(terminal)) and not machine.is_cooked(terminal)
        return taken and all(text in drawn for text in texts)

    machine.wait_until(terminal, is_back, f"{texts} drawn again")


@linux
def test_stopped_and_brought_back_at_every_step_nothing_is_lost_and_the_shell_has_its_terminal(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        for go, texts in STEPS:
            go(terminal)
            terminal.wait_for(*texts)
            stopped(terminal, signal.SIGTSTP)
            assert not machine.left_on(terminal)
            assert machine.is_cooked(terminal)
            continued(terminal, *texts)
        machine.leaves_at_once(terminal)


@linux
@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGCONT], ids=["unseen stop", "continued without a stop"])
def test_whoever_stops_it_without_asking_gets_back_a_whole_screen_and_a_whole_terminal(
    how: signal.Signals, tmp_path: Path
) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        machine.to_the_form(terminal)
        if how == signal.SIGSTOP:
            stopped(terminal, how)
        continued(terminal, machine.WORKSPACE, machine.BULLETS)
        threads = len(list(Path(f"/proc/{terminal.process.pid}/task").iterdir()))
        continued(terminal, machine.WORKSPACE, machine.BULLETS)
        assert len(list(Path(f"/proc/{terminal.process.pid}/task").iterdir())) <= threads, "a second reader of keys"
        machine.leaves_by_the_second_ctrl_q(terminal)


@linux
def test_a_signal_to_end_that_comes_while_it_is_stopped_is_obeyed_when_it_goes_on(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        machine.to_the_form(terminal)
        stopped(terminal, signal.SIGTSTP)
        terminal.process.kill(signal.SIGTERM)
        terminal.process.kill(signal.SIGCONT)
        machine.ended(terminal, 128 + signal.SIGTERM)


@linux
def test_ctrl_c_ctrl_z_and_ctrl_backslash_are_keys_at_every_step_and_lose_nothing(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        for go, texts in STEPS:
            go(terminal)
            terminal.wait_for(*texts)
            for each in ("\x03", "\x1c", "\x1a"):
                terminal.process.send(each)
            terminal.rest(0.1)
            terminal.wait_for(*texts)
            assert machine.process_state(terminal) != "T"
        machine.leaves_at_once(terminal)


def test_a_storm_of_window_changes_and_of_pipes_that_broke_loses_no_key(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        machine.to_home(terminal)
        for number in range(200):
            terminal.process.kill(signal.SIGWINCH if number % 4 else signal.SIGPIPE)
            if number % 20 == 0:
                terminal.type("harborline"[number // 20])
            terminal.read(0.001)
        terminal.wait_for("harborline", "of 22")
        machine.wait_until(terminal, lambda: "harborline" in terminal.text.splitlines()[2], "the search")
        machine.leaves_at_once(terminal)


@linux
def test_a_break_from_outside_writes_no_picture_of_the_memory(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        machine.to_home(terminal)
        limits = Path(f"/proc/{terminal.process.pid}/limits").read_text().splitlines()
        [core] = [line.split() for line in limits if line.startswith("Max core file size")]
        assert core[4] == "0"
        machine.leaves_at_once(terminal)
