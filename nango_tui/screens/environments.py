"""The environments: switch, add, rename, replace the key, remove."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nango_tui.model.environment import Environment
from nango_tui.model.key_check import KeyReport
from nango_tui.model.outcome import Refused, Unreachable
from nango_tui.model.ports import NoKey, Services
from nango_tui.screens.closing import Dialog
from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.dialogs import Confirm, Notice
from nango_tui.screens.rename import Rename
from nango_tui.screens.session import what_it_can_do
from nango_tui.widgets.bars import key_words, where
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.options import Options

HELP = """\
An environment is one Nango environment on one server, with an API key of its own. Enter opens the highlighted one.

Production ones are shown in red with the word PROD, and an import there asks more often.

Replacing a key checks the new one first. Check key says what a key can do: a quiet key imports, and looking with it \
changes nothing; a full key also reads credentials, so Nango can fetch a token and prove it.

Removing an environment removes its key from the keyring, and changes nothing in Nango. An environment that comes \
from the variable NANGO_SECRET_KEY is there as long as the variable is set."""


class EnvironmentRows(Options):
    """The list, with what Enter does in words."""

    BINDINGS = [Binding("enter", "select", "Switch", tooltip="Use the highlighted environment")]


class EnvironmentsScreen(Dialog[Environment | None]):
    """Lists the environments; gives back the one to switch to, None to stay.

    `save` takes the changed environments and returns why they could not be written, "" if they were.
    """

    BINDINGS = [
        Binding("a", "add", "Add", tooltip="Open another environment"),
        Binding("r", "rename", "Rename", tooltip="Change the name, or whether this is production"),
        Binding("k", "replace_key", "Replace key", tooltip="Store another API key for this environment"),
        Binding("c", "check", "Check key", tooltip="Say which kind of key this is, and what it cannot do"),
        Binding("d,delete", "remove", "Remove", tooltip="Remove the environment and its key"),
        Binding("escape", "close", "Back", tooltip="Stay in this environment"),
        Binding("f1", "help", "Help", tooltip="Say what environments are"),
    ]
    DEFAULT_CSS = """
    EnvironmentsScreen {
        align: center middle;
        & > Vertical { width: 76; max-width: 96%; height: auto; max-height: 80%; padding: 1 2; background: $panel;
                       border: round $primary; }
        .title { text-style: bold; margin-bottom: 1; }
        OptionList {
            height: auto; max-height: 12; border: none; background: transparent;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        #said { height: auto; margin-top: 1; color: $text-warning; }
    }
    """

    def __init__(
        self,
        services: Services,
        known: tuple[Environment, ...],
        current: Environment | None,
        save: Callable[[tuple[Environment, ...]], str],
    ) -> None:
        super().__init__()
        self._services = services
        self._known = known
        self._current = current
        self._save_known = save
        self._marked: int | None = None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Environments", classes="title")
            yield EnvironmentRows(compact=True)
            yield Static(id="said")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._fill()
        self.query_one(OptionList).focus()

    # The list --------------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> tuple[Environment, ...]:
        if self._current and all(environment.id != self._current.id for environment in self._known):
            return (self._current, *self._known)
        return self._known

    def _fill(self) -> None:
        rows = self.query_one(OptionList)
        used = next((index for index, one in enumerate(self._shown) if self._is_current(one)), 0)
        at = used if rows.highlighted is None else rows.highlighted
        self._marked = None
        rows.set_options([Option(self._row(environment), id=environment.id) for environment in self._shown])
        if rows.option_count:
            rows.highlighted = min(at, rows.option_count - 1)
        else:
            self._say("No environment is left. Press a to open one.")
        self.refresh_bindings()

    def _is_current(self, environment: Environment) -> bool:
        return self._current is not None and environment.id == self._current.id

    def _row(self, environment: Environment, *, marked: bool = False) -> Content:
        held = self._services.keys.held(environment)
        return Content.from_markup(
            "$mark [b]$where[/b]  [dim]$key[/]$used",
            mark="›" if marked else " ",
            where=where(environment),
            key=key_words(held) if held else "key: keyring, not asked yet",
            used="  in use" if self._is_current(environment) else "",
        )

    @on(OptionList.OptionHighlighted)
    def _mark(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the highlighted row by a character too: colors may be off."""
        shown, rows = self._shown, self.query_one(OptionList)
        for index in {self._marked, event.option_index} - {None}:
            if index is not None and index < len(shown):
                rows.replace_option_prompt_at_index(index, self._row(shown[index], marked=index == event.option_index))
        self._marked = event.option_index
        self.refresh_bindings()

    @property
    def _chosen(self) -> Environment | None:
        # Which keys are offered is asked before there is a list.
        index = next((rows.highlighted for rows in self.query(OptionList)), None)
        return self._shown[index] if index is not None and index < len(self._shown) else None

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(Content(text))

    def _save(self, known: Iterable[Environment]) -> None:
        self._known = tuple(known)
        problem = self._save_known(self._known)
        self._say(problem)
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An environment that only variables describe is changed where they are set."""
        match action:
            case "rename" | "replace_key" | "remove":
                return self._chosen in self._known
            case "check" | "select":
                return self._chosen is not None
            case _:
                return True

    # What can be done ------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _switch(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._chosen)

    def action_close(self) -> None:
        """Stay in this environment."""
        self.dismiss(None)

    def action_help(self) -> None:
        """Say what environments are."""
        self.app.push_screen(Notice("Environments", Content(HELP)))

    @work
    async def action_add(self) -> None:
        """Open another environment."""
        added = await self.app.push_screen_wait(ConnectScreen(self._services, known=self._known))
        if added is not None:
            self._save((*self._known, added))
            self.dismiss(added)

    @work
    async def action_replace_key(self) -> None:
        """Store another key."""
        chosen = self._chosen
        if chosen and await self.app.push_screen_wait(ConnectScreen(self._services, chosen)):
            self.dismiss(chosen)

    @work(exclusive=True, group="check")
    async def action_check(self) -> None:
        """Ask the server what the key can do."""
        chosen = self._chosen
        if chosen is None:
            return
        self._say("Waiting for your keyring…")
        held = await self._services.keys.find(chosen)
        if isinstance(held, NoKey):
            self._say(f"{held.happened} {held.do}")
            return
        self._say(f"Asking {chosen.host} what this key can do…")
        match await what_it_can_do(self._services, chosen, held.key):
            case KeyReport() as report:
                self._say(f"It opens {report.name}. {report.words()}" if report.name else report.words())
            case Refused(advice=advice) | Unreachable(advice=advice):
                self._say(f"{advice.happened} {advice.do}")

    @work
    async def action_rename(self) -> None:
        """Change the name, or whether this is production."""
        chosen = self._chosen
        if chosen is None:
            return
        others = [one for one in self._known if one.id != chosen.id]
        renamed = await self.app.push_screen_wait(Rename(chosen, others))
        if renamed is not None:
            if self._is_current(renamed):
                self._current = renamed
            self._save(renamed if one.id == renamed.id else one for one in self._known)

    @work
    async def action_remove(self) -> None:
        """Remove the environment, and its key from the keyring."""
        chosen = self._chosen
        if chosen is None:
            return
        detail = "Its API key is removed from the keyring. Nothing changes in Nango."
        if not await self.app.push_screen_wait(Confirm(f"Remove {chosen.name}?", detail, yes="Remove", no="Keep")):
            return
        if self._is_current(chosen):
            self._current = None
        self._save(one for one in self._known if one.id != chosen.id)
        self._say(f"{chosen.name} is removed. Removing its key from the keyring…")
        problem = await self._services.keys.remove(chosen)
        if problem is None:
            self._say(f"{chosen.name} is removed, and its key from the keyring.")
        else:
            self._say(f"{chosen.name} is removed, its key may be in the keyring still. {problem.happened} {problem.do}")
