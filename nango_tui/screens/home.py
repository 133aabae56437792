"""Home: one input over the list of integrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from nango_tui.model.matching import matching
from nango_tui.model.text import cut
from nango_tui.widgets.bars import TopBar
from nango_tui.widgets.entry import TextEntry

if TYPE_CHECKING:
    # The first frame is this screen's. What it does not draw is imported where it is used, after that frame.
    from nango_tui.model.draft import Integration
    from nango_tui.model.environment import Environment
    from nango_tui.model.outcome import Failure
    from nango_tui.screens.session import Session

ROWS = 200
"""At most so many rows are drawn: filling a list of 10,000 takes half a second, filtering them a millisecond."""

HELP = """\
Type a part of an integration's name and press Enter on the one you want. Up and Down move in the list while you type.

An integration is what was set up in this Nango environment for one provider. If the service you need is not in the \
list, it must be set up in Nango first: in the dashboard, Integrations, Set up new integration.

Ctrl+E opens the environments: another server, another key, production or not. Ctrl+R reads the list again. \
Ctrl+P finds every command by its name."""


class SearchEntry(TextEntry):
    """The input over the list."""

    BINDINGS = [Binding("enter", "submit", "Choose", tooltip="Import into the highlighted integration")]


class HomeScreen(Screen[None]):
    """Chooses the integration. Keys typed before the list arrives filter it when it does."""

    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("escape", "clear", "Clear", show=False, tooltip="Clear what was typed"),
        Binding(
            "ctrl+e",
            "environments",
            "Environment",
            priority=True,
            tooltip="Switch, add, rename or remove environments and their keys",
        ),
        Binding("ctrl+r", "reload", "Reload", show=False, tooltip="Read the list of integrations again"),
        Binding("f1", "help", "Help", tooltip="Say what can be done here"),
    ]
    DEFAULT_CSS = """
    HomeScreen {
        #search { margin: 0 1; border: round $primary; height: 3; padding: 0 1; background: transparent; }
        #group { height: 1; padding: 0 1; }
        #group .title { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        #group .count { width: auto; padding-left: 2; color: $text-muted; }
        OptionList {
            height: 1fr; border: none; background: transparent; scrollbar-size-vertical: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
            /* It never has the focus, yet Enter acts on it. */
            & > .option-list--option-highlighted {
                color: $block-cursor-foreground; background: $block-cursor-background;
                text-style: $block-cursor-text-style;
            }
        }
        #notice { height: auto; padding: 1 2; display: none; }
        #notice.-shown { display: block; }
    }
    """

    class EnvironmentsWanted(Message):
        """The engineer wants to see the environments."""

    def __init__(self, environment: Environment | None = None, session: Session | None = None) -> None:
        """Take the environment that is about to be opened, or one that is open."""
        super().__init__()
        self.session = session
        self._environment = environment
        self._shown: list[Integration] = []
        self._resting: Timer | None = None
        self._waiting = ""

    def compose(self) -> ComposeResult:
        yield TopBar(self._environment, opening=True)
        yield SearchEntry(placeholder="Type an integration", id="search", compact=False)
        with Horizontal(id="group"):
            yield Static(Content.from_markup("[b]Import into[/b]"), classes="title")
            yield Static(classes="count")
        yield Static(id="notice")
        yield OptionList(compact=True)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one("#search").focus()
        if self.session is not None:
            self.open(self.session)

    def open(self, session: Session) -> None:
        """Show this environment; its integrations are read unless they were."""
        self.session = session
        self._waiting = ""
        self.query_one(TopBar).tell(session.environment, session.held)
        self._fill()
        if session.integrations is None:
            self._load()

    def close(self, environment: Environment | None = None) -> None:
        """Show no environment any more, or one that is about to be opened."""
        self.session = None
        self.query_one(TopBar).tell(environment, None, opening=True)
        self._fill()

    def tell_environment(self) -> None:
        """Show what was learned about the environment since it was opened."""
        if self.session is not None:
            self.query_one(TopBar).tell(self.session.environment, self.session.held)

    def waiting(self, text: str) -> None:
        """Say what is being waited for before an environment can be opened."""
        self._waiting = text
        self._fill()

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        session = self.session
        if session is not None:
            await session.load_integrations()
            if session is self.session and not self._ending:
                self._fill()

    @property
    def _ending(self) -> bool:
        """Whether the program is being left: an answer that arrives now finds nothing to be shown in."""
        return not self.children

    # The list --------------------------------------------------------------------------------------------------

    @property
    def _typed(self) -> str:
        return self.query_one("#search", Input).value.strip()

    @on(Input.Changed, "#search")
    def _fill(self) -> None:
        rows = self.query_one(OptionList)
        count = self.query_one("#group .count", Static)
        session = self.session
        if session is None or session.integrations is None:
            self._shown = []
            rows.clear_options()
            count.update("")
            failure = session.failure if session else None
            self._notice(_failure_words(failure) if failure else Content(self._waiting or "Reading the integrations…"))
            return
        matches = matching(session.integrations, self._typed)
        self._shown = matches[:ROWS]
        rows.set_options(
            [Option(self._row(integration), id=f"i{index}") for index, integration in enumerate(self._shown)]
        )
        rows.highlighted = 0 if self._shown else None
        self._tell_needs()
        count.update(_count(len(matches), len(session.integrations)))
        self._notice(self._empty_words(session) if not matches else None)

    def _empty_words(self, session: Session) -> Content:
        if not session.integrations:
            return Content(
                f"There is no integration in {session.environment.name} yet. One must exist in Nango before a "
                "connection can be imported: in the dashboard, Integrations, Set up new integration. Then Ctrl+R here."
            )
        return Content.from_markup(
            "No integration matches [b]$typed[/b]. If the service is not set up yet, do it in Nango's dashboard: "
            "Integrations, Set up new integration. Then Ctrl+R here.",
            typed=cut(self._typed, 60),
        )

    def _notice(self, text: Content | None) -> None:
        notice = self.query_one("#notice", Static)
        notice.set_class(text is not None, "-shown")
        notice.update(text or Content(""))

    def _row(self, integration: Integration) -> Content:
        template = self.session.known_template(integration) if self.session else None
        wide = self.size.width >= 100
        key, name = (36, 32) if wide else (28, 24)
        return Content.from_markup(
            " $key $name [dim]$hint[/]",
            key=f"{cut(integration.unique_key, key):<{key}}",
            name=f"{cut(integration.display_name or integration.provider, name):<{name}}",
            hint=self.session.type_of(template) if self.session and template else "",
        )

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._tell_needs()
        if self._resting:
            self._resting.stop()
        if self.session:
            self._resting = self.set_timer(self.session.services.limits.pause, self._read_template)

    @work(exclusive=True, group="template")
    async def _read_template(self) -> None:
        """Say in the highlighted row what it takes: the list of integrations has no auth type in it."""
        if self._ending:
            return
        session, integration = self.session, self._highlighted_integration()
        if session is None or integration is None or not integration.provider:
            return
        if await session.template_of(integration.provider) and self.session is session and not self._ending:
            rows = self.query_one(OptionList)
            for index, shown in enumerate(self._shown):
                if shown.provider == integration.provider:
                    rows.replace_option_prompt_at_index(index, self._row(shown))
            self._tell_needs()

    def _tell_needs(self) -> None:
        """Say above the list what the highlighted integration takes."""
        integration = self._highlighted_integration()
        template = self.session.known_template(integration) if self.session and integration else None
        needs = self.session.needs_of(template) if self.session and template else ""
        self.query_one("#group .title", Static).update(
            Content.from_markup("[b]Import into[/b]  [dim]$needs[/]", needs=needs and f"needs {needs}")
        )

    def _highlighted_integration(self) -> Integration | None:
        index = self.query_one(OptionList).highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    # What can be done ------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move the highlight while the focus stays in the input."""
        rows = self.query_one(OptionList)
        if rows.option_count:
            at = rows.highlighted if rows.highlighted is not None else 0
            rows.highlighted = max(0, min(rows.option_count - 1, at + by))

    @on(Input.Submitted, "#search")
    def action_choose(self) -> None:
        """Open the wizard for the highlighted integration, or for a typed id where the list cannot be read."""
        from nango_tui.model.draft import Integration
        from nango_tui.screens.wizard import WizardScreen

        session = self.session
        if session is None:
            return
        integration = self._highlighted_integration()
        if integration is None and session.integrations is None and session.failure and self._typed:
            integration = Integration(self._typed)
        if integration is not None:
            self.app.push_screen(WizardScreen(session, integration))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_choose()

    def action_clear(self) -> None:
        """Clear what was typed."""
        self.query_one("#search", Input).value = ""

    def action_reload(self) -> None:
        """Read the integrations again, and forget which templates were missing."""
        if self.session:
            self.session.integrations, self.session.failure = None, None
            self.session.templates.clear()
            self._fill()
            self._load()

    def action_environments(self) -> None:
        """Open the environments."""
        self.post_message(self.EnvironmentsWanted())

    def action_help(self) -> None:
        """Say what can be done here."""
        from nango_tui.screens.dialogs import Notice

        self.app.push_screen(Notice("Home", Content(HELP)))

    def on_resize(self) -> None:
        rows = self.query_one(OptionList)
        for index, integration in enumerate(self._shown):
            rows.replace_option_prompt_at_index(index, self._row(integration))


def _count(matches: int, total: int) -> str:
    if matches > ROWS:
        return f"{ROWS} of {matches:,}, type to narrow"
    return f"{matches:,} of {total:,}"


def _failure_words(failure: Failure) -> Content:
    from nango_tui.model.outcome import Refused

    way = "Ctrl+R tries again. You can go on without the list: type the integration's id and press Enter."
    if isinstance(failure, Refused) and failure.scope:
        way = "You can go on: type the integration's id as it stands in the dashboard, and press Enter."
    return Content.from_markup(
        "[b]$happened[/b]\n$do\n\n$way", happened=failure.advice.happened, do=failure.advice.do, way=way
    )
