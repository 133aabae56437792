"""What the screens ask of the world, so that a test can hand in another one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    # Only named here, so that the first frame, which needs the ports, does without them.
    from datetime import datetime, tzinfo

    from nango_tui.model.auth import Endpoint
    from nango_tui.model.connection import Connection, ConnectionRow, Edit, Link, LinkOrder, Look, ProviderAnswer
    from nango_tui.model.draft import Draft, Integration
    from nango_tui.model.environment import Environment, HeldKey
    from nango_tui.model.history import Entry
    from nango_tui.model.outcome import Failure, Got, Outcome
    from nango_tui.model.secret import Secret
    from nango_tui.model.template import Template
    from nango_tui.model.update import Plan


@dataclass(frozen=True, slots=True)
class ProviderHit:
    """A provider found by a search."""

    name: str
    display_name: str
    auth_mode: str


class Nango(Protocol):
    """One environment of a Nango server. No method raises; each answer is a value."""

    async def aclose(self) -> None:
        """Close the connections that are kept; the next call opens new ones."""

    async def environment_name(self) -> Got[str] | Failure:
        """Ask which environment the key opens, by an import that can store nothing.

        Needs the scope connections:create; a 403 means that the key is valid and may not create.
        """

    async def integrations(self) -> Got[tuple[Integration, ...]] | Failure:
        """List the environment's integrations."""

    async def integration(self, unique_key: str) -> Got[Integration] | Failure:
        """Read one integration."""

    async def template(self, provider: str) -> Got[Template] | Failure:
        """Read a provider's template."""

    async def search_providers(self, text: str) -> Got[tuple[ProviderHit, ...]] | Failure:
        """Find providers by name."""

    async def find(self, connection_id: str) -> Got[tuple[ConnectionRow, ...]] | Failure:
        """List the connections with exactly this id, in all integrations."""

    async def connection(
        self,
        connection_id: str,
        integration: str,
        *,
        refresh_token: bool = False,
        force_refresh: bool = False,
    ) -> Got[Connection] | Failure:
        """Read one connection. With a key that reads credentials, Nango may refresh its token."""

    async def send(self, draft: Draft, endpoint: Endpoint) -> Outcome:
        """Send the import once."""

    async def delete(self, connection_id: str, integration: str) -> Got[None] | Failure:
        """Delete a connection."""

    async def page(
        self,
        number: int,
        *,
        size: int = 200,
        search: str = "",
        integration: str = "",
        tag: tuple[str, str] | None = None,
    ) -> Got[tuple[ConnectionRow, ...]] | Failure:
        """List connections, newest first: page `number` from 0 of `size` rows. A page after the last is empty."""

    async def look(self, connection_id: str, integration: str, *, whole: bool = True) -> Look | Failure:
        """Read one connection for a fix, with as little effect as possible: one GET with refresh_token=true.

        Not `whole`: without that option, since the key is known not to read credentials.
        Where the key may not read credentials that option is refused without any effect, and the GET is repeated
        without it. An answer that says that the refresh failed is a Look too: it is the usual start of a fix.
        """

    async def replace(self, plan: Plan) -> Outcome:
        """Send a planned update once."""

    async def edit(self, connection_id: str, integration: str, edit: Edit) -> Got[None] | Failure:
        """Change tags, end user and webhook URL by PATCH, metadata by its own call; the first failure ends it."""

    async def link(self, order: LinkOrder) -> Got[Link] | Failure:
        """Make a connect link for a new connection, or a reconnect link for one that is there."""

    async def ask_provider(self, connection_id: str, integration: str, path: str) -> Got[ProviderAnswer] | Failure:
        """Call a path of the provider's API with the connection's credentials: one GET through Nango's proxy."""


