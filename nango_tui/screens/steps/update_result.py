"""Step 5 of a fix: what became of it, by evidence, and how what is missing is put back."""

from __future__ import annotations

from textual import work
from textual.binding import Binding
from textual.content import Content

from nango_tui.model.connection import Edit, Look
from nango_tui.model.draft import Draft
from nango_tui.model.lost import arrival, arrival_words
from nango_tui.model.outcome import Failure, Got, Outcome, Refused, Stored, Unreachable, may_have_arrived
from nango_tui.model.trial import Finding
from nango_tui.model.update import Plan
from nango_tui.model.update_after import verdict
from nango_tui.model.update_proof import UNTRIED, Proof, prove
from nango_tui.screens.dialogs import Confirm, agreed
from nango_tui.screens.session import Session
from nango_tui.screens.steps.result import ResultStep
from nango_tui.screens.steps.result_words import untried


class UpdateResultStep(ResultStep):
    """Reads the connection once more after an update, compares, and says what that proves."""

    HELP = """\
After an update the connection is read once more and compared with what had to stay. "Nothing was lost" is only said \
after that read.

p puts back what is missing, by calls that need no credentials. i copies the connection id, t a note for the ticket. \
Esc goes back to the connection."""

    BINDINGS = [
        Binding("p", "put_back", "Put back", tooltip="Put back what is missing, by calls that need no credentials"),
    ]

    def __init__(self, draft: Draft, session: Session, outcome: Outcome, plan: Plan) -> None:
        """Take the plan that was sent."""
        super().__init__(draft, session, outcome)
        self._plan = plan
        self._restore: Edit | None = None
        self._proof: Proof | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """What a read afterwards showed, in words that hold no value of a field."""
        proven = self._proof.facts if self._proof else ()
        return (*(fact for fact in proven if fact != UNTRIED or not self._tested), *super().facts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits the outcome and what was found since."""
        if action == "put_back":
            return self._restore is not None
        if action == "delete":
            return False
        return super().check_action(action, parameters)

    def go_on(self) -> None:
        if isinstance(self.outcome, Stored) or self._arrived:
            self.post_message(self.Returned())
        else:
            super().go_on()

    # What is found out afterwards ------------------------------------------------------------------------------

    @work(exclusive=True)
    async def _prove(self) -> None:
        """Read once, compare, and let Nango fetch the token where it is to; say only what was seen."""
        outcome = self.outcome
        if not isinstance(outcome, Stored):
            return
        self._usable = not self.draft.fetch
        self._say("Reading the connection again…")
        # Nango clears the error just after its answer (seen on Nango 0.71.4).
        await self.session.services.clock.sleep(self.session.services.limits.cleared)
        found = await self.session.look(self.draft.id, self.integration)
        if not isinstance(found, Look):
            self._not_checked(found)
            return
        proof = prove(self.draft, self._plan, found, tested=outcome.tested)
        self._show(proof)
        if proof.error_stays and found.reading != "failed":
            await self._wait_until_cleared(found, tested=outcome.tested)

    async def _wait_until_cleared(self, found: Look, *, tested: bool) -> None:
        """Look at the list once more, which has no effects: the server may have been slow to clear the error."""
        await self.session.services.clock.sleep(self.session.services.limits.settle)
        match await self.session.nango.find(self.draft.id):
            case Got(value=rows):
                row = next((row for row in rows if row.key == found.connection.row.key), None)
                if row is not None and row.auth_error is None:
                    found = self.session.seen(row) or found
                    self._show(prove(self.draft, self._plan, found, tested=tested))
            case Refused() | Unreachable():
                return

    def _not_checked(self, failure: Failure) -> None:
        self._say(f"{verdict(self._plan.expected, None)} {failure.advice.happened}")

    def _show(self, proof: Proof) -> None:
        self._proven, self._proof = True, proof
        self._usable = proof.works in ("tested", "refreshed") or (proof.works == "not known" and not proof.error_stays)
        self._restore = proof.restore
        self._evidence = [Content("")]
        style = "$text-error" if proof.differences else "$text-success"
        for line in proof.lines:
            if line == UNTRIED:
                self._evidence += [] if self._tested else [untried()]
                continue
            counts = line.startswith(("Nothing was lost", "Not all is", "The auth error is gone", "The auth error is"))
            self._evidence.append(Content.from_markup(f"[b {style}]$line[/]" if counts else "$line", line=line))
        if proof.restore:
            self._evidence.append(Content.from_markup("[b]p[/b] puts it back. $how", how=proof.restore_words))
        elif proof.restore_words:
            self._evidence.append(Content(proof.restore_words))
        self._refresh_words()

    @work(exclusive=True)
    async def action_look(self) -> None:
        """Ask whether the update arrived, by comparing what is stored with what was sent and with what was there."""
        self._say("Looking…")
        found = await self.session.look(self.draft.id, self.integration)
        match found:
            case Look() as after:
                self._arrival = arrival(self.draft.stored, self.draft, after, sent=self._plan.body)
                advice = arrival_words(self._arrival, self.draft)
                if self._arrived:
                    self._show(prove(self.draft, self._plan, after, tested=False))
                    self._evidence.insert(0, Content(f"\n{advice.happened} {advice.do}"))
                    self._refresh_words()
                else:
                    self._say(f"{advice.happened} {advice.do}")
            case Refused(answer=answer) if answer.status == 404:
                self._say("The connection is not there any more: somebody deleted it meanwhile.")
            case Refused(advice=advice) | Unreachable(advice=advice):
                self._say(f"{advice.happened} {advice.do}")

    def _tell_test(self, finding: Finding | None) -> None:
        if finding:
            self._evidence = [line for line in self._evidence if line.plain != untried().plain]
        super()._tell_test(finding)

    # What can be done ------------------------------------------------------------------------------------------

    def action_send_again(self) -> None:
        """Go back to the review; where it may have arrived, only after a yes."""
        self._send_again()

    @work(exclusive=True)
    async def _send_again(self) -> None:
        sure = self._arrival == "not arrived" or self.draft.mode == "NONE" or not may_have_arrived(self.outcome)
        if sure or await agreed(
            self.app,
            Confirm(
                "Send it again, although it may have arrived?",
                "If Nango has refreshed the token since, the used refresh token would be put back, and the "
                "connection would break.",
                yes="Send again",
                no="Back",
                red=True,
            ),
        ):
            self.post_message(self.SendAgain())

    @work(group="put back")
    async def action_put_back(self) -> None:
        """Put back what is missing, then read and compare once more."""
        restore, self._restore = self._restore, None
        if restore is None:
            return
        self._say("Putting it back…")
        begun = self.session.begun("edit", self.draft.id, self.integration)
        change = self.session.nango.edit(self.draft.id, self.integration, restore)
        done = await self.session.noted(begun, change, "put back")
        match done:
            case Got():
                found = await self.session.look(self.draft.id, self.integration)
                if isinstance(found, Look):
                    self._show(prove(self.draft, self._plan, found, tested=False))
                else:
                    self._not_checked(found)
            case Refused(advice=advice) | Unreachable(advice=advice):
                self._restore = restore
                self._say(f"Not put back. {advice.happened} {advice.do} p tries again.")
