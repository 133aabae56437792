"""Changes of a connection that need no credentials."""

from __future__ import annotations

from time import monotonic
from typing import Literal, assert_never

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from nango_tui.model.connection import Edit, Look
from nango_tui.model.draft import Draft
from nango_tui.model.edit_words import check_edit, edit_evidence, edit_lines, unlinked
from nango_tui.model.findings import confirmable, warning_id
from nango_tui.model.outcome import Call, Failure, Got, Refused, Unreachable
from nango_tui.model.text import plain
from nango_tui.model.update_edit import edits
from nango_tui.screens.closing import Page
from nango_tui.screens.dialogs import Confirm, Notice, agreed
from nango_tui.screens.edit_forms import EditForm, MetadataForm, PeopleForm
from nango_tui.screens.session import Session
from nango_tui.screens.steps.review import TOO_SOON
from nango_tui.widgets.awaiting import shows_anew
from nango_tui.widgets.bars import TopBar, where
from nango_tui.widgets.keys import KeyFooter

Part = Literal["metadata", "people"]


class Reviewed(VerticalScroll):
    """What will change, or what became of it; Enter goes on from here."""

    BINDINGS = [
        Binding("enter", "screen.send", "Send", tooltip="Send this change"),
        Binding("enter", "screen.finish", "Close", tooltip="Close: the change is done"),
    ]


