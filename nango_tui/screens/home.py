"""Home: one input over the integrations to import into, and the connections to fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

from nango_tui.model.secret import Secret
from nango_tui.screens.fix import FixGroup
from nango_tui.screens.groups import Group, ImportGroup
from nango_tui.screens.home_groups import Groups
from nango_tui.widgets.awaiting import Awaiting
from nango_tui.widgets.bars import TopBar
from nango_tui.widgets.entry import TakesPaste, TextEntry
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.rows import RowList

if TYPE_CHECKING:
    # The first frame is this screen's. What it does not draw is imported where it is used, after that frame.
    from nango_tui.model.connection import ConnectionRow
    from nango_tui.model.environment import Environment
    from nango_tui.screens.session import Session

HELP = """\
Type a part of an integration, a customer or a connection id. Up and Down move while you type, Tab goes to the other \
group, and Enter opens the highlighted row.

[b]Import into[/b] lists the integrations: what was set up in this Nango environment for one provider. If the service \
you need is not there, set it up in Nango first: in the dashboard, Integrations, Set up new integration.

[b]Fix[/b] lists the connections, those with an auth error first. Narrow them with words, and with in:zendesk (the \
integration), is:broken (an auth error), is:syncerror, tag:tier=gold or tag:tier. While not all are read, the server \
is asked as well; it looks in connection id, end user name and e-mail.

Paste whatever the customer sent, a token response, a curl command, an .env: the integrations that fit come first. \
Nothing of it is filled in before you have seen where it would go.

Ctrl+F opens a connection by its id. Ctrl+L shows what was sent. Ctrl+E opens the environments: another server, \
another key, production or not. Ctrl+R reads the lists again. Ctrl+P finds every command by its name."""


class SearchEntry(TextEntry):
    """The input over the groups."""

    BINDINGS = [Binding("enter", "submit", "Open", tooltip="Open the highlighted integration or connection")]

    def _take(self, text: str) -> None:
        screen = self.screen
        if isinstance(screen, HomeScreen):
            screen.take_paste(Secret(text))


class HomeScreen(Screen[None], Awaiting, TakesPaste):
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
    LEADING = frozenset({"paste"})
    DEFAULT_CSS = """
    HomeScreen {
        /* The border is not the input's: it would be drawn again at every key. */
        #frame { margin: 0 1; border: round $primary; height: 3; padding: 0 1; }
        #search { border: none; height: 1; padding: 0; background: transparent; }
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
            placeholder="Type an integration, a customer or a connection id, or paste what you have",
            id="search",
            compact=False,
        )
        self.groups = Groups(self.imports, self.fixes)
        self._environment = environment
        self._opening = environment is not None
        self._away = False

    def compose(self) -> ComposeResult:
        yield TopBar(self._environment, opening=True)
        with Container(id="frame"):
            yield self._search
        yield self.groups
        yield KeyFooter()

    def on_mount(self) -> None:
        self._search.focus()
        # Not by its message, which comes after the letter was drawn: letter and rows are drawn as one.
        self.watch(self._search, "value", self._typed_on, init=False)
        if self.session is not None:
            self.open(self.session)
        else:
            self._fill()

    @property
    def is_awaiting(self) -> bool:
        """Whether a paste is looked at, or an environment opened: for that, a key may be asked for."""
        return super().is_awaiting or (self.session is None and self._opening)

    @property
    def is_reading(self) -> bool:
        """Whether what Enter would open is still read: the integrations, or a connection where none of them fits.

        What is typed filters both when they come.
        """
        session = self.session
        if session is None or self.fixes.active:
            return False
        if session.integrations is None:
            return session.failure is None
        return bool(self.groups.typed) and not self.imports.shown and self.fixes.reading

    def open(self, session: Session) -> None:
        """Show this environment; its lists are read unless they were."""
        self._opening = False
        self.session = self.imports.session = session
        self.imports.waiting = ""
        self.query_one(TopBar).tell(session.environment, session.held)
        self.fixes.open(session)
        self._fill()
        if session.integrations is None:
            self._load()

    def close(self, environment: Environment | None = None) -> None:
        """Show no environment any more, or one that is about to be opened."""
        self._opening = environment is not None
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
            before = session.clock_words
            await session.load_integrations()
            if session is self.session and not self.imports.ending:
                self._fill()
                if session.clock_words and not before:
                    self.notify(session.clock_words, severity="warning", timeout=20, markup=False)

    def on_screen_resume(self) -> None:
        if self._away:
            # Whoever comes back looks for somebody else: the next letter replaces the old search.
            self._away = False
            self.query_one("#search", Input).action_select_all()
        if self.session is not None:
            if self.session.connections.take_stale():
                self.fixes.read_newest()
            self._fill()

    # The groups ------------------------------------------------------------------------------------------------

    def _typed_on(self) -> None:
        self._fill(keep=False)

    @on(Group.Changed)
    def _more(self) -> None:
        self._fill()

    def _fill(self, *, keep: bool = True) -> None:
        if not self.imports.ending:
            self.groups.fill(self._search.value.strip(), keep=keep)

    def action_move(self, by: int) -> None:
        """Move the highlight while the focus stays in the input, across the edge into the other group too."""
        self.groups.move(by)

    def focus_next(self, selector: str | type[Widget] = "*") -> Widget | None:
        """Go to the other group: Tab has no other field to go to here."""
        self.groups.change()
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
        if integration is None and session.integrations is None and session.failure and self.groups.typed:
            integration = Integration(self.groups.typed)
        if integration is not None:
            self.app.push_screen(WizardScreen(session, integration))

    def _open_connection(self, row: ConnectionRow | None) -> None:
        if self.session is not None and row is not None:
            from nango_tui.screens.detail import DetailScreen

            self.app.push_screen(DetailScreen(self.session, row))

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self.groups.want(self.imports if event.rows is self.imports.rows else self.fixes)
        self.action_choose()

    def take_paste(self, text: Secret) -> None:
        """Search for a pasted name or id; anything else is taken apart, and never stands in the search."""
        from nango_tui.screens.paste_home import searched_for

        line = searched_for(self.session, text) if self.session else ""
        if line:
            search = self.query_one("#search", SearchEntry)
            search.replace(line, *search.selection)
        else:
            self.propose(text)

    @work(exclusive=True, group="paste")
    async def propose(self, text: Secret) -> None:
        """Ask which integration a text is for."""
        from nango_tui.screens.paste_home import propose

        session = self.session
        if session is None:
            return
        if session.integrations is None:
            await session.load_integrations()
        await propose(self, session, text)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste that the search did not take."""
        event.stop()
        self.take_paste(Secret(event.text))

    def on_screen_suspend(self) -> None:
        self._away = not isinstance(self.app.screen, ModalScreen)

    def search(self, text: str) -> None:
        """Search for a text, as if it had been typed."""
        self._search.value = text

    def action_clear(self) -> None:
        """Clear what was typed, and give up what was asked for: a paste that is looked at, an order from outside."""
        self.workers.cancel_group(self, "paste")
        self.app.workers.cancel_group(self.app, "begin")
        self.groups.want(self.imports)
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
        typed = "" if self.fixes.shown or self.imports.shown else self.groups.typed
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
