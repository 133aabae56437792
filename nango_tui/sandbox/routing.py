"""Which call answers which method and path; a new call is a new row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from nango_tui.sandbox import connections, imports_current, imports_legacy, integrations, metadata, providers
from nango_tui.sandbox.answers import Crashed
from nango_tui.sandbox.calls import Handler


@dataclass(frozen=True, slots=True)
class Route:
    """One call. `path`: parts in braces are parameters. `scopes`: one of them is needed; none: any key will do."""

    method: str
    path: str
    handler: Handler
    scopes: tuple[str, ...] = ()

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

ROUTES: Final = (
    Route("GET", "/providers", providers.list_providers),
    Route("GET", "/providers/{provider}", providers.get_provider),
    Route(
        "GET",
        "/integrations",
        integrations.list_integrations,
        _scopes("integrations:list", "integrations:list_credentials"),
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
                if route.method == method:
                    return route, params
        return None


def _parts(path: str) -> list[str]:
    return path.removesuffix("/").split("/")[1:]


def _match(wanted: list[str], parts: list[str]) -> dict[str, str] | None:
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
