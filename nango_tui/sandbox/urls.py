"""URLs as Node's URL class reads them, as far as a webhook's address needs it."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import unquote

_LAST_PORT: Final = 65_535
_SPECIAL: Final = ("http", "https", "ws", "wss", "ftp")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(.*)", re.DOTALL)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f#/<>?@\[\\\]^|%:]")
_INSIDE: Final = ("localhost", "internal", "local")


def read_url(text: str) -> tuple[str, str] | None:
    """Return scheme and host of a URL, the host "" where it has none; None if the text is no URL.

    "http:a" is http://a, as browsers have it.
    """
    text = re.sub(r"[\t\n\r]", "", text.strip("".join(map(chr, range(33)))))
    match = _SCHEME.fullmatch(text)
    if match is None:
        return None
    scheme, rest = match[1].lower(), match[2]
    if scheme not in _SPECIAL:
        if scheme == "file" or not rest.startswith("//"):
            return scheme, ""
        host = re.split(r"[/?#]", rest[2:])[0].rpartition("@")[2]
        return None if _FORBIDDEN.search(host.partition(":")[0]) else (scheme, host.partition(":")[0])
    authority = re.split(r"[/\\?#]", rest.lstrip("/\\"))[0].rpartition("@")[2]
    host, port = _split_port(authority)
    if port is None or not host:
        return None
    read = _host(host)
    return None if read is None else (scheme, read)


def _split_port(authority: str) -> tuple[str, str | None]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d*))?", authority, re.DOTALL)
    if match is None or int(match[2] or 0) > _LAST_PORT:
        return "", None
    return match[1], match[2] or ""


def _host(text: str) -> str | None:
    if text.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(text[1:-1])}]"
        except ValueError:
            return None
    host = unquote(text).lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return None
    if not host or _FORBIDDEN.search(host):
        return None
    last = host.rstrip(".").rpartition(".")[2]
    return _ipv4(host.rstrip(".")) if re.fullmatch(r"\d+|0x[0-9a-f]*", last) else host


def _ipv4(host: str) -> str | None:
    """Return an address in its usual form: "127.1" and "0x7f000001" are loopback."""
    parts = host.split(".")
    try:
        numbers = [int(part or "z", 16 if part.startswith("0x") else 8 if part[:1] == "0" else 10) for part in parts]
    except ValueError:
        return None
    if len(parts) > 4 or any(number > 255 for number in numbers[:-1]):
        return None
    value = sum(number << 8 * (3 - index) for index, number in enumerate(numbers[:-1])) + numbers[-1]
    return str(ipaddress.IPv4Address(value)) if numbers[-1] < 256 ** (5 - len(parts)) else None


def is_public(host: str) -> bool:
    """Say whether a host may be called: loopback, private and link-local ones may not (seen on Nango 0.71.4)."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return bool(host) and not any(host == name or host.endswith(f".{name}") for name in _INSIDE)
