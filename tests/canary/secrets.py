"""Secrets that are easily recognised, and what finds them again, whole or in part, however they are spelled."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

PART = 8
"""So many characters of a secret in a row are a leak."""

BLOCK = 4
"""So many characters are looked at as one: half a part, so that every part covers a whole block."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_VERSION = 14
"""Around this digit most of a UUID is form: parts of it stand in others too (a toast's own name is one)."""


def _made_up(kind: str, length: int = 12) -> str:
    """Return letters and digits that stand nowhere else."""
    return base64.b32encode(hashlib.sha256(kind.encode()).digest()).decode().lower()[:length]


@dataclass(frozen=True, slots=True)
class Canary:
    """One secret. `needles`: the parts of it that nobody else has, all of it unless it is wrapped in common words."""

    kind: str
    text: str = field(repr=False)
    parts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def needles(self) -> tuple[str, ...]:
        return self.parts or (self.text,)


def token(kind: str, between: str = "/+=&é\"%'<") -> Canary:
    """Return a secret with characters that JSON, URLs, HTML and shells spell in other ways.

    Each stands alone among letters, so that no spelling of any part is that of another secret.
    """
    letters = _made_up(kind, 52)
    return Canary(
        kind, "".join(letters[4 * at : 4 * at + 4] + mark for at, mark in enumerate((*between, ""))) + letters[-8:]
    )


def pem(kind: str, label: str) -> Canary:
    """Return a PEM: lines of 64 characters between its first and last line."""
    body = base64.b64encode(b"".join(hashlib.sha512(f"{kind}{n}".encode()).digest() for n in range(1))).decode()
    lines = tuple(body[start : start + 64] for start in range(0, len(body), 64))
    return Canary(kind, "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----")), lines)


def jwk(kind: str) -> Canary:
    """Return a private key as JSON, over several lines, as people copy it."""
    secret, prime = _made_up(kind, 40), _made_up(f"{kind} prime", 30)
    text = json.dumps({"kty": "RSA", "kid": "k1", "e": "AQAB", "n": "common", "d": secret, "p": prime}, indent=2)
    return Canary(kind, text, (secret, prime))


ACCESS_TOKEN = token("access token")
REFRESH_TOKEN = token("refresh token")
API_KEY = token("API key")
PASSWORD = token("password")
USERNAME = token("user name that is the API key", "-_.~")
CLIENT_SECRET = token("client secret")
OVERRIDE_SECRET = token("secret of another OAuth app")
OAUTH_TOKEN = token("OAuth 1 token")
OAUTH_TOKEN_SECRET = token("OAuth 1 token secret")
TOKEN_ID = token("TBA token id")
TOKEN_SECRET = token("TBA token secret")
CERTIFICATE = pem("certificate", "CERTIFICATE")
PRIVATE_KEY = pem("private key", "PRIVATE KEY")
JWK = jwk("JWK")
CONFIG_SECRET = token("secret in a row of the template")
FREE_SECRET = token("secret in a free row")

ALL = (
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    API_KEY,
    PASSWORD,
    USERNAME,
    CLIENT_SECRET,
    OVERRIDE_SECRET,
    OAUTH_TOKEN,
    OAUTH_TOKEN_SECRET,
    TOKEN_ID,
    TOKEN_SECRET,
    CERTIFICATE,
    PRIVATE_KEY,
    JWK,
    CONFIG_SECRET,
    FREE_SECRET,
)


def spellings(text: str) -> Iterator[str]:
    """Yield the ways in which a text can be written down elsewhere."""
    yield text
    for coded in (quote(text, safe=""), quote(text), quote_plus(text)):
        yield coded
        yield coded.lower()
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield once
        yield json.dumps(once, ensure_ascii=ascii_only)[1:-1]
        yield once.replace("/", "\\/")
    yield html.escape(text)
    yield html.escape(text, quote=False)
    raw = text.encode()
    for shift in range(3):
        # Base64 of a longer text that holds this one: what lies inside, whatever stands before it.
        inner = base64.b64encode(b"\0" * shift + raw).decode()[4 if shift else 0 : -4]
        yield inner
        yield inner.replace("+", "-").replace("/", "_")
    yield raw.hex()
    yield repr(text)[1:-1]


def blocks(text: str) -> memoryview[int]:
    """Return each `BLOCK` characters of a text in their turn as a number; what a byte cannot hold counts as one."""
    raw = text.encode("latin-1", "replace")
    return memoryview(raw[: len(raw) // BLOCK * BLOCK]).cast("I")


@dataclass(slots=True)
class Hunt:
    """Looks for secrets in places, and keeps what it found; it never keeps the secret.

    `places`: how many different texts were looked at. `leaks`: kind of the secret and name of the place.
    """

    canaries: tuple[Canary, ...]
    leaks: set[tuple[str, str]] = field(default_factory=set)
    looked: set[int] = field(default_factory=set)
    _parts: dict[str, str] = field(default_factory=dict, repr=False)
    _blocks: set[int] = field(default_factory=set, repr=False)
    _clean: set[int] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        for canary in self.canaries:
            self.add(canary)

    def add(self, canary: Canary) -> None:
        """Look for this secret as well, also in texts that were looked at before."""
        for needle in canary.needles:
            common = range(_VERSION - PART + 1, _VERSION + 1) if _UUID.fullmatch(needle) else range(0)
            for spelled in spellings(needle):
                starts = [at for at in range(len(spelled) - PART + 1) if spelled != needle or at not in common]
                for part in {spelled[at : at + PART] for at in starts} - self._parts.keys():
                    self._parts[part] = canary.kind
                    self._blocks.update(*(blocks(part[at:]) for at in range(BLOCK)))
                    self._clean.clear()

    @property
    def kinds(self) -> set[str]:
        return set(self._parts.values())

    @property
    def places(self) -> int:
        return len(self.looked)

    def look(self, place: str, text: str) -> None:
        """Look at a text. What is cut by line ends and the frames of a screen is put together as well."""
        if not text.strip():
            return
        self.looked.add(hash((place, text)))
        if hash(text) in self._clean:
            return
        kinds = self._kinds_in(text) | self._kinds_in("".join(text.split()))
        self.leaks.update((kind, place) for kind in kinds)
        if not kinds:
            self._clean.add(hash(text))

    def _kinds_in(self, text: str) -> set[str]:
        """Return the kinds of the secrets of which a part stands in a text.

        Every part that stands in it covers a whole block, wherever it begins: where no block is one of a secret, there
        is none, and else only the surroundings of these blocks are looked at.
        """
        found = blocks(text)
        if self._blocks.isdisjoint(found):
            return set()
        starts = {
            start
            for at, block in enumerate(found)
            if block in self._blocks
            for start in range(max(0, BLOCK * at + BLOCK - PART), BLOCK * at + 1)
        }
        return {kind for start in starts if (kind := self._parts.get(text[start : start + PART]))}

    def look_all(self, place: str, texts: Iterable[str]) -> None:
        """Look at several texts of one place."""
        for text in texts:
            self.look(place, text)

    def look_into(self, folder: Path, place: str = "files") -> None:
        """Look at the bytes of every file in a folder."""
        for path in folder.rglob("*"):
            if path.is_file():
                self.look(place, path.read_bytes().decode(errors="replace"))
