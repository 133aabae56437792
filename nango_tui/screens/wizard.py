"""The wizard: one screen, one draft, the steps inside it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import assert_never

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal
from textual.widgets import Input

from nango_tui.model.auth import MODES, title_of
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.mismatch import taken_mode
from nango_tui.model.outcome import Call, Outcome, Refused, Stored, Unknown, Unreachable, may_have_arrived
from nango_tui.model.paste.found import Recognized
from nango_tui.model.template import Template
from nango_tui.model.unsent import unsent
from nango_tui.screens.clipboard import CLIPBOARD_ACTIONS, ClipboardScreen, Readiness
from nango_tui.screens.dialogs import Confirm, Notice
from nango_tui.screens.existing import update_instead
from nango_tui.screens.sending import Sending
from nango_tui.screens.session import Session, common
from nango_tui.screens.steps.auth_type import AuthTypeStep
from nango_tui.screens.steps.credentials import CredentialsStep
from nango_tui.screens.steps.loading import LoadingStep
from nango_tui.screens.steps.result import ResultStep
from nango_tui.screens.steps.review import ReviewStep
from nango_tui.screens.steps.step import Step
from nango_tui.screens.steps.update_result import UpdateResultStep
from nango_tui.screens.steps.update_review import UpdateReviewStep
from nango_tui.screens.summary import Summary
from nango_tui.widgets.awaiting import shows_anew
from nango_tui.widgets.bars import StepLine, TopBar
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.once import once

TITLES = ("Integration", AuthTypeStep.TITLE, CredentialsStep.TITLE, ReviewStep.TITLE, ResultStep.TITLE)
INTEGRATION, AUTH_TYPE, CREDENTIALS, REVIEW, RESULT = range(5)
SLOW = 0.5
"""Seconds after which a look is worth a word."""
WIDE = 100
"""From this many columns on, the summary stands beside the form."""


class WizardScreen(ClipboardScreen):
    """Hosts the steps: holds the draft, leads on and back, sends, and shows what became of it."""

    BINDINGS = [
        Binding("enter", "go_on", "Next", tooltip="Go on to the next step"),
        Binding("escape", "back", "Back", tooltip="Go back one step; what was typed is kept"),
        Binding("f1", "help", "Help", tooltip="Say what is asked here and where to find it"),
        Binding("f2", "auth_type", "Auth type", tooltip="See the auth types, and who else takes what you have"),
    ]
    LEADING = ClipboardScreen.LEADING | {"template", "next", "send"}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    DEFAULT_CSS = """
    WizardScreen {
        #body { height: 1fr; }
        #step { width: 1fr; height: 1fr; margin-top: 1; }
        Summary { display: none; }
        &.-wide Summary.-beside { display: block; }
    }
    """

    def __init__(
        self,
        session: Session,
        integration: Integration,
        draft: Draft | None = None,
        *,
        pasted: Recognized | None = None,
        begun: bool = False,
        at_config: bool = False,
    ) -> None:
        """Take the integration; to fix a connection, the draft that is filled in from what is stored.

        `pasted`: what was recognized in a text; its preview is shown over the form. `begun`: the draft holds what was
        given on the command line, and nothing that was typed before. `at_config`: begin in the configuration.
        """
        super().__init__(pasted, asked_for=begun)
        self.session = session
        self.integration = integration
        self.draft = session.resumed(draft) if draft else session.draft_for(integration)
        self._resumed = not begun and unsent(self.draft)
        self._named = tuple(self.draft.config) if begun else ()
        """The keys of the configuration that the command line named, until it is said which of them no field has."""
        self._at_config = at_config
        self._at = AUTH_TYPE
        self._step: Step | None = None
        self._sending = Sending(session, self.draft)
        self._unchecked = ""

    @property
    def sending(self) -> bool:
        """Whether an import is under way."""
        return self._sending.under_way

    @property
    def unsent(self) -> bool:
        """Whether leaving now would lose something that was typed."""
        self.collect()
        sent = isinstance(self.step, ResultStep) and isinstance(self.step.outcome, Stored | Unknown)
        return unsent(self.draft) and not sent

    def compose(self) -> ComposeResult:
        # Before anything has its styles: a class that is set later makes all of them anew.
        self.add_class("-wide" if self.app.size.width >= WIDE else "-narrow", update=False)
        yield TopBar(self.session.environment, self.session.held)
        yield StepLine()
        with Horizontal(id="body"):
            # The first step comes with the screen: shown afterwards, it would be laid out and drawn on its own.
            self._at, first = self._first_step()
            yield Container(first, id="step")
            yield Summary(self.session)
        yield KeyFooter()

    def on_mount(self) -> None:
        if self._resumed:
            self.notify("What you typed here before is still in the form. F5 starts over.", markup=False)
        self._begin_step(self.query_one(Step))
        if isinstance(self._step, LoadingStep):
            self._find_auth_type()

    def _first_step(self) -> tuple[int, Step]:
        if self.draft.mode:
            return CREDENTIALS, CredentialsStep(self.draft, self.session, at_config=self._at_config)
        if template := self.session.known_template(self.integration):
            # There is nothing to wait for: Home read the template of the row that was highlighted.
            return self._step_for(template)
        return AUTH_TYPE, LoadingStep(self.draft, self.session)

    def tell_environment(self) -> None:
        """Show what was learned about the environment since the wizard was opened."""
        self.collect()
        self.draft = replace(self.draft, environment=self.session.environment)
        self.query_one(TopBar).tell(self.session.environment, self.session.held)
        if self.step is not None:
            self.step.draft = replace(self.step.draft, environment=self.session.environment)
        if self._at == REVIEW and not self.sending:
            self._review(self._unchecked)

    # Pasting ---------------------------------------------------------------------------------------------------

    @property
    def readiness(self) -> Readiness:
        """Whether a text can be shown over the form now."""
        if self.sending or self._at == RESULT:
            return "busy"
        return "ready" if self._at == CREDENTIALS else "form comes first"

    def show_form(self, draft: Draft) -> None:
        """Show the form with this draft; before the auth type is known it waits for that."""
        self.draft = self.session.drafts[draft.place] = draft
        if draft.mode:
            self._reopen(CREDENTIALS)

    # Showing steps ---------------------------------------------------------------------------------------------

    @property
    def step(self) -> Step | None:
        """The step on screen; None while one comes and another goes, since half of a form cannot be read."""
        return self._step

    @property
    def is_awaiting(self) -> bool:
        """Whether it waits for what a key or a paste asked of it, or for what says which step comes first."""
        return super().is_awaiting or isinstance(self.step, LoadingStep)

    @property
    def takes_ahead(self) -> bool:
        """Whether what was typed before it could be seen goes into its fields: into the form, and no other step."""
        return self._at == CREDENTIALS

    @work(exclusive=True, group="show")
    async def _show(self, at: int, step: Step) -> None:
        host = self.query_one("#step", Container)
        self._at = at
        self._step = None
        async with self.batch():
            await host.remove_children()
            await host.mount(step)
            self._begin_step(step)

    def _begin_step(self, step: Step) -> None:
        """Lead the focus into the step that stands there now, and say around it where one is."""
        self._step = step
        shows_anew(self)
        step.take_focus()
        self.query_one(StepLine).tell([self._title_of(index) for index in range(len(TITLES))], self._at)
        # The review says the same in full.
        self.query_one(Summary).set_class(self._at in (AUTH_TYPE, CREDENTIALS), "-beside")
        self.query_one(Summary).tell(self.draft)
        self.refresh_bindings()
        if self._at == CREDENTIALS:
            self._tell_unknown_names()
            self.show_pasted()

    def _tell_unknown_names(self) -> None:
        """Say once which names of the command line are no field here: one may be misspelt."""
        named, self._named = self._named, ()
        known = self.session.form_of(self.draft).config_names if named else frozenset[str]()
        if unknown := [name for name in named if name not in known]:
            said = f"No field of this form is called {', '.join(unknown)}: it stands in Connection configuration."
            self.notify(said, severity="warning", timeout=20, markup=False)

    def _title_of(self, index: int) -> str:
        if index == INTEGRATION:
            name = self.draft.id if self.draft.exists else self.integration.unique_key
            return name if len(name) < 16 else "Connection" if self.draft.exists else TITLES[index]
        if index == AUTH_TYPE and self.draft.mode:
            return MODES[self.draft.mode].label if len(MODES[self.draft.mode].label) < 16 else TITLES[index]
        return TITLES[index]

    @on(Input.Changed)
    def _tell_summary(self) -> None:
        if self._at == CREDENTIALS and self.query_one(Summary).display:
            self.collect()
            self.query_one(Summary).tell(self.draft)

    @work(exclusive=True, group="template")
    async def _find_auth_type(self) -> None:
        self.integration, template = await self.session.identify(self.integration)
        self._show(*self._step_for(template))

    def _step_for(self, template: Template | None) -> tuple[int, Step]:
        """Return the step to which the provider's template leads: the form, unless the auth type must be chosen."""
        self.draft = replace(self.draft, template=template, integration=self.integration)
        step = AuthTypeStep(self.draft, self.session)
        if not step.settled:
            return AUTH_TYPE, step
        self.draft = step.collect()
        return CREDENTIALS, CredentialsStep(self.draft, self.session)

    # Going on and back -----------------------------------------------------------------------------------------

    def collect(self) -> None:
        """Take what is on screen into the draft."""
        if self.step is not None and self._at in (AUTH_TYPE, CREDENTIALS, REVIEW):
            self.draft = self.step.collect()
            self.session.drafts[self.draft.place] = self.draft

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Enter to the review and the result where they have keys of their own for it."""
        if action == "go_on":
            return self._at not in (REVIEW, RESULT) and (self.step is None or self.step.can_go_on)
        if action == "auth_type":
            return self._at == CREDENTIALS and not self.draft.exists
        if action in CLIPBOARD_ACTIONS:
            return self._at == CREDENTIALS and (action != "undo_paste" or self.can_undo)
        return True

    def action_go_on(self) -> None:
        """Go on to the next step."""
        if self.step is not None:
            self.step.go_on()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_go_on()

    @on(Step.Completed)
    def _completed(self) -> None:
        self.collect()
        if self._at == AUTH_TYPE:
            self._show(CREDENTIALS, CredentialsStep(self.draft, self.session))
        elif self._at == CREDENTIALS:
            self._look_before_review()

    @work(exclusive=True, group="template")
    async def _look_before_review(self) -> None:
        """Ask whether a typed connection id exists already: then this import is an update of it."""
        draft, unchecked, there = self.draft, "", None
        if (draft.connection_id or self._sending.is_unsure(draft)) and not draft.exists:
            slow = once(self, SLOW, partial(self.notify, f"Looking whether {draft.id} exists…", markup=False))
            try:
                there, unchecked = await self.session.already_there(draft)
            finally:
                slow.stop()
            self.collect()
            if self.draft != draft or self.app.screen is not self:
                # Typed while the answer was on its way: that was not checked. Or help, the palette or another question
                # was opened: nothing may come over it.
                return
        if there is None:
            self._review(unchecked)
        elif fix := await update_instead(self.app, self.session, draft, there):
            self.session.drafts.pop(draft.place, None)
            self.draft = self.session.drafts[fix.place] = fix
            if problems := self.session.check(fix).errors:
                self._show(CREDENTIALS, CredentialsStep(fix, self.session, problems=problems))
            else:
                self._review()
        else:
            marked = {"connection_id": f"{draft.id} exists already. Choose another id, or leave it blank."}
            self._show(CREDENTIALS, CredentialsStep(draft, self.session, problems=marked))

    def _review(self, unchecked: str = "") -> None:
        """Show the review: of an import, or of what an update changes. `unchecked`: why nobody looked for its id."""
        self._unchecked = unchecked
        if self.draft.exists:
            self._show(REVIEW, UpdateReviewStep(self.draft, self.session, unsure=self._sending.is_unsure(self.draft)))
        else:
            self._show(REVIEW, ReviewStep(self.draft, self.session, unchecked))

    @on(Step.Returned)
    def action_back(self) -> None:
        """Go back one step, keeping what was typed; while sending, stop waiting."""
        if self.sending:
            self.workers.cancel_group(self, "send")
            self._show_outcome(self._sending.give_up(self.step.waited if isinstance(self.step, ReviewStep) else 0.0))
            return
        if isinstance(self.step, ReviewStep) and self.step.close_json():
            return
        if self._at == RESULT and self.step is None:
            # It is about to say whether it was stored, and where back leads depends on that.
            return
        self.collect()
        if self._at in (REVIEW, RESULT) and not self._stored:
            self._reopen(CREDENTIALS)
        elif self._at == AUTH_TYPE and self._settled:
            # Looked at from the form: the type is the only one there is.
            self._reopen(CREDENTIALS)
        elif self._at == CREDENTIALS and not self._settled:
            # Chosen by hand: then it is a step of its own on the way back too.
            self._reopen(AUTH_TYPE)
        else:
            self._leave()

    @property
    def _stored(self) -> bool:
        """Whether the import succeeded: there is no way back from that, only to Home and to the next one."""
        return isinstance(self.step, ResultStep) and isinstance(self.step.outcome, Stored)

    @property
    def _settled(self) -> bool:
        """Whether the provider's template decided on the auth type."""
        return AuthTypeStep(self.draft, self.session).settled

    def action_auth_type(self) -> None:
        """Reopen the auth type; what was typed is kept."""
        self.collect()
        self._reopen(AUTH_TYPE)

    def _leave(self) -> None:
        self.dismiss(None)

    @on(StepLine.Reopen)
    def _reopen_clicked(self, message: StepLine.Reopen) -> None:
        if self.sending:
            return
        self.collect()
        if message.index == INTEGRATION or (self._stored and self.draft.exists):
            # A fix that is stored is over: sent once more, it would bring back a token that was replaced since.
            self._leave()
        elif self._at == RESULT and message.index == REVIEW:
            # It arrived, or may have: what would be sent again is looked for first.
            self._look_before_review()
        else:
            self._reopen(message.index)

    def _reopen(self, at: int) -> None:
        # A look that is under way would lead on to the review.
        self.workers.cancel_group(self, "template")
        if at == AUTH_TYPE:
            self._show(AUTH_TYPE, AuthTypeStep(self.draft, self.session))
        elif at == CREDENTIALS:
            self._show(CREDENTIALS, CredentialsStep(self.draft, self.session))
        elif at == REVIEW:
            self._review()

    # Sending ---------------------------------------------------------------------------------------------------

    @on(ReviewStep.Send)
    def _send_asked(self, message: ReviewStep.Send) -> None:
        self.collect()
        self._sending.begin(self.draft, message.endpoint, message.plan)
        self._send()

    @work(exclusive=True, group="send")
    async def _send(self) -> None:
        self._show_outcome(await self._sending.answer())

    def _show_outcome(self, outcome: Outcome) -> None:
        # What was sent is no paste any more that could be taken back.
        self.forget_paste()
        match outcome:
            case Stored():
                self.session.connections.stale()
                self.session.drafts.pop(self.draft.place, None)
                self._show(RESULT, self._result(outcome))
                # What is sent from here on would replace this connection: it is looked up, and asked about.
                self.draft = replace(self.draft, connection_id=outcome.connection_id)
            case Refused(route_missing=True, call=Call.IMPORT):
                self._use_legacy()
            case Refused() as refused if taken_mode(refused, self.draft.mode) and not self._settled:
                self._show(AUTH_TYPE, AuthTypeStep(self.draft, self.session, refused))
            case Refused(problems=problems) as refused if problems:
                self._show(CREDENTIALS, CredentialsStep(self.draft, self.session, refused))
            case Refused() | Unknown() | Unreachable():
                self._show(RESULT, self._result(outcome))
                if may_have_arrived(outcome):
                    # It may be stored by now: sending again looks for it first.
                    self.draft = replace(self.draft, connection_id=self.draft.id)
            case never:
                assert_never(never)

    def _result(self, outcome: Outcome) -> ResultStep:
        if self._sending.plan is not None:
            return UpdateResultStep(self.draft, self.session, outcome, self._sending.plan)
        return ResultStep(self.draft, self.session, outcome)

    def _use_legacy(self) -> None:
        """Fall back: a 404 or 405 that is not Nango's says that nothing was stored, and the other route may exist."""
        self.session.legacy_only = True
        self.draft = replace(self.draft, endpoint=None)
        missing = "This server has no POST /connections."
        if problems := self.session.check(self.draft).errors:
            # What the legacy endpoint cannot take must not be sent there.
            self._show(CREDENTIALS, CredentialsStep(self.draft, self.session, problems=problems))
            self.notify(missing, severity="warning", markup=False)
        else:
            self._review()
            self.notify(f"{missing} Review once more: the legacy endpoint is used.", severity="warning", markup=False)

    @on(ResultStep.SendAgain)
    def _send_again(self) -> None:
        # Asked there, where it may have arrived.
        if self.draft.exists:
            self._sending.take_as_sure(self.draft)
        self._look_before_review()

    @on(ResultStep.NextImport)
    def _next_import(self) -> None:
        """Start over for the same integration: nothing of this customer is kept."""
        self._start_next()

    @work(exclusive=True, group="next")
    async def _start_next(self) -> None:
        key, config = self.integration.unique_key, common(self.draft.config)
        if config and not self.draft.exists and key not in self.session.same_for_all:
            values = ", ".join(f"{name} {value}" for name, value in config.items())
            question = Confirm(
                "Is this configuration the same for every customer?", values, yes="Keep it", no="Clear it"
            )
            same = await self.app.push_screen_wait(question)
            if same is None:
                return
            self.session.same_for_all[key] = same
        self.forget_paste()
        self.draft = self.session.next_draft(self.draft, self.integration)
        self._show(CREDENTIALS, CredentialsStep(self.draft, self.session))

    # Help ------------------------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """Say what is asked here and where to find it."""
        if self.step is not None:
            title = f"{self.step.TITLE}: {title_of(self.draft.mode)}" if self.draft.mode else self.step.TITLE
            self.app.push_screen(Notice(title, self.step.help_text()))
