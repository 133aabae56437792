"""Whether a connection's credentials work, asked of Nango or of the provider."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from nango_tui.model.connection import Connection
from nango_tui.model.history import Entry
from nango_tui.model.outcome import Answer, Got, Refused, Unreachable
from nango_tui.model.stored import stored_mode
from nango_tui.model.template import Template
from nango_tui.model.text import plain
from nango_tui.model.trial import (
    Finding,
    call_words,
    is_due,
    not_called,
    not_refreshed,
    provider_found,
    refresh_hindrance,
    refresh_words,
    refreshed,
)
from nango_tui.screens.closing import Dialog
from nango_tui.screens.dialogs import Notice
from nango_tui.screens.session import Session
from nango_tui.screens.steps.folds import Fold
from nango_tui.widgets.bars import where
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.keys import KeyFooter

SHOWN = 20_000
"""How many characters of an answer are put on screen."""
HELP = """\
A connection without an error may still have credentials that nobody tried. Two tests tell more.

A refresh proves the credentials at the provider: it gives a new token or it does not. The new one is stored at once. \
A key needs the scope environment:connections:read_credentials for it.

A call of the provider shows what the customer's data calls would get. It is a GET, sent once. The path is behind the \
provider's address; take one that only reads. A key needs a scope for Nango's proxy. 2xx means that the credentials \
work; 401 or 403 that the provider refuses them; anything else says nothing about them."""


class RefreshButton(Button):
    """Asks Nango to refresh the token."""

    BINDINGS = [Binding("enter", "press", "Test", tooltip="Let Nango refresh the token")]


class PathEntry(TextEntry):
    """The path that the provider is asked for."""

    BINDINGS = [Binding("enter", "submit", "Test", tooltip="Call the provider")]


