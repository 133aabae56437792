"""Lines that are drawn by one widget, and of which a part answers the mouse."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual import events
from textual.widget import Widget

Part = TypeVar("Part")


class HoverLine(Widget, Generic[Part]):
    """Knows which of its parts is under the mouse, and is drawn again when that changes."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.hovered: Part | None = None

    def part_at(self, x: int) -> Part | None:
        """Return what answers the mouse in this column, None where nothing does."""
        raise NotImplementedError

    def hover(self, part: Part | None) -> None:
        """Take what is under the mouse now."""
        if part != self.hovered:
            self.hovered = part
            self.refresh()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hover(self.part_at(event.x))

    def on_leave(self) -> None:
        self.hover(None)
