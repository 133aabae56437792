"""Patterns of templates: JavaScript regular expressions, tried so that none of them can take long.

A pattern comes from a server and Python's `re` backtracks: some patterns would hold the program for ever on some
values. So the part of the language that templates use is read here, and a value is tried by moving a set of
positions through the pattern: no backtracking, and a budget on the work. It is JavaScript's reading: a match may be
anywhere, `$` is the very end, `\\d` and `\\w` are ASCII. What is not understood (back references, lookbehind) is not
judged.
"""

from __future__ import annotations

from nango_tui.model import pattern_nodes as nodes
from nango_tui.model.pattern_nodes import Node, Test

LONGEST_PATTERN = 1_000
LONGEST_VALUE = 20_000
_DEEPEST = 40
_MOST_REPEATS = 5_000
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}


class _NotUnderstood(Exception):
    """The pattern has something that is not read here, or is no pattern."""


def matches(pattern: str, value: str) -> bool | None:
    """Say whether the pattern is found in the value; None: the pattern cannot be judged, or not in the time."""
    if len(pattern) > LONGEST_PATTERN or len(value) > LONGEST_VALUE:
        return None
    try:
        node = _Reader(pattern).read()
        run = nodes.Run(value)
        return bool(node(run, frozenset(range(len(value) + 1))))
    except (_NotUnderstood, nodes.TooMuch):
        return None


class _Reader:
    """Reads a pattern into a node."""

    def __init__(self, pattern: str) -> None:
        self._pattern, self._at, self._depth = pattern, 0, 0

    def read(self) -> Node:
        """Return the whole pattern; raises _NotUnderstood."""
        node = self._alternatives()
        if self._at < len(self._pattern):
            raise _NotUnderstood
        return node

    def _next(self, text: str) -> bool:
        if self._pattern.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _take(self) -> str:
        if self._at >= len(self._pattern):
            raise _NotUnderstood
        self._at += 1
        return self._pattern[self._at - 1]

    def _alternatives(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NotUnderstood
        branches = [self._branch()]
        while self._next("|"):
            branches.append(self._branch())
        self._depth -= 1
        return branches[0] if len(branches) == 1 else nodes.either(branches)

    def _branch(self) -> Node:
        parts: list[Node] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            parts.append(self._quantified(self._atom()))
        return nodes.sequence(parts)

    def _quantified(self, node: Node) -> Node:
        bounds: tuple[int, int | None] | None = None
        if self._next("*"):
            bounds = 0, None
        elif self._next("+"):
            bounds = 1, None
        elif self._next("?"):
            bounds = 0, 1
        else:
            bounds = self._braces()
        if bounds is None:
            return node
        self._next("?")  # reluctant or not: the same values match
        if self._at < len(self._pattern) and self._pattern[self._at] in "*+?":
            raise _NotUnderstood
        least, most = bounds
        if least > _MOST_REPEATS or (most is not None and not least <= most <= _MOST_REPEATS):
            raise _NotUnderstood
        return nodes.repeat(node, least, most)

    def _braces(self) -> tuple[int, int | None] | None:
        end = self._pattern.find("}", self._at)
        if not self._pattern.startswith("{", self._at) or end < 0:
            return None
        low, comma, high = self._pattern[self._at + 1 : end].partition(",")
        if not _number(low) or (high and not _number(high)):
            return None
        self._at = end + 1
        return int(low), (int(high) if high else None) if comma else int(low)

    def _atom(self) -> Node:
        character = self._take()
        match character:
            case "^":
                return nodes.start
            case "$":
                return nodes.end
            case ".":
                return nodes.one(nodes.ANY)
            case "[":
                return nodes.one(self._class())
            case "(":
                return self._group()
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise _NotUnderstood
        return nodes.one(nodes.within(character))

    def _group(self) -> Node:
        look: bool | None = None
        if self._next("?="):
            look = True
        elif self._next("?!"):
            look = False
        elif self._next("?<"):
            name = self._pattern[self._at : self._pattern.find(">", self._at)]
            if not name.isidentifier():
                raise _NotUnderstood
            self._at += len(name) + 1
        elif self._next("?") and not self._next(":"):
            raise _NotUnderstood
        node = self._alternatives()
        if not self._next(")"):
            raise _NotUnderstood
        return node if look is None else nodes.ahead(node, look)

    def _escape(self) -> Node:
        character = self._take()
        if character in "bB":
            return nodes.boundary(character == "b")
        if character in nodes.CLASSES:
            return nodes.one(nodes.CLASSES[character])
        return nodes.one(nodes.within(self._literal(character)))

    def _literal(self, character: str) -> str:
        """Return what an escaped character stands for, in a class or outside."""
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in "xu":
            length = 2 if character == "x" else 4
            digits = self._pattern[self._at : self._at + length]
            if len(digits) != length or not set(digits) <= set("0123456789abcdefABCDEF"):
                raise _NotUnderstood
            self._at += length
            return chr(int(digits, 16))
        if character.isalnum():
            raise _NotUnderstood  # a back reference, a property of Unicode, or a mistake
        return character

    def _class(self) -> Test:
        negated = self._next("^")
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        tests: list[Test] = []
        while not self._next("]"):
            low = self._class_part()
            if not isinstance(low, str):
                tests.append(low)
            elif self._range_follows():
                self._at += 1
                high = self._class_part()
                if not isinstance(high, str) or high < low:
                    raise _NotUnderstood
                ranges.append((low, high))
            else:
                singles.add(low)

        def _test(character: str) -> bool:
            found = (
                character in singles
                or any(low <= character <= high for low, high in ranges)
                or any(inner(character) for inner in tests)
            )
            return found is not negated

        return _test

    def _range_follows(self) -> bool:
        rest = self._pattern[self._at : self._at + 2]
        if len(rest) < 2 or rest[0] != "-" or rest[1] == "]":
            return False
        # `[\w-.]` is no range: a class such as \w has no end.
        return not (rest[1] == "\\" and self._pattern[self._at + 2 : self._at + 3] in nodes.CLASSES)

    def _class_part(self) -> str | Test:
        character = self._take()
        if character != "\\":
            return character
        character = self._take()
        if character in nodes.CLASSES:
            return nodes.CLASSES[character]
        return "\b" if character == "b" else self._literal(character)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
