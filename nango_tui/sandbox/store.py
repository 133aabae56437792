"""What the embedded Nango holds, in memory: environments with their integrations and connections."""

from __future__ import annotations

import random
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from nango_tui.model.body import Json

Template = Mapping[str, Json]
"""A provider's template as GET /providers/{provider} answers it."""


@dataclass(frozen=True, slots=True)
class Integration:
    """An integration of an environment.

    `credentials`: of its own app, as GET /integrations/{unique_key}?include=credentials shows them; None: it has none.
    `settings`: its `integration_config`, as AWS needs one.
    """

    unique_key: str
    provider: str
    display_name: str = ""
    credentials: Mapping[str, Json] | None = None
    environment: str = "dev"
    created: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    settings: Mapping[str, Json] = field(default_factory=dict)

    def app(self, name: str) -> Json:
        """Return one of the app's credentials, None if it has no such."""
        return (self.credentials or {}).get(name)

    def __repr__(self) -> str:
        return f"Integration({self.unique_key!r})"


@dataclass(frozen=True, slots=True)
class Organization:
    """The company that an end user belongs to."""

    id: str
    display_name: str | None = None


@dataclass(frozen=True, slots=True)
class EndUser:
    """Who is linked to a connection."""

    id: str
    email: str | None = None
    display_name: str | None = None
    tags: Mapping[str, str] | None = None
    organization: Organization | None = None

    def as_tags(self) -> dict[str, str]:
        """Return the tags that Nango makes of a user: its own, then `end_user_id` and the like."""
        named = {"end_user_id": self.id, "end_user_email": self.email, "end_user_display_name": self.display_name}
        if self.organization is not None:
            named |= {
                "organization_id": self.organization.id,
                "organization_display_name": self.organization.display_name,
            }
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
        self.log_id = ""
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget failures, back-off and exhaustion, though not the error that is shown."""
        self.failed_at, self.failed_days, self.exhausted = None, 0, False


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
    refreshes: int = 0
    """How often the provider was asked for a new token."""


@dataclass(slots=True)
class Environment:
    """One environment of the account."""

    name: str
    integrations: dict[str, Integration] = field(default_factory=dict)
    connections: dict[tuple[str, str], Connection] = field(default_factory=dict)

    def find(self, connection_id: str, unique_key: str) -> Connection | None:
        """Return the connection of an integration."""
        return self.connections.get((connection_id, unique_key))


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """A connect session. `allowed`: the integrations it is for, None: all. `connection`: what is to be reconnected.

    `defaults`, by integration: connection_config, user_scopes and authorization_params that win over the customer's.
    """

    token: str
    environment: str
    expires: datetime
    end_user: EndUser | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    webhook_url: str | None = None
    allowed: tuple[str, ...] | None = None
    defaults: Mapping[str, Mapping[str, Json]] | None = None
    overrides: Json = None
    connection: Connection | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Authorization:
    """A customer who was sent to a provider, until the provider sends them back with the state."""

    session: Session
    integration: Integration
    connection_id: str
    config: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Mending:
    """An error that is about to be cleared: the one of this log id, after this time."""

    connection: Connection
    log_id: str
    after: datetime


class Store:
    """The account: its environments, what is under way, and the numbers that count through all of them.

    `clearing`: how long after the answer of an import the error of authentication is still to be seen.
    `connect_url`: where the connect page is said to be.
    """

    def __init__(
        self,
        templates: Mapping[str, Template],
        integrations: Iterable[Integration],
        clearing: timedelta = timedelta(0),
        connect_url: str = "http://localhost:3009/",
    ) -> None:
        self.templates = dict(templates)
        self.environments: dict[str, Environment] = {}
        self.sessions: dict[str, Session] = {}
        self.authorizations: dict[str, Authorization] = {}
        self.connect_url = connect_url
        self._clearing = clearing
        self._mendings: list[Mending] = []
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

    def mend(self, connection: Connection, now: datetime) -> None:
        """End back-off and exhaustion at once, and the error just after the answer (seen on Nango 0.71.4)."""
        connection.health.begin_anew()
        if connection.health.log_id:
            self._mendings.append(Mending(connection, connection.health.log_id, now + self._clearing))

    def settle(self, now: datetime | None = None) -> None:
        """Clear the errors whose time has come, None: all; one that came in the meantime stays."""
        later: list[Mending] = []
        for mending in self._mendings:
            if now is not None and mending.after >= now:
                later.append(mending)
            elif mending.connection.health.log_id == mending.log_id:
                mending.connection.health.log_id = ""
        self._mendings = later


def log_id(now: datetime) -> str:
    """Return the id of a log entry as the dashboard has it: milliseconds and eight letters."""
    letters = "".join(random.choices(string.ascii_letters + string.digits, k=8))
    return f"{round(now.timestamp() * 1000)}_{letters}"
