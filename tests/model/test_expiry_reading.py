"""Times and durations as people type them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nango_tui.model.expiry import Choice, Expiry, ExpiryProblem, Resolved, echo, iso_utc, read, resolve
from nango_tui.model.expiry_text import parse_duration, parse_moment

_CHOICES: tuple[Choice, ...] = ("at", "in")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 13, 30, tzinfo=UTC)
"""14:30 in Berlin."""


def moment(text: str, now: datetime = NOW) -> str:
    found = parse_moment(text, now, BERLIN)
    return found if isinstance(found, str) else f"{found:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45m", 2700), ("2h", 7200), ("1h30m", 5400), ("1h 30m", 5400), ("90 days", 7776000), ("3599", 3599),
        ("3599s", 3599), ("in 2 hours", 7200), ("1 hour and 5 minutes", 3900), ("1.5h", 5400), ("1,5 h", 5400),
        ("2 weeks", 1209600), ("1 year", 31536000), ("6 months", 15552000), ("PT1H", 3600), ("P1DT12H", 129600),
        ("100000000000", None), ("0", None), ("0m", None), ("-5m", None), ("2 fortnights", None), ("h", None),
        ("", None), ("1e3", None), ("10 x", None), ("٣h", None), ("P", None), ("PT", None), ("900y", None),
    ],
)  # fmt: skip
def test_a_duration_is_understood_as_people_write_it(text: str, seconds: int | None) -> None:
    found = parse_duration(text)
    assert found == timedelta(seconds=seconds) if seconds else isinstance(found, str)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-25 16:30", "2026-11-25 15:30:00"),
        ("2026-11-25T16:30:15", "2026-11-25 15:30:15"),
        ("2026-11-25T16:30:00Z", "2026-11-25 16:30:00"),
        ("2026-11-25T16:30:00.123+02:00", "2026-11-25 14:30:00"),
        ("2026-11-25 16:30 -0500", "2026-11-25 21:30:00"),
        ("2026-11-25 16:30 UTC", "2026-11-25 16:30:00"),
        ("2026-11-25 16:30 (GMT)", "2026-11-25 16:30:00"),
        ("2026-11-25 16:30 America/New_York", "2026-11-25 21:30:00"),
        ("2026/11/25 16:30", "2026-11-25 15:30:00"),
        ("25.11.2026 16:30", "2026-11-25 15:30:00"),
        ("25 Nov 2026 16:30", "2026-11-25 15:30:00"),
        ("Nov 25, 2026 4:30 PM", "2026-11-25 15:30:00"),
        ("November 25th, 2026 at 4:30pm", "2026-11-25 15:30:00"),
        ("Wed, 25 Nov 2026 16:30:00 GMT", "2026-11-25 16:30:00"),
        ("2026-11-26", "2026-11-25 23:00:00"),
        ("16:30", "2026-11-25 15:30:00"),
        ("9:00", "2026-11-25 08:00:00"),
        ("9am", "2026-11-25 08:00:00"),
        ("4:30 p.m.", "2026-11-25 15:30:00"),
        ("12am", "2026-11-24 23:00:00"),
        ("12pm", "2026-11-25 11:00:00"),
        ("tomorrow 9:00", "2026-11-26 08:00:00"),
        ("9:00 tomorrow", "2026-11-26 08:00:00"),
        ("tomorrow at 9am", "2026-11-26 08:00:00"),
        ("today 23:59", "2026-11-25 22:59:00"),
        ("yesterday 9:00", "2026-11-24 08:00:00"),
        ("16:30Z", "2026-11-25 16:30:00"),
        ("1795518267", "2026-11-24 11:04:27"),
        ("1795518267123", "2026-11-24 11:04:27"),
        ("now", "2026-11-25 13:30:00"),
        ("2h ago", "2026-11-25 11:30:00"),
    ],
)
def test_a_time_is_understood_as_people_write_it(text: str, utc: str) -> None:
    assert moment(text) == utc
    assert moment(f"  {text.upper()} ") == utc


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "25:00", "9:60", "13pm", "0am", "9", "2026", "2026-02-30 10:00", "2026-13-01", "16:30 CET",
        "11/25/2026", "25/11/2026 9:00", "thursday", "16:30 +99:00", "16:30 Mars/Phobos", "1970-01-01",
        "9999-12-31", "123456789012345678", "2026-11-25 1630", "Nov 25", "noon", "16:30:61", "² days",
    ],
)  # fmt: skip
def test_what_is_no_time_says_what_to_type(text: str) -> None:
    found = parse_moment(text, NOW, BERLIN)
    assert isinstance(found, str)
    assert found.endswith(".")


def test_numbers_above_a_hundred_thousand_million_are_milliseconds() -> None:
    assert moment("1795518267000") == moment("1795518267")
    assert parse_duration("3599") == timedelta(seconds=3599)


def test_the_first_number_of_each_kind_is_of_that_kind() -> None:
    assert "year 1973" in moment("100000000000")
    assert "year 1973" in moment("100000000")
    assert moment("99999999") == "This number alone is not a time. Type 16:30, a date, or a duration such as 2h."
    assert moment("99999999999") == "5138-11-16 09:46:39"


@pytest.mark.parametrize("text", ["25 Foo 2026 16:30", "foo 25 2026"])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    assert moment(text) == "This is not a date. Write it as 2026-11-25."


def test_of_a_time_that_occurs_twice_the_seconds_are_named_only_where_there_are_some() -> None:
    assert "2026-10-25 00:30:15Z or 2026-10-25 01:30:15Z" in moment("2026-10-25 02:30:15")
    assert "2026-10-25 00:30Z or 2026-10-25 01:30Z" in moment("2026-10-25 02:30")


def test_a_local_time_that_a_clock_change_skips_is_refused() -> None:
    assert "does not exist" in moment("2026-03-29 02:30")
    assert moment("2026-03-29 01:59") == "2026-03-29 00:59:00"
    assert moment("2026-03-29 03:00") == "2026-03-29 01:00:00"


def test_a_local_time_that_occurs_twice_is_asked_and_both_readings_can_be_typed() -> None:
    asked = moment("2026-10-25 02:30")
    readings = ("2026-10-25 00:30Z", "2026-10-25 01:30Z")
    for reading in readings:
        assert reading in asked
        assert moment(reading) == f"{reading[:-1]}:00"


def test_today_is_the_day_of_the_zone_and_of_when_it_was_typed() -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert moment("9:00", late) == "2026-11-26 08:00:00"
    typed = read("tomorrow 9:00", NOW)
    assert resolve(typed, NOW + timedelta(days=3), BERLIN) == resolve(typed, NOW, BERLIN)


def test_a_duration_counts_from_when_it_was_typed() -> None:
    typed = read("2h", NOW)
    assert typed == Expiry("in", "2h", NOW)
    assert resolve(typed, NOW + timedelta(hours=1), BERLIN) == Resolved(NOW + timedelta(hours=2))
    assert resolve(Expiry("in", "2h"), NOW, BERLIN) == Resolved(NOW + timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("", ""), ("  ", ""), ("never", "never"), ("Never expires", "never"), ("2h", "in"), ("3599", "in"),
        ("in five days", "in"), ("16:30", "at"), ("1795518267", "at"), ("gibberish", "at"), ("2026-11-25", "at"),
    ],
)  # fmt: skip
def test_one_line_of_text_gives_one_of_the_three_answers(text: str, choice: str) -> None:
    assert read(text, NOW).choice == choice


def test_never_is_never_assumed() -> None:
    unanswered = resolve(Expiry(), NOW, BERLIN)
    assert isinstance(unanswered, ExpiryProblem)
    assert unanswered.unanswered
    assert resolve(Expiry("never"), NOW, BERLIN) == Resolved(None)


def test_the_wire_gets_one_absolute_time_in_utc() -> None:
    local = datetime(2026, 11, 25, 16, 30, 0, 123456, tzinfo=BERLIN)
    assert iso_utc(local) == "2026-11-25T15:30:00.123Z"


@given(st.text(max_size=60))
@example("1" * 60)
@example("9" * 12 + "y")
@example("0000-00-00")
@example("tomorrow " * 6)
def test_no_text_makes_it_fail(text: str) -> None:
    for choice in _CHOICES:
        found = resolve(Expiry(choice, text, NOW), NOW, BERLIN)
        if isinstance(found, Resolved):
            assert found.at is not None
            assert found.at.tzinfo is UTC
            assert 1900 < found.at.year < 9999
    echo(read(text, NOW), NOW, BERLIN)


@given(st.text(max_size=60))
def test_no_message_repeats_what_may_be_a_token_pasted_by_mistake(text: str) -> None:
    for choice in _CHOICES:
        assert "canary" not in repr(resolve(Expiry(choice, f"canary{text}", NOW), NOW, BERLIN))


_AROUND = st.datetimes(datetime(2000, 1, 2), datetime(9998, 12, 30)).map(lambda at: at.replace(microsecond=0))


@given(_AROUND)
def test_what_is_echoed_in_utc_can_be_typed_again(at: datetime) -> None:
    for text in (iso_utc(at.replace(tzinfo=UTC)), f"{at:%Y-%m-%d %H:%M:%S}Z", f"{at.isoformat()}+00:00"):
        # strftime pads years differently from one C library to the next; these years have four digits.
        assert parse_moment(text, NOW, BERLIN) == at.replace(tzinfo=UTC)


@given(_AROUND)
def test_a_local_time_means_itself_or_is_refused(at: datetime) -> None:
    found = parse_moment(f"{at:%Y-%m-%d %H:%M:%S}", NOW, BERLIN)
    if not isinstance(found, str):
        assert found.astimezone(BERLIN).replace(tzinfo=None, fold=0) == at


@given(hours=st.integers(0, 999), minutes=st.integers(0, 59), seconds=st.integers(0, 59))
def test_a_duration_in_parts_is_their_sum(hours: int, minutes: int, seconds: int) -> None:
    total = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    found = parse_duration(f"{hours}h {minutes} min, {seconds} seconds")
    assert found == total if total else isinstance(found, str)


@pytest.mark.parametrize("text", ["never", "No expiry", "no expiration", "does  not expire", "NEVER EXPIRES"])
def test_never_is_said_in_many_ways(text: str) -> None:
    assert read(text, NOW) == Expiry("never")


def test_a_number_is_read_as_what_it_can_be() -> None:
    assert read("100000000", NOW) == Expiry("at", "100000000", NOW)
    assert read("99999999", NOW) == Expiry("in", "99999999", NOW)
    # Digits of other scripts are not read as numbers anywhere.
    assert read("\u0663\u0663", NOW).choice == "at"
    assert moment("\u0661\u0667\u0669\u0665\u0665\u0661\u0668\u0662\u0666\u0667").startswith("This is not a time.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("soon ago", "This is not a duration. Examples: 45m, 2h, 1h30m, 90 days, 3599 for seconds."),
        ("11/25/2026", "Day or month first? Write the date as 2026-11-25."),
        ("25:00", "There is no such day or time."),
        ("16:30 cet", "CET can mean several time zones. Write the offset, as +01:00, or Z for UTC."),
        ("16:30 mars/phobos", "This machine does not know that time zone. Write the offset, as +01:00."),
        ("9 am tomorrow", "2026-11-26 08:00:00"),
        ("16:30 +05:30", "2026-11-25 11:00:00"),
        ("16:30 +05", "2026-11-25 11:30:00"),
        ("16:30 -0530", "2026-11-25 22:00:00"),
        ("16:30 UTC+2", "2026-11-25 14:30:00"),
        ("16:30 gmt -1", "2026-11-25 17:30:00"),
    ],
)
def test_these_are_read_or_answered_exactly_so(text: str, said: str) -> None:
    assert moment(text) == said


@pytest.mark.parametrize(("typed", "micro"), [("5", 500_000), ("05", 50_000), ("123456789", 123_456), ("000001", 1)])
def test_parts_of_a_second_count(typed: str, micro: int) -> None:
    assert parse_moment(f"2026-11-25 16:30:00.{typed}Z", NOW, BERLIN) == datetime(
        2026, 11, 25, 16, 30, 0, micro, tzinfo=UTC
    )


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change the zone of a running program")
def test_the_machines_own_zone_plays_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        for text, utc in (("now", "13:30"), ("2h ago", "11:30"), ("16:30", "15:30")):
            found = parse_moment(text, NOW, BERLIN)
            assert isinstance(found, datetime)
            assert found.isoformat() == f"2026-11-25T{utc}:00+00:00"
        assert echo(Expiry("in", "2h"), NOW, BERLIN) == "16:30 Berlin = 15:30 UTC, in 2 h"
        assert iso_utc(NOW) == "2026-11-25T13:30:00.000Z"
        assert "2026-10-25 00:30Z or 2026-10-25 01:30Z" in moment("2026-10-25 02:30")
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("P1W", 604_800), ("P2W3DT4H5M6S", 1_483_506), ("PT5M", 300), ("PT6S", 6), ("PT1H1M", 3_660), ("1s", 1),
        ("0.5", 0.5), ("0.000001", 0.000001), ("36500d", 3_153_600_000), ("3153600000", 3_153_600_000),
    ],
)  # fmt: skip
def test_a_duration_is_the_sum_of_its_parts(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


NOTHING = "A duration is more than nothing. Did the token expire already? Then type when it did."
ENDLESS = "That is more than a hundred years. Type a shorter time, or never."
EXAMPLES = "Examples: 2h, 16:30, tomorrow 9:00, 2026-11-25 16:30, never."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", NOTHING), ("PT0S", NOTHING), ("3153600001", ENDLESS), ("36501d", ENDLESS), ("101y", ENDLESS),
        ("2 fortnights", "This is not a duration. Examples: 45m, 2h, 1h30m, 90 days, 3599 for seconds."),
        ("", f"Type how long the token lives. {EXAMPLES}"),
        ("in", "This is not a duration. Examples: 45m, 2h, 1h30m, 90 days, 3599 for seconds."),
        ("\u0663", "This is not a duration. Examples: 45m, 2h, 1h30m, 90 days, 3599 for seconds."),
    ],
)  # fmt: skip
def test_why_a_text_is_no_duration_is_said_in_these_words(text: str, said: str) -> None:
    assert parse_duration(text) == said
    unread = resolve(Expiry("in", text or "x", NOW), NOW, BERLIN)
    assert isinstance(unread, ExpiryProblem)
    assert not unread.unanswered
    assert not text or unread.text == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", f"Type when the token expires. {EXAMPLES}"), ("soon", f"This is not a time. {EXAMPLES}"),
        ("1999-12-31 12:00", "That is the year 1999. Check the date."), ("2000-01-02 12:00", "2000-01-02 11:00:00"),
        ("9998-12-30 12:00", "9998-12-30 11:00:00"), ("9999-01-02 12:00", "That is the year 9999. Check the date."),
        ("2026-03-29 02:30",
         "02:30 does not exist that day: the clocks go forward over it. Type a time before or after."),
        ("2026-10-25 02:30",
         "02:30 comes twice that day, as the clocks go back. Type 2026-10-25 00:30Z or 2026-10-25 01:30Z."),
        ("12:30 am", "2026-11-24 23:30:00"), ("12:30 pm", "2026-11-25 11:30:00"), ("1 pm", "2026-11-25 12:00:00"),
        ("13 pm", "There is no such day or time."), ("0 am", "There is no such day or time."),
    ],
)  # fmt: skip
def test_a_time_is_read_or_refused_in_these_words(text: str, said: str) -> None:
    assert moment(text) == said


@pytest.mark.parametrize("expiry", [Expiry(), Expiry("at", " ", NOW), Expiry("in", "", NOW), Expiry("", "2h", NOW)])
def test_no_answer_is_asked_for_in_these_words(expiry: Expiry) -> None:
    words = "Say when the access token expires: a duration, a time, or never."
    assert resolve(expiry, NOW, BERLIN) == ExpiryProblem(words, unanswered=True)
