"""The page of a link for the customer: what it is for, its clock, its text. What comes of it is the screen's."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from nango_tui.model.connection import ConnectionRow, Edit, Link, LinkOrder, Look
from nango_tui.model.link import Fate, address_warning, customer_message, fate, left_words, until_words
from nango_tui.model.moments import moment_of
from nango_tui.model.outcome import Failure, Got, Refused, Unreachable
from nango_tui.model.stored import stored_mode
from nango_tui.model.template import Template
from nango_tui.screens import link_words as words
from nango_tui.screens.closing import Page
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.link_watch import Rows
from nango_tui.screens.link_words import Line
from nango_tui.screens.session import Session
from nango_tui.widgets.bars import TopBar
from nango_tui.widgets.facts import Facts
from nango_tui.widgets.keys import KeyFooter

ACTIONS = ("copy_link", "copy_message", "watch", "look", "new_link", "put_back", "copy_id")
"""What can be done on the page, at one time or another."""
State = Literal["making", "failed", "made", "through"]
LABELS = 14
"""Columns of the labels."""


class LinkPage(Page[None]):
    """Makes a link, shows how long it is valid and what using it does, and copies it."""

    DEFAULT_CSS = """
    LinkPage {
        #link { height: 1fr; padding: 0 1; border: round $primary; border-title-style: bold; }
        #came { height: auto; max-height: 50%; padding: 0 2; }
        #link Static, #came Static { height: auto; }
        &.-through #link { border: round $success; }
        &.-differs #link { border: round $warning; }
        &.-failed #link, &.-alarm #link { border: round $error; }
        .warning, .alarm { display: none; }
        .warning { color: $text-warning; }
        .alarm { color: $text-error; text-style: bold; }
        .warning.-shown, .alarm.-shown { display: block; }
        #fate { margin-top: 1; }
        &.-through .state { color: $text-success; }
    }
    """

    def __init__(
        self, session: Session, order: LinkOrder, row: ConnectionRow | None = None, look: Look | None = None
    ) -> None:
        """Take what the link is for; for a reconnect the connection as the list shows it, and as a look did."""
        super().__init__()
        self.session, self.order, self.row, self.look = session, order, row, look
        self.state: State = "making"
        self.found_id = order.connection_id
        self._template: Template | None = None
        self._link: Link | None = None
        self._until: datetime | None = None
        self._failure: Failure | None = None
        self._said = ""
        self._evidence: tuple[str, ...] = ()
        self._alarm = ""
        self._offers: list[bool | None] = []
        self._restore: Edit | None = None
        self._watching = self._handed_out = self._agreed = self._settled = self._differs = False
        known = [row] if row else []
        known += [look.connection.row] if look else []
        self._broken = any(one.auth_error for one in known)
        self._before: set[tuple[str, str]] | None = None

    @property
    def _reconnect(self) -> bool:
        return bool(self.order.connection_id)

    @property
    def _mode(self) -> str:
        return self._template.auth_mode if self._template else stored_mode(self.look) if self.look else ""

    @property
    def _fate(self) -> Fate:
        own_app = (self.order.connection_id, self.order.integration) in self.session.overrides_seen
        return fate(self.order, self.look, self._mode, self.row, own_app=own_app)

    @property
    def _expired(self) -> bool:
        return self._until is not None and self._until <= self.session.services.clock.now()

    @property
    def owes(self) -> bool:
        """Whether metadata may still have to be written back."""
        return self._handed_out and bool(self._fate.back) and not self._settled

    # What is shown ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield TopBar(self.session.environment, self.session.held)
        with VerticalScroll(id="link"):
            yield Facts(LABELS, id="purpose")
            yield Facts(LABELS, id="clock")
            yield Static(classes="warning")
            yield Facts(LABELS, id="fate")
        with VerticalScroll(id="came"):
            yield Static(classes="alarm")
            yield Static(classes="state")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one("#link").focus()
        self.set_interval(1, self._tick)
        self._make()

    def _show(self) -> None:
        kind = "Reconnect link" if self._reconnect else "Connect link"
        titles = {"making": f"{kind}: making it…", "failed": "No link", "through": "The customer is through"}
        title = "Look at this before you tell the customer" if self._alarm else titles.get(self.state, kind)
        # An answer that arrives while the page is being left finds nothing to be shown in.
        for box in self.query("#link"):
            box.border_title = Content(title)
        self.set_class(self.state == "failed", "-failed")
        self.set_class(self.state == "through" and not (self._alarm or self._differs), "-through")
        self.set_class(self._differs and not self._alarm, "-differs")
        self.set_class(bool(self._alarm), "-alarm")
        link = self._link
        self._tell("purpose", *words.purpose(self.order, self._known_row, self._service, link))
        through = self.state == "through"
        self._put("warning", Content(address_warning(link.host) if link and not through else ""))
        if link:
            self._tell("fate", *words.fate_lines(self._fate, reconnect=self._reconnect, through=through))
        failed = words.failure_words(self._failure, reconnect=self._reconnect) if self._failure else None
        said = [Content(text) for text in (self._said, *self._evidence) if text]
        self._put("alarm", Content(self._alarm))
        self._put("state", failed or Content("\n").join(said))
        self._tick()

    def _tell(self, part: str, *lines: Line) -> None:
        for found in self.query(f"#{part}").results(Facts):
            found.tell(*lines)

    def _put(self, part: str, text: Content) -> None:
        for found in self.query(f".{part}").results(Static):
            found.update(text)
            found.set_class(bool(text), "-shown")

    def _tick(self) -> None:
        """Show how long the link is valid, and offer what can be done now."""
        clock = self.session.services.clock
        if self.state == "through":
            self._tell("clock")
        elif self._until:
            now = clock.now()
            left = left_words(self._until, now)
            if self._expired and self.state == "made":
                left = f"{left}: n makes a new one"
            self._tell("clock", Line("Valid until", f"{until_words(self._until, now, clock.zone())}   {left}"))
        elif self._link:
            self._tell("clock", Line("Valid until", "not said; usually for 30 minutes"))
        offers = [self.check_action(action, ()) for action in ACTIONS]
        if offers != self._offers:
            self._offers = offers
            self.refresh_bindings()

    def _say(self, text: str) -> None:
        self._said = text
        self._show()

    @property
    def _known_row(self) -> ConnectionRow | None:
        return self.look.connection.row if self.look else self.row

    @property
    def _service(self) -> str:
        return self._template.display_name.partition(" (")[0] if self._template else self.order.integration

    # The link --------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="make")
    async def _make(self) -> None:
        """Make a link. The list is read before, so that a connection made by the link is known by its being new."""
        self.state, self._failure, self._said = "making", None, ""
        self._show()
        session, order = self.session, self.order
        if self._template is None:
            integrations = {one.unique_key: one.provider for one in session.integrations or ()}
            provider = self._known_row.provider if self._known_row else ""
            if provider := provider or integrations.get(order.integration, ""):
                self._template = await session.template_of(provider)
        if not self._reconnect and self._before is None:
            match await self._ask():
                case Got(value=rows):
                    self._before = {row.key for row in rows}
                case Refused(advice=advice) | Unreachable(advice=advice):
                    self._said = f"Nothing can be watched here: {advice.happened}"
        match await session.nango.link(order):
            case Got(value=link, answer=answer):
                self.state, self._link, self._until = "made", link, moment_of(link.expires_at)
                self._begin()
                self._remember("made", answer.status)
            case Refused() | Unreachable() as failure:
                self.state, self._failure = "failed", failure
        self._show()

    def _begin(self) -> None:
        """Begin to see what comes of the link."""
        raise NotImplementedError

    async def _ask(self) -> Got[Rows] | Failure:
        """Ask for the rows of the list in which the customer's success will show."""
        raise NotImplementedError

    def _remember(self, outcome: str, status: int, action: str = "") -> None:
        self.session.remember(
            action or ("reconnect link" if self._reconnect else "connect link"),
            self.found_id,
            self.order.integration,
            outcome,
            status=status,
            customer=words.who(self.order, self._known_row),
        )

    @work(exclusive=True, group="copy")
    async def action_copy_link(self) -> None:
        """Copy the link; what it destroys is asked about first."""
        if self._link and await self._may_hand_out():
            self._copy(self._link.url.reveal(), "The link was")

    @work(exclusive=True, group="copy")
    async def action_copy_message(self) -> None:
        """Copy a text for the customer, with the link in it."""
        if self._link and await self._may_hand_out():
            clock = self.session.services.clock
            until = until_words(self._until, clock.now(), clock.zone()) if self._until else ""
            text = customer_message(self._service, self._link.url.reveal(), until, again=self._reconnect)
            self._copy(text, "The text with the link was")

    async def _may_hand_out(self) -> bool:
        lost = self._fate.lost
        if lost and not self._agreed:
            question = f"When the customer uses this link, {'these are' if len(lost) > 1 else 'this is'} lost. Copy it?"
            asked = Confirm(question, words.lost_names(self._fate), yes="Copy", no="Do not copy")
            self._agreed = await self.app.push_screen_wait(asked) is True
        allowed = not lost or self._agreed
        self._handed_out = self._handed_out or allowed
        return allowed

    def _copy(self, text: str, what: str) -> None:
        self.app.copy_to_clipboard(text)
        self.notify(f"{what} sent to your terminal's clipboard.", markup=False)

    def action_copy_id(self) -> None:
        """Copy the connection id."""
        self._copy(self.found_id, "Connection id")
