"""The terminal that the program is started in: what must be there, and what is put right before anything is drawn."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing itself is not loaded: --version answers in the time that Python takes to start
if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import TextIO

CANNOT_DRAW = ("dumb", "unknown")
"""What TERM says where the cursor cannot be moved: the shell of an editor, a job of a build server."""
WIDEST = 500
"""More columns or rows than this are no window of a person: drawing some thousands would take minutes."""


def no_terminal(environ: MutableMapping[str, str]) -> str:
    """Say what is missing where there is no terminal: drawing would fill a file or a pipe with escape sequences.

    Textual 8.2 reads standard input and draws on standard error.
    """
    streams = {"input": sys.stdin, "output": sys.stdout, "error": sys.stderr}
    missing = [name for name, stream in streams.items() if not is_terminal(stream)]
    if missing:
        return (
            f"this needs a terminal, but standard {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} "
            "connected to something else. Start it in a terminal, without pipes and redirections; with --paste it "
            "reads a piped text into a form."
        )
    if (term := environ.get("TERM", "").strip().lower()) in CANNOT_DRAW:
        return (
            f"this terminal says that it cannot move the cursor (TERM={term}). Start it in a terminal window, or, if "
            "this is one, with TERM=xterm-256color before the command."
        )
    return ""


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a standard stream is there and leads to a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        # Closed.
        return False


def make_ready(environ: MutableMapping[str, str]) -> None:
    """Put right what would spoil the screen, or leave secrets behind."""
    _believe_the_window(environ)
    _one_cell_for_each_character()
    _no_core_files()


def say(stream: TextIO | None, text: str) -> None:
    """Write to a standard stream, if there is one and somebody reads it."""
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError):
        # Nobody reads it, and there is nowhere else to say so. What is left would be tried again at the end.
        _to_nowhere(stream)


def _to_nowhere(stream: TextIO) -> None:
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def _believe_the_window(environ: MutableMapping[str, str]) -> None:
    """Forget COLUMNS and LINES where the terminal knows its size: exported, they are of another window, or of before.

    Python asks them first (shutil.get_terminal_size), and the screen would keep their size whatever the window does.
    """
    try:
        known = all(os.get_terminal_size(sys.stderr.fileno()))
    except (OSError, ValueError):
        known = False
    for name in ("COLUMNS", "LINES"):
        text = environ.get(name, "")
        if known or not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= WIDEST):
            environ.pop(name, None)


def _one_cell_for_each_character() -> None:
    """Write "?" for what the terminal's character set lacks: Python would write "\\u2502", which breaks every line."""
    for stream in (sys.__stdout__, sys.__stderr__):
        reconfigure = getattr(stream, "reconfigure", None)
        if stream is not None and reconfigure is not None and "utf" not in (stream.encoding or "").lower():
            reconfigure(errors="replace")


def _no_core_files() -> None:
    """Leave no picture of the memory on the disk if the program is made to break: keys and tokens are in it."""
    if sys.platform == "win32":
        return
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    except (OSError, ValueError):
        return
