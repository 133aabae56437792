"""Copies a connection as a text for another environment; credentials only when the engineer says so."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from nango_tui.screens.dialogs import Question
from nango_tui.widgets.keys import KeyFooter

ABOUT = """\
The text goes to your terminal's clipboard and nowhere else. Open the other environment (Ctrl+E on Home) and paste it \
there: it fills the form."""


class CopyForAnother(Question[bool | None]):
    """Asks whether the credentials are copied too; None: nothing is copied."""

    HOW = """\
Enter copies all but credentials and secrets; c copies the credentials in clear as well.

Esc copies nothing."""

    BINDINGS = [
        Binding("enter", "answer(False)", "Without credentials", tooltip="Copy all but credentials and secrets"),
        Binding("c", "answer(True)", "With credentials", tooltip="Copy the credentials in clear as well"),
        Binding("escape", "leave", "Leave", tooltip="Copy nothing"),
    ]
    DEFAULT_CSS = """
    CopyForAnother {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 94%; height: auto; padding: 1 2; background: $panel; border: round $primary;
        }
        Static { height: auto; }
        .warning { color: $text-warning; margin-top: 1; }
    }
    """

    def __init__(self, *, has_credentials: bool) -> None:
        """Take whether there are credentials that could be copied."""
        super().__init__()
        self._has_credentials = has_credentials

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Copy for another environment"
            yield Static(Content(ABOUT))
            said = (
                "With credentials, whoever reads the clipboard can use them."
                if self._has_credentials
                else "There are no credentials here that could be copied."
            )
            yield Static(Content(said), classes="warning")
        yield KeyFooter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer credentials only where there are some."""
        return action != "answer" or parameters != (True,) or self._has_credentials

    def action_answer(self, with_credentials: bool) -> None:
        """Copy, with credentials or without."""
        self.dismiss(with_credentials)

    def action_leave(self) -> None:
        """Copy nothing."""
        self.dismiss(None)
