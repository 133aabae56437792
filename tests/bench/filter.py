"""How long from a key to the painted row among 10,000 connections: `python -m tests.bench.filter [names]`.

Runs the real program in a pty over a filled embedded Nango, types the beginnings of customers' names, and takes the
time from writing a key until the first row that fits and the count stand in what came back; the same for 100
connections. `python -m tests.bench.filter --program 10000` is the program that is run.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from nango_tui import cli
from nango_tui.api.client import Client
from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.model.connection import ConnectionRow
from nango_tui.model.environment import Environment
from nango_tui.model.ports import Limits, Nango, Services
from nango_tui.model.search import Found, Index, parse
from nango_tui.model.secret import Secret
from nango_tui.sandbox.crowd import many
from nango_tui.sandbox.demo import ENVIRONMENT, Demo, demo
from nango_tui.screens.groups import ROWS
from tests.bench.measure import PACE, Times, timed_key
from tests.pty.terminal import Terminal

MANY, FEW = 10_000, 100
NAMES = 12
"""So many names are typed, and so many letters of each."""
PLACEHOLDER = "ype an integration"
"""Stands on screen where nothing is typed; the cursor covers the first letter."""


def crowd(count: int) -> Demo:
    """Return the demo's Nango with so many more connections, the same ones each time."""
    embedded = demo()
    many(embedded.sandbox, count, environment=ENVIRONMENT)
    return embedded


def program(count: int) -> int:
    """Run the program over so many connections, as `cli.run` does; return its exit code."""
    gc.disable()
    embedded, clock = crowd(count), cli.SystemClock()

    def client(environment: Environment, _: Secret) -> Nango:
        return Client(environment, Secret(embedded.key), Limits(), clock=clock, handler=embedded.handle)

    environments = cli.DemoEnvironments()
    services = Services(client, cli.DemoKeys(), environments, clock, Limits(), DaemonExecutor)
    app = NangoApp(services, environments.load(), cli.DEMO)
    app.run()
    return app.return_code or 0


def measure(count: int, home: Path, names: int = NAMES) -> Times:
    """Type into the program over so many connections."""
    index = Index()
    index.put(_rows(crowd(count)))
    program = (sys.executable, "-m", "tests.bench.filter", "--program", str(count))
    with Terminal([], home=home, program=program) as terminal:
        terminal.wait_for(_count(index.find(parse(""), ROWS), len(index)), timeout=120)
        terminal.rest(0.5)
        times = Times()
        for press, markers in _keys(index, names):
            if press == "escape":
                terminal.press(press)
                terminal.wait_for(PLACEHOLDER)
                terminal.rest(PACE)
            else:
                timed_key(terminal, times, press, markers)
        terminal.press("ctrl+q")
        terminal.wait_end()
    return times


def _rows(embedded: Demo) -> list[ConnectionRow]:
    from asyncio import run

    from nango_tui.model.outcome import Got

    client = Client(cli.DEMO, Secret(embedded.key), Limits(), clock=cli.SystemClock(), handler=embedded.handle)

    async def read() -> list[ConnectionRow]:
        rows: list[ConnectionRow] = []
        while isinstance(got := await client.page(len(rows) // 2000, size=2000), Got) and got.value:
            rows.extend(got.value)
            if len(got.value) < 2000:
                break
        return rows

    return run(read())


def _keys(index: Index, names: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield keys, and what then is painted: the beginnings of names, each cleared again."""
    everybody = [row.customer for row in index.find(parse(""), len(index)).rows]
    # Escape where nothing is typed paints nothing: who waited for that would press the next key behind it, too soon.
    everybody = [name for name in everybody if name and name.isascii()]
    everything = before = index.find(parse(""), ROWS)
    for number in range(names):
        name = everybody[(number + 1) * len(everybody) // (names + 2)]
        for length in range(1, min(len(name), NAMES) + 1):
            found = index.find(parse(name[:length]), ROWS)
            # Only what changes is painted, so only that tells that it was. A highlighted row is painted as such.
            count, first = _count(found, len(index)), found.rows[0].customer[:18]
            markers = [] if _count(before, len(index)) == count else [count]
            markers += [] if before.rows[0].customer[:18] == first else [first]
            yield name[length - 1], tuple(markers)
            before = found
        # Escape itself is not measured: a terminal's reader waits whether more of a sequence follows.
        yield "escape", ()
        before = everything


def _count(found: Found, total: int) -> str:
    return f"{ROWS} of {found.total:,}" if found.total > ROWS else f"{found.total:,} of {total:,}"


def figures(names: int = NAMES) -> tuple[Times, Times]:
    """Measure with many connections and with few."""
    with TemporaryDirectory() as home:
        return measure(MANY, Path(home), names), measure(FEW, Path(home), names)


def words(large: Times, small: Times) -> str:
    """Say what was measured in one line."""
    return (
        f"{MANY:,} connections: key to painted row p95 {large.p95:.1f} ms (median {large.median:.1f}), "
        f"{FEW}: p95 {small.p95:.1f} ms, ratio {large.p95 / small.p95:.2f}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--program"]:
        sys.exit(program(int(sys.argv[2])))
    print(words(*figures(int(sys.argv[1]) if len(sys.argv) > 1 else NAMES)))
