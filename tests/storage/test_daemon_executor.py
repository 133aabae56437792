"""Calls that hang do not hold the end of the program."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from nango_tui.daemon_executor import DaemonExecutor, use_daemon_executor

HANGS = """
    import asyncio, threading, time
    from nango_tui.daemon_executor import use_daemon_executor

    async def main():
        {line}
        started = threading.Event()
        asyncio.get_running_loop().run_in_executor(None, lambda: (started.set(), time.sleep({hang})))
        await asyncio.to_thread(started.wait)
        print(time.monotonic(), flush=True)

    asyncio.run(main())
"""


def seconds_to_end(line: str, hang: float) -> float:
    program = textwrap.dedent(HANGS.format(line=line, hang=hang))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    end = time.monotonic()
    assert not run.stderr
    return end - float(run.stdout)


def test_a_hanging_call_does_not_hold_the_end_of_the_program() -> None:
    assert seconds_to_end("use_daemon_executor()", hang=30) < 5


def test_without_it_a_hanging_call_does_hold_the_end() -> None:
    assert seconds_to_end("pass", hang=2) > 1.5


async def test_a_loop_takes_it_and_gets_results_and_errors_from_it() -> None:
    use_daemon_executor()
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(None, pow, 2, 10) == 1024
    thread = await loop.run_in_executor(None, threading.current_thread)
    assert thread.daemon
    with pytest.raises(ZeroDivisionError):
        await loop.run_in_executor(None, divmod, 1, 0)


async def test_many_hanging_calls_leave_room_for_one_that_answers() -> None:
    use_daemon_executor()
    loop = asyncio.get_running_loop()
    release = threading.Event()
    hanging = [loop.run_in_executor(None, release.wait, 30) for _ in range(100)]
    assert await loop.run_in_executor(None, pow, 2, 3) == 8
    release.set()
    assert all(await asyncio.gather(*hanging))


def test_its_shutdown_waits_for_nothing() -> None:
    executor = DaemonExecutor()
    release = threading.Event()
    call = executor.submit(release.wait, 30)
    executor.shutdown()
    assert not call.done()
    release.set()
    assert call.result(30)
