"""Open a Nango environment: which server, which key; its name is asked of the server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import Literal
from uuid import uuid4

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Checkbox, Footer, Input, RadioButton, RadioSet, Static

from nango_tui.model.environment import (
    LOCAL_URL,
    PRODUCTION_URL,
    Environment,
    clean_url,
    looks_like_production,
    url_problem,
)
from nango_tui.model.key_check import KeyReport, check_key
from nango_tui.model.outcome import Refused, Unreachable
from nango_tui.model.ports import Services
from nango_tui.screens.dialogs import Notice
from nango_tui.widgets.bars import TopBar
from nango_tui.widgets.choice import OneOfEntry, SwitchEntry
from nango_tui.widgets.entry import SecretEntry, TextEntry
from nango_tui.widgets.row import Row

HELP = """\
The API key (secret key) belongs to one Nango environment. Find it in the dashboard: choose the environment, then \
Environment settings, API keys. Make one for yourself with the scopes that README names, rather than using the one \
of your application.

The key is checked with a call that stores nothing, and kept in this computer's keyring: never in a file."""

Stage = Literal["key", "name"]


class Servers(RadioSet, inherit_bindings=False):
    """Which server. Enter goes on with the form, so space chooses."""

    BINDINGS = [
        Binding("down,right", "next_button", show=False),
        Binding("up,left", "previous_button", show=False),
        Binding("space", "toggle_button", show=False),
    ]


