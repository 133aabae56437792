"""Values that go into no field, whoever found them: masked ones, shortened ones, keys of Nango."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nango_tui.model.paste.values import CUT, MASKED, PLACEHOLDER, trouble
from nango_tui.model.tree import Json

NANGO_KEY = "it is a key of Nango, not a credential of the customer"

_NANGO_KEY = re.compile(r"nango_[a-z_]+[0-9a-z_]*", re.IGNORECASE)
_UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


def unusable(text: str, *, secret: bool = True) -> str:
    """Return why a value is none, "" if it is one: masked, cut short, a stand-in of an example, a key of Nango.

    The text itself is never part of the answer. A value that is no `secret` may be any word, "my-shop" too.
    """
    text = text.strip()
    if _NANGO_KEY.fullmatch(text):
        return NANGO_KEY
    why = MASKED if text.startswith("**") or text.endswith("**") else trouble(text)
    return "" if why == PLACEHOLDER and not secret and text.isascii() and text[:1].isalnum() else why


def holds_key(text: str, keys: frozenset[str]) -> bool:
    """Say whether a key of Nango is in a text, alone or as a part of it."""
    return any(key in text for key in keys if key)


def may_be_nango_key(text: str) -> bool:
    """Say whether a value has the form of a Nango key, which is that of any random UUID."""
    return _UUID_V4.fullmatch(text.strip()) is not None


def unusable_json(value: Json | Mapping[str, Json], keys: frozenset[str] = frozenset()) -> str:
    """Return why a JSON value cannot be taken whole, "" if it can: a text in it is masked, or is one of `keys`."""
    waiting: list[Json | Mapping[str, Json]] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str):
            if holds_key(item, keys) or _NANGO_KEY.fullmatch(item.strip()):
                return "a key of Nango is in it"
            if unusable(item, secret=False) in (MASKED, CUT):
                return "a value in it is masked or cut off"
    return ""
