"""Dates as V8 reads them: a moment is the number of milliseconds since 1970, in UTC, or None for an invalid one.

ISO 8601 first, then V8's lenient parser, since what it lets through reaches the database. The server's zone is UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from nango_tui.sandbox.javascript import Value, text_of

LAST: Final = 8_640_000_000_000_000
"""The last millisecond that a JavaScript date can hold."""

_ISO = re.compile(
    r"(?P<year>\d{4}|[+-]\d{6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_ISO_TIME = re.compile(r"(?:\d{4}|[+-]\d{6})(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?T", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?P<number>\d+)|(?P<word>[A-Za-z\[\\\]^_`{|}~\x7f-\U0010ffff]+)|(?P<blank>\s+)|(?P<mark>.)", re.DOTALL
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {"ut": 0, "utc": 0, "z": 0, "gmt": 0, "cdt": -5, "cst": -6, "edt": -4, "est": -5, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8}  # fmt: skip  # noqa: E501
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(slots=True)
class _Reading:
    """What has been read of a date: V8's day, time and zone composers in one."""

    days: list[int] = field(default_factory=list)
    named_month: int | None = None
    times: list[int] = field(default_factory=list)
    noon: int | None = None
    sign: int | None = None
    zone_hour: int | None = None
    zone_minute: int | None = None
    garbage: bool = False
    iso: bool = False

    def add_day(self, number: int) -> bool:
        if len(self.days) == 3:
            return False
        self.days.append(number)
        return True

    def add_time(self, number: int) -> bool:
        if len(self.times) == 4:
            return False
        self.times.append(number)
        return True

    def end_time(self, number: int) -> None:
        self.times = (self.times + [number] + [0] * 4)[:4]

    def expects_time(self, number: int) -> bool:
        limit = {1: 59, 2: 59, 3: 999}.get(len(self.times))
        return limit is not None and number <= limit

    def calendar_day(self) -> tuple[int, int, int] | None:
        """Return year, month and day; two-digit years count from 1950 to 2049."""
        if not self.days:
            return None
        first, second, third = ([*self.days, 1, 1, 1])[:3]
        if self.named_month is None:
            if self.iso or not 1 <= first <= 31:
                year, month, day = first, second, third
            else:
                month, day, year = first, second, third
        elif len(self.days) == 1:
            # V8 fills up with ones before it looks, so a month and a day alone are in 2001.
            month, day, year = self.named_month, first, second
            if not 1 <= first <= 31:
                year, day = first, second
        elif not 1 <= first <= 31:
            year, month, day = first, self.named_month, second
        else:
            day, month, year = first, self.named_month, second
        if not self.iso:
            year += 2000 if 0 <= year <= 49 else 1900 if 50 <= year <= 99 else 0
        return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None

    def moment(self) -> int | None:
        """Return the milliseconds, None if the parts do not make a date."""
        date = self.calendar_day()
        if date is None:
            return None
        hour, minute, second, milli = (self.times + [0] * 4)[:4]
        if self.noon is not None:
            if hour > 12:
                return None
            hour = hour % 12 + self.noon
        late = hour > 23 or minute > 59 or second > 59 or milli > 999
        if late and (hour, minute, second, milli) != (24, 0, 0, 0):
            return None
        offset = (self.sign or 1) * ((self.zone_hour or 0) * 60 + (self.zone_minute or 0)) if self.sign else 0
        value = ((_day_number(*date) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + milli
        return value if abs(value) <= LAST else None


def _day_number(year: int, month: int, day: int) -> int:
    """Return the days since 1970-01-01 in the Gregorian calendar; a day past the month's end runs on."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def _civil(days: int) -> tuple[int, int, int]:
    era, of_era = divmod(days + 719468, 146097)
    year_of = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of + year_of // 4 - year_of // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month += 3 if month < 10 else -9
    return year_of + era * 400 + (month <= 2), month, day


def _iso(text: str) -> _Reading | None:
    match = _ISO.fullmatch(text)
    if match is None or match["year"] == "-000000":
        return None
    if match["hour"] and "T" not in text.upper():
        return None
    month, day = int(match["month"] or 1), int(match["day"] or 1)
    reading = _Reading(days=[int(match["year"]), month, day], iso=True)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if match["hour"]:
        hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
        milli = _milliseconds(match["fraction"] or "")
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


def _milliseconds(digits: str) -> int:
    return int((digits + "000")[:3])


def _significant(digits: str) -> int:
    """Return a number as V8 reads one: nine significant digits, the rest is dropped."""
    return int(digits.lstrip("0")[:9] or "0")


class _Tokens:
    """The pieces of a text, read one by one."""

    def __init__(self, text: str) -> None:
        self._tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text)]
        self._at = 0

    def next(self) -> tuple[str, str]:
        token = self.peek()
        self._at += 1
        return token

    def peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def back(self) -> None:
        self._at -= 1

    def skip(self, mark: str) -> bool:
        if self.peek() == ("mark", mark):
            self._at += 1
            return True
        return False

    def skip_parentheses(self) -> None:
        depth = 1
        while depth and self.peek()[0] != "end":
            depth += {"(": 1, ")": -1}.get(self.next()[1], 0)


def _begin(tokens: _Tokens, reading: _Reading) -> None:
    """Read as much of an ISO date as there is; the lenient parser goes on behind it."""
    kind, value = tokens.peek()
    sign = value if value in ("+", "-") else ""
    if sign:
        tokens.next()
    kind, value = tokens.peek()
    if kind != "number" or len(value) != (6 if sign else 4):
        if sign:
            tokens.back()
        return
    tokens.next()
    if sign == "-" and not int(value):
        return
    reading.days.append(int(sign + value))
    for limit in (12, 31):
        if not tokens.skip("-"):
            return
        kind, value = tokens.peek()
        if kind != "number" or len(value) != 2 or not 1 <= int(value) <= limit:
            return
        tokens.next()
        reading.days.append(int(value))


def _lenient(text: str) -> _Reading | None:
    tokens, reading = _Tokens(text), _Reading()
    _begin(tokens, reading)
    number_seen = bool(reading.days)
    while (token := tokens.next())[0] != "end":
        kind, value = token
        if kind == "number":
            number_seen = True
            if not _read_number(tokens, reading, value):
                return None
        elif kind == "word":
            if not _read_word(tokens, reading, value.lower(), number_seen):
                return None
        elif value in "+-" and kind == "mark" and (_is_utc(reading) or reading.times):
            number_seen = True
            if not _read_offset(tokens, reading, value):
                return None
        elif kind == "mark" and value in "+-)" and number_seen:
            return None
        elif value == "(":
            reading.garbage = True
            tokens.skip_parentheses()
    return reading


def _is_utc(reading: _Reading) -> bool:
    return reading.zone_hour == 0 and reading.zone_minute == 0


def _read_number(tokens: _Tokens, reading: _Reading, digits: str) -> bool:
    number = _significant(digits)
    if tokens.skip(":"):
        if tokens.skip(":"):
            if reading.times:
                return False
            return reading.add_time(number) and reading.add_time(0)
        if not reading.add_time(number):
            return False
        tokens.skip(".")
        return True
    if tokens.skip(".") and reading.expects_time(number):
        reading.add_time(number)
        kind, fraction = tokens.next()
        if kind != "number":
            return False
        reading.end_time(_milliseconds(fraction))
        return True
    if reading.zone_hour is not None and reading.zone_minute is None and number <= 59:
        reading.zone_minute = number
        return True
    if reading.expects_time(number):
        reading.end_time(number)
        kind, value = tokens.peek()
        return kind in ("end", "blank") or value in ("+", "-") or value.lower() == "z"
    if not reading.add_day(number):
        return False
    tokens.skip("-")
    return True


def _read_word(tokens: _Tokens, reading: _Reading, word: str, number_seen: bool) -> bool:
    if word in ("am", "pm") and reading.times:
        reading.noon = 0 if word == "am" else 12
    elif word[:3] in _MONTHS:
        reading.named_month = _MONTHS.index(word[:3]) + 1
        tokens.skip("-")
    elif word in _ZONES and number_seen:
        hours = _ZONES[word]
        reading.sign, reading.zone_hour, reading.zone_minute = (-1 if hours < 0 else 1), abs(hours), 0
    else:
        reading.garbage = reading.garbage or word[:3] not in _WEEKDAYS
        return not number_seen and tokens.peek()[0] != "number"
    return True


def _read_offset(tokens: _Tokens, reading: _Reading, sign: str) -> bool:
    reading.sign = 1 if sign == "+" else -1
    digits = tokens.next()[1] if tokens.peek()[0] == "number" else ""
    number = _significant(digits or "0")
    if tokens.peek() == ("mark", ":"):
        reading.zone_hour, reading.zone_minute = number, None
    elif len(digits) in (1, 2):
        reading.zone_hour, reading.zone_minute = number, 0
    elif len(digits) in (3, 4):
        reading.zone_hour, reading.zone_minute = divmod(number, 100)
    else:
        return False
    return True


def _read(text: str) -> _Reading | None:
    iso = _iso(text)
    if iso is not None:
        return iso
    # After a date and a "T" V8 does not try its lenient parser.
    return None if _ISO_TIME.match(text) else _lenient(text)


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


def from_number(milliseconds: float) -> int | None:
    """Return a moment from a number, None where it is out of range or not a number."""
    return int(milliseconds) if abs(milliseconds) <= LAST else None


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
    return len(reading.days) + (reading.named_month is not None) == 3 and _civil(_day_number(*date)) == date


def iso_text(moment: int) -> str:
    """Return `toISOString()`: milliseconds and a Z, years beyond four digits with a sign."""
    days, rest = divmod(moment, 86_400_000)
    year, month, day = _civil(days)
    clock, milli = divmod(rest, 1000)
    named = f"{year:04d}" if 0 <= year <= 9999 else f"{'-' if year < 0 else '+'}{abs(year):06d}"
    return f"{named}-{month:02d}-{day:02d}T{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}.{milli:03d}Z"


def milliseconds(moment: datetime) -> int:
    """Return an aware datetime as milliseconds since 1970."""
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
