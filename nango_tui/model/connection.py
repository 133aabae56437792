"""A connection as a server tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nango_tui.model.body import Json, Tree
from nango_tui.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error of a connection: `kind` "auth" or "sync", and where the dashboard logs it."""

    kind: str
    log_id: str


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection as the list shows it. `created`: ISO 8601 text of the server."""

    connection_id: str
    integration: str
    provider: str = ""
    errors: tuple[Trouble, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    end_user: Mapping[str, str] = field(default_factory=dict)
    created: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as one GET shows it. `credentials` are empty where the key may not read them.

    `config` is connection_config; values under secret names are Secret. A TBA connection's answer also tells the
    integration's own client id and secret there (seen on Nango 0.71.4): these are left out, they are not its own.
    """

    row: ConnectionRow
    config: Mapping[str, Tree] = field(default_factory=dict)
    metadata: Mapping[str, Json] = field(default_factory=dict)
    credentials: Mapping[str, Secret] = field(default_factory=dict)
    expires_at: str = ""
    updated_at: str = ""
