"""All that the program makes of each kind of fix, compared with a text that people have read."""

from __future__ import annotations

import difflib
from pathlib import Path

from tests.model.whole_texts import report

READ = Path(__file__).with_name("whole_fixes.txt")
"""Written by `python -m tests.model.test_whole_fixes`; read what changed in it before it is kept."""


def test_each_kind_of_fix_sends_says_asks_and_expects_what_was_read_and_found_right() -> None:
    found = report()
    wanted = READ.read_text("utf-8")
    lines = difflib.unified_diff(wanted.splitlines(), found.splitlines(), "read", "found", lineterm="", n=2)
    assert found == wanted, "\n".join(lines)


if __name__ == "__main__":
    READ.write_text(report(), "utf-8")
