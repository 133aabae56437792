"""What recorded bodies tell: their values, the connections in them, and these connections' errors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nango_tui.model.body import Json


def leaves(value: Json) -> Iterable[str]:
    """Give every name and value in a body, and the parts of texts with commas."""
    match value:
        case dict():
            for name, item in value.items():
                yield name
                yield from leaves(item)
        case list():
            for item in value:
                yield from leaves(item)
        case str():
            yield value
            yield from value.split(",")
        case None | bool():
            pass
        case _:
            yield str(value)


def told_errors(stored: Json) -> Iterable[tuple[str, str, list[Json]]]:
    """Give the connections that an answer tells of, by id and integration, with their errors."""
    rows = stored.get("connections", [stored]) if isinstance(stored, dict) else []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(errors := row.get("errors"), list):
            yield str(row["connection_id"]), str(row["provider_config_key"]), errors


_STORED = ("metadata", "connection_config", "credentials", "tags", "end_user", "webhook_url_override")


def told_values(stored: Json) -> set[str]:
    """Return the texts that an answer tells as stored, apart from times and types."""
    rows = stored.get("connections", [stored]) if isinstance(stored, dict) else []
    told: set[str] = set()
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            told |= set(_values({name: row[name] for name in _STORED if name in row}))
    return {text for text in told if not re.fullmatch(r"\d{4}-\d\d-\d\dT.*|-?[\d.e+]+", text)}


def _values(value: Json) -> Iterable[str]:
    match value:
        case dict():
            for name, item in value.items():
                if name not in ("type", "raw"):
                    yield from _values(item)
        case list():
            for item in value:
                yield from _values(item)
        case str():
            yield value
        case _:
            pass
