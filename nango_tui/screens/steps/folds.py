"""A part of the form that is folded away under one line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static


class FoldTitle(Static, can_focus=True):
    """The line that opens and closes a fold."""

    BINDINGS = [Binding("space,enter", "fold", "Open or close", tooltip="Show or hide these fields")]

    def action_fold(self) -> None:
        """Open or close the fold."""
        if isinstance(self.parent, Fold):
            self.parent.collapsed = not self.parent.collapsed

    def on_click(self) -> None:
        self.action_fold()


class Fold(Vertical):
    """A title line; below it, when open, the fields."""

    DEFAULT_CSS = """
    Fold {
        height: auto;
        FoldTitle { height: 1; color: $text-muted; text-style: bold; &:focus { background: $boost; color: $text; } }
        .folded { height: auto; }
        &.-collapsed .folded { display: none; }
    }
    """

    collapsed = reactive(True)

    def __init__(self, title: str, fields: Sequence[Widget], *, opened: bool) -> None:
        super().__init__(classes="" if opened else "-collapsed")
        self._title = title
        self._fields = fields
        self.set_reactive(Fold.collapsed, not opened)

    def compose(self) -> ComposeResult:
        yield FoldTitle(self._line)
        with Vertical(classes="folded"):
            yield from self._fields

    @property
    def _line(self) -> Content:
        return Content(f"{'▸' if self.collapsed else '▾'} {self._title}")

    def watch_collapsed(self) -> None:
        self.set_class(self.collapsed, "-collapsed")
        for title in self.query(FoldTitle):
            title.update(self._line)
