"""How long from a key to the painted row among 10,000 connections: `python -m tests.bench.filter [names]`.

Runs the real program in a pty over a filled embedded Nango, types the beginnings of customers' names, and takes the
time from writing a key until the first row that fits and the count stand in what came back; the same for 100
connections. `python -m tests.bench.filter --program 10000` is the program that is run.
"""

from __future__ import annotations

import gc
import os
import select
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.pty.terminal import Terminal, key

MANY, FEW = 10_000, 100
NAMES = 12
"""So many names are typed, and so many letters of each."""
LONGEST = 10.0
"""Seconds after which a key came to nothing."""
PLACEHOLDER = "ype an integration"
"""Stands on screen where nothing is typed; the cursor covers the first letter."""
PACE = 0.06
"""Seconds between two keys: faster than people type, slow enough for each to be painted."""


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


@dataclass(frozen=True)
class Times:
    """Milliseconds from key to painted row."""

    all: list[float]

    @property
    def p95(self) -> float:
        """What 95 of 100 keys take at most."""
        return statistics.quantiles(self.all, n=20)[-1]

    @property
    def median(self) -> float:
        """What half of the keys take at most."""
        return statistics.median(self.all)


def measure(count: int, home: Path, names: int = NAMES) -> Times:
    """Type into the program over so many connections."""
    index = Index()
    index.put(_rows(crowd(count)))
    program = (sys.executable, "-m", "tests.bench.filter", "--program", str(count))
    with Terminal([], home=home, program=program) as terminal:
        terminal.wait_for(_count(index.find(parse(""), ROWS), len(index)), timeout=120)
        terminal.rest(0.5)
        times: list[float] = []
        for press, markers in _keys(index, names):
            # Each key is to be painted by itself, as it is where a person types.
            terminal.rest(PACE)
            if press == "escape":
                terminal.press(press)
                terminal.wait_for(PLACEHOLDER)
            else:
                taken = _time_to(terminal, press, markers)
                times.extend([taken] if markers else [])
        terminal.press("ctrl+q")
        terminal.wait_end()
    return Times(times)


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
    everybody = [row.customer for row in index.find(parse(""), len(index)).rows if row.customer.isascii()]
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


def _time_to(terminal: Terminal, press: str, markers: tuple[str, ...]) -> float:
    """Return the milliseconds until all of these were written after a key."""
    file, seen = terminal.process.child_fd, b""
    start = time.perf_counter()
    os.write(file, key(press).encode())
    while not all(marker.encode() in seen for marker in markers):
        left = start + LONGEST - time.perf_counter()
        if left < 0 or not select.select([file], [], [], left)[0]:
            terminal.draw(seen)
            raise AssertionError(f"after {press!r}, {markers} were not painted:\n{terminal.text}")
        seen += os.read(file, 65536)
    taken = (time.perf_counter() - start) * 1000
    terminal.draw(seen)
    return taken


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
