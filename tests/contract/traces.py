"""What recorded bodies tell: their values, the connections in them, and these connections' errors."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from nango_tui.model.body import Json
from tests.contract.steps import Step

_UNKNOWN = ("unknown_provider_config", "not_found")


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


def unmade_integrations(steps: Iterable[Step], providers: Container[str]) -> dict[str, str]:
    """Return the integrations that calls name though no recording made them, with their providers.

    The provider is told by an answer, or it is named as the integration is.
    """
    made: set[str] = set()
    named: dict[str, str] = {}
    for step in steps:
        stored, sent = step.expected.stored, step.sent
        if step.path == "/integrations" and step.method == "POST" and isinstance(sent, dict):
            made.add(str(sent.get("unique_key")))
        for row in _rows(stored):
            named[str(row["provider_config_key"])] = str(row["provider"])
        key = sent.get("provider_config_key") if isinstance(sent, dict) else None
        if isinstance(key, str) and key in providers and not step.skip and step.expected.code not in _UNKNOWN:
            named.setdefault(key, key)
    return {key: provider for key, provider in named.items() if key not in made}


def _rows(stored: Json) -> list[dict[str, Json]]:
    rows = stored.get("connections", [stored]) if isinstance(stored, dict) else []
    listed = rows if isinstance(rows, list) else []
    return [row for row in listed if isinstance(row, dict) and "provider_config_key" in row and "provider" in row]
