"""Objects as languages write them: Python, Ruby, JavaScript, PHP. Read by signs, never run."""

from __future__ import annotations

import json
import re

from nango_tui.model.tree import Json

_TOKEN = re.compile(
    r"""(?P<space>(?:\s++|\#[^\n]*+|//[^\n]*+)++)"""
    r"""|(?P<string>[bBuUrRfF]{0,2}(?:"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|`(?:[^`\\]++|\\.)*+`))"""
    r"""|(?P<number>-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d{1,3})?(?![\w]))"""
    r"""|(?P<arrow>=>|->)"""
    r"""|(?P<word>[^\W\d][\w.?!-]*|\$\w+|@\w+)"""
    r"""|(?P<sign>[{}\[\]():,;=])""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "\n": ""}
_WORDS: dict[str, Json] = {
    "true": True, "True": True, "false": False, "False": False,
    "null": None, "None": None, "nil": None, "undefined": None, "NULL": None,
}  # fmt: skip
_OPEN = {"{": "}", "[": "]", "(": ")"}
_DEPTH = 24
_MOST = 12_000


class NoLiteral(Exception):
    """The text is no object of a language."""


class TooMany(NoLiteral):
    """The object has more parts than are looked at."""


class CutOff(Exception):
    """The text ends before its braces and quotes are closed."""


def read_json(text: str) -> Json:
    """Return what a JSON text says; raise NoLiteral if it is none."""
    try:
        tree: Json = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    else:
        return tree
    raise NoLiteral


def read_first_json(text: str, start: int) -> tuple[Json, int]:
    """Return the JSON that begins at a place in the text, and where it ends; raise NoLiteral if none begins there."""
    try:
        tree, end = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        pass
    else:
        return tree, end
    raise NoLiteral


def read_literal(text: str, start: int = 0) -> tuple[Json, int]:
    """Return the object that begins at a place in the text, and where it ends.

    NoLiteral: none begins there. CutOff: it has no end.
    """
    reader = _Reader(text, start)
    return reader.value(0), reader.end


class _Reader:
    """Walks over the signs of one text, once, to a bounded depth and number."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self.end = start
        self._count = 0
        self._kind = ""
        self._word = ""
        self._next()

    def _next(self) -> None:
        while True:
            self._count += 1
            if self._count > _MOST:
                raise TooMany
            if self.end >= len(self._text):
                self._kind = self._word = ""
                return
            found = _TOKEN.match(self._text, self.end)
            if found is None:
                sign = self._text[self.end]
                if sign in "\"'`" or self._text.startswith(("…", "..."), self.end):
                    raise CutOff
                raise NoLiteral
            self.end = found.end()
            if found.lastgroup != "space":
                self._kind, self._word = found.lastgroup or "", found[0]
                return

    def value(self, depth: int) -> Json:
        """Read one value; `end` is where it ends, not where the next sign does."""
        kind, word = self._kind, self._word
        if not kind:
            raise CutOff
        if kind == "sign" and word in _OPEN and depth < _DEPTH:
            return self._inside(word, depth)
        end = self.end
        if kind == "string":
            self._advance(depth, end)
            return _string(word)
        if kind == "number":
            self._advance(depth, end)
            return _number(word)
        if kind == "word":
            return self._of_word(word, depth, end)
        if word == ":":
            # A Ruby symbol as a value.
            self._next()
            if self._kind in ("word", "string"):
                return self.value(depth)
        raise NoLiteral

    def _advance(self, depth: int, end: int) -> None:
        if depth:
            self._next()
        else:
            self.end = end

    def _of_word(self, word: str, depth: int, end: int) -> Json:
        if word in _WORDS:
            self._advance(depth, end)
            return _WORDS[word]
        self._next()
        if self._word != "(" or self._kind != "sign" or depth >= _DEPTH:
            if not depth:
                raise NoLiteral
            return word
        pairs, values = self._parts("(", depth)
        if "datetime" in word.lower() or word in ("Date", "Time"):
            return _moment(values, pairs)
        return pairs or values

    def _inside(self, opening: str, depth: int) -> Json:
        pairs, values = self._parts(opening, depth)
        return pairs if pairs or (opening == "{" and not values) else values

    def _parts(self, opening: str, depth: int) -> tuple[dict[str, Json], list[Json]]:
        """Read up to the closing sign: pairs make an object, values alone a list."""
        closing = _OPEN[opening]
        pairs: dict[str, Json] = {}
        values: list[Json] = []
        self._next()
        while not (self._kind == "sign" and self._word == closing):
            if not self._kind:
                raise CutOff
            self._pair_or_value(pairs, values, depth)
            if self._kind == "sign" and self._word in (",", ";"):
                self._next()
            elif not (self._kind == "sign" and self._word == closing):
                if not self._kind:
                    raise CutOff
                # A comma that was lost between two lines is no harm.
                if not (pairs and self._kind in ("string", "word")):
                    raise NoLiteral
        self._advance(depth, self.end)
        return pairs, values

    def _pair_or_value(self, pairs: dict[str, Json], values: list[Json], depth: int) -> None:
        symbol = self._kind == "sign" and self._word == ":"
        if symbol:
            self._next()
        if self._kind not in ("string", "word", "number"):
            values.append(self.value(depth + 1))
            return
        kind, word = self._kind, self._word
        value = self.value(depth + 1)
        if self._kind == "arrow" or (self._kind == "sign" and self._word in (":", "=")):
            self._next()
            key = _string(word) if kind == "string" else word
            pairs[key] = self.value(depth + 1)
        else:
            values.append(value)


def _string(word: str) -> str:
    start = next(index for index, sign in enumerate(word) if sign in "\"'`")
    inner = word[start + 1 : -1]
    if "\\" not in inner or "r" in word[:start].lower():
        return inner
    return _ESCAPE.sub(_unescaped, inner)


def _unescaped(found: re.Match[str]) -> str:
    escape = found[1]
    if len(escape) > 1:
        return chr(int(escape[1:], 16))
    return _PLAIN_ESCAPES.get(escape, escape)


def _number(word: str) -> Json:
    digits = word.replace("_", "")
    if len(digits) > 20 or word != digits:
        return word
    return float(digits) if any(sign in digits for sign in ".eE") else int(digits)


def _moment(values: list[Json], pairs: dict[str, Json]) -> Json:
    """Return datetime(2026, 11, 25, 16, 30) as a text; a time without a zone stays without."""
    numbers = [part for part in values if isinstance(part, int) and not isinstance(part, bool)]
    if len(numbers) < 3:
        return values[0] if len(values) == 1 else values
    year, month, day, hour, minute, second, *_ = (*numbers, 0, 0, 0)
    zone = "Z" if any("utc" in str(part).lower() for part in (pairs.get("tzinfo"), values[-1])) else ""
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{zone}"
