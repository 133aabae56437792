"""Inputs for one line: plain text and secrets."""

from __future__ import annotations

from rich.text import Text as RichText
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input, Select, TextArea
from textual.widgets._toggle_button import ToggleButton

from nango_tui.model.paste.shape import opens_preview
from nango_tui.model.secret import Secret
from nango_tui.model.text import plain


def one_line(text: str) -> str | None:
    """Return pasted text as one line without blanks round it, None if it holds several lines with text."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return None if len(lines) > 1 else (lines[0] if lines else "")


class TakesPaste:
    """A screen that takes pasted texts apart; a text with structure goes there instead of into a field."""

    def take_paste(self, text: Secret) -> None:
        """Show what the text would fill."""
        raise NotImplementedError


class PasteRefused(Message):
    """A paste was not taken, since it holds several lines. Carries no text."""


def make_compact(widget: Input | TextArea | Select[str] | ToggleButton) -> None:
    """Make a widget compact before it is mounted: told to its constructor, Textual makes its styles twice."""
    widget.set_reactive(type(widget).compact, True)
    widget.set_class(True, "-textual-compact", update=False)


class EditsInOrder(Widget):
    """An input that does what a key does to its text at once, in the order in which the keys came.

    Textual 8.2 takes a letter at once, and a Backspace once no parent wanted it: of what a slow line delivers in one
    piece the letters overtake it, and another text stands there than was typed.

    A last base: Textual takes the names by which it finds a widget from the first one alone.
    """

    async def _on_key(self, event: events.Key) -> None:
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if binding.action != "submit" and await self.app.run_action(binding.action, self):
                event.stop()
                return


class TextEntry(Input, EditsInOrder):
    """A single-line input: no border, so that a field costs one row at 80x24; a paste is taken whole or not at all."""

    virtual_size = Reactive(Size(0, 0), layout=False)
    """How wide the text is. Textual lays out the whole screen, and draws all of it, when that changes: at every key."""

    BINDINGS = [Binding("enter", "submit", "Next", tooltip="Go on")]
    DEFAULT_CSS = """
    TextEntry { width: 1fr; background: $surface; &:focus { background: $boost; } }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        compact: bool = True,
        id: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            password=password,
            select_on_focus=False,
            id=id,
            disabled=disabled,
        )
        if compact:
            make_compact(self)

    @property
    def _value(self) -> RichText:
        # What is stored goes back exactly as it is, so it may hold what a terminal takes as a command: that is not
        # drawn. Each character stands for one, so that the cursor stays where it is.
        if self.password:
            return super()._value
        return RichText(plain(self.value.replace("\r", " ")), no_wrap=True, overflow="ignore", end="")

    def on_blur(self) -> None:
        # A long text is known by its beginning: the end alone would look like another one.
        self.scroll_to(x=0, animate=False, force=True)

    def on_focus(self) -> None:
        self._show_cursor()

    def _show_cursor(self) -> None:
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), force=True, animate=False)

    def _on_paste(self, event: events.Paste) -> None:
        # Textual keeps the first line and drops the rest without a word.
        event.prevent_default()
        event.stop()
        self._take(event.text)

    def action_paste(self) -> None:
        """Paste what was copied in this program."""
        self._take(self.app.clipboard)

    def _take(self, text: str) -> None:
        screen = self.screen
        if isinstance(screen, TakesPaste) and opens_preview(text):
            screen.take_paste(Secret(text))
            return
        line = one_line(text)
        if line is not None and not self.password and opens_preview(text):
            # Nothing takes it apart here, and a secret may be in it.
            self.notify("That text holds more than one value. Paste one alone.", severity="warning", markup=False)
        elif line is None:
            self.post_message(PasteRefused())
        elif line:
            self.replace(line, *self.selection)
            # Textual scrolls to the cursor by the width of the text before.
            self.call_after_refresh(self._show_cursor)


class SecretEntry(TextEntry):
    """A single-line input for a secret: bullets, and nothing of it reaches the clipboard.

    `holds_secret` False: for a while it holds what everybody may see, as the value of a free row does.
    """

    BINDINGS = [
        Binding("ctrl+t", "reveal", "Show secret", show=False, tooltip="Show this secret until you leave the field"),
    ]

    def __init__(self, value: Secret | None = None, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value.reveal() if value else "", placeholder=placeholder, password=True, id=id)
        self._holds_secret = True

    @property
    def holds_secret(self) -> bool:
        """Whether what is in it must not be seen."""
        return self._holds_secret

    def hold_secret(self, secret: bool) -> None:
        """Treat what is in it as a secret, or not."""
        if secret != self._holds_secret:
            self._holds_secret = secret
            self.password = secret

    @property
    def secret(self) -> Secret:
        """What was entered."""
        return Secret(self.value)

    def action_reveal(self) -> None:
        """Show the secret, or hide it again."""
        self.password = self.holds_secret and not self.password

    def hide(self) -> None:
        """Show bullets again."""
        self.password = self.holds_secret

    def on_blur(self) -> None:
        self.hide()

    def action_copy(self) -> None:
        """Refuse: Ctrl+C would put the secret on the terminal's clipboard in clear."""
        if self.holds_secret:
            self.notify("Secrets are not copied.", timeout=3)
        else:
            super().action_copy()

    def action_cut(self) -> None:
        """Delete the selection without copying it."""
        if self.holds_secret:
            self.delete_selection()
        else:
            super().action_cut()
