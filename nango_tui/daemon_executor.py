"""An executor that never holds the end of the program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class DaemonExecutor(ThreadPoolExecutor):
    """Runs each call in a daemon thread of its own; its shutdown waits for nothing.

    As a loop's default executor it makes name lookups, which can hang for a resolver's whole time limit, no reason
    to wait when the program ends: `asyncio.run` joins the default executor (a dead resolver held the end for 5.4 s).
    A thread for each call, since a pool would fill up with calls that hang. asyncio takes only a ThreadPoolExecutor.
    """

    def __init__(self) -> None:
        super().__init__(thread_name_prefix="daemon")

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start the call and return its future."""
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(target=run, name="daemon-call", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Return at once: the threads end with the program."""


def use_daemon_executor() -> None:
    """Make it the running loop's default executor; call it once the loop runs, before the first name lookup."""
    asyncio.get_running_loop().set_default_executor(DaemonExecutor())