class EditScreen(Page[bool]):
    """Edits metadata, or tags, customer and webhook URL; answers whether something was changed."""

    BINDINGS = [
        Binding("ctrl+s", "review", "Next", tooltip="Show what will change; nothing is sent yet"),
        Binding("ctrl+s", "send", "Send", show=False, tooltip="Send this change"),
        Binding("escape", "back", "Back", tooltip="Go back; what was not sent is dropped"),
        Binding("f1", "help", "Help", tooltip="Say what is asked here"),
    ]
    DEFAULT_CSS = """
    EditScreen {
        .head { height: 1; padding: 0 1; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
        EditForm { height: 1fr; margin-top: 1; }
        Reviewed {
            display: none; height: 1fr; margin-top: 1; padding: 0 1; border: round $primary; border-title-style: bold;
            Static { height: auto; }
        }
        &.-production Reviewed { border: round $error; border-title-color: $text-error; }
        &.-reviewing { EditForm { display: none; } Reviewed { display: block; } }
    }
    """

    def __init__(self, session: Session, draft: Draft, part: Part) -> None:
        """Take the draft of a fix (`prefill`) and what is to be edited."""
        super().__init__()
        self.session, self.draft, self.part = session, draft, part
        self._accepted: set[str] = set()
        self._shown_at = 0.0
        self._unanswered = False
        self._edit: Edit | None = None
        self._sent = self._done = False
        self._changed = False

    def compose(self) -> ComposeResult:
        yield TopBar(self.session.environment, self.session.held)
        yield Static(Content(self._head), classes="head")
        yield (MetadataForm if self.part == "metadata" else PeopleForm)(self.draft, self.session)
        with Reviewed():
            yield Static(classes="words")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.set_class(self.session.environment.production, "-production")
        self._form.take_focus()

    @property
    def _form(self) -> EditForm:
        return self.query_one(EditForm)

    @property
    def _head(self) -> str:
        what = "Metadata" if self.part == "metadata" else "Tags and customer"
        return f"{what} of {self._which}"

    @property
    def _which(self) -> str:
        integration = self.draft.integration.unique_key if self.draft.integration else ""
        return f"{plain(self.draft.id)} on {plain(integration)}"

    @property
    def unsent(self) -> bool:
        """Whether leaving now would lose something that was typed."""
        if self._done:
            return False
        draft = self._form.collect()
        # What is no JSON yet was typed all the same.
        return edits(draft) is not None or draft.metadata.strip() != self.draft.metadata.strip()

    @property
    def sending(self) -> bool:
        """Whether the change is under way."""
        return self._sent and not self._done

    # Going on --------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_review()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Call each key what it does now."""
        match action:
            case "review":
                return not self.has_class("-reviewing")
            case "send":
                return self.has_class("-reviewing") and not self._done
            case "finish":
                return self._done
            case _:
                return True

    def action_finish(self) -> None:
        """Close, once it is done."""
        self.dismiss(self._changed)

    def action_send(self) -> None:
        """Send what is shown, once it could be read."""
        if self._edit is None:
            return
        if monotonic() - self._shown_at < self.session.services.limits.send_guard:
            self.notify(TOO_SOON, timeout=3, markup=False)
        else:
            self._send(self._form.collect(), self._edit)

    def action_review(self) -> None:
        """Show what will change, or what is wrong with it."""
        form = self._form
        draft = form.collect()
        form.clear_marks()
        problems = check_edit(draft)
        if problems.errors:
            form.point_at(problems.errors)
            return
        fresh = {key: text for key, text in problems.warnings.items() if warning_id(key, text) not in self._accepted}
        if fresh:
            self._accepted |= {warning_id(key, text) for key, text in fresh.items()}
            form.mark({key: confirmable(text) for key, text in fresh.items()}, error=False)
            shows_anew(self)
            form.focus_on(next(iter(fresh)))
            return
        self._edit = edits(draft)
        if self._edit is None:
            cannot = " Nango cannot unlink an end user." if unlinked(draft) else ""
            form.say(f"Nothing is changed so far.{cannot}")
            return
        lines = [_line(label, text) for label, text in edit_lines(draft, self._edit)]
        if unlinked(draft):
            lines.append(Content("The end user stays linked: Nango cannot unlink one."))
        lines += [Content(""), Content("Credentials and all else stay as they are. Enter sends it, Esc edits on.")]
        self._show(f"CHANGE {self._which} in {where(self.session.environment)}", lines)

    def _show(self, title: str, lines: list[Content]) -> None:
        box = self.query_one(Reviewed)
        box.border_title = Content(title)
        self.query_one(".words", Static).update(Content("\n").join(lines))
        self.add_class("-reviewing")
        shows_anew(self)
        self._shown_at = monotonic()
        box.focus()
        box.scroll_home(animate=False)
        self.refresh_bindings()

    def _edit_on(self) -> None:
        self.remove_class("-reviewing")
        self._edit, self._sent = None, False
        self._form.take_focus()

    @work(exclusive=True, group="send")
    async def _send(self, draft: Draft, edit: Edit) -> None:
        environment = self.session.environment
        if environment.production:
            question = f"Change {self._which} in {where(environment)}?"
            if not await self.app.push_screen_wait(Confirm(question, yes="Send", no="Back")):
                return
        # Nothing is sent twice by a key that is held down.
        self._edit, self._sent = None, True
        self._show(f"CHANGE {self._which} in {where(environment)}", [Content("Sending…")])
        integration = draft.integration.unique_key if draft.integration else ""
        answer = await self._noted(draft, integration, edit)
        if isinstance(answer, Refused):
            self._edit_on()
            self._form.refuse(answer)
            return
        # After a lost answer this tells whether it arrived.
        self._show(f"CHANGE {self._which} in {where(environment)}", [Content("Reading the connection once more…")])
        self._tell(draft, edit, answer, await self.session.look(draft.id, integration))

    def _tell(self, draft: Draft, edit: Edit, answer: Got[None] | Unreachable, after: Look | Failure) -> None:
        self._done = self._changed = True
        self._unanswered = not isinstance(answer, Got)
        lines = [] if isinstance(answer, Got) else [Content(answer.advice.happened)]
        match after:
            case Look():
                lines += [Content(line) for line in edit_evidence(draft, edit, after)]
            case Refused() | Unreachable():
                done = "Nango took the change. " if isinstance(answer, Got) else ""
                lines.append(Content(f"{done}What is stored now could not be read: {after.advice.happened}"))
                self.session.connections.stale()
            case never:
                assert_never(never)
        end = "Enter closes. Esc edits on, with what you typed." if self._unanswered else "Enter closes."
        self._show("SENT" if isinstance(answer, Got) else "NO ANSWER", [*lines, Content(""), Content(end)])

    async def _noted(self, draft: Draft, integration: str, edit: Edit) -> Got[None] | Failure:
        """Send the change, noted in the history."""
        what = "metadata" if self.part == "metadata" else "tags and customer"
        call = Call.MERGE_METADATA if self.part == "metadata" else Call.PATCH_CONNECTION
        customer = plain(draft.stored.connection.row.customer) if draft.stored else ""
        endpoint = call.value.partition(" ")[2]
        begun = self.session.begun("edit", draft.id, integration, endpoint=endpoint, customer=customer)
        change = self.session.nango.edit(draft.id, integration, edit)
        return await self.session.noted(begun, change, f"{what} changed")

    # Leaving ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="leave")
    async def action_back(self) -> None:
        """Go back to the form, or leave; what was typed and not sent is asked about once."""
        if self._done and self._unanswered:
            self._done = self._unanswered = False
            self._edit_on()
        elif self._done:
            self.dismiss(self._changed)
        elif self.has_class("-reviewing"):
            if self._edit is None:
                self.notify("It was sent already: that cannot be stopped.", markup=False)
            else:
                self._edit_on()
        elif not self.unsent or await agreed(
            self.app, Confirm("Leave? What you typed was not sent.", yes="Leave", no="Stay")
        ):
            self.dismiss(False)

    def action_help(self) -> None:
        """Say what is asked here."""
        self.app.push_screen(Notice(self._head, self._form.help_text()))


def _line(label: str, text: str) -> Content:
    if label == "Lost":
        return Content.from_markup("[$text-error][b]$label[/b] $text[/]", label=f"{label:<15}", text=text)
    return Content.from_markup("[b]$label[/b] $text", label=f"{label:<15}", text=text)
