"""How long until the first useful frame: `python -m tests.bench.first_frame [runs]`.

Starts `nango-tui --demo` and a bare Textual app (Header, Input, Footer) in turn, each in a pty, from spawn until a
given text stands in what it wrote (without its first letter, which the cursor covers), and prints both medians and their ratio. A benchmark, not a test: machines differ.
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


def first_frame(arguments: list[str], text: bytes, home: str) -> float:
    """Return the seconds from spawn until the text was written."""
    environ = {**os.environ, "TERM": "xterm-256color", "HOME": home, "XDG_CONFIG_HOME": home}
    start = time.perf_counter()
    child = pexpect.spawn(sys.executable, arguments, env=environ, dimensions=(24, 80), cwd=str(REPO), timeout=30)
    child.expect_exact(text)
    taken = time.perf_counter() - start
    child.close(force=True)
    return taken


def seconds_of(*arguments: str) -> float:
    """Return the seconds that a Python command takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=REPO)
    return time.perf_counter() - start


def main(runs: int) -> None:
    """Measure in turn and print the medians."""
    bare, demo, nothing, version = [], [], [], []
    with TemporaryDirectory() as home:
        for _ in range(runs + 2):
            bare.append(first_frame(["-c", BARE], b"are and ready", home))
            demo.append(first_frame(["-m", "nango_tui", "--demo"], b"ype an integration", home))
            nothing.append(seconds_of("-c", "pass"))
            version.append(seconds_of("-m", "nango_tui", "--version"))
    # The first two warm the caches.
    a, b, c, d = (statistics.median(times[2:]) * 1000 for times in (bare, demo, nothing, version))
    print(f"first frame: bare {a:.0f} ms, demo {b:.0f} ms, ratio {b / a:.2f} ({runs} runs)")
    print(f"--version: python -c pass {c:.0f} ms, nango-tui {d:.0f} ms, ratio {d / c:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
