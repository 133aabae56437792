"""What the benchmarks share: times, a key and what comes of it, the programs that are compared."""

from __future__ import annotations

import os
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import REPO
from tests.pty.terminal import Terminal, key

LONGEST = 10.0
"""Seconds after which a key came to nothing."""
PACE = 0.06
"""Seconds between two keys: faster than people type, slow enough for each to be painted."""
BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Input
class Bare(App):
    BINDINGS = [("ctrl+q", "quit", "Quit")]
    def compose(self):
        yield Header()
        yield Input(placeholder="bare and ready")
        yield Footer()
Bare().run()
"""
"""What everything is compared with: a program of the same toolkit that does nothing."""
BARE_READY = "are and ready"
"""What it shows; the cursor stands on the first letter."""
BARE_PROGRAM = (sys.executable, "-c", BARE)


@dataclass
class Times:
    """Milliseconds from a key to what came of it; `sent`: bytes to the terminal for each, `worked`: milliseconds."""

    all: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    def add(self, more: Times) -> None:
        """Take what was measured elsewhere."""
        self.all += more.all
        self.sent += more.sent
        self.worked += more.worked

    @property
    def p95(self) -> float:
        """What 95 of 100 keys take at most."""
        return statistics.quantiles(self.all, n=20)[-1]

    @property
    def median(self) -> float:
        """What half of the keys take at most."""
        return statistics.median(self.all)


def worked(terminal: Terminal) -> float:
    """Return the milliseconds that the program has worked so far, in all threads: what others do adds little to it."""
    tasks = Path(f"/proc/{terminal.process.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def time_to(terminal: Terminal, press: str, markers: tuple[str, ...]) -> float:
    """Return the milliseconds until all of these were written after a key; the screen is drawn after that."""
    file, seen = terminal.process.child_fd, b""
    wanted = [marker.encode() for marker in markers]
    start = time.perf_counter()
    os.write(file, key(press).encode())
    while not all(marker in seen for marker in wanted):
        left = start + LONGEST - time.perf_counter()
        if left < 0 or not select.select([file], [], [], left)[0]:
            terminal.draw(seen)
            raise AssertionError(f"after {press!r}, {markers} were not painted:\n{terminal.text}")
        seen += os.read(file, 65536)
    taken = (time.perf_counter() - start) * 1000
    terminal.draw(seen)
    return taken


def timed_key(terminal: Terminal, times: Times, press: str, markers: tuple[str, ...]) -> None:
    """Press a key, note what it took where it can be told by markers, and what was written until all was quiet."""
    before, idle = len(terminal.seen), worked(terminal)
    if markers:
        times.all.append(time_to(terminal, press, markers))
    else:
        terminal.press(press)
    # Each key is to be painted by itself, as it is where a person types.
    terminal.rest(PACE)
    times.sent.append(len(terminal.seen) - before)
    times.worked.append(worked(terminal) - idle)


def typed(terminal: Terminal, letters: str, before: str = "") -> Times:
    """Type letters into an input that holds `before`, each painted when all that was typed stands there."""
    times = Times()
    for index, letter in enumerate(letters):
        timed_key(terminal, times, letter, (before + letters[: index + 1],))
    return times


@dataclass(frozen=True)
class Served:
    """A filled Nango in a process of its own."""

    url: str
    key: str

    def environ(self, home: Path) -> Mapping[str, str]:
        """Write an environment file for it; return the variables with which the program opens it."""
        folder = home / "config" / "nango-tui"
        folder.mkdir(parents=True, exist_ok=True)
        table = f'[[environment]]\nid = "a"\nname = "dev"\nurl = "{self.url}"\n'
        (folder / "environments.toml").write_text(f"version = 1\n{table}")
        return {"NANGO_SECRET_KEY": self.key}


@contextmanager
def served(count: int = 0, fields: int = 0) -> Iterator[Served]:
    """Serve a Nango with so many more connections; one integration's form has at least so many fields."""
    command = [sys.executable, "-m", "tests.bench.serving", str(count), str(fields)]
    with subprocess.Popen(command, cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            url, secret = process.stdout.readline().split()
            yield Served(url, secret)
        finally:
            # It ends where its input ends.
            process.stdin.close()
