"""Shown while the provider's template is read."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import LoadingIndicator, Static

from nango_tui.screens.steps.step import Step


class LoadingStep(Step):
    """Waits for the template; Esc goes back."""

    TITLE = "Auth type"
    HELP = "Nango's template for this provider says which auth type it takes. It is being read."
    DEFAULT_CSS = """
    LoadingStep { padding: 1; LoadingIndicator { height: 1; width: 10; } }
    """

    def compose(self) -> ComposeResult:
        name = self.draft.integration.unique_key if self.draft.integration else ""
        yield Static(f"Reading what {name} needs", markup=False)
        yield LoadingIndicator()

    def take_focus(self) -> None:
        self.can_focus = True
        self.focus()

    def go_on(self) -> None:
        """There is nothing to go on to yet."""
