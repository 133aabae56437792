"""A small Nango for the tests: invented integrations of every mode, a clock that is moved by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from nango_tui.model.body import Json
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox import FULL, Integration, Key, Sandbox
from nango_tui.sandbox.demo_templates import TEMPLATES
from nango_tui.sandbox.made_up import MadeUpProvider
from nango_tui.sandbox.oauth import state_of

KEY = "0b5e7c3a-6a0f-4c1e-9d53-2f1f0c9b7a10"
QUIET = "3d1f0c9b-7a10-4c1e-8d53-0b5e7c3a6a0f"
OTHER = "5c1e9d53-2f1f-4c9b-bd53-0b5e7c3a6a0f"
ACCOUNT = "7a100b5e-7c3a-4a0f-ac1e-9d532f1f0c9b"

APP: dict[str, Json] = {"client_id": "app-id", "client_secret": "app-secret", "scopes": ""}
_QUIET_SCOPES = tuple(f"environment:connections:{name}" for name in ("list", "read", "create", "update"))

IMPORTS: dict[str, Json] = {
    "harborline": {"type": "OAUTH2", "access_token": "fake-access"},
    "cobalt-pay": {"type": "OAUTH2_CC", "token": "fake-token", "client_id": "fake-id", "client_secret": "fake-secret"},
    "pinegrove": {"type": "OAUTH1", "oauth_token": "fake-token", "oauth_token_secret": "fake-secret"},
    "lumenboard": {"type": "API_KEY", "apiKey": "fake-key"},
    "tallyroom": {"type": "BASIC", "username": "fake-user", "password": "fake-pass"},
    "ledgerstone-tba": {"type": "TBA", "token_id": "fake-id", "token_secret": "fake-secret"},
    "gitgarden-app": {"type": "APP", "app_id": "1", "installation_id": "2"},
    "gitgarden-app-oauth": {"type": "CUSTOM", "app_id": "1", "installation_id": "2"},
    "plain-weather": {"type": "NONE"},
}
"""Credentials for POST /connections, by an integration of each mode."""
LEGACY: dict[str, dict[str, Json]] = {
    "harborline": {"access_token": "fake-access", "no_expiration": True},
    "cobalt-pay": {"access_token": "fake-token"},
    "pinegrove": {"oauth_token": "fake-token", "oauth_token_secret": "fake-secret"},
    "lumenboard": {"api_key": "fake-key"},
    "tallyroom": {"username": "fake-user", "password": "fake-pass"},
    "ledgerstone-tba": {"token_id": "fake-id", "token_secret": "fake-secret"},
    "gitgarden-app": {"app_id": "1", "installation_id": "2"},
    "plain-weather": {},
}
"""The same for POST /connection."""
CONFIG: dict[str, Json] = {"accountId": "1", "region": "eu"}
"""A connection_config with which every provider can be reached that is checked."""


PLAIN: dict[str, tuple[str, dict[str, Json]]] = {
    "roles": ("AWS_SIGV4", {}),
    "ledger": ("BILL", {"token_url": "https://ledger.example/login"}),
    "signed": ("SIGNATURE", {"proxy": {"base_url": "https://signed.example", "verification": {}}}),
    "shared-secret": (
        "JWT",
        {
            "signature": {"protocol": "HMAC"},
            "proxy": {"base_url": "https://${connectionConfig.site}", "verification": {}},
        },
    ),
    "plugin": ("INSTALL_PLUGIN", {}),
}
"""Providers of the modes that the demo lacks: auth mode and the rest of the template."""
SETTINGS: dict[str, Json] = {"service": "s3", "stsMode": "custom", "stsEndpointUrl": "https://roles.example/sts"}


@dataclass(slots=True)
class Nango:
    """A sandbox with one integration for each template, named like it, and its clock."""

    now: datetime = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
    rate_limit: int | None = None
    clearing: timedelta = timedelta(0)
    connect_url: str = "http://localhost:3009/"
    sandbox: Sandbox = field(init=False)

    def __post_init__(self) -> None:
        self.sandbox = Sandbox(
            templates={
                **TEMPLATES,
                **{name: {"auth_mode": mode, **more} for name, (mode, more) in PLAIN.items()},
                "salesforce": TEMPLATES["harborline"],
                "facebook": TEMPLATES["harborline"],
            },
            integrations=[
                Integration(name, name, credentials=APP, settings=SETTINGS)
                for name in (*TEMPLATES, "salesforce", "facebook", *PLAIN)
            ],
            keys=[
                Key("full", KEY),
                Key("quiet", QUIET, _QUIET_SCOPES),
                Key("other", OTHER, FULL, "prod"),
                Key("account", ACCOUNT, ("account:*",), None),
            ],
            clock=lambda: self.now,
            provider=MadeUpProvider(),
            rate_limit=self.rate_limit,
            clearing=self.clearing,
            connect_url=self.connect_url,
        )

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def in_time(self, **time: float) -> str:
        """Return a time from now as ISO text."""
        return (self.now + timedelta(**time)).isoformat()

    def ask(self, method: str, target: str, body: Json = None, *, key: str = KEY) -> tuple[int, Any]:
        """Ask and return status and parsed body."""
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        raw = json.dumps(body).encode() if body is not None else b""
        response = self.send(method, target, headers if raw else {"authorization": headers["authorization"]}, raw)
        return response.status, json.loads(response.body) if response.body[:1] in (b"{", b"[") else response.body

    def send(self, method: str, target: str, headers: dict[str, str], body: bytes = b"") -> Response:
        """Send a request as it is."""
        return self.sandbox.handle(Request(method, target, headers, body))

    def store(self, integration: str = "harborline", name: str = "acme", /, **more: Json) -> Any:
        """Import through POST /connections and return the answer, which must be 201."""
        body: Json = {
            "provider_config_key": integration,
            "connection_id": name,
            "credentials": IMPORTS.get(integration),
            **more,
        }
        status, answer = self.ask("POST", "/connections", body)
        assert status == 201, answer
        return answer

    def oauth2(self, word: str, name: str = "acme", integration: str = "harborline", **more: Json) -> Any:
        """Import an OAuth 2 token that has expired; the provider goes by the word in its refresh token."""
        credentials: Json = {
            "type": "OAUTH2",
            "access_token": "fake-access",
            "refresh_token": f"fake-refresh-{word}",
            "expires_at": self.in_time(minutes=-5),
        }
        body: Json = {
            "provider_config_key": integration,
            "connection_id": name,
            "credentials": credentials,
            "connection_config": {"subdomain": "acme"},
            **more,
        }
        status, answer = self.ask("POST", "/connections", body)
        assert status == 201, answer
        return answer

    def get(
        self, name: str = "acme", integration: str = "harborline", options: str = "", *, key: str = KEY
    ) -> tuple[int, Any]:
        """Read one connection."""
        return self.ask("GET", f"/connections/{name}?provider_config_key={integration}{options}", key=key)

    def session(self, name: str = "", integration: str = "harborline", /, *, key: str = KEY, **more: Json) -> str:
        """Make a connect session, of a connection or for a new one, and return its token; the answer must be 201."""
        body: dict[str, Json] = {**more}
        if name:
            body |= {"connection_id": name, "integration_id": integration}
        elif "tags" not in more:
            body.setdefault("end_user", {"id": "u-1"})
        status, answer = self.ask("POST", f"/connect/sessions{'/reconnect' if name else ''}", body, key=key)
        assert status == 201, answer
        return str(answer["data"]["token"])

    def post(self, path: str, integration: str, token: str, body: Json = None, /, **params: str) -> tuple[int, Any]:
        """Post what the connect page posts for a customer."""
        query = {"connect_session_token": token} | {f"params[{name}]": text for name, text in params.items()}
        headers = {"content-type": "application/json"}
        raw = json.dumps({} if body is None else body).encode()
        response = self.send("POST", f"{path}/{integration}?{urlencode(query)}", headers, raw)
        return response.status, json.loads(response.body)

    def browse(self, integration: str, token: str, /, **params: str) -> Response:
        """Open the address to which the connect page sends a customer's browser."""
        query = {"connect_session_token": token} | {f"params[{name}]": text for name, text in params.items()}
        return self.send("GET", f"/oauth/connect/{integration}?{urlencode(query)}", {})

    def come_back(self, opened: Response, code: str = "ok", **query: str) -> Response:
        """Come back from the provider's page."""
        state = state_of(opened.headers["location"])
        return self.send("GET", f"/oauth/callback?{urlencode({'code': code, 'state': state, **query})}", {})

    def set_up(self, integration: str, settings: dict[str, Json]) -> None:
        """Give an integration other settings."""
        self.sandbox.add_integration(Integration(integration, integration, settings=settings))

    def rows(self) -> list[Any]:
        """Return the list of connections, newest first."""
        found: list[Any] = self.ask("GET", "/connections")[1]["connections"]
        return found

    def errors(self, name: str = "acme") -> list[str]:
        """Return the kinds of errors that the list shows for a connection."""
        _, answer = self.ask("GET", f"/connections?connectionId={name}")
        return [error["type"] for row in answer["connections"] for error in row["errors"]]


def code(answer: Any) -> str:
    """Return the error code of an answer."""
    return str(answer["error"]["code"])


def paths(answer: Any) -> list[list[str | int]]:
    """Return the paths of a validation's errors."""
    return [error["path"] for error in answer["error"]["errors"]]
