"""From Enter on the review to the result, and the same request by a warm httpx client: `python -m tests.bench.send`."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx

from tests.bench.measure import Served, served, time_to
from tests.pty.terminal import Terminal

KEY = "hbl_0f3b5a7c9d1e2f4a"
QUIET = 0.15


def by_hand(nango: Served, runs: int) -> list[float]:
    """Return the milliseconds of the same request by a client whose connection is open."""
    times: list[float] = []
    with httpx.Client(base_url=nango.url, headers={"Authorization": f"Bearer {nango.key}"}) as client:
        for _ in range(runs + 1):
            body = {
                "provider_config_key": "harborline-key",
                "connection_id": str(uuid4()),
                "credentials": {"type": "API_KEY", "apiKey": KEY},
                "connection_config": {"subdomain": "acme"},
            }
            start = time.perf_counter()
            answer = client.post("/connections", json=body)
            times.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 201, answer.text
    return times[1:]


def by_program(nango: Served, home: Path, runs: int) -> list[float]:
    """Import so many customers one after the other; return the milliseconds from Enter to the result."""
    times: list[float] = []
    with Terminal([], home=home, environ=nango.environ(home)) as terminal:
        terminal.wait_for("22 of 22")
        terminal.type("harborline-k")
        terminal.wait_for("1 of 22")
        terminal.press("enter")
        for _ in range(runs):
            terminal.wait_for("3 Credentials", "Harborline workspace", "Tags")
            terminal.rest(QUIET)
            terminal.type("acme")
            terminal.press("enter")
            terminal.wait_for("A key of a user")
            terminal.paste(KEY)
            terminal.press("enter")
            terminal.wait_for("CREATE in ")
            terminal.rest(0.4)
            times.append(time_to(terminal, "enter", ("Stored and tested",)))
            terminal.rest(QUIET)
            terminal.press("escape")
            terminal.wait_for("Import into")
            terminal.rest(QUIET)
            terminal.press("enter")
    return times


def figures(runs: int) -> tuple[float, float]:
    """Return the medians in milliseconds: by the program, by hand."""
    with served() as nango, TemporaryDirectory() as home:
        ours = by_program(nango, Path(home), runs)
        return statistics.median(ours), statistics.median(by_hand(nango, max(runs, 9)))


if __name__ == "__main__":
    ours, theirs = figures(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
    print(f"send to result {ours:.0f} ms, the request alone {theirs:.1f} ms")
