"""Small changes to something that is right: where most mistakes of a parser live."""

from __future__ import annotations

import copy
import json
from typing import Final

from hypothesis import strategies as st

from nango_tui.model.body import Json

HOSTILE: Final = (
    "\x1b]52;c;cHduZWQ=\x07", "\x1b[2J", "[@click=app.quit]x[/]", "[red]", "a\x00b", "\u202eevil", "z\u200bw", "\ud800",
    "漢字" * 40, "👩‍👩‍👧", "\r\n", "\u2028", "${connectionConfig.x}", "${connectionConfig.", "||", "%", "{", "\\",
)  # fmt: skip
"""Texts that do something to a terminal, to markup or to a pattern."""
TEXTS: Final = (
    "", " ", "x", "OAUTH2", "API_KEY", "auth", "sync", "true", "0", "-1", "1e999", "2026-02-30", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999-14:00",
    "0001-01-01", "0001-01-01T00:00:00+14:00", "2026-03-29T02:30:00",  "2026-03-14T09:00:00.000Z", "2026-03-14 09:00",
    "http://[::1", "https://a:b@c.example/",
    "https://x.example:99999/", "javascript:alert(1)", "x" * 5000, "(a+)+$", "[", "*", *HOSTILE,
)  # fmt: skip
_NUMBERS: Final = (0, 1, -1, 2**31, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308, float("inf"), float("nan"))
_DEEP: Json = json.loads("[" * 60 + "]" * 60)
_BRANCHES: Final[tuple[Json, ...]] = ([], {}, [[]], [None], {"": ""}, _DEEP)
LEAVES: Final[tuple[Json, ...]] = (None, True, False, *_NUMBERS, *TEXTS, *_BRANCHES)
"""What can stand where something else was expected."""

_OPS: Final = ("put", "put", "put", "drop", "double", "rename", "wrap", "swap", "add")
Shake = tuple[str, int, int]
"""What to do, where (counted through all places), and with which of the leaves."""
shakes: Final = st.lists(
    st.tuples(st.sampled_from(_OPS), st.integers(0, 500), st.integers(0, len(LEAVES) - 1)), max_size=5
)


def shaken(value: Json, changes: list[Shake]) -> Json:
    """Return the value with these changes made, one after the other."""
    whole: list[Json] = [copy.deepcopy(value)]
    for op, where, which in changes:
        places = list(_places(whole))
        holder, key = places[where % len(places)]
        other, other_key = places[which % len(places)]
        _change(op, holder, key, LEAVES[which], other, other_key)
    return whole[0] if whole else None


Holder = list[Json] | dict[str, Json]


def _places(value: Holder) -> list[tuple[Holder, int | str]]:
    found: list[tuple[Holder, int | str]] = []
    todo: list[Holder] = [value]
    while todo and len(found) < 3000:
        holder = todo.pop()
        for key in range(len(holder)) if isinstance(holder, list) else list(holder):
            found.append((holder, key))
            inner = _at(holder, key)
            if isinstance(inner, list | dict):
                todo.append(inner)
    return found or [(value, 0)]


def _at(holder: Holder, key: int | str) -> Json:
    if isinstance(holder, list):
        return holder[key] if isinstance(key, int) and key < len(holder) else None
    return holder.get(str(key))


def _put(holder: Holder, key: int | str, value: Json) -> None:
    if isinstance(holder, dict):
        holder[str(key)] = value
    elif isinstance(key, int):
        holder[key : key + 1] = [value]


def _change(op: str, holder: Holder, key: int | str, leaf: Json, other: Holder, other_key: int | str) -> None:
    here = _at(holder, key)
    match op:
        case "put":
            _put(holder, key, copy.deepcopy(leaf))
        case "drop" if isinstance(holder, dict):
            holder.pop(str(key), None)
        case "double" if isinstance(holder, list):
            holder.append(copy.deepcopy(here))
        case "rename" if isinstance(holder, dict):
            holder[str(leaf)] = holder.pop(str(key), None)
        case "wrap":
            _put(holder, key, [here])
        case "swap":
            _put(holder, key, copy.deepcopy(_at(other, other_key)))
        case _ if isinstance(here, dict):
            here[str(leaf)] = copy.deepcopy(leaf)
        case _:
            _put(holder, key, {str(leaf): here})
