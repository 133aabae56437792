"""Whoever presses whatever, as fast as they like, while the server has a bad day: nothing breaks, nothing is left."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.conftest import Figure
from tests.walks.walk import Walk
from tests.walks.wandering import every_screen, guides, measure, remember_the_most, wander
from tests.walks.world import STARTS, world

KEYS = int(os.environ.get("NANGO_TUI_WALK_KEYS", "10000"))
"""How many keys are pressed. What comes of it depends on the timing too, so each walk may find something new."""
SEED = int(os.environ.get("NANGO_TUI_WALK_SEED", "6"))
SHARE = 0.25
"""The share of calls that something goes wrong with."""


@contextmanager
def looking_often() -> Iterator[None]:
    """Look for what nobody needs as often as Python does by itself: how much memory is used is luck otherwise."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def complaints() -> Iterator[list[str]]:
    """Collect what the event loop and the interpreter complain of where nobody catches it."""
    found: list[str] = []
    before = sys.unraisablehook
    asyncio.get_running_loop().set_exception_handler(lambda _, told: found.append(repr(told)))
    sys.unraisablehook = lambda told: found.append(f"{told.exc_value!r} in {told.object!r}")
    try:
        yield found
    finally:
        sys.unraisablehook = before


async def test_a_walk_of_many_keys_breaks_nothing_sends_nothing_unasked_and_leaves_nothing(
    tmp_path: Path, figure: Figure
) -> None:
    with looking_often(), world(tmp_path, SEED, SHARE) as around, complaints() as errors:
        walk = Walk(around, Random(SEED), errors)
        try:
            for start in STARTS:
                await walk.begin(start)
                await wander(walk, KEYS // 10 // len(STARTS))
            # What is loaded once, and remembered up to a fixed number, is no growth.
            for screen, start, moves in guides():
                if not walk.seen[screen]:
                    await walk.visit(screen, start, moves)
            remember_the_most()
            early = await measure(walk)
            await wander(walk, KEYS - walk.keys)
            late = await measure(walk)
        finally:
            await walk.end()
    grown = late.memory / early.memory if early.memory else 1.0
    figure(
        "walk",
        f"{walk.keys:,} keys, {len(walk.seen)} screens and steps, {around.faulty.asked:,} requests, "
        f"memory x{grown:.2f}",
    )
    assert every_screen() <= set(walk.seen), "screens that nobody reached"
    assert grown <= 1.2, (early, late)
    assert late.tasks <= early.tasks, (early, late)
    assert late.threads <= early.threads, (early, late)
    assert late.widgets == early.widgets, (early, late)
    # Scroll bars are made when they are first needed; no screen that is gone is kept.
    assert late.alive <= early.alive + early.widgets, (early, late)
