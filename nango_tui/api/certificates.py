"""Which certificate a server showed where it was not trusted, so that a person can be told more than that."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import httpx

from nango_tui.model.text import cut, plain

MOST_NAMES = 3
"""Names of a certificate that are told."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate in words, made harmless to a terminal; "" and () where it does not say or could not be read.

    `since`, `until`: when it is valid, "2026-11-23 10:00 UTC". `own`: it is signed by itself.
    """

    names: tuple[str, ...] = ()
    issuer: str = ""
    since: str = ""
    until: str = ""
    own: bool = False


class NotTrusted(ssl.SSLError):
    """A handshake that ended because the server's certificate is not trusted; the reason is its cause."""

    def __init__(self, shown: Shown) -> None:
        super().__init__("not trusted")
        self.shown = shown


def trusting() -> ssl.SSLContext:
    """Return what checks certificates: against SSL_CERT_FILE or SSL_CERT_DIR, else against the usual authorities."""
    return _trusting(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))


@lru_cache(maxsize=1)
def _trusting(file: str, folder: str) -> ssl.SSLContext:
    # Reading the usual authorities takes 20 ms, and another environment trusts the same.
    context = httpx.create_ssl_context()
    context.sslobject_class = _Handshake
    return context


class _Handshake(ssl.SSLObject):
    def do_handshake(self) -> None:
        try:
            super().do_handshake()
        except ssl.SSLCertVerificationError as error:
            raise NotTrusted(_shown_to(self)) from error


def _shown_to(handshake: ssl.SSLObject) -> Shown:
    """Return the certificate of a handshake that failed: `getpeercert` gives none then, and its private part does."""
    try:
        # Private up to Python 3.12, and told as bytes from then on: where it is not there, less is said.
        read = getattr(getattr(handshake, "_sslobj", None), "get_unverified_chain", None)
        found = read()[0].get_info() if read else None
    except Exception:
        return Shown()
    return shown(found) if isinstance(found, dict) else Shown()


def shown(certificate: dict[str, object]) -> Shown:
    """Return a certificate in words, from what `ssl` reads in it."""
    subject, issuer = certificate.get("subject"), certificate.get("issuer")
    named = [text for kind, text in _pairs(certificate.get("subjectAltName")) if kind in ("DNS", "IP Address")]
    known = dict(pair for part in _parts(issuer) for pair in _pairs(part))
    said = known.get("commonName") or known.get("organizationName") or known.get("organizationalUnitName") or ""
    return Shown(
        tuple(cut(plain(name), 60) for name in named[:MOST_NAMES]),
        cut(plain(said), 60),
        _moment(certificate.get("notBefore")),
        _moment(certificate.get("notAfter")),
        own=subject == issuer and subject is not None,
    )


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, tuple | list):
        yield from value


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    for pair in _parts(value):
        if isinstance(pair, tuple | list) and len(pair) == 2:
            yield str(pair[0]), str(pair[1])


def _moment(value: object) -> str:
    try:
        seconds = ssl.cert_time_to_seconds(value) if isinstance(value, str) else None
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC" if seconds is not None else ""
    except (ValueError, OverflowError, OSError):
        return ""
