"""A connection as a server tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nango_tui.model.outcome import Answer, Refused
from nango_tui.model.secret import Secret
from nango_tui.model.tree import Json, Tree


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error of a connection: `kind` "auth" or "sync", and where the dashboard logs it."""

    kind: str
    log_id: str


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection as the list shows it. `created`: ISO 8601 text of the server. `number`: the server's own id."""

    connection_id: str
    integration: str
    provider: str = ""
    errors: tuple[Trouble, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    end_user: Mapping[str, str] = field(default_factory=dict)
    created: str = ""
    number: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What names a connection: its id and its integration."""
        return self.connection_id, self.integration

    @property
    def auth_error(self) -> Trouble | None:
        """The auth error: the credentials are refused or could not be refreshed."""
        return next((error for error in self.errors if error.kind == "auth"), None)

    @property
    def sync_errors(self) -> tuple[Trouble, ...]:
        """The errors of syncs, which new credentials do not clear (seen on Nango 0.71.4)."""
        return tuple(error for error in self.errors if error.kind == "sync")

    @property
    def customer(self) -> str:
        """Who the connection belongs to, as people say it; "" if nothing tells."""
        sources = (
            *(self.end_user.get(name) for name in ("display_name", "email")),
            *(self.tags.get(name) for name in ("end_user_display_name", "end_user_email", "organization_display_name")),
            self.end_user.get("id"),
            *(self.tags.get(name) for name in ("end_user_id", "organization_id")),
        )
        return next((text for text in sources if text), "")


Presence = Literal["present", "absent", "unknown"]


@dataclass(frozen=True, slots=True)
class Override:
    """The customer's own OAuth app, as it is stored with the connection."""

    client_id: str
    client_secret: Secret


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as one GET shows it. `credentials` are empty where the key may not read them.

    `config` is connection_config; values under secret names are Secret. A TBA connection's answer also tells the
    integration's own client id and secret there (seen on Nango 0.71.4): these are left out, they are not its own.
    `raw_names`: what the provider's stored token answer holds besides the tokens. Times are ISO 8601 of the server.
    `config`, `metadata`, `webhook_url`, and tags and end user of `row` are exactly as they are stored, since a fix
    sends them again: they go through `plain` where they are shown.
    """

    row: ConnectionRow
    config: Mapping[str, Tree] = field(default_factory=dict)
    metadata: Mapping[str, Json] = field(default_factory=dict)
    credentials: Mapping[str, Secret] = field(default_factory=dict)
    expires_at: str = ""
    updated_at: str = ""
    created_at: str = ""
    last_fetched_at: str = ""
    webhook_url: str = ""
    override: Override | None = None
    raw_names: tuple[str, ...] = ()
    end_user_tags: Mapping[str, str] = field(default_factory=dict)
    """The linked end user's own tags."""
    organization: str = ""
    """The id of the linked end user's organization, "" if none: an import or PATCH cannot link it again."""


Reading = Literal["whole", "stripped", "failed", "hidden"]
"""How much a look showed.

whole: credentials, and the refresh token's presence. stripped: credentials, but every key that spells refresh token is
missing, in connection_config too. failed: Nango could not refresh, so no credentials are in the answer; config,
metadata and tags are. hidden: this key may not read credentials, and nothing was changed by looking.
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a connection showed. It stays in memory until the fix ends; nothing is read a second time.

    `refused`: why Nango could not refresh, where it could not. `refresh_token`: whether one is stored; "unknown"
    unless the look was whole.
    """

    connection: Connection
    reading: Reading
    refresh_token: Presence = "unknown"
    refused: Refused | None = None
    answer: Answer | None = None

    @property
    def config_whole(self) -> bool:
        """Whether connection_config came with every key that is stored.

        A GET without refresh_token=true leaves out keys named like a refresh token, at every depth (seen on Nango
        0.71.4); whether it did cannot be told from the answer.
        """
        return self.reading == "whole"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that needs no credentials: by PATCH, and by the metadata calls. None: stays as it is.

    `tags` replace all; `end_user`: id, email, display_name; `end_user_tags`: the end user's own tags, sent inside it.
    `webhook_url` "": cleared. `metadata` replaces all of it when `replace_metadata`, else it is merged into what is
    there.
    """

    tags: Mapping[str, str] | None = None
    end_user: Mapping[str, str] | None = None
    webhook_url: str | None = None
    metadata: Mapping[str, Json] | None = None
    replace_metadata: bool = True
    end_user_tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkOrder:
    """What a connect link, or a reconnect link, is for.

    `connection_id` "": a new connection. A reconnect resets tags, webhook URL and connection_config to what the
    session says (seen on Nango 0.71.4), so what is to stay is given here.
    """

    integration: str
    connection_id: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    end_user: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, Tree] = field(default_factory=dict)
    webhook_url: str = ""
    end_user_tags: Mapping[str, str] = field(default_factory=dict)
    """The end user's own tags, sent inside it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link for a customer. It opens the connect page without a login until `expires_at` (ISO 8601).

    `host`: where it points, with the port; a customer cannot open one that points to the operator's own machine.
    """

    url: Secret
    expires_at: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What the provider itself answered to a call through Nango. `identity`: which account it says it is, "" if not."""

    status: int
    identity: str = ""
    body: str = ""
