"""What all tests share: the figures that a run prints at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent
SHARED = REPO.parent / "shared" / "nango"
"""Recordings and provider templates, where a machine has them; tests that need them skip where it does not."""

Figure = Callable[..., None]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Return `figure(line, text, order=0)`: adds to a line that is printed when the run ends.

    Texts of several tests for one line ("contract") are joined by commas in their order. It travels as a property
    of the test's report, so it works with several processes.
    """

    def add(line: str, text: str, order: int = 0) -> None:
        record_property("figure", (line, order, text))

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the lines of figures."""
    lines: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "figure":
                    line, order, text = value
                    lines[line].add((order, text))
    for line in sorted(lines):
        terminalreporter.write_line(f"{line}: " + ", ".join(text for _, text in sorted(lines[line])))
