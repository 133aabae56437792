"""The real program with something wrong in it: `python -m tests.pty.staged KIND`.

Each break puts the secrets that were typed into its error, the way careless code would. Kinds: worker, group, parse (in
pydantic), check, handler, compose, fix (while a connection is tested), transport (under httpx), noise (all that breaks
beside the screens, and does not end the program), hostile, strange and a number (Stranger's).
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import warnings
from datetime import UTC, datetime, tzinfo
from importlib import import_module
from typing import NoReturn

from textual.worker import NoActiveWorker, get_current_worker

from nango_tui import cli
from nango_tui.api.client import Client
from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.last_words import keep_values_out
from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Look, ProviderAnswer
from nango_tui.model.draft import Draft
from nango_tui.model.environment import Environment
from nango_tui.model.outcome import Failure, Got, Outcome
from nango_tui.model.ports import Limits, Nango, Services
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Handler, Request, Response
from nango_tui.sandbox.demo import ENVIRONMENT, demo
from tests.canary.hostile import front, refuses
from tests.canary.stored import STORED
from tests.canary.strange import Stranger

KEPT: list[str] = []
"""The secrets of the last import that was sent, and of the connections that were looked at."""


def careless() -> NoReturn:
    """Break as code does that puts values into its errors."""
    text = " and ".join(KEPT)
    try:
        raise ValueError(f"cannot read {text!r}")
    except ValueError as error:
        error.add_note(text)
        raise RuntimeError(text) from error


def in_a_worker() -> bool:
    """Say whether this is not a handler, nor the drawing of a screen."""
    try:
        get_current_worker()
    except NoActiveWorker:
        return False
    return True


class Dropped:
    """Breaks when it is thrown away."""

    def __del__(self) -> None:
        careless()


def slow(_: str) -> None:
    """Hold the event loop for longer than asyncio's debug mode leaves unsaid."""
    time.sleep(0.15)


async def in_a_task() -> None:
    careless()


async def break_in_a_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(in_a_task())
        group.create_task(in_a_task())


async def make_noise() -> None:
    """Break everywhere where that ends nothing."""
    loop, text = asyncio.get_running_loop(), " and ".join(KEPT)
    threading.Thread(target=careless).start()
    loop.call_soon(lambda told: careless(), text)
    loop.call_soon(slow, text)
    loop.create_task(in_a_task(), name=text)
    Dropped()
    warnings.warn(f"odd: {text}", ResourceWarning, stacklevel=1)
    await asyncio.sleep(0.3)


class BreakingClient(Client):
    """Breaks in the worker that sends, or arms what breaks later."""

    breaks = ""

    async def send(self, draft: Draft, endpoint: Endpoint) -> Outcome:
        KEPT.extend(value.reveal() for value in draft.values.values() if isinstance(value, Secret))
        match self.breaks:
            case "worker":
                careless()
            case "group":
                await break_in_a_group()
            case "parse":
                from pydantic import TypeAdapter

                TypeAdapter(dict[str, int]).validate_python(dict.fromkeys(KEPT, KEPT[0]))
            case "noise":
                await make_noise()
        return await super().send(draft, endpoint)

    async def look(self, connection_id: str, integration: str, *, whole: bool = True) -> Look | Failure:
        found = await super().look(connection_id, integration, whole=whole)
        if isinstance(found, Look):
            KEPT.extend(value.reveal() for value in found.connection.credentials.values())
        return found

    async def ask_provider(self, connection_id: str, integration: str, path: str) -> Got[ProviderAnswer] | Failure:
        answered = await super().ask_provider(connection_id, integration, path)
        if self.breaks == "fix":
            careless()
        return answered


class Clock(cli.SystemClock):
    """Breaks in the handler that asks for the time, once something was sent."""

    breaks = False

    def now(self) -> datetime:
        if self.breaks and KEPT and not in_a_worker():
            careless()
        return datetime.now(UTC)

    def zone(self) -> tzinfo:
        return UTC


class Place(Environment):
    """Breaks where its host is drawn, once something was sent."""

    @property
    def host(self) -> str:
        if KEPT and not in_a_worker():
            careless()
        return "embedded"


def broken_check(draft: Draft, *_: object) -> NoReturn:
    """Break where what was typed is checked."""
    KEPT.extend(value.reveal() for value in draft.values.values() if isinstance(value, Secret))
    careless()


def main(what: str) -> int:
    """Run the program; return its exit code."""
    keep_values_out()
    embedded, clock = demo(), Clock()
    embedded.sandbox.plant([STORED[0].seed], environment=ENVIRONMENT)
    clock.breaks = what == "handler"
    handle: Handler = front(refuses).over(embedded.handle) if what == "hostile" else embedded.handle
    if what.startswith("strange"):
        handle = Stranger(first=int(what.removeprefix("strange")), huge=1_000_000).over(embedded.handle)
    if what == "check":
        vars(import_module("nango_tui.screens.session"))["check"] = broken_check

    def under_httpx(request: Request) -> Response:
        if KEPT and request.method == "POST":
            careless()
        return handle(request)

    place = Place if what == "compose" else Environment
    start = place(cli.DEMO.id, cli.DEMO.name, cli.DEMO.url)

    under = under_httpx if what == "transport" else handle

    def client(environment: Environment, _: Secret) -> Nango:
        made = BreakingClient(environment, Secret(embedded.key), Limits(), clock=cli.SystemClock(), handler=under)
        made.breaks = what
        return made

    environments = cli.DemoEnvironments()
    services = Services(client, cli.DemoKeys(), environments, clock, Limits(), DaemonExecutor)
    app = NangoApp(services, environments.load(), start)
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
