"""What the tests of environments share: servers by their URL, and the steps of a first run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from textual.widgets import Input, Static

from nango_tui.api.client import Client
from nango_tui.model.environment import LOCAL_URL, PRODUCTION_URL, Environment
from nango_tui.model.outcome import Advice, Call, Unreachable
from nango_tui.model.ports import Nango, NoKey
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Handler
from nango_tui.sandbox.auth import FULL, Key
from nango_tui.sandbox.demo import Demo, demo
from nango_tui.sandbox.sandbox import Sandbox
from nango_tui.screens.connect import ConnectScreen
from nango_tui.widgets.choice import SwitchEntry
from tests.screens.driving import LIMITS, Driver, MemoryKeys, StillClock

PROD_KEY = "0b7c6a1e-64b2-4c1a-9a52-5b1f7a0f3d11"
DEV_KEY = "5d3f7f0a-2a0b-4a57-8f59-0d1f5b1c9e22"


@dataclass
class Servers:
    """Nango servers by URL; every client that is made is noted. A URL that is not here cannot be reached."""

    handlers: Mapping[str, Handler]
    made: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, environment: Environment, key: Secret) -> Nango:
        self.made.append((environment.name, environment.url))
        handler = self.handlers.get(environment.url)
        # Nothing listens on port 9 of this machine.
        reached = environment if handler else Environment(environment.id, environment.name, "http://127.0.0.1:9")
        return Client(reached, key, LIMITS, clock=StillClock(), handler=handler)


def account() -> Sandbox:
    """Return a Nango with two environments, dev and prod, and a key for each."""
    keys = (Key("dev", DEV_KEY, FULL, "dev"), Key("prod", PROD_KEY, FULL, "prod"))
    return Sandbox(templates={}, integrations=(), keys=keys, clock=lambda: datetime(2026, 11, 24, 14, 30, tzinfo=UTC))


def cloud_only() -> tuple[Servers, Demo]:
    """Return servers of which only Nango Cloud's URL answers, as the demo does."""
    nango = demo(clock=StillClock().now)
    return Servers({PRODUCTION_URL: nango.handle}), nango


def cloud_and_local() -> Servers:
    """Return Nango Cloud, which knows no key, and a local server with two environments."""
    return Servers({PRODUCTION_URL: demo(clock=StillClock().now).handle, LOCAL_URL: account().handle})


@dataclass
class HangingKeys(MemoryKeys):
    """Keys whose keyring does not answer until it is let go."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def keep(self, environment: Environment, key: Secret) -> NoKey | None:
        self.asked += 1
        self.hold(environment, key)
        await self.go.wait()
        return await super().keep(environment, key)


async def connecting(drive: Driver) -> ConnectScreen:
    """Wait until server and key are asked for."""
    screen = await drive.wait_screen(ConnectScreen)
    await drive.pilot.pause()
    return screen


async def paste(drive: Driver, row: str, text: str) -> None:
    """Put a text into a row of the screen, and the focus too."""
    entry = drive.row(row).entry
    assert isinstance(entry, Input)
    entry.focus()
    entry.value = text
    await drive.pilot.pause()


async def give_key(drive: Driver, key: str) -> None:
    """Paste the key and press Enter."""
    await paste(drive, "key", key)
    await drive.press("enter")


async def other_server(drive: Driver) -> None:
    """Choose the field for another URL."""
    await drive.press("shift+tab", "down", "down")
    await drive.wait(lambda: drive.row("url").display, "the URL's field")


async def check_key(drive: Driver, key: str) -> None:
    """Paste the key, press Enter and wait until the name is asked for."""
    await give_key(drive, key)
    await drive.wait(lambda: drive.row("name").display, "the name")
    await drive.pilot.pause()


def name_of(drive: Driver) -> str:
    """Return what stands in the name's field."""
    return str(drive.row("name").value)


def is_production(drive: Driver) -> bool:
    """Say whether the switch for production is on."""
    return drive.app.screen.query_one("#production", SwitchEntry).value


def said(drive: Driver) -> str:
    """Return what the screen says, on one line."""
    return " ".join(str(drive.app.screen.query_one("#said", Static).content).split())


def lost(happened: str, do: str) -> Unreachable:
    """Return a call that did not get through, in these words."""
    return Unreachable(Call.IMPORT_LEGACY, Advice(happened, do), 0.1)
