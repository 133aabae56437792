"""From a key to the painted letter: in a form of 30 fields, and in a bare app of one input."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measure import BARE_PROGRAM, BARE_READY, PACE, Times, served, typed
from tests.pty.terminal import Terminal

FIELDS = 30
TEXT = "quartz-jigs"
"""Letters that are typed into a field; none of what is on screen holds two of them."""


def measure_form(home: Path, fields: int = FIELDS) -> Times:
    """Type into several fields of a long form."""
    with served(fields=fields) as nango, Terminal([], home=home, environ=nango.environ(home)) as terminal:
        terminal.wait_for("22 of 22")
        terminal.type("harborline-key")
        terminal.wait_for("1 of 22")
        terminal.press("enter")
        terminal.wait_for("3 Credentials", "Extra 1")
        # What is still being drawn of the form belongs to no key.
        terminal.rest(0.5)
        times = Times()
        for number in range(4):
            terminal.rest(PACE * 2)
            times.add(typed(terminal, f"{number}{TEXT}"))
            terminal.press("tab")
        terminal.press("ctrl+q", "ctrl+q")
        terminal.wait_end()
    return times


def measure_bare(home: Path) -> Times:
    """Type into the input of a bare app."""
    times = Times()
    with Terminal([], home=home, program=BARE_PROGRAM) as terminal:
        terminal.wait_for(BARE_READY)
        for number in range(4):
            terminal.rest(PACE * 2)
            times.add(typed(terminal, f"{number}{TEXT}"))
            terminal.press("ctrl+u")
        terminal.press("ctrl+q")
        terminal.wait_end()
    return times


def figures() -> tuple[Times, Times]:
    """Measure in the form, then in the bare app."""
    with TemporaryDirectory() as form, TemporaryDirectory() as bare:
        return measure_form(Path(form)), measure_bare(Path(bare))


if __name__ == "__main__":
    form, bare = figures()
    for name, times in (("form", form), ("bare", bare)):
        print(f"{name}: p95 {times.p95:.1f} ms, median {times.median:.1f}, bytes per key at most {max(times.sent)}")
