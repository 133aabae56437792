"""One field of a form: its label, its input between prefix and suffix, and what is to be said about it."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from nango_tui.model.form import FormField
from nango_tui.model.secret import Secret, Text
from nango_tui.model.text import cut
from nango_tui.widgets.area import SecretAreaEntry, TextAreaEntry
from nango_tui.widgets.choice import ChoiceEntry, SwitchEntry
from nango_tui.widgets.entry import PasteRefused, SecretEntry, TextEntry

Entry = TextEntry | TextAreaEntry | ChoiceEntry | SwitchEntry

AFFIX = 30
"""What of a prefix or a suffix stands there at most, in letters."""
ERROR, WARNING = "$text-error", "$text-warning"
PLAIN = "not bold"
"""Changes nothing. A picture (SVG) is made of the parts of a line, and some viewers drop the blanks one begins with."""


class Row(Widget):
    """A label and an input. Below them, what to know while the focus is inside, and what is wrong.

    All but the input is drawn by the row itself: a form has many rows, and each widget costs a millisecond.
    `key` names the field in problems: "credentials.api_key".
    """

    # Base color: what explains. The label has its own.
    DEFAULT_CSS = """
    Row { layout: horizontal; width: 1fr; height: auto; color: $text-muted; text-wrap: nowrap; text-overflow: clip; }
    """
    LABEL: ClassVar[int] = 24
    """Columns of the label, with the one after it."""

    def __init__(
        self,
        key: str,
        label: str,
        entry: Entry,
        *,
        required: bool = False,
        prefix: str = "",
        suffix: str = "",
        hint: str = "",
        warning: str = "",
    ) -> None:
        super().__init__()
        self.key = key
        self.label = label
        self.entry = entry
        self._required = required
        self._prefix = cut(prefix, AFFIX)
        self._suffix = cut(suffix, AFFIX)
        self._hint = hint
        self._warning = warning
        self._seen = self.value
        self._said = (warning, WARNING)
        """What stands below the input, and in which color."""
        entry.styles.margin = (0, cell_len(self._suffix), 0, self.LABEL + cell_len(self._prefix))

    def on_mount(self) -> None:
        self._seen = self.value

    def compose(self) -> ComposeResult:
        yield self.entry

    # Drawing ---------------------------------------------------------------------------------------------------

    def render(self) -> Content:
        """Return what stands round the input: its own lines are left blank."""
        width, inside = self.size.width, self.has_focus_within
        star = " *" if self._required else ""
        title = Content(self.label).truncate(self.LABEL - 1 - len(star), ellipsis=True) + star
        style = "bold $foreground" if inside else "$foreground"
        first = Content.assemble((title.plain, style), " " * (self.LABEL - title.cell_length), (self._prefix, PLAIN))
        if self._suffix:
            gap = " " * (width - first.cell_length - cell_len(self._suffix))
            first = Content.assemble(first, gap, (self._suffix, PLAIN))
        blank = [Content("")] * (self.entry.outer_size.height - 1)
        return Content("\n").join([first, *blank, *self._below(width)])

    def _below(self, width: int) -> list[Content]:
        """Return the lines below the input."""
        said, color = self._said
        parts = [Content.styled(self._hint, PLAIN)] if self._hint and self.has_focus_within else []
        if said:
            parts.append(Content.styled(said, color))
        return [line.pad_left(self.LABEL) for part in parts for line in part.wrap(max(1, width - self.LABEL))]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the input and of what stands below it."""
        return super().get_content_height(container, viewport, width) + len(self._below(width))

    def on_descendant_focus(self) -> None:
        self.refresh(layout=bool(self._hint))

    def on_descendant_blur(self) -> None:
        self.refresh(layout=bool(self._hint))

    def ask(self, *, required: bool, placeholder: str) -> None:
        """Say anew whether it is needed, and what its empty input holds."""
        if isinstance(self.entry, TextEntry) and self.entry.placeholder != placeholder:
            self._required, self.entry.placeholder = required, placeholder
            self.refresh()

    # What it holds ---------------------------------------------------------------------------------------------

    @property
    def value(self) -> Text:
        """What was entered; a Secret where the field is one."""
        entry = self.entry
        if isinstance(entry, SecretEntry | SecretAreaEntry):
            return entry.secret
        if isinstance(entry, TextAreaEntry):
            return entry.text
        if isinstance(entry, ChoiceEntry):
            return entry.text
        if isinstance(entry, SwitchEntry):
            return "yes" if entry.value else ""
        return entry.value

    def changed(self) -> bool:
        """Say whether the value is another one than at the last look: Textual also reports the first value."""
        before, self._seen = self._seen, self.value
        return self._seen != before

    # What is said about it -------------------------------------------------------------------------------------

    @property
    def said(self) -> str:
        """What is wrong with the value, or to be known about it; "" if nothing is."""
        return self._said[0]

    def mark(self, text: str, *, error: bool) -> None:
        """Say what is wrong with the value, until the next check."""
        self._say(text, ERROR if error else WARNING)

    def clear(self) -> None:
        """Take back what was said; a warning that belongs to the field stays."""
        self._say(self._warning, WARNING)

    def say_hint(self, text: str) -> None:
        """Replace what is said while the focus is inside."""
        if text != self._hint:
            self._hint = text
            self.refresh(layout=True)

    def _say(self, text: str, color: str) -> None:
        # Saying it anew would lay out the whole form, at every key.
        if (text, color) != self._said:
            self._said = text, color
            self.refresh(layout=True)

    def on_resize(self) -> None:
        # Textual scrolls to the input alone: what appears below it would stay under the last line.
        if self.has_focus_within:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def on_paste_refused(self, message: PasteRefused) -> None:
        message.stop()
        self.mark("That text has several lines. Paste the value alone.", error=True)


class TallRow(Row):
    """An input that takes all the height there is, and has no label: what stands above the form says what it is."""

    DEFAULT_CSS = """
    TallRow { height: 1fr; & > TextAreaEntry { height: 1fr; } }
    """
    LABEL = 0

    def _say(self, text: str, color: str) -> None:
        super()._say(text, color)
        self._make_room()

    def on_resize(self) -> None:
        """Make room below the input for what is said there."""
        self._make_room()

    def _make_room(self) -> None:
        self.entry.styles.margin = (0, 0, len(self._below(self.size.width)), 0)


def entry_for(field: FormField, value: Text | None) -> Entry:
    """Return the input that a form's field needs, holding what was entered before, or the default."""
    # Between a prefix and a suffix, the example reads as a part of the whole.
    beside = field.prefix or field.suffix
    placeholder = field.stored or (field.example if beside else field.example and f"e.g. {field.example}")
    if not placeholder and not field.required:
        placeholder = "optional"
    if field.kind == "choice":
        return ChoiceEntry(field.choices, _text(value, field.default), blank=not field.required)
    if field.secret:
        secret = value if isinstance(value, Secret) else Secret(value or field.default)
        return (SecretAreaEntry if field.kind == "long_secret" else SecretEntry)(secret, placeholder=placeholder)
    return TextEntry(_text(value, field.default), placeholder=placeholder)


def _text(value: Text | None, default: str) -> str:
    return default if value is None or isinstance(value, Secret) else value


def row_for(field: FormField, value: Text | None) -> Row:
    """Return the row of a form's field."""
    hint = f"{field.help} F1 says where to find it.".strip() if field.link else field.help
    return Row(
        field.key,
        field.label,
        entry_for(field, value),
        required=field.required,
        prefix=field.prefix,
        suffix=field.suffix,
        hint=hint,
        warning=field.warning,
    )
