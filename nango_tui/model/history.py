"""What was done, for the engineer's own memory: no secret, and no value of a field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from nango_tui.model.text import plain

_TITLES = {
    "create": "import",
    "replace": "replacement of credentials",
    "delete": "deletion",
}
"""How a note calls an action, where people say it in another word."""


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


def stamp(when: datetime) -> str:
    """Return the time in UTC to the second, "2025-03-01 16:30:05"; a time without a zone is UTC."""
    utc = when.astimezone(UTC) if when.tzinfo else when
    return utc.replace(microsecond=0, tzinfo=None).isoformat(" ")


def matches(entry: Entry, text: str) -> bool:
    """Say whether the text stands in one of the entry's columns as it is, in any case; blanks around it do not count.

    Nothing in it is a wildcard. The time is found as `stamp` writes it.
    """
    sought = plain(text).strip().casefold()
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
    return any(sought in column.casefold() for column in columns)


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
