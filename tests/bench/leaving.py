"""From Ctrl+Q to the end, whatever hangs, and of a bare app, in turn: `python -m tests.bench.leaving [runs]`."""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pty.test_quit_in_a_terminal import BARE_APP, HANGS, Leaving

Ends = dict[str, list[float]]
BARE = "bare"


def measure(ends: Ends) -> None:
    """Leave each of them once; add the milliseconds by what hangs."""

    def leave(name: str, leaving: Leaving, home: str) -> None:
        ends[name].append(leaving.seconds(Path(home)) * 1000)

    for name, each in HANGS.items():
        hanging: Callable[[Path], AbstractContextManager[Leaving]] = each
        with TemporaryDirectory() as home:
            leave(BARE, BARE_APP, home)
        with TemporaryDirectory() as home, hanging(Path(home)) as leaving:
            leave(name, leaving, home)
    with TemporaryDirectory() as home:
        leave("nothing", Leaving(["--demo"], shows="harborline"), home)


def figures(runs: int) -> dict[str, float]:
    """Return the median for the bare app and for each thing that hangs."""
    ends: Ends = defaultdict(list)
    for _ in range(runs):
        measure(ends)
    return {name: statistics.median(times) for name, times in ends.items()}


if __name__ == "__main__":
    for name, taken in figures(int(sys.argv[1]) if len(sys.argv) > 1 else 9).items():
        print(f"{name}: {taken:.0f} ms")
