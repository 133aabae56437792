"""The real program under watch: `python -m tests.bench.watched FILE` writes what it saw when it ends.

A heartbeat of 5 ms tells for how long the event loop could do nothing else; the longest steps of the loop are named.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from asyncio import Task, events, get_running_loop
from collections.abc import Callable
from pathlib import Path

from nango_tui import cli
from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.model.environment import Environment
from nango_tui.model.ports import Limits, Loaded, Services
from nango_tui.storage.history_memory import MemoryHistory

RUN = "_run"
BEAT = 0.005
LONG = 10.0
"""Milliseconds from which on a step of the loop is remembered."""


class WatchedApp(NangoApp):
    """Beats from the first frame on until it ends: before it nobody waits for a key, and after it neither."""

    CSS_PATH = str(Path(cli.__file__).with_name("app.tcss"))

    def __init__(self, services: Services, loaded: Loaded, start: Environment | None) -> None:
        super().__init__(services, loaded, start)
        self.late: list[float] = []
        """Milliseconds by which each beat came late."""
        self.steps: list[tuple[float, float, str]] = []
        """Milliseconds by the clock, milliseconds that this thread worked, what it was and on which screen."""

    def on_ready(self) -> None:
        self._beat(get_running_loop().time())
        super().on_ready()

    def _beat(self, due: float) -> None:
        now = get_running_loop().time()
        if not self._exit:
            self.late.append(max(0.0, now - due) * 1000)
            get_running_loop().call_at(now + BEAT, self._beat, now + BEAT)

    def time_steps(self, run: Callable[[events.Handle], None]) -> Callable[[events.Handle], None]:
        """Return what runs a step of the loop and notes it if it is long."""

        def timed(handle: events.Handle) -> None:
            if not self.late or self._exit:
                run(handle)
                return
            started, worked, name = time.perf_counter(), time.thread_time(), _name(handle)
            run(handle)
            taken = (time.perf_counter() - started) * 1000
            if taken > LONG and not self._exit:
                screen = type(self.screen).__name__ if self.screen_stack else "no screen"
                self.steps.append((taken, (time.thread_time() - worked) * 1000, f"{name} on {screen}"))

        return timed


def _name(handle: events.Handle) -> str:
    """Say what a step belongs to: a task by the widget whose messages it handles."""
    task = getattr(getattr(handle, "_callback", None), "__self__", None)
    return task.get_name() if isinstance(task, Task) else "a callback"


def main(file: str) -> int:
    """Run the demo under watch, as `cli.run` does; return its exit code."""
    gc.disable()
    clock, limits, environments = cli.SystemClock(), Limits(), cli.DemoEnvironments()
    services = Services(
        cli.Clients(limits, clock), cli.DemoKeys(), environments, clock, limits, DaemonExecutor, MemoryHistory()
    )
    app = WatchedApp(services, environments.load(), cli.DEMO)
    setattr(events.Handle, RUN, app.time_steps(events.Handle._run))
    app.run()
    longest = sorted(app.steps, reverse=True)[:10]
    Path(file).write_text(json.dumps({"late": app.late, "steps": longest}))
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
