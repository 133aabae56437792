"""Inputs without text: one of several values, yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Checkbox, RadioButton, Select
from textual.widgets._toggle_button import ToggleButton

from nango_tui.widgets.entry import make_compact


class ChoiceEntry(Select[str], inherit_bindings=False):
    """One of several values. Enter goes on with the form, so space or an arrow opens the list."""

    BINDINGS = [Binding("space,down,up", "show_overlay", "Choose", show=False, tooltip="Open the list of values")]

    def __init__(self, choices: Sequence[str], value: str, *, blank: bool, id: str | None = None) -> None:
        known = value if value in choices else Select.NULL
        super().__init__(
            [(Content(choice), choice) for choice in choices],
            value=known,
            allow_blank=blank or known is Select.NULL,
            prompt="Choose with space",
            id=id,
        )
        make_compact(self)

    @property
    def text(self) -> str:
        """The chosen value, "" for none. The one place that knows how Textual spells a blank Select."""
        return self.value if isinstance(self.value, str) else ""


class _Marked(ToggleButton):
    """Shows its state by a character: Textual shows it by color alone, and colors may be off.

    A last base: Textual takes the names by which it finds a widget from the first one alone.
    """

    MARKS = ("[ ]", "[X]")

    def render(self) -> Content:
        """Return the mark and the label."""
        label = self._label.stylize_before(self.get_visual_style("toggle--label"))
        return Content.assemble(self.MARKS[self.value], " ", label)


class SwitchEntry(Checkbox, _Marked, inherit_bindings=False):
    """A yes or no. Enter goes on with the form, so space toggles."""

    BINDINGS = [Binding("space", "toggle_button", "Toggle", show=False, tooltip="Switch it on or off")]
    DEFAULT_CSS = "SwitchEntry { max-width: 100%; height: auto; text-wrap: wrap; }"

    def __init__(self, label: str, value: bool, *, id: str | None = None) -> None:
        super().__init__(label, value, id=id)
        make_compact(self)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return as many lines as the label takes: Textual's own says one, and cuts what does not fit."""
        return Widget.get_content_height(self, container, viewport, width)


class OneOfEntry(RadioButton, _Marked):
    """One of a few fixed answers."""

    MARKS = ("( )", "(●)")
