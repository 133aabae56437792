"""The ways in which a secret comes back: encoded for a URL, JSON, a page or a header, a PEM with other line ends."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, quote_plus

SHORTEST: Final = 8
"""A shorter secret is not looked for inside longer texts: the password `1` must not shred an answer."""


def _base64(text: str) -> Iterator[str]:
    raw = text.encode(errors="surrogatepass")
    for coded in (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()):
        yield coded
        yield coded.rstrip("=")


def _inside_base64(text: str) -> Iterator[str]:
    """Yield what the secret is in the base64 of a longer text: one of three, as many bytes stand before it."""
    raw = text.encode(errors="surrogatepass")
    for before in range(3):
        coded = base64.b64encode(bytes(before) + raw).decode()
        # Signs at both ends hold bits of what is beside it.
        inner = coded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        yield from (inner, inner.replace("+", "-").replace("/", "_"))


def spellings(text: str) -> Iterator[str]:
    """Yield the ways in which a secret of some length comes back."""
    yield text
    safe = text.encode(errors="replace").decode()
    for coded in (quote(safe, safe=""), quote(safe), quote_plus(safe)):
        yield coded
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), coded)
    escaped = json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]
    for form in escaped:
        yield form
        yield json.dumps(form)[1:-1]
        yield form.replace("/", "\\/")
    # In an error page; servers differ in how they spell the two kinds of quotes.
    page = html.escape(text)
    yield from (html.escape(text, quote=False), page, page.replace("&#x27;", "&#39;"))
    yield page.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    yield from _base64(text)
    yield from _base64(f"{text}:")
    yield from _base64(f":{text}")
    yield from _inside_base64(text)
    if "\n" in text:
        # A PEM travels with real line ends, with \n or \r\n written out, with blanks, or as one line.
        lines = text.replace("\r\n", "\n").split("\n")
        for end in ("\n", "\r\n", "\\n", "\\r\\n", "\\\\n", " ", ""):
            joined = end.join(lines)
            yield joined
            if len(trimmed := joined.removesuffix(end)) >= SHORTEST:
                yield trimmed
        yield from (line for line in lines if len(line) >= 2 * SHORTEST and not line.startswith("-----"))


def spellings_of_pair(user: str, password: str) -> Iterator[str]:
    """Yield how user name and password travel together: as one base64 text."""
    if user and password:
        yield from (form for form in _base64(f"{user}:{password}") if len(form) >= SHORTEST)
