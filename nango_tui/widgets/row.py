"""One field of a form: its label, its input between prefix and suffix, and what is to be said about it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from nango_tui.model.form import FormField
from nango_tui.model.secret import Secret, Text
from nango_tui.widgets.area import SecretAreaEntry, TextAreaEntry
from nango_tui.widgets.choice import ChoiceEntry, SwitchEntry
from nango_tui.widgets.entry import PasteRefused, SecretEntry, TextEntry

Entry = TextEntry | TextAreaEntry | ChoiceEntry | SwitchEntry


class Row(Vertical):
    """A label and an input. Below them, what to know while the focus is inside, and what is wrong.

    `key` names the field in problems: "credentials.api_key".
    """

    DEFAULT_CSS = """
    Row {
        height: auto;
        & > Horizontal { height: auto; }
        .label { width: 24; height: 1; padding-right: 1; text-wrap: nowrap; text-overflow: ellipsis; color: $text; }
        .affix { width: auto; max-width: 30; height: 1; color: $text-muted; }
        .hint { display: none; height: auto; padding-left: 24; color: $text-muted; }
        .mark { display: none; height: auto; padding-left: 24; }
        .mark.-shown { display: block; }
        .mark.-error { color: $text-error; }
        .mark.-warning { color: $text-warning; }
        &:focus-within { .label { text-style: bold; } .hint.-said { display: block; } }
    }
    """

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
        self._prefix = prefix
        self._suffix = suffix
        self._hint = hint
        self._warning = warning
        self._seen = self.value
        self._said = (warning, "-warning")
        """What stands below the input, and how severe that is."""

    def on_mount(self) -> None:
        self._seen = self.value

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(Content(f"{self.label} *" if self._required else self.label), classes="label")
            if self._prefix:
                yield Static(Content(self._prefix), classes="affix")
            yield self.entry
            if self._suffix:
                yield Static(Content(self._suffix), classes="affix")
        # What there is nothing to say in is not made: a form has many rows.
        if self._hint:
            yield Static(Content(self._hint), classes="hint -said")
        if self._warning:
            yield Static(Content(self._warning), classes="mark -shown -warning")

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

    def mark(self, text: str, *, error: bool) -> None:
        """Say what is wrong with the value, until the next check."""
        self._say(text, "-error" if error else "-warning")

    def clear(self) -> None:
        """Take back what was said; a warning that belongs to the field stays."""
        self._say(self._warning, "-warning")

    def say_hint(self, text: str) -> None:
        """Replace what is said while the focus is inside."""
        if text == self._hint:
            return
        self._hint = text
        hint = self._below("hint")
        hint.update(Content(text))
        hint.set_class(bool(text), "-said")

    def _below(self, name: str) -> Static:
        """Return the line of this class below the input, made where there was none: the mark is the last one."""
        for found in self.query(f".{name}").results(Static):
            return found
        made = Static(classes=name)
        self.mount(made, after=0 if name == "hint" else None)
        return made

    def _say(self, text: str, severity: str) -> None:
        # Saying it anew would lay out the whole form, at every key.
        if (text, severity) == self._said:
            return
        self._said = text, severity
        mark = self._below("mark")
        mark.update(Content(text))
        mark.set_classes(f"mark -shown {severity}" if text else "mark")

    def on_resize(self) -> None:
        # Textual scrolls to the input alone: what appears below it would stay under the last line.
        if self.has_focus_within:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def on_paste_refused(self, message: PasteRefused) -> None:
        message.stop()
        self.mark("That text has several lines. Paste the value alone.", error=True)


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
