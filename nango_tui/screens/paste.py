"""A preview of what a pasted text would fill: nothing is taken before Enter, and nothing is kept after it."""

from __future__ import annotations

from collections.abc import Iterator

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nango_tui.model.draft import Draft
from nango_tui.model.outcome import Got
from nango_tui.model.paste.fill import answered, apply, fill
from nango_tui.model.paste.filling import ELSEWHERE, Filling
from nango_tui.model.paste.found import Recognized
from nango_tui.model.paste.times import FROM_NOW
from nango_tui.model.siblings import service_name, sibling_words, siblings
from nango_tui.screens.closing import Dialog
from nango_tui.screens.dialogs import Notice
from nango_tui.screens.session import Session
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.options import Options

HELP = """\
Here stands which fields the text would fill, and what kind of value each is; no value is shown. What is not used is \
named with the reason, and what was taken off.

Enter fills the fields. Where two readings are possible, choose one first. What you entered yourself stays, unless you \
press o. Esc leaves everything as it was; Ctrl+Z in the form takes a paste back. The text itself is kept nowhere."""
KEY_IN_IT = "A Nango API key is in it. It goes into no field: Ctrl+E on Home replaces the key of an environment."


class PasteScreen(Dialog[Draft | None]):
    """Names the fields that a text would fill, asks what it cannot know, and gives the filled draft back."""

    BINDINGS = [
        Binding("enter", "take", "Fill these fields", tooltip="Fill the fields that are named here"),
        Binding("o", "overwrite", "Overwrite", tooltip="Replace what is entered in the marked fields, or keep it"),
        Binding("escape", "leave", "Leave", tooltip="Leave everything as it was"),
        Binding("f1", "help", "Help", tooltip="Say what is shown here"),
    ]
    DEFAULT_CSS = """
    PasteScreen {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 96%; height: auto; max-height: 92%; padding: 0 1;
            background: $panel; border: round $primary; border-title-style: bold;
        }
        VerticalScroll { height: auto; max-height: 100%; }
        Static { height: auto; }
        OptionList { height: auto; max-height: 8; border: none; background: transparent; display: none; }
        &.-asking OptionList { display: block; }
    }
    """

    def __init__(self, session: Session, draft: Draft, found: Recognized) -> None:
        """Take the draft as it is, and what was recognized in the text."""
        super().__init__()
        self._session = session
        self._draft = draft
        self._elsewhere = ""
        self._shape = found.shape
        clock = session.services.clock
        self._filling = fill(found, draft, session.form_of(draft), clock.now(), clock.zone())
        self._overwrite = False

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(f"Paste: {self._shape}")
            with VerticalScroll():
                yield Static(classes="words")
                yield Options(compact=True)
        yield KeyFooter()

    def on_mount(self) -> None:
        self._refresh_words()
        self._look_elsewhere()

    def _look_elsewhere(self) -> None:
        if any(text.endswith(ELSEWHERE) for text in self._filling.warnings):
            self._name_siblings()

    @work(exclusive=True)
    async def _name_siblings(self) -> None:
        """Say which other providers of the service take something else, and which of them are set up here."""
        template = self._draft.template
        if template is None:
            return
        name = service_name(template.display_name)
        match await self._session.nango.search_providers(name):
            case Got(value=hits):
                if found := siblings(template, hits, self._session.integrations or ()):
                    self._elsewhere = sibling_words(name, found)
                    self._refresh_words()
            case _:
                return

    def _refresh_words(self) -> None:
        filling = self._filling
        asked = filling.questions[0] if filling.questions else None
        self.set_class(asked is not None, "-asking")
        options = self.query_one(OptionList)
        options.clear_options()
        lines = list(_lines(filling, overwrite=self._overwrite))
        if self._elsewhere:
            lines.append(Content(self._elsewhere))
        if asked is not None:
            options.add_options([Option(Content(text)) for text in asked.options])
            options.highlighted = 0
            options.focus()
            lines += [Content(""), Content.from_markup("[b]$question[/b]", question=asked.text)]
        else:
            self.query_one(VerticalScroll).focus()
        self.query_one(".words", Static).update(Content("\n").join(lines))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now."""
        filling = self._filling
        if action == "take":
            return not filling.questions and any(self._overwrite or not item.replaces for item in filling.fills)
        if action == "overwrite":
            return not filling.questions and any(item.replaces for item in filling.fills)
        return True

    @on(OptionList.OptionSelected)
    def _answer(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if not self._filling.questions or event.option_index >= len(self._filling.questions[0].options):
            # A second Enter or click that was on its way: that question is answered.
            return
        self._filling = answered(self._filling, 0, event.option_index)
        self._refresh_words()
        self._look_elsewhere()

    def action_take(self) -> None:
        """Fill the fields."""
        self.dismiss(apply(self._filling, self._draft, overwrite=self._overwrite))

    def action_overwrite(self) -> None:
        """Replace what is entered in the marked fields, or keep it."""
        self._overwrite = not self._overwrite
        self._refresh_words()

    def action_help(self) -> None:
        """Say what is shown here."""
        self.app.push_screen(Notice("Paste", Content(HELP)))

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


def _lines(filling: Filling, *, overwrite: bool) -> Iterator[Content]:
    """Say what the text would do; no value is in it."""
    if filling.refused:
        yield Content.from_markup("[$text-warning]Nothing is taken: $why[/]", why=filling.refused)
    for index, item in enumerate(one for one in filling.fills if overwrite or not one.replaces):
        what = f"{item.label}: {item.what}" if item.what else item.label
        there = "what is stored" if item.stored else "what you entered"
        what = f"{what} (replaces {there})" if item.replaces else what
        yield _line("" if index else "fills", what, "b" if item.replaces else "")
    for index, item in enumerate(one for one in filling.fills if one.replaces and not overwrite):
        there = "stored already" if item.stored else "entered already"
        yield _line("" if index else "kept", f"{item.label}: {there}, o overwrites", "$text-warning")
    if not filling.fills and not filling.refused and not filling.questions:
        yield Content("Nothing in it fits a field of this form.")
    for index, one in enumerate(filling.ignored):
        yield _line("" if index else "ignored", f"{one.name}: {one.why}" if one.name else one.why, "dim")
    if filling.cleaned:
        yield _line("cleaned", ", ".join(filling.cleaned), "dim")
    for text in filling.warnings:
        yield Content.from_markup("[$text-warning]$text[/]", text=text)
    told = " ".join(item.what for item in filling.fills)
    for text in filling.notes:
        # It is said at the expiry, if one is filled.
        if text.rpartition("; ")[2] not in told and not text.endswith(FROM_NOW):
            yield Content(text)
    if filling.nango_key is not None:
        yield Content(KEY_IN_IT)


def _line(group: str, text: str, style: str) -> Content:
    markup = f"[b]$group[/b] [{style}]$text[/]" if style else "[b]$group[/b] $text"
    return Content.from_markup(markup, group=f"{group:<8}", text=text)
