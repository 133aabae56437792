"""What the program holds at Home with 10,000 connections, and a bare app: `python -m tests.bench.memory`."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measure import BARE_PROGRAM, BARE_READY, served
from tests.pty.terminal import Terminal

MANY = 10_000


def megabytes(terminal: Terminal) -> float:
    """Return the memory of a program in MiB: what it shares with others counts in part."""
    rollup = Path(f"/proc/{terminal.process.pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def at_home(home: Path, count: int = MANY) -> float:
    """Read so many connections, served by another process."""
    with served(count) as nango, Terminal([], home=home, environ=nango.environ(home)) as terminal:
        # The demo's own 16 are there too.
        terminal.wait_for(f"of {count + 16:,}, type to narrow", timeout=120)
        terminal.rest(0.5)
        return megabytes(terminal)


def of_bare(home: Path) -> float:
    """Start a bare app."""
    with Terminal([], home=home, program=BARE_PROGRAM) as terminal:
        terminal.wait_for(BARE_READY)
        terminal.rest(0.5)
        return megabytes(terminal)


def figures() -> tuple[float, float]:
    """Measure at Home, then a bare app."""
    with TemporaryDirectory() as home, TemporaryDirectory() as bare:
        return at_home(Path(home)), of_bare(Path(bare))


if __name__ == "__main__":
    print("Home {:.0f} MiB, bare {:.0f} MiB".format(*figures()))
