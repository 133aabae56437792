"""Rows of a key and a value: tags, and connection_config beyond what the template names."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from nango_tui.model.draft import Pairs
from nango_tui.model.secret import Secret, Text
from nango_tui.widgets.entry import PasteRefused, SecretEntry, TextEntry


class PairRow(Horizontal):
    """One key and its value; the value is hidden where the key's name says that it is a secret.

    While the name is being edited it stays one: half a name says nothing.
    """

    DEFAULT_CSS = """
    PairRow { height: 1; .key { width: 24; margin-right: 1; } .equals { width: 2; color: $text-muted; } }
    """

    def __init__(self, key: str, value: Text, secret_name: Callable[[str], bool]) -> None:
        super().__init__()
        self._key = TextEntry(key, placeholder="name")
        self._key.set_class(True, "key", update=False)
        self._value = SecretEntry(value if isinstance(value, Secret) else Secret(value), placeholder="value")
        self._secret_name = secret_name
        self._value.hold_secret(self.secret)

    def compose(self) -> ComposeResult:
        yield self._key
        yield Static("=", classes="equals")
        yield self._value

    @property
    def secret(self) -> bool:
        """Whether the value is a secret: the key's name says so, or said so before somebody began to edit it."""
        edited = self._key.has_focus and self._value.holds_secret and bool(self._value.value)
        return edited or self._secret_name(self._key.value)

    @property
    def pair(self) -> tuple[str, Text]:
        """The key, and the value: a Secret where it is one."""
        value = self._value.secret
        return self._key.value.strip(), value if self.secret else self._value.value

    def on_descendant_blur(self) -> None:
        self._hide_or_show()

    @on(Input.Changed)
    def _hide_or_show(self) -> None:
        self._value.hold_secret(self.secret)


class PairRows(Vertical):
    """Rows of key and value, always with one empty row at the end to type into."""

    DEFAULT_CSS = """
    PairRows { height: auto; .mark { display: none; height: auto; color: $text-error; &.-shown { display: block; } } }
    """

    def __init__(
        self, key: str, pairs: Pairs | tuple[tuple[str, Text], ...], secret_name: Callable[[str], bool]
    ) -> None:
        super().__init__()
        self.key = key
        # Held, not looked for: they count before they are mounted as well.
        self._mark = Static(classes="mark")
        self._rows = [PairRow(key, value, secret_name) for key, value in (*pairs, ("", ""))]
        self._secret_name = secret_name
        self._marked: tuple[tuple[str, Text], ...] | None = None

    def compose(self) -> ComposeResult:
        yield self._mark
        yield from self._rows

    @property
    def pairs(self) -> tuple[tuple[str, Text], ...]:
        """The rows that hold anything."""
        held = (row.pair for row in self._rows)
        return tuple((key, value) for key, value in held if key or value)

    @on(Input.Changed)
    def _keep_one_empty_row(self) -> None:
        if self._marked is not None and self.pairs != self._marked:
            self.clear()
        if any(self._rows[-1].pair):
            self._rows.append(PairRow("", "", self._secret_name))
            self.mount(self._rows[-1])

    def take_focus(self) -> None:
        """Put the focus into the first row."""
        self.query(TextEntry).first().focus()

    def mark(self, text: str, *, error: bool = True) -> None:
        """Say what is wrong with the rows."""
        self._mark.update(Content(text))
        self._mark.set_class(bool(text), "-shown")
        self._marked = self.pairs if text else None

    def clear(self) -> None:
        """Take back what was said."""
        self.mark("")

    def on_paste_refused(self, message: PasteRefused) -> None:
        message.stop()
        self.mark("That text has several lines. Paste the value alone.")
