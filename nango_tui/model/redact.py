"""What may be shown of an answer: secrets are taken out by their place and by their value, and nothing else is.

By place: leaves under `credentials` and `raw`, and under a secret name. By value: whatever was entered or read as a
secret, wherever it comes back, also encoded; and tokens of connect sessions, wherever they are. Some leaves are shown
whatever their place: types, expiries, scopes, ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from typing import Final, NoReturn

from nango_tui.model.auth import MODES
from nango_tui.model.body import Json
from nango_tui.model.outcome import Call
from nango_tui.model.secrecy import PLAIN_ENDINGS, SECRET_WORDS, words
from nango_tui.model.secret import BULLETS, Secret, Text
from nango_tui.model.session_token import session_tokens, without_session_tokens
from nango_tui.model.spellings import SHORTEST, spellings, spellings_of_pair

SECRET_NAMES: Final = frozenset(
    path[-1]
    for mode in MODES.values()
    for field in mode.fields
    if field.kind != "text"
    for path in (field.current, field.legacy)
    if path
)
"""The wire names of secret credentials on both endpoints."""

_SECRET_WORDS: Final = SECRET_WORDS - {"credential", "credentials"} | {"authorization", "cookie", "refreshtoken"}
# A name with such a word that ends in one of these speaks about the secret, or names it: it is not one.
_TELLING_ENDS: Final = PLAIN_ENDINGS | {
    *("type", "expiry", "expiration", "method", "format", "count", "scope", "scopes", "in", "at"),
}
# Seen as names of what is no secret: provider_config_key, unique_key, projectKey, public keys, page tokens.
_TELLING_PAIRS: Final = re.compile(r"\b(config|unique|project|public|primary|page|continuation|cursor) (key|token)s?\b")
_SHOWN: Final = frozenset({"type", "scope", "scopes", "oauth_scopes_override", "oauth_client_id_override", "id", "ids"})
# Ids and links by name only: they open something.
_SECRET_IDS: Final = frozenset({"token id", "session id", "connect link"})
_CONTAINERS: Final = frozenset({"credentials", "raw", "user credentials"})
# After POST /connection, `raw` is the whole body that was sent (seen on Nango 0.71.4): these keep their own rules.
_OPEN_IN_RAW: Final = frozenset({"connection_config", "tags", "end_user", "webhook_url_override"})


class _Place(Enum):
    OPEN = 1  # a secret name hides a leaf
    SECRET = 2  # every leaf is hidden but those always shown
    STORED = 3  # only values hide a leaf


def is_secret_name(name: str) -> bool:
    """Say whether a field of this name holds a secret, as far as its name tells."""
    if name in SECRET_NAMES:
        return True
    parts = words(name)
    spoken, last = " ".join(parts), parts[-1] if parts else ""
    if spoken in _SECRET_IDS:
        return True
    if last in _TELLING_ENDS or "expires" in parts or _TELLING_PAIRS.search(spoken):
        return False
    return not _SECRET_WORDS.isdisjoint(parts)


def always_shown(name: str) -> bool:
    """Say whether a leaf of this name is shown even among credentials: types, expiries, scopes, ids, page tokens."""
    if name in SECRET_NAMES:
        return False
    parts = words(name)
    spoken, last = " ".join(parts), parts[-1] if parts else ""
    return (
        name in _SHOWN
        or last in ("type", "scope", "scopes")
        or not {"expires", "expiry", "expiration"}.isdisjoint(parts)
        or (last in ("id", "ids", "identifier") and spoken not in _SECRET_IDS)
        or bool(_TELLING_PAIRS.search(spoken))
    )


class Redactor:
    """Takes secrets out of answers and texts; it never shows what it looks for.

    `secrets`: what was entered or read. `basic`: pairs of user name and password, which travel as one base64 text.
    `secret_names`, `public_names`: names that hold a secret in this import, or none, whatever they look like: the
    provider's template says so, or the engineer's form.
    """

    __slots__ = ("_exact", "_forms", "_public_names", "_secret_names")

    def __init__(
        self,
        secrets: Iterable[Secret] = (),
        *,
        basic: Iterable[tuple[Text, Text]] = (),
        secret_names: Collection[str] = (),
        public_names: Collection[str] = (),
    ) -> None:
        self._exact = frozenset(secret.reveal() for secret in secrets if secret)
        forms = {form for text in self._exact if len(text) >= SHORTEST for form in spellings(text)}
        forms |= {form for user, password in basic for form in spellings_of_pair(_clear(user), _clear(password))}
        self._forms = frozenset(forms)
        self._secret_names = frozenset(secret_names)
        self._public_names = frozenset(public_names)

    def __repr__(self) -> str:
        return f"Redactor({len(self._exact)} secrets)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Redactor is not written anywhere")

    def knows(self, secret: Secret) -> bool:
        """Say whether it looks for this secret already."""
        return secret.reveal() in self._exact

    def also(self, other: Redactor) -> Redactor:
        """Return one that looks for the other's secrets as well; names mean what they mean here."""
        both = Redactor(secret_names=self._secret_names, public_names=self._public_names)
        both._exact = self._exact | other._exact
        both._forms = self._forms | other._forms
        return both

    def text(self, text: str) -> str:
        """Return the text without the secrets in it; for what is no JSON, or was cut in the middle."""
        return _without(text, self._occurring(text))

    def loose_text(self, text: str, most: int) -> str:
        """Return the beginning of a text that may be half a JSON answer, `most` characters or so.

        What stands behind a secret name is hidden too; a value that the end cuts off is hidden as far as it goes.
        """
        return _PAIR.sub(_hide_pair, self.text(text)[:most])

    def values(self, value: Json) -> Json:
        """Return the answer without the secrets that are known, whatever its places and names mean."""
        return self._walk(value, "", _Place.STORED, self._occurring("\n".join(_strings(value))))

    def tree(self, value: Json, call: Call) -> Json:
        """Return the answer of that call without secrets; what is no secret is as it was."""
        return self._walk(value, "", _start(call), self._occurring("\n".join(_strings(value))))

    def found(self, value: Json, call: Call) -> list[Secret]:
        """Return the secrets that an answer tells, by their names, and the tokens of connect sessions."""
        if (start := _start(call)) is _Place.STORED:
            return []
        named = _found(value, "", start, self._secret_names, self._public_names)
        return [*named, *(Secret(token) for text in _strings(value) for token in session_tokens(text))]

    def _occurring(self, text: str) -> re.Pattern[str] | None:
        # Of many secrets few are in one answer: looking for each is quick, one pattern of all is not.
        found = [form for form in self._forms if form in text]
        return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True)))) if found else None

    def _walk(self, value: Json, name: str, place: _Place, occurring: re.Pattern[str] | None) -> Json:
        if isinstance(value, dict):
            return {
                _without(key, occurring): self._walk(inner, key, _place_of(key, inner, name, place), occurring)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._walk(inner, name, place, occurring) for inner in value]
        if value is None or isinstance(value, bool) or value == "":
            return value
        text = value if isinstance(value, str) else json.dumps(value)
        if self._hidden(name, text, place):
            return BULLETS
        if isinstance(value, str):
            return _without(value, occurring)
        return BULLETS if text in self._exact and len(text) >= SHORTEST else value

    def _hidden(self, name: str, text: str, place: _Place) -> bool:
        if place is _Place.STORED:
            return False
        if place is _Place.SECRET:
            return text in self._exact or name in self._secret_names or not always_shown(name)
        return self._named(name)

    def _named(self, name: str) -> bool:
        return name in self._secret_names or (name not in self._public_names and is_secret_name(name))


