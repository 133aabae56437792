"""What was done, for the engineer's own memory: no secret, and no value of a field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import assert_never

from nango_tui.model.advice_words import ROWS
from nango_tui.model.outcome import Answer, Got, Outcome, Refused, Stored, Unknown, Unreachable
from nango_tui.model.text import plain
from nango_tui.model.tree import Json

_TITLES = {
    "create": "import",
    "replace": "replacement of credentials",
    "delete": "deletion",
}
"""How a note calls an action, where people say it in another word."""

_CODES = {code for code, _ in ROWS} | {
    *("forbidden", "too_many_request", "invalid_credentials", "connection_refresh_backoff", "generic_error_support"),
    *("invalid_body", "invalid_query_params", "invalid_uri_params", "unknown_provider_config", "server_error"),
    *("missing_access_token",),
}
"""The codes that are known to be Nango's: any other one is a text of a server, and could repeat what was sent."""
_SCOPES = {
    f"environment:{scope}"
    for scope in (
        *("integrations:list", "integrations:read", "connections:list", "connections:read", "connections:create"),
        *("connections:read_credentials", "connections:update", "connections:delete", "connect_sessions:write"),
        *("connections:list_credentials", "proxy"),
    )
}
_LOG_ID = re.compile(r"\d{10,16}_\w{1,40}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""As Nango makes them: milliseconds and some letters (seen on 0.71.4), or a UUID."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was sent.

    `when`: UTC. `action`: "create", "replace", "edit", "delete", "reconnect link", "connect link", "test".
    `outcome`: in a few words, without values. `status` 0: no answer. `log_id` "": none is known.
    """

    when: datetime
    environment: str
    host: str
    action: str
    integration: str
    connection_id: str
    endpoint: str = ""
    outcome: str = ""
    status: int = 0
    log_id: str = ""
    customer: str = ""


UNSEEN = "sent: what became of it was not seen"
"""The outcome of what is under way. It stays where the program ends before there is an answer."""


def ended(begun: Entry, outcome: Outcome | Got[object], done: str = "done") -> Entry:
    """Return the entry with what became of the call; of an import the id under which it was stored.

    `done`: what a success is called that stores no credentials.
    """
    words, status, log_id = outcome_of(outcome, done)
    name = outcome.connection_id if isinstance(outcome, Stored) else begun.connection_id
    return replace(begun, connection_id=name, outcome=words, status=status, log_id=log_id)


def stamp(when: datetime) -> str:
    """Return the time in UTC to the second, "2025-03-01 16:30:05"; a time without a zone is UTC."""
    utc = when.astimezone(UTC) if when.tzinfo else when
    return utc.replace(microsecond=0, tzinfo=None).isoformat(" ")


def matches(entry: Entry, text: str) -> bool:
    """Say whether each word of the text stands in one of the entry's columns as it is, in any case.

    Nothing in it is a wildcard. The time is found as `stamp` writes it.
    """
    columns = (
        stamp(entry.when),
        entry.environment,
        entry.host,
        entry.action,
        entry.integration,
        entry.connection_id,
        entry.endpoint,
        entry.outcome,
        str(entry.status or ""),
        entry.log_id,
        entry.customer,
    )
    return holds(columns, words_of(text))


def words_of(text: str) -> list[str]:
    """Return the words that are searched for, casefolded."""
    return plain(text).casefold().split()


def holds(columns: Iterable[str], words: Iterable[str]) -> bool:
    """Say whether each of the words, which are casefolded, stands in one of the columns."""
    held = "\n".join(columns).casefold()
    return all(word in held for word in words)


def note(entry: Entry) -> str:
    """Return the entry as a note for a ticket: what, where, when, with which outcome, and the log to look into."""
    title = _TITLES.get(entry.action, entry.action)
    status = f"HTTP {entry.status}" if entry.status else "no answer"
    outcome = f"{entry.outcome} ({status})" if entry.outcome and entry.status else entry.outcome or status
    lines = (
        (f"Nango {title}", outcome),
        ("Connection ID", entry.connection_id),
        ("Integration", entry.integration),
        ("Customer", entry.customer),
        ("Environment", f"{entry.environment} ({entry.host})"),
        ("Endpoint", entry.endpoint),
        ("Time", f"{stamp(entry.when)} UTC"),
        ("Log ID", entry.log_id),
    )
    # Made plain here too: a line break in a customer's name must not forge a line.
    return "".join(f"{label}: {plain(text)}\n" for label, text in lines if text)


def outcome_of(outcome: Outcome | Got[object], done: str = "done") -> tuple[str, int, str]:
    """Return for an entry what became of a call: the words, the HTTP status (0: no answer), the log id ("": none).

    The words hold no value, and of a server's text only the codes that are known. `done`: what a success is called
    that stores no credentials: "deleted".
    """
    match outcome:
        case Stored(answer=answer, tested=tested):
            return "stored and tested" if tested else "stored", answer.status, log_id_in(answer)
        case Refused(half=True) | Unreachable(half=True):
            words, status, log_id = outcome_of(replace(outcome, half=False))
            return f"half done, then {words}", status, log_id
        case Refused(answer=answer) as refused:
            return _refused(refused), answer.status, log_id_in(answer)
        case Unknown() | Unreachable(sent=True):
            return "no answer: it may have arrived", 0, ""
        case Unreachable():
            return "not sent: the server was not reached", 0, ""
        case Got(answer=answer):
            return done, answer.status, log_id_in(answer)
        case never:
            assert_never(never)


def _refused(refused: Refused) -> str:
    if refused.scope in _SCOPES:
        return f"refused: the key lacks {refused.scope}"
    if refused.route_missing:
        return "refused: this server does not have the call"
    return f"refused: {refused.code}" if refused.code in _CODES else "refused"


def log_id_in(answer: Answer) -> str:
    """Return the log that an answer names for an error of the connection, "" if it names none; auth errors first.

    A connection is the whole answer, or, where its token could not be refreshed, in the payload of the error (seen on
    Nango 0.71.4).
    """
    try:
        body: Json = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    failed = _inside(body, "error", "payload", "connection", "errors")
    errors = [error for each in (_inside(body, "errors"), failed) if isinstance(each, list) for error in each]
    for error in sorted(errors, key=lambda each: _inside(each, "type") != "auth"):
        log_id = _inside(error, "log_id")
        if isinstance(log_id, str) and _LOG_ID.fullmatch(log_id):
            return log_id
    return ""


def _inside(value: Json, *names: str) -> Json:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def short_time(when: datetime, now: datetime, zone: tzinfo) -> str:
    """Return day and time in a zone, in at most eleven characters: "11-24 16:30"; of another year only the date."""
    local = _in_zone(when, zone)
    return f"{local:%m-%d %H:%M}" if local.year == _in_zone(now, zone).year else local.date().isoformat()


def long_time(when: datetime, zone: tzinfo) -> str:
    """Return date, time and zone: "2026-11-24 16:30:05 EET"."""
    local = _in_zone(when, zone)
    return f"{local.replace(microsecond=0, tzinfo=None).isoformat(' ')} {local.tzname() or ''}".rstrip()


def _in_zone(when: datetime, zone: tzinfo) -> datetime:
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    try:
        return when.astimezone(zone)
    except OverflowError:
        # The file can be edited: in another zone the first and the last day that a date can have do not exist.
        return when
