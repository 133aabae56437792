"""The command line: reads the arguments and joins the parts. It alone knows all of them."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from nango_tui.arguments import order_in, parser
from nango_tui.late_history import LateHistory
from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.order import Order
from nango_tui.model.ports import (
    Environments,
    History,
    Keys,
    Limits,
    Loaded,
    Nango,
    NoHistory,
    NoKey,
    Services,
    Settings,
)
from nango_tui.model.secret import Secret
from nango_tui.model.text import plain
from nango_tui.terminal import make_ready, no_terminal, say

if TYPE_CHECKING:
    from nango_tui.sandbox.demo import Demo

DEMO = Environment(id="demo", name="demo", url="https://embedded")


class SystemClock:
    """The clock and zone of this machine."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)

    def zone(self) -> tzinfo:
        """Return this machine's zone, with its clock changes where they can be known."""
        from nango_tui.storage.zone import local_zone

        return local_zone(os.environ)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class DemoKeys:
    """The keys of the demo: one that opens the embedded Nango; others live in this session's memory."""

    def __init__(self) -> None:
        self._session: dict[str, HeldKey] = {DEMO.id: HeldKey(Secret("demo"), "demo")}

    def held(self, environment: Environment) -> HeldKey | None:
        """Return the key if one is at hand."""
        return self._session.get(environment.id)

    async def find(self, environment: Environment, *, patient: bool = False) -> HeldKey | NoKey:
        """Return the key if one is at hand."""
        return self.held(environment) or NoKey("none", "The demo uses no keyring.", "Paste a key for this session.")

    async def keep(self, environment: Environment, key: Secret) -> NoKey | None:
        """Keep the key for this session: the demo stores nothing."""
        self.hold(environment, key)
        return None

    def hold(self, environment: Environment, key: Secret) -> None:
        """Keep the key for this session."""
        self._session[environment.id] = HeldKey(key, "session")

    async def remove(self, environment: Environment) -> NoKey | None:
        """Forget the key."""
        self._session.pop(environment.id, None)
        return None


class DemoEnvironments:
    """The demo's environments: in memory."""

    def load(self) -> Loaded:
        """Return the demo's environment."""
        return Loaded(Settings((DEMO,), DEMO.id))

    def save(self, settings: Settings) -> str:
        """Keep nothing."""
        return ""


class Clients:
    """Makes clients, loading HTTP and its libraries only then: the first frame does without them."""

    def __init__(self, limits: Limits, clock: SystemClock) -> None:
        self._limits = limits
        self._clock = clock
        self._demo: Demo | None = None
        self._lock = Lock()

    def __call__(self, environment: Environment, key: Secret) -> Nango:
        """Return a client for this environment; the demo's talks to the embedded Nango in this process."""
        from nango_tui.api.client import Client

        if environment.id == DEMO.id:
            from nango_tui.sandbox.demo import demo

            with self._lock:
                self._demo = self._demo or demo(clock=self._clock.now)
            demo_key = Secret(self._demo.key)
            return Client(environment, demo_key, self._limits, clock=self._clock, handler=self._demo.handle)
        client = Client(environment, key, self._limits, clock=self._clock)
        # Certificates that cannot be read, a proxy that is none: the first call says so in words.
        with suppress(Exception):
            client.warm()
        return client


def run(argv: Sequence[str]) -> int:
    """Run the program; return its exit code."""
    reader = parser()
    arguments = reader.parse_args(argv)
    if arguments.demo and arguments.environment:
        reader.error("--demo has an environment of its own; leave out --environment")
    if arguments.demo and arguments.clear_history:
        reader.error("--demo keeps no history; leave it out to clear yours")
    if arguments.clear_history:
        return _clear_history()
    try:
        order = order_in(arguments)
    except ValueError as wrong:
        return _wrong(str(wrong))
    if order.action != "needs":
        try:
            order = replace(order, text=_piped()) if arguments.paste else order
        except ValueError as wrong:
            return _wrong(str(wrong))
        if problem := _recorded(arguments) or no_terminal(os.environ):
            return _wrong(problem)
        make_ready(os.environ)
    # Back on when the first frame stands: collecting while it is built costs more than it frees.
    gc.disable()
    clock, limits = SystemClock(), Limits()
    keys: Keys
    environments: Environments
    if arguments.demo:
        keys, environments = DemoKeys(), DemoEnvironments()
        loaded = environments.load()
        start: Environment | None = DEMO
    else:
        try:
            keys, environments, loaded, start = _real(arguments)
        except ValueError as wrong:
            return _wrong(str(wrong))
    from nango_tui.daemon_executor import DaemonExecutor

    history = LateHistory(_memory_history if arguments.demo else partial(_history_file, loaded.settings.history))
    services = Services(Clients(limits, clock), keys, environments, clock, limits, DaemonExecutor, history)
    if order.action == "needs":
        return _needs(services, start, order, markdown=arguments.markdown)
    from nango_tui.app import NangoApp

    app = NangoApp(services, loaded, start, order=order)
    app.run()
    # The system takes the memory back by itself: collecting it first held the end for a tenth of a second.
    gc.freeze()
    return app.return_code or 0


