"""Connections that hold secrets of every kind, as a server has them, and the providers behind them that tell them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nango_tui.model.body import Json
from nango_tui.sandbox.made_up import MadeUpProvider
from nango_tui.sandbox.played import Asked, CallAnswer, Granted, Replied, TokenAnswer
from nango_tui.sandbox.seeds import Seed
from nango_tui.sandbox.store import EndUser, Template
from tests.canary import secrets
from tests.canary.secrets import Canary, jwk, pem, token

CREATED = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LATER, PAST = "2026-12-24T12:00:00.000Z", "2026-11-20T12:00:00.000Z"
CUSTOMER = EndUser("cus_77", "it@canary.example", "Canary Cages")

FETCHED = token("access token that Nango fetched")
ROTATED = token("refresh token that Nango fetched")

Value = str | Canary
Tree = Mapping[str, "Value | Tree"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A connection to be fixed: what is stored, what is entered in the form, and what the customer enters.

    `broken`: Nango cannot refresh it, so a look shows no credentials. `entered`: form keys. None: this program does
    not import its type. `key`: which of the demo's keys looks at it.
    """

    integration: str
    credentials: Tree
    config: Tree = field(default_factory=dict)
    entered: tuple[tuple[str, Value], ...] | None = ()
    broken: bool = False
    key: str = "full"
    metadata: str = "gold"
    """The plan in its metadata."""

    @property
    def name(self) -> str:
        """What its test is called."""
        return f"{self.integration}{', broken' if self.broken else ''}{'' if self.key == 'full' else f', {self.key}'}"

    @property
    def kept(self) -> list[Canary]:
        """The secrets that are stored."""
        return [*_canaries(self.credentials), *_canaries(self.config)]

    @property
    def typed(self) -> list[Canary]:
        """The secrets that are entered."""
        return [value for _, value in self.entered or () if isinstance(value, Canary)]

    @property
    def seed(self) -> Seed:
        """The connection, to be planted."""
        credentials, config = _clear(self.credentials), _clear(self.config)
        assert isinstance(credentials, dict)
        assert isinstance(config, dict)
        return Seed(
            "cages", self.integration, CREATED, credentials, config, {"plan": self.metadata, "seats": 7},
            {"tier": "gold"} | CUSTOMER.as_tags(), CUSTOMER, "https://hooks.canary.example/",
            auth_error="1795546647350_3k2j1h4g" if self.broken else "",
        )  # fmt: skip


def _canaries(tree: Tree) -> list[Canary]:
    found: dict[str, Canary] = {}
    for value in tree.values():
        for canary in [value] if isinstance(value, Canary) else _canaries(value) if isinstance(value, Mapping) else []:
            found[canary.kind] = canary
    return list(found.values())


def _clear(value: Value | Tree) -> Json:
    if isinstance(value, Mapping):
        return {key: _clear(inner) for key, inner in value.items()}
    return value.text if isinstance(value, Canary) else value


_ACCESS, _REFRESH = token("stored access token"), token("stored refresh token")
_OAUTH2: dict[str, Value | Tree] = {
    "type": "OAUTH2",
    "access_token": _ACCESS,
    "refresh_token": _REFRESH,
    "expires_at": LATER,
    "config_override": {"client_id": "cages-own-app", "client_secret": token("stored secret of another OAuth app")},
    "raw": {"access_token": _ACCESS, "refresh_token": _REFRESH, "id_token": token("stored id token"), "scope": "read"},
}
_HARBORLINE: Tree = {
    "subdomain": "cages",
    "apiPassword": token("stored secret in the configuration"),
    "userCredentials": {"refresh_token": token("stored refresh token inside the configuration"), "scope": "admin"},
}
_FLAT: Tree = {"subdomain": "cages", "apiPassword": token("stored secret in the configuration")}
"""As it is where a read leaves out what spells refresh token: with such a key an update could not be sent."""
_LUMENBOARD: Tree = {"region": "eu", "appSecret": token("stored secret in a row of the template")}
_NEW_TOKENS: tuple[tuple[str, Value], ...] = (
    ("credentials.access_token", secrets.ACCESS_TOKEN),
    ("credentials.refresh_token", secrets.REFRESH_TOKEN),
    ("expiry", "2h"),
)