class Clock(Protocol):
    """The time and the zone of this machine."""

    def now(self) -> datetime:
        """Return the time, in UTC, aware."""

    def zone(self) -> tzinfo:
        """Return the zone in which the engineer types times."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


KeyringState = Literal["missing", "none", "insecure", "locked", "hanging", "failed"]
"""missing: works, holds no such key. none: no keyring on this machine. insecure: only one that keeps plaintext."""


@dataclass(frozen=True, slots=True)
class NoKey:
    """No key to be had, why, and what to do, in words."""

    state: KeyringState
    happened: str
    do: str


class Keys(Protocol):
    """The API keys: variables first, then this session's memory, then the OS keyring. Nothing raises."""

    def held(self, environment: Environment) -> HeldKey | None:
        """Return the key if it is at hand without asking the keyring."""

    async def find(self, environment: Environment, *, patient: bool = False) -> HeldKey | NoKey:
        """Return the key, asking the keyring if need be.

        `patient`: wait as long as a person needs to unlock the keyring; otherwise some seconds.
        """

    async def keep(self, environment: Environment, key: Secret) -> NoKey | None:
        """Store the key in the keyring and read it back; None when that succeeded. Held in memory either way."""

    def hold(self, environment: Environment, key: Secret) -> None:
        """Keep the key for this session only."""

    async def remove(self, environment: Environment) -> NoKey | None:
        """Remove the key from the keyring and from memory; None when that succeeded."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment file. `active`: the id of the environment that is used. `theme` "": the default.

    `history`: what is sent is remembered in a file of this user.
    """

    environments: tuple[Environment, ...] = ()
    active: str = ""
    theme: str = ""
    history: bool = True


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and what was wrong with the file ("" if nothing), in words with line, column or key path."""

    settings: Settings
    problem: str = ""


class Environments(Protocol):
    """The environment file. It holds no secret."""

    def load(self) -> Loaded:
        """Read the file; a broken one is kept aside and reported."""

    def save(self, settings: Settings) -> str:
        """Write the file atomically; return why that failed, "" if it did not."""


class History(Protocol):
    """What was sent, in a file of this user. Nothing raises: a disk that is full stops no work."""

    @property
    def problem(self) -> str:
        """Why no history is kept, or what became of a broken one, as the last calls found it; "" if all is well."""

    def add(self, entry: Entry, instead_of: Entry | None = None) -> None:
        """Remember one thing. `instead_of`: the entry of the same thing while it was under way, which goes."""

    def entries(self, text: str = "", most: int = 200) -> tuple[Entry, ...]:
        """Return the newest entries in which the text stands anywhere."""

    def clear(self) -> str:
        """Forget everything; return why that failed, "" if it did not."""


class NoHistory:
    """A history that keeps nothing, and finds nothing wrong with that."""

    problem = ""

    def add(self, entry: Entry, instead_of: Entry | None = None) -> None:
        """Forget it at once."""

    def entries(self, text: str = "", most: int = 200) -> tuple[Entry, ...]:
        """Return nothing."""
        return ()

    def clear(self) -> str:
        """Do nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Waiting times in seconds, so that tests need not wait."""

    send_guard: float = 0.3
    """How long the review must have been on screen before Send is accepted (key repeat)."""
    repeat: float = 0.1
    """An Enter that follows another one faster than this is a key held down, and counts once."""
    pause: float = 0.2
    """How long typing or moving must rest before the server is asked."""
    connect: float = 5.0
    answer: float = 60.0
    settle: float = 5.0
    """How long Nango's own scripts need after an import before it is worth reading again."""
    cleared: float = 0.3
    """How long Nango takes after its answer to an import until the auth error is cleared."""
    watch: float = 4.0
    """How long between two looks at a connection whose customer has a link."""


@dataclass(frozen=True, slots=True)
class Services:
    """All that the screens need, made by the command line."""

    nango: Callable[[Environment, Secret], Nango]
    keys: Keys
    environments: Environments
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    executor: Callable[[], ThreadPoolExecutor] = ThreadPoolExecutor
    """Makes the event loop's default executor: name resolution runs there."""
    history: History = field(default_factory=NoHistory)
