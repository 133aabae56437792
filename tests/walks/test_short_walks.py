"""Short walks whose moves hypothesis chooses: what breaks is shrunk to the few moves that it takes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from contextlib import ExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.walks.moves import KEYS, SIZES, TEXTS, Move, here
from tests.walks.walk import Walk
from tests.walks.world import STARTS, world

WALKS = int(os.environ.get("NANGO_TUI_SHORT_WALKS", "5"))
STEPS = 25


class Presses(RuleBasedStateMachine):
    """Presses keys. The machine is not async: each move runs the program's loop until the move is made."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._runner = self._stack.enter_context(asyncio.Runner())
        folder = self._stack.enter_context(TemporaryDirectory())
        self._walk = Walk(self._stack.enter_context(world(Path(folder), 1, 0.2)), Random(1))

    def _run(self, work: Coroutine[None, None, None]) -> None:
        self._runner.run(work)

    async def _make(self, *moves: Move) -> None:
        walk = self._walk
        if walk.ended:
            await walk.begin("home")
        for move in moves:
            await walk.make(move)
            await walk.turns(3)

    @initialize(start=st.sampled_from(list(STARTS)))
    def start(self, start: str) -> None:
        self._run(self._walk.begin(start))

    @rule(key=st.sampled_from(KEYS))
    def press(self, key: str) -> None:
        self._run(self._make(Move("key", key)))

    @rule(text=st.sampled_from(TEXTS))
    def paste(self, text: str) -> None:
        self._run(self._make(Move("paste", text)))

    @rule(x=st.integers(0, 79), y=st.integers(0, 23))
    def click(self, x: int, y: int) -> None:
        self._run(self._make(Move("click", at=(x, y))))

    @rule(size=st.sampled_from(SIZES))
    def resize(self, size: tuple[int, int]) -> None:
        self._run(self._make(Move("resize", at=size)))

    @rule(chance=st.integers(0, 999))
    def lead_on(self, chance: int) -> None:
        async def led() -> None:
            await self._make(Move("rest"))
            if not self._walk.ended:
                await self._make(*here(self._walk.app, Random(chance)))

        self._run(led())

    @rule()
    def go_home(self) -> None:
        self._run(self._walk.way_out())

    @invariant()
    def all_is_well(self) -> None:
        self._walk.look()

    def teardown(self) -> None:
        try:
            self._run(self._walk.end())
        finally:
            self._stack.close()


def test_whatever_is_pressed_there_is_a_way_on() -> None:
    run_state_machine_as_test(
        Presses,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=True,
            # Shrinking takes minutes: by hand, with more walks.
            phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if WALKS > 5 else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
