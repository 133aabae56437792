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
from pathlib import Path
from tempfile import TemporaryDirectory

import pexpect

REPO = Path(__file__).parent.parent.parent
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


def main(runs: int) -> None:
    """Measure in turn and print the medians."""
    bare, demo, nothing, version = [], [], [], []
    with TemporaryDirectory() as home:
        for _ in range(runs + 2):
            # Without their first letters: the cursor is drawn over these.
            bare.append(first_frame([sys.executable, "-c", BARE], [b"are and ready"], home))
            demo.append(first_frame([*program(), "--demo"], [b"demo", b"ype an integration"], home))
            nothing.append(seconds_of(sys.executable, "-c", "pass"))
            version.append(seconds_of(*program(), "--version"))
    # The first two warm the caches.
    a, b, c, d = (statistics.median(times[2:]) * 1000 for times in (bare, demo, nothing, version))
    print(f"first frame: bare {a:.0f} ms, demo {b:.0f} ms, ratio {b / a:.2f} ({runs} runs)")
    print(f"--version: python -c pass {c:.0f} ms, nango-tui {d:.0f} ms, ratio {d / c:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
