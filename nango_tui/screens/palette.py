"""The command palette."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette

from nango_tui.screens.closing import Page


class Palette(CommandPalette, Page[None]):
    """Textual's palette, which closes itself once, and no other screen.

    In Textual 8.2 Page Up and Page Down break its list before that has been laid out.
    """

    def _action_command_list(self, action: str) -> None:
        if not action.startswith("page") or self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
