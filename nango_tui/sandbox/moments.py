"""Moments and the calendar: a moment is the number of milliseconds since 1970, in UTC, as JavaScript counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

LAST: Final = 8_640_000_000_000_000
"""The last millisecond that a JavaScript date can hold."""


@dataclass(slots=True)
class Reading:
    """What has been read of a date: V8's day, time and zone composers in one.

    `garbage`: words or parentheses that V8 passed over. `iso`: years count as they are written.
    """

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
        """Add a part of the date; False if there are three."""
        if len(self.days) == 3:
            return False
        self.days.append(number)
        return True

    def add_time(self, number: int) -> bool:
        """Add a part of the time; False if there are four."""
        if len(self.times) == 4:
            return False
        self.times.append(number)
        return True

    def end_time(self, number: int) -> None:
        """Add the last part of the time."""
        self.times = (self.times + [number] + [0] * 4)[:4]

    def expects_time(self, number: int) -> bool:
        """Say whether a number can be the next part of the time."""
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
        value = ((day_number(*date) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + milli
        return value if abs(value) <= LAST else None


def day_number(year: int, month: int, day: int) -> int:
    """Return the days since 1970-01-01 in the Gregorian calendar; a day past the month's end runs on."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def civil(days: int) -> tuple[int, int, int]:
    """Return year, month and day from the days since 1970-01-01."""
    era, of_era = divmod(days + 719468, 146097)
    year_of = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of + year_of // 4 - year_of // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month += 3 if month < 10 else -9
    return year_of + era * 400 + (month <= 2), month, day


def thousandths(digits: str) -> int:
    """Return the digits behind a point as thousandths, the rest dropped."""
    return int((digits + "000")[:3])


def from_number(milliseconds: float) -> int | None:
    """Return a moment from a number, None where it is out of range or not a number."""
    return int(milliseconds) if abs(milliseconds) <= LAST else None


def iso_text(moment: int) -> str:
    """Return `toISOString()`: milliseconds and a Z, years beyond four digits with a sign."""
    days, rest = divmod(moment, 86_400_000)
    year, month, day = civil(days)
    clock, milli = divmod(rest, 1000)
    named = f"{year:04d}" if 0 <= year <= 9999 else f"{'-' if year < 0 else '+'}{abs(year):06d}"
    return f"{named}-{month:02d}-{day:02d}T{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}.{milli:03d}Z"


def milliseconds(moment: datetime) -> int:
    """Return an aware datetime as milliseconds since 1970."""
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
