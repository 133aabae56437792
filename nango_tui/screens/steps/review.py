"""Step 4: what will be sent, where, and what else will happen."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from nango_tui.model.auth import MODES, Endpoint, title_of
from nango_tui.model.body import Tree, encode, masked
from nango_tui.model.curl import curl
from nango_tui.model.draft import Draft
from nango_tui.model.endpoint import choose, differences
from nango_tui.model.expiry import advice
from nango_tui.model.form import Form
from nango_tui.model.form_rules import build
from nango_tui.model.summary import contents, left_blank, not_sent
from nango_tui.model.update import Plan
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.session import Session
from nango_tui.screens.steps.step import Step
from nango_tui.widgets.bars import where

TOO_SOON = "Nothing was sent so far: look it over, then Enter sends it."


class ReviewStep(Step):
    """Shows the import in words and as JSON, and sends it."""

    TITLE = "Review"
    HELP = """\
Nothing was sent so far. Check the environment and the customer, then press Enter once.

l switches between the two endpoints that import connections. POST /connections is the current one: it checks the \
body, stores tags and the customer, and tests some credentials at the provider first. POST /connection is the legacy \
one: it checks little.

j shows the body as JSON with the secrets hidden; c copies the import as a curl command that names its secrets as \
shell variables."""

    BINDINGS = [
        Binding("enter", "send", "Send", tooltip="Send this import now"),
        Binding("l", "switch_endpoint", "Endpoint", tooltip="Send through the other endpoint"),
        Binding("j", "toggle_json", "JSON", tooltip="Show what is sent as JSON, with secrets hidden"),
        Binding("c", "copy_curl", "curl", tooltip="Copy a curl command without secrets"),
    ]
    DEFAULT_CSS = """
    ReviewStep {
        .review { height: 1fr; padding: 0 1; border: round $primary; border-title-style: bold; }
        &.-production .review { border: round $error; border-title-color: $text-error; }
        .review Static { height: auto; }
        .json { display: none; margin-top: 1; color: $text-muted; }
        &.-json .json { display: block; }
        .sending { display: none; height: auto; padding: 0 1; color: $text-warning; }
        &.-sending .sending { display: block; }
    }
    """

    class Send(Message):
        """Send the draft through `endpoint`; of a fix, its plan."""

        def __init__(self, endpoint: Endpoint, plan: Plan | None = None) -> None:
            super().__init__()
            self.endpoint, self.plan = endpoint, plan

    def __init__(self, draft: Draft, session: Session, unchecked: str = "") -> None:
        super().__init__(draft, session)
        self._unchecked = unchecked
        self._shown_at = monotonic()
        self._started: float | None = None

    # What is shown ---------------------------------------------------------------------------------------------

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that will be used."""
        return choose(self.draft, self.session.legacy_only)[0]

    @property
    def form(self) -> Form:
        """The form for that endpoint."""
        return build(self.draft.template, MODES[self.draft.mode], self.endpoint)

    def body(self) -> dict[str, Tree]:
        """The body that will be sent, its secrets still hidden."""
        clock = self.session.services.clock
        return encode(self.draft, self.form, self.endpoint, clock.now(), clock.zone())

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="review") as box:
            box.can_focus = True
            yield Static(classes="words")
            yield Static(classes="json")
        yield Static(classes="sending")

    def on_mount(self) -> None:
        self.set_class(self.draft.environment.production, "-production")
        self._refresh_words()

    def take_focus(self) -> None:
        self.query_one(".review").focus()

    def _refresh_words(self) -> None:
        draft, clock = self.draft, self.session.services.clock
        integration = draft.integration.unique_key if draft.integration else ""
        box = self.query_one(".review", VerticalScroll)
        box.border_title = Content(f"CREATE in {where(draft.environment)}")
        lines = [
            Content.from_markup("[b]$label[/b] $text", label=f"{label:<14}", text=text)
            for label, text in (
                ("Connection ID", draft.id),
                ("Integration", integration),
                ("Auth type", title_of(draft.mode)),
                *contents(draft, self.form, clock.now(), clock.zone()),
            )
        ]
        lines += [
            Content.from_markup("[$text-warning]$label $text[/]", label=f"{label:<14}", text=text)
            for label, text in (*left_blank(draft, self.form), *not_sent(draft, self.endpoint))
        ]
        lines += [
            Content.from_markup("[$text-warning]$text[/]", text=text)
            for text in advice(draft, clock.now(), clock.zone())
            if MODES[draft.mode].expires
        ]
        lines.append(Content(""))
        endpoint, reason = choose(draft, self.session.legacy_only)
        lines.append(Content.from_markup("[b]POST $path[/b]  $reason", path=endpoint.value, reason=reason))
        lines.append(Content("Nango will send an auth webhook, and may run on-creation functions and start syncs."))
        if self._unchecked:
            lines.append(Content(self._unchecked))
        lines += self.doubts()
        if draft.endpoint:
            # Chosen by hand: then it should be known what the other one would do.
            lines += [
                Content(""),
                *(Content.from_markup("[dim]$line[/]", line=line) for line in differences(draft.mode)),
            ]
        self.query_one(".words", Static).update(Content("\n").join(lines))
        self.query_one(".json", Static).update(Content(masked(self.body())))

    def doubts(self) -> list[Content]:
        """Return what makes the times that are sent doubtful."""
        words = self.session.clock_words
        return [Content.from_markup("[$text-warning]$words[/]", words=words)] if words else []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing but waiting while it is under way."""
        return not self.sending

    # What can be done ------------------------------------------------------------------------------------------

    def collect(self) -> Draft:
        return self.draft

    def go_on(self) -> None:
        self.action_send()

    @property
    def sending(self) -> bool:
        """Whether it is under way."""
        return self._started is not None

    def may_send(self) -> bool:
        """Say whether Enter sends: not while it is under way, nor before anybody can have read this, which it says."""
        if self.sending:
            return False
        if monotonic() - self._shown_at < self.session.services.limits.send_guard:
            self.notify(TOO_SOON, timeout=3, markup=False)
            return False
        return True

    def action_send(self) -> None:
        """Send the import; where nobody could look whether it exists, after a yes."""
        if not self.may_send():
            return
        if self._unchecked:
            self._ask_unchecked()
        else:
            self.send_now()

    @work(exclusive=True)
    async def _ask_unchecked(self) -> None:
        detail = "If it exists, this import replaces it: what is not entered here is lost."
        if await self.app.push_screen_wait(Confirm(self._unchecked, detail, yes="Send", no="Back", red=True)):
            self.send_now()

    def send_now(self, plan: Plan | None = None) -> None:
        """Send it: of a fix, this plan."""
        self._started = monotonic()
        self.add_class("-sending")
        self._tick()
        self.set_interval(1, self._tick)
        self.refresh_bindings()
        self.post_message(self.Send(self.endpoint, plan))

    @property
    def waited(self) -> float:
        """Seconds since it was sent."""
        return monotonic() - self._started if self._started is not None else 0

    def _tick(self) -> None:
        limit = self.session.services.limits.answer
        self.query_one(".sending", Static).update(
            Content(f"Sending… {self.waited:.0f} s of {limit:.0f} s. Esc stops waiting; it does not undo the import.")
        )

    def action_switch_endpoint(self) -> None:
        """Use the other endpoint, unless it cannot take this import."""
        other = Endpoint.LEGACY if self.endpoint is Endpoint.CURRENT else Endpoint.CURRENT
        if problems := self.session.check(self.draft, other).errors:
            self.notify(f"Not through POST {other.value}: {next(iter(problems.values()))}", markup=False)
            return
        unchosen = replace(self.draft, endpoint=None)
        # Back at the one that is chosen by itself, its reason counts again.
        by_itself = choose(unchosen, self.session.legacy_only)[0] is other
        self.draft = unchosen if by_itself else replace(self.draft, endpoint=other)
        self._refresh_words()

    def close_json(self) -> bool:
        """Hide the JSON; say whether it was shown."""
        shown = self.has_class("-json")
        self.remove_class("-json")
        return shown

    def action_toggle_json(self) -> None:
        """Show or hide the body as JSON."""
        self.toggle_class("-json")
        if self.has_class("-json"):
            self.call_after_refresh(self.query_one(".json").scroll_visible, top=True, animate=False)

    def action_copy_curl(self) -> None:
        """Copy the import as a curl command."""
        url = f"{self.draft.environment.url}{self.endpoint.value}"
        self.app.copy_to_clipboard(curl(url, self.body()))
        self.notify(
            "curl command sent to your terminal's clipboard. Its credentials are named, not shown.", markup=False
        )
