"""What was recognized in a pasted text. No value is in any repr."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nango_tui.model.secret import Secret

Kind = Literal[
    "access token",
    "refresh token",
    "client id",
    "client secret",
    "user name",
    "password",
    "api key",
    "token id",
    "token secret",
    "oauth token",
    "oauth token secret",
    "certificate",
    "private key",
    "expires at",
    "expires in",
    "issued at",
    "scopes",
    "token type",
    "url",
    "host",
    "connection id",
    "integration",
    "customer",
    "tags",
    "metadata",
    "config",
    "webhook url",
    "nango key",
    "named",
    "bare",
]
"""What a value is. named: only its name is known ("ZENDESK_SUBDOMAIN"); bare: one value without a name."""

Confidence = Literal["certain", "likely", "possible"]
"""certain: said by name or shape. likely: by a prefix or its place. possible: it could be; ask."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One value in a text.

    `name`: as the text spells it ("access_token", "authed_user.access_token", "ZENDESK_API_TOKEN"), "" if it has none.
    `value`: text; of "tags", "metadata" and "config" a JSON object as text. `source`: where it stood ("JSON", "header
    Authorization", "-u", "line 3"). `what`: what kind of value it is, in words, where that is known ("Shopify Admin
    API token (shpat_)", "JWT, expires in 52 min"). Times: "expires at" and "issued at" are ISO 8601 with a zone,
    "expires in" is seconds.
    """

    kind: Kind
    value: Secret = field(repr=False)
    name: str = ""
    confidence: Confidence = "certain"
    source: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in the text that is not used, and why: "the code of a callback is used up by the app that got it"."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Readings of which only one can be right; the engineer says which: a bot's or a user's token, one of two rows.

    `options`: what to show, and the findings that count then.
    """

    question: str
    options: tuple[tuple[str, tuple[Finding, ...]], ...]


@dataclass(frozen=True, slots=True)
class Recognized:
    """A text, taken apart.

    `shape`: what the text is, in words ("a token response", "a curl command", "one value"). `cleaned`: what was taken
    off, in words ("smart quotes", "a code fence"). `refused`: why nothing is taken from it, "" if something is ("this
    is an error, there is no token in it"). `hosts`: the hosts that its URLs name, the likeliest first; they tell
    which provider it is from. `notes`: what else should be said ("no refresh token is in it").
    """

    shape: str
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    cleaned: tuple[str, ...] = ()
    refused: str = ""
    hosts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
