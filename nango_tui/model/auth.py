"""The one table of auth modes: their fields, and where each goes on either endpoint.

Form, checks, both encoders, the redactor and the embedded Nango read it: adding a mode is adding a row.
Paths, lengths and which endpoint takes what: read in the source of Nango 0.71.4 and seen on a server of that version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Path = tuple[str, ...]
"""Where a value stands in a JSON body: ("credentials", "access_token")."""


class Endpoint(StrEnum):
    """The two calls that import a connection."""

    CURRENT = "/connections"
    LEGACY = "/connection"


Kind = Literal["text", "secret", "long_secret"]


@dataclass(frozen=True, slots=True)
class Field:
    """One credential that an auth mode takes, and where it goes on each endpoint.

    `current` and `legacy` are paths in the bodies of POST /connections and POST /connection; None: it cannot be
    sent there. `template` is the name under which a provider's template speaks of it. `limit` is in characters;
    POST /connections refuses more. `mirror`: written into connection_config under its name as well, since Nango
    reads it there later. `override`: an override of the integration's own OAuth app, folded away. `number`: usually a
    number, with which the URL of a page ends.
    """

    name: str
    label: str
    kind: Kind
    current: Path | None
    legacy: Path | None
    limit: int
    template: str = ""
    optional: bool = False
    override: bool = False
    mirror: bool = False
    number: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class AuthMode:
    """One auth mode of Nango that can be imported.

    `expires`: its token has an expiry. `legacy`: POST /connection imports it. `legacy_never`: there, a token that
    never expires can be said. `scopes`: takes `connection_config.oauth_scopes_override`. `config`: names that
    connection_config must hold whatever the template says.
    """

    code: str
    label: str
    fields: tuple[Field, ...]
    expires: bool = False
    scopes: bool = False
    legacy: bool = True
    legacy_never: bool = True
    config: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """How people say it, with Nango's code behind: "API key (API_KEY)"."""
        return f"{self.label} ({self.code})"

    def field(self, name: str) -> Field | None:
        """Return the field of that name."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class OtherMode:
    """An auth mode that Nango does not import, and what can be done instead."""

    code: str
    label: str
    what: str
    instead: str

    @property
    def title(self) -> str:
        """How people say it, with Nango's code behind."""
        return f"{self.label} ({self.code})"


_OVERRIDE = (
    Field(
        "client_id_override", "Client ID override", "text",
        ("credentials", "config_override", "client_id"), ("oauth_client_id_override",), 255,
        optional=True, override=True,
        help="Only if the token was issued by another OAuth app than this integration's.",
    ),
    Field(
        "client_secret_override", "Client secret override", "secret",
        ("credentials", "config_override", "client_secret"), ("oauth_client_secret_override",), 2048,
        optional=True, override=True,
        help="The secret of that other OAuth app.",
    ),
)  # fmt: skip

_APP_IDS = (
    Field(
        "app_id", "App ID", "text", ("credentials", "app_id"), ("app_id",), 255,
        template="app_id", mirror=True, number=True,
        help="The number of the app, on its settings page.",
    ),
    Field(
        "installation_id", "Installation ID", "text", ("credentials", "installation_id"), ("installation_id",), 255,
        template="installation_id", mirror=True, number=True,
        help="The last number in the URL of the installation's settings page.",
    ),
)  # fmt: skip

