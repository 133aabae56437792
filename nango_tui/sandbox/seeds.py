"""Connections that are simply there, without an import: for what no call can make, and for many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nango_tui.model.body import Json
from nango_tui.sandbox.store import Connection, EndUser, Health, Integration


@dataclass(frozen=True, slots=True, repr=False)
class Seed:
    """A connection as it is stored. `auth_error`: its log id, "" if it is healthy; `sync_errors`: theirs."""

    connection_id: str
    integration: str
    created: datetime
    credentials: Mapping[str, Json] = field(default_factory=dict)
    config: Mapping[str, Json] = field(default_factory=dict)
    metadata: Json = None
    tags: Mapping[str, str] = field(default_factory=dict)
    end_user: EndUser | None = None
    webhook_url: str | None = None
    auth_error: str = ""
    sync_errors: tuple[str, ...] = ()
    exhausted: bool = False

    def connection(self, number: int, integration: Integration) -> Connection:
        """Return the connection; `number` is the row's."""
        return Connection(
            id=number,
            connection_id=self.connection_id,
            integration=integration,
            created=self.created,
            updated=self.created,
            fetched=self.created,
            credentials=dict(self.credentials),
            config=dict(self.config),
            metadata=self.metadata,
            tags=dict(self.tags),
            end_user=self.end_user,
            webhook_url=self.webhook_url,
            health=Health(self.auth_error, list(self.sync_errors), exhausted=self.exhausted),
        )


def log_id_at(moment: datetime) -> str:
    """Return a log id as the dashboard has it, of a moment: milliseconds and eight letters."""
    stamp = round(moment.timestamp() * 1000)
    return f"{stamp}_{stamp * 2_654_435_761 % 36**8:08x}"[: len(str(stamp)) + 9]
