"""Bodies that no Nango sends: JSON of the wrong shape, JSON that breaks readers, and what is no JSON at all."""

from __future__ import annotations

import json
from collections.abc import Iterator

from nango_tui.model.body import Json

DEEP = b"[" * 100_000 + b"]" * 100_000
DIGITS = b"9" * 5_000

NEVER: dict[str, bytes] = {
    "null": b"null",
    "a list": b"[]",
    "a number": b"5",
    "a text": b'"data"',
    "true": b"true",
    "an empty object": b"{}",
    "an object of other things": b'{"hello": "world"}',
    "null in place of the rows": b'{"data": null, "connections": null}',
    "an object in place of the rows": b'{"data": {}, "connections": {}}',
    "a number in place of the rows": b'{"data": 5, "connections": 5}',
    "rows that are null": b'{"data": [null], "connections": [null]}',
    "rows that are lists": b'{"data": [[[]]], "connections": [[[]]]}',
    "rows without an id": b'{"data": [{"provider": "x"}], "connections": [{"provider": "x"}]}',
    "ids that are numbers": b'{"data": [{"unique_key": 5}], "connections": [{"connection_id": 5}]}',
    "100,000 brackets": DEEP,
    "100,000 brackets that never close": b'{"data": ' + b"[" * 100_000,
    "100,000 objects in each other": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a number of 5,000 digits": b'{"data": [], "connections": [], "x": ' + DIGITS + b"}",
    "a number of 5,000 digits alone": DIGITS,
    "two values": b'{"data": []}{"connections": []}',
    "single quotes": b"{'data': [], 'connections': []}",
    "half of it": b'{"data": [{"unique_key": "x"',
    "NUL bytes": b"\0" * 64,
}
"""What is not Nango's answer to anything, by a name."""

ODD_ROW = {"id": 10**4_000, "created": "\ud800", "errors": 5, "tags": [], "end_user": "x", "provider": None, "more": 5}
ODD_KEY = "x" * 10_000
TAKEN: dict[str, bytes] = {
    "numbers that are none": b'{"data": [{"unique_key": "pine", "x": NaN, "y": 1e400}], "connections": [], "z": -1e9}',
    "keys that come twice": b'{"data": 5, "data": [{"unique_key": "pine"}], "connections": 5, "connections": []}',
    "lone surrogates and escapes": json.dumps(
        {"data": [{"unique_key": "pine\ud800\u001b]52;c;eA==\u0007", "display_name": "\udfff"}], "connections": []}
    ).encode(),
    "names of 10 kB": json.dumps(
        {"data": [{"unique_key": f"pine{ODD_KEY}", "display_name": ODD_KEY}], "connections": []}
    ).encode(),
    "rows of which all else is of another kind": json.dumps(
        {
            "data": [{"unique_key": "pine", "provider": 5, "display_name": []}],
            "connections": [{"connection_id": "pine", "provider_config_key": "pine", **ODD_ROW}],
        }
    ).encode(),
    "a mark before it": b'\xef\xbb\xbf{"data": [{"unique_key": "pine"}], "connections": []}',
}
"""What is read all the same, since what is asked for is in it: each shows an integration that begins with "pine"."""

VALUES: tuple[Json, ...] = (
    None, True, 5, -1, 1.5, 1e400, float("nan"), 10**4_000, "", "x", "\ud800\x1b]0;x\x07", "x" * 10_000, [], [None], {},
    {"": {"": ""}},
)  # fmt: skip
"""What is put in the place of anything."""


def bent(value: Json, depth: int = 4) -> Iterator[Json]:
    """Yield the JSON with each of its places replaced by each odd value, and with each of them missing."""
    yield from VALUES
    if not depth:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {name: other for name, other in value.items() if name != key}
            for odd in bent(inner, depth - 1):
                yield {**value, key: odd}
    elif isinstance(value, list) and value:
        for odd in bent(value[0], depth - 1):
            yield [odd, *value[1:2]]