MODES: dict[str, AuthMode] = {
    mode.code: mode
    for mode in (
        AuthMode(
            "OAUTH2", "OAuth 2",
            (
                Field("access_token", "Access token", "secret",
                      ("credentials", "access_token"), ("access_token",), 16384),
                Field("refresh_token", "Refresh token", "secret",
                      ("credentials", "refresh_token"), ("refresh_token",), 16384, optional=True),
                *_OVERRIDE,
            ),
            expires=True, scopes=True,
        ),
        AuthMode(
            "OAUTH2_CC", "OAuth 2 client credentials",
            (
                Field("client_id", "Client ID", "text",
                      ("credentials", "client_id"), ("oauth_client_id_override",), 255, template="client_id"),
                Field("client_secret", "Client secret", "secret",
                      ("credentials", "client_secret"), ("oauth_client_secret_override",), 2048,
                      template="client_secret"),
                Field("client_certificate", "Client certificate", "long_secret",
                      ("credentials", "client_certificate"), None, 10000,
                      template="client_certificate", optional=True),
                Field("client_private_key", "Client private key", "long_secret",
                      ("credentials", "client_private_key"), None, 10000,
                      template="client_private_key", optional=True),
                Field("token", "Access token", "secret",
                      ("credentials", "token"), ("access_token",), 4096),
            ),
            expires=True, scopes=True, legacy_never=False,
        ),
        AuthMode(
            "OAUTH1", "OAuth 1.0a",
            (
                Field("oauth_token", "OAuth token", "secret",
                      ("credentials", "oauth_token"), ("oauth_token",), 2048),
                Field("oauth_token_secret", "OAuth token secret", "secret",
                      ("credentials", "oauth_token_secret"), ("oauth_token_secret",), 2048),
            ),
        ),
        AuthMode(
            "API_KEY", "API key",
            (Field("api_key", "API key", "secret", ("credentials", "apiKey"), ("api_key",), 1024, template="apiKey"),),
        ),
        AuthMode(
            "BASIC", "Username and password",
            (
                Field("username", "Username", "text",
                      ("credentials", "username"), ("username",), 1024, template="username"),
                Field("password", "Password", "secret",
                      ("credentials", "password"), ("password",), 1024, template="password"),
            ),
        ),
        AuthMode(
            "TBA", "Token-based authentication",
            (
                Field("token_id", "Token ID", "secret",
                      ("credentials", "token_id"), ("token_id",), 2048, template="token_id"),
                Field("token_secret", "Token secret", "secret",
                      ("credentials", "token_secret"), ("token_secret",), 2048, template="token_secret"),
                *_OVERRIDE,
            ),
            config=("accountId",),
        ),
        AuthMode("APP", "GitHub App", _APP_IDS),
        AuthMode("CUSTOM", "GitHub App with OAuth", _APP_IDS, legacy=False),
        AuthMode("NONE", "No credentials", ()),
    )
}  # fmt: skip
"""The modes that Nango imports, by code, in the order in which a person is asked."""

_LINK = (
    "Ask the customer to connect in the browser, with a connect link from your application or from Nango's dashboard."
)
_DASHBOARD = (
    "Enter these credentials in the connect UI: in Nango's dashboard choose the integration, then Add test connection."
)

OTHER_MODES: dict[str, OtherMode] = {
    mode.code: mode
    for mode in (
        OtherMode("TWO_STEP", "Two-step token",
                  "Nango exchanges the customer's credentials for a token at each renewal.", _DASHBOARD),
        OtherMode("JWT", "Signed JWT",
                  "Nango signs a short-lived token with the customer's private key.", _DASHBOARD),
        OtherMode("SIGNATURE", "Signed requests",
                  "Nango signs each request with the customer's username and secret.", _DASHBOARD),
        OtherMode("BILL", "BILL session",
                  "Nango opens a BILL session with the customer's user, organization and developer key.", _DASHBOARD),
        OtherMode("AWS_SIGV4", "AWS role",
                  "Nango assumes a role in the customer's AWS account.", _DASHBOARD),
        OtherMode("MCP_OAUTH2", "OAuth 2 for MCP",
                  "An MCP server that the customer approves in the browser.", _LINK),
        OtherMode("MCP_OAUTH2_GENERIC", "OAuth 2 for any MCP server",
                  "An MCP server of the customer's choice, approved in the browser.", _LINK),
        OtherMode("INSTALL_PLUGIN", "Plugin installation",
                  "The customer installs a plugin at the provider, which then calls Nango.", _LINK),
    )
}  # fmt: skip
"""The modes that Nango does not import, by code."""


def title_of(code: str) -> str:
    """Return how people say an auth mode, with its code behind; an unknown code stands for itself."""
    mode = MODES.get(code) or OTHER_MODES.get(code)
    return mode.title if mode else code


def wire_path(field: Field, endpoint: Endpoint) -> Path | None:
    """Return where the field goes in the body of that endpoint, None if it cannot be sent there."""
    return field.current if endpoint is Endpoint.CURRENT else field.legacy


def field_at(mode: AuthMode, endpoint: Endpoint, path: Sequence[str]) -> Field | None:
    """Return the field that an error's path means."""
    return next((field for field in mode.fields if wire_path(field, endpoint) == tuple(path)), None)
