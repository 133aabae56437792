"""What the screen of a link says: what the link is for, what becomes of what is stored, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content

from nango_tui.model.accounts import account_changes
from nango_tui.model.connection import ConnectionRow, Link, LinkOrder, Look
from nango_tui.model.link import Fate
from nango_tui.model.outcome import Failure, Refused
from nango_tui.model.secret import BULLETS
from nango_tui.model.text import plain
from nango_tui.model.update import Difference

HELP = """\
Making a link changes nothing. When the customer opens it and goes through, Nango stores their new credentials.

A reconnect resets tags, webhook URL and configuration to what the link says, so this program gives the link all that \
is stored. With some auth types it also empties the metadata: these are written back here as soon as the customer is \
through, so leave this page open until then.

c copies the link, m a short text for the customer with the link in it. The link opens without a login: give it to \
nobody else. It is valid for half an hour; when it has expired, n makes a new one.

Watching asks the list every few seconds, for half an hour at most, and stops by itself when few calls are left for \
this account. The list shows that a customer is through by the auth error that goes. For a connection without one, l \
looks once and compares."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: `tone` is how its text is drawn."""

    label: str
    text: str
    tone: str = ""


def who(order: LinkOrder, row: ConnectionRow | None) -> str:
    """Return the customer of a link, "" if nothing tells."""
    row = row or ConnectionRow("", "", tags=order.tags, end_user=order.end_user)
    return plain(row.customer)


def purpose(order: LinkOrder, row: ConnectionRow | None, service: str, link: Link | None) -> tuple[Line, ...]:
    """Say what the link is for, and where it points: of the link itself only bullets are shown."""
    known = order.integration if service == order.integration else f"{order.integration} ({service})"
    on = f"{plain(order.connection_id)} on {plain(known)}" if order.connection_id else f"a new one on {plain(known)}"
    lines = Line("Customer", who(order, row) or "not known"), Line("Connection", on)
    return (*lines, Line("Link", f"{plain(link.host)}/{BULLETS}")) if link else lines


def fate_lines(found: Fate, *, reconnect: bool, through: bool) -> tuple[Line, ...]:
    """Say what using the link does to what is stored."""
    later = "" if through else ", when the customer is through: stay on this page"
    back = [(label, f"{text}{later}") for label, text in found.back]
    return (
        # What must be seen stands first, where a small window shows it.
        *_group("LOST", found.lost, "lost"),
        *_group("Written back", back, "" if through else "note"),
        *_group("Kept" if reconnect else "Goes along", found.kept),
        *(Line("Note", note, "dim") for note in found.notes),
    )


def _group(title: str, lines: Iterable[tuple[str, str]], tone: str = "") -> Iterable[Line]:
    for index, (label, text) in enumerate(lines):
        yield Line("" if index else title, f"{label}: {text}", tone)


def lost_names(found: Fate) -> str:
    """Return what is lost, one a line, for a question."""
    return "\n".join(f"{label}: {text}" for label, text in found.lost)


def failure_words(failure: Failure, *, reconnect: bool) -> Content:
    """Say why there is no link, and the way on."""
    said, problems = failure.advice, failure.problems.values() if isinstance(failure, Refused) else ()
    way = "n tries again."
    if isinstance(failure, Refused) and failure.scope:
        way += " Without that scope the link can be made in Nango's dashboard, or by your own application."
    elif problems and not reconnect:
        way = "Esc goes back, to correct it."
    what = "".join(f"\n{text}" for text in problems)
    return Content.from_markup(
        "[b]$happened[/b]$what\n$do\n\n$way", happened=said.happened, what=what, do=said.do, way=way
    )


def difference_words(found: Difference) -> str:
    """Say what is not as it must be."""
    name = f"{found.part} {found.name}".strip()
    if not found.found:
        return f"{name} must be {found.wanted}, and is not there."
    return f"{name} must be {found.wanted or 'empty'}, and is {found.found}."


def other_account(before: Look, after: Look) -> str:
    """Say what tells that the customer connected another account than before, "" if nothing does."""
    old, new = before.connection, after.connection
    found = account_changes(old.config, new.config, old.credentials, new.credentials)
    return f"Another account: {'; '.join(item.text for item in found)}. Ask the customer." if found else ""
