"""The bytes of an answer: read up to a limit, unpacked, told apart, and made fit to be shown."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from math import isinf

from nango_tui.model.body import Json
from nango_tui.model.metadata import too_deep
from nango_tui.model.outcome import Call
from nango_tui.model.redact import Redactor
from nango_tui.model.text import cut, plain

MOST = 2 * 1024 * 1024
"""Bytes that are read of an answer, unpacked; what comes after is cut, and that is said."""
SHOWN = 200_000
"""Characters of an answer that are shown."""


@dataclass(frozen=True, slots=True)
class Body:
    """An answer's body as it came. `shape`: "JSON", "HTML", "text", "empty" or "binary". `cut`: more came."""

    text: str
    shape: str
    value: Json = None
    cut: bool = False


async def read(chunks: AsyncIterator[bytes], encoding: str) -> tuple[bytes, bool]:
    """Return the unpacked bytes, and whether more came than is read.

    A packed answer is unpacked no further than the limit: a few kilobytes may hold gigabytes.
    """
    packed = encoding.strip().lower() in ("gzip", "x-gzip", "deflate")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if packed else None
    found = bytearray()
    async for chunk in chunks:
        if unpack:
            try:
                found += unpack.decompress(chunk, MOST + 1 - len(found))
            except zlib.error:
                return bytes(found) or chunk[:MOST], False
        else:
            found += chunk[: MOST + 1 - len(found)]
        if len(found) > MOST:
            return bytes(found[:MOST]), True
    return bytes(found), False


def told_apart(raw: bytes, content_type: str, was_cut: bool) -> Body:
    """Return what the bytes are, judged by themselves: servers say JSON and send something else."""
    if not raw.strip():
        return Body("", "empty", cut=was_cut)
    text = raw.decode("utf-8-sig", errors="replace")
    try:
        value: Json = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return Body(text, _shape(raw, text, content_type), cut=was_cut)
    if too_deep(value):
        return Body(text, "text", cut=was_cut)
    return Body(text, "JSON", value, was_cut)


def shown(body: Body, value: Json, redactor: Redactor, call: Call) -> tuple[str, bool]:
    """Return the body as it may be shown, and whether it is cut: no secrets, harmless to a terminal, indented."""
    if body.shape == "JSON":
        text = json.dumps(redactor.tree(value, call), indent=2, ensure_ascii=False)
    elif body.shape == "binary":
        text = f"({len(body.text)} characters that are no text)"
    else:
        # Cut only after redaction: half a secret would not be found.
        text = redactor.loose_text(body.text, SHOWN + 1)
    text = plain(text, keep_lines=True)
    return cut(text, SHOWN), body.cut or len(text) > SHOWN


def _no_number(text: str) -> float:
    # Python reads NaN and Infinity, which are no JSON, equal nothing and cannot be sent again.
    raise ValueError(text[:20])


def _finite(text: str) -> float:
    value = float(text)
    return _no_number(text) if isinf(value) else value


def _shape(raw: bytes, text: str, content_type: str) -> str:
    start = text.lstrip()[:200].lower()
    if "html" in content_type.lower() or start.startswith(("<!doctype html", "<html")):
        return "HTML"
    strange = sum(1 for byte in raw[:4096] if byte < 9 or 13 < byte < 32) + text[:4096].count("\ufffd")
    return "binary" if strange > len(raw[:4096]) // 10 else "text"