class ConnectScreen(Screen[Environment | None]):
    """Asks for server and key, checks the key, presets the name, stores the key. Gives back the environment."""

    BINDINGS = [
        Binding("enter", "go_on", "Next", tooltip="Check the key, then store it"),
        Binding("escape", "back", "Back", tooltip="Leave without storing anything"),
        Binding("ctrl+s", "session_only", "This session only", tooltip="Use the key without storing it"),
        Binding("ctrl+o", "other_server", "Other server", tooltip="Try the same key on the other server"),
        Binding("f1", "help", "Help", tooltip="Say where the key is found"),
    ]
    DEFAULT_CSS = """
    ConnectScreen {
        #form { padding: 1 1 0 1; }
        .title { text-style: bold; height: auto; margin-bottom: 1; }
        RadioSet { border: none; background: transparent; margin: 0 0 1 23; height: auto; }
        #said { height: auto; margin-top: 1; }
        #said.-error { color: $text-error; }
        #name { height: auto; margin-top: 1; display: none; }
        SwitchEntry { margin-left: 24; }
        .named { display: none; }
        &.-naming .named { display: block; }
    }
    """

    def __init__(self, services: Services, existing: Environment | None = None, *, first: bool = False) -> None:
        super().__init__()
        self._services = services
        self._existing = existing
        self._first = first
        self._environment = existing or Environment(id=str(uuid4()), name="")
        self._stage: Stage = "key"
        self._report = KeyReport()
        self._busy = False
        self._refused_by_keyring = False
        self._unknown_key = False

    def compose(self) -> ComposeResult:
        yield TopBar(self._existing)
        with VerticalScroll(id="form", can_focus=False):
            title = f"Replace the API key of {self._existing.name}" if self._existing else "Open a Nango environment"
            yield Static(Content(title), classes="title")
            if not self._existing:
                with Servers(id="server", compact=True):
                    yield OneOfEntry(f"Nango Cloud, {PRODUCTION_URL}", value=True, id="cloud")
                    yield OneOfEntry(f"This machine, {LOCAL_URL}", id="local")
                    yield OneOfEntry("Another URL", id="other")
                yield Row("url", "Server URL", TextEntry(placeholder="https://nango.example.com"), required=True)
            yield Row(
                "key",
                "API key",
                SecretEntry(placeholder="paste it here"),
                required=True,
                hint="Dashboard, Environment settings, API keys. Kept in the keyring, never in a file.",
            )
            yield Row("name", "Name", TextEntry(), required=True, hint="As it is called in Nango.")
            yield SwitchEntry("This is production: ask twice, show it in red", False, id="production")
            yield Static(id="said")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self._show_rows()
        self._row("key").entry.focus()

    def _row(self, key: str) -> Row:
        return next(row for row in self.query(Row) if row.key == key)

    def _show_rows(self) -> None:
        for row in self.query(Row):
            if row.key == "url":
                row.display = self._server() == "other"
            if row.key == "name":
                row.display = self._stage == "name"
        self.query_one("#production").display = self._stage == "name"

    def _server(self) -> str:
        pressed = self.query(RadioSet).first().pressed_button if not self._existing else None
        return (pressed.id or "") if pressed else ""

    @on(RadioSet.Changed)
    def _server_chosen(self) -> None:
        self._show_rows()
        self._rethink()

    @on(Input.Changed)
    def _rethink(self) -> None:
        """A changed server or key must be checked again."""
        if self._stage == "name" and not self._row("name").has_focus_within:
            self._stage = "key"
            self._refused_by_keyring = False
            self._show_rows()
            self._say("")

    def _say(self, text: str, *, error: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update(Content(text))
        said.set_class(error, "-error")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the ways round a keyring, and round a key of another server, only where they are needed."""
        if action == "session_only":
            return self._refused_by_keyring
        if action == "other_server":
            return self._unknown_key and not self._existing
        if action == "back":
            return not self._first
        return True

    # Going on --------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_go_on()

    def action_go_on(self) -> None:
        """Check the key, or store it."""
        if self._busy:
            return
        for row in self.query(Row):
            row.clear()
        if self._stage == "key":
            self._start_check()
        else:
            self._start_storing()

    def _start_check(self) -> None:
        if not self._existing:
            urls = {"cloud": PRODUCTION_URL, "local": LOCAL_URL}
            url = urls.get(self._server(), clean_url(str(self._row("url").value)))
            if problem := url_problem(url):
                self._row("url").mark(problem, error=True)
                self._row("url").entry.focus()
                return
            self._environment = replace(self._environment, url=url)
        if not self._row("key").value:
            self._row("key").mark("Paste the API key of the environment.", error=True)
            self._row("key").entry.focus()
            return
        self._check()

    @work(exclusive=True, group="connect")
    async def _check(self) -> None:
        self._busy, self._unknown_key = True, False
        self._say(f"Asking {self._environment.host} which environment this key opens…")
        key = self.query_one(SecretEntry).secret
        loop = asyncio.get_running_loop()
        try:
            nango = await loop.run_in_executor(None, partial(self._services.nango, self._environment, key))
            match await check_key(nango):
                case KeyReport() as report:
                    self._take(report)
                case Refused(code=code, advice=advice):
                    self._unknown_key = code == "unknown_account"
                    other = " Ctrl+O tries it there." if self._unknown_key and not self._existing else ""
                    self._say(f"{advice.happened} {advice.do}{other}", error=True)
                case Unreachable(advice=advice):
                    self._say(f"{advice.happened} {advice.do}", error=True)
        finally:
            self._busy = False

    def _take(self, report: KeyReport) -> None:
        self._report = report
        if self._existing:
            if report.name and report.name != self._existing.name:
                self._say(f"This key opens {report.name}. {report.words()}")
            self._start_storing()
            return
        self._stage = "name"
        name = self.query_one("#production", Checkbox)
        name.value = looks_like_production(report.name)
        self._row("name").entry.focus()
        entry = self._row("name").entry
        if isinstance(entry, TextEntry):
            entry.value = report.name or entry.value
        self._show_rows()
        found = f"The key works: it opens {report.name}." if report.name else "The key works. Name the environment."
        self._say(f"{found} {report.words()} Enter stores the key in the keyring.")

    def _start_storing(self) -> None:
        if not self._existing:
            name = str(self._row("name").value).strip()
            if not name:
                self._row("name").mark("Give it the name that it has in Nango.", error=True)
                return
            production = self.query_one("#production", Checkbox).value
            self._environment = replace(self._environment, name=name, production=production)
        self._store()

    @work(exclusive=True, group="connect")
    async def _store(self) -> None:
        self._busy = True
        self._refused_by_keyring = True
        self._say("Waiting for your keyring… Ctrl+S: this session only.")
        try:
            problem = await self._services.keys.keep(self._environment, self.query_one(SecretEntry).secret)
        finally:
            self._busy = False
        if problem is None:
            self.dismiss(self._environment)
        else:
            self._say(f"{problem.happened} {problem.do} Enter tries again; Ctrl+S: this session only.", error=True)

    def action_session_only(self) -> None:
        """Use the key without storing it."""
        self.workers.cancel_group(self, "connect")
        self._services.keys.hold(self._environment, self.query_one(SecretEntry).secret)
        self.dismiss(self._environment)

    def action_other_server(self) -> None:
        """Try the same key on the other server."""
        other = "local" if self._server() == "cloud" else "cloud"
        self.query_one(f"#{other}", RadioButton).value = True
        self._start_check()

    def action_back(self) -> None:
        """Leave without storing anything."""
        if self._busy:
            self.workers.cancel_group(self, "connect")
            self._say("Stopped.")
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        """Say where the key is found."""
        self.app.push_screen(Notice("The API key", Content(HELP)))
