"""The footer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rich.cells import cell_len
from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.screen import Screen

from nango_tui.widgets.hover import HoverLine

BORDER = "▏"


@dataclass(frozen=True)
class ShownKey:
    """A key as it stands in the footer: how it is written, what it does, and what it says under the mouse.

    Keys of one group stand close together, and the last one names what all of them do.
    """

    key: str
    display: str
    description: str
    tooltip: str
    enabled: bool
    group: Binding.Group | None = None
    ends_group: bool = True

    @property
    def words(self) -> str:
        """What stands behind the key."""
        if self.group is None:
            return f" {self.description}"
        return f" {self.group.description.strip()}" if self.ends_group else ""

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return cell_len(self.display + self.words)


class KeyFooter(HoverLine[ShownKey]):
    """The keys of the screen, in one line; a click on one presses it.

    As Textual's Footer, but drawn by one widget: that one makes a widget of each key, and makes all of them anew
    whenever the focus moves, a screen comes back or a step asks. What has no room is left out; the palette has it.
    """

    DEFAULT_CSS = """
    KeyFooter {
        dock: bottom; height: 1; background: $panel; color: $footer-description-foreground;
        text-wrap: nowrap; text-overflow: clip;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[ShownKey, ...] = ()
        self._palette: ShownKey | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        """Show the keys as they are now."""
        if not screen.app.app_focus or not self.is_attached or screen is not self.screen:
            return
        found, palette = dict[str, ShownKey](), None
        for key, active in self.screen.active_bindings.items():
            if key == self.app.COMMAND_PALETTE_BINDING:
                palette = self._shown(active)
            elif active.binding.show:
                # Several keys may do the same; the first one is named.
                found.setdefault(active.binding.action, self._shown(active))
        keys = tuple(
            replace(one, ends_group=one.group != next_.group)
            for one, next_ in pairwise((*found.values(), ShownKey("", "", "", "", True)))
        )
        if (keys, palette) != (self._keys, self._palette):
            self._keys, self._palette, self.hovered = keys, palette, None
            self.refresh()

    def _shown(self, active: ActiveBinding) -> ShownKey:
        binding = active.binding
        display, tooltip = self.app.get_key_display(binding), active.tooltip or binding.description
        return ShownKey(binding.key, display, binding.description, tooltip, active.enabled, binding.group)

    # Drawing ---------------------------------------------------------------------------------------------------

    def places(self) -> Iterator[tuple[ShownKey, int]]:
        """Yield the keys that are in sight, each with its first column."""
        end = self.size.width
        if self._palette is not None:
            end -= self._palette.width + 1
            yield self._palette, end
            end -= len(BORDER)
        start = 0
        for shown in self._keys:
            if start + shown.width > end:
                break
            yield shown, start
            start += shown.width + (shown.group is None or shown.ends_group)

    def render(self) -> Content:
        """Return the line, from left to right."""
        line = Content("")
        for shown, start in sorted(self.places(), key=lambda place: place[1]):
            gap = " " * (start - line.cell_length)
            if shown is self._palette and gap:
                line += Content.assemble(gap[:-1], (BORDER, "$foreground 20%"))
            else:
                line += Content(gap)
            line += self._drawn(shown)
        return line

    def _drawn(self, shown: ShownKey) -> Content:
        state = "" if shown.enabled else " dim"
        if shown is self.hovered:
            state += " on $block-hover-background"
        key = shown.display + (" " if shown.words else "")
        return Content.assemble((key, f"bold $footer-key-foreground{state}"), (shown.words.strip(), state.strip()))

    # The mouse -------------------------------------------------------------------------------------------------

    def part_at(self, x: int) -> ShownKey | None:
        """Return the key in this column."""
        return next((shown for shown, start in self.places() if start <= x < start + shown.width), None)

    def hover(self, part: ShownKey | None) -> None:
        """Take the key under the mouse, and say more of it there."""
        super().hover(part)
        self.tooltip = part.tooltip if part else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        shown = self.part_at(event.x)
        if shown is not None and shown.enabled:
            self.app.simulate_key(shown.key)
        elif shown is not None:
            self.app.bell()
