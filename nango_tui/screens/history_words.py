"""An entry of the history as a row of the list, and in full under it."""

from __future__ import annotations

from textual.content import Content

from nango_tui.model.history import Entry, long_time, short_time
from nango_tui.model.text import cut, plain
from nango_tui.screens.session import Session

HELP = """\
What this program sent, from all environments, newest first: when, what, for whom, and what became of it. No secret \
and no value of a field is kept.

Type a part of a customer, an id, an integration, an outcome or a date (2026-11-24) to narrow the list. Down goes \
to the list, and there t copies a note for the ticket, i copies the connection id, x clears the history. Up from its \
first row leads back to the search.

Enter opens the connection again, if it belongs to the environment that is open now."""

_ACTIONS = {"create": "import", "reconnect link": "link", "connect link": "link"}
"""How a row calls an action, where its name is long or another one."""


def is_here(entry: Entry, session: Session) -> bool:
    """Say whether the entry was recorded in the environment that is open, under the name that it has now."""
    return (entry.environment, entry.host) == (session.environment.name, session.environment.host)


def row_words(entry: Entry, session: Session, *, wide: bool, marked: bool) -> Content:
    """Return an entry in one line. `marked`: by a character, since colors may be off."""
    who, integration, environment = (30, 20, 12) if wide else (18, 14, 8)
    clock = session.services.clock
    return Content.from_markup(
        "$mark $time $action $who $integration [dim]$environment[/] $status $outcome",
        mark="›" if marked else " ",
        time=f"{short_time(entry.when, clock.now(), clock.zone()):<11}",
        action=_column(_ACTIONS.get(entry.action, entry.action), 7),
        who=_column(entry.customer or entry.connection_id or "–", who),
        integration=_column(entry.integration, integration),
        environment=_column(entry.environment, environment),
        status=f"{entry.status or '–':<3}",
        outcome=plain(entry.outcome),
    )


def about(entry: Entry, session: Session) -> Content:
    """Return everything that is known of an entry: a row has no room for it."""
    what = "import" if entry.action == "create" else plain(entry.action)
    parts = (
        f"{what} by {entry.endpoint}" if entry.endpoint else what,
        entry.outcome,
        f"HTTP {entry.status}" if entry.status else "",
        f"log {entry.log_id}" if entry.log_id else "",
    )
    return Content.from_markup(
        "[b]$who[/b]$id on $integration, in $environment ($host)\n[dim]$when[/]  $parts[dim]$elsewhere[/]",
        who=plain(entry.customer or entry.connection_id or "–"),
        id=f" ({plain(entry.connection_id)})" if entry.customer and entry.connection_id else "",
        integration=plain(entry.integration),
        environment=plain(entry.environment),
        host=plain(entry.host),
        when=long_time(entry.when, session.services.clock.zone()),
        parts=plain(" · ".join(part for part in parts if part)),
        elsewhere="" if is_here(entry, session) else "\nRecorded in another environment: Ctrl+E switches.",
    )


def _column(text: str, width: int) -> str:
    return f"{cut(plain(text), width):<{width}}"
