"""When a pasted token expires: which of several times in a text counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from nango_tui.model.expiry import iso_utc
from nango_tui.model.expiry_text import EPOCH, MILLISECONDS, parse_duration, parse_moment

FROM_NOW = "counted from now; correct it if the token is older"
"""Said where only a life is known, and not when it began."""
_ELSEWHERE = timezone(timedelta(hours=7))
_NUMBER = re.compile(r"\d{1,17}(?:\.\d{1,9})?", re.ASCII)
_LIFE = re.compile(r"(\d{1,12})(?:\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of a text. `zoned`: it says its own zone, or is a number; else it was read as UTC."""

    at: datetime
    zoned: bool = True


def moment_of(text: str, now: datetime) -> Moment | None:
    """Return the time that a text says, None if it says none.

    Numbers are seconds since 1970, milliseconds above 1e11; a time without a zone is UTC, as servers write it.
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        number = float(text)
        if number > MILLISECONDS:
            number /= 1000
        if number < EPOCH:
            return None
        try:
            at = datetime.fromtimestamp(number, UTC)
        except (OverflowError, ValueError, OSError):
            return None
        return Moment(at) if 2000 <= at.year <= 9998 else None
    # Words such as "tomorrow" mean the day on which they were written.
    if not 8 <= len(text) <= 64 or not re.search(r"\d{4}", text, re.ASCII):
        return None
    moment = parse_moment(text, now, UTC)
    if isinstance(moment, str):
        return None
    return Moment(moment, parse_moment(text, now, _ELSEWHERE) == moment)


def life_of(text: str) -> int | None:
    """Return the seconds of a life: "3599", "3599.0", "1h"; None if the text says none."""
    text = text.strip()
    if found := _LIFE.fullmatch(text):
        return int(found[1])
    if len(text) > 40 or text.isdecimal():
        return None
    span = parse_duration(text)
    return int(span.total_seconds()) if isinstance(span, timedelta) else None


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says about a token's times, each with the name under which it stands."""

    expires: tuple[tuple[str, Moment], ...] = ()
    life: tuple[str, int] | None = None
    issued: tuple[str, Moment] | None = None
    token: datetime | None = None
    """The exp of the access token itself, where that is a JWT."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one time that counts. `at` ISO 8601 in UTC, or `life` in seconds from now; both None: nothing says it."""

    at: str = ""
    life: int | None = None
    name: str = ""
    what: str = ""
    notes: tuple[str, ...] = ()
    ignored: tuple[tuple[str, str], ...] = field(default=())


def verdict(told: Told) -> Verdict:
    """Return which time counts.

    First an explicit one; then when it was issued with how long it lives; then what a JWT says; then how long it
    lives, from now.
    """
    ignored: list[tuple[str, str]] = []
    life, issued = told.life, told.issued
    if told.expires:
        name, moment = told.expires[0]
        ignored += [(other, f"{name} says it") for other, _ in told.expires[1:]]
        ignored += [(other[0], f"{name} says it") for other in (life, issued) if other]
        return Verdict(iso_utc(moment.at), None, name, "", _zone_note(name, moment), tuple(ignored))
    if life and life[1] <= 0:
        ignored.append((life[0], "it is 0 seconds, which some providers send for a token that does not expire"))
        life = None
    if life and issued:
        at = _after(issued[1].at, life[1])
        if at is not None:
            words = f"{issued[0]} + {life[0]}"
            return Verdict(iso_utc(at), None, life[0], words, _zone_note(*issued), tuple(ignored))
    if told.token is not None:
        ignored += [(life[0], "the token itself says when it expires")] if life else []
        return Verdict(iso_utc(told.token), None, "", "the token says so (exp)", (), tuple(ignored))
    if life:
        return Verdict("", life[1], life[0], "", (f"{life[0]} is {FROM_NOW}",), tuple(ignored))
    return Verdict(ignored=tuple(ignored))


def _zone_note(name: str, moment: Moment) -> tuple[str, ...]:
    return () if moment.zoned else (f"{name} has no time zone: it is read as UTC",)


def _after(moment: datetime, seconds: int) -> datetime | None:
    try:
        at = moment + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return at if at.year <= 9998 else None
