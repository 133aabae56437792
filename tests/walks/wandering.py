"""Wanders through the program for many keys, and measures what is left at Home."""

from __future__ import annotations

import asyncio
import gc
import importlib
import pkgutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from rich.cells import cached_cell_len
from textual.css.scalar import Scalar, Unit
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from nango_tui import screens
from tests.walks.moves import Move, anywhere, here
from tests.walks.walk import Walk
from tests.walks.world import STARTS

ONE_LIFE = 1500
"""Keys after which the program is started anew, in another way."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What there is when the program rests at Home. `memory` in KiB; `alive`: widgets of screens that are gone too."""

    memory: int
    tasks: int
    threads: int
    widgets: int
    alive: int


def every_screen() -> set[str]:
    """Return the names of all screens of the program, without those that others are only made of."""
    found: set[type[Screen[object]]] = set()
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, Screen) and thing.__module__.startswith(screens.__name__):
                found.add(thing)
    return {thing.__name__ for thing in found if not any(one is not thing for one in found if issubclass(one, thing))}


async def wander(walk: Walk, keys: int) -> None:
    """Make moves until so many keys are pressed; now and then go home and look at everything."""
    random, end = walk.random, walk.keys + keys
    turn, home_at, life = 0, walk.keys + 120, walk.keys + ONE_LIFE
    while walk.keys < end:
        if walk.ended:
            await walk.begin(random.choice(list(STARTS)))
            life = walk.keys + ONE_LIFE
        for move in here(walk.app, random) if random.random() < 0.5 else [anywhere(random)]:
            await walk.make(move)
            await walk.turns(random.randrange(4))
        turn += 1
        if random.random() < 0.35:
            await walk.rest()
        if turn % 4 == 0:
            walk.look()
        if turn % 40 == 0:
            walk.look_for_secrets()
        if walk.keys > home_at:
            home_at = walk.keys + random.randrange(60, 400)
            await walk.way_out()
            walk.world.replant()
        if walk.keys > life:
            life = walk.keys + ONE_LIFE
            await walk.way_out()
            await walk.begin(random.choice(list(STARTS)))


def remember_the_most() -> None:
    """Let the toolkit remember as much as it ever will: its caches are bounded, and a thousand keys do not fill them.

    What grows after that is no cache. Textual 8.2 and Rich bound all of these to at most 4,096 results.
    """
    window = Region(0, 0, 80, 24)
    for number in range(4096):
        there, margin = Region(-number - 1, number, 80, 24), (number, 0, 0, 1)
        there.shrink(margin)
        there.grow(margin)
        there.union(window)
        there.intersection(window)
        there.translate((number, 1))
        there.overlaps(window)
        there.contains_region(window)
        Region.__contains__(there, window)
        Scalar(float(number), Unit.FRACTION, Unit.WIDTH).resolve(there.size, there.size, Fraction(number + 1, 7))
        cached_cell_len(f"{number} words as long as a line")


async def measure(walk: Walk) -> Measure:
    """Start the program anew where it is not at Home, let it rest there, and measure."""
    walk.world.faulty.well = True
    await walk.end()
    await walk.begin("home")
    for move in (Move("rest"), Move("key", "ctrl+r"), Move("rest")):
        await walk.make(move)
    await walk.still()
    walk.app.clear_notifications()
    await asyncio.sleep(0.1)
    gc.collect()
    gc.collect()
    alive = sum(1 for thing in gc.get_objects() if isinstance(thing, Widget))
    threads = sum(1 for thread in threading.enumerate() if thread.name.startswith("daemon"))
    found = Measure(_memory(), len(asyncio.all_tasks()), threads, len(walk.app.screen.query("*")), alive)
    walk.world.faulty.well = False
    return found


def _memory() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def guides() -> Iterator[tuple[str, str, list[Move]]]:
    """Yield the ways to screens that a walk may miss: the screen, the start, and the moves."""
    rest = Move("rest")

    def keys(*names: str) -> list[Move]:
        return [move for name in names for move in (Move("key", name), rest)]

    def found(text: str) -> list[Move]:
        return [Move("fill", "", text), rest]

    connection = [*found("walked-1"), *keys("tab", "enter")]
    form = [*found("harborline"), *keys("enter")]
    key = [Move("fill", "url", "<url>"), Move("fill", "key", "<key>"), *keys("enter")]
    yield "ConnectScreen", "first run", key
    yield "KeyringScreen", "no keyring", [rest]
    yield "EnvironmentsScreen", "home", keys("ctrl+e")
    yield "Rename", "home", keys("ctrl+e", "r")
    yield "Confirm", "home", keys("ctrl+e", "d")
    yield "HistoryScreen", "home", keys("ctrl+l")
    yield "FindScreen", "home", keys("ctrl+f")
    yield "Notice", "home", keys("f1")
    yield "Palette", "home", keys("ctrl+p")
    yield "TooSmall", "home", [Move("resize", at=(40, 10)), rest]
    yield "DetailScreen", "home", connection
    yield "TypedConfirm", "home", [*connection, *keys("d")]
    yield "TryOutScreen", "home", [*connection, *keys("t")]
    yield "EditScreen", "home", [*connection, *keys("m")]
    yield "LinkScreen", "home", [*connection, *keys("r")]
    yield "WizardScreen", "home", form
    yield "CopyForAnother", "home", [*form, Move("fill", "config.subdomain", "walk"), *keys("f4")]
    yield "NewLinkScreen", "home", [*form, *keys("f2", "k")]
    yield "PasteScreen", "import", [rest]
    yield "ProposalScreen", "pasted", [rest]
