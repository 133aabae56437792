"""The benches, short. Other tests run at the same time, so what is held is work, not what a clock says of it.

Work on a busy machine is up to twice as much; each fails where it is twice as much again. Bytes and memory hang on
nothing and are held as promised.
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
STEP = {"Home to form": 75.0, "connection to form": 90.0}
"""Milliseconds until stands what must be made first: a form has a hundred widgets, each takes the toolkit one."""
SHORT_STEP = 65.0
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

    times = best(typed, lambda times: times.p95, KEY * NOISE)
    figure("speed", f"key in a form p95 {times.p95:.0f} ms, {median(times.sent):.0f} bytes", 2)
    assert median(times.worked) <= KEY
    assert sorted(times.sent)[int(0.9 * len(times.sent))] <= BYTES
    # The line of the field alone, where nothing else changes: the screen is neither laid out nor drawn anew.
    assert median(times.sent) <= BYTES / 8


def test_each_step_takes_little_work(tmp_path: Path, figure: Figure) -> None:
    taken: steps.Steps = defaultdict(list)
    work: steps.Steps = defaultdict(list)
    steps.measure(tmp_path, taken, work)
    least = [min(times) for times in taken.values()]
    figure("speed", f"steps {min(least):.0f} to {max(least):.0f} ms", 3)
    for name, worked in work.items():
        assert min(worked) <= STEP.get(name, SHORT_STEP) * NOISE, (name, worked)


def test_the_event_loop_is_never_held_for_long_in_a_tour_of_the_program(figure: Figure) -> None:
    found = best(held.figures, lambda tour: tour.work, HELD * NOISE)
    figure("event loop held", found.words)
    assert found.work <= HELD * NOISE


def test_a_result_stands_soon_after_the_server_answered(figure: Figure) -> None:
    ours, request = best(lambda: send.figures(1), lambda pair: pair[0] - pair[1], SENT * NOISE * 2)
    figure("speed", f"send to result {ours - request:.0f} ms over the request", 4)
    assert ours - request <= SENT * NOISE * 4


def test_10000_connections_take_little_memory(figure: Figure) -> None:
    at_home, bare = memory.figures()
    figure("speed", f"memory with 10,000 connections {at_home:.0f} MiB, bare {bare:.0f} MiB", 5)
    assert at_home <= 1.6 * bare + 40
