"""What is told when the program breaks, and what is no break."""

from __future__ import annotations

from pathlib import PurePath

from textual._context import active_message_pump
from textual.app import ScreenError
from textual.css.query import QueryError
from textual.dom import NoScreen
from textual.widget import MountError, Widget
from textual.worker import WorkerFailed, get_current_worker

LOST = (QueryError, NoScreen, MountError, ScreenError)
"""What Textual raises where a widget or a screen has lost its contents."""


def left_behind(error: BaseException) -> bool:
    """Say whether an error only tells that a widget is gone: an answer or a key came for a screen that was left.

    Textual 8.2 takes the contents first, and ends handlers and workers after that.
    """
    if isinstance(error, WorkerFailed):
        node: object = get_current_worker().node
        error = error.error
    else:
        node = active_message_pump.get(None)
    gone = isinstance(node, Widget) and (node._pruning or not node.is_attached)
    return gone and isinstance(error, LOST)


def crash_report(error: BaseException | None) -> str:
    """Return type, files, lines and functions of an error and its causes; never its text, which may hold values."""
    lines = ["nango-tui broke. Nothing more was sent. This report holds no values:\n"]
    while error is not None:
        lines.append(f"  {type(error).__module__}.{type(error).__qualname__}\n")
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            # The end of the path: Textual cuts what is wider than the terminal, and the function stands last.
            place = "/".join(PurePath(code.co_filename).parts[-3:])
            lines.append(f"    {place}:{trace.tb_lineno} in {code.co_qualname}\n")
            trace = trace.tb_next
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines)
