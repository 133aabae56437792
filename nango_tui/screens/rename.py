"""The name of an environment, and whether it is production."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from nango_tui.model.environment import Environment
from nango_tui.screens.closing import Dialog
from nango_tui.screens.dialogs import Notice
from nango_tui.widgets.choice import SwitchEntry
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.row import Row

PRODUCTION = "Production: shown in red, changes are asked about once more"


class Rename(Dialog[Environment | None]):
    """Asks for another name; the key stays, since it is stored under the environment's id."""

    BINDINGS = [
        Binding("enter", "save", "Save", tooltip="Keep the name"),
        Binding("escape", "close", "Back", tooltip="Leave the name as it was"),
        Binding("f1", "help", "Help", tooltip="Say what the name is for"),
    ]
    DEFAULT_CSS = """
    Rename {
        align: center middle;
        & > Vertical {
            width: 70; max-width: 96%; height: auto; padding: 1 2; background: $panel; border: round $primary;
        }
        SwitchEntry { margin-left: 24; }
    }
    """
    HELP = """\
The name stands in the top line, and in the variable that may hold the key: NANGO_SECRET_KEY_<NAME>, in upper case, \
with underscores for other characters. Renaming keeps the stored key."""

    def __init__(self, environment: Environment, others: Iterable[Environment]) -> None:
        super().__init__()
        self._environment = environment
        self._names = {one.name.casefold() for one in others}

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Rename"
            yield Row(
                "name", "Name", TextEntry(self._environment.name), required=True, hint="As it is called in Nango."
            )
            yield SwitchEntry(PRODUCTION, self._environment.production)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(Row).entry.focus()

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Give the changed environment back."""
        row = self.query_one(Row)
        name = str(row.value).strip()
        if not name:
            row.mark("Give it the name that it has in Nango.", error=True)
        elif name.casefold() in self._names:
            row.mark(f"There is an environment called {name} already. Give this one another name.", error=True)
        else:
            self.dismiss(replace(self._environment, name=name, production=self.query_one(SwitchEntry).value))

    def action_close(self) -> None:
        """Leave the name as it was."""
        self.dismiss(None)

    def action_help(self) -> None:
        """Say what the name is for."""
        self.app.push_screen(Notice("The name", Content(self.HELP or "")))
