"""For how long the event loop does nothing else, over a tour of the whole program: `python -m tests.bench.held`."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pty.terminal import Terminal

API_KEY, ACCESS, REFRESH = "hbl_0f3b5a7c9d1e2f4a", "canary-access-0123456789", "canary-refresh-0123456789"
QUIET = 0.15


@dataclass(frozen=True)
class Held:
    """Milliseconds by which a heartbeat came late; the longest step of the loop and what it was."""

    late: list[float]
    longest: tuple[float, float, str]
    work: float
    """Milliseconds that the step which worked longest worked."""

    def at(self, part: float) -> float:
        """What this part of all beats is late at most."""
        return sorted(self.late)[min(len(self.late) - 1, int(part * len(self.late)))]

    @property
    def words(self) -> str:
        """Say it in one line."""
        taken, worked, name = self.longest
        return (
            f"p99.9 {self.at(0.999):.0f} ms, p99 {self.at(0.99):.0f} ms of {len(self.late):,} beats; "
            f"longest step {taken:.0f} ms ({worked:.0f} of work): {name}"
        )


def tour(terminal: Terminal) -> None:
    """Import, fix, read, and open all that opens."""

    def go(key: str, *texts: str) -> None:
        terminal.rest(QUIET)
        terminal.press(key)
        terminal.wait_for(*texts)

    terminal.wait_for("22 of 22", "acme-42")
    terminal.type("harborline-k")
    terminal.wait_for("1 of 22")
    go("enter", "3 Credentials", "Tags")
    terminal.type("acme")
    go("enter", "A key of a user")
    terminal.paste(API_KEY)
    go("enter", "CREATE in demo")
    go("escape", "Who is the customer?")
    go("f1", "Esc closes")
    go("escape", "Who is the customer?")
    go("enter", "CREATE in demo")
    terminal.rest(0.4)
    go("enter", "Stored and tested")
    go("escape", "Import into")
    terminal.type("acme inc")
    terminal.wait_for("1 of 17", "auth error")
    go("enter", "acme-42", "Replace")
    go("enter", "UPDATE of acme-42", "enter the new one")
    terminal.paste(ACCESS)
    terminal.press("tab")
    terminal.paste(REFRESH)
    terminal.press("enter")
    terminal.type("2h")
    go("enter", "UPDATE Acme Inc. (acme-42) on harborline")
    terminal.rest(0.4)
    go("enter", "Nothing was lost")
    go("escape", "acme-42", "Replace")
    go("escape", "Import into")
    for key, text in (
        ("ctrl+l", "replace by POST"),
        ("ctrl+e", "Environments"),
        ("ctrl+p", "Search for commands"),
        ("f1", "Esc closes"),
    ):
        go(key, text)
        go("escape", "Import into")


def figures() -> Held:
    """Take the tour once."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "seen.json"
        program = (sys.executable, "-m", "tests.bench.watched", str(file))
        with Terminal([], home=Path(folder), program=program) as terminal:
            tour(terminal)
            terminal.rest(QUIET)
            terminal.press("ctrl+q")
            terminal.wait_end()
        seen = json.loads(file.read_text())
    taken, worked, name = (seen["steps"] or [[0.0, 0.0, "none"]])[0]
    return Held(seen["late"], (taken, worked, name), max((step[1] for step in seen["steps"]), default=0.0))


if __name__ == "__main__":
    print(figures().words)
