"""Command lines taken apart as a shell would, without one."""

from __future__ import annotations

import re

_PART = re.compile(
    r"""(?P<blank>[ \t]++)"""
    r"""|(?P<joined>\\\n|`\n|\^\n)"""
    r"""|(?P<line>\n)"""
    r"""|(?P<ansi>\$'(?:[^'\\]++|\\.)*+')"""
    r"""|(?P<single>'[^']*+')"""
    r"""|(?P<double>\$?"(?:[^"\\]++|\\.)*+")"""
    r"""|(?P<escaped>\\.)"""
    r"""|(?P<sign>\|\|?|&&|;|<\(|>>?|<)"""
    r"""|(?P<plain>[^\s"'\\|;<>&]++|&)""",
    re.DOTALL,
)
_ANSI = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_ANSI_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_DOUBLE = re.compile(r'\\([\\"$`\n])')
_CARET = re.compile(r"\^(\n[ \t]*|.)", re.DOTALL)
_MOST = 4000


class Unclosed(Exception):
    """A quote is opened and never closed: the text was cut off."""


def words_of(text: str) -> tuple[list[str], str]:
    """Return the words of the first command of a text, and what stands behind the command."""
    found: list[str] = []
    word: str | None = None
    position = 0
    while position < len(text) and len(found) < _MOST:
        part = _PART.match(text, position)
        if part is None:
            raise Unclosed
        kind, piece = part.lastgroup or "", part[0]
        position = part.end()
        if kind in ("line", "sign"):
            break
        if kind in ("blank", "joined"):
            if word is not None:
                found.append(word)
            word = None
            continue
        word = (word or "") + _plain(kind, piece)
    if word is not None:
        found.append(word)
    return found, text[position:]


def _plain(kind: str, piece: str) -> str:
    if kind == "single":
        return piece[1:-1]
    if kind == "double":
        inner = piece[piece.index('"') + 1 : -1]
        return _DOUBLE.sub(lambda found: "" if found[1] == "\n" else found[1], inner)
    if kind == "ansi":
        return _ANSI.sub(_unescaped, piece[2:-1])
    return piece[1:] if kind == "escaped" else piece


def _unescaped(found: re.Match[str]) -> str:
    escape = found[1]
    if escape[0] in "ux" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    if escape[0].isdigit() and escape.isascii():
        return chr(int(escape, 8)) if set(escape) <= set("01234567") else escape
    return _ANSI_PLAIN.get(escape, escape)


def without_carets(text: str) -> str:
    """Return a command of Windows' cmd without its escapes: ^" is a quote, ^ at an end goes on in the next line."""
    return _CARET.sub(lambda found: " " if found[1][0] == "\n" else found[1], text)
