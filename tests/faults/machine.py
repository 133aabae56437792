"""The program on a machine that has a bad day: a real terminal, a real environment file, a loopback Nango."""

from __future__ import annotations

import os
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte

from nango_tui.model.wire import Handler
from nango_tui.sandbox.demo import demo
from nango_tui.sandbox.server import serve
from nango_tui.storage.environments import FILE_NAME
from tests.pty.terminal import Terminal, rows_of

WORKSPACE = "acorn"
"""Not what the field shows as an example while it is empty."""
API_KEY = "hbl_0f3b5a7c9d1e2f4a"
BULLETS = "•" * 20
QUESTION = "What you typed was not sent"


@dataclass(frozen=True)
class Served:
    """An embedded Nango on the loopback interface."""

    url: str
    key: str

    @property
    def environ(self) -> dict[str, str]:
        """The variable with the key: no keyring is asked."""
        return {"NANGO_SECRET_KEY": self.key}


@contextmanager
def nango(over: Callable[[Handler], Handler] = lambda handle: handle) -> Iterator[Served]:
    """Serve the demo's Nango; `over` puts something in front of it."""
    embedded = demo()
    with serve(over(embedded.handle)) as url:
        yield Served(url, embedded.key)


def config(home: Path) -> Path:
    """Return the folder of the environment file."""
    return home / "config" / "nango-tui"


def state(home: Path) -> Path:
    """Return the folder of the history."""
    return home / "state" / "nango-tui"


def environments(url: str, *, active: str = "a") -> str:
    """Return an environment file with one environment, "dev"; with no `active` one, opening it saves the file."""
    return (
        f"version = 1\n{f'active = {active!r}' if active else ''}\n"
        f'[[environment]]\nid = "a"\nname = "dev"\nurl = "{url}"\n'
    )


def write_environments(home: Path, text: str) -> Path:
    """Write the environment file as the program would; return its path."""
    folder = config(home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.write_text(text)
    path.chmod(0o600)
    return path


def wait_until(terminal: Terminal, condition: Callable[[], object], what: str = "it") -> None:
    """Read what the program writes until a condition holds."""
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        terminal.read()
    assert condition(), f"{what} did not come true. The screen:\n{terminal.text}"


def said(terminal: Terminal) -> str:
    """Return what is said in passing, on one line: it lies over the right part of the screen, but for two columns."""
    toasts = [line[:-2].rpartition("▌") for line in rows_of(terminal.screen)]
    return " ".join(" ".join(text for _, bar, text in toasts if bar).split())


def wait_said(terminal: Terminal, *words: str) -> None:
    """Wait until these words have been said, wherever their lines break."""
    wait_until(terminal, lambda: all(each in said(terminal) for each in words), f"{words} said")


def left_on(terminal: Terminal) -> list[int]:
    """Return the terminal's modes that a program should not leave on; 25 if it leaves the cursor hidden."""
    on = [mode for mode, switched in terminal.modes.items() if switched and mode not in (7, 25)]
    return on if terminal.modes.get(25, True) else [*on, 25]


def is_cooked(terminal: Terminal) -> bool:
    """Say whether the terminal echoes and edits lines, as a shell needs it."""
    flags: int = termios.tcgetattr(terminal.process.child_fd)[3]
    wanted = termios.ECHO | termios.ICANON | termios.ISIG
    return flags & wanted == wanted


def process_state(terminal: Terminal) -> str:
    """Return what the system says of the program's process: "T" is stopped, "S" and "R" run, "Z" has ended."""
    try:
        return Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def drawn_since(terminal: Terminal, start: int) -> str:
    """Return what an empty screen would show of what was written since then: what was drawn again."""
    screen = pyte.Screen(terminal.screen.columns, terminal.screen.lines)
    pyte.ByteStream(screen).feed(terminal.seen[start:])
    return "\n".join(line.rstrip() for line in rows_of(screen))


def to_home(terminal: Terminal) -> None:
    """Wait until Home lists the integrations of the demo's Nango."""
    terminal.wait_for("Import into", "22 of 22")


def to_the_form(terminal: Terminal) -> None:
    """Go to a form and type into it: a workspace, and a secret that is pasted."""
    to_home(terminal)
    terminal.type("harborline-k")
    terminal.wait_for("1 of 22")
    terminal.press("enter")
    # What is said below the field that has the focus: before that, keys go nowhere.
    terminal.wait_for("3 Credentials", "Harborline workspace", "The first part of the address")
    terminal.type(WORKSPACE)
    terminal.press("enter")
    terminal.wait_for("A key of a user")
    terminal.paste(API_KEY)
    wait_typed(terminal)


def wait_typed(terminal: Terminal) -> None:
    """Wait until the form shows what was typed into it."""
    terminal.wait_for("3 Credentials", WORKSPACE, BULLETS)


def to_the_review(terminal: Terminal) -> None:
    """Go on from the form."""
    terminal.press("enter")
    terminal.wait_for("CREATE in d", "POST /connections", "Send")


def send(terminal: Terminal) -> None:
    """Send from the review, once it has stood long enough to take an Enter."""
    terminal.rest(0.4)
    terminal.press("enter")


def leaves_by_the_second_ctrl_q(terminal: Terminal) -> None:
    """Leave a form: Ctrl+Q asks, Ctrl+Q again ends; the terminal is as it was, and no secret was shown."""
    terminal.press("ctrl+q")
    terminal.wait_for(QUESTION)
    terminal.press("ctrl+q")
    ended(terminal, 0)


def leaves_at_once(terminal: Terminal) -> None:
    """Leave where nothing would be lost."""
    terminal.press("ctrl+q")
    ended(terminal, 0)


def ended(terminal: Terminal, code: int) -> None:
    """Wait for the end; the terminal must be as it was, and no secret must have been shown."""
    assert terminal.wait_end() == code
    assert not left_on(terminal)
    # The other end of a terminal that nobody holds any more cannot be asked everywhere.
    if os.name == "posix" and terminal.process.child_fd >= 0:
        assert is_cooked(terminal)
    assert API_KEY.encode() not in terminal.seen
    assert b"Traceback" not in terminal.seen
