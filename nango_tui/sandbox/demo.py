"""The Nango of --demo: invented providers, and an environment that looks like life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from nango_tui.model.body import Json
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox.auth import FULL, Key
from nango_tui.sandbox.demo_templates import TEMPLATES
from nango_tui.sandbox.javascript import stringify
from nango_tui.sandbox.made_up import MadeUpProvider
from nango_tui.sandbox.sandbox import Sandbox, utc_now
from nango_tui.sandbox.store import Integration

ENVIRONMENT = "demo"

_CONNECTIONS = "environment:connections"
_QUIET = (
    "environment:integrations:list",
    "environment:integrations:read",
    f"{_CONNECTIONS}:list",
    f"{_CONNECTIONS}:read",
    f"{_CONNECTIONS}:create",
    f"{_CONNECTIONS}:update",
    "environment:connect_sessions:write",
)
SCOPES: dict[str, tuple[str, ...]] = {
    "full": FULL,
    "quiet": _QUIET,
    "create-only": (f"{_CONNECTIONS}:create",),
    "read-no-credentials": ("environment:integrations:*", f"{_CONNECTIONS}:list", f"{_CONNECTIONS}:read"),
    "no-create": ("environment:integrations:*", f"{_CONNECTIONS}:list", f"{_CONNECTIONS}:read_credentials"),
}
"""What the keys of the demo may do, by their names."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A filled Sandbox and its keys, by what they can: `keys["full"]`, `keys["create-only"]`, ..."""

    sandbox: Sandbox
    keys: Mapping[str, str] = field(repr=False)

    @property
    def key(self) -> str:
        """The key that may do everything."""
        return self.keys["full"]

    def handle(self, request: Request) -> Response:
        """Answer a request."""
        return self.sandbox.handle(request)


