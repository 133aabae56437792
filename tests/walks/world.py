"""What a walk goes through: a Nango that has a bad day, environments, keys and a history that outlive the program."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from nango_tui.api.client import Client
from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.model.environment import Environment
from nango_tui.model.order import Order
from nango_tui.model.ports import Limits, Nango, NoKey, Services, Settings
from nango_tui.model.secret import Secret
from nango_tui.sandbox.demo import demo
from nango_tui.sandbox.server import serve
from nango_tui.storage.history import HistoryFile
from tests.screens.driving import MemoryEnvironments, MemoryKeys, StillClock
from tests.walks.faulty import Faulty

LIMITS = Limits(send_guard=0.0, repeat=0.1, pause=0.01, connect=2.0, answer=1.0, settle=0.0, cleared=0.0)
TEXT = Secret('{"access_token": "walked-access", "refresh_token": "walked-refresh", "expires_in": 7200}')
STARTS: dict[str, tuple[str, Order | None]] = {
    "home": ("full", None),
    "production": ("full", None),
    "quiet key": ("quiet", None),
    "key that may only create": ("create-only", None),
    "first run": ("full", None),
    "no keyring": ("full", None),
    "import": ("full", Order("import", "harborline", config=(("subdomain", "walk"),), text=TEXT)),
    "fix": ("full", Order("fix", "harborline", "acme-42")),
    "pasted": ("full", Order(text=TEXT)),
}
"""How the program is started: with which of the demo's keys, and what is asked of it on the command line."""
SHUT = NoKey("locked", "The keyring is locked.", "Unlock it.")


class WalkClock(StillClock):
    """A clock that goes on with the keys; what waits by it waits a twentieth of the time, so that it cannot spin."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds=seconds)
        await asyncio.sleep(min(seconds / 20, 0.2))


@dataclass
class World:
    """All that stays when the program ends and is started again."""

    url: str
    faulty: Faulty
    clock: WalkClock
    history: HistoryFile
    keys: MemoryKeys = field(default_factory=MemoryKeys)
    environments: MemoryEnvironments = field(default_factory=MemoryEnvironments)
    clients: list[Client] = field(default_factory=list)
    """Those of the program that runs."""

    async def hang_up(self) -> None:
        """Close the connections of a program that has ended: the server's threads wait at their other end."""
        while self.clients:
            await self.clients.pop().aclose()

    def program(self, start: str) -> NangoApp:
        """Return the program, started in one of the ways."""
        key, order = STARTS[start]
        known = (
            Environment("e1", "dev", self.url, production=start == "production"),
            Environment("e2", "prod", self.url, production=True),
        )
        demo_keys = self.faulty.demo.keys
        self.keys = MemoryKeys({"e1": Secret(demo_keys[key]), "e2": Secret(demo_keys["quiet"])})
        self.keys.problem = SHUT if start == "no keyring" else None
        self.environments.settings = Settings() if start == "first run" else Settings(known, "e1")

        def client(environment: Environment, secret: Secret) -> Nango:
            # Whatever server is chosen, it is this one: no walk leaves the machine.
            made = Client(replace(environment, url=self.url), secret, LIMITS, clock=self.clock)
            self.clients.append(made)
            return made

        services = Services(client, self.keys, self.environments, self.clock, LIMITS, DaemonExecutor, self.history)
        first = None if start == "first run" else known[0]
        return NangoApp(services, self.environments.load(), first, order=order)

    def replant(self) -> None:
        """Put back the connections that a walk may have deleted."""
        for name in ("walked-1", "walked-2"):
            self.faulty.replant(name)


@contextmanager
def world(folder: Path, seed: int, share: float) -> Iterator[World]:
    """Serve a Nango of which so many calls go wrong."""
    clock = WalkClock()
    faulty = Faulty(demo(clock=clock.now), share, Random(seed))
    with serve(faulty) as url:
        yield World(url, faulty, clock, HistoryFile(folder))
