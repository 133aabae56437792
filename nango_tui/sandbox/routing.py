"""Which call answers which method and path; a new call is a new row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import unquote_to_bytes

from nango_tui.sandbox import (
    connect,
    connections,
    imports_current,
    imports_legacy,
    integrations,
    metadata,
    oauth,
    providers,
    proxy,
    sessions,
)
from nango_tui.sandbox.answers import Crashed
from nango_tui.sandbox.calls import Handler


class Credential(Enum):
    """What a call is authenticated by."""

    KEY = "an API key"
    KEY_OR_SESSION = "an API key or a session's token"
    SESSION = "a session's token"
    QUERY = "a session's token in the query"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Route:
    """One call. `path`: parts in braces are parameters. `scopes`: one of them is needed; none: any key will do.

    `method` "*": any. A path that ends in "*" takes whatever follows.
    """

    method: str
    path: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    credential: Credential = Credential.KEY

    @property
    def parts(self) -> list[str]:
        """The path, part by part."""
        return self.path.strip("/").split("/")


def _scopes(*names: str) -> tuple[str, ...]:
    return tuple(f"environment:{name}" for name in names)


_LIST = _scopes("connections:list", "connections:list_credentials")
_READ = _scopes("connections:read", "connections:read_credentials")
_UPDATE = _scopes("connections:update")
_CREATE = _scopes("connections:create")
_DELETE = _scopes("connections:delete")
_SESSIONS = _scopes("connect_sessions:write")


def _page(path: str, handler: Handler, method: str = "POST") -> Route:
    """Return a call that the connect page makes, with its token in the query."""
    return Route(method, f"{path}/{{providerConfigKey}}", handler, credential=Credential.QUERY)


ROUTES: Final = (
    Route("GET", "/providers", providers.list_providers, credential=Credential.KEY_OR_SESSION),
    Route("GET", "/providers/{provider}", providers.get_provider, credential=Credential.KEY_OR_SESSION),
    Route(
        "GET",
        "/integrations",
        integrations.list_integrations,
        _scopes("integrations:list", "integrations:list_credentials"),
        Credential.KEY_OR_SESSION,
    ),
    Route(
        "GET",
        "/integrations/{uniqueKey}",
        integrations.get_integration,
        _scopes("integrations:read", "integrations:read_credentials"),
    ),
    Route("POST", "/connections", imports_current.import_connection, _CREATE),
    Route("GET", "/connections", connections.list_connections, _LIST),
    Route("POST", "/connections/metadata", metadata.replace_metadata, _UPDATE),
    Route("PATCH", "/connections/metadata", metadata.merge_metadata, _UPDATE),
    Route("GET", "/connections/{connectionId}", connections.get_connection, _READ),
    Route("PATCH", "/connections/{connectionId}", connections.patch_connection, _UPDATE),
    Route("DELETE", "/connections/{connectionId}", connections.delete_connection, _DELETE),
    # The deprecated spelling of the same calls.
    Route("GET", "/connection/{connectionId}", connections.get_connection, _READ),
    Route("GET", "/connection", connections.list_connections, _LIST),
    Route("DELETE", "/connection/{connectionId}", connections.delete_connection, _DELETE),
    Route("POST", "/connection/metadata", metadata.replace_metadata, _UPDATE),
    Route("PATCH", "/connection/metadata", metadata.merge_metadata, _UPDATE),
    Route("POST", "/connection", imports_legacy.import_connection, _CREATE),
    Route("POST", "/connect/sessions", sessions.create, _SESSIONS),
    Route("POST", "/connect/sessions/reconnect", sessions.reconnect, _SESSIONS),
    Route("GET", "/connect/session", sessions.get_session, credential=Credential.SESSION),
    Route("DELETE", "/connect/session", sessions.delete_session, credential=Credential.SESSION),
    _page("/auth/two-step", connect.post_two_step),
    _page("/auth/jwt", connect.post_jwt),
    _page("/auth/signature", connect.post_signature),
    _page("/auth/bill", connect.post_bill),
    _page("/auth/aws-sigv4", connect.post_aws),
    _page("/auth/tba", connect.post_tba),
    _page("/auth/unauthenticated", connect.post_none),
    _page("/api-auth/api-key", connect.post_api_key),
    _page("/api-auth/basic", connect.post_basic),
    _page("/oauth2/auth", connect.post_client_credentials),
    _page("/oauth/connect", oauth.start, "GET"),
    Route("GET", "/oauth/callback", oauth.callback, credential=Credential.NOTHING),
    Route("*", "/proxy/*", proxy.proxied, _scopes("proxy")),
)

JSON_ONLY: Final = ("providers", "integrations", "connection", "connections", "connect", "auth", "api-auth", "oauth")
"""First parts of paths below which another content type is refused, whatever the method."""


class Router:
    """Finds a call the way Express does: any case, a slash at the end is all the same, parameters decoded."""

    def __init__(self, routes: Iterable[Route] = ROUTES) -> None:
        self._routes = tuple(routes)

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """Return the call and its parameters, None if there is none; raises Crashed for a bad escape."""
        parts = _parts(path)
        method = "GET" if method == "HEAD" else method
        for route in self._routes:
            if (found := _match(route.parts, parts)) is not None:
                # Express decodes before it looks at the method.
                params = {name: _decoded(value) for name, value in found.items()}
                if route.method in (method, "*"):
                    return route, params
        return None


def _parts(path: str) -> list[str]:
    return path.removesuffix("/").split("/")[1:]


def _match(wanted: list[str], parts: list[str]) -> dict[str, str] | None:
    if wanted[-1] == "*" and len(parts) >= len(wanted):
        wanted, parts = wanted[:-1], parts[: len(wanted) - 1]
    if len(wanted) != len(parts):
        return None
    found: dict[str, str] = {}
    for want, part in zip(wanted, parts, strict=True):
        if want.startswith("{"):
            if not part:
                return None
            found[want.strip("{}")] = part
        elif want != part.lower():
            return None
    return found


def _decoded(value: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", value):
        raise Crashed
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError:
        raise Crashed from None
