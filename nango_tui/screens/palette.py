"""The command palette."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandList, CommandPalette

from nango_tui.screens.closing import Page
from nango_tui.widgets.options import Options


class Lines(CommandList, Options):
    """The commands that were found; keys and clicks may come while they change."""


class Palette(CommandPalette, Page[None]):
    """Textual's palette, which closes itself once, and no other screen."""

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            yield Lines() if isinstance(widget, CommandList) else widget
