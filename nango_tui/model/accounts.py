"""Which account credentials belong to: another customer's token is the worst mistake."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from nango_tui.model.check_value import text_of
from nango_tui.model.secret import Secret, Text
from nango_tui.model.text import plain
from nango_tui.model.tree import Tree

_HOSTS = frozenset(("instanceurl", "apidomain", "hostname", "host", "domain", "apiurl", "baseurl", "siteurl", "shop"))
_IDS = frozenset(
    (
        "subdomain", "portalid", "hubid", "cloudid", "teamid", "realmid", "accountid", "organizationid", "orgid",
        "tenantid", "tenant", "companyid", "workspaceid", "organization", "account",
    )
)  # fmt: skip
_ORG_IN_URL = re.compile(r"/id/(00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)(?:/|$)")
_ORG_IN_TOKEN = re.compile(r"(00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)!")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class AccountChange:
    """Something that says which account it is, and is another now. Values are "" where they are not shown."""

    what: str
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """It in words."""
        return f"{self.what} was {self.before}, is now {self.after}" if self.before else f"{self.what} is another"


def account_changes(
    config: Mapping[str, Tree],
    new_config: Mapping[str, Tree],
    credentials: Mapping[str, Text],
    new_credentials: Mapping[str, Text],
) -> tuple[AccountChange, ...]:
    """Return what tells that new credentials are of another account than the stored ones.

    Compared where both are known: in the configuration hosts and the ids of accounts; in tokens the organization
    that Salesforce writes in front, and subject and issuer of a JWT, whose values are not shown. `credentials`: by
    the same names, the stored and the new ones.
    """
    return (*_in_config(config, new_config), *_in_tokens(credentials, new_credentials))


def _in_config(config: Mapping[str, Tree], new: Mapping[str, Tree]) -> Iterator[AccountChange]:
    for key, value in config.items():
        before, after = _identity(key, value), _identity(key, new.get(key))
        if before and after and before != after:
            hidden = isinstance(value, Secret) or isinstance(new.get(key), Secret)
            yield AccountChange(plain(key)) if hidden else AccountChange(plain(key), plain(before), plain(after))


def names_account(key: str) -> bool:
    """Say whether a key of the configuration tells which account it is: a subdomain, a host, an account's id."""
    return re.sub(r"[^a-z0-9]", "", key.lower()) in _HOSTS | _IDS


def _identity(key: str, value: Tree) -> str:
    """Return what a value says of the account, in one spelling; "" if nothing."""
    name = re.sub(r"[^a-z0-9]", "", key.lower())
    if isinstance(value, bool) or not isinstance(value, str | int | float | Secret):
        return ""
    text = (text_of(value) if isinstance(value, str | Secret) else str(value)).strip()
    if name == "id" and (found := _ORG_IN_URL.search(text)):
        return found[1][:15]
    if name in _HOSTS:
        return _host(text)
    return text.lower() if name in _IDS else ""


def _host(text: str) -> str:
    try:
        return (urlsplit(text if "//" in text else f"//{text}").hostname or text).rstrip(".")
    except ValueError:
        return text.lower()


def _in_tokens(credentials: Mapping[str, Text], new: Mapping[str, Text]) -> Iterator[AccountChange]:
    words = {
        "organization": "the organization in the token",
        "iss": "the issuer of the token (iss)",
        "sub": "the subject of the token (sub)",
    }
    seen: set[str] = set()
    for name, stored in credentials.items():
        before, after = token_identity(stored), token_identity(new.get(name, ""))
        for part, what in words.items():
            if part in before and part in after and before[part] != after[part] and part not in seen:
                seen.add(part)
                yield AccountChange(what)


def token_identity(token: Text) -> dict[str, str]:
    """Return what a token itself tells of its account: "organization" (Salesforce), "iss" and "sub" of a JWT."""
    text = text_of(token).strip()[:_LONGEST]
    if found := _ORG_IN_TOKEN.match(text):
        return {"organization": found[1][:15]}
    parts = text.split(".")
    if len(parts) != 3:
        return {}
    try:
        body = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = json.loads(body)
    except (binascii.Error, ValueError, RecursionError):
        return {}
    if not isinstance(claims, dict):
        return {}
    return {name: str(claims[name]) for name in ("iss", "sub") if isinstance(claims.get(name), str | int)}
