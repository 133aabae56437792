"""Paths and queries of calls: whatever a name holds, it stays where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode


def part(text: str) -> str:
    """Return one part of a path: everything is encoded, a slash too, so that an id stays one part."""
    # Dots alone would be taken as a step in the path on the way.
    return quote(text, safe="", errors="replace") if text.strip(".") else text.replace(".", "%2E")


def query(wanted: Mapping[str, str]) -> str:
    """Return a query, blanks as %20; a lone surrogate, which no server can take, becomes a question mark."""
    return urlencode(wanted, quote_via=quote, errors="replace")


def connection_path(connection_id: str, wanted: Mapping[str, str]) -> str:
    """Return the path of one connection, with its query."""
    return f"/connections/{part(connection_id)}?{query(wanted)}"


def proxy_path(path: str) -> str:
    """Return the path of Nango's proxy to a path of a provider's API; its query stays one.

    No part of it can lead out of the proxy: a step up would be a call of Nango's own.
    """
    where, mark, rest = path.strip().lstrip("/").partition("?")
    parts = (quote(item, safe=_IN_PATH, errors="replace") if item.strip(".") else part(item) for item in _split(where))
    return f"/proxy/{'/'.join(parts)}{mark}{quote(rest, safe=_IN_QUERY, errors='replace')}"


_IN_PATH = "%:@!$&'()*+,;=~"
_IN_QUERY = _IN_PATH + "/?[]"


def _split(where: str) -> list[str]:
    # A step up may be spelled with codes, and with the other slash.
    return where.replace("\\", "%5C").replace("%2e", ".").replace("%2E", ".").split("/")
