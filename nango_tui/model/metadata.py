"""Metadata: the user's own JSON, typed as text."""

from __future__ import annotations

import json
from math import isinf

from nango_tui.model.tree import Json

DEEPEST = 100
"""Levels of nesting that are taken; nobody's metadata has more."""

_MISTAKES = {
    "Expecting property name": "a name in double quotes is needed here",
    "Expecting value": "a value is needed here: a text in double quotes, a number, true, false, null, { or [",
    "Expecting ','": "a comma is missing here",
    "Expecting ':'": "a colon is missing here",
    "Extra data": "nothing may follow here",
    "Unterminated string": "the text that begins here has no closing quote",
    "Invalid control character": "in a text a line end is written \\n, a tab \\t",
    "Invalid \\uXXXX": "four hexadecimal digits are needed here",
    "Invalid \\": "in a text a backslash is written \\\\",
    "Illegal trailing comma": "no comma may stand before the end",
}
"""What Python says of a mistake, by how it begins, and what to do."""
_NO_OBJECT = 'Metadata is an object: start with { and end with }. Example: {"plan": "gold"}'


def parse_metadata(text: str) -> dict[str, Json] | str:
    """Return the typed metadata as JSON, or why it is none, in words; blank text is {}.

    Integers keep all their digits. POST /connection answers 500 to anything but an object (seen on Nango 0.71.4),
    and so does a NUL character in it.
    """
    if not text.strip():
        return {}
    try:
        value: Json = json.loads(text, parse_constant=_no_constant, parse_float=_float, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        if error.msg.startswith("Extra data") and not text.lstrip().startswith("{"):
            return _NO_OBJECT
        return f"This is not JSON. Line {error.lineno}, column {error.colno}: {_mistake(error)}."
    except RecursionError:
        return f"This is nested more than {DEEPEST} levels deep."
    except _Odd as odd:
        return str(odd)
    except ValueError:  # more digits than Python reads
        return "A number in it has too many digits."
    if not isinstance(value, dict):
        return _NO_OBJECT
    if too_deep(value):
        return f"This is nested more than {DEEPEST} levels deep."
    if "\\u0000" in json.dumps(value).replace("\\\\", ""):
        return "It holds a NUL character, which Nango cannot store."
    return value


def _mistake(error: json.JSONDecodeError) -> str:
    """Say what to do about what Python found. It names what it would read next, which often is not what is wrong."""
    before, at = error.doc[: error.pos].rstrip()[-1:], error.doc[error.pos :].lstrip()[:1]
    expecting = error.msg.startswith("Expecting")
    if at and at in "“”„‘’":
        return 'write straight quotes: "'
    if expecting and before == "," and at in ("}", "]"):
        return "take away the comma before this"
    if expecting and not at:
        return "it ends too early: a } or ] is missing, or what belongs before it"
    if error.msg.startswith("Expecting ','") and before == "0" and at.isdigit():
        return "no number begins with 0"
    return next((words for begins, words in _MISTAKES.items() if error.msg.startswith(begins)), "it is wrong here")


def too_deep(value: Json) -> bool:
    """Say whether the JSON has more levels than are taken: functions that call themselves would not reach its end."""
    level: list[Json] = [value]
    for _ in range(DEEPEST + 1):
        below: list[Json] = []
        for item in level:
            below += item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        if not below:
            return False
        level = below
    return True


class _Odd(Exception):
    """JSON that Python reads and other programs do not, or read otherwise."""


def _no_constant(text: str) -> float:
    raise _Odd(f"{text} is not JSON.")


def _float(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise _Odd(f"The number {text[:20]} is too large.")
    return value


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            raise _Odd(f"The key {key[:40]} is in it twice.")
        found[key] = value
    return found
