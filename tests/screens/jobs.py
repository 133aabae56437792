"""The world of the jobs: providers that the demo lacks, a hand whose keys are counted, and what is waited for."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from nango_tui.model.body import Json
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Handler, Request
from nango_tui.sandbox import Integration, Key, Sandbox
from nango_tui.sandbox.demo import SCOPES
from nango_tui.sandbox.made_up import MadeUpProvider
from nango_tui.screens.paste import PasteScreen
from nango_tui.screens.steps.auth_type import TypeList
from tests.screens.driving import Driver, MemoryKeys, StillClock, running
from tests.screens.front import Front

KEYS: Final = {"full": "0b5e7c3a-6a0f-4c1e-9d53-2f1f0c9b7a10", "quiet": "3d1f0c9b-7a10-4c1e-8d53-0b5e7c3a6a0f"}

_DESK: Final[dict[str, Json]] = {
    "subdomain": {
        "type": "string", "title": "Subdomain", "description": "The first part of the address.", "example": "acme",
        "prefix": "https://", "suffix": ".zendesk.com", "order": 1,
    }
}  # fmt: skip
TEMPLATES: Final[dict[str, dict[str, Json]]] = {
    "salesforce": {
        "display_name": "Salesforce", "auth_mode": "OAUTH2", "categories": ["crm"],
        "authorization_url": "https://login.salesforce.com/services/oauth2/authorize",
        "token_url": "https://login.salesforce.com/services/oauth2/token",
        "token_response_metadata": ["instance_url"],
        "proxy": {"base_url": "${connectionConfig.instance_url}"},
        "connection_config": {
            "instance_url": {
                "type": "string", "title": "Instance URL", "description": "Where the customer's Salesforce is.",
                "format": "uri", "automated": True,
            }
        },
    },
    "google-mail": {
        "display_name": "Gmail", "auth_mode": "OAUTH2", "categories": ["communication"],
        "authorization_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_url": "https://oauth2.googleapis.com/token",
        "proxy": {"base_url": "https://gmail.googleapis.com"},
    },
    "zendesk": {
        "display_name": "Zendesk", "auth_mode": "OAUTH2", "categories": ["support"],
        "authorization_url": "https://${connectionConfig.subdomain}.zendesk.com/oauth/authorizations/new",
        "token_url": "https://${connectionConfig.subdomain}.zendesk.com/oauth/tokens",
        "proxy": {"base_url": "https://${connectionConfig.subdomain}.zendesk.com"},
        "connection_config": _DESK,
    },
    "zendesk-api-key": {
        "display_name": "Zendesk (API Token)", "auth_mode": "BASIC", "categories": ["support"],
        "proxy": {
            "base_url": "https://${connectionConfig.subdomain}.zendesk.com",
            "headers": {"authorization": "Basic ${base64(${username}/token:${password})}"},
        },
        "credentials": {
            "username": {"type": "string", "title": "Email", "description": "Who made the token.", "format": "email"},
            "password": {"type": "string", "title": "API Token", "description": "The token.", "secret": True},
        },
        "connection_config": _DESK,
    },
}  # fmt: skip
"""Providers in the shape that their templates have in Nango, as far as these jobs need it."""


@dataclass
class Elsewhere(Front):
    """A Front before a Nango of the jobs' own, with providers that the demo lacks."""

    clock: StillClock = field(default_factory=StillClock)
    sandbox: Sandbox = field(init=False)

    def __post_init__(self) -> None:
        app: dict[str, Json] = {"client_id": "demo-client-id", "client_secret": "demo-client-secret"}
        self.sandbox = Sandbox(
            templates=TEMPLATES,
            integrations=[
                Integration(name, name, credentials=app if one["auth_mode"] == "OAUTH2" else None)
                for name, one in TEMPLATES.items()
            ],
            keys=[Key(name, value, SCOPES[name]) for name, value in KEYS.items()],
            clock=self.clock.now,
            provider=MadeUpProvider(),
        )

    def over(self, behind: Handler) -> Handler:
        """Return the handler that stands in front of the own Nango, whatever would be behind."""
        return super().over(self.sandbox.handle)

    def stored(self, connection_id: str, integration: str) -> dict[str, Json]:
        """Return a connection as it is stored."""
        target = f"/connections/{connection_id}?provider_config_key={integration}&refresh_token=true"
        answer = self.sandbox.handle(Request("GET", target, {"authorization": f"Bearer {KEYS['full']}"}))
        found = json.loads(answer.body)
        assert answer.status == 200, found
        assert isinstance(found, dict)
        return found


@asynccontextmanager
async def elsewhere(key: str = "full") -> AsyncIterator[tuple[Driver, Elsewhere]]:
    """Run the program against the jobs' own Nango, up to Home with its list."""
    front = Elsewhere()
    async with running(front=front, clock=front.clock, keys=MemoryKeys({"e1": Secret(KEYS[key])})) as drive:
        await drive.wait_for(f"{len(TEMPLATES)} of {len(TEMPLATES)}")
        yield drive, front


@dataclass
class Hand:
    """Counts the keys that a person presses, apart from letters that are typed as values or filters."""

    drive: Driver
    keys: list[str] = field(default_factory=list)

    async def press(self, *keys: str) -> None:
        """Press keys."""
        self.keys += keys
        await self.drive.press(*keys)
        await self.drive.pilot.pause()


async def preview(drive: Driver, *texts: str) -> None:
    """Wait for the preview of what was pasted, with these words."""
    await drive.wait_screen(PasteScreen)
    await drive.wait_for(*texts)


def only_import(front: Front) -> tuple[str, dict[str, Json]]:
    """Return path and body of the only import."""
    ((path, body),) = front.imports()
    return path, body


def listed(drive: Driver, connection_id: str) -> dict[str, Json]:
    """Return a connection as the list has it, which has no effects on a broken one."""
    _, found = drive.ask("GET", f"/connections?connectionId={connection_id}")
    assert isinstance(found, dict)
    assert isinstance(found["connections"], list)
    (row,) = found["connections"]
    assert isinstance(row, dict)
    return row


def types_highlighted(drive: Driver) -> str:
    """Return the auth type under the highlight."""
    types = drive.app.screen.query_one(TypeList)
    assert types.highlighted is not None
    return str(types.get_option_at_index(types.highlighted).id)
