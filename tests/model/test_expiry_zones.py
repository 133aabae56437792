"""Times over zones and clock changes: what is typed is local, what is sent is one absolute moment in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import encode
from nango_tui.model.check import check
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.endpoint import choose
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry, ExpiryProblem, Resolved, echo, iso_utc, read, resolve
from nango_tui.model.form_rules import build
from nango_tui.model.secret import Secret
from nango_tui.model.tree import Tree

CURRENT, LEGACY = Endpoint.CURRENT, Endpoint.LEGACY
NOW: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
ZONES: Final = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Africa/Cairo",
    "Australia/Lord_Howe", "Antarctica/Troll", "Asia/Gaza", "Pacific/Chatham", "Pacific/Apia", "America/Havana",
)  # fmt: skip
"""Zones whose clocks change: by half an hour, one or two, at midnight, and by a whole day once (Apia in 2011)."""
STILL: Final = ("UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata")
MODES_THAT_EXPIRE: Final = ("OAUTH2", "OAUTH2_CC")


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which the clocks of a zone change, and the local times before and after."""

    zone: ZoneInfo
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def size(self) -> timedelta:
        """How much local time is skipped or repeated."""
        return abs(self.after - self.before)

    @property
    def first(self) -> datetime:
        """The first local time that is skipped, or that comes twice."""
        return (self.at + min(self.before, self.after)).replace(tzinfo=None)


@cache
def changes(name: str) -> tuple[Change, ...]:
    """Find the clock changes of a zone from 2004 to 2040, to the minute."""
    zone, found = ZoneInfo(name), []
    here = datetime(2004, 1, 1, tzinfo=UTC)
    while here.year < 2040:
        there = here + timedelta(days=1)
        before, after = _offset(here, zone), _offset(there, zone)
        if before != after:
            low, high = here, there
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                middle = middle.replace(second=0, microsecond=0)
                low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
            found.append(Change(zone, high, before, after))
        here = there
    return tuple(found)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


