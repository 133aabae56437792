"""An import as far as it has been entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Look
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.secret import Text
from nango_tui.model.template import Template


@dataclass(frozen=True, slots=True)
class Integration:
    """An integration of the environment. `provider` "": not known (a key that may only create cannot ask)."""

    unique_key: str
    provider: str = ""
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who the connection belongs to. Sent as tags, or as a linked end user."""

    id: str = ""
    email: str = ""
    name: str = ""
    organization: str = ""
    link: bool = False
    """Send id, e-mail and name as `end_user`, which links a user in Nango, instead of as tags."""


Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An import as far as it has been entered; each step takes one and gives one back.

    `values`: credentials by field name of the auth mode, as entered. `config`: connection_config by key.
    `connection_id` "": not typed, `generated_id` (UUID v4) is used. `fetch`: Nango fetches the token itself.
    `metadata`: JSON text as typed. `scopes`: text with commas. `own_app`: the token was issued by another OAuth app.
    `endpoint` None: chosen for the engineer. `accepted`: warnings the engineer has seen and confirmed, as
    `warning_id` spells them. `exists`: the connection is on the server already, so this is a fix of it.
    """

    environment: Environment
    generated_id: str
    integration: Integration | None = None
    template: Template | None = None
    mode: str = ""
    values: Mapping[str, Text] = field(default_factory=dict)
    config: Mapping[str, Text] = field(default_factory=dict)
    repeated: tuple[tuple[str, Text], ...] = ()
    """Rows of the configuration whose key is there already: kept as typed until one of them goes, and never sent."""
    connection_id: str = ""
    expiry: Expiry = Expiry()
    send_expires_in: bool = False
    fetch: bool = False
    customer: Customer = Customer()
    tags: Pairs = ()
    metadata: str = ""
    webhook_url: str = ""
    scopes: str = ""
    own_app: bool = False
    endpoint: Endpoint | None = None
    accepted: frozenset[str] = frozenset()
    exists: bool = False
    stored: Look | None = None
    """The connection that is being fixed, as it was looked at; None: a new one, or one that could not be read."""
    keep_refresh_token: bool = False
    """Send the stored refresh token again, since the engineer has no newer one."""

    @property
    def id(self) -> str:
        """The connection id that will be sent."""
        return self.connection_id or self.generated_id

    @property
    def place(self) -> str:
        """What tells drafts apart: the integration, for a fix the connection too."""
        name = self.integration.unique_key if self.integration else ""
        return f"{name} · {self.connection_id}" if self.exists else name

    def touched(self) -> bool:
        """Say whether anything was typed that would be lost."""
        return bool(
            self.values
            or self.config
            or self.repeated
            or self.connection_id
            or self.tags
            or self.metadata
            or self.webhook_url
            or self.scopes
            or self.expiry.text
            or self.customer != Customer()
        )
