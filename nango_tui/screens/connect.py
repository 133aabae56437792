"""Open a Nango environment: which server, which key; its name is asked of the server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal
from uuid import uuid4

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, RadioSet, Static

from nango_tui.model.environment import Environment, clean_url, looks_like_production, url_problem
from nango_tui.model.key_check import KeyReport
from nango_tui.model.outcome import Refused, Unreachable
from nango_tui.model.ports import Services
from nango_tui.model.secret import Secret
from nango_tui.screens.closing import Page
from nango_tui.screens.dialogs import Notice
from nango_tui.screens.key_help import API_KEY
from nango_tui.screens.rename import PRODUCTION
from nango_tui.screens.server_choice import URLS, Server, ServerChoice
from nango_tui.screens.session import what_it_can_do
from nango_tui.widgets.awaiting import shows_anew
from nango_tui.widgets.bars import TopBar, key_words
from nango_tui.widgets.choice import SwitchEntry
from nango_tui.widgets.entry import SecretEntry, TextEntry
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.row import Row

Stage = Literal["key", "name"]


class ConnectScreen(Page[Environment | None]):
    """Asks for server and key, checks the key, presets the name, stores the key. Gives back the environment.

    `existing`: only its key is replaced. `first`: there is no environment yet to go back to. `known`: the
    environments that there are; two of one name could not be told apart, and would share a variable for their keys.
    """

    BINDINGS = [
        Binding("enter", "go_on", "Next", tooltip="Check the key, then store it"),
        Binding("escape", "back", "Back", tooltip="Go back; nothing is stored"),
        Binding("ctrl+s", "session_only", "This session only", tooltip="Use the key without storing it"),
        Binding("ctrl+o", "other_server", "Other server", tooltip="Try the same key on the other server"),
        Binding("f1", "help", "Help", tooltip="Say where the key is found"),
    ]
    DEFAULT_CSS = """
    ConnectScreen {
        #form { padding: 1 1 0 1; }
        .title { text-style: bold; height: auto; margin-bottom: 1; }
        #said { height: auto; margin-top: 1; }
        #said.-error { color: $text-error; }
        SwitchEntry { margin-left: 24; }
    }
    """

    def __init__(
        self,
        services: Services,
        existing: Environment | None = None,
        *,
        first: bool = False,
        known: Iterable[Environment] = (),
    ) -> None:
        super().__init__()
        self._services = services
        self._existing = existing
        self._first = first
        self._names = {environment.name.casefold() for environment in known}
        self._environment = existing or Environment(id=str(uuid4()), name="")
        self._stage: Stage = "key"
        self._report = KeyReport()
        self._learned = ""
        """The name that the name's field was last preset with."""
        self._warned_of = ""
        """The name of the other environment that the new key opens, once that was said."""
        self._busy = False
        self._keeping = False
        self._unknown_key = False
        self._check_next = False

    def compose(self) -> ComposeResult:
        held = self._services.keys.held(self._existing) if self._existing else None
        yield TopBar(self._existing, held, opening=held is None)
        with VerticalScroll(id="form", can_focus=False):
            title = f"Replace the API key of {self._existing.name}" if self._existing else "Open a Nango environment"
            yield Static(Content(title), classes="title")
            if not self._existing:
                yield ServerChoice()
                yield Row("url", "Server URL", TextEntry(placeholder="https://nango.example.com"), required=True)
            yield Row(
                "key",
                "API key",
                SecretEntry(placeholder="paste it here"),
                required=True,
                hint="Dashboard, Environment settings, API keys. Kept in the keyring, never in a file.",
            )
            yield Row("name", "Name", TextEntry(), required=True, hint="As it is called in Nango.")
            yield SwitchEntry(PRODUCTION, False, id="production")
            yield Static(id="said")
        yield KeyFooter()

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

    def _server(self) -> Server | None:
        return None if self._existing else self.query_one(ServerChoice).chosen

    def _other(self) -> Server:
        return "local" if self._server() == "cloud" else "cloud"

    @property
    def _key(self) -> Secret:
        return self.query_one(SecretEntry).secret

    @on(RadioSet.Changed)
    def _server_chosen(self) -> None:
        self._rethink()
        if self._check_next:
            self._check_next = False
            self._start_check()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input is not self._row("name").entry:
            self._rethink()
        elif looks_like_production(event.value.strip()):
            self.query_one("#production", SwitchEntry).value = True

    def _rethink(self) -> None:
        """Forget what was found out: a changed server or key must be checked again."""
        if self._busy:
            self.workers.cancel_group(self, "connect")
        self._stage = "key"
        self._keeping, self._unknown_key, self._warned_of = False, False, ""
        self._show_rows()
        self._say("")

    def _say(self, text: str, *, error: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update(Content(text))
        said.set_class(error, "-error")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the ways round a keyring, and round a key of another server, only where they are needed."""
        match action:
            case "session_only":
                return self._keeping or self._stage == "name"
            case "other_server":
                return self._unknown_key and not self._existing
            case "back":
                return not self._first or self._busy or self._stage == "name"
            case _:
                return True

    # Checking --------------------------------------------------------------------------------------------------

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
        elif self._named():
            self._store()

    def _start_check(self) -> None:
        server = self._server()
        if server is not None:
            url = URLS.get(server) or clean_url(str(self._row("url").value))
            if problem := url_problem(url):
                self._row("url").mark(problem, error=True)
                self._row("url").entry.focus()
                return
            self._environment = replace(self._environment, url=url)
        if not self._key:
            self._row("key").mark("Paste the API key of the environment.", error=True)
            self._row("key").entry.focus()
            return
        self._check(self._key)

    @work(exclusive=True, group="connect")
    async def _check(self, key: Secret) -> None:
        self._busy, self._unknown_key = True, False
        self._say(f"Asking {self._environment.host} which environment this key opens…")
        try:
            answer = await what_it_can_do(self._services, self._environment, key)
        finally:
            self._busy = False
        match answer:
            case KeyReport() as report:
                self._take(report)
            case Refused(route_missing=True):
                self._say(
                    f"No Nango answers at {self._environment.url}. Check the URL, and leave out any path.", error=True
                )
            case Refused(code=code, advice=advice):
                self._unknown_key = code == "unknown_account"
                way = f"\nCtrl+O tries it on {URLS[self._other()]}." if self._unknown_key and not self._existing else ""
                self._say(f"{advice.happened} {advice.do}{way}", error=True)
            case Unreachable(advice=advice):
                self._say(f"{advice.happened} {advice.do}", error=True)

    def _take(self, report: KeyReport) -> None:
        self._report = report
        shows_anew(self)
        if self._existing:
            if report.name and report.name != self._existing.name and self._warned_of != report.name:
                self._warned_of = report.name
                self._say(
                    f"This key opens {report.name}. Enter again stores it for {self._existing.name} all the same.",
                    error=True,
                )
            else:
                self._store()
            return
        self._stage = "name"
        entry = self._row("name").entry
        if isinstance(entry, TextEntry) and (report.name != self._learned or not entry.value):
            # What was typed over the name of this same environment stays.
            entry.value = self._learned = report.name
            # Whoever types another name, or typed one while the key was checked, means that name alone.
            entry.select_all()
            self.query_one("#production", SwitchEntry).value = looks_like_production(report.name)
        self._show_rows()
        entry.focus()
        found = f"The key works: it opens {report.name}." if report.name else "The key works. Name the environment."
        self._say(
            f"{found} {report.words()}\nEnter stores the key in the keyring; Ctrl+S uses it for this session only."
        )

    def _named(self) -> bool:
        """Take the name; where it cannot be used, say so."""
        if self._existing:
            return True
        row = self._row("name")
        name = str(row.value).strip()
        is_key = Secret(name) == self._key
        if not name or is_key or name.casefold() in self._names:
            taken = f"There is an environment called {name} already. Give this one another name."
            if is_key:
                entry = row.entry
                assert isinstance(entry, TextEntry)
                entry.value = ""
            row.mark(taken if name and not is_key else "Give it the name that it has in Nango.", error=True)
            row.entry.focus()
            return False
        production = self.query_one("#production", SwitchEntry).value
        self._environment = replace(self._environment, name=name, production=production)
        return True

    @property
    def is_awaiting(self) -> bool:
        """Whether the key is looked at. While the keyring is asked, the session may be chosen instead."""
        return self._busy and not self._keeping

    # Storing ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="connect")
    async def _store(self) -> None:
        self._busy = self._keeping = True
        self._say("Waiting for your keyring… Ctrl+S: this session only.")
        try:
            problem = await self._services.keys.keep(self._environment, self._key)
        finally:
            self._busy = False
        if problem is None:
            self._done()
        else:
            self._say(f"{problem.happened} {problem.do} Enter tries again; Ctrl+S: this session only.", error=True)

    def _done(self) -> None:
        """Close; say what no longer can be read on this screen."""
        held = self._services.keys.held(self._environment)
        if held is not None and held.key != self._key:
            text = f"The key was stored, but {held.source} is set and counts. Unset it to use the stored key."
            self.notify(text, severity="warning", timeout=15, markup=False)
        elif self._existing and held is not None:
            self.notify(f"Key replaced ({key_words(held)}). {self._report.words()}", timeout=10, markup=False)
        self.dismiss(self._environment)

    def action_session_only(self) -> None:
        """Use the key without storing it."""
        if self._named():
            self.workers.cancel_group(self, "connect")
            self._services.keys.hold(self._environment, self._key)
            self._done()

    def action_other_server(self) -> None:
        """Try the same key on the other server."""
        self._check_next = True
        self.query_one(ServerChoice).choose(self._other())

    def action_back(self) -> None:
        """Stop waiting; go back to server and key; leave without storing anything."""
        if self._busy:
            self.workers.cancel_group(self, "connect")
            self._say("Stopped. Nothing was stored.")
        elif self._stage == "name":
            self._rethink()
            self._row("key").entry.focus()
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        """Say where the key is found."""
        self.app.push_screen(Notice("The API key", Content(API_KEY)))
