"""Drives the program against a network that breaks; what has to hold after every fault, whatever it was."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace

from nango_tui.api.client import Client
from nango_tui.model.environment import Environment
from nango_tui.model.ports import Limits, Settings
from nango_tui.model.secret import Secret
from nango_tui.sandbox.demo import Demo, demo
from nango_tui.screens.dialogs import Confirm
from tests.conftest import Figure
from tests.faults.net_server import Net
from tests.faults.net_wires import LIMIT
from tests.screens.driving import LIMITS, Driver, MemoryEnvironments, MemoryKeys, StillClock, running

SHORT: Limits = replace(LIMITS, connect=LIMIT, answer=LIMIT)
"""What hangs does so for a moment only. Machines that test are slow: all that shall be answered gets more."""
AT_ONCE = 3.0
"""Seconds in which the program has ended, on a busy machine too: what hangs here does so for twenty."""


@dataclass
class Tally:
    """Counts the faults of one run of the program, and those that it survived: the next one comes all the same."""

    total: int
    survived: int = 0
    failed: list[str] = field(default_factory=list)

    @contextmanager
    def fault(self, name: str) -> Iterator[None]:
        """Take one fault; a failure names it."""
        try:
            yield
        except AssertionError as error:
            self.failed.append(f"fault: {name}. {error}")
        else:
            self.survived += 1


@contextmanager
def counted(figure: Figure, total: int) -> Iterator[Tally]:
    """Count so many faults of one run of the program in the line of all faults."""
    tally = Tally(total)
    try:
        yield tally
        assert not tally.failed, "\n".join(tally.failed)
    finally:
        figure("faults", f"{tally.survived} of {total} survived", add=True)


@dataclass
class Broken:
    """The running program, and the network between it and its Nango."""

    drive: Driver
    net: Net
    nango: Demo
    clients: list[Client]
    ended: bool = False

    def limit(self, limits: Limits) -> None:
        """Let calls wait so long from now on."""
        for client in self.clients:
            client._http._limits = limits

    async def ends(self, *, asks: bool = False) -> None:
        """Leave with Ctrl+Q, twice where it `asks`; it must be gone at once, whatever hangs."""
        drive = self.drive
        began = time.monotonic()
        await drive.pilot.press("ctrl+q")
        if asks:
            await drive.wait_screen(Confirm)
            await drive.pilot.press("ctrl+q")
        await drive.wait(lambda: drive.app._exit, "the end")
        self.ended = True
        assert time.monotonic() - began < AT_ONCE


@asynccontextmanager
async def broken(
    server: Net, *, url: str = "", size: tuple[int, int] = (80, 40), start: bool = True, plain_http: bool = False,
    nango: Demo | None = None, limits: Limits = LIMITS,
) -> AsyncIterator[Broken]:  # fmt: skip
    """Run the program against that server; nothing of it may be left when it has ended."""
    environment = Environment("e1", "demo", url or server.url(), plain_http=plain_http)
    nango = nango or demo(clock=StillClock().now)
    environments = MemoryEnvironments(Settings((environment,), "e1") if start else Settings())
    keys = MemoryKeys({"e1": Secret(nango.keys["full"])} if start else {})
    loop = asyncio.get_running_loop()
    unseen: list[Mapping[str, object]] = []
    loop.set_exception_handler(lambda _, context: unseen.append(context))
    before = asyncio.all_tasks()
    clients: list[Client] = []
    clock = StillClock()

    def made(environment: Environment, secret: Secret) -> Client:
        clients.append(Client(environment, secret, limits, clock=clock))
        return clients[-1]

    async with running(environments=environments, keys=keys, size=size, start=start, nango=made, clock=clock) as drive:
        found = Broken(drive, server, nango, clients)
        yield found
        if not found.ended:
            await found.ends()
        began = time.monotonic()
    assert time.monotonic() - began < AT_ONCE, "the program was asked to end and did not"
    left = [task for task in asyncio.all_tasks() - before if not task.done()]
    assert not left, f"still at work: {left}"
    loop.set_exception_handler(None)
    assert not unseen, unseen
