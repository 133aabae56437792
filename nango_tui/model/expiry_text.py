"""Times and durations as people type them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

EXAMPLES = "Examples: 2h, 16:30, tomorrow 9:00, 2026-11-25 16:30, never."
MILLISECONDS = 100_000_000_000
"""Numbers above are milliseconds since 1970: as seconds they would lie beyond the year 5138."""
EPOCH = 100_000_000
"""Numbers above are moments since 1970 and not durations: as a duration they would be over three years."""

_UNITS = {
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600,
    "d": 86400, "day": 86400, "days": 86400,
    "w": 604800, "week": 604800, "weeks": 604800,
    "mo": 2592000, "month": 2592000, "months": 2592000,
    "y": 31536000, "yr": 31536000, "year": 31536000, "years": 31536000,
}  # fmt: skip
_PART = re.compile(r"(\d{1,12}(?:[.,]\d{1,6})?)\s*([a-z]+)\.?(?:\s*(?:,|and)\s*|\s*)", re.ASCII)
_ISO_DURATION = re.compile(
    r"p(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:t(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,12})s)?)?", re.ASCII
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1}
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?,?\s+)?"
_DATE = (
    r"(?P<day>today|tomorrow|yesterday)"
    r"|(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4})"
    r"|(?P<d3>\d{1,2})(?:st|nd|rd|th)?[ -](?P<m3>[a-z]{3,9})\.?,?[ -](?P<y3>\d{4})"
    r"|(?P<m4>[a-z]{3,9})\.?\s(?P<d4>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y4>\d{4})"
)
_TIME = r"(?P<h>\d{1,2})(?::(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
_ZONE = r"(?P<zone>z|(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d{2})?|[a-z]{2,5}|[a-z]+/[a-z_+\-/0-9]+)"
_WHEN = re.compile(
    rf"{_WEEKDAY}(?:{_DATE})?(?:(?:^|t|,?\s(?:at\s)?)(?:at\s)?{_TIME}(?:\sh)?)?(?:\s?\(?{_ZONE}\)?)?", re.ASCII
)
_SLASHES = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}\b", re.ASCII)


def parse_duration(text: str) -> timedelta | str:
    """Return a duration typed as `45m`, `1h30m`, `90 days`, `PT1H` or `3599` (seconds), or why it is none.

    A number alone is seconds, never milliseconds; a month is 30 days and a year 365.
    """
    text = _squeeze(text).removeprefix("in ").strip()
    if not text:
        return f"Type how long the token lives. {EXAMPLES}"
    if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text, re.ASCII):
        return _span(float(text))
    if (iso := _ISO_DURATION.fullmatch(text)) and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return _span(((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds)
    total, position = 0.0, 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None or part[2] not in _UNITS:
            return "This is not a duration. Examples: 45m, 2h, 1h30m, 90 days, 3599 for seconds."
        total += float(part[1].replace(",", ".")) * _UNITS[part[2]]
        position = part.end()
    return _span(total)


def _span(seconds: float) -> timedelta | str:
    if seconds <= 0:
        return "A duration is more than nothing. Did the token expire already? Then type when it did."
    if seconds > 100 * 365 * 86400:
        return "That is more than a hundred years. Type a shorter time, or never."
    return timedelta(seconds=seconds)


def parse_moment(text: str, now: datetime, zone: tzinfo) -> datetime | str:
    """Return the moment, in UTC, or why the text is none.

    Without a zone of its own, a time is in `zone`; without a date it is today's, past or not. `now` is aware. The text
    is never part of the answer: a token may have been pasted here by mistake.
    A date alone is its first minute. A local time that a clock change skips is refused; for one that occurs twice
    the two readings in UTC are named, which can be typed.
    """
    text = _squeeze(text)
    if not text:
        return f"Type when the token expires. {EXAMPLES}"
    if text == "now":
        return now.astimezone(UTC)
    if text.endswith(" ago"):
        span = parse_duration(text.removesuffix(" ago"))
        return span if isinstance(span, str) else _within(now.astimezone(UTC) - span)
    if (last := text.rpartition(" ")) and last[2] in _DAYS and last[0]:
        text = f"{last[2]} {last[0]}"
    try:
        if re.fullmatch(r"\d{1,20}(\.\d{1,9})?", text, re.ASCII):
            return _from_epoch(text)
        if _SLASHES.match(text):
            return "Day or month first? Write the date as 2026-11-25."
        return _from_words(text, now, zone)
    except (ValueError, OverflowError):
        return "There is no such day or time."


def _from_epoch(text: str) -> datetime | str:
    number = float(text)
    if number >= MILLISECONDS:
        number /= 1000
    if number < EPOCH:
        return "This number alone is not a time. Type 16:30, a date, or a duration such as 2h."
    return _within(datetime.fromtimestamp(number, UTC))


def _from_words(text: str, now: datetime, zone: tzinfo) -> datetime | str:
    match = _WHEN.fullmatch(text)
    parts = match.groupdict() if match else {}
    clock = parts.get("h")
    if not match or (clock is None and not _dated(parts)) or (clock and not parts["min"] and not parts["half"]):
        return f"This is not a time. {EXAMPLES}"
    own_zone = _zone_of(parts["zone"])
    if isinstance(own_zone, str):
        return own_zone
    zone = own_zone or zone
    day = _day_of(parts, now.astimezone(zone).date())
    if day is None:
        return "This is not a date. Write it as 2026-11-25."
    local = datetime.combine(day, _clock_of(parts) if clock else time())
    return _absolute(local, zone)


def _dated(parts: dict[str, str | None]) -> bool:
    return any(parts[name] for name in ("day", "y1", "y2", "y3", "y4"))


def _day_of(parts: dict[str, str | None], today: date) -> date | None:
    if parts["day"]:
        return today + timedelta(days=_DAYS[parts["day"]])
    for form in "1234":
        year, month, day = (parts[f"{name}{form}"] for name in "ymd")
        if year and month and day:
            number = int(month) if month.isdigit() else _month(month)
            return date(int(year), number, int(day)) if number else None
    return today


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1 if name[:3] in _MONTHS else 0


def _clock_of(parts: dict[str, str | None]) -> time:
    hour = int(parts["h"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("hour")
        hour = hour % 12 + (12 if parts["half"] == "p" else 0)
    micro = int((parts["f"] or "").ljust(6, "0")[:6])
    return time(hour, int(parts["min"] or 0), int(parts["s"] or 0), micro)


def _zone_of(text: str | None) -> tzinfo | str | None:
    """Return the zone that stands behind a time, None if none does, text if it is not clear."""
    if text is None:
        return None
    if text in ("z", "utc", "gmt"):
        return UTC
    if "/" in text:
        try:
            return ZoneInfo("/".join("_".join(map(str.capitalize, part.split("_"))) for part in text.split("/")))
        except (ValueError, OSError, KeyError):
            return "This machine does not know that time zone. Write the offset, as +01:00."
    offset = re.fullmatch(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?", text, re.ASCII)
    if offset is None:
        return f"{text.upper()} can mean several time zones. Write the offset, as +01:00, or Z for UTC."
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))


def _absolute(local: datetime, zone: tzinfo) -> datetime | str:
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return _within(first)
    clock = f"{local:%H:%M}"
    if first.astimezone(zone).replace(tzinfo=None, fold=0) != local:
        return f"{clock} does not exist that day: the clocks go forward over it. Type a time before or after."
    return f"{clock} comes twice that day, as the clocks go back. Type {_in_utc(first)} or {_in_utc(second)}."


def _in_utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z" if moment.second else f"{moment:%Y-%m-%d %H:%M}Z"


def _within(moment: datetime) -> datetime | str:
    if not 2000 <= moment.year <= 9998:
        return f"That is the year {moment.year}. Check the date."
    return moment


def _squeeze(text: str) -> str:
    return " ".join(text.lower().split())