class TryOutScreen(Dialog[Finding]):
    """Tests a connection, after saying whom that calls; answers with what the last test found."""

    BINDINGS = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("escape", "close", "Back", tooltip="Go back to the connection"),
        Binding("f1", "help", "Help", tooltip="Say what the tests do and prove"),
    ]
    DEFAULT_CSS = """
    TryOutScreen {
        align: center middle;
        & > VerticalScroll {
            width: 76; max-width: 98%; height: auto; max-height: 94%; padding: 0 1; background: $panel;
            border: round $primary; border-title-style: bold;
        }
        &.-production > VerticalScroll { border: round $error; border-title-color: $text-error; }
        Static { height: auto; }
        .about { color: $text-muted; margin-bottom: 1; }
        .path { height: 1; .label { width: 26; text-style: bold; } }
        .said { margin-bottom: 1; text-style: bold; }
        .bad { color: $text-error; }
        .doubt { color: $text-warning; }
        .good { color: $text-success; }
        Fold { display: none; }
        Fold.-shown { display: block; }
    }
    """

    def __init__(self, session: Session, connection: Connection, template: Template | None) -> None:
        """Take the connection as a look showed it."""
        super().__init__()
        self.session, self.connection, self.template = session, connection, template
        look = session.looks.get(connection.row.key)
        self._mode = (template.auth_mode if template else "") or (stored_mode(look) if look else "")
        known = look.refresh_token if look else "unknown"
        self._hindered = refresh_hindrance(self._mode, known, session.can_read_credentials)
        self._asking = False
        self._found: Finding | None = None

    def compose(self) -> ComposeResult:
        row = self.connection.row
        with VerticalScroll(can_focus=False) as box:
            name = f"{plain(row.connection_id)} on {plain(row.integration)}"
            box.border_title = Content(f"Test in {where(self.session.environment)}: {name}")
            yield Static(classes="said")
            yield Fold("The provider's answer, secrets hidden", [Static(classes="body")], opened=False)
            yield RefreshButton(
                "Let Nango refresh the token", id="refresh", compact=True, disabled=bool(self._hindered)
            )
            yield Static(Content(self._hindered or refresh_words(self._mode)), classes="about")
            with Horizontal(classes="path"):
                yield Static("Call the provider: GET", classes="label")
                yield PathEntry(self.template.proxy_check if self.template else "", placeholder="/path that only reads")
            yield Static(Content(call_words(self.template, self.connection, self._mode)), classes="about")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.set_class(self.session.environment.production, "-production")
        self.query_one(TextEntry if self._hindered else Button).focus()

    def action_close(self) -> None:
        """Go back. A call that is under way is not waited for."""
        self.dismiss(self._found)

    def action_help(self) -> None:
        """Say what the tests do and prove."""
        self.app.push_screen(Notice("Test", Content(HELP)))

    def _say(self, text: str, tone: str = "") -> None:
        said = self.query_one(".said", Static)
        said.update(Content(text))
        said.set_classes(f"said {tone}")

    def _show(self, finding: Finding, body: str = "") -> None:
        self._asking, self._found = False, finding
        self._say(finding.text, finding.tone)
        fold = self.query_one(Fold)
        fold.set_class(bool(body), "-shown")
        fold.collapsed = True
        self.query_one(".body", Static).update(Content(body[:SHOWN]))

    def _begin(self, *, changes: bool) -> Entry:
        """Note in the history what is asked now, for whoever leaves before it is answered.

        `changes`: it may store another token, so that the one that was looked at may not be sent again.
        """
        row = self.connection.row
        if changes:
            self.session.forget_look(row.key)
        begun = self.session.begun("test", *row.key, customer=plain(row.customer))
        self.session.notes.write(begun)
        return begun

    def _remember(self, begun: Entry, finding: Finding, answer: Answer | None) -> None:
        status = answer.status if answer else 0
        self.session.notes.write(replace(begun, outcome=finding.short, status=status), begun)

    # Refreshing ------------------------------------------------------------------------------------------------

    @on(Button.Pressed)
    def _refresh_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if not self._asking:
            self._asking = True
            self._say("Asking Nango to refresh the token…")
            self._refresh()

    @work(exclusive=True, group="ask")
    async def _refresh(self) -> None:
        before = self.connection
        key, known = before.row.key, self.session.looks.get(before.row.key)
        begun = self._begin(changes=True)
        found = await self.session.nango.connection(*key, force_refresh=True)
        answer: Answer | None = None
        match found:
            case Got(value=after, answer=answer):
                finding = refreshed(self._mode, before, after, self.session.services.clock.now())
                changed = finding.short != "not known"
            case Refused(answer=answer):
                finding = not_refreshed(found)
                # A failure makes an auth error of the connection, unless it has one.
                changed = finding.tone == "bad" and before.row.auth_error is None
            case Unreachable():
                finding, changed = not_refreshed(found), False
            case never:
                assert_never(never)
        self._show(finding)
        self._remember(begun, finding, answer)
        if changed:
            await self._read_again()
        elif known is not None and not isinstance(found, Unreachable):
            self.session.looks[key] = known

    async def _read_again(self) -> None:
        """Look once more, since the connection is another now: the page below shows it."""
        look = await self.session.look(*self.connection.row.key)
        if not isinstance(look, Refused | Unreachable):
            self.connection = look.connection
            if look.reading != "failed":
                self.session.connections.update(look.connection.row)

    # Calling the provider --------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _path_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = event.value.strip()
        if self._asking:
            return
        if not path or "://" in path:
            self._say("Type the path behind the provider's address, such as /me.", "doubt")
            return
        self._asking = True
        self._say("Calling the provider…")
        self._call(path)

    @work(exclusive=True, group="ask")
    async def _call(self, path: str) -> None:
        due = is_due(self.connection, self.session.services.clock.now())
        begun = self._begin(changes=due)
        found = await self.session.nango.ask_provider(*self.connection.row.key, path)
        answer: Answer | None = None
        body = ""
        match found:
            case Got(value=told, answer=answer):
                finding, body = provider_found(told), told.body
            case Refused(answer=answer):
                finding = not_called(found)
            case Unreachable():
                finding = not_called(found)
            case never:
                assert_never(never)
        self._show(finding, body)
        self._remember(begun, finding, answer)
        if due and answer is not None:
            await self._read_again()
