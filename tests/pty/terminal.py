"""A real terminal for tests: a program in a pty, its screen drawn by pyte, waits for what is on screen."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pexpect
import pyte
from wcwidth import wcwidth

from tests.conftest import REPO

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "f1": "\x1bOP",
    "backspace": "\x7f",
}

_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_TITLES = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
PROGRAM = (sys.executable, "-m", "nango_tui")
HAND = 0.2
"""Seconds between two presses of one key, at the least; and between an Esc and what follows, which a terminal would
tell as another key, Alt with that one."""


def key(name: str) -> str:
    """Return the bytes of a key: "enter", "ctrl+q", "a"."""
    if name.startswith("ctrl+"):
        return chr(ord(name[-1].upper()) - 64)
    return KEYS.get(name, name)


def rows_of(screen: pyte.Screen) -> list[str]:
    """Return the rows of a screen. The library's `display` breaks at half a wide letter: a frame comes in parts."""
    return [_row([screen.buffer[row][column].data for column in range(screen.columns)]) for row in range(screen.lines)]


def _row(cells: list[str]) -> str:
    after_wide = [False, *(wcwidth(cell[0]) == 2 if cell else False for cell in cells)]
    return "".join(cell or ("" if half else " ") for cell, half in zip(cells, after_wide, strict=False))


class Terminal:
    """Runs a command in a pty. `seen` holds every byte that it ever wrote.

    `program`: what is run with the arguments, our own program unless another is named.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        environ: Mapping[str, str] | None = None,
        home: Path,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        columns, rows = size
        # COLUMNS and LINES, which pytest's workers set, would count more than the size of the pty.
        foreign = ("NANGO", "TEXTUAL", "PYTEST", "COLUMNS", "LINES")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        clean |= {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            "PYTHONDONTWRITEBYTECODE": "",
            **(environ or {}),
        }
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.seen = b""
        self._entered = 0.0
        self._escaped = 0.0
        self.process: pexpect.spawn[bytes] = pexpect.spawn(
            program[0],
            [*program[1:], *arguments],
            env=clean,
            dimensions=(rows, columns),
            cwd=str(REPO),
            timeout=30,
        )
        self.process.delaybeforesend = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, seconds: float = 0.05) -> bool:
        """Draw what the program wrote meanwhile; False once it has closed the terminal."""
        try:
            data = self.process.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.draw(data)
        return True

    def draw(self, data: bytes) -> None:
        """Draw what the program wrote, for who read it himself."""
        self.seen += data
        self._stream.feed(data)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in rows_of(self.screen))

    @property
    def modes(self) -> dict[int, bool]:
        """Every private mode that the program ever switched, by its number, as it stands now.

        25: the cursor is shown. 1000 to 1016: the mouse is reported. 1049: the alternate screen. 2004: bracketed
        paste. 1004: focus is reported.
        """
        return {
            int(number): switch == b"h"
            for numbers, switch in _MODE.findall(self.seen)
            for number in numbers.split(b";")
        }

    @property
    def system_commands(self) -> list[bytes]:
        """Every operating system command (clipboard, title, color) that the program ever wrote."""
        return _TITLES.findall(self.seen)

    def wait_for(self, *texts: str, timeout: float = 30) -> str:
        """Wait until all of the texts stand on the screen; return the screen."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.read()
            if all(text in self.text for text in texts):
                return self.text
        raise AssertionError(f"{texts} did not appear. The screen:\n{self.text}")

    def wait_gone(self, text: str, timeout: float = 30) -> str:
        """Wait until the text is no longer on the screen."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.read()
            if text not in self.text:
                return self.text
        raise AssertionError(f"{text} stayed. The screen:\n{self.text}")

    def rest(self, seconds: float) -> None:
        """Read until the program has written nothing for so long: what is shown then stands that long at least."""
        end = time.monotonic() + 30
        before = -1
        while before != len(self.seen) and time.monotonic() < end:
            before = len(self.seen)
            self.read(seconds)

    def press(self, *names: str) -> None:
        """Press keys; Enter as a hand does, which the program tells from a key that is held down."""
        for name in names:
            if name == "enter":
                time.sleep(max(0.0, self._entered + HAND - time.monotonic()))
                self._entered = time.monotonic()
            self.type(key(name))
            if name == "escape":
                self._escaped = time.monotonic()

    def type(self, text: str) -> None:
        """Type a text."""
        time.sleep(max(0.0, self._escaped + HAND - time.monotonic()))
        self.process.send(text)

    def paste(self, text: str) -> None:
        """Paste a text as a terminal with bracketed paste does."""
        self.type(f"\x1b[200~{text}\x1b[201~")

    def wait_end(self, timeout: float = 30) -> int:
        """Wait until the program has ended; return its exit code, or minus the signal that ended it."""
        end = time.monotonic() + timeout
        while self.process.isalive() and time.monotonic() < end:
            self.read()
        assert not self.process.isalive(), f"still running:\n{self.text}"
        while self.read(0.2) and time.monotonic() < end:
            pass
        if self.process.signalstatus is not None:
            return -self.process.signalstatus
        return self.process.exitstatus if self.process.exitstatus is not None else -1

    def close(self) -> None:
        """End the program, whatever it does."""
        self.process.close(force=True)
