"""A connection by its name, for keys that may not list connections, and for who has the id at hand."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from nango_tui.model.check_connection import id_problem
from nango_tui.model.connection import ConnectionRow
from nango_tui.screens.closing import Dialog
from nango_tui.screens.dialogs import Notice
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.row import Row


class FindScreen(Dialog[ConnectionRow | None]):
    """Asks for connection id and integration, which together name one connection."""

    BINDINGS = [
        Binding("enter", "open", "Open", tooltip="Open this connection"),
        Binding("escape", "close", "Back", tooltip="Go back to the lists"),
        Binding("f1", "help", "Help", tooltip="Say where these are found"),
    ]
    DEFAULT_CSS = """
    FindScreen {
        align: center middle;
        & > Vertical {
            width: 74; max-width: 96%; height: auto; padding: 1 2; background: $panel; border: round $primary;
        }
    }
    """
    HELP = """\
A connection is named by its id and its integration: the same id may exist in several integrations.

Both stand in Nango's dashboard, Connections, and in the logs and webhooks of your application. The key needs \
environment:connections:read to look at it."""

    def __init__(self, connection_id: str = "", integration: str = "") -> None:
        """Take what is known already."""
        super().__init__()
        self._preset = connection_id, integration

    @property
    def takes_ahead(self) -> bool:
        """Whether what was typed before it could be seen goes into its fields: it opens at once, for an id."""
        return True

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Open a connection"
            yield Row("connection_id", "Connection ID", TextEntry(self._preset[0]), required=True)
            yield Row(
                "integration",
                "Integration",
                TextEntry(self._preset[1]),
                required=True,
                hint="Its id in the dashboard.",
            )
        yield KeyFooter()

    def on_mount(self) -> None:
        rows = list(self.query(Row))
        next((row for row in rows if not row.value), rows[0]).entry.focus()

    @on(Input.Submitted)
    def action_open(self) -> None:
        """Open the connection; where something is missing, say so at its field."""
        name, integration = self.query(Row)
        for row, problem in (
            (name, id_problem(_typed(name)) if _typed(name) else "Type or paste the connection's id."),
            (integration, "" if _typed(integration) else "Type the integration's id."),
        ):
            row.clear()
            if problem:
                row.mark(problem, error=True)
                row.entry.focus()
                return
        self.dismiss(ConnectionRow(_typed(name), _typed(integration)))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_help(self) -> None:
        """Say where these are found."""
        self.app.push_screen(Notice("A connection's name", Content(self.HELP or "")))


def _typed(row: Row) -> str:
    return str(row.value).strip()
