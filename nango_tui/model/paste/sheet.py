"""Where the readers of shapes write down what they find. Every value passes one gate here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from nango_tui.model.paste.found import Confidence, Ignored, Kind
from nango_tui.model.paste.jwt import claims_of, words_of
from nango_tui.model.paste.names import Meaning, meaning_of
from nango_tui.model.paste.pem import pem_of
from nango_tui.model.paste.prefixes import Prefix, prefix_of, words_for
from nango_tui.model.paste.values import CUT, EMPTY, MASKED, PLACEHOLDER, half_quoted, trouble, unquoted
from nango_tui.model.secrecy import words
from nango_tui.model.text import cut, plain
from nango_tui.model.tree import Json

CREDENTIALS: Final[frozenset[Kind]] = frozenset(
    (
        "access token", "refresh token", "client secret", "password", "api key", "token id", "token secret",
        "oauth token", "oauth token secret", "certificate", "private key",
    )
)  # fmt: skip
"""What makes a text more than words: without one of these there is no token in it."""
SANDBOX_KEY = "nango_sbx_v1_"
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
ERROR = "this is an error, there is no token in it"
CUT_TEXT = "the text is cut off: copy all of it"
_MOST = 600
_SCHEME = re.compile(r"(bearer|token|basic|oauth|zoho-oauthtoken|apikey|api-key|key|ghost)[ \t]+(?=\S)", re.IGNORECASE)
_HOST_WORDS = frozenset(("host", "hostname", "domain", "shop", "server", "site", "instance", "subdomain", "url", "uri"))
_NO_ADDRESS = frozenset(
    ("id", "sub", "iss", "self", "picture", "avatar", "avatar_url", "profile", "logo", "photo", "aud")
)
"""Names whose URLs are ids or pictures, and not where an account lives."""
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}", re.IGNORECASE)


class Refusal(Exception):
    """Nothing is taken from the text; the message says why and holds no value."""


@dataclass(frozen=True, slots=True)
class Item:
    """One value as a reader found it. `group`: the place that it shares with others: a parent object, a row."""

    kind: Kind
    value: str = field(repr=False)
    name: str = ""
    confidence: Confidence = "certain"
    source: str = ""
    what: str = ""
    group: str = ""


class Sheet:
    """Takes what the readers find in one text.

    `nango`: a request to Nango is in it, or a client of Nango is made. `mentioned`: its name is in the text.
    """

    def __init__(self, now: datetime, *, nango: bool = False, mentioned: bool = False) -> None:
        self.now = now
        self.nango = nango
        self.mentioned = mentioned
        self.shape = ""
        self.items: list[Item] = []
        self.ignored: list[Ignored] = []
        self.cleaned: list[str] = []
        self.notes: list[str] = []
        self.hosts: list[str] = []
        self.choices: list[tuple[str, list[tuple[str, list[Item]]]]] = []
        self.answered_at: tuple[str, str] | None = None
        """The Date header of an HTTP answer, with its name."""
        self._count = 0

    def __repr__(self) -> str:
        return f"Sheet({self.shape}, {len(self.items)} items)"

    def inner(self) -> Sheet:
        """Return an empty sheet for a part of the text."""
        return Sheet(self.now, nango=self.nango, mentioned=self.mentioned)

    def be(self, shape: str) -> None:
        """Say what the text is, unless an outer shape was said already."""
        self.shape = self.shape or shape

    def note(self, text: str) -> None:
        """Write down what else should be said."""
        if text not in self.notes:
            self.notes.append(text)

    def clean(self, text: str) -> None:
        """Write down what was taken off."""
        if text not in self.cleaned:
            self.cleaned.append(text)

    def ignore(self, name: str, why: str) -> None:
        """Write down what is not used, and why."""
        line = Ignored(shown_name(name), why)
        if why != "-" and line not in self.ignored and len(self.ignored) < 100:
            self.ignored.append(line)

    def host(self, host: str) -> None:
        """Write down a host that tells which provider the text is from."""
        host = cut(plain(host.lower()), 253)
        if host and "nango" not in host and host not in self.hosts and len(self.hosts) < 20:
            self.hosts.append(host)

    def full(self) -> bool:
        """Say whether enough was found: a text of any size takes a bounded time."""
        return self._count >= _MOST

    def take(
        self,
        kind: Kind,
        value: str,
        name: str = "",
        confidence: Confidence = "certain",
        *,
        source: str = "",
        what: str = "",
        group: str = "",
    ) -> bool:
        """Take a value if it is one; say whether it was taken. Masked, cut-off and empty ones are ignored with why."""
        if self.full():
            self.note(f"only the first {_MOST} values were looked at")
            return False
        self._count += 1
        value = self._tidy(kind, value)
        why = CUT if half_quoted(value) else trouble(value)
        if why == PLACEHOLDER and kind not in CREDENTIALS and value[0].isalnum() and value[:4].lower() != "your":
            # A shop may be called "my-shop"; a password may not.
            why = ""
        if why:
            if why != EMPTY or kind in CREDENTIALS:
                self.ignore(name or source, why)
            return False
        if "nango_connect_session_" in value:
            self.ignore(name or source, "a token of a connect session is no credential")
            return False
        if value.startswith(SANDBOX_KEY):
            kind = "nango key"
        if "-----BEGIN" in value:
            return self._take_pem(value, name, source, group)
        name, what = shown_name(name) if name else "", what or self.what(kind, value)
        self.items.append(Item(kind, value, name, confidence, source, what, group))
        return True

    def _tidy(self, kind: Kind, value: str) -> str:
        bare = unquoted(value)
        if kind in ("access token", "api key", "bare", "oauth token") and (scheme := _SCHEME.match(bare)):
            self.clean(f"the word {bare[: scheme.end()].strip()}")
            bare = bare[scheme.end() :]
        return bare

    def _take_pem(self, value: str, name: str, source: str, group: str) -> bool:
        pem = pem_of(value)
        if isinstance(pem, str):
            self.ignore(name or source, pem)
            return False
        if pem.cleaned:
            self.clean(pem.cleaned)
        if pem.note:
            self.note(pem.note)
        shown = shown_name(name) if name else ""
        self.items.append(Item(pem.kind, pem.text, shown, "certain", source, pem.what, group))
        return True

    def what(self, kind: Kind, value: str) -> str:
        """Return what a value is, in words, where its beginning or its own claims tell."""
        if kind == "nango key":
            return "API key of a Nango environment"
        if (claims := claims_of(value)) is not None:
            if claims.issuer and "." in claims.issuer:
                self.host(claims.issuer)
            return words_of(claims, self.now)
        prefix = prefix_of(value) if kind in CREDENTIALS or kind in ("bare", "named") else None
        return words_for(prefix) if prefix else ""

    def named(self, name: str, value: str, *, source: str, group: str = "", path: str = "") -> bool:
        """Take a value by what its name tells. `path`: the name with all that it stands in ("authed_user.id")."""
        meaning = meaning_of(name)
        shown = path or name
        if meaning.why:
            self.ignore(shown, meaning.why)
            return False
        kind, confidence = self._kind(name, meaning, value)
        if kind == "url":
            if "nango" in self._host_of(value):
                self.ignore(shown, "it is an address of Nango, not of the provider")
                return False
            if name.lower() in _NO_ADDRESS:
                kind = "named"
        return self.take(kind, value, shown, confidence, source=source, group=group)

    def _host_of(self, value: str) -> str:
        try:
            host = urlsplit(unquoted(value)[:2000]).hostname or ""
        except ValueError:
            return ""
        self.host(host)
        return host

    def _kind(self, name: str, meaning: Meaning, value: str) -> tuple[Kind, Confidence]:
        kind, confidence = meaning.kind, meaning.confidence
        if self.mentioned and kind in ("access token", "api key", "named") and UUID4.fullmatch(unquoted(value)):
            spoken = " ".join(words(name))
            if "nango" in spoken or spoken in ("secret key", "key", "secret", "authorization"):
                return "nango key", "certain"
        if kind != "named":
            return kind, confidence
        bare = unquoted(value)
        if bare[:8].lower().startswith(("http://", "https://")):
            return "url", "certain"
        parts = name.lower().replace("-", "_").rsplit("_", 1)
        if parts[-1] in _HOST_WORDS and is_host(bare):
            self.host(bare)
            return "host", "certain"
        prefix = prefix_of(bare)
        sure = prefix is not None and (confidence == "possible" or (prefix.rare and len(bare) > 12))
        return (prefix.kind, "likely") if prefix and sure else ("named", confidence)

    def ask_one(self, question: str, readings: list[tuple[str, Kind, str, str, str]]) -> None:
        """Ask what one value is. `readings`: label, kind, value, name and source of each."""
        options = []
        for label, kind, value, name, source in readings:
            what = self.what(kind, value)
            options.append((label, [Item(kind, value, name, "possible", source, what)]))
        self.choices.append((question, options))

    def take_json(self, kind: Kind, value: Mapping[str, Json], name: str, source: str, group: str = "") -> None:
        """Take a JSON object as one value, without those of its values that are none."""
        kept = {key: inner for key, inner in value.items() if not self._bad(inner, f"{name}.{key}")}
        if kept:
            text = json.dumps(kept, ensure_ascii=False)
            self.items.append(Item(kind, text, shown_name(name), "certain", source, f"{len(kept)} values", group))

    def _bad(self, value: Json, name: str) -> bool:
        waiting, why = [value], ""
        while waiting and not why:
            inner = waiting.pop()
            if isinstance(inner, dict | list):
                waiting += inner.values() if isinstance(inner, dict) else inner
            elif isinstance(inner, str) and (found := trouble(inner)) in (MASKED, CUT):
                why = found
        if why:
            self.ignore(name, why)
        return bool(why)


def bare_kind(value: str) -> tuple[Kind, Confidence, Prefix | None]:
    """Return what a value without a name can be, by its beginning and shape."""
    if (prefix := prefix_of(value)) is not None:
        return prefix.kind, "likely", prefix
    if claims_of(value) is not None:
        return "access token", "likely", None
    return "bare", "possible", None


def is_host(text: str) -> bool:
    """Say whether a text is a host name with a dot in it."""
    return len(text) <= 253 and _HOST.fullmatch(text) is not None


def shown_name(name: str) -> str:
    """Return a name as it may be shown: one that looks like a value is not."""
    name = plain(name)
    if UUID4.search(name) or any(map(_like_a_value, (name, *name.split(".")))):
        return "a name that looks like a value"
    return cut(name, 90)


def _like_a_value(part: str) -> bool:
    if len(part) > 90 or prefix_of(part) or part.startswith((SANDBOX_KEY, "eyJ")):
        return True
    if any(sign in part for sign in "_- ."):
        return False
    digits = sum(map(str.isdigit, part))
    return (len(part) >= 24 and digits > 0) or (len(part) >= 16 and digits > 2)
