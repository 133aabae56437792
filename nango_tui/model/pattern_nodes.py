"""The parts of a pattern as functions that move a set of positions forward in a value.

Where backtracking would try one position after another, again and again, these move all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

BUDGET = 400_000
"""Positions that are looked at before a pattern is given up; about a fifth of a second."""

Positions = frozenset[int]
Node = Callable[["Run", Positions], Positions]
Test = Callable[[str], bool]


class TooMuch(Exception):
    """The budget is used up."""


@dataclass(slots=True)
class Run:
    """One value being tried."""

    text: str
    left: int = BUDGET

    def pay(self, amount: int) -> None:
        """Count looked-at positions; raises TooMuch when the budget is used up."""
        self.left -= amount + 1
        if self.left < 0:
            raise TooMuch


def sequence(nodes: list[Node]) -> Node:
    """Match one node after the other."""

    def _step(run: Run, at: Positions) -> Positions:
        for node in nodes:
            if not at:
                break
            at = node(run, at)
        return at

    return _step


def either(nodes: list[Node]) -> Node:
    """Match any of the nodes."""

    def _step(run: Run, at: Positions) -> Positions:
        return frozenset().union(*(node(run, at) for node in nodes))

    return _step


def one(test: Test) -> Node:
    """Match one character."""

    def _step(run: Run, at: Positions) -> Positions:
        run.pay(len(at))
        text, end = run.text, len(run.text)
        return frozenset(place + 1 for place in at if place < end and test(text[place]))

    return _step


def repeat(node: Node, least: int, most: int | None) -> Node:
    """Match a node so many times; `most` None: any number of times more."""

    def _step(run: Run, at: Positions) -> Positions:
        for _ in range(least):
            run.pay(len(at))
            if not (at := node(run, at)):
                return at
        reached = set(at)
        # Only positions that are new can lead to new ones, so this ends whatever is inside.
        for _ in range((len(run.text) + 1) if most is None else most - least):
            run.pay(len(at))
            if not (at := node(run, at) - reached):
                break
            reached |= at
        return frozenset(reached)

    return _step


def ahead(node: Node, wanted: bool) -> Node:
    """Stay where the node follows, or, not `wanted`, where it does not."""

    def _step(run: Run, at: Positions) -> Positions:
        return frozenset(place for place in at if bool(node(run, frozenset((place,)))) is wanted)

    return _step


def start(run: Run, at: Positions) -> Positions:
    """Match the beginning of the value."""
    return at & {0}


def end(run: Run, at: Positions) -> Positions:
    """Match the end of the value; not before a final newline."""
    return at & {len(run.text)}


def boundary(wanted: bool) -> Node:
    """Match where a word begins or ends, or, not `wanted`, where none does."""

    def _step(run: Run, at: Positions) -> Positions:
        run.pay(len(at))
        text = run.text

        def _word(place: int) -> bool:
            return 0 <= place < len(text) and WORD(text[place])

        return frozenset(place for place in at if (_word(place - 1) != _word(place)) is wanted)

    return _step


def within(characters: str) -> Test:
    """Say of a character whether it is one of these."""
    return frozenset(characters).__contains__


def negated(test: Test) -> Test:
    """Say the opposite."""
    return lambda character: not test(character)


def space(character: str) -> bool:
    """Say whether a character is white space to JavaScript."""
    return character.isspace() or character == "\ufeff"


DIGIT = within("0123456789")
WORD = within("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
ANY = negated(within("\n\r\u2028\u2029"))
CLASSES: dict[str, Test] = {
    "d": DIGIT, "D": negated(DIGIT), "w": WORD, "W": negated(WORD), "s": space, "S": negated(space),
}  # fmt: skip