class _Clock:
    """A clock that can be set back, so that what is stored has an age."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.ago = timedelta(0)

    def __call__(self) -> datetime:
        return self._clock() - self.ago


def demo(clock: Callable[[], datetime] = utc_now) -> Demo:
    """Return a Nango with invented providers, integrations and connections; its keys are new each time."""
    keys = [Key(name, str(uuid4()), scopes, ENVIRONMENT) for name, scopes in SCOPES.items()]
    keys.append(Key("other-environment", str(uuid4()), FULL, "empty"))
    started = _Clock(clock)
    sandbox = Sandbox(
        templates=TEMPLATES,
        integrations=_integrations(clock()),
        keys=keys,
        clock=started,
        provider=MadeUpProvider(),
    )
    made = Demo(sandbox, {key.name: key.value for key in keys})
    for age, body in _connections(clock()):
        started.ago = age
        _ask(made, "POST", "/connections", body)
    _make_troubles(made, started)
    started.ago = timedelta(0)
    return made


def _ask(made: Demo, method: str, target: str, body: Json = None) -> None:
    headers = {"authorization": f"Bearer {made.key}", "content-type": "application/json"}
    response = made.handle(Request(method, target, headers, stringify(body) if body else b""))
    if response.status not in (200, 201, 400):
        raise RuntimeError(f"the demo could not be filled: {method} {target} answered {response.status}")


def _integrations(now: datetime) -> list[Integration]:
    app: dict[str, Json] = {"client_id": "demo-client-id", "client_secret": "demo-client-secret", "scopes": "read"}
    gitgarden: dict[str, Json] = {
        "app_id": "100200",
        "app_link": "https://gitgarden.example/apps/demo",
        "private_key": "<the app's private key>",
    }
    rows: tuple[tuple[str, str, dict[str, Json] | None, str], ...] = (
        ("harborline", "harborline", app, ""),
        ("harborline-emea-production-migration-2026", "harborline", app, "Harborline EMEA, migration from the old CRM"),
        ("harborline-key", "harborline-api-key", None, ""),
        ("fernmail", "fernmail", app, ""),
        ("zephyr-books", "zephyr-books", app, ""),
        ("tideflow", "tideflow", app, ""),
        ("tideflow-staging", "tideflow", app, "Tideflow (staging)"),
        ("beacon-ads", "beacon-ads", app, ""),
        ("cobalt-pay", "cobalt-pay", None, ""),
        ("brasswork", "brasswork-mtls", None, ""),
        ("osprey", "osprey-id", None, ""),
        ("pinegrove", "pinegrove", app, ""),
        ("lumenboard", "lumenboard", None, ""),
        ("tallyroom", "tallyroom", None, ""),
        ("mossdesk", "mossdesk", None, ""),
        ("ledgerstone", "ledgerstone-tba", app, ""),
        ("gitgarden", "gitgarden-app", gitgarden, ""),
        ("gitgarden-oauth", "gitgarden-app-oauth", app | gitgarden, ""),
        ("plain-weather", "plain-weather", None, ""),
        ("fogbank", "fogbank", None, ""),
        ("signet-store", "signet-store", None, ""),
        ("relaybot", "relaybot-mcp", None, ""),
    )
    return [
        Integration(key, provider, display_name, credentials, ENVIRONMENT, now - timedelta(days=240 - 7 * index))
        for index, (key, provider, credentials, display_name) in enumerate(rows)
    ]


def _connections(now: datetime) -> list[tuple[timedelta, Json]]:
    later = (now + timedelta(days=30)).isoformat()
    past = (now - timedelta(days=2)).isoformat()

    def _oauth2(name: str, expires: str = later) -> Json:
        return {
            "type": "OAUTH2",
            "access_token": f"demo-access-{name}",
            "refresh_token": f"demo-refresh-{name}",
            "expires_at": expires,
        }

    def _customer(user: str, email: str, name: str) -> Json:
        return {"id": user, "email": email, "display_name": name}

    return [
        (timedelta(days=190), {
            "provider_config_key": "harborline", "connection_id": "acme-42", "credentials": _oauth2("denied", past),
            "connection_config": {"subdomain": "acme"}, "metadata": {"plan": "enterprise", "region": "eu", "seats": 40},
            "tags": {"tier": "gold", "owner": "support-emea"},
            "end_user": _customer("cus_1042", "it@acme.example", "Acme Inc."),
        }),
        (timedelta(days=171), {
            "provider_config_key": "harborline", "connection_id": "globex", "credentials": _oauth2("globex"),
            "connection_config": {"subdomain": "globex"}, "metadata": {"plan": "pro"}, "tags": {"tier": "silver"},
            "end_user": _customer("cus_2051", "admin@globex.example", "Globex"),
        }),
        (timedelta(days=120), {
            "provider_config_key": "tallyroom", "connection_id": "b7e1c9a2-5a40-4d1c-9f43-0f0d6a2e7c11",
            "credentials": {"type": "BASIC", "username": "demo-agent-key", "password": "X"},
            "connection_config": {"subdomain": "initech"},
            "tags": {"end_user_id": "cus_3300", "end_user_email": "lumbergh@initech.example",
                     "end_user_display_name": "Initech", "organization_id": "org_77"},
        }),
        (timedelta(days=96), {
            "provider_config_key": "tideflow", "connection_id": "umbrella-marketing",
            "credentials": _oauth2("umbrella"),
            "connection_config": {"portalId": "7350042"}, "metadata": {"list": "newsletter"},
            "end_user": _customer("cus_4410", "marketing@umbrella.example", "Umbrella Pharmaceuticals, Marketing EMEA"),
        }),
        (timedelta(days=61), {
            "provider_config_key": "cobalt-pay", "connection_id": "stark-payments",
            "credentials": {"type": "OAUTH2_CC", "token": "demo-token", "client_id": "stark",
                            "client_secret": "demo-secret", "expires_at": later},
            "connection_config": {"stage": "api", "merchant": "M-1042"},
            "end_user": _customer("cus_5008", "payments@stark.example", "Stark Industries"),
        }),
        (timedelta(days=33), {
            "provider_config_key": "ledgerstone",
            "connection_id": "wayne-enterprises-holding-subsidiary-north-america-east-ledger-2026",
            "credentials": {"type": "TBA", "token_id": "demo-token-id", "token_secret": "demo-token-secret"},
            "connection_config": {"accountId": "1234567-sb1"},
            "tags": {"organization_id": "org_wayne", "tier": "gold"},
            "end_user": _customer("cus_6120", "erp@wayne.example", "Wayne Enterprises"),
        }),
        (timedelta(days=12), {
            "provider_config_key": "lumenboard", "connection_id": "hooli",
            "credentials": {"type": "API_KEY", "apiKey": "demo-key"}, "connection_config": {"region": "us"},
            "end_user": _customer("cus_7002", "data@hooli.example", "Hooli"),
        }),
        (timedelta(days=3), {
            "provider_config_key": "pinegrove", "connection_id": "piedpiper",
            "credentials": {"type": "OAUTH1", "oauth_token": "demo-token", "oauth_token_secret": "demo-secret"},
            "end_user": _customer("cus_7003", "richard@piedpiper.example", "Pied Piper"),
        }),
        (timedelta(hours=5), {
            "provider_config_key": "plain-weather", "connection_id": "weather", "credentials": {"type": "NONE"},
        }),
    ]  # fmt: skip


def _make_troubles(made: Demo, clock: _Clock) -> None:
    """Let one refresh fail, and a sync."""
    clock.ago = timedelta(hours=2)
    _ask(made, "GET", "/connections/acme-42?provider_config_key=harborline")
    log_id = f"{round((clock() - timedelta(hours=20)).timestamp() * 1000)}_kR7vQ2mX"
    made.sandbox.fail_sync("umbrella-marketing", "tideflow", log_id, environment=ENVIRONMENT)
