"""Who a connect link for a new connection is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from nango_tui.model.auth import Endpoint
from nango_tui.model.check_connection import check_connection
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.findings import Findings, warning_id
from nango_tui.model.form import Form
from nango_tui.model.link import connect_order
from nango_tui.model.secret import Secret
from nango_tui.screens.closing import Page
from nango_tui.screens.dialogs import Notice
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.session import Session
from nango_tui.screens.steps.form_rows import CUSTOMER, customer_rows
from nango_tui.screens.steps.form_step import FormStep
from nango_tui.widgets.bars import TopBar
from nango_tui.widgets.keys import KeyFooter

NOBODY = "Say who the customer is: Nango makes a link only for somebody. One line is enough."
HELP = """\
A connect link lets the customer connect by themselves: they open it, enter what the provider asks for or approve the \
access, and Nango makes the connection. Its id is chosen by Nango; you see it here as soon as the customer is through.

Say who the customer is, as your application knows them: by that the connection is recognised later, in the dashboard \
and in webhooks. The configuration that you typed so far goes along, and the customer need not enter it. Credentials \
and metadata do not."""


class CustomerForm(FormStep):
    """The rows that say who the customer is."""

    TITLE = "Connect link"
    HELP = HELP
    DEFAULT_CSS = "CustomerForm { height: 1fr; padding: 1 1 0 1; .intro { height: auto; margin-bottom: 1; } }"

    def compose(self) -> ComposeResult:
        key = self.draft.integration.unique_key if self.draft.integration else ""
        intro = "Who will connect $key? Fill in at least one line; the link is made for this customer."
        yield Static(Content.from_markup(f"[b]Connect link[/b]\n{intro}", key=key), classes="intro")
        yield Static(classes="banner")
        yield from self._rows()
        yield Static(Content(_left_behind(self.draft)), classes="intro")

    def _rows(self) -> Iterable[Widget]:
        return customer_rows(self.draft)

    def take_focus(self) -> None:
        self.focus_on("customer.id")

    def collect(self) -> Draft:
        who, email, name, organization = (str(self.rows[f"customer.{part}"].value) for part in CUSTOMER)
        return replace(self.draft, customer=Customer(who, email, name, organization, self.draft.customer.link))


def _left_behind(draft: Draft) -> str:
    """Say what was typed and is no part of a link."""
    typed = [
        name
        for name, there in (
            ("credentials", any(isinstance(value, Secret) and value for value in draft.values.values())),
            ("metadata", draft.metadata.strip()),
        )
        if there
    ]
    return f"The {' and '.join(typed)} that you typed are not part of a link." if typed else ""


class NewLinkScreen(Page[None]):
    """Asks who the customer is, and makes a connect link."""

    BINDINGS = [
        Binding("enter", "go_on", "Make the link", tooltip="Make a connect link for this customer"),
        Binding("escape", "back", "Back", tooltip="Go back without a link"),
        Binding("f1", "help", "Help", tooltip="Say what a connect link is"),
    ]

    def __init__(self, session: Session, draft: Draft) -> None:
        """Take the draft as far as it was typed: integration, customer, tags, configuration."""
        super().__init__()
        self.session, self.draft = session, draft

    def compose(self) -> ComposeResult:
        yield TopBar(self.session.environment, self.session.held)
        yield CustomerForm(self.draft, self.session)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(CustomerForm).take_focus()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(CustomerForm).clear_marks()

    @on(Input.Submitted)
    def action_go_on(self) -> None:
        """Make the link, if it is said who it is for; what is odd is said once."""
        form = self.query_one(CustomerForm)
        self.draft = form.collect()
        order = connect_order(self.draft)
        found = Findings(self.draft.accepted)
        # Only what a link takes along counts.
        taken = replace(self.draft, connection_id="", metadata="", scopes="")
        check_connection(taken, Form(self.draft.mode), Endpoint.CURRENT, found)
        if email := found.warnings.pop("customer.email", ""):
            # An import only warns of an odd one; a session is made for it, and may refuse it.
            found.error("customer.email", email)
        if not (order.tags or order.end_user):
            found.error("customer.id", NOBODY)
        problems = found.problems()
        if problems.errors:
            form.mark(problems.errors)
            form.focus_on(next(iter(problems.errors)))
            return
        if problems.warnings:
            accepted = {warning_id(key, text) for key, text in problems.warnings.items()}
            form.draft = replace(form.draft, accepted=self.draft.accepted | accepted)
            form.mark({key: f"{text} Enter goes on." for key, text in problems.warnings.items()}, error=False)
            form.focus_on(next(iter(problems.warnings)))
            return
        self.app.push_screen(LinkScreen(self.session, order))

    def action_back(self) -> None:
        """Go back without a link."""
        self.dismiss(None)

    def action_help(self) -> None:
        """Say what a connect link is."""
        self.app.push_screen(Notice("A connect link", Content(HELP)))
