"""The footer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer

Shown = tuple[tuple[str, str, str, bool, str], ...]


class KeyFooter(Footer):
    """The keys of the screen, made anew only when they change.

    Textual makes all of them anew whenever the focus moves, a screen comes back or a step asks: several times a step.
    """

    def __init__(self) -> None:
        super().__init__(compact=True)
        self._made: Shown | None = None

    def compose(self) -> ComposeResult:
        if self._bindings_ready:
            self._made = self._shown()
        yield from super().compose()

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Make the keys anew once the screen is drawn, if they changed by then."""
        self._bindings_ready = True
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.call_after_refresh(self._renew)

    def _renew(self) -> None:
        # Not waited for: this runs in the screen's loop or its timer, and whoever ends those ends the keys with it.
        if self.is_attached and self._made != self._shown():
            self.refresh(recompose=True)

    def _shown(self) -> Shown:
        palette = self.app.COMMAND_PALETTE_BINDING
        return tuple(
            (active.binding.key, active.binding.description, active.binding.action, active.enabled, active.tooltip)
            for key, active in self.screen.active_bindings.items()
            if active.binding.show or key == palette
        )
