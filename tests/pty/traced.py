"""A program in a pty that is watched: every byte it writes, every file, child and connection that it opens."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyte

from tests.canary.secrets import Hunt
from tests.pty.terminal import PROGRAM, Terminal

SITE = """
import json, os, sqlite3, sys, threading
folder = os.environ.pop("TRACED_INTO")
trace = os.open(os.path.join(folder, "events"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
busy, number = threading.local(), iter(range(10**9))
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
EVENTS = {
    "os.rename", "os.remove", "os.mkdir", "os.symlink", "os.link", "os.truncate", "os.putenv", "os.system", "os.exec",
    "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile", "pty.spawn", "subprocess.Popen",
    "webbrowser.open", "sqlite3.connect", "socket.connect", "socket.getaddrinfo",
    "socket.bind", "socket.sendto", "tempfile.mkstemp", "tempfile.mkdtemp", "syslog.syslog", "shutil.copyfile",
    "shutil.move", "shutil.rmtree",
}

def note(event, *values):
    os.write(trace, (json.dumps([event, *values], default=repr) + "\\n").encode())

def keep(path):
    try:
        with open(path, "rb") as file:
            data = file.read()
        with open(os.path.join(folder, "kept", str(next(number))), "wb") as file:
            file.write(data)
    except OSError:
        pass

def hook(event, values):
    if event == "open":
        path, _, flags = values
        if not isinstance(path, (str, bytes)) or not (flags or 0) & WRITES:
            return
        values = [os.path.abspath(os.fsdecode(path))]
    elif event not in EVENTS:
        return
    if getattr(busy, "on", False):
        return
    busy.on = True
    try:
        if event in ("os.rename", "os.remove"):
            for path in values[:2 if event == "os.rename" else 1]:
                keep(path)
        note(event, *values)
    finally:
        busy.on = False

def connect(*arguments, **more):
    made = connects(*arguments, **more)
    made.set_trace_callback(lambda text: note("sql", text))
    return made

os.makedirs(os.path.join(folder, "kept"), exist_ok=True)
connects, sqlite3.connect = sqlite3.connect, connect
sys.addaudithook(hook)
"""
"""What the program runs before itself: it notes what Python lets be audited, and keeps what is about to vanish."""

LOUD = """
import logging
logging.basicConfig(level=logging.DEBUG)
"""
"""What somebody may have in his own site, who looks for another program's mistake."""

ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[ -/]*[0-~])")
CHILDREN = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.system",
            "os.startfile", "pty.spawn", "webbrowser.open")  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """What a program did: events with their values, in their order."""

    folder: Path

    @cached_property
    def events(self) -> list[list[object]]:
        text = (self.folder / "events").read_text()
        return [list(json.loads(line)) for line in text.splitlines()]

    def of(self, *names: str) -> list[list[object]]:
        """Return the values of the events of these names."""
        return [values for name, *values in self.events if name in names]

    @property
    def written(self) -> set[Path]:
        """Every file that was opened for writing, made or moved."""
        opened = [values[0] for values in self.of("open", "os.mkdir", "os.symlink", "os.link", "sqlite3.connect")]
        moved = [path for values in self.of("os.rename") for path in values[:2]]
        return {Path(str(path).removeprefix("file://").partition("?")[0]) for path in (*opened, *moved)}


class TracedTerminal(Terminal):
    """Hunts in every byte, in each screen as it is drawn, and in what scrolled away.

    `outside`: a folder for the trace, outside of all that the program knows. `sites`: more that its site runs, and
    `hunt` looks for the secrets.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        hunt: Hunt,
        *,
        home: Path,
        outside: Path,
        size: tuple[int, int] = (80, 24),
        environ: Mapping[str, str] | None = None,
        program: Sequence[str] = PROGRAM,
        sites: str = "",
    ) -> None:
        self.hunt = hunt
        self.trace = Trace(outside)
        self.home = home
        outside.mkdir(parents=True)
        (outside / "sitecustomize.py").write_text(SITE + sites)
        (home / "tmp").mkdir(parents=True, exist_ok=True)
        watched = {
            "TRACED_INTO": str(outside),
            "PYTHONPATH": str(outside),
            "TMPDIR": str(home / "tmp"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            # Else Python writes what it compiled beside its sources.
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        watched |= environ or {}
        if environ and "PYTHONPATH" in environ:
            watched["PYTHONPATH"] = f"{outside}:{environ['PYTHONPATH']}"
        super().__init__(arguments, size=size, environ=watched, home=home, program=program)
        self._scrolling = pyte.HistoryScreen(*size, history=10_000, ratio=0.5)
        self.screen = self._scrolling
        self._stream = pyte.ByteStream(self.screen)
        self._looked = 0
        self._forgiven: list[bytes] = []

    def __enter__(self) -> TracedTerminal:
        return self

    def draw(self, data: bytes) -> None:
        super().draw(data)
        self.hunt.look("screen", self.text)
        self.hunt.look("title", f"{self.screen.title} {self.screen.icon_name}")

    @property
    def copied(self) -> list[str]:
        """What was sent to the terminal's clipboard (OSC 52)."""
        found = [text[7:].rstrip(b"\x07\x1b\\") for text in self.system_commands if text.startswith(b"\x1b]52;c;")]
        return [_decoded(text) for text in found]

    def forgive(self, copied: str) -> None:
        """Take a text that was copied on purpose out of what is looked at, as the clipboard gets it."""
        self._forgiven.append(base64.b64encode(copied.encode()))

    def look(self) -> None:
        """Look at what was written since the last time, at what scrolled away, at arguments, and at all files."""
        new = self.seen[max(0, self._looked - 4096) :]
        self._looked = len(self.seen)
        for text in self._forgiven:
            new = new.replace(text, b"")
        self.hunt.look("bytes", new.decode(errors="replace"))
        self.hunt.look("bytes without their commands", ESCAPES.sub(b"", new).decode(errors="replace"))
        for command in self.system_commands:
            if not any(text in command for text in self._forgiven):
                self.hunt.look("system commands", command.decode(errors="replace"))
                self.hunt.look("clipboard", _decoded(command[7:].rstrip(b"\x07\x1b\\")))
        history = self._scrolling.history
        for line in (*history.top, *history.bottom):
            self.hunt.look("scroll-back", "".join(line[column].data for column in range(self.screen.columns)))
        arguments = Path(f"/proc/{self.process.pid}/cmdline")
        if arguments.exists():
            self.hunt.look("arguments", arguments.read_bytes().decode(errors="replace").replace("\0", " "))
        self.hunt.look_into(self.home, "files")

    def look_back(self) -> None:
        """Look at all that is left when it has ended: also at files that are gone, at SQL, at what it called."""
        self.look()
        self.hunt.look_into(self.trace.folder / "kept", "files that are gone")
        for name, *values in self.trace.events:
            self.hunt.look(f"traced: {name}", json.dumps(values))
        for path in self.trace.written:
            if path.is_file():
                self.hunt.look("files that were written", path.read_bytes().decode(errors="replace"))

    @property
    def strayed(self) -> set[Path]:
        """The files outside of the program's folders that it opened for writing."""
        return {path for path in self.trace.written if not (path.is_relative_to(self.home) or _device(path))}


def _device(path: Path) -> bool:
    return path in (Path("/dev/null"), Path("/dev/tty")) or path.is_relative_to("/dev/pts")


def _decoded(text: bytes) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text.decode(errors="replace")
