"""The world in which the calls were recorded: the keys, and the provider that could be reached later on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nango_tui.model.body import Json
from nango_tui.sandbox import Denied, Granted, NothingReachable, PlayedProvider, Unreachable
from nango_tui.sandbox.played import TokenAnswer, address, netloc

Values = Mapping[str, Json]

PROVIDER_SINCE = datetime(2026, 11, 24, 18, tzinfo=UTC)
"""From then on a provider could be reached, on one private address."""

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


class RecordedProvider:
    """The provider of the second run: one private address, answers by the made-up secret."""

    def verify(self, template: Values, credentials: Values, config: Values) -> int | None:
        if netloc(address(template, "proxy", config)) not in _HOSTS:
            return None
        codes = re.findall(r"fake-(\d{3})", json.dumps(dict(credentials)))
        return int(codes[0]) if codes else 200

    def refresh(self, template: Values, mode: str, credentials: Values, config: Values) -> TokenAnswer:
        if mode in ("APP", "CUSTOM"):
            return NothingReachable().refresh(template, mode, credentials, config)
        if netloc(address(template, "token_url", config)) not in _HOSTS:
            return Unreachable()
        secret = str(credentials.get("refresh_token") if mode == "OAUTH2" else credentials.get("client_secret"))
        if secret.endswith(("-denied", "-wrong")):
            return Denied(401 if secret.endswith("-wrong") else 400)
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

    def introspect(self, template: Values, credentials: Values, config: Values) -> bool:
        return False

    def after_import(self, template: Values, config: Values) -> Values:
        return {}


@dataclass(frozen=True, slots=True)
class LaterReachable:
    """Nothing can be reached at first, the recorded provider later."""

    clock: Callable[[], datetime]

    def _now(self) -> PlayedProvider:
        return RecordedProvider() if self.clock() >= PROVIDER_SINCE else NothingReachable()

    def verify(self, template: Values, credentials: Values, config: Values) -> int | None:
        return self._now().verify(template, credentials, config)

    def refresh(self, template: Values, mode: str, credentials: Values, config: Values) -> TokenAnswer:
        return self._now().refresh(template, mode, credentials, config)

    def introspect(self, template: Values, credentials: Values, config: Values) -> bool:
        return self._now().introspect(template, credentials, config)

    def after_import(self, template: Values, config: Values) -> Values:
        return {}