FORWARD: Final = [change for name in ZONES for change in changes(name) if change.after > change.before]
BACK: Final = [change for name in ZONES for change in changes(name) if change.after < change.before]
zones = st.sampled_from((*ZONES, *STILL)).map(ZoneInfo)
moments = st.datetimes(datetime(2004, 1, 2), datetime(2039, 12, 30)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


def typed(local: datetime) -> str:
    """Return a local time as one types it."""
    return f"{local:%Y-%m-%d %H:%M}"


def problem(text: str, zone: ZoneInfo) -> str:
    """Return what is said of a time that cannot be taken."""
    found = resolve(read(text, NOW), NOW, zone)
    assert isinstance(found, ExpiryProblem), f"{text} in {zone} was taken as {found}"
    return found.text


def moment(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment that a text means."""
    found = resolve(read(text, NOW), NOW, zone)
    assert isinstance(found, Resolved), found
    assert found.at is not None
    return found.at


# Clock changes -------------------------------------------------------------------------------------------------------


def test_the_zones_of_these_tests_change_their_clocks_in_every_way() -> None:
    sizes = {change.size for change in (*FORWARD, *BACK)}
    assert {timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(days=1)} <= sizes
    assert len(FORWARD) > 200
    assert len(BACK) > 200
    assert any(change.first.time() == datetime.min.time() for change in FORWARD), "a day that begins at 01:00"


@given(st.sampled_from(FORWARD), st.floats(0, 1, exclude_max=True))
def test_a_local_time_that_is_skipped_is_refused_and_those_around_it_are_taken(change: Change, part: float) -> None:
    skipped = change.first + timedelta(minutes=int(change.size / timedelta(minutes=1) * part))
    said = problem(typed(skipped), change.zone)
    assert "does not exist" in said
    assert f"{skipped:%H:%M}" in said
    assert echo(read(typed(skipped), NOW), NOW, change.zone) == ""
    minute = timedelta(minutes=1)
    assert moment(typed(change.first - minute), change.zone) == change.at - minute
    assert moment(typed(change.first + change.size), change.zone) == change.at


@given(st.sampled_from(BACK), st.floats(0, 1, exclude_max=True), st.booleans())
def test_a_local_time_that_occurs_twice_is_asked_and_each_reading_can_be_typed(
    change: Change, part: float, late: bool
) -> None:
    twice = change.first + timedelta(minutes=int(change.size / timedelta(minutes=1) * part))
    asked = problem(typed(twice), change.zone)
    assert "comes twice" in asked
    readings = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\dZ", asked)
    assert len(readings) == 2
    meant = [(twice - offset).replace(tzinfo=UTC) for offset in (change.before, change.after)]
    assert [moment(reading, change.zone) for reading in readings] == meant
    shown = echo(read(readings[late], NOW), NOW, change.zone)
    assert f"{twice:%H:%M} " in shown
    assert f"{meant[late]:%H:%M} UTC" in shown


# What is shown -------------------------------------------------------------------------------------------------------

_ECHO = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d) )?(?P<local>\d\d:\d\d) \S.* = "
    r"(?:(?P<utc_day>\d{4}-\d\d-\d\d) )?(?P<utc>\d\d:\d\d) UTC, .+"
)


@given(moments, zones, st.integers(-60 * 60, 60 * 60))
def test_the_echo_shows_the_same_moment_in_local_time_and_in_utc(at: datetime, zone: ZoneInfo, away: int) -> None:
    now = at + timedelta(minutes=away)
    shown = echo(read(f"{at:%Y-%m-%d %H:%M}Z", now), now, zone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if zone.key == "UTC":
        assert f"{at:%H:%M} UTC" in shown
        return
    found = _ECHO.fullmatch(shown)
    assert found, shown
    assert found["local"] == f"{local:%H:%M}"
    day = found["day"] or today.isoformat()
    assert day == local.date().isoformat()
    assert f"{found['utc_day'] or day} {found['utc']}" == f"{at:%Y-%m-%d %H:%M}"


# Ways of writing -----------------------------------------------------------------------------------------------------


@given(moments, zones)
@example(datetime(2026, 6, 1, 0, 5, tzinfo=UTC), ZoneInfo("UTC"))
@example(datetime(2026, 6, 1, 12, 5, tzinfo=UTC), ZoneInfo("UTC"))
def test_twelve_and_twenty_four_hours_are_the_same_time(at: datetime, zone: ZoneInfo) -> None:
    local = at.astimezone(zone).replace(tzinfo=None, fold=0)
    half = "am" if local.hour < 12 else "pm"
    hour = local.hour % 12 or 12
    day = f"{local:%Y-%m-%d}"
    whole = resolve(read(f"{day} {local:%H:%M}", NOW), NOW, zone)
    ways = (f"{hour}:{local:%M} {half}", f"{hour}:{local:%M}{half.upper()}", f"{hour:02}:{local:%M} {half[0]}.m.")
    for written in (*ways, *((f"{hour} {half}",) if local.minute == 0 else ())):
        assert resolve(read(f"{day} {written}", NOW), NOW, zone) == whole, written


@pytest.mark.parametrize("text", ["13:00 pm", "0:30 am", "24:00", "2026-02-29 10:00", "16:61"])
def test_an_hour_or_a_day_that_no_clock_shows_is_refused(text: str) -> None:
    assert problem(text, ZoneInfo("Europe/Berlin"))


@given(st.integers(1_000_000_000, 8_000_000_000), st.integers(0, 999), zones)
def test_numbers_above_a_hundred_thousand_million_are_milliseconds_and_no_zone_moves_them(
    seconds: int, rest: int, zone: ZoneInfo
) -> None:
    meant = datetime.fromtimestamp(seconds, UTC)
    assert moment(str(seconds), zone) == meant
    found = moment(str(seconds * 1000 + rest), zone)
    assert iso_utc(found) == iso_utc(meant + timedelta(milliseconds=rest))


# What is sent --------------------------------------------------------------------------------------------------------


def draft_of(mode: str, expiry: Expiry, environment_endpoint: Endpoint | None = None) -> Draft:
    """Return an import that lacks nothing."""
    return Draft(
        Environment("e", "dev", endpoint=environment_endpoint), "generated", Integration("acme", "acme"), mode=mode,
        values={"access_token": Secret("a"), "token": Secret("t"), "client_id": "c", "client_secret": Secret("s")},
        expiry=expiry,
    )  # fmt: skip


def body_of(draft: Draft, endpoint: Endpoint, zone: ZoneInfo, now: datetime = NOW) -> dict[str, Tree]:
    """Return what is sent."""
    return encode(draft, build(None, MODES[draft.mode], endpoint), endpoint, now, zone)


def wire(draft: Draft, endpoint: Endpoint, zone: ZoneInfo, now: datetime = NOW) -> str:
    """Return the expiry that is sent, and see that it is the only word on the matter."""
    body = body_of(draft, endpoint, zone, now)
    held = body["credentials"] if endpoint is CURRENT else body
    assert isinstance(held, dict)
    assert not {"expires_in", "no_expiration"} & {*body, *held}
    sent = held["expires_at"]
    assert isinstance(sent, str)
    return sent


@given(moments, zones, st.sampled_from(MODES_THAT_EXPIRE), st.integers(0, 3 * 24 * 60))
def test_both_endpoints_get_the_same_moment_in_utc_however_late_it_is_sent(
    at: datetime, zone: ZoneInfo, mode: str, later: int
) -> None:
    local = at.astimezone(zone).replace(tzinfo=None, fold=0)
    expiry = read(typed(local), NOW)
    assume(isinstance(resolve(expiry, NOW, zone), Resolved))
    sent = {wire(draft_of(mode, expiry), endpoint, zone, NOW + timedelta(minutes=later)) for endpoint in Endpoint}
    assert sent == {f"{at:%Y-%m-%dT%H:%M:%S}.000Z"}


SPANS: Final[tuple[Callable[[int], str], ...]] = (
    lambda minutes: f"{minutes}m",
    lambda minutes: f"{minutes // 60}h {minutes % 60}min",
    lambda minutes: str(minutes * 60),
    lambda minutes: f"in {minutes} minutes",
)


@given(
    moments, zones, st.sampled_from(MODES_THAT_EXPIRE), st.integers(1, 400 * 24 * 60), st.integers(0, 3 * 24 * 60),
    st.sampled_from(SPANS),
)  # fmt: skip
def test_a_duration_counts_from_when_it_was_typed_whatever_the_clocks_do_meanwhile(
    typed_at: datetime, zone: ZoneInfo, mode: str, minutes: int, later: int, written: Callable[[int], str]
) -> None:
    draft = draft_of(mode, read(written(minutes), typed_at))
    meant = iso_utc(typed_at + timedelta(minutes=minutes))
    for now in (typed_at, typed_at + timedelta(minutes=later)):
        for endpoint in Endpoint:
            assert wire(draft, endpoint, zone, now) == meant


@given(moments, zones, st.integers(1, 3 * 24 * 60))
def test_today_and_tomorrow_are_days_of_the_moment_at_which_they_were_typed(
    typed_at: datetime, zone: ZoneInfo, later: int
) -> None:
    today = typed_at.astimezone(zone).date()
    for text, day in (("12:00", today), ("tomorrow 12:00", today + timedelta(days=1))):
        found = resolve(read(text, typed_at), typed_at + timedelta(minutes=later), zone)
        if isinstance(found, Resolved):
            assert found.at is not None
            assert f"{found.at.astimezone(zone):%Y-%m-%d %H:%M}" == f"{day} 12:00"
        else:
            assert zone.key == "Pacific/Apia", found


@given(zones)
def test_never_is_left_out_on_one_endpoint_and_said_on_the_other(zone: ZoneInfo) -> None:
    current = body_of(draft_of("OAUTH2", Expiry("never")), CURRENT, zone)
    assert "expir" not in repr(current)
    legacy = body_of(draft_of("OAUTH2", Expiry("never")), LEGACY, zone)
    assert legacy["no_expiration"] is True
    assert not {"expires_at", "expires_in"} & set(legacy)


def test_never_of_client_credentials_goes_to_post_connections_or_is_refused_in_words() -> None:
    # Seen on Nango 0.71.4: POST /connection stores 55 minutes for them.
    draft = draft_of("OAUTH2_CC", Expiry("never"), LEGACY)
    endpoint, why = choose(draft, legacy_only=False)
    assert (endpoint, "cannot say that a token never expires" in why) == (CURRENT, True)
    assert "expir" not in repr(body_of(draft, CURRENT, ZoneInfo("UTC")))
    for other in (draft_of("OAUTH2_CC", Expiry("in", "2h", NOW), LEGACY), draft_of("OAUTH2", Expiry("never"), LEGACY)):
        assert choose(other, legacy_only=False)[0] is LEGACY
    only, _ = choose(draft, legacy_only=True)
    form = build(None, MODES["OAUTH2_CC"], only)
    assert "cannot say never" in check(draft, form, only, NOW, ZoneInfo("UTC")).errors["expiry"]
