"""The Nango of --demo: invented providers, and an environment that looks like life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from nango_tui.model.body import Json
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox.auth import FULL, Key
from nango_tui.sandbox.demo_connections import READ_LATER, SYNCS_FAILED, imports, seeds
from nango_tui.sandbox.demo_templates import TEMPLATES
from nango_tui.sandbox.javascript import stringify
from nango_tui.sandbox.made_up import MadeUpProvider
from nango_tui.sandbox.sandbox import Sandbox, utc_now
from nango_tui.sandbox.seeds import log_id_at
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
    for age, body in imports(clock()):
        started.ago = age
        _ask(made, "POST", "/connections", body)
    sandbox.plant(seeds(clock()), environment=ENVIRONMENT)
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


def _make_troubles(made: Demo, clock: _Clock) -> None:
    """Let refreshes fail, and syncs."""
    for ago, name, integration in READ_LATER:
        clock.ago = ago
        _ask(made, "GET", f"/connections/{name}?provider_config_key={integration}")
    clock.ago = timedelta(0)
    for ago, name, integration in SYNCS_FAILED:
        made.sandbox.fail_sync(name, integration, log_id_at(clock() - ago), environment=ENVIRONMENT)
