"""JavaScript patterns are read as JavaScript reads them, and none takes long."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.pattern import LONGEST_VALUE, matches


@pytest.mark.parametrize(
    ("pattern", "value", "found"),
    [
        ("b", "abc", True), ("^b", "abc", False), ("c$", "abc", True), ("c$", "abc\n", False), ("", "", True),
        ("^[a-z0-9_-]+$", "acme-1", True), ("^[a-z0-9_-]+$", "Acme", False), (r"^\d{3}$", "123", True),
        (r"^\d+$", "١٢٣", False), (r"^\w+$", "é", False), (r"^\s$", "\u00a0", True), ("^a{2,3}$", "aaaa", False),
        ("^a{2,}$", "aaaa", True), ("^(?:ab|cd)+$", "abcdab", True), ("^(?<first>a)b$", "ab", True),
        ("^(?!x).+$", "xa", False), ("^(?!x).+$", "ax", True), ("^(?=.*9)a", "ab9", True), (r"^a\/b$", "a/b", True),
        (r"^[\w.-]+@[\w.-]+$", "a.b@c-d", True), (r"^\x41\u0042$", "AB", True), (r"\bkey\b", "a key b", True),
        (r"\bkey\b", "akey", False), (r"^\Bkey", "key", False), ("^a?b*?c+?$", "bbc", True), ("^a{x}$", "a{x}", True),
        ("^[^]]$", "a]", True), ("[]", "a", False), ("^[a-]$", "-", True), (r"^[\]\-]$", "]", True),
        ("^.$", "\n", False),
        ("^a{,2}$", "a{,2}", True), ("a||b", "zzz", True), (r"^[\d-x]+$", "1-x", True), ("^$", "", True),
    ],
)  # fmt: skip
def test_patterns_are_read_as_javascript_reads_them(pattern: str, value: str, found: bool | None) -> None:
    assert matches(pattern, value) is found


@pytest.mark.parametrize(
    "pattern", ["[", "(", ")", "*a", "a**", r"(a)\1", "(?<=a)b", r"\p{L}", "[z-a]", "\\", "a{2,1}", "(?i)a"]
)
def test_what_is_broken_or_not_understood_is_not_judged(pattern: str) -> None:
    assert matches(pattern, "a") is None


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("^(a+)+$", "a" * 5000 + "b"), ("^(a|a)*$", "a" * 5000 + "b"), ("^(a|aa)+$", "a" * 5000 + "b"),
        ("^.*.*.*.*=$", "a" * 5000), (r"^(\w+\s?)*$", "word " * 1000 + "!"), ("((a{0,99}){0,99}){0,99}b", "a" * 3000),
        ("(?!(a+)+b)c", "a" * 5000), ("(x+x+)+y", "x" * LONGEST_VALUE), ("(?:" * 500 + "a" + ")*" * 500, "a" * 100),
    ],
)  # fmt: skip
def test_a_pattern_that_explodes_elsewhere_is_over_at_once(pattern: str, value: str) -> None:
    begun = perf_counter()
    assert matches(pattern, value) is not True
    assert perf_counter() - begun < 2  # a fifth of a second here; `re` would take years


def test_values_and_patterns_beyond_a_bound_are_not_judged() -> None:
    assert matches("a", "a" * (LONGEST_VALUE + 1)) is None
    assert matches("a" * 1001, "a") is None


_PIECES = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        ".",
        "[ab]",
        "[^a]",
        "[a-c]",
        r"\d",
        r"\w",
        r"\W",
        "(?:ab)",
        "(a|b)",
        "(a*b|c)",
        "(?=a)",
        "(?!b)",
        "^",
        "$",
    ]
)
_COUNTS = st.sampled_from(["", "*", "+", "?", "{2}", "{1,2}", "*?"])


@given(
    pieces=st.lists(st.tuples(_PIECES, _COUNTS), max_size=5),
    value=st.text(alphabet="abc1-\n", max_size=8),
)
def test_matching_agrees_with_a_backtracking_engine(pieces: list[tuple[str, str]], value: str) -> None:
    pattern = "".join(
        piece + ("" if piece in "^$" or piece.startswith(("(?=", "(?!")) else count) for piece, count in pieces
    )
    assert matches(pattern, value) is bool(re.search(pattern.replace("$", r"\Z"), value, re.ASCII))


@given(pattern=st.text(alphabet=r"ab\[](){}*+?|^$-,.19dw:=!<", max_size=20), value=st.text(max_size=20))
def test_no_pattern_makes_it_fail(pattern: str, value: str) -> None:
    matches(pattern, value)
