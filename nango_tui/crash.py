"""What looks like a break and is none."""

from __future__ import annotations

from textual._context import active_message_pump
from textual.app import ScreenError
from textual.css.query import QueryError
from textual.dom import NoScreen
from textual.widget import MountError, Widget
from textual.worker import WorkerFailed, get_current_worker

LOST = (QueryError, NoScreen, MountError, ScreenError)
"""What Textual raises where a widget or a screen has lost its contents."""


def left_behind(error: BaseException) -> bool:
    """Say whether an error only tells that a widget is gone: an answer or a key came for a screen that was left.

    Textual 8.2 takes the contents first, and ends handlers and workers after that.
    """
    if isinstance(error, WorkerFailed):
        node: object = get_current_worker().node
        error = error.error
    else:
        node = active_message_pump.get(None)
    gone = isinstance(node, Widget) and (node._pruning or not node.is_attached)
    return gone and isinstance(error, LOST)
