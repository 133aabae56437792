"""Metadata as it is typed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.metadata import DEEPEST, parse_metadata


@given(st.text())
def test_any_text_is_metadata_or_a_reason_in_words(text: str) -> None:
    found = parse_metadata(text)
    if isinstance(found, str):
        assert found.endswith((".", '"}'))
    else:
        assert found == (json.loads(text) if text.strip() else {})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1]", "start with {"),
        ('"x"', "start with {"),
        ("null", "start with {"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": 1e999}', "too large"),
        ('{"a": ' + "9" * 5000 + "}", "too many digits"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": {"b": 1, "b": 2}}', "twice"),
        ('{"a": "x\\u0000y"}', "NUL"),
        ('{"\\u0000": 1}', "NUL"),
        ("{'a': 1}", "Line 1, column 2: a name in double quotes"),
        ("{“a”: 1}", "straight quotes"),
        ('{"a": True}', "Line 1, column 7: a value is needed here: a text in double quotes"),
        ('{"a" 1}', "a colon is missing"),
        ('{"a": 1 "b": 2}', "Line 1, column 9: a comma is missing"),
        ('{"a": 1}}', "nothing may follow"),
        ('{"a": "x}', "no closing quote"),
        ('{"a": "x\ny"}', "a line end is written \\n"),
        ('{"a": "C:\\dir"}', "a backslash is written \\\\"),
        ('{"a": "\\u12"}', "four hexadecimal digits"),
        ('{"a": 1,\n}', "take away the comma"),
        ('{"a": [1, ]}', "take away the comma"),
        ('{"a": 1', "it ends too early: a } or ] is missing"),
        ('{"a": 1,', "it ends too early"),
        ('{"a": 01}', "no number begins with 0"),
        ('"a": 1', "start with {"),
        ('{"a":' * 200 + "1" + "}" * 200, f"more than {DEEPEST}"),
        ('{"a":' * 90000 + "1" + "}" * 90000, f"more than {DEEPEST}"),
    ],
)
def test_what_nango_could_not_store_is_refused_with_its_reason(text: str, reason: str) -> None:
    found = parse_metadata(text)
    assert isinstance(found, str)
    assert reason in found


def test_a_written_backslash_u0000_is_no_nul() -> None:
    assert parse_metadata('{"a": "\\\\u0000"}') == {"a": "\\u0000"}