def _wrong(problem: str) -> int:
    """Say what is wrong with the arguments or the settings; return the exit code for it."""
    say(sys.stderr, f"nango-tui: {problem}\n")
    return 2


def _piped() -> Secret:
    from nango_tui.piped import read_piped

    return read_piped()


def _needs(services: Services, start: Environment | None, order: Order, *, markdown: bool) -> int:
    if start is None:
        return _wrong("no environment is open yet. Start nango-tui once, or set NANGO_SECRET_KEY.")
    from nango_tui.needs_command import print_needs

    return print_needs(services, start, order.integration, markdown=markdown)


def _real(arguments: argparse.Namespace) -> tuple[Keys, Environments, Loaded, Environment | None]:
    from nango_tui.storage.environments import EnvironmentFile
    from nango_tui.storage.folder import config_folder
    from nango_tui.storage.keys import KeyRing, hostport_problem, variables_environment

    environments = EnvironmentFile(config_folder(os.environ))
    loaded = environments.load()
    known = loaded.settings.environments
    # Never another one than was used last: it might be production.
    start = next((one for one in known if one.id == loaded.settings.active), known[0] if len(known) == 1 else None)
    if arguments.environment:
        start = _named(arguments.environment, loaded)
    elif not known:
        if problem := hostport_problem(os.environ):
            raise ValueError(problem)
        start = variables_environment(os.environ)
    keys = KeyRing(os.environ, start.id if start else "")
    if unused := keys.unused(start):
        loaded = replace(loaded, problem=f"{loaded.problem} {plain(unused)}".strip())
    return keys, environments, loaded, start


def _history_file(enabled: bool) -> History:
    from nango_tui.storage.history import HistoryFile, state_folder

    try:
        return HistoryFile(state_folder(os.environ), enabled)
    except ValueError as wrong:
        history = NoHistory()
        history.problem = f"No history is kept: {wrong}"
        return history


def _memory_history() -> History:
    from nango_tui.storage.history_memory import MemoryHistory

    return MemoryHistory()


def _clear_history() -> int:
    """Forget what was sent, without asking and without a terminal: scripts call this too."""
    from nango_tui.storage.history import clear_history

    cleared, words = clear_history(os.environ)
    if cleared:
        say(sys.stdout, f"{plain(words)}\n")
        return 0
    say(sys.stderr, f"nango-tui: {plain(words)}\n")
    return 1


def _named(name: str, loaded: Loaded) -> Environment:
    """Return the environment of this name; raises ValueError where there is none, or more than one."""
    known = loaded.settings.environments
    found = [one for one in known if one.name == name] or [
        one for one in known if one.name.casefold() == name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{len(found)} environments are called {name}. Start without --environment and rename one.")
    names = ", ".join(plain(one.name) for one in known) or "none yet"
    # The file was set aside while it was read, so that this is the only time that its mistake is told.
    mistake = f"\n{loaded.problem}" if loaded.problem else ""
    raise ValueError(f"there is no environment {name}. Known: {names}.{mistake}")


def _recorded(arguments: argparse.Namespace) -> str:
    features = os.environ.get("TEXTUAL", "").lower()
    recording = os.environ.get("TEXTUAL_LOG") or "devtools" in features or "debug" in features
    if not recording or arguments.allow_key_logging or arguments.demo:
        return ""
    return (
        "TEXTUAL_LOG or Textual's devtools are on, and record every key that is pressed, also in secret fields.\n"
        "Unset TEXTUAL_LOG and TEXTUAL, or start with --allow-key-logging."
    )
