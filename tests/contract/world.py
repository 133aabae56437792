"""The world in which the calls were recorded: the keys, and the provider that could be reached later on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nango_tui.model.body import Json
from nango_tui.sandbox import (
    Asked,
    Denied,
    Granted,
    NotAllowed,
    NothingReachable,
    PlayedProvider,
    Replied,
    Unreachable,
)
from nango_tui.sandbox.played import CallAnswer, TokenAnswer, address, netloc

Values = Mapping[str, Json]

PROVIDER_SINCE = datetime(2026, 11, 24, 18, tzinfo=UTC)
"""From then on a provider could be reached, on one private address: for tokens."""
PRIVATE_SINCE = datetime(2026, 11, 24, 18, 57, 30, tzinfo=UTC)
"""From then on the server was allowed to call private addresses for checks and through the proxy as well."""
FLAKY = 2
"""How often the path that fails at first does so."""

_ALL = tuple(
    f"environment:{scope}"
    for scope in ("integrations:*", "connections:list", "connections:read", "connections:update", "connections:delete")
)
KEYS: Mapping[str, tuple[tuple[str, ...], str | None]] = {
    "": (("environment:*",), "dev"),
    "prod": (("environment:*",), "prod"),
    "account-key": (("account:*",), None),
    "create-only": (("environment:connections:create",), "dev"),
    "proxy-only": (("environment:proxy",), "dev"),
    "no-create": ((*_ALL, "environment:connections:read_credentials", "environment:proxy"), "dev"),
    "read-no-credentials": (
        (
            "environment:integrations:list",
            "environment:integrations:read",
            "environment:connections:list",
            "environment:connections:read",
        ),
        "dev",
    ),
}
KEY = re.compile(r"<secret key(?:: ([\w-]+))?>")
_HOSTS = ("10.99.0.1:4545", "10.99.0.1:4546")


@dataclass(slots=True)
class RecordedProvider:
    """The provider of the second run: one private address, answers by the made-up secret."""

    flaky: dict[str, int] = field(default_factory=dict)

    def verify(self, template: Values, credentials: Values, config: Values) -> int | None:
        if netloc(address(template, "proxy", config)) not in _HOSTS:
            return None
        text = json.dumps(dict(credentials))
        codes = re.findall(r"fake-(\d{3})", text)
        return int(codes[0]) if codes else 401 if '"bad' in text else 200

    def refresh(self, template: Values, mode: str, credentials: Values, config: Values) -> TokenAnswer:
        if mode in ("APP", "CUSTOM"):
            return NothingReachable().refresh(template, mode, credentials, config)
        if netloc(address(template, "token_url", config)) not in _HOSTS:
            return Unreachable()
        names = {"OAUTH2": "refresh_token", "OAUTH2_CC": "client_secret"}
        secret = str(credentials.get(names[mode]) if mode in names else next(reversed(list(credentials.values())), ""))
        if secret.endswith("-wrong"):
            return Denied(401, {"error": "invalid_client"})
        if secret.endswith("-denied"):
            return Denied(400, {"error": "invalid_grant"})
        if secret.endswith(("-500", "-html")):
            return Denied(500)
        if secret.endswith("-empty"):
            return Granted({})
        answer: dict[str, Json] = {"access_token": "fake-access-token-new", "token_type": "Bearer"}
        if not secret.endswith("-noexp"):
            answer["expires_in"] = 3600
        if mode == "OAUTH2" and not secret.endswith(("-keep", "-noexp")):
            answer["refresh_token"] = "fake-refresh-rotated"
        return Granted(answer)

    def exchange(self, template: Values, code: str, config: Values) -> TokenAnswer:
        if netloc(address(template, "token_url", config)) not in _HOSTS:
            return Unreachable()
        if code != "ok":
            return Denied(400)
        return Granted({"access_token": "fake-access-token-new", "token_type": "Bearer", "expires_in": 3600})

    def assume_role(self, url: str, role: str) -> TokenAnswer:
        if netloc(url) not in _HOSTS:
            return Unreachable()
        if role.endswith("/denied"):
            return Denied(403)
        return Granted({name: f"fake-{name}" for name in ("accessKeyId", "secretAccessKey", "sessionToken")})

    def call(self, asked: Asked) -> CallAnswer:
        host = netloc(asked.url)
        if host not in _HOSTS:
            closed = host.startswith("10.99.0.1:")
            return Unreachable(f"connect ECONNREFUSED {host}") if closed else NotAllowed()
        target = asked.url.partition(host)[2]
        path = target.partition("?")[0]
        if status := re.search(r"/status/(\d{3})$", path):
            told: Json = {"error": f"mock answers {status[1]}"}
            return Replied(int(status[1]), {"content-type": "application/json"}, json.dumps(told).encode())
        if path.endswith("/html"):
            return Replied(502, {"content-type": "text/html"}, b"<html><body>Bad gateway</body></html>")
        if "/flaky" in path:
            self.flaky[path] = count = self.flaky.get(path, 0) + 1
            body: Json = {"call": count}
            return Replied(500 if count <= FLAKY else 200, {"content-type": "application/json"}, _json(body))
        echo: Json = {
            "method": asked.method,
            "path": target,
            "headers": dict(asked.headers),
            "body": asked.body.decode("latin-1"),
        }
        return Replied(200, {"content-type": "application/json"}, _json(echo))

    def introspect(self, template: Values, credentials: Values, config: Values) -> bool:
        return False

    def after_import(self, template: Values, config: Values) -> Values:
        return {}


def _json(value: Json) -> bytes:
    return json.dumps(value).encode()


@dataclass(frozen=True, slots=True)
class LaterReachable:
    """Nothing can be reached at first, the recorded provider later."""

    clock: Callable[[], datetime]
    recorded: RecordedProvider = field(default_factory=lambda: RecordedProvider())

    def _now(self, since: datetime = PROVIDER_SINCE) -> PlayedProvider:
        return self.recorded if self.clock() >= since else NothingReachable()

    def verify(self, template: Values, credentials: Values, config: Values) -> int | None:
        return self._now(PRIVATE_SINCE).verify(template, credentials, config)

    def exchange(self, template: Values, code: str, config: Values) -> TokenAnswer:
        return self._now().exchange(template, code, config)

    def assume_role(self, url: str, role: str) -> TokenAnswer:
        return self._now(PRIVATE_SINCE).assume_role(url, role)

    def call(self, asked: Asked) -> CallAnswer:
        return self._now(PRIVATE_SINCE).call(asked)

    def refresh(self, template: Values, mode: str, credentials: Values, config: Values) -> TokenAnswer:
        return self._now().refresh(template, mode, credentials, config)

    def introspect(self, template: Values, credentials: Values, config: Values) -> bool:
        return self._now().introspect(template, credentials, config)

    def after_import(self, template: Values, config: Values) -> Values:
        return {}
