"""API keys, what they may do, and how Nango recognises them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from nango_tui.sandbox.answers import flat_refusal, refusal

_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_SANDBOX_KEY = re.compile(r"nango_sbx_v1_\S+")
CANNOT: Final = "Authentication failed. "

FULL: Final = ("environment:*",)
"""The scopes of a key without limits."""


@dataclass(frozen=True, slots=True)
class Key:
    """An API key. `environment` None: a key of the account, which opens no environment."""

    name: str
    value: str
    scopes: tuple[str, ...] = FULL
    environment: str | None = "dev"

    def may(self, scope: str) -> bool:
        """Say whether the key has a scope, itself or by a star."""
        return any(
            scope == granted or (granted.endswith(":*") and scope.startswith(granted[:-1])) for granted in self.scopes
        )

    def __repr__(self) -> str:
        return f"Key({self.name!r})"


def bearer(headers: Mapping[str, str]) -> str:
    """Return the key or token of a request; raises 401 where there is none.

    It is what follows the last "Bearer ", so a lower-case "bearer" is no key at all (seen on Nango 0.71.4).
    """
    header = headers.get("authorization", "").strip()
    if not header:
        raise flat_refusal(401, "missing_auth_header", CANNOT + "The request has no Authorization header.")
    secret = header.split("Bearer ")[-1]
    if not secret:
        raise flat_refusal(401, "malformed_auth_header", CANNOT + "The Authorization header is malformed.")
    return secret


class Keyring:
    """The keys that a server knows."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = {key.value: key for key in keys}

    def recognise(self, headers: Mapping[str, str]) -> Key:
        """Return the key that a request carries; raises 401."""
        secret = bearer(headers)
        if not _KEY.fullmatch(secret) and not _SANDBOX_KEY.fullmatch(secret):
            raise flat_refusal(401, "invalid_secret_key_format", CANNOT + "The secret key is not a UUID v4.")
        key = self._keys.get(secret)
        if key is None:
            raise flat_refusal(401, "unknown_account", CANNOT + "The key does not match any account.")
        return key


def check_scopes(key: Key, scopes: tuple[str, ...]) -> None:
    """Raise 403 unless the key has one of the scopes; none asked for is always granted."""
    if scopes and not any(key.may(scope) for scope in scopes):
        wanted = f"Required: {scopes[0]}" if len(scopes) == 1 else f"Required one of: {' or '.join(scopes)}"
        raise refusal(403, "forbidden", f"Insufficient scope. {wanted}")
