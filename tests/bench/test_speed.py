"""The benches, short: other tests run at the same time, so each has several tries and fails where it is twice as slow.

What does not hang on the machine (bytes, memory) is held as promised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

import pytest

from tests.bench import form, held, memory, send, steps
from tests.bench.first_frame import first_frame, program, seconds_of
from tests.bench.measure import BARE_PROGRAM, BARE_READY, Times
from tests.conftest import Figure

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty-speed")]

TRIES = 3
FRAME = 1.35
COMMAND = 3.0
KEY = 16.0
STEP = {"field to field": 50.0, "form to review": 50.0, "review to result": 50.0}
FORM_STEP = 200.0
"""Milliseconds until a form stands that must be made first: some hundred widgets, each takes the toolkit one."""
HELD = 50.0
SENT = 40.0
BYTES = 4096
NOISE = 2.0
"""Anything may take so much longer where other tests run as well."""

F = TypeVar("F")


def best(measure: Callable[[], F], worth: Callable[[F], float], limit: float) -> F:
    """Measure until the limit is kept, at most so many times; return the best."""
    found: list[F] = []
    for _ in range(TRIES):
        found.append(measure())
        if worth(found[-1]) <= limit:
            break
    return min(found, key=worth)


def test_the_first_useful_frame_comes_about_as_fast_as_a_bare_apps(tmp_path: Path, figure: Figure) -> None:
    def ratio() -> float:
        pairs = [
            (
                first_frame([*BARE_PROGRAM], [BARE_READY.encode()], str(tmp_path)),
                first_frame([*program(), "--demo"], [b"demo", b"ype an integration"], str(tmp_path)),
            )
            for _ in range(3)
        ]
        return median(own for _, own in pairs) / median(bare for bare, _ in pairs)

    found = best(ratio, float, FRAME)
    figure("speed", f"first frame {found:.2f} of bare", 0)
    assert found <= FRAME * NOISE


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_answer_in_a_few_times_what_python_takes_to_start(argument: str, figure: Figure) -> None:
    def ratio() -> float:
        # The least of some: what the machine does besides only adds.
        nothing, own = ("-c", "pass"), (*program(), argument)
        pairs = [(seconds_of(BARE_PROGRAM[0], *nothing), seconds_of(*own)) for _ in range(3)]
        return min(own for _, own in pairs) / min(bare for bare, _ in pairs)

    found = best(ratio, float, COMMAND)
    figure("speed", f"{argument} {found:.1f} of python", 1)
    assert found <= COMMAND * NOISE


def test_a_key_in_a_form_of_30_fields_is_painted_in_a_frame_and_sends_one_line(tmp_path: Path, figure: Figure) -> None:
    number = 0

    def typed() -> Times:
        nonlocal number
        number += 1
        (home := tmp_path / str(number)).mkdir()
        return form.measure_form(home)

    times = best(typed, lambda times: times.p95, KEY)
    figure("speed", f"key in a form p95 {times.p95:.0f} ms, {max(times.sent)} bytes", 2)
    assert times.median <= KEY * NOISE
    assert max(times.sent) <= BYTES
    # The line of the field alone, where nothing else changes: the screen is neither laid out nor drawn anew.
    assert median(times.sent) <= BYTES / 8


def test_each_step_comes_soon_after_its_enter(tmp_path: Path, figure: Figure) -> None:
    number = 0

    def walked() -> dict[str, float]:
        nonlocal number
        number += 1
        (home := tmp_path / str(number)).mkdir()
        found: steps.Steps = defaultdict(list)
        steps.measure(home, found)
        return {name: min(times) for name, times in found.items()}

    def worst(taken: dict[str, float]) -> float:
        return max(time / STEP.get(name, FORM_STEP) for name, time in taken.items())

    taken = best(walked, worst, 1.0)
    figure("speed", f"steps {min(taken.values()):.0f} to {max(taken.values()):.0f} ms", 3)
    assert worst(taken) <= NOISE * 1.5, taken


def test_the_event_loop_is_never_held_for_long_in_a_tour_of_the_program(figure: Figure) -> None:
    found = best(held.figures, lambda tour: tour.at(0.999), HELD * NOISE)
    figure("event loop held", found.words)
    assert found.at(0.999) <= HELD * NOISE * 1.5
    assert found.at(0.99) <= HELD


def test_a_result_stands_soon_after_the_server_answered(figure: Figure) -> None:
    ours, request = best(lambda: send.figures(1), lambda pair: pair[0] - pair[1], SENT * NOISE)
    figure("speed", f"send to result {ours - request:.0f} ms over the request", 4)
    assert ours - request <= SENT * NOISE * 1.5


def test_10000_connections_take_little_memory(figure: Figure) -> None:
    at_home, bare = memory.figures()
    figure("speed", f"memory with 10,000 connections {at_home:.0f} MiB, bare {bare:.0f} MiB", 5)
    assert at_home <= 1.6 * bare + 40
