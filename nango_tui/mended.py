"""What Textual 8.2 does wrong, and this program cannot live with: mended for the whole process.

All of it is private there: the version is bounded for it, and tests hold each part.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from functools import lru_cache

from textual._callback import invoke
from textual._styles_cache import StylesCache
from textual.await_remove import AwaitRemove
from textual.color import Color
from textual.geometry import Size
from textual.screen import Screen
from textual.style import Style

_RESIZED, _AWAIT, _COLORS = "_screen_resized", "__await__", "get_inner_outer"


def mend_textual() -> None:
    """Put right what is wrong; more than once does no harm."""
    setattr(Screen, _RESIZED, _lay_out_by_the_window)
    setattr(AwaitRemove, _AWAIT, _wait_apart)
    setattr(StylesCache, _COLORS, _colors)


def _lay_out_by_the_window(screen: Screen[object], _: Size) -> None:
    """Lay a screen out by the size that the window has now, not by that of an event that comes late.

    Textual lays a screen out for each event and sends it another one when that changed its size; what lies over it lays
    it out too, past its queue. So two sizes chase each other for ever, deaf to every key, when a window changes its
    size while a dialog is open. By one size, the second time changes nothing, and that is the end of it.
    """
    if screen.stack_updates and screen.is_attached:
        screen._refresh_layout(screen.app.size)


def _wait_apart(removal: AwaitRemove) -> Generator[None, None, None]:
    """Let each who waits until widgets are gone wait by themselves.

    Textual gathers the widgets' own tasks. A worker that is cancelled while it waits for a removal cancels those tasks,
    and with them everybody else who waits: the program's own loop, which always does. So a screen that was left while
    one of its steps went ended the program without a word, or left parts of it that nobody closed.
    """

    async def ended() -> None:
        tasks = {task for task in removal._tasks if task is not asyncio.current_task()}
        if tasks:
            await asyncio.wait(tasks)
        if removal._post_remove is not None:
            await invoke(removal._post_remove)

    return ended().__await__()


def _colors(_: StylesCache, base: Color, background: Color) -> tuple[Style, Style]:
    """Let the colors round a widget be remembered by the colors alone.

    Textual remembers them by what draws the widget too, and so keeps the drawn lines of a thousand widgets that are
    gone: 40 MiB after a day of forms.
    """
    return _inner_and_outer(base, background)


@lru_cache(1024)
def _inner_and_outer(base: Color, background: Color) -> tuple[Style, Style]:
    return Style(background=base + background), Style(background=base)
