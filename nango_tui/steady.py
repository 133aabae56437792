"""Letters that are as wide on every terminal as Textual takes them to be."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_MARKS: Final = "\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff"
_FLAGS: Final = "\U0001f1e6-\U0001f1ff"
_UNSTEADY: Final = re.compile(f".[{_MARKS}]*(?:\u200d.[{_MARKS}]*)+|.?[{_MARKS}]+|[{_FLAGS}]+")
# Of several signs that are joined into one, the first stands for all.
_MARK: Final = re.compile(f"[{_MARKS}]|\u200d.*")
_LETTERS: Final = {0x1F1E6 + number: ord("A") + number for number in range(26)}


def steady(text: str) -> str:
    """Return the text, of the same width, without what some terminals join and others draw side by side.

    Emoji with a presentation mark, keycaps, colors of skin and flags: Rich 15 counts them as one sign, many terminals
    one by one, and every frame to the right of them would break.
    """
    return _UNSTEADY.sub(_plainly, text)


def _plainly(found: re.Match[str]) -> str:
    made = _MARK.sub("", found[0]).translate(_LETTERS)
    return made + " " * (cell_len(found[0]) - cell_len(made))


class SteadyLetters(LineFilter):
    """Draws only what has the same width everywhere; what is stored and copied stays as it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line, the unsteady ones in other letters."""
        if all(segment.text.isascii() for segment in segments):
            return segments
        return [
            segment
            if segment.text.isascii() or not _UNSTEADY.search(segment.text)
            else Segment(steady(segment.text), segment.style, segment.control)
            for segment in segments
        ]
