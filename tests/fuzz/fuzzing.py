"""One property over many cases, counted: the run prints how many of each there were."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import Figure

T = TypeVar("T")

PROFILES: Final = {"fuzz": 2_000, "fuzz-thorough": 10_000}
"""Cases of each property, by the name of the profile."""
PROFILE: Final = "fuzz-thorough" if os.environ.get("NANGO_FUZZ") == "thorough" else "fuzz"
_ORDER: Final = (
    "answers",
    "templates",
    "templates of Nango",
    "pastes",
    "redaction",
    "redaction in base64",
    "expiry",
    "environment file",
)


def fuzz(
    figure: Figure, name: str, cases: st.SearchStrategy[T], holds: Callable[[T], None], found: Iterable[T] = ()
) -> None:
    """Check what holds for every case, and add to the line of figures how many there were.

    `found`: cases that once broke it; they are tried first, each time.
    """
    tried = 0

    def _each(case: T) -> None:
        nonlocal tried
        tried += 1
        holds(case)

    _each.__qualname__ = f"{name}.{holds.__qualname__}"  # the store of failing cases goes by it
    tested = given(cases)(_each)
    for case in found:
        tested = example(case)(tested)
    settings.get_profile(PROFILE)(tested)()
    assert tried >= PROFILES[PROFILE] // 2, f"only {tried} different cases could be made"
    figure("fuzz", f"{name} {tried:,}", _ORDER.index(name))
