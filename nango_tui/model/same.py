"""Whether two values of JSON are the same, as JavaScript sees them."""

from __future__ import annotations

from collections.abc import Mapping

from nango_tui.model.secret import Secret, Text, is_blank


def same(one: object, other: object) -> bool:
    """Say whether two values, trees or plain JSON, are equal as JSON: 1 and 1.0 are one number, 1 and true are two.

    A Secret equals the text that it holds: which names are secret depends on who reads.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Secret) or isinstance(other, Secret):
        return _secret(one) == _secret(other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    return type(one) is type(other) and one == other


def _secret(value: object) -> object:
    return Secret(value) if isinstance(value, str) else value


def same_text(one: Text | None, other: Text | None) -> bool:
    """Say whether two entries are the same text; nothing and empty are the same."""
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    return same(one, other)
