"""Which Nango server: one of two that everybody has, or another URL."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import RadioButton, RadioSet

from nango_tui.model.environment import LOCAL_URL, PRODUCTION_URL
from nango_tui.widgets.choice import OneOfEntry

Server = Literal["cloud", "local", "other"]
URLS: dict[Server, str] = {"cloud": PRODUCTION_URL, "local": LOCAL_URL}


class ServerChoice(RadioSet, inherit_bindings=False):
    """Three servers. An arrow moves and chooses, so that Enter can go on with the form."""

    BINDINGS = [
        Binding("down,right", "choose_next", "Next server", show=False, tooltip="Choose the server below"),
        Binding("up,left", "choose_previous", "Previous server", show=False, tooltip="Choose the server above"),
        Binding("space", "toggle_button", "Choose", show=False, tooltip="Choose this server"),
    ]
    DEFAULT_CSS = """
    ServerChoice { border: none; background: transparent; margin: 0 0 1 24; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="server", compact=True)

    def compose(self) -> ComposeResult:
        yield OneOfEntry(f"Nango Cloud, {PRODUCTION_URL}", value=True, id="cloud", compact=True)
        yield OneOfEntry(f"This machine, {LOCAL_URL}", id="local", compact=True)
        yield OneOfEntry("Another URL", id="other", compact=True)

    @property
    def chosen(self) -> Server:
        """Which one is chosen."""
        match self.pressed_button:
            case RadioButton(id="local"):
                return "local"
            case RadioButton(id="other"):
                return "other"
            case _:
                return "cloud"

    def choose(self, server: Server) -> None:
        """Choose one; `RadioSet.Changed` tells when it is done."""
        self.query_one(f"#{server}", RadioButton).value = True

    # Names of their own: Textual calls its actions when it sets the buttons up, where nothing is to be chosen.

    def action_choose_next(self) -> None:
        """Choose the one below."""
        self.action_next_button()
        self.action_toggle_button()

    def action_choose_previous(self) -> None:
        """Choose the one above."""
        self.action_previous_button()
        self.action_toggle_button()
