"""What all tests share: the figures that a run prints at its end."""

from __future__ import annotations

import gc
import re
from collections import defaultdict
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent
SHARED = REPO.parent / "shared" / "nango"
"""Recordings and provider templates, where a machine has them; tests that need them skip where it does not."""

Figure = Callable[..., None]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Return `figure(line, text, order=0, add=False)`: adds to a line that is printed when the run ends.

    Texts of several tests for one line ("contract") are joined by commas in their order; with `add`, their numbers
    are added up instead. It travels as a property of the test's report, so it works with several processes.
    """

    def record(line: str, text: str, order: int = 0, add: bool = False) -> None:
        record_property("figure", (line, order, text, add))

    return record


LONGEST = "tests/walks/test_walks.py"
"""Begun first, whatever the order of the others: begun last, it would leave all processes but one idle."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest test first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Leave modules and tests out of the garbage collection, and look less often: it took a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count the tests that are marked as a fault, and those of them that the program survived."""
    report = yield
    if report.when == "call" and not report.skipped and item.get_closest_marker("fault"):
        report.user_properties.append(("figure", ("faults", 0, f"{int(report.passed)} of 1 survived", True)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the lines of figures."""
    joined: dict[str, set[tuple[int, str]]] = defaultdict(set)
    added: dict[str, list[str]] = defaultdict(list)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                # A test has a report for each of its phases, each with all its properties.
                if name != "figure" or report.when != "call":
                    continue
                line, order, text, add = value
                if add:
                    added[line].append(text)
                else:
                    joined[line].add((order, text))
    lines = {line: ", ".join(text for _, text in sorted(texts)) for line, texts in joined.items()}
    lines |= {line: added_up(texts) for line, texts in added.items()}
    for line in sorted(lines):
        terminalreporter.write_line(f"{line}: {lines[line]}")


def added_up(texts: list[str]) -> str:
    """Return one of the texts, which differ in their numbers only, with the sums of these: "1 of 2" twice, "2 of 4"."""
    sums = [sum(column) for column in zip(*(map(int, re.findall(r"\d+", text)) for text in texts), strict=True)]
    numbers = iter(sums)
    return re.sub(r"\d+", lambda _: str(next(numbers)), texts[0])
