"""New contents in the place of old ones."""

from __future__ import annotations

import asyncio

from textual.widget import Widget


async def swap(host: Widget, *contents: Widget) -> None:
    """Put these into a widget, instead of all that is in it.

    The removal goes on where the worker that waits for it is cancelled: Textual 8.2 lets the program's own loop wait
    for the same tasks, so that cancelling one who waits for them ended the program without a word.
    """
    await asyncio.shield(_emptied(host))
    await host.mount(*contents)


async def _emptied(host: Widget) -> None:
    await host.remove_children()
