"""One connection: what is wrong with it, what it holds, and what can be done."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Literal, assert_never

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from nango_tui.model.connection import Connection, ConnectionRow, Look
from nango_tui.model.details import details, failure_words, reading_words
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.outcome import Failure, Got, Refused, Unreachable
from nango_tui.model.paste.found import Recognized
from nango_tui.model.prefill import prefill
from nango_tui.model.secret import Secret
from nango_tui.model.seen import ACTIONS, Action, Seen, going, hindrance
from nango_tui.model.text import plain
from nango_tui.screens.closing import Page
from nango_tui.screens.dialogs import Confirm, Notice, TypedConfirm, agreed
from nango_tui.screens.session import Session
from nango_tui.widgets.bars import TopBar, where
from nango_tui.widgets.entry import TakesPaste
from nango_tui.widgets.facts import Facts
from nango_tui.widgets.keys import KeyFooter

EDIT = Binding.Group("Edit ", compact=True)
HELP = """\
What Nango stores of this connection, as one read showed it. It is not read again until something is changed.

Enter replaces the credentials: the form of an import, filled with what is kept. r makes a link with which the \
customer connects again, for when nobody has new credentials. t asks Nango or the provider whether the credentials \
work.

o edits the configuration, which Nango takes only together with the credentials. m edits the metadata, g tags, \
customer and webhook URL; these need no credentials. d deletes the connection, after you typed its id. i copies the id.

