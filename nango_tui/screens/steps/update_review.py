"""Step 4 of a fix: what changes, what stays and what would be lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Tree, masked
from nango_tui.model.draft import Draft
from nango_tui.model.text import plain
from nango_tui.model.update import Lines, Question
from nango_tui.screens.dialogs import Confirm, TypedConfirm
from nango_tui.screens.session import Session
from nango_tui.screens.steps.review import ReviewStep
from nango_tui.widgets.bars import where

EFFECTS = "Nango will send an auth webhook, and may run on-creation functions and start syncs."


AGAIN = Question(
    "again",
    "This was sent before and may have arrived. If Nango has refreshed the token since, sending it again would put the "
    "used refresh token back. Send it again?",
    red=True,
)


class UpdateReviewStep(ReviewStep):
    """Shows an update as a difference in words, asks what must be asked, and sends it."""

    HELP = """\
Nothing was sent so far. An import over a connection replaces it: what is kept is sent again, unless the server \
keeps it by itself. "Lost" is never silent: what stands there is gone after Enter.

l switches between the two endpoints that import connections; the choice made for you replaces least.

j shows the body as JSON with the secrets hidden; c copies the update as a curl command that names its secrets as \
shell variables."""

    def __init__(self, draft: Draft, session: Session, *, unsure: bool = False) -> None:
        """Take the fix; `unsure`: it was sent before, and may have arrived."""
        super().__init__(draft, session)
        self._unsure = unsure
        self.plan = session.plan(draft)

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that will be used."""
        return self.plan.endpoint

    def body(self) -> dict[str, Tree]:
        """The body that will be sent, its secrets still hidden."""
        return dict(self.plan.body)

    def _refresh_words(self) -> None:
        draft, plan = self.draft, self.plan
        integration = draft.integration.unique_key if draft.integration else ""
        stored = draft.stored.connection.row.customer if draft.stored else ""
        who = f"{plain(stored)} ({plain(draft.id)})" if stored else plain(draft.id)
        box = self.query_one(".review", VerticalScroll)
        box.border_title = Content(f"UPDATE {who} on {integration}, in {where(draft.environment)}")
        lines = [
            *_group("changes", plan.changes or (("", "nothing: what is stored is sent again"),), "b"),
            *_group("kept", plan.kept, ""),
            *_group("LOST", tuple(line for line in plan.lost if line[0] not in plan.unsure), "b $text-error"),
            *_group("may lose", tuple(line for line in plan.lost if line[0] in plan.unsure), "$text-warning"),
            Content(""),
            Content.from_markup("[b]POST $path[/b]  $reason", path=plan.endpoint.value, reason=plan.reason),
            Content(EFFECTS),
            *(Content(note) for note in plan.notes),
            *self.doubts(),
        ]
        if plan.blocked:
            lines += [Content(""), Content.from_markup("[b $text-error]$why[/]", why=plan.blocked)]
        self.query_one(".words", Static).update(Content("\n").join(lines))
        self.query_one(".json", Static).update(Content(masked(self.body())))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Send only where it may be sent, and nothing but waiting while it is under way."""
        if action == "send":
            return not self.sending and not self.plan.blocked
        return super().check_action(action, parameters)

    def action_send(self) -> None:
        """Ask what must be asked, then send."""
        if self.plan.blocked or not self.may_send():
            return
        if self.plan.questions or self._unsure:
            self._ask()
        else:
            self.send_now(self.plan)

    @work(exclusive=True)
    async def _ask(self) -> None:
        plan = self.plan
        questions = (*((AGAIN,) if self._unsure else ()), *plan.questions)
        texts = [question.text for question in questions]
        red = any(question.red for question in questions)
        typed = next((question for question in questions if question.name), None)
        question: ModalScreen[bool | None]
        if typed is None:
            question = Confirm(texts[0], "\n\n".join(texts[1:]), yes="Send", no="Back", red=red)
        else:
            others = "\n\n".join(text for text in texts if text != typed.text)
            question = TypedConfirm(typed.text, others, typed.name, yes="send it")
        if await self.app.push_screen_wait(question):
            self.send_now(plan)

    def action_switch_endpoint(self) -> None:
        """Plan the update for the other endpoint; what that one cannot do is said."""
        other = Endpoint.LEGACY if self.endpoint is Endpoint.CURRENT else Endpoint.CURRENT
        draft = replace(self.draft, endpoint=None)
        plan = self.session.plan(draft)
        if plan.endpoint is not other:
            draft = replace(self.draft, endpoint=other)
            plan = self.session.plan(draft)
        if plan.blocked and not self.plan.blocked:
            self.notify(f"Not through POST {other.value}: {plan.blocked}", markup=False)
            return
        self.draft, self.plan = draft, plan
        self._refresh_words()


def _group(name: str, lines: Lines, style: str) -> Iterable[Content]:
    """Yield the lines of a group; its name stands before the first."""
    for index, (label, text) in enumerate(lines):
        said = f"{label}: {text}" if label else text
        first = f"{'' if index else name:<9}"
        if style:
            yield Content.from_markup(f"[{style}]$name[/] $text", name=first, text=said)
        else:
            yield Content.from_markup("[dim]$name[/] $text", name=first, text=said)
