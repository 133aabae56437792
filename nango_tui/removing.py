"""Widgets that are removed: who stops waiting for their end does not end them otherwise, and nothing keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from functools import lru_cache

from textual._callback import invoke
from textual._styles_cache import StylesCache
from textual.await_remove import AwaitRemove
from textual.color import Color
from textual.style import Style

_AWAIT, _COLORS = "__await__", "get_inner_outer"


def wait_for_removals_apart() -> None:
    """Let each who waits until widgets are gone wait by themselves.

    Textual 8.2 gathers the widgets' own tasks. A worker that is cancelled while it waits for a removal cancels those
    tasks, and with them everybody else who waits: the program's own loop, which always does. So a screen that was left
    while one of its steps went ended the program without a word, or left parts of it that nobody closed.
    """
    setattr(AwaitRemove, _AWAIT, _await)


def keep_nothing_of_what_is_removed() -> None:
    """Let the colors round widgets be remembered by the colors alone.

    Textual 8.2 remembers them by what draws the widget too, and so keeps the drawn lines of a thousand widgets that are
    gone: 40 MiB after a day of forms.
    """
    setattr(StylesCache, _COLORS, lambda _, base, background: _inner_and_outer(base, background))


@lru_cache(1024)
def _inner_and_outer(base: Color, background: Color) -> tuple[Style, Style]:
    return Style(background=base + background), Style(background=base)


def _await(removal: AwaitRemove) -> Generator[None, None, None]:
    async def ended() -> None:
        tasks = {task for task in removal._tasks if task is not asyncio.current_task()}
        if tasks:
            await asyncio.wait(tasks)
        if removal._post_remove is not None:
            await invoke(removal._post_remove)

    return ended().__await__()
