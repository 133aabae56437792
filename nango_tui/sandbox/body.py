"""Reading a request's body as Express with body-parser does, before anything else is looked at."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Mapping
from typing import Final

from nango_tui.model.wire import Request
from nango_tui.sandbox.answers import Crashed, refusal
from nango_tui.sandbox.javascript import MISSING, JsonError, Value, parse

BODY_LIMIT: Final = 75 * 1024 * 1024
"""Bytes, after decompression; more is answered as 500 (seen on Nango 0.71.4)."""

# Media types that are read, with the charsets that each takes; what is no JSON is refused later.
_READ: Final[dict[str, tuple[str, ...]]] = {
    "application/json": ("utf-",),
    "application/x-www-form-urlencoded": ("utf-8", "iso-8859-1"),
    "text/xml": ("",),
    "application/octet-stream": ("",),
}
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_FIRST = re.compile(r"[ \t\n\r]*([^ \t\n\r])")


def read_body(request: Request) -> Value:
    """Return the parsed body; MISSING where none was sent, or one of a type that is not read.

    Raises Refused (400 `invalid_json`) or Crashed (a charset, encoding or size that it does not take).
    """
    headers = request.headers
    if not _has_body(request) or (kind := _media_type(headers)) not in _READ:
        return MISSING
    charset = match[1].lower() if (match := _CHARSET.search(headers.get("content-type", ""))) else "utf-8"
    if not charset.startswith(_READ[kind]):
        raise Crashed
    data = _inflated(request.body, headers.get("content-encoding", "identity").lower())
    if kind != "application/json":
        return MISSING
    if not data:
        return {}
    try:
        text = data.decode(charset, errors="replace").removeprefix("\ufeff")
    except LookupError:
        raise Crashed from None
    first = _FIRST.match(text)
    if first is None or first[1] not in "{[":
        # Only objects and lists count as JSON, the way body-parser's strict mode has it.
        mark = first[1] if first else ""
        raise refusal(400, "invalid_json", f"Unexpected token '{mark}' at the start of the body")
    try:
        return parse(text)
    except JsonError as error:
        raise refusal(400, "invalid_json", str(error)) from None


def _has_body(request: Request) -> bool:
    headers = request.headers
    return bool(request.body) or "transfer-encoding" in headers or headers.get("content-length", "").isdigit()


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _inflated(data: bytes, encoding: str) -> bytes:
    try:
        match encoding:
            case "identity":
                pass
            case "gzip":
                data = gzip.decompress(data)
            case "deflate":
                data = zlib.decompress(data)
            case _:
                raise Crashed
    except (OSError, EOFError, zlib.error):
        raise Crashed from None
    if len(data) > BODY_LIMIT:
        raise Crashed
    return data


def check_content_type(headers: Mapping[str, str]) -> None:
    """Raise 415 unless the content type is absent or begins, in lower case, with application/json.

    "Application/JSON" is refused although it is read (seen on Nango 0.71.4).
    """
    given = headers.get("content-type", "")
    if given and not given.startswith("application/json"):
        raise refusal(415, "invalid_content_type", "Content-Type header must be application/json")
