"""Inputs for several lines: JSON, certificates, private keys."""

from __future__ import annotations

from rich.text import Text as RichText
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widgets import TextArea

from nango_tui.model.secret import Secret
from nango_tui.model.text import plain
from nango_tui.widgets.entry import EditsInOrder, make_compact


class TextAreaEntry(TextArea, EditsInOrder):
    """A multi-line input: Enter is a new line, Tab leaves."""

    DEFAULT_CSS = """
    TextAreaEntry {
        height: 5; width: 1fr; border: none; padding: 0 1; background: $surface;
        &:focus { background: $boost; }
    }
    """

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        # As Content: the example of a template is text, and Textual reads a text here as markup.
        super().__init__(text, placeholder=Content(placeholder), tab_behavior="focus", id=id)
        make_compact(self)

    def get_line(self, line_index: int) -> RichText:
        """Return the line as it is drawn: what is stored may hold what a terminal takes as a command."""
        line = super().get_line(line_index)
        return RichText(plain(line.plain, keep_lines=True), end="", no_wrap=True)

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual calls its own handler after this one, and lets the paste go on to the screen, which takes what no
        # field took.
        event.stop()


class SecretAreaEntry(TextAreaEntry):
    """A multi-line input for a certificate or private key: bullets, and nothing of it reaches the clipboard."""

    BINDINGS = [
        Binding("ctrl+t", "reveal", "Show secret", show=False, tooltip="Show this secret until you leave the field"),
    ]

    def __init__(self, value: Secret | None = None, *, placeholder: str = "", id: str | None = None) -> None:
        self._hidden = True
        super().__init__(value.reveal() if value else "", placeholder=placeholder, id=id)

    @property
    def secret(self) -> Secret:
        """What was entered."""
        return Secret(self.text)

    def get_line(self, line_index: int) -> RichText:
        """Return the line as it is drawn: bullets unless it is being shown."""
        line = super().get_line(line_index)
        return RichText("•" * len(line.plain), end="", no_wrap=True) if self._hidden else line

    def action_reveal(self) -> None:
        """Show the secret, or hide it again."""
        self._hidden = not self._hidden
        self._redraw()

    def hide(self) -> None:
        """Show bullets again."""
        if not self._hidden:
            self._hidden = True
            self._redraw()

    def _redraw(self) -> None:
        self._line_cache.clear()
        self.refresh()

    def on_blur(self) -> None:
        self.hide()

    def action_copy(self) -> None:
        """Refuse: Ctrl+C would put the secret on the terminal's clipboard in clear."""
        self.notify("Secrets are not copied.", timeout=3)

    def action_cut(self) -> None:
        """Delete the selection, or the line, without copying it."""
        start, end = self.selection
        if start == end:
            self._delete_cursor_line()
        else:
            self._delete_via_keyboard(start, end)
