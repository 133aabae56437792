"""The command palette."""

from __future__ import annotations

from textual.command import CommandPalette

from nango_tui.screens.closing import Page


class Palette(CommandPalette, Page[None]):
    """Textual's palette, which closes itself once, and no other screen."""
