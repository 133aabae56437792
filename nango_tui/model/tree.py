"""JSON, and JSON in which a leaf may be a secret."""

from __future__ import annotations

from collections.abc import Mapping

from nango_tui.model.secret import Secret

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Tree = None | bool | int | float | str | Secret | list["Tree"] | dict[str, "Tree"]
"""JSON in which a leaf may be a Secret."""


def as_tree(value: Json) -> Tree:
    """Return JSON as a tree, with lists and dictionaries of its own."""
    if isinstance(value, dict):
        return as_trees(value)
    return [as_tree(inner) for inner in value] if isinstance(value, list) else value


def as_trees(values: Mapping[str, Json]) -> dict[str, Tree]:
    """Return a JSON object as a tree."""
    return {key: as_tree(value) for key, value in values.items()}
