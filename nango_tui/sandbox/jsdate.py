"""Dates as V8 reads them: ISO 8601 first, then its lenient parser, since what that lets through reaches the database.

A moment is the number of milliseconds since 1970, None for an invalid date. The server's zone is UTC.
"""

from __future__ import annotations

import re

from nango_tui.sandbox.javascript import Value, text_of
from nango_tui.sandbox.lenient import lenient
from nango_tui.sandbox.moments import Reading, civil, day_number, from_number, thousandths

_ISO = re.compile(
    r"(?P<year>\d{4}|[+-]\d{6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_ISO_TIME = re.compile(r"(?:\d{4}|[+-]\d{6})(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?T", re.IGNORECASE)


def _iso(text: str) -> Reading | None:
    match = _ISO.fullmatch(text)
    if match is None or match["year"] == "-000000":
        return None
    if match["hour"] and "T" not in text.upper():
        return None
    month, day = int(match["month"] or 1), int(match["day"] or 1)
    reading = Reading(days=[int(match["year"]), month, day], iso=True)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if match["hour"]:
        hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
        milli = thousandths(match["fraction"] or "")
        if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second or milli)):
            return None
        reading.times = [hour, minute, second, milli]
        zone = match["zone"] or "Z"
        if zone not in "Zz":
            zone_hour, zone_minute = int(zone[1:3]), int(zone[-2:])
            if zone_hour > 23 or zone_minute > 59:
                return None
            reading.sign, reading.zone_hour, reading.zone_minute = (-1 if zone[0] == "-" else 1), zone_hour, zone_minute
    return reading


def _read(text: str) -> Reading | None:
    iso = _iso(text)
    if iso is not None:
        return iso
    # After a date and a "T" V8 does not try its lenient parser.
    return None if _ISO_TIME.match(text) else lenient(text)


def parse_date(text: str) -> int | None:
    """Return `Date.parse(text)`: "2099-02-30" is March 2, "01/02/2099" January 2, "4070908800" nothing."""
    reading = _read(text)
    return reading.moment() if reading else None


def to_date(value: Value) -> int | None:
    """Return `new Date(value)`: null, 0 and false are 1970, true a millisecond later; lists go by their text."""
    match value:
        case None:
            return 0
        case bool() | int() | float():
            return from_number(float(value))
        case _:
            return parse_date(text_of(value))


def database_takes(text: str) -> bool:
    """Say whether Postgres reads a date that V8 read: it knows the calendar, and wants year, month and day.

    "2099-02-30T00:00:00Z" passes V8 and fails there (seen on Nango 0.71.4).
    """
    reading = _read(text)
    date = reading.calendar_day() if reading else None
    if reading is None or date is None or reading.garbage or not -4000 < date[0] < 294_000:
        return False
    if _ISO.fullmatch(text) and not re.match(r"[+-]?\d{4,6}-\d\d-\d\d", text):
        return False
    return len(reading.days) + (reading.named_month is not None) == 3 and civil(day_number(*date)) == date
