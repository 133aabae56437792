"""Query strings as Node's qs reads them: `tags[team]=blue` is an object, a repeated name is a list."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from nango_tui.model.body import Json

_DEPTH = 5
_LIMIT = 1000
_FIRST = re.compile(r"^([^\[]*)((?:\[[^\[\]]*\])*)(.*)$", re.DOTALL)
_PART = re.compile(r"\[([^\[\]]*)\]")


def parse_query(text: str) -> dict[str, Json]:
    """Return the names and values of a query string, decoded, nested by brackets."""
    found: dict[str, Json] = {}
    for pair in text.split("&")[:_LIMIT]:
        if not pair:
            continue
        name, _, value = pair.partition("=")
        keys = _keys(unquote_plus(name))
        if keys:
            _put(found, keys, unquote_plus(value))
    return found


def _keys(name: str) -> list[str]:
    match = _FIRST.match(name)
    if match is None:
        return [name]
    parts = _PART.findall(match[2])
    rest = match[3]
    if rest:
        # Brackets that do not close belong to the name.
        return [name] if not parts else [match[1] or parts.pop(0), *parts]
    head = [match[1]] if match[1] else []
    keys = head + parts[:_DEPTH]
    return keys or ([name] if name else [])


def _put(into: dict[str, Json], keys: list[str], value: str) -> None:
    name, *rest = keys
    if not rest:
        old = into.get(name)
        match old:
            case None if name not in into:
                into[name] = value
            case list():
                old.append(value)
            case dict():
                old[value] = True
            case _:
                into[name] = [old, value]
        return
    if rest == [""]:
        old = into.get(name)
        into[name] = [*old, value] if isinstance(old, list) else ([value] if old is None else [old, value])
        return
    below = into.get(name)
    if isinstance(below, str):
        below = {below: True}
    if not isinstance(below, dict):
        below = {}
    into[name] = below
    _put(below, rest, value)
