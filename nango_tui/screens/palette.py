"""The command palette."""

from __future__ import annotations

from contextlib import suppress

from textual.command import CommandPalette

from nango_tui.screens.closing import Page


class Palette(CommandPalette, Page[None]):
    """Textual's palette, which closes itself once, and no other screen.

    In Textual 8.2 Page Up and Page Down break its list while that is being filled.
    """

    def _action_command_list(self, action: str) -> None:
        with suppress(LookupError):
            super()._action_command_list(action)
