"""Whether a pasted text is one value for the field that has the focus, or something to be taken apart."""

from __future__ import annotations

import re

LONGEST = 1024 * 1024
"""Characters of a text that are looked at; a longer one is refused with that reason."""

_STARTS = ("{", "[", "curl ", "curl.exe ", "export ", "-----begin ", "```", "http/1", "http/2", "set ")
_NAMED = re.compile(r"\s{0,80}(?:export\s{1,9}|set\s{1,9}|\$env:)?[A-Za-z_][A-Za-z0-9_.-]{0,80}\s{0,9}[=:]\s{0,9}\S")
_SCHEME = re.compile(r"(?:bearer|basic|token)\s{1,9}\S+", re.IGNORECASE)
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")
_HEADER = re.compile(r"(?:proxy-)?authorization\s{0,9}:", re.IGNORECASE)


def opens_preview(text: str) -> bool:
    """Say whether a text has structure: several lines, JSON, a curl command, names with values.

    One value stays in its field, a URL, an e-mail and "Bearer ..." too: the field itself takes off what is not its own.
    """
    stripped = text.strip().lstrip("\ufeff\u200b")
    if not stripped:
        return False
    lines = [line for line in stripped[:LONGEST].splitlines() if line.strip()]
    if len(lines) > 1:
        return True
    line = lines[0]
    if line.lower().startswith(_STARTS) or _HEADER.match(line) or len(text) > LONGEST:
        return True
    if _SCHEME.fullmatch(line) or _JWT.fullmatch(line):
        # What it says of itself fills more than one field: its scheme, when it expires.
        return True
    if "://" in line.split("=", 1)[0]:
        # The query of a URL has names too; only that of a callback says something.
        return "?" in line and any(name in line for name in ("realmId=", "code=", "access_token="))
    return "\t" in line or (bool(_NAMED.match(line)) and not _one_value(line))


def _one_value(line: str) -> bool:
    """Say whether what looks like a name with a value is one value: base64 that ends in =, a host with its port."""
    _name, mark, value = line.partition("=")
    if mark:
        return not value.strip("= ")
    # "user:password" and "host:8000" are values; "api_key: abc" is a name with one.
    _, _, value = line.partition(":")
    return not value[:1].isspace() and value[:1] not in ("'", '"')
