"""Times as people type them, in any zone and any spelling: understood as meant, or refused with what to type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from nango_tui.model.draft import Draft
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry, ExpiryProblem, Resolved, advice, echo, iso_utc, read, resolve
from nango_tui.model.expiry_text import parse_duration, parse_moment
from nango_tui.model.text import plain
from tests.conftest import Figure
from tests.fuzz.fuzzing import fuzz

ZONES: Final[Mapping[str, tzinfo]] = {
    **{
        name: ZoneInfo(name)
        for name in (
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC",
            "Africa/Casablanca", "America/Sao_Paulo", "America/St_Johns", "Pacific/Kiritimati",
        )
    },
    "fixed": timezone(timedelta(hours=-12)),
    "named": timezone(timedelta(hours=5, minutes=45), "NPT"),
}  # fmt: skip
CHANGES: Final = (
    datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1), datetime(2026, 11, 1, 6), datetime(2026, 3, 8, 7),
    datetime(2026, 4, 4, 15), datetime(2026, 10, 3, 15, 30), datetime(2011, 12, 30, 10), datetime(2026, 2, 15, 2),
    datetime(2026, 12, 31, 23), datetime(2028, 2, 29), datetime(2000, 1, 3), datetime(5138, 11, 1),
)  # fmt: skip
"""Moments in UTC near which a clock changes, or a calendar does something odd."""
Write = Callable[[datetime, tzinfo], str]
SPELLINGS: Final[Mapping[str, Write]] = {
    "local": lambda at, zone: f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
    "local, with a comma": lambda at, zone: f"{at.astimezone(zone):%Y/%m/%d, %H:%M:%S}",
    "as in Germany": lambda at, zone: f"{at.astimezone(zone):%d.%m.%Y %H:%M:%S}",
    "with the month's name": lambda at, zone: f"{at.astimezone(zone):%B %d, %Y at %I:%M:%S %p}",
    "with the day's name": lambda at, zone: f"{at.astimezone(zone):%A, %d %b %Y %H:%M:%S}",
    "ISO in UTC": lambda at, zone: iso_utc(at),
    "ISO with an offset": lambda at, zone: at.astimezone(zone).isoformat(timespec="seconds"),
    "of HTTP": lambda at, zone: f"{at:%a, %d %b %Y %H:%M:%S} GMT",
    "seconds since 1970": lambda at, zone: str(int(at.timestamp())),
    "milliseconds since 1970": lambda at, zone: str(int(at.timestamp()) * 1000),
    "with a zone's name": lambda at, zone: (
        f"{at.astimezone(ZONES['America/New_York']):%Y-%m-%d %H:%M:%S} -0500"
        if at.astimezone(ZONES["America/New_York"]).utcoffset() == timedelta(hours=-5)
        else iso_utc(at)
    ),
}
LOCAL: Final = {"local", "local, with a comma", "as in Germany", "with the month's name", "with the day's name"}
_BITS: Final = (
    *"0123456789:-/.,+ zZhmd'²٣",
    "am",
    "pm",
    "tomorrow",
    "ago",
    "in ",
    "UTC",
    "CET",
    "\x00",
    "\ud800",
    "1" * 30,
    "",
)


@dataclass(frozen=True)
class Case:
    """A moment, how it is spelled and where, and what else was pressed."""

    at: datetime
    zone: str
    spelling: str
    now: datetime
    edits: tuple[tuple[int, int], ...]


_near = st.tuples(st.sampled_from(CHANGES), st.integers(-90_000, 90_000)).map(
    lambda near: near[0].replace(tzinfo=UTC) + timedelta(seconds=near[1])
)
_any = st.integers(946_857_600, 250_000_000_000).map(
    lambda seconds: datetime.fromtimestamp(min(seconds, 4 * 10**9), UTC)
)
moments: Final = st.one_of(_near, _near, _any)
cases: Final = st.builds(
    Case,
    moments,
    st.sampled_from(tuple(ZONES)),
    st.sampled_from(tuple(SPELLINGS)),
    st.one_of(_near, _any),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, len(_BITS) - 1)), max_size=2).map(tuple),
)


def typed(case: Case) -> str:
    """Return what is typed."""
    text = SPELLINGS[case.spelling](case.at, ZONES[case.zone])
    for where, which in case.edits:
        text = text[:where] + _BITS[which] + text[where + which % 3 :]
    return text


def readings(local: datetime, zone: tzinfo) -> set[datetime]:
    """Return every moment at which a clock of the zone shows that: none, one or two. Found by looking at them all."""
    found = set()
    for minutes in range(-15 * 60, 15 * 60 + 1, 15):
        at = (local - timedelta(minutes=minutes)).replace(tzinfo=UTC)
        if at.astimezone(zone).replace(tzinfo=None, fold=0) == local:
            found.add(at)
    return found


def understood(case: Case) -> None:
    """Say that an unspoiled text means its moment, and that a text which has no meaning, or two, says so."""
    zone = ZONES[case.zone]
    found = parse_moment(typed(case), case.now, zone)
    if case.spelling not in LOCAL:
        assert found == case.at.replace(microsecond=0)
        return
    local = case.at.astimezone(zone).replace(tzinfo=None, fold=0)
    possible = readings(local, zone)
    assert case.at in possible
    if len(possible) == 1:
        assert found == case.at
        return
    assert isinstance(found, str)
    offered = set(re.findall(r"[\d-]{10} [\d:]{5,8}Z", found))
    assert {parse_moment(text, case.now, zone) for text in offered} == possible


def holds(case: Case) -> None:
    """Say what is true of any text."""
    zone, text = ZONES[case.zone], typed(case)
    if not case.edits:
        understood(case)
    said = read(text, case.now)
    for each in (said, Expiry("at", text, case.now), Expiry("in", text, case.now), Expiry("in", text)):
        found = resolve(each, case.now, zone)
        if isinstance(found, ExpiryProblem):
            assert found.text.endswith(".")
            assert echo(each, case.now, zone) == ""
        elif found.at is not None:
            _can_be_sent(each, found, case)
    draft = replace(DRAFT, expiry=said)
    assert all(line.endswith(".") for line in advice(draft, case.now, zone))
    for told in (parse_duration(f"{text}canary"), parse_moment(f"{text} canary", case.now, zone)):
        assert not isinstance(told, str) or "canary" not in told.lower()


def _can_be_sent(each: Expiry, found: Resolved, case: Case) -> None:
    zone = ZONES[case.zone]
    assert found.at
    assert found.at.tzinfo is UTC
    wire = iso_utc(found.at)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", wire)
    again = resolve(Expiry("at", wire, case.now), case.now, zone)
    assert isinstance(again, Resolved)
    assert again.at
    assert abs(again.at - found.at) < timedelta(milliseconds=1)
    assert resolve(each, case.now, zone) == found, "the same text means the same again"
    shown = echo(each, case.now, zone)
    assert plain(shown) == shown
    assert f"{found.at:%H:%M} UTC" in shown


DRAFT: Final = Draft(Environment("e", "dev"), "generated", mode="OAUTH2")


def test_any_time_is_understood_as_meant_or_refused_in_words(figure: Figure) -> None:
    fuzz(figure, "expiry", cases, holds)