Secrets are never shown here, only their names. A refresh token is unknown where the key may not read credentials."""

LABELS = 17
"""Columns of the labels."""


class DetailScreen(Page[None], TakesPaste):
    """Shows one connection, after one look at it, and opens all that can be done with it."""

    BINDINGS = [
        Binding("enter", "replace", "Replace", tooltip="Replace the credentials; all else is kept"),
        Binding("r", "link", "Link", tooltip="Make a reconnect link for the customer"),
        Binding("t", "test", "Test", tooltip="Ask whether the credentials work now"),
        Binding("m", "metadata", "Metadata", tooltip="Edit the metadata", group=EDIT),
        Binding("g", "people", "Tags and customer", tooltip="Edit tags, customer and webhook URL", group=EDIT),
        Binding("o", "config", "Configuration", tooltip="Edit the connection configuration", group=EDIT),
        Binding("d", "delete", "Del", tooltip="Delete this connection, after typing its id"),
        Binding("i", "copy_id", "Id", show=False, tooltip="Copy the connection id"),
        # Offered only where the page itself names it.
        Binding("ctrl+r", "read_again", "Read again", show=False, tooltip="Try to read the connection once more"),
        Binding("escape", "back", "Back", tooltip="Go back; nothing was changed here"),
        Binding("f1", "help", "Help", tooltip="Say what is shown here and what can be done"),
    ]
    LEADING = frozenset({"action"})
    DEFAULT_CSS = """
    DetailScreen {
        .head { height: 1; padding: 0 1; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
        .notice { display: none; height: auto; padding: 0 1; color: $text-warning; }
        .notice.-shown { display: block; }
        VerticalScroll { height: 1fr; padding: 0 1; margin-top: 1; scrollbar-size-vertical: 1; }
    }
    """

    def __init__(self, session: Session, row: ConnectionRow) -> None:
        """Take the connection as the list showed it."""
        super().__init__()
        self.session, self.row = session, row
        self.seen = Seen(row, session.looks.get(row.key), template=session.templates.get(row.provider))
        self._looked = asyncio.Event()
        self._deleting = False

    def compose(self) -> ComposeResult:
        yield TopBar(self.session.environment, self.session.held)
        yield Static(classes="head")
        yield Static(classes="notice")
        with VerticalScroll():
            yield Facts(LABELS)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self._read()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show what was learned meanwhile: a fix looks at the connection when it is done. Else look again, if it may
        have changed: what is kept in the next fix is sent from here.
        """
        look = self.session.looks.get(self.row.key)
        if look is not None and look is not self.seen.look:
            self._know(look)
        elif look is None and self.seen.look is not None:
            self._read()

    # Looking ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="look")
    async def _read(self) -> None:
        """Look once, unless that was done; then find out what the provider is."""
        self._looked.clear()
        found: Look | Failure | None = self.session.looks.get(self.row.key)
        if found is None:
            self._say(reading_words(self.seen.row, self.session.can_read_credentials))
            self._show()
            found = await self.session.look(*self.row.key)
        provider = found.connection.row.provider if isinstance(found, Look) else ""
        template = None
        if provider := provider or self.row.provider or self._integration().provider:
            template = await self.session.template_of(provider)
        match found:
            case Look():
                self.seen = Seen(self.row, found, None, template)
                self._say("")
            case Refused() | Unreachable():
                self.seen = Seen(self.row, None, found, template)
                self._say(failure_words(self.seen, found))
                if self.seen.gone:
                    self.session.connections.forget(self.row.key)
            case never:
                assert_never(never)
        self._looked.set()
        self._show()
        self.refresh_bindings()

    def _know(self, look: Look) -> None:
        self.seen = Seen(self.row, look, None, self.seen.template)
        self._say("")
        self._show()

    def _say(self, text: str) -> None:
        notice = self.query_one(".notice", Static)
        notice.update(Content(text))
        notice.set_class(bool(text), "-shown")

    def _show(self) -> None:
        seen = self.seen
        name = f"{plain(seen.customer)} · " if seen.customer else ""
        head = f"{name}{plain(self.row.integration)} · {plain(self.row.connection_id)}"
        self.query_one(".head", Static).update(Content(head))
        self.query_one(Facts).tell(*details(seen, self.session.services.clock.now()))

    async def _complete(self) -> None:
        """Ask once more for a template that could not be read: without it the form would ask for less."""
        provider = self.seen.latest.provider or self.row.provider
        if self.seen.template is None and provider in self.session.unread:
            self.notify(f"Reading what {plain(provider)} needs…", timeout=2, markup=False)
            self.seen = replace(self.seen, template=await self.session.template_of(provider))
            if failure := self.session.unread.get(provider):
                text = f"The template of {plain(provider)} could not be read. {failure.advice.happened}"
                self.notify(text, severity="warning", timeout=15, markup=False)

    async def _ready(self, action: Action) -> bool:
        """Wait for the look; say why the action cannot be done, if it cannot."""
        if self._deleting:
            self.notify("It is being deleted.", severity="warning", markup=False)
            return False
        waited = not self._looked.is_set()
        await self._looked.wait()
        if action in ("replace", "config"):
            await self._complete()
        if waited and self.app.screen is not self:
            # Help or the palette was opened meanwhile: nothing may come over it.
            return False
        if why := hindrance(action, self.seen):
            self.notify(why, title=ACTIONS[action], severity="warning", markup=False)
        return not why

    # What can be done ------------------------------------------------------------------------------------------

    def _integration(self) -> Integration:
        known = self.session.integrations or ()
        key = self.row.integration
        return next((one for one in known if one.unique_key == key), Integration(key, self.row.provider))

    def _draft(self) -> Draft:
        """Return the draft of a fix: what stays is filled in; where nothing could be read, everything is asked."""
        seen, integration, environment = self.seen, self._integration(), self.session.environment
        if seen.look:
            return prefill(seen.look, environment, integration, seen.template, seen.mode)
        name = self.row.connection_id
        return Draft(environment, name, integration, seen.template, seen.mode, connection_id=name, exists=True)

    @work(exclusive=True, group="action")
    async def action_replace(self) -> None:
        """Open the form of an import, filled with what is kept."""
        if await self._ready("replace"):
            self._open_wizard()

    def _open_wizard(self, pasted: Recognized | None = None, *, at_config: bool = False) -> None:
        from nango_tui.screens.wizard import WizardScreen

        integration, draft = self._integration(), self._draft()
        self.app.push_screen(WizardScreen(self.session, integration, draft, pasted=pasted, at_config=at_config))

    def take_paste(self, text: Secret) -> None:
        """Open the form, and show what a pasted text would fill there."""
        self._replace_with(text)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste."""
        event.stop()
        self.take_paste(Secret(event.text))

    @work(exclusive=True, group="action")
    async def _replace_with(self, text: Secret) -> None:
        if await self._ready("replace"):
            self._open_wizard(self.session.recognized(text))

    @work(exclusive=True, group="action")
    async def action_config(self) -> None:
        """Open the same form: the configuration is sent together with the credentials."""
        if not await self._ready("config"):
            return
        look = self.seen.look
        whole = look is not None and look.reading == "whole"
        question = "Nango takes the configuration only together with the credentials."
        detail = "They cannot be read here, so you will have to type them in the form as well."
        if whole or await agreed(self.app, Confirm(question, detail, yes="Go on", no="Back")):
            self._open_wizard(at_config=True)

    @work(exclusive=True, group="action")
    async def action_link(self) -> None:
        """Make a link with which the customer connects again."""
        if not await self._ready("link"):
            return
        from nango_tui.model.link import reconnect_order
        from nango_tui.screens.link import LinkScreen

        look = self.seen.look
        self.app.push_screen(LinkScreen(self.session, reconnect_order(look or self.row), self.seen.latest, look))

    @work(exclusive=True, group="action")
    async def action_test(self) -> None:
        """Ask Nango or the provider whether the credentials work."""
        if not await self._ready("test"):
            return
        from nango_tui.screens.try_out import TryOutScreen

        connection = self.seen.look.connection if self.seen.look else Connection(self.row)
        self.app.push_screen(TryOutScreen(self.session, connection, self.seen.template))

    @work(exclusive=True, group="action")
    async def action_metadata(self) -> None:
        """Edit the metadata."""
        if await self._ready("metadata"):
            self._open_edit("metadata")

    @work(exclusive=True, group="action")
    async def action_people(self) -> None:
        """Edit tags, customer and webhook URL."""
        if await self._ready("people"):
            self._open_edit("people")

    def _open_edit(self, part: Literal["metadata", "people"]) -> None:
        from nango_tui.screens.edit import EditScreen

        self.app.push_screen(EditScreen(self.session, self._draft(), part))

    @work(exclusive=True, group="action")
    async def action_delete(self) -> None:
        """Delete the connection, after its id was typed."""
        if not await self._ready("delete"):
            return
        name, customer = self.row.connection_id, plain(self.seen.customer)
        whose = f" of {customer}" if customer else ""
        question = (
            f"Delete the connection{whose} on {plain(self.row.integration)}, in {where(self.session.environment)}?"
        )
        if await self.app.push_screen_wait(TypedConfirm(question, going(self.seen), plain(name), yes="delete it")):
            self._deleting = True
            self._say("Deleting it…")
            self._delete()

    @work(group="delete")
    async def _delete(self) -> None:
        """Delete it; in a worker of its own, so that no other action ends this one half-way."""
        begun = self.session.begun("delete", *self.row.key, customer=plain(self.seen.customer))
        outcome = await self.session.noted(begun, self.session.nango.delete(*self.row.key), "deleted")
        self._deleting = False
        if isinstance(outcome, Got):
            self.session.connections.forget(self.row.key)
            self.app.notify(f"{plain(self.row.connection_id)} is deleted.", markup=False)
            self.action_back()
        else:
            self._say("")
            title = "Nothing was deleted" if isinstance(outcome, Refused) else "The deletion"
            self.app.push_screen(Notice(title, Content(f"{outcome.advice.happened}\n\n{outcome.advice.do}")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read again only where a read failed: a second one could refresh a token again."""
        if action == "read_again":
            return self.seen.failure is not None and not self.seen.gone
        return True

    def action_read_again(self) -> None:
        """Try once more to read the connection."""
        self._read()

    def action_copy_id(self) -> None:
        """Copy the connection id."""
        self.app.copy_to_clipboard(self.row.connection_id)
        self.notify("The connection id was sent to your terminal's clipboard.", markup=False)

    def action_back(self) -> None:
        """Go back. What the look showed is forgotten: the next one shall show what is then stored."""
        if self._deleting:
            self.session.connections.stale()
            name = plain(self.row.connection_id)
            self.session.tell(f"You did not wait for the answer: {name} may be deleted. The list is read anew.")
        self.session.looks.pop(self.row.key, None)
        self.dismiss(None)

    @property
    def sending(self) -> bool:
        """Whether its deletion is under way."""
        return self._deleting

    def action_help(self) -> None:
        """Say what is shown here and what can be done."""
        self.app.push_screen(Notice("Connection", Content(HELP)))
