"""Tokens of connect sessions: whoever has one can connect in a customer's name, so none is ever shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nango_tui.model.secret import BULLETS

# A link carries it in its query, and may itself be part of a text, a URL or a page, with its equals sign written in
# another way. The prefix tells a token that stands alone (seen on Nango 0.71.4).
_FOUND = re.compile(
    r"""(?P<before>session_token(?:=|%3D|&\#61;|&\#x3D;|\\u003D))(?P<value>[^&\#\s"'<>\\]+)"""
    r"""|(?P<alone>nango_connect_session_\w+)""",
    re.IGNORECASE,
)


_LEAST = 20
"""Characters of a token that is worth looking for elsewhere: what is shorter may be any word."""


def without_session_tokens(text: str) -> str:
    """Return the text with bullets in place of every token of a connect session, in a link or alone."""
    # Looking for a part of a word is much quicker, and most texts have none.
    if "ession" not in text and "ESSION" not in text:
        return text
    return _FOUND.sub(lambda found: f"{found['before'] or ''}{BULLETS}", text)


def session_tokens(text: str) -> Iterator[str]:
    """Yield the tokens of connect sessions in a text."""
    if "ession" in text or "ESSION" in text:
        yield from (
            token for found in _FOUND.finditer(text) if len(token := found["value"] or found["alone"]) >= _LEAST
        )
