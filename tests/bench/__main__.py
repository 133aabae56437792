"""All benchmarks in one run, as a table in Markdown: `python -m tests.bench [runs]`.

Each is compared with a bare app of the same toolkit (Header, Input, Footer), measured in turn. On a machine that does
other things too, `chrt -f 10 python -m tests.bench` lets nothing come between a key and its frame.
"""

from __future__ import annotations

import sys

from tests.bench import filter as search
from tests.bench import first_frame, form, held, leaving, memory, send, steps

LEAST = 9
"""Medians are of so many at least."""


def rows(runs: int) -> list[tuple[str, str, str]]:
    """Measure everything; return what, the goal, and what was found."""
    starts = first_frame.figures(runs)
    many, few = search.figures()
    typed, bare = form.figures()
    taken = steps.figures(runs)
    tour = held.figures()
    ours, request = send.figures(runs)
    ends = leaving.figures(runs)
    at_home, of_bare = memory.figures()
    slowest = max(taken.keys() - {steps.BARE}, key=lambda name: taken[name])
    hanging = max(time for name, time in ends.items() if name != leaving.BARE)
    return [
        (
            "first useful frame of `--demo`",
            "≤ 1.35 × bare app",
            f"{starts.demo / starts.bare:.2f} × ({starts.demo:.0f} ms, bare {starts.bare:.0f} ms)",
        ),
        (
            "`--version`, `--help`",
            "≤ 3 × `python -c pass`",
            f"{starts.version / starts.nothing:.1f} ×, {starts.help / starts.nothing:.1f} × "
            f"({starts.version:.0f} ms, {starts.help:.0f} ms; {starts.nothing:.0f} ms)",
        ),
        (
            "key to painted frame, Home with 10,000 connections",
            "p95 ≤ 16 ms, ≤ 2 × that with 100",
            f"p95 {many.p95:.1f} ms (median {many.median:.1f}), {many.p95 / few.p95:.2f} ×",
        ),
        (
            "key to painted frame, form with 30 fields",
            "p95 ≤ 16 ms",
            f"p95 {typed.p95:.1f} ms (median {typed.median:.1f}; bare {bare.median:.1f})",
        ),
        ("step to step", "≤ 50 ms", ", ".join(f"{name} {time:.0f} ms" for name, time in taken.items())),
        ("the slowest of these", "≤ 50 ms", f"{slowest}, {taken[slowest]:.0f} ms"),
        ("event loop held, whole tour", "p99.9 ≤ 50 ms", tour.words),
        (
            "send to result",
            "≤ 40 ms over the request by a warm httpx client",
            f"{ours - request:.0f} ms over it ({ours:.0f} ms, {request:.0f} ms)",
        ),
        (
            "quit, whatever hangs",
            "≤ bare app + 50 ms",
            f"{hanging - ends[leaving.BARE]:+.0f} ms ("
            + ", ".join(f"{name} {time:.0f} ms" for name, time in ends.items())
            + ")",
        ),
        (
            "memory at Home with 10,000 connections",
            "≤ 1.6 × bare app + 40 MiB",
            f"{at_home:.0f} MiB of {1.6 * of_bare + 40:.0f} (bare {of_bare:.0f} MiB)",
        ),
        (
            "bytes to the terminal per key in an input",
            "≤ 4 KiB",
            f"search {max(many.sent):,}, form {max(typed.sent):,} at most (bare {max(bare.sent):,})",
        ),
    ]


def main(runs: int) -> None:
    """Print the table."""
    print("| what | goal | measured |\n|---|---|---|")
    for row in rows(runs):
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main(max(LEAST, int(sys.argv[1]) if len(sys.argv) > 1 else LEAST))
