"""Any environment file is read or reported, and what was read is what is written back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import tomli_w
from hypothesis import strategies as st

from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json
from nango_tui.model.environment import Environment
from nango_tui.model.ports import Settings
from nango_tui.model.text import plain
from nango_tui.storage.environments import merge
from nango_tui.storage.settings_toml import dump, parse
from tests.conftest import Figure
from tests.fuzz.fuzzing import fuzz
from tests.fuzz.shaking import HOSTILE, Shake, shaken, shakes

URLS: Final = (
    "https://api.nango.dev",
    "http://localhost:3003",
    "https://nango.acme.example:8443/sub",
    "https://[::1]:3003",
)
NAMES: Final = (
    "dev",
    "prod",
    "Ünï 漢字",
    "a b",
    "'",
    '"',
    "#",
    "[x]",
    "\\",
    *(text for text in HOSTILE if plain(text) == text),
)
environments: Final = st.builds(
    Environment,
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from(URLS),
    st.booleans(),
    st.sampled_from((None, *Endpoint)),
    st.booleans(),
)
Bytes = tuple[str, int, int]


@dataclass(frozen=True)
class Case:
    """A file that was right before it was changed: its values, then its bytes."""

    settings: Settings
    shakes: list[Shake]
    edits: list[Bytes]


_BITS: Final = (
    b'"',
    b"'''",
    b"[",
    b"]]",
    b"=",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"#",
    b"\\u12",
    b"1979-05-27",
    b".",
    b"",
)


def _settings(rows: tuple[Environment, ...], active: str, theme: str, history: bool) -> Settings:
    return Settings(rows, active if any(active == row.id for row in rows) else "", theme, history)


cases: Final = st.builds(
    Case,
    st.builds(
        _settings,
        st.lists(environments, max_size=3, unique_by=lambda row: row.id).map(tuple),
        st.sampled_from(NAMES),
        st.sampled_from(("", "nord")),
        st.booleans(),
    ),
    shakes,
    st.lists(
        st.tuples(st.sampled_from(("cut", "put", "drop", "double")), st.integers(0, 999), st.integers(0, 99)),
        max_size=3,
    ),
)


def file_of(case: Case) -> bytes:
    """Return the bytes of the file."""
    table: Json = {
        "version": 1,
        "active": case.settings.active,
        "theme": case.settings.theme,
        "history": case.settings.history,
        "environment": [
            {"id": row.id, "name": row.name, "url": row.url, "production": row.production, "plain_http": row.plain_http}
            for row in case.settings.environments
        ],
    }
    changed = shaken(table, case.shakes) if case.shakes else None
    data = dump(case.settings)
    if isinstance(changed, dict):
        try:
            data = tomli_w.dumps(changed).encode(errors="surrogatepass")
        except (TypeError, AttributeError):  # TOML has no null
            data = repr(changed).encode(errors="surrogatepass")
    for op, where, which in case.edits:
        at = where * len(data) // 1000
        match op:
            case "cut":
                data = data[:at]
            case "put":
                data = data[:at] + _BITS[which % len(_BITS)] + data[at:]
            case "drop":
                data = data[:at] + data[at + 1 + which :]
            case _:
                data = data[: at + which] + data[at:]
    return data


def holds(case: Case) -> None:
    """Say what is true of any file."""
    found = parse(file_of(case))
    if not case.shakes and not case.edits:
        assert found.settings == case.settings
        assert not found.problems
    for problem in found.problems:
        assert plain(problem) == problem
        assert re.match(r"line \d+, column \d+: |.+: |it nests|this is not TOML", problem)
    read = found.settings
    again = parse(dump(read))
    assert again.settings == read, "what was read is what is written"
    assert not again.problems
    assert len({row.id for row in read.environments}) == len(read.environments)
    assert read.active in ("", *(row.id for row in read.environments))
    assert merge(read, case.settings, read) == case.settings
    merged = merge(case.settings, case.settings, read)
    assert set(merged.environments) == set(read.environments)


def test_any_file_is_read_or_reported_and_is_the_same_when_written_again(figure: Figure) -> None:
    fuzz(figure, "environment file", cases, holds)
