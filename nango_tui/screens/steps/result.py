"""Step 5: what became of it, in words, and what to do next."""

from __future__ import annotations

from typing import assert_never

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from nango_tui.model.auth import MODES
from nango_tui.model.connection import Connection, ConnectionRow, Look
from nango_tui.model.draft import Draft
from nango_tui.model.form_rules import build
from nango_tui.model.outcome import (
    Answer,
    Failure,
    Got,
    Outcome,
    Refused,
    Stored,
    Unknown,
    Unreachable,
    may_have_arrived,
)
from nango_tui.model.summary import ticket_note
from nango_tui.model.trial import Finding
from nango_tui.model.update import Arrival
from nango_tui.model.waiting import LONGEST
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.session import Session
from nango_tui.screens.steps.result_words import bold, fetched_words, filled_words, raw, refused_words, status, untried
from nango_tui.screens.steps.step import Step


class ResultStep(Step):
    """Shows an outcome. Every kind of outcome has its own words and its own way on."""

    TITLE = "Result"
    HELP = """\
Stored means that Nango holds the connection, not that its credentials work. Tested: Nango called the provider with \
them first. Refreshed: Nango fetched a new token with them.

i copies the connection id, t a note for the ticket, n starts the next import for the same integration."""

    BINDINGS = [
        Binding("enter", "go_on", "Go on", show=False, tooltip="Take the first way on"),
        Binding("i", "copy_id", "Id", tooltip="Copy the connection id"),
        Binding("t", "copy_note", "Ticket", tooltip="Copy a note for the ticket, without secrets"),
        Binding("v", "verify", "Test", tooltip="Ask Nango or the provider whether the credentials work"),
        Binding("n", "next_import", "New", tooltip="Import the next connection for this integration"),
        Binding("l", "look", "Look", tooltip="Ask the server whether it arrived"),
        Binding("s", "send_again", "Send again", tooltip="Back to the review, to send again"),
        Binding("d", "delete", "Del", tooltip="Delete the connection that was just stored"),
        Binding("r", "toggle_raw", "Raw", tooltip="Show the server's answer, with secrets hidden"),
    ]
    DEFAULT_CSS = """
    ResultStep {
        .result { height: 1fr; padding: 0 1; border: round $primary; border-title-style: bold; }
        .result Static { height: auto; }
        &.-good .result { border: round $success; }
        &.-bad .result { border: round $error; }
        &.-unsure .result { border: round $warning; }
        .raw { display: none; margin-top: 1; color: $text-muted; }
        &.-raw .raw { display: block; }
    }
    """

    class NextImport(Message):
        """Start the next import for the same integration."""

    class SendAgain(Message):
        """Back to the review."""

    def __init__(self, draft: Draft, session: Session, outcome: Outcome) -> None:
        super().__init__(draft, session)
        self.outcome = outcome
        self._evidence: list[Content] = []
        self._usable = True
        self._failed = False
        self._proven = False
        self._fetched = ""
        self._tested: Finding | None = None
        """What the last test of it found."""
        self._arrival: Arrival | None = None
        self._deleted = False
        told = outcome.retry_after or 0 if isinstance(outcome, Refused) else 0
        # Whoever is told to wait for hours decides that himself.
        self._wait = told if told <= LONGEST else 0

    # What is shown ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="result") as box:
            box.can_focus = True
            yield Static(classes="words")
            yield Static(classes="raw")

    def on_mount(self) -> None:
        answer = self._answer()
        if answer is not None:
            self.query_one(".raw", Static).update(raw(answer))
        self._refresh_words()
        if isinstance(self.outcome, Stored):
            self._prove()
        if self._wait:
            self.set_interval(1, self._count_down)

    @property
    def facts(self) -> tuple[str, ...]:
        """What was found out since, in words that hold no value of a field."""
        tested = f"Test: {self._tested.short}" if self._tested else ""
        return tuple(filter(None, (self._fetched, tested)))

    @property
    def integration(self) -> str:
        """The id of the integration."""
        return self.draft.integration.unique_key if self.draft.integration else ""

    def take_focus(self) -> None:
        self.query_one(".result").focus()

    def _answer(self) -> Answer | None:
        match self.outcome:
            case Stored(answer=answer) | Refused(answer=answer):
                return answer
            case Unknown() | Unreachable():
                return None

    def _refresh_words(self) -> None:
        title, mood, lines = self._words()
        self.query_one(".result", VerticalScroll).border_title = title
        self.set_classes([name for name in self.classes if name == "-raw"] + [mood])
        self.query_one(".words", Static).update(Content("\n").join([*lines, *self._evidence]))
        self.refresh_bindings()

    def _words(self) -> tuple[str, str, list[Content]]:
        match self.outcome:
            case Stored() as stored:
                return self._stored_words(stored)
            case Refused() as refused:
                lines = refused_words(refused, self._wait)
                if may_have_arrived(refused):
                    return "No sure answer: it may have arrived", "-unsure", lines
                return "Not stored", "-bad", lines
            case Unknown(advice=advice, seconds=seconds):
                lines = [bold(advice.happened), Content(advice.do), Content(f"Waited {seconds:.0f} s.")]
                return "No answer: it may have arrived", "-unsure", lines
            case Unreachable(advice=advice):
                return "Not sent", "-bad", [bold(advice.happened), Content(advice.do)]
            case never:
                assert_never(never)

    def _stored_words(self, stored: Stored) -> tuple[str, str, list[Content]]:
        if self._deleted:
            return "Deleted", "-unsure", [bold(f"{stored.connection_id} was deleted again.")]
        state = "Stored and tested at the provider" if stored.tested else "Stored"
        if self.draft.fetch and not self._usable:
            state = "Stored, not usable yet"
        # Of a token that Nango is to fetch a placeholder is stored, which has expired. A refresh replaces the rest.
        replaced = self.draft.fetch or (self._tested is not None and self._tested.renewed)
        lines = [
            *(
                Content.from_markup("[b]$label[/b] $text", label=f"{label:<25}", text=text)
                for label, text in stored.facts
                if not (replaced and text.startswith("expires "))
            ),
            status(stored.answer, ""),
        ]
        if self._tested:
            lines.append(Content(self._tested.text))
        elif not (stored.tested or self.draft.fetch or self._proven) and MODES[self.draft.mode].fields:
            lines.append(untried())
        return state, "-good" if self._usable else "-unsure", lines

    @property
    def _arrived(self) -> bool:
        """Whether a look proved that an import without an answer is stored."""
        return self._arrival in ("arrived", "arrived and refreshed")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits the outcome."""
        stored = isinstance(self.outcome, Stored) and not self._deleted
        match action:
            case "copy_id":
                return stored or self._arrived
            case "next_import":
                return isinstance(self.outcome, Stored) or self._arrived
            case "verify":
                return stored and bool(MODES[self.draft.mode].fields)
            case "look":
                return may_have_arrived(self.outcome) and not self._arrived
            case "send_again":
                return not isinstance(self.outcome, Stored) and not self._arrived and self._wait <= 0
            case "delete":
                return stored and self._failed and not self.draft.exists
            case "toggle_raw":
                return self._answer() is not None
            case _:
                return True

    def _count_down(self) -> None:
        if self._wait > 0:
            self._wait -= 1
            self._refresh_words()

    # What is found out afterwards ------------------------------------------------------------------------------

    @work(exclusive=True)
    async def _prove(self) -> None:
        """Let Nango fetch the token by reading once, and see what it filled in; say only what was seen."""
        outcome, draft = self.outcome, self.draft
        if not isinstance(outcome, Stored):
            return
        later = build(draft.template, MODES[draft.mode], outcome.endpoint).later
        if draft.fetch:
            self._usable = False
            self._say("Asking Nango to fetch the token…")
            self._take_fetched(await self.session.nango.connection(outcome.connection_id, outcome.integration))
        if later:
            evidence = list(self._evidence)
            self._add("Waiting for Nango to fill in the rest…")
            self._refresh_words()
            await self.session.services.clock.sleep(self.session.services.limits.settle)
            found = await self.session.nango.connection(outcome.connection_id, outcome.integration)
            self._evidence = evidence
            self._add(filled_words(found, later))
            self._refresh_words()

    def _take_fetched(self, found: Got[Connection] | Failure) -> None:
        """Say whether the token was fetched."""
        got, text = fetched_words(found)
        self._usable, self._failed = got is True, got is False
        self._fetched = text if got else ""
        self._say(text)

    def _say(self, text: str) -> None:
        self._evidence = []
        self._add(text)
        self._refresh_words()

    def _add(self, text: str) -> None:
        self._evidence.append(Content(f"\n{text}"))

    @work(exclusive=True)
    async def action_look(self) -> None:
        """Ask whether the import arrived: a new connection that is found proves it."""
        self._say("Looking…")
        found = await self._is_there()
        if isinstance(found, bool):
            self._arrival = "arrived" if found else "not arrived"
            self._say(
                f"It arrived: {self.draft.id} is stored on {self.integration}."
                if found
                else "It is not there. It may still be on its way: look again in a moment, or send again."
            )
        else:
            self._say(f"{found.advice.happened} {found.advice.do}")

    async def _is_there(self) -> bool | Failure:
        """Say whether the connection exists: by the list, which has no effects, or by a read where the key may not."""
        match await self.session.nango.find(self.draft.id):
            case Got(value=rows):
                return any(row.integration == self.integration for row in rows)
            case Refused(scope=scope) as refused if scope:
                match await self.session.nango.look(self.draft.id, self.integration):
                    case Look():
                        return True
                    case Refused(answer=answer) if answer.status == 404:
                        return False
                    case Refused() | Unreachable():
                        return refused
            case Refused() | Unreachable() as failure:
                return failure

    # What can be done ------------------------------------------------------------------------------------------

    def action_go_on(self) -> None:
        """Take the first way on."""
        self.go_on()

    def go_on(self) -> None:
        match self.outcome:
            case Stored():
                self.action_next_import()
            case Refused() | Unknown() if may_have_arrived(self.outcome):
                if self._arrived:
                    self.action_next_import()
                else:
                    self.action_look()
            case Refused() | Unknown() | Unreachable():
                self.post_message(self.Returned())
            case never:
                assert_never(never)

    def action_copy_id(self) -> None:
        """Copy the connection id."""
        outcome = self.outcome
        self._copy(outcome.connection_id if isinstance(outcome, Stored) else self.draft.id, "Connection id")

    def action_copy_note(self) -> None:
        """Copy a note for the ticket."""
        now = self.session.services.clock.now()
        self._copy(ticket_note(self.draft, self.outcome, now, self.facts), "Ticket note")

    def _copy(self, text: str, what: str) -> None:
        self.app.copy_to_clipboard(text)
        self.notify(f"{what} sent to your terminal's clipboard.", markup=False)

    def action_verify(self) -> None:
        """Open the tests of the connection that was just stored."""
        from nango_tui.screens.try_out import TryOutScreen

        if isinstance(self.outcome, Stored):
            key = self.outcome.connection_id, self.outcome.integration
            seen = self.session.looks.get(key)
            provider = self.draft.integration.provider if self.draft.integration else ""
            connection = seen.connection if seen else Connection(ConnectionRow(*key, provider))
            self.app.push_screen(TryOutScreen(self.session, connection, self.draft.template), self._tell_test)

    def _tell_test(self, finding: Finding | None) -> None:
        """Take over what a test found."""
        self._tested = finding or self._tested
        self._refresh_words()

    def action_next_import(self) -> None:
        """Start the next import for the same integration."""
        self.post_message(self.NextImport())

    def action_send_again(self) -> None:
        """Go back to the review."""
        self.post_message(self.SendAgain())

    def action_toggle_raw(self) -> None:
        """Show or hide the server's answer."""
        self.toggle_class("-raw")

    @work(exclusive=True, group="delete")
    async def action_delete(self) -> None:
        """Delete the connection that cannot be used, after a question."""
        outcome = self.outcome
        if not isinstance(outcome, Stored):
            return
        name = f"{outcome.connection_id} on {outcome.integration}"
        if not await self.app.push_screen_wait(
            Confirm(f"Delete {name}?", "It cannot be undone.", yes="Delete", no="Keep")
        ):
            return
        self._failed = False
        self.refresh_bindings()
        begun = self.session.begun("delete", outcome.connection_id, outcome.integration)
        deletion = self.session.nango.delete(outcome.connection_id, outcome.integration)
        done = await self.session.noted(begun, deletion, "deleted")
        match done:
            case Got():
                self._deleted = True
                self._evidence = []
                self.session.connections.forget((outcome.connection_id, outcome.integration))
            case Refused(advice=advice) | Unreachable(advice=advice):
                self._failed = True
                self._say(f"{advice.happened} {advice.do}")
        self._refresh_words()
