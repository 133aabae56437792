"""When a token expires: at, in, never."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Literal

from nango_tui.model.expiry_text import EPOCH, parse_duration, parse_moment

if TYPE_CHECKING:
    from nango_tui.model.draft import Draft

Choice = Literal["", "at", "in", "never"]

REFRESH_AHEAD = timedelta(minutes=15)
"""Nango refreshes a token that expires sooner than this when it is read (seen on Nango 0.71.4: 14 yes, 17 no)."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """The engineer's answer to "When does the access token expire?", as given.

    `choice` "": not answered. `text`: what was typed for at or in. `since`: the moment from which a duration counts
    and whose day "today" is, in UTC; None: from when it was typed is not known yet. `reason`: why the answer was
    preset, "" if it was given.
    """

    choice: Choice = ""
    text: str = ""
    since: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an answer comes to: one absolute moment in UTC, or None for never."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class ExpiryProblem:
    """Why an answer comes to nothing, in words. `unanswered`: there was none."""

    text: str
    unanswered: bool = False


def read(text: str, now: datetime) -> Expiry:
    """Return the answer that one line of text gives: `never`, a duration, or else a moment. Nothing is refused."""
    said = " ".join(text.lower().split())
    if not said:
        return Expiry()
    if said in ("never", "no expiry", "no expiration", "does not expire", "never expires"):
        return Expiry("never")
    number = re.fullmatch(r"\d{1,20}(\.\d+)?", said, re.ASCII)
    if number and float(said) >= EPOCH:
        return Expiry("at", text.strip(), now)
    duration = number or said.startswith("in ") or isinstance(parse_duration(said), timedelta)
    return Expiry("in" if duration else "at", text.strip(), now)


def resolve(expiry: Expiry, now: datetime, zone: tzinfo) -> Resolved | ExpiryProblem:
    """Return the one moment that is sent, so that a repeated import does not restart a clock.

    Typed times without a zone are in `zone`; `now` is aware.
    """
    if expiry.choice == "never":
        return Resolved(None)
    if not expiry.choice or not expiry.text.strip():
        return ExpiryProblem("Say when the access token expires: a duration, a time, or never.", unanswered=True)
    since = expiry.since or now
    if expiry.choice == "at":
        moment = parse_moment(expiry.text, since, zone)
        return ExpiryProblem(moment) if isinstance(moment, str) else Resolved(moment)
    duration = parse_duration(expiry.text)
    return ExpiryProblem(duration) if isinstance(duration, str) else Resolved(since.astimezone(UTC) + duration)


def iso_utc(moment: datetime) -> str:
    """Return the moment as both endpoints take it: ISO 8601 in UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def echo(expiry: Expiry, now: datetime, zone: tzinfo) -> str:
    """Return how an answer was understood: "16:30 Berlin = 15:30 UTC, in 2 h"; "" where it is no answer yet."""
    resolved = resolve(expiry, now, zone)
    if isinstance(resolved, ExpiryProblem):
        return ""
    return shown(resolved.at, now, zone)


def shown(moment: datetime | None, now: datetime, zone: tzinfo) -> str:
    """Return a moment in local time, in UTC and relative to now; None is "never expires"."""
    if moment is None:
        return "never expires"
    try:
        local, today = moment.astimezone(zone), now.astimezone(zone).date()
    except (OverflowError, ValueError):
        return f"{moment:%Y-%m-%d %H:%M} UTC, {relative(moment, now)}"
    utc = moment.astimezone(UTC)
    date = "" if local.date() == today else f"{local:%Y-%m-%d} "
    if local.utcoffset() == timedelta() and _zone_name(zone, local) in ("UTC", "GMT"):
        return f"{date}{utc:%H:%M} UTC, {relative(moment, now)}"
    utc_date = "" if utc.date() == local.date() else f"{utc:%Y-%m-%d} "
    return f"{date}{local:%H:%M} {_zone_name(zone, local)} = {utc_date}{utc:%H:%M} UTC, {relative(moment, now)}"


def _zone_name(zone: tzinfo, local: datetime) -> str:
    key = getattr(zone, "key", None)
    if isinstance(key, str) and key:
        return key.rpartition("/")[2].replace("_", " ")
    return local.tzname() or "local time"


def relative(moment: datetime, now: datetime) -> str:
    """Return how far away a moment is, to the minute: "in 1 h 30 min", "3 days ago"."""
    seconds = (moment - now).total_seconds()
    span = abs(seconds)
    if span < 59.5:
        text = f"{round(span)} s"
    else:
        minutes = round(span / 60)
        hours, days = minutes // 60, round(minutes / 1440)
        if minutes < 60:
            text = f"{minutes} min"
        elif hours < 10 and minutes % 60:
            text = f"{hours} h {minutes % 60} min"
        elif hours < 48:
            text = f"{round(minutes / 60)} h"
        elif days < 730:
            text = f"{days} days"
        else:
            text = f"{round(days / 365)} years"
    if text == "0 s":
        return "now"
    return f"in {text}" if seconds > 0 else f"{text} ago"


def told(draft: Draft, now: datetime, zone: tzinfo) -> str:
    """Return when the draft's token expires, in words; of Salesforce's, that it decides."""
    if draft.expiry.choice == "never" and salesforce(draft):
        return "Salesforce decides: Nango asks it at each read"
    return echo(draft.expiry, now, zone)


def salesforce(draft: Draft) -> bool:
    """Say whether Nango asks the provider at each read if the token still lives (source: the Salesforce family)."""
    provider = draft.template.name if draft.template else draft.integration.provider if draft.integration else ""
    return provider == "salesforce" or provider.startswith("salesforce-")


def renewable(draft: Draft) -> bool:
    """Say whether Nango can get a new token: with the refresh token, or with the client's id and secret."""
    return draft.mode == "OAUTH2_CC" or draft.keep_refresh_token or bool(draft.values.get("refresh_token"))


def advice(draft: Draft, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """Return what Nango will make of the token's expiry, in words; nothing where the draft does not say enough.

    Seen on Nango 0.71.4: no expiry means no refresh; less than 15 minutes ahead means a refresh at the first read.
    """
    resolved = resolve(draft.expiry, now, zone)
    if draft.fetch or isinstance(resolved, ExpiryProblem):
        return ()
    decides = salesforce(draft)
    lines = [] if decides and resolved.at is None else [_advice(draft, resolved.at, now)]
    if decides:
        lines.append("Salesforce decides: Nango asks it at each read whether the token still lives.")
    return tuple(line for line in lines if line)


def _advice(draft: Draft, at: datetime | None, now: datetime) -> str:
    if at is None:
        if draft.mode == "OAUTH2_CC":
            return "Nango will never fetch a new token."
        return "Nango will never use the refresh token." if renewable(draft) else ""
    if at <= now:
        if renewable(draft):
            return "Already expired: Nango refreshes it at first use."
        return "Already expired, and there is no refresh token: calls will fail."
    if at - now < REFRESH_AHEAD:
        if renewable(draft):
            return "Less than 15 minutes left: Nango refreshes it at the first read."
        return "Less than 15 minutes left, and there is no refresh token."
    return "" if renewable(draft) else "There is no refresh token: from then on calls will fail."
