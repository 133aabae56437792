"""Text of a server is data: nothing in it may act on a terminal or reorder a line."""

from __future__ import annotations

import re

# C0 but tab and newline, DEL, C1; bidi marks, embeddings and isolates; zero-width characters and the
# byte order mark; line and paragraph separators; lone surrogates, which cannot be written to a terminal.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_REPLACEMENT = "\ufffd"


def plain(text: str, *, keep_lines: bool = False) -> str:
    """Return the text with everything replaced that a terminal could take as a command, or not show.

    An escape sequence went through Textual's `markup=False` to a real terminal (seen with 8.2, OSC 52), so
    this is applied where bytes become our values. Newlines and tabs become spaces unless `keep_lines`.
    """
    text = _HOSTILE.sub(_REPLACEMENT, text.replace("\r\n", "\n"))
    return text if keep_lines else re.sub(r"[\n\t]", " ", text)


def cut(text: str, limit: int) -> str:
    """Return the text, or its first `limit` - 1 characters and an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
