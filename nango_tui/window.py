"""The size of the window: one at a time, whatever older events still say."""

from __future__ import annotations

from textual.geometry import Size
from textual.screen import Screen

_RESIZED = "_screen_resized"


def lay_out_by_the_window() -> None:
    """Lay every screen out by the size that the window has now, not by that of an event that comes late.

    Textual 8.2 lays a screen out for each event and sends it another one when that changed its size; what lies over it
    lays it out too, past its queue. So two sizes chase each other for ever, deaf to every key, when a window changes
    its size while a dialog is open. By one size, the second time changes nothing, and that is the end of it.
    """
    setattr(Screen, _RESIZED, _resized)


def _resized(screen: Screen[object], _: Size) -> None:
    if screen.stack_updates and screen.is_attached:
        screen._refresh_layout(screen.app.size)