def _without(text: str, occurring: re.Pattern[str] | None) -> str:
    return without_session_tokens(occurring.sub(BULLETS, text) if occurring else text)


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def _start(call: Call) -> _Place:
    # A template describes credentials, it holds none.
    return _Place.STORED if call in (Call.GET_PROVIDER, Call.SEARCH_PROVIDERS) else _Place.OPEN


def _place_of(key: str, value: Json, parent: str, place: _Place) -> _Place:
    if place is _Place.STORED or key == "metadata":
        return _Place.STORED
    if key == "connection_config" or (parent == "raw" and key in _OPEN_IN_RAW):
        return _Place.OPEN
    if place is _Place.SECRET or " ".join(words(key)) in _CONTAINERS:
        return _Place.SECRET
    if isinstance(value, dict | list) and is_secret_name(key):
        return _Place.SECRET
    return _Place.OPEN


def _found(value: Json, name: str, place: _Place, secret: frozenset[str], public: frozenset[str]) -> Iterator[Secret]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _found(inner, key, _place_of(key, inner, name, place), secret, public)
    elif isinstance(value, list):
        for inner in value:
            yield from _found(inner, name, place, secret, public)
    elif (
        isinstance(value, str)
        and value
        and place is not _Place.STORED
        and (name in secret or (name not in public and is_secret_name(name)))
    ):
        yield Secret(value)


def _clear(value: Text) -> str:
    return value.reveal() if isinstance(value, Secret) else value


_PAIR: Final = re.compile(
    r"""(?P<quote>["'])(?P<name>[\w.-]{1,64})(?P=quote)(?P<between>\s{0,8}[:=]\s{0,8})"""
    r"""(?:"(?P<double>[^"\\]*(?:\\.[^"\\]*)*)|'(?P<single>[^'\\]*(?:\\.[^'\\]*)*))""",
    re.DOTALL,
)


def _hide_pair(found: re.Match[str]) -> str:
    if not is_secret_name(found["name"]):
        return found[0]
    opening = '"' if found["double"] is not None else "'"
    return f"{found['quote']}{found['name']}{found['quote']}{found['between']}{opening}{BULLETS}"
