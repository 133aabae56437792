"""How long until the first useful frame: `python -m tests.bench.first_frame [runs]`.

Starts `nango-tui --demo` and a bare Textual app (Header, Input, Footer) in turn, each in a pty, and prints both medians
and their ratio. Measured from spawn until the focused input stands in what was written, in the demo's case under a
header that names the environment. A benchmark, not a test: machines differ.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pexpect

from tests.bench.measure import BARE_PROGRAM, BARE_READY
from tests.conftest import REPO

WARMING = 2
"""So many runs fill the caches and do not count."""


def program() -> list[str]:
    """Return the command that people type, or what it stands for where it is not installed."""
    script = Path(sys.executable).with_name("nango-tui")
    return [str(script)] if script.exists() else [sys.executable, "-m", "nango_tui"]


def first_frame(command: list[str], texts: list[bytes], home: str) -> float:
    """Return the seconds from spawn until these texts were written, in this order."""
    environ = {**os.environ, "TERM": "xterm-256color", "HOME": home, "XDG_CONFIG_HOME": home}
    start = time.perf_counter()
    child = pexpect.spawn(command[0], command[1:], env=environ, dimensions=(24, 80), cwd=str(REPO), timeout=30)
    for text in texts:
        child.expect_exact(text)
    taken = time.perf_counter() - start
    child.close(force=True)
    return taken


def seconds_of(*command: str) -> float:
    """Return the seconds that a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=REPO)
    return time.perf_counter() - start


@dataclass(frozen=True)
class Starts:
    """Medians in milliseconds."""

    bare: float
    demo: float
    nothing: float
    version: float
    help: float


def figures(runs: int) -> Starts:
    """Measure in turn."""
    times: dict[str, list[float]] = {name: [] for name in ("bare", "demo", "nothing", "version", "help")}
    with TemporaryDirectory() as home:
        for _ in range(runs + WARMING):
            # Without their first letters: the cursor is drawn over these.
            times["bare"].append(first_frame([*BARE_PROGRAM], [BARE_READY.encode()], home))
            times["demo"].append(first_frame([*program(), "--demo"], [b"demo", b"ype an integration"], home))
            times["nothing"].append(seconds_of(sys.executable, "-c", "pass"))
            times["version"].append(seconds_of(*program(), "--version"))
            times["help"].append(seconds_of(*program(), "--help"))
    return Starts(**{name: statistics.median(each[WARMING:]) * 1000 for name, each in times.items()})


if __name__ == "__main__":
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    found = figures(runs)
    print(f"first frame: bare {found.bare:.0f} ms, demo {found.demo:.0f} ms, ratio {found.demo / found.bare:.2f}")
    print(f"python -c pass {found.nothing:.0f} ms, --version {found.version:.0f} ms, --help {found.help:.0f} ms")
