"""The environments: switch, add, rename, replace the key, remove."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.key_check import KeyReport, check_key
from nango_tui.model.outcome import Refused, Unreachable
from nango_tui.model.ports import NoKey, Services, Settings
from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.dialogs import Confirm
from nango_tui.widgets.bars import key_words, where
from nango_tui.widgets.choice import SwitchEntry
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.row import Row


class EnvironmentsScreen(ModalScreen[Environment | None]):
    """Lists the environments; gives back the one to switch to, None to stay."""

    BINDINGS = [
        Binding("enter", "switch", "Switch", tooltip="Use the highlighted environment"),
        Binding("a", "add", "Add", tooltip="Open another environment"),
        Binding("r", "rename", "Rename", tooltip="Change the name, or whether this is production"),
        Binding("k", "replace_key", "Replace key", tooltip="Store another API key for this environment"),
        Binding("c", "check", "Check key", tooltip="Say which kind of key this is, and what it cannot do"),
        Binding("delete,d", "remove", "Remove", tooltip="Remove the environment and its key"),
        Binding("escape", "close", "Back"),
    ]
    DEFAULT_CSS = """
    EnvironmentsScreen {
        align: center middle;
        & > Vertical { width: 76; max-width: 96%; height: auto; max-height: 80%; padding: 1 2; background: $panel;
                       border: round $primary; }
        .title { text-style: bold; margin-bottom: 1; }
        OptionList { height: auto; max-height: 12; border: none; background: transparent; }
        #said { height: auto; margin-top: 1; color: $text-warning; }
    }
    """

    def __init__(self, services: Services, settings: Settings, current: Environment | None) -> None:
        super().__init__()
        self._services = services
        self.settings = settings
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Environments", classes="title")
            yield OptionList(compact=True)
            yield Static(id="said")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self._fill()
        self.query_one(OptionList).focus()

    def _known(self) -> tuple[Environment, ...]:
        known = self.settings.environments
        if self._current and all(environment.id != self._current.id for environment in known):
            return (self._current, *known)
        return known

    def _fill(self) -> None:
        rows = self.query_one(OptionList)
        at = rows.highlighted
        rows.set_options([Option(self._row(environment), id=environment.id) for environment in self._known()])
        if rows.option_count:
            rows.highlighted = min(at or 0, rows.option_count - 1)

    def _row(self, environment: Environment) -> Content:
        used = "›" if self._current and environment.id == self._current.id else " "
        held = self._services.keys.held(environment)
        key = key_words(held) if held else "key: keyring, not asked yet"
        return Content.from_markup("$used [b]$where[/b]  [dim]$key[/]", used=used, where=where(environment), key=key)

    def _chosen(self) -> Environment | None:
        index = self.query_one(OptionList).highlighted
        known = self._known()
        return known[index] if index is not None and index < len(known) else None

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(Content(text))

    def _save(self, settings: Settings) -> None:
        self.settings = settings
        self._say(self._services.environments.save(settings))
        self._fill()

    @on(OptionList.OptionSelected)
    def action_switch(self) -> None:
        """Use the highlighted environment."""
        self.dismiss(self._chosen())

    def action_close(self) -> None:
        """Stay in this environment."""
        self.dismiss(None)

    @work
    async def action_add(self) -> None:
        """Open another environment."""
        added = await self.app.push_screen_wait(ConnectScreen(self._services))
        if added is not None:
            self._save(replace(self.settings, environments=(*self.settings.environments, added)))
            self.dismiss(added)

    @work
    async def action_replace_key(self) -> None:
        """Store another key."""
        chosen = self._chosen()
        if chosen and await self.app.push_screen_wait(ConnectScreen(self._services, chosen)):
            self.dismiss(chosen)

    @work(exclusive=True, group="check")
    async def action_check(self) -> None:
        """Ask the server what the key can do."""
        chosen = self._chosen()
        held = chosen and await self._services.keys.find(chosen)
        if chosen is None or not isinstance(held, HeldKey):
            self._say(f"{held.happened} {held.do}" if isinstance(held, NoKey) else "")
            return
        self._say(f"Asking {chosen.host} what this key can do…")
        loop = asyncio.get_running_loop()
        nango = await loop.run_in_executor(None, self._services.nango, chosen, held.key)
        match await check_key(nango):
            case KeyReport() as report:
                self._say(f"It opens {report.name}. {report.words()}" if report.name else report.words())
            case Refused(advice=advice) | Unreachable(advice=advice):
                self._say(f"{advice.happened} {advice.do}")

    @work
    async def action_rename(self) -> None:
        """Change the name, or whether this is production."""
        chosen = self._chosen()
        if chosen is None:
            return
        renamed = await self.app.push_screen_wait(Rename(chosen))
        if renamed is not None:
            kept = tuple(renamed if one.id == renamed.id else one for one in self.settings.environments)
            if renamed not in kept:
                kept = (*kept, renamed)
            self._save(replace(self.settings, environments=kept))
            if self._current and self._current.id == renamed.id:
                self._current = renamed
                self._fill()

    @work
    async def action_remove(self) -> None:
        """Remove the environment, and its key from the keyring."""
        chosen = self._chosen()
        if chosen is None or chosen not in self.settings.environments:
            return
        detail = "Its API key is removed from the keyring. Nothing changes in Nango."
        if not await self.app.push_screen_wait(Confirm(f"Remove {chosen.name}?", detail, yes="Remove", no="Keep")):
            return
        kept = tuple(one for one in self.settings.environments if one.id != chosen.id)
        self._save(
            replace(
                self.settings,
                environments=kept,
                active="" if self.settings.active == chosen.id else self.settings.active,
            )
        )
        self._say(f"{chosen.name} is removed. Removing its key from the keyring…")
        problem = await self._services.keys.remove(chosen)
        if problem is None:
            self._say(f"{chosen.name} is removed, and its key from the keyring.")
        else:
            self._say(f"{chosen.name} is removed, its key may be in the keyring still. {problem.happened} {problem.do}")


class Rename(ModalScreen[Environment | None]):
    """Asks for another name; the key stays, since it is stored under the environment's id."""

    BINDINGS = [Binding("enter", "save", "Save"), Binding("escape", "dismiss", "Back")]
    DEFAULT_CSS = """
    Rename {
        align: center middle;
        & > Vertical {
            width: 70; max-width: 96%; height: auto; padding: 1 2; background: $panel; border: round $primary;
        }
        SwitchEntry { margin-left: 24; }
    }
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Row(
                "name", "Name", TextEntry(self._environment.name), required=True, hint="As it is called in Nango."
            )
            yield SwitchEntry("This is production: ask twice, show it in red", self._environment.production)

    def on_mount(self) -> None:
        self.query_one(Row).entry.focus()

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Give the changed environment back."""
        row = self.query_one(Row)
        name = str(row.value).strip()
        if not name:
            row.mark("Give it the name that it has in Nango.", error=True)
            return
        self.dismiss(replace(self._environment, name=name, production=self.query_one(SwitchEntry).value))
