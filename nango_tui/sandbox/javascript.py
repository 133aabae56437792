"""What JavaScript makes of JSON: the server runs on Node, and its coercions can be seen in its answers."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from enum import Enum
from typing import Final, NoReturn

from nango_tui.model.body import Json


class Missing(Enum):
    """JavaScript's `undefined`: a key that was not sent, or no body at all."""

    MISSING = "undefined"


MISSING: Final = Missing.MISSING
Value = Json | Missing

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_INDEX = re.compile(r"0|[1-9]\d{0,8}")
_EXACT = 2**53


class JsonError(ValueError):
    """A text that JSON.parse refuses."""


def parse(text: str) -> Json:
    """Return what JSON.parse makes of a text, numbers as doubles; raises JsonError.

    "12345678901234567890" becomes 12345678901234567000, 1e400 becomes infinity (seen on Nango 0.71.4).
    """
    try:
        value: Json = json.loads(
            text, parse_int=_number, parse_float=_number, parse_constant=_refuse, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise JsonError(str(error) or "too deep") from None
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    return in_order(dict(pairs))


def in_order(value: dict[str, Json]) -> dict[str, Json]:
    """Return an object in JavaScript's order: names that are whole numbers first, by size, then as they came."""
    numbers = sorted((name for name in value if _INDEX.fullmatch(name)), key=int)
    return {name: value[name] for name in numbers} | value if numbers else value


def _number(text: str) -> int | float:
    if len(text) < 16 and text.lstrip("-").isdigit():
        return int(text)
    return tidy(float(text))


def tidy(value: float) -> int | float:
    """Return a double as JavaScript prints it: whole numbers below 1e21 have no point."""
    if math.isfinite(value) and value.is_integer() and abs(value) < 1e21:
        return int(value) if abs(value) <= _EXACT else int(Decimal(repr(value)))
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def stringify(value: Json) -> bytes:
    """Return the bytes that a server sends for a value: no blanks, infinity as null, UTF-8."""
    text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"))
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()


def _finite(value: Json) -> Json:
    match value:
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {key: _finite(item) for key, item in value.items()}
        case list():
            return [_finite(item) for item in value]
        case _:
            return value


def truthy(value: Value) -> bool:
    """Say whether `if (value)` is taken: empty lists and objects are true, 0, "" and NaN are not."""
    match value:
        case list() | dict():
            return True
        case float():
            return value != 0 and not math.isnan(value)
        case Missing():
            return False
        case _:
            return bool(value)


def text_of(value: Value) -> str:
    """Return `String(value)`."""
    match value:
        case Missing():
            return "undefined"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list():
            return ",".join("" if item is None else text_of(item) for item in value)
        case dict():
            return "[object Object]"
        case float() if math.isnan(value):
            return "NaN"
        case float() if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        case _:
            return stringify(value).decode()


def parse_int(value: Value) -> int | None:
    """Return `parseInt(value, 10)`, None for NaN: "1h" is 1, 1e18 is what its digits say."""
    match = re.match(r"\s*([+-]?\d+)", text_of(value))
    return int(float(match[1])) if match else None


def to_number(text: str) -> float | None:
    """Return `Number(text)`, None for NaN: "" is 0, "0x10" is 16, "1_0" is NaN."""
    text = text.strip(" \t\n\r\v\f\ufeff\u00a0")
    if not text:
        return 0
    if prefixed := re.fullmatch(r"0([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)", text):
        return float(int("0" + prefixed[1], 0))
    if re.fullmatch(r"[+-]?Infinity", text):
        return float(text.replace("Infinity", "inf"))
    return float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) else None
