"""Widgets that are removed: who stops waiting for their end does not end them otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Generator

from textual._callback import invoke
from textual.await_remove import AwaitRemove

_AWAIT = "__await__"


def wait_for_removals_apart() -> None:
    """Let each who waits until widgets are gone wait by themselves.

    Textual 8.2 gathers the widgets' own tasks. A worker that is cancelled while it waits for a removal cancels those
    tasks, and with them everybody else who waits: the program's own loop, which always does. So a screen that was left
    while one of its steps went ended the program without a word, or left parts of it that nobody closed.
    """
    setattr(AwaitRemove, _AWAIT, _await)


def _await(removal: AwaitRemove) -> Generator[None, None, None]:
    async def ended() -> None:
        tasks = {task for task in removal._tasks if task is not asyncio.current_task()}
        if tasks:
            await asyncio.wait(tasks)
        if removal._post_remove is not None:
            await invoke(removal._post_remove)

    return ended().__await__()
