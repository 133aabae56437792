"""From Enter to the next step on screen, over the demo in a pty: `python -m tests.bench.steps [runs]`.

Steps that are left by Escape are not measured: a terminal's reader waits a tenth of a second whether more follows it.
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measure import BARE_READY, time_to, worked
from tests.pty.terminal import Terminal

QUIET = 0.15
BARE = "a bare form"
"""What the steps are compared with."""
KEY = "hbl_0f3b5a7c9d1e2f4a"
Steps = dict[str, list[float]]
BARE_FORM = """
from textual.app import App
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Header, Input, Label
class Form(Screen):
    def compose(self):
        yield Header()
        with VerticalScroll():
            for index in range(7):
                with Horizontal():
                    yield Label(f"Label {index}")
                    yield Input(placeholder=f"field {index} of 6", compact=True)
        yield Footer()
class Bare(App):
    BINDINGS = [("ctrl+q", "quit", "Quit")]
    CSS = "Horizontal { height: 1; } Label { width: 24; }"
    def compose(self):
        yield Header()
        yield Input(placeholder="bare and ready")
        yield Footer()
    def on_input_submitted(self):
        self.push_screen(Form())
Bare().run()
"""
"""A program of the same toolkit that opens a form with as many inputs as the one that is measured, and does no more."""


def measure(home: Path, steps: Steps, work: Steps) -> None:
    """Go through the wizard once, and note for each step the milliseconds by the clock, and of work."""
    with Terminal(["--demo"], home=home) as terminal:

        def step(name: str, *markers: str) -> None:
            terminal.rest(QUIET)
            before = worked(terminal)
            steps[name].append(time_to(terminal, "enter", markers))
            work[name].append(worked(terminal) - before)

        def back(*texts: str) -> None:
            terminal.rest(QUIET)
            terminal.press("escape")
            terminal.wait_for(*texts)

        terminal.wait_for("22 of 22", "acme-42")
        terminal.type("harborline-k")
        terminal.wait_for("1 of 22")
        step("Home to form", "Harborline workspace", "Who is the customer?")
        terminal.type("acme")
        step("field to field", "A key of a user")
        terminal.paste(KEY)
        terminal.wait_for("••••••••••••••••••••")
        step("form to review", "CREATE in ")
        back("Who is the customer?")
        step("form to review", "CREATE in ")
        terminal.rest(0.4)
        step("review to result", "Stored and tested")
        back("Import into", "of 17")
        terminal.type("acme inc")
        terminal.wait_for("1 of 17")
        step("Home to connection", "acme-42", "Replace")
        step("connection to form", "UPDATE of ")
        terminal.press("ctrl+q", "ctrl+q")
        terminal.wait_end()


def bare(home: Path) -> float:
    """Return the milliseconds that the bare form takes to come."""
    with Terminal([], home=home, program=(sys.executable, "-c", BARE_FORM)) as terminal:
        terminal.wait_for(BARE_READY)
        terminal.rest(QUIET)
        taken = time_to(terminal, "enter", ("field 6 of 6",))
        terminal.press("ctrl+q")
        terminal.wait_end()
        return taken


def figures(runs: int) -> dict[str, float]:
    """Return the median of each step in milliseconds."""
    steps: Steps = defaultdict(list)
    for _ in range(runs):
        with TemporaryDirectory() as home:
            measure(Path(home), steps, defaultdict(list))
            steps[BARE].append(bare(Path(home)))
    return {name: statistics.median(times) for name, times in steps.items()}


if __name__ == "__main__":
    for name, taken in figures(int(sys.argv[1]) if len(sys.argv) > 1 else 9).items():
        print(f"{name}: {taken:.0f} ms")