STORED = (
    Stored("harborline", _OAUTH2, _HARBORLINE, _NEW_TOKENS),
    Stored("harborline", _OAUTH2 | {"expires_at": PAST, "refresh_token": "denied"}, _FLAT, _NEW_TOKENS, True),
    Stored("harborline", _OAUTH2, _FLAT, _NEW_TOKENS, key="quiet"),
    Stored(
        "brasswork",
        {
            "type": "OAUTH2_CC", "token": token("stored token"), "client_id": "3f2b6c1e-8a4d-4d0b-9b1e-2f6f6f1f0a11",
            "client_secret": token("stored client secret"), "expires_at": LATER,
            "client_certificate": pem("stored certificate", "CERTIFICATE"),
            "client_private_key": pem("stored private key", "PRIVATE KEY"),
        },
        entered=(
            ("credentials.client_secret", secrets.CLIENT_SECRET),
            ("credentials.token", secrets.ACCESS_TOKEN),
            ("expiry", "2h"),
        ),
    ),
    Stored(
        "osprey",
        {
            "type": "OAUTH2_CC", "token": token("stored token"), "client_id": "0oa1b2c3d4", "expires_at": LATER,
            "client_private_key": jwk("stored JWK"),
        },
        {"domain": "cages.osprey-id.example"},
        entered=(
            ("credentials.client_private_key", secrets.JWK),
            ("credentials.token", secrets.ACCESS_TOKEN),
            ("expiry", "2h"),
        ),
    ),
    Stored(
        "pinegrove",
        {
            "type": "OAUTH1", "oauth_token": token("stored OAuth 1 token"),
            "oauth_token_secret": token("stored OAuth 1 secret"),
        },
        entered=(
            ("credentials.oauth_token", secrets.OAUTH_TOKEN),
            ("credentials.oauth_token_secret", secrets.OAUTH_TOKEN_SECRET),
        ),
    ),
    Stored(
        "lumenboard", {"type": "API_KEY", "apiKey": token("stored API key")}, _LUMENBOARD,
        entered=(("credentials.api_key", secrets.API_KEY),),
    ),
    Stored(
        "lumenboard", {"type": "API_KEY", "apiKey": token("stored API key")}, _LUMENBOARD,
        entered=(("credentials.api_key", secrets.API_KEY),), key="quiet",
    ),
    Stored(
        "tallyroom",
        {"type": "BASIC", "username": token("stored user name that is the API key", "-_.~"), "password": "X"},
        {"subdomain": "cages"},
        entered=(("credentials.username", secrets.USERNAME),),
    ),
    Stored(
        "mossdesk",
        {"type": "BASIC", "username": "agent@canary.example", "password": token("stored password")},
        entered=(("credentials.password", secrets.PASSWORD),),
    ),
    Stored(
        "ledgerstone",
        {"type": "TBA", "token_id": token("stored TBA id"), "token_secret": token("stored TBA secret")},
        {"accountId": "1234567-sb1"},
        entered=(
            ("credentials.token_id", secrets.TOKEN_ID),
            ("credentials.token_secret", secrets.TOKEN_SECRET),
        ),
    ),
    Stored(
        "fogbank",
        {
            "type": "TWO_STEP", "token": token("stored token of two steps"), "expires_at": LATER, "user": "backup",
            "key": token("stored key of two steps"),
        },
        {"hostname": "fog.canary.example"},
        entered=None,
    ),
    Stored(
        "signet-store",
        {
            "type": "JWT", "privateKeyId": "2X9DEMO", "privateKey": pem("stored key of a JWT", "PRIVATE KEY"),
            "token": token("stored JWT"), "expires_at": LATER,
        },
        entered=None,
    ),
)  # fmt: skip


class TellingProvider(MadeUpProvider):
    """Grants tokens that are easily recognised, and repeats to whoever calls what it was called with."""

    def refresh(
        self, template: Template, mode: str, credentials: Mapping[str, Json], config: Mapping[str, Json]
    ) -> TokenAnswer:
        """Grant as the made-up one does."""
        answered = super().refresh(template, mode, credentials, config)
        if not isinstance(answered, Granted) or not answered.answer:
            return answered
        tokens = {"access_token": FETCHED.text, "refresh_token": ROTATED.text}
        return Granted({name: tokens.get(name, value) for name, value in answered.answer.items()})

    def call(self, asked: Asked) -> CallAnswer:
        """Repeat the call in three kinds of answers, by its path."""
        told: dict[str, Json] = {**asked.headers}
        texts = list(asked.headers.values())
        if "text" in asked.url:
            return Replied(200, {"content-type": "text/plain"}, "\n".join(texts).encode())
        if "refused" in asked.url:
            return Replied(401, {"content-type": "application/json"}, json.dumps({"error": told}).encode())
        body: Json = {"you": [told], "name": " ".join(texts), **dict.fromkeys(texts, "said")}
        return Replied(200, {"content-type": "application/json"}, json.dumps(body).encode())
