"""What the embedded Nango holds, in memory: environments with their integrations and connections."""

from __future__ import annotations

import random
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nango_tui.model.body import Json

Template = Mapping[str, Json]
"""A provider's template as GET /providers/{provider} answers it."""


@dataclass(frozen=True, slots=True)
class Integration:
    """An integration of an environment.

    `credentials`: of its own app, as GET /integrations/{unique_key}?include=credentials shows them; None: it has none.
    """

    unique_key: str
    provider: str
    display_name: str = ""
    credentials: Mapping[str, Json] | None = None
    environment: str = "dev"
    created: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def app(self, name: str) -> Json:
        """Return one of the app's credentials, None if it has no such."""
        return (self.credentials or {}).get(name)

    def __repr__(self) -> str:
        return f"Integration({self.unique_key!r})"


@dataclass(frozen=True, slots=True)
class EndUser:
    """Who is linked to a connection."""

    id: str
    email: str | None = None
    display_name: str | None = None
    tags: Mapping[str, str] | None = None

    def as_tags(self) -> dict[str, str]:
        """Return the tags that Nango makes of a user: its own, then `end_user_id` and the like."""
        named = {"end_user_id": self.id, "end_user_email": self.email, "end_user_display_name": self.display_name}
        own = {name.lower(): text for name, text in (self.tags or {}).items()}
        return own | {name: text for name, text in named.items() if text}


@dataclass(slots=True)
class Health:
    """How refreshing a connection has gone. `failed_days`: failures on different days, one after another."""

    log_id: str = ""
    sync_log_ids: list[str] = field(default_factory=list)
    failed_at: datetime | None = None
    failed_days: int = 0
    exhausted: bool = False

    def good(self) -> None:
        """Forget what concerns authentication; a sync's error stays until the sync succeeds."""
        self.log_id, self.failed_at, self.failed_days, self.exhausted = "", None, 0, False


@dataclass(slots=True, repr=False)
class Connection:
    """One customer's credentials for one integration."""

    id: int
    connection_id: str
    integration: Integration
    created: datetime
    updated: datetime
    fetched: datetime
    credentials: dict[str, Json] = field(default_factory=dict)
    config: dict[str, Json] = field(default_factory=dict)
    metadata: Json = None
    tags: dict[str, str] = field(default_factory=dict)
    end_user: EndUser | None = None
    webhook_url: str | None = None
    script_at: datetime | None = None
    """When the provider's script will have filled connection_config, None: there is nothing to come."""
    health: Health = field(default_factory=Health)


@dataclass(slots=True)
class Environment:
    """One environment of the account."""

    name: str
    integrations: dict[str, Integration] = field(default_factory=dict)
    connections: dict[tuple[str, str], Connection] = field(default_factory=dict)

    def find(self, connection_id: str, unique_key: str) -> Connection | None:
        """Return the connection of an integration."""
        return self.connections.get((connection_id, unique_key))


class Store:
    """The account: its environments, and the numbers that count through all of them."""

    def __init__(self, templates: Mapping[str, Template], integrations: Iterable[Integration]) -> None:
        self.templates = dict(templates)
        self.environments: dict[str, Environment] = {}
        self._last_id = 0
        for integration in integrations:
            self.environment(integration.environment).integrations[integration.unique_key] = integration

    def environment(self, name: str) -> Environment:
        """Return an environment, made when it is first named."""
        return self.environments.setdefault(name, Environment(name))

    def new_id(self) -> int:
        """Return the next row number."""
        self._last_id += 1
        return self._last_id


def log_id(now: datetime) -> str:
    """Return the id of a log entry as the dashboard has it: milliseconds and eight letters."""
    letters = "".join(random.choices(string.ascii_letters + string.digits, k=8))
    return f"{round(now.timestamp() * 1000)}_{letters}"
