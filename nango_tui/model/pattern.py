"""Patterns of templates: JavaScript regular expressions, tried so that none of them can take long.

A pattern comes from a server and Python's `re` backtracks: some patterns would hold the program for ever on some
values. So the part of the language that templates use is read here, and a value is tried by moving a set of
positions through the pattern: no backtracking, and a budget on the work. It is JavaScript's reading: a match may be
anywhere, `$` is the very end, `\\d` and `\\w` are ASCII. What is not understood (back references, lookbehind) is not
judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LONGEST_PATTERN = 1_000
LONGEST_VALUE = 20_000
BUDGET = 400_000
"""Positions that are looked at before a pattern is given up; about a tenth of a second."""
_DEEPEST = 40
_MOST_REPEATS = 5_000

Positions = frozenset[int]
Node = Callable[["_Run", Positions], Positions]
Test = Callable[[str], bool]


class _NotUnderstood(Exception):
    """The pattern has something that is not read here, or is no pattern."""


class _TooMuch(Exception):
    """The budget is used up."""


@dataclass(slots=True)
class _Run:
    """One value being tried."""

    text: str
    left: int = BUDGET

    def pay(self, amount: int) -> None:
        self.left -= amount + 1
        if self.left < 0:
            raise _TooMuch


def matches(pattern: str, value: str) -> bool | None:
    """Say whether the pattern is found in the value; None: the pattern cannot be judged, or not in the time."""
    if len(pattern) > LONGEST_PATTERN or len(value) > LONGEST_VALUE:
        return None
    try:
        node = _Reader(pattern).read()
        run = _Run(value)
        return bool(node(run, frozenset(range(len(value) + 1))))
    except (_NotUnderstood, _TooMuch):
        return None


def _sequence(nodes: list[Node]) -> Node:
    def step(run: _Run, at: Positions) -> Positions:
        for node in nodes:
            if not at:
                break
            at = node(run, at)
        return at

    return step


def _either(nodes: list[Node]) -> Node:
    def step(run: _Run, at: Positions) -> Positions:
        return frozenset().union(*(node(run, at) for node in nodes))

    return step


def _one(test: Test) -> Node:
    def step(run: _Run, at: Positions) -> Positions:
        run.pay(len(at))
        text, end = run.text, len(run.text)
        return frozenset(place + 1 for place in at if place < end and test(text[place]))

    return step


def _repeat(node: Node, least: int, most: int | None) -> Node:
    def step(run: _Run, at: Positions) -> Positions:
        for _ in range(least):
            run.pay(len(at))
            if not (at := node(run, at)):
                return at
        reached = at
        # Only positions that are new can lead to new ones, so this ends whatever is inside.
        for _ in range((len(run.text) + 1) if most is None else most - least):
            run.pay(len(at))
            if not (at := node(run, at) - reached):
                break
            reached |= at
        return reached

    return step


def _ahead(node: Node, wanted: bool) -> Node:
    def step(run: _Run, at: Positions) -> Positions:
        return frozenset(place for place in at if bool(node(run, frozenset((place,)))) is wanted)

    return step


def _start(run: _Run, at: Positions) -> Positions:
    return at & {0}


def _end(run: _Run, at: Positions) -> Positions:
    return at & {len(run.text)}


def _boundary(wanted: bool) -> Node:
    def step(run: _Run, at: Positions) -> Positions:
        run.pay(len(at))
        text = run.text

        def word(place: int) -> bool:
            return 0 <= place < len(text) and _WORD(text[place])

        return frozenset(place for place in at if (word(place - 1) != word(place)) is wanted)

    return step


def _within(characters: str) -> Test:
    return frozenset(characters).__contains__


def _not(test: Test) -> Test:
    return lambda character: not test(character)


def _space(character: str) -> bool:
    return character.isspace() or character == "\ufeff"


_DIGIT = _within("0123456789")
_WORD = _within("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_ANY = _not(_within("\n\r\u2028\u2029"))
_CLASSES: dict[str, Test] = {
    "d": _DIGIT, "D": _not(_DIGIT), "w": _WORD, "W": _not(_WORD), "s": _space, "S": _not(_space),
}  # fmt: skip
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}


class _Reader:
    """Reads a pattern into a node."""

    def __init__(self, pattern: str) -> None:
        self._pattern, self._at, self._depth = pattern, 0, 0

    def read(self) -> Node:
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
        return branches[0] if len(branches) == 1 else _either(branches)

    def _branch(self) -> Node:
        nodes: list[Node] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            nodes.append(self._quantified(self._atom()))
        return _sequence(nodes)

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
        return _repeat(node, least, most)

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
                return _start
            case "$":
                return _end
            case ".":
                return _one(_ANY)
            case "[":
                return _one(self._class())
            case "(":
                return self._group()
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise _NotUnderstood
        return _one(_within(character))

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
        return node if look is None else _ahead(node, look)

    def _escape(self) -> Node:
        character = self._take()
        if character in "bB":
            return _boundary(character == "b")
        if character in _CLASSES:
            return _one(_CLASSES[character])
        return _one(_within(self._literal(character)))

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

        def test(character: str) -> bool:
            found = (
                character in singles
                or any(low <= character <= high for low, high in ranges)
                or any(inner(character) for inner in tests)
            )
            return found is not negated

        return test

    def _range_follows(self) -> bool:
        rest = self._pattern[self._at : self._at + 2]
        if len(rest) < 2 or rest[0] != "-" or rest[1] == "]":
            return False
        # `[\w-.]` is no range: a class such as \w has no end.
        return not (rest[1] == "\\" and self._pattern[self._at + 2 : self._at + 3] in _CLASSES)

    def _class_part(self) -> str | Test:
        character = self._take()
        if character != "\\":
            return character
        character = self._take()
        if character in _CLASSES:
            return _CLASSES[character]
        return "\b" if character == "b" else self._literal(character)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
