"""What is told when the program breaks."""

from __future__ import annotations

from pathlib import PurePath


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
