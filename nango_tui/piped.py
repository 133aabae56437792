"""Standard input as a paste: read to its end, and then the terminal is used as if there had been no pipe."""

from __future__ import annotations

import os
import sys

from nango_tui.model.paste.shape import LONGEST
from nango_tui.model.secret import Secret

TERMINAL = "/dev/tty"


def read_piped() -> Secret:
    """Return what was piped in, and connect standard input to the terminal; raises ValueError, without the text.

    Read at most some more than is ever looked at: a longer text is refused later, with that reason.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise ValueError("--paste reads standard input: pipe into it, as in: pbpaste | nango-tui --paste")
    text = sys.stdin.buffer.read(4 * LONGEST + 1).decode("utf-8", "replace")
    if not text.strip():
        raise ValueError("standard input was empty: there is nothing to paste")
    try:
        terminal = os.open(TERMINAL, os.O_RDWR)
    except OSError as missing:
        raise ValueError("--paste needs a terminal to go on with, and there is none") from missing
    os.dup2(terminal, sys.stdin.fileno())
    os.close(terminal)
    return Secret(text)
