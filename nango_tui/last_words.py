"""What is told when something breaks: where, never what, since the text of an error may hold values."""

from __future__ import annotations

import sys
import threading
import warnings
from pathlib import PurePath
from types import TracebackType
from typing import TextIO


def crash_report(error: BaseException | None) -> str:
    """Return type, files, lines and functions of an error, its parts and its causes; never their text."""
    lines = ["nango-tui broke. Nothing more was sent. This report holds no values:\n"]
    told: set[int] = set()
    left = [error]
    while left:
        error = left.pop()
        if error is None or id(error) in told:
            continue
        told.add(id(error))
        lines.append(f"  {type(error).__module__}.{type(error).__qualname__}\n")
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            # The end of the path: Textual cuts what is wider than the terminal, and the function stands last.
            place = "/".join(PurePath(code.co_filename).parts[-3:])
            lines.append(f"    {place}:{trace.tb_lineno} in {code.co_qualname}\n")
            trace = trace.tb_next
        left.append(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        if isinstance(error, BaseExceptionGroup):
            left += reversed(error.exceptions)
    return "".join(lines)


def keep_values_out() -> None:
    """Let nothing that breaks outside of the screens write its text: at the start and the end, in threads, in warnings.

    Python's own reports print the text of an error and of all that led to it.
    """
    sys.excepthook = _broke
    threading.excepthook = _broke_in_a_thread
    sys.unraisablehook = _broke_unseen
    warnings.showwarning = _warned


def broke_in_the_loop(_: object, context: dict[str, object]) -> None:
    """Take what the event loop has to report: its message shows the arguments of a call."""
    error = context.get("exception")
    _say(crash_report(error if isinstance(error, BaseException) else None))


def _broke(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    # Who interrupts the program knows it.
    if not issubclass(kind, KeyboardInterrupt):
        _say(crash_report(error))


def _broke_in_a_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_type is not SystemExit:
        _say(crash_report(told.exc_value))


def _broke_unseen(told: sys.UnraisableHookArgs) -> None:
    _say(crash_report(told.exc_value))


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Say where a library warns; what it says may quote a value (pydantic's do)."""
    _say(f"{category.__name__} at {'/'.join(PurePath(filename).parts[-3:])}:{lineno}\n")


def _say(text: str) -> None:
    # While the screens are shown, Textual takes what is written here: nothing is drawn over them.
    try:
        sys.stderr.write(text)
    except (AttributeError, OSError, ValueError):
        # There is none, or nobody reads it.
        return
