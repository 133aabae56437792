"""Sends what a wizard filled in, notes each try in the history, and knows what may have arrived."""

from __future__ import annotations

from nango_tui.model.auth import Endpoint
from nango_tui.model.draft import Draft
from nango_tui.model.history import ended
from nango_tui.model.lost import gave_up
from nango_tui.model.outcome import Outcome, Stored, may_have_arrived
from nango_tui.model.update import Plan
from nango_tui.screens.session import Session


class Sending:
    """The tries of one wizard, one at a time.

    `plan`: of a fix, what was sent at the latest try. `under_way`: whether its answer is waited for.
    """

    def __init__(self, session: Session, draft: Draft) -> None:
        """Take the draft that is not sent yet."""
        self._session = session
        self._draft, self._endpoint = draft, Endpoint.CURRENT
        self._entry = session.begun_import(draft, Endpoint.CURRENT)
        self.plan: Plan | None = None
        self.under_way = False

    def begin(self, draft: Draft, endpoint: Endpoint, plan: Plan | None) -> None:
        """Take what is sent next: a new connection, or of a fix its plan."""
        self._draft, self._endpoint, self.plan = draft, endpoint, plan
        self._entry = self._session.begun_import(draft, endpoint)
        self.under_way = True

    async def answer(self) -> Outcome:
        """Send it, and return what became of it."""
        nango = self._session.nango
        self._session.notes.write(self._entry)
        return self._ended(await (nango.replace(self.plan) if self.plan else nango.send(self._draft, self._endpoint)))

    def give_up(self, waited: float) -> Outcome:
        """Wait no longer, after so many seconds; return what is known then."""
        return self._ended(gave_up(self._endpoint, waited))

    def _ended(self, outcome: Outcome) -> Outcome:
        self.under_way = False
        self._session.notes.write(ended(self._entry, outcome), self._entry)
        if may_have_arrived(outcome):
            self._session.unsure.add(self._draft.id)
        elif isinstance(outcome, Stored):
            self._session.unsure.discard(self._draft.id)
        if self._draft.integration and (may_have_arrived(outcome) or isinstance(outcome, Stored)):
            self._session.forget_look((self._draft.id, self._draft.integration.unique_key))
        return outcome

    def is_unsure(self, draft: Draft) -> bool:
        """Say whether this connection was sent before and may be stored, although no answer said so."""
        return draft.id in self._session.unsure

    def take_as_sure(self, draft: Draft) -> None:
        """Ask no more whether it arrived: the engineer was asked."""
        self._session.unsure.discard(draft.id)
