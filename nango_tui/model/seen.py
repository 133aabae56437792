"""What is known of a connection, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nango_tui.model.auth import MODES, title_of
from nango_tui.model.connection import ConnectionRow, Look, Trouble
from nango_tui.model.outcome import Failure, Refused
from nango_tui.model.stored import stored_mode
from nango_tui.model.template import Template
from nango_tui.model.text import plain


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known of a connection: the list's row, and what a look showed, or why it showed nothing."""

    row: ConnectionRow
    look: Look | None = None
    failure: Failure | None = None
    template: Template | None = None

    @property
    def mode(self) -> str:
        """The auth mode's code: the provider's template knows it, else the stored credentials tell; "" if neither."""
        return (self.template.auth_mode if self.template else "") or (stored_mode(self.look) if self.look else "")

    @property
    def latest(self) -> ConnectionRow:
        """The row as the look has it, else as the list had it."""
        return self.look.connection.row if self.look else self.row

    @property
    def known(self) -> bool:
        """Whether the server told of it: a row that was typed in says nothing about its state."""
        return self.look is not None or bool(self.row.created or self.row.number)

    @property
    def errors(self) -> tuple[Trouble, ...]:
        """The errors. The answer to a failed look does not always tell them, the list does."""
        told = self.latest.errors
        return self.row.errors if not told and self.look and self.look.reading == "failed" else told

    @property
    def customer(self) -> str:
        """Who the connection belongs to, "" if nothing tells."""
        return self.latest.customer or self.row.customer

    @property
    def gone(self) -> bool:
        """Whether the server said that there is no such connection."""
        failure = self.failure
        return isinstance(failure, Refused) and failure.code in ("not_found", "unknown_connection")


Action = Literal["replace", "link", "test", "config", "metadata", "people", "delete"]
ACTIONS: Mapping[Action, str] = {
    "replace": "Replace credentials",
    "link": "Reconnect link",
    "test": "Test now",
    "config": "Edit configuration",
    "metadata": "Edit metadata",
    "people": "Edit tags and customer",
    "delete": "Delete",
}
"""What can be done with a connection, as it is called on screen."""


def hindrance(action: Action, seen: Seen) -> str:
    """Return why something cannot be done with this connection or this key, "" if it can, or if that is not known."""
    if seen.gone:
        return "There is no such connection."
    if action in ("replace", "config") and seen.mode and seen.mode not in MODES:
        other = f"Nango does not import {title_of(plain(seen.mode))}."
        return f"{other} The way is a reconnect link: press r." if action == "replace" else f"{other} {_WITH_THEM}"
    if action in ("metadata", "people") and seen.look is None and seen.failure is not None:
        if isinstance(seen.failure, Refused) and seen.failure.scope:
            return f"Not possible with this key: {plain(seen.failure.scope)} is missing, so it cannot see what is kept."
        return "What is stored could not be read, so it is not known what to keep. Ctrl+R reads again."
    return ""


_WITH_THEM = "The configuration is sent with the credentials."


def going(seen: Seen) -> str:
    """Say what a deletion destroys."""
    stored = seen.look.connection if seen.look else None
    tags = len(seen.latest.tags)
    parts = ["its credentials"]
    if stored is None:
        parts.append("its configuration and metadata")
    elif stored.config:
        parts.append(f"its configuration ({len(stored.config)})")
    if stored and stored.metadata:
        parts.append(f"metadata ({len(stored.metadata)})")
    if tags:
        parts.append(f"tags ({tags})")
    if stored and stored.webhook_url:
        parts.append("its webhook URL")
    gone = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"This deletes {gone}. Its syncs and actions stop. It cannot be undone."
