"""Home: one input over the integrations to import into, and the connections to fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Input

from nango_tui.screens.fix import FixGroup
from nango_tui.screens.groups import Group, ImportGroup
from nango_tui.widgets.bars import TopBar
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.rows import RowList

if TYPE_CHECKING:
    # The first frame is this screen's. What it does not draw is imported where it is used, after that frame.
    from nango_tui.model.connection import ConnectionRow
    from nango_tui.model.environment import Environment
    from nango_tui.screens.session import Session

SHARE = 0.4
"""The part of the space that the integrations take at most, while the connections need the rest."""

HELP = """\
Type a part of an integration, a customer or a connection id. Up and Down move while you type, Tab goes to the other \
group, and Enter opens the highlighted row.

[b]Import into[/b] lists the integrations: what was set up in this Nango environment for one provider. If the service \
you need is not there, set it up in Nango first: in the dashboard, Integrations, Set up new integration.

[b]Fix[/b] lists the connections, those with an auth error first. Narrow them with words, and with in:zendesk (the \
integration), is:broken (an auth error), is:syncerror, tag:tier=gold or tag:tier. While not all are read, the server \
is asked as well; it looks in connection id, end user name and e-mail.

Ctrl+F opens a connection by its id. Ctrl+L shows what was sent. Ctrl+E opens the environments: another server, \
another key, production or not. Ctrl+R reads the lists again. Ctrl+P finds every command by its name."""


class SearchEntry(TextEntry):
    """The input over the groups."""

    BINDINGS = [Binding("enter", "submit", "Open", tooltip="Open the highlighted integration or connection")]


class HomeScreen(Screen[None]):
    """Chooses an integration or a connection. Keys typed before the lists arrive filter them when they do."""

    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("escape", "clear", "Clear", show=False, tooltip="Clear what was typed"),
        Binding("ctrl+f", "find", "By id", priority=True, tooltip="Open a connection by its id and integration"),
        Binding("ctrl+l", "history", "History", tooltip="Show what was sent from this machine"),
        Binding(
            "ctrl+e",
            "environments",
            "Environment",
            priority=True,
            tooltip="Switch, add, rename or remove environments and their keys",
        ),
        Binding("ctrl+r", "reload", "Reload", show=False, tooltip="Read integrations and connections again"),
        Binding("f1", "help", "Help", tooltip="Say what can be done here"),
    ]
    DEFAULT_CSS = """
    HomeScreen {
        #search { margin: 0 1; border: round $primary; height: 3; padding: 0 1; background: transparent; }
        /* Not 1fr: beside a margin of another widget that is two columns less. */
        #groups { width: 100%; height: 1fr; }
        #import { height: auto; }
    }
    """

    class EnvironmentsWanted(Message):
        """The engineer wants to see the environments."""

    def __init__(self, environment: Environment | None = None, session: Session | None = None) -> None:
        """Take the environment that is about to be opened, or one that is open."""
        super().__init__()
        self.session = session
        self.imports = ImportGroup(id="import")
        self.fixes = FixGroup(id="fix")
        # Held and not looked up: an answer that arrives while the program ends still finds them.
        self._search = SearchEntry(
            placeholder="Type an integration, a customer or a connection id", id="search", compact=False
        )
        self._groups = Vertical(self.imports, self.fixes, id="groups")
        self._environment = environment
        self._wanted: Group = self.imports
        """The group that was chosen last: it is the active one as long as it has rows."""

    def compose(self) -> ComposeResult:
        yield TopBar(self._environment, opening=True)
        yield self._search
        yield self._groups
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self.fixes.activate(False)
        self._search.focus()
        # Not by its message, which comes after the letter was drawn: letter and rows are drawn as one.
        self.watch(self._search, "value", self._typed_on, init=False)
        if self.session is not None:
            self.open(self.session)
        else:
            self._fill()

    def open(self, session: Session) -> None:
        """Show this environment; its lists are read unless they were."""
        self.session = self.imports.session = session
        self.imports.waiting = ""
        self.query_one(TopBar).tell(session.environment, session.held)
        self.fixes.open(session)
        self._fill()
        if session.integrations is None:
            self._load()

    def close(self, environment: Environment | None = None) -> None:
        """Show no environment any more, or one that is about to be opened."""
        self.session = self.imports.session = None
        self.fixes.open(None)
        self.query_one(TopBar).tell(environment, None, opening=True)
        self._fill()

    def tell_environment(self) -> None:
        """Show what was learned about the environment since it was opened."""
        if self.session is not None:
            self.query_one(TopBar).tell(self.session.environment, self.session.held)

    def waiting(self, text: str) -> None:
        """Say what is being waited for before an environment can be opened."""
        self.imports.waiting = text
        self._fill()

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        session = self.session
        if session is not None:
            await session.load_integrations()
            if session is self.session and not self.imports.ending:
                self._fill()

    def on_screen_resume(self) -> None:
        if self.session is not None:
            if self.session.connections.take_stale():
                self.fixes.read_newest()
            self._fill()

    # The groups ------------------------------------------------------------------------------------------------

    @property
    def _typed(self) -> str:
        return self._search.value.strip()

    def _typed_on(self) -> None:
        self._fill(keep=False)

    @on(Group.Changed)
    def _more(self, event: Group.Changed) -> None:
        event.stop()
        self._fill()

    def _fill(self, *, keep: bool = True) -> None:
        """Show what fits what is typed. `keep`: not because of a key, so that the highlighted row stays it."""
        if self.imports.ending:
            return
        typed = self._typed
        a_connection = self.fixes.search(typed, keep=keep)
        operators = self.session is not None and _only_connections(typed)
        an_integration = self.imports.search(typed, alone=not self.fixes.shown, keep=keep) and not operators
        self.imports.display = not operators
        if operators:
            active: Group = self.fixes
        elif an_integration and not keep:
            active = self.imports
        elif a_connection and not keep:
            active = self.fixes
        else:
            active = self._wanted if keep is False or not self._active.rows.count else self._active
        self._activate(active)
        self._share()

    @property
    def _active(self) -> Group:
        return self.imports if self.imports.active else self.fixes

    def _other(self, group: Group) -> Group:
        return self.fixes if group is self.imports else self.imports

    def _activate(self, group: Group) -> None:
        """Let Enter act in this group, or in the other one where this has no rows."""
        other = self._other(group)
        if not group.rows.count and other.rows.count and (group is self.fixes or self._nothing_to_import_into()):
            group, other = other, group
        group.activate(True)
        other.activate(False)

    def _share(self) -> None:
        """Divide the lines: the integrations get what they need, and what the connections need not."""
        size = self._groups.size
        if size.height:
            most = max(int(size.height * SHARE), size.height - self.fixes.need(size.width) - 1)
            if self.fixes.reading and not self._typed:
                # More rows are on their way: nothing jumps when they come.
                most = int(size.height * SHARE)
            height = max(1, min(self.imports.rows.count, most))
            if self.imports.rows.styles.height is None or self.imports.rows.styles.height.value != height:
                self.imports.rows.styles.height = height

    def on_resize(self) -> None:
        self.call_after_refresh(self._share)

    def _nothing_to_import_into(self) -> bool:
        """Say whether what is typed can only mean a connection: the integrations are known, or it is none's id."""
        session, typed = self.session, self._typed.casefold()
        if session is None or not typed:
            return False
        if session.integrations is None:
            return session.failure is not None and all(row.integration.casefold() != typed for row in self.fixes.shown)
        return True

    def action_move(self, by: int) -> None:
        """Move the highlight while the focus stays in the input, across the edge into the other group too."""
        rows = self._active.rows
        other = self._other(self._active)
        at_edge = rows.highlighted in (None, rows.count - 1 if by > 0 else 0)
        if at_edge and (by > 0) == (self._active is self.imports) and other.rows.count and other.display:
            self._want(other)
            other.rows.highlight(0 if by > 0 else other.rows.count - 1)
        else:
            rows.highlight((rows.highlighted or 0) + by)
        self._active.moved()

    def _want(self, group: Group) -> None:
        self._wanted = group
        self._activate(group)

    def focus_next(self, selector: str | type[Widget] = "*") -> Widget | None:
        """Go to the other group: Tab has no other field to go to here."""
        other = self._other(self._active)
        if other.rows.count and other.display:
            self._want(other)
        return self.focused

    def focus_previous(self, selector: str | type[Widget] = "*") -> Widget | None:
        """Go to the other group."""
        return self.focus_next(selector)

    # What can be done ------------------------------------------------------------------------------------------

    @on(Input.Submitted, "#search")
    def action_choose(self) -> None:
        """Open the highlighted row, or the wizard for a typed id where the list cannot be read."""
        from nango_tui.model.draft import Integration
        from nango_tui.screens.wizard import WizardScreen

        session = self.session
        if session is None:
            return
        if self.fixes.active:
            self._open_connection(self.fixes.highlighted)
            return
        integration = self.imports.highlighted
        if integration is None and session.integrations is None and session.failure and self._typed:
            integration = Integration(self._typed)
        if integration is not None:
            self.app.push_screen(WizardScreen(session, integration))

    def _open_connection(self, row: ConnectionRow | None) -> None:
        if self.session is not None and row is not None:
            from nango_tui.screens.detail import DetailScreen

            self.app.push_screen(DetailScreen(self.session, row))

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self._want(self.imports if event.rows is self.imports.rows else self.fixes)
        self.action_choose()

    def search(self, text: str) -> None:
        """Search for a text, as if it had been typed."""
        self._search.value = text

    def action_clear(self) -> None:
        """Clear what was typed."""
        self._wanted = self.imports
        self._search.value = ""

    def action_reload(self) -> None:
        """Read the lists again, and forget which templates were missing; or go on where reading stopped."""
        if self.session:
            self.session.integrations, self.session.failure = None, None
            self.session.templates.clear()
            self.fixes.again()
            self._fill()
            self._load()

    def action_find(self) -> None:
        """Ask for the id of a connection and open it."""
        if self.session is None:
            return
        from nango_tui.screens.find import FindScreen

        known = self.session.integrations or ()
        typed = "" if self.fixes.shown or self.imports.shown else self._typed
        self.app.push_screen(FindScreen(typed, known[0].unique_key if len(known) == 1 else ""), self._open_connection)

    def action_history(self) -> None:
        """Show what was sent."""
        if self.session is not None:
            from nango_tui.screens.history import HistoryScreen

            self.app.push_screen(HistoryScreen(self.session))

    def action_environments(self) -> None:
        """Open the environments."""
        self.post_message(self.EnvironmentsWanted())

    def action_help(self) -> None:
        """Say what can be done here."""
        from nango_tui.screens.dialogs import Notice

        self.app.push_screen(Notice("Home", Content.from_markup(HELP)))


def _only_connections(typed: str) -> bool:
    """Say whether an operator was typed: none of them fits integrations."""
    from nango_tui.model.search import parse

    return parse(typed).operators
