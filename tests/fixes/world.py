"""A Nango in which any stored connection can be put, and what of it can be compared."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from nango_tui.api.answers import connection_in
from nango_tui.api.client import Client
from nango_tui.api.templates import template_from
from nango_tui.model.body import Json
from nango_tui.model.connection import Look, Override
from nango_tui.model.environment import Environment
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template
from nango_tui.model.wire import Request
from nango_tui.sandbox import Integration, Key, Sandbox
from nango_tui.sandbox.demo_templates import TEMPLATES
from nango_tui.sandbox.made_up import MadeUpProvider
from nango_tui.sandbox.store import Connection

NOW: Final = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
FULL: Final = "0b5e7c3a-6a0f-4c1e-9d53-2f1f0c9b7a10"
QUIET: Final = "3d1f0c9b-7a10-4c1e-8d53-0b5e7c3a6a0f"
CREATE: Final = "7a100b5e-7c3a-4a0f-ac1e-9d532f1f0c9b"
ID: Final = "acme-42"
APP_SECRETS: Final[dict[str, Json]] = {"client_id": "own-app-id", "client_secret": "own-app-secret"}

_SCOPES = tuple(f"environment:connections:{name}" for name in ("list", "read", "create", "update"))
_READ_BY_NAME: Final = ("access_token", "refresh_token", "expires_at", "type", "expires_in", "token")


class Clock:
    """A clock that stands still, in UTC."""

    def now(self) -> datetime:
        return NOW

    def zone(self) -> tzinfo:
        return UTC

    async def sleep(self, seconds: float) -> None:
        """Return at once."""


@dataclass(slots=True)
class World:
    """One stored connection on a server, as three keys see it."""

    provider: str
    sandbox: Sandbox = field(init=False)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.sandbox = Sandbox(
            templates=TEMPLATES,
            integrations=[Integration(self.provider, self.provider, credentials=APP_SECRETS)],
            keys=[
                Key("full", FULL),
                Key("quiet", QUIET, _SCOPES),
                Key("create", CREATE, ("environment:connections:create",)),
            ],
            clock=lambda: self.now,
            provider=MadeUpProvider(),
        )

    @property
    def template(self) -> Template:
        """The provider's template as the client reads it."""
        found = template_from({"name": self.provider, **TEMPLATES[self.provider]}, self.provider)
        assert isinstance(found, Template)
        return found

    def put(self, stored: Connection) -> None:
        """Store a connection, whatever it holds."""
        environment = self.sandbox._store.environment("dev")
        stored = replace(stored, integration=environment.integrations[self.provider])
        environment.connections[stored.connection_id, self.provider] = stored

    def stored(self) -> Connection:
        """Return what is stored."""
        found = self.sandbox._store.environment("dev").find(ID, self.provider)
        assert found is not None
        return found

    def client(self, key: str, environment: Environment) -> Client:
        """Return the real client, on this server instead of the network."""
        return Client(environment, Secret(key), clock=Clock(), handler=self.sandbox.handle)

    def ask(self, method: str, target: str, body: Json = None, *, key: str = FULL) -> tuple[int, Json]:
        """Ask and return status and parsed body."""
        headers = {"authorization": f"Bearer {key}"}
        raw = b"" if body is None else json.dumps(body).encode()
        if raw:
            headers["content-type"] = "application/json"
        response = self.sandbox.handle(Request(method, target, headers, raw))
        answer: Json = json.loads(response.body)
        return response.status, answer

    def look(self, key: str) -> Look | None:
        """Look at the connection as a fix does: whole, else without credentials; None: this key may not read."""
        target = f"/connections/{ID}?provider_config_key={self.provider}"
        status, answer = self.ask("GET", f"{target}&refresh_token=true", key=key)
        if status == 403:
            status, answer = self.ask("GET", target, key=key)
            return look_in(answer, "hidden") if status == 200 else None
        return look_in(answer, "whole" if status == 200 else "failed")


def look_in(answer: Json, reading: str) -> Look:
    """Read an answer of GET /connections/{id}, or the connection inside of a refusal."""
    assert isinstance(answer, dict)
    if "error" in answer:
        error = answer["error"]
        assert isinstance(error, dict)
        payload = error["payload"]
        assert isinstance(payload, dict)
        answer = _object(payload["connection"])
    found = connection_in(answer)
    assert found is not None
    credentials, user = _object(answer["credentials"]), _object(answer["end_user"])
    own, company = _object(credentials.get("config_override")), _object(user.get("organization"))
    webhook = answer["webhook_url_override"]
    connection = replace(
        found,
        webhook_url=webhook if isinstance(webhook, str) else "",
        override=Override(str(own["client_id"]), Secret(str(own["client_secret"]))) if own else None,
        raw_names=tuple(name for name in _object(credentials.get("raw")) if name not in _READ_BY_NAME),
        end_user_tags={key: str(text) for key, text in _object(user.get("tags")).items()},
        organization=str(company.get("id", "")),
    )
    if reading == "whole":
        return Look(connection, "whole", "present" if "refresh_token" in credentials else "absent")
    return Look(connection, "failed" if reading == "failed" else "hidden")


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def in_time(**time: float) -> str:
    """Return a time from now as Nango stores it."""
    return (NOW + timedelta(**time)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
