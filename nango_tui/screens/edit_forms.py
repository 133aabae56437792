"""The forms of changes that need no credentials."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from nango_tui.model.draft import Customer, Draft
from nango_tui.model.outcome import Refused
from nango_tui.screens.steps.form_rows import CUSTOMER, LINK, customer_rows
from nango_tui.screens.steps.form_step import FormStep
from nango_tui.widgets.area import TextAreaEntry
from nango_tui.widgets.choice import SwitchEntry
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.pairs import PairRows
from nango_tui.widgets.row import Row, TallRow


class EditForm(FormStep):
    """A form over a connection that is stored: filled from it, told what is wrong, never cleared by a refusal."""

    DEFAULT_CSS = """
    EditForm {
        padding: 0 1; scrollbar-size-vertical: 1;
        .section { height: 1; margin-top: 1; color: $text-muted; text-style: bold; }
    }
    """

    def say(self, text: str) -> None:
        """Say above the form what belongs to none of its fields."""
        self._say(Content(text))

    def refuse(self, refused: Refused) -> None:
        """Show a refusal: at its field where it names one, above the form else."""
        self._refused = refused
        self.mark(refused.problems)
        if refused.problems:
            self.focus_on(self._first(refused.problems))

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        row = next((parent for parent in event.control.ancestors if isinstance(parent, Row)), None)
        if row is not None and row.changed():
            row.clear()


class MetadataForm(EditForm):
    """Metadata as JSON."""

    TITLE = "Metadata"
    HELP = """\
Metadata is your own JSON object, stored with the connection. Enter is a new line; Ctrl+S shows what will change and \
then sends it.

While no key is removed, only what you changed is sent and merged into what is stored, so that what a sync writes in \
the meantime stays. When you remove a key, the metadata is replaced as a whole by what stands here."""

    def compose(self) -> ComposeResult:
        yield Static(classes="banner")
        yield TallRow("metadata", "Metadata", TextAreaEntry(self.draft.metadata, placeholder='e.g. {"plan": "pro"}'))

    def take_focus(self) -> None:
        self.rows["metadata"].entry.focus()

    def collect(self) -> Draft:
        return replace(self.draft, metadata=str(self.rows["metadata"].value))


class PeopleForm(EditForm):
    """Who the customer is, tags, and where webhooks go."""

    TITLE = "Tags and customer"
    HELP = """\
Who the customer is can be stored as tags, or as a linked end user of Nango. An end user that is linked stays linked: \
Nango cannot unlink one.

Tags are labels with a name and a value, at most ten. Empty a row's name and value to remove a tag. Nango stores \
their names in lower case.

The override webhook URL is where webhooks about this connection go instead of to the environment's URL. Empty it to \
use that one again."""

    def compose(self) -> ComposeResult:
        yield Static(classes="banner")
        yield Static("Who is the customer?", classes="section")
        yield from customer_rows(self.draft)
        yield SwitchEntry("Link the customer as an end user in Nango", self.draft.customer.link, id=LINK)
        yield Static("Tags", classes="section")
        yield PairRows("tags", self.draft.tags, lambda _: False)
        yield Static("Webhooks", classes="section")
        yield Row("webhook_url", "Override webhook URL", TextEntry(self.draft.webhook_url, placeholder="optional"))

    def take_focus(self) -> None:
        self.rows["customer.id"].entry.focus()

    def collect(self) -> Draft:
        rows = self.rows
        who, email, name, organization = (str(rows[f"customer.{part}"].value).strip() for part in CUSTOMER)
        link = self.query_one(f"#{LINK}", SwitchEntry).value
        tags = self.query_one(PairRows).pairs
        return replace(
            self.draft,
            customer=Customer(who, email, name, organization, link=link),
            tags=tuple((key, str(value)) for key, value in tags),
            webhook_url=str(rows["webhook_url"].value).strip(),
        )
