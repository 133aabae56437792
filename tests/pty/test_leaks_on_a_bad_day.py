"""What is left behind when the program is ended from outside, or breaks beside its screens, with everything told."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nango_tui.sandbox.demo import demo
from nango_tui.sandbox.server import serve
from tests.canary.secrets import API_KEY, PASSWORD, Canary, Hunt
from tests.conftest import REPO, Figure
from tests.pty.test_broken_in_a_terminal import STAGED, fill_and_send
from tests.pty.traced import CHILDREN, LOUD, TracedTerminal
from tests.screens.front import Front, Held

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty-leaks")]

TELLING = {"PYTHONASYNCIODEBUG": "1", "PYTHONDEVMODE": "1", "PYTHONWARNINGS": "always", "PYTHONFAULTHANDLER": "1"}
"""Whatever Python can be asked to tell of a program."""

OUTSIDE = """
import sys, threading, warnings
from nango_tui.last_words import keep_values_out
keep_values_out()
first, second = sys.stdin.read().split()

class Dropped:
    def __del__(self):
        raise ValueError(first)

def careless(*texts):
    try:
        raise ValueError(texts[0])
    except ValueError as error:
        error.add_note(texts[0])
        raise ExceptionGroup(texts[1], [KeyError(texts[1])]) from error

Dropped()
warnings.warn(first, UserWarning)
thread = threading.Thread(target=careless, args=(first, second))
thread.start()
thread.join()
careless(first, second)
"""

DOOR = """
import sys
from nango_tui.__main__ import main
sys.argv = ["nango-tui", "--demo", "--clear-history"]
try:
    main()
except SystemExit:
    print(sys.excepthook.__module__)
"""


def told(hunt: Hunt, figure: Figure) -> None:
    """Say what was looked at, and that nothing was found."""
    figure("canary", f"{len(hunt.kinds)} secrets, {hunt.places} places, {len(hunt.leaks)} leaks", add=True)
    assert not hunt.leaks


def test_what_breaks_outside_of_the_screens_says_where_and_no_value(figure: Figure) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", OUTSIDE],
        cwd=REPO,
        env=os.environ | TELLING,
        input=f"{PASSWORD.text} {API_KEY.text}",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    hunt = Hunt((PASSWORD, API_KEY))
    hunt.look("standard error", done.stderr)
    assert done.returncode == 1
    assert not done.stdout
    assert done.stderr.count("This report holds no values") == 3
    assert done.stderr.count("in careless") == 4
    for name in ("ValueError", "ExceptionGroup", "KeyError", "UserWarning at <string>"):
        assert name in done.stderr, name
    told(hunt, figure)


def test_the_program_keeps_values_out_from_its_door_on() -> None:
    done = subprocess.run([sys.executable, "-c", DOOR], cwd=REPO, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("nango_tui.last_words")


@pytest.mark.parametrize("what", ["noise", "transport"])
def test_what_breaks_beside_the_screens_tells_nothing_with_all_logs_on(
    what: str, tmp_path: Path, figure: Figure
) -> None:
    hunt, home, outside = Hunt((PASSWORD,)), tmp_path / "home", tmp_path / "outside"
    with TracedTerminal(
        [what], hunt, home=home, outside=outside, program=STAGED, environ=TELLING, sites=LOUD
    ) as terminal:
        fill_and_send(terminal)
        terminal.wait_for("Stored" if what == "noise" else "(RuntimeError)")
        terminal.press("r", "t")
        terminal.wait_for("Ticket note")
        terminal.look()
        terminal.press("ctrl+q")
        terminal.rest(0.3)
        if terminal.process.isalive():
            terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
        terminal.look_back()
    assert b"asyncio" in terminal.seen or b"Using selector" in terminal.seen, "the logs were not on"
    told(hunt, figure)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL], ids=lambda each: each.name
)
def test_ended_by_a_signal_while_it_sends_it_leaves_no_secret(
    number: signal.Signals, tmp_path: Path, figure: Figure
) -> None:
    hunt, home, outside = Hunt((PASSWORD,)), tmp_path / "home", tmp_path / "outside"
    embedded, held = demo(), Held()
    hunt.add(Canary("API key of Nango", embedded.key))
    front = Front({("POST", "/connections"): held})
    with serve(front.over(embedded.handle)) as url:
        environ = {"NANGO_SECRET_KEY": embedded.key, "NANGO_HOSTPORT": url}
        with TracedTerminal([], hunt, home=home, outside=outside, environ=environ) as terminal:
            fill_and_send(terminal)
            while not held.arrived.is_set():
                assert terminal.read(), "it ended"
            terminal.look()
            terminal.process.kill(number)
            assert terminal.wait_end() in (128 + number, -number)
            held.gate.set()
            terminal.look_back()
    assert not terminal.strayed
    assert not terminal.trace.of(*CHILDREN)
    assert not re.findall(rb"core|dump", b" ".join(os.fsencode(path.name) for path in home.rglob("*")))
    told(hunt, figure)
