"""Which integration a pasted text is for: those that fit come first, with the reason."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from nango_tui.model.draft import Integration
from nango_tui.model.matching import matching
from nango_tui.model.paste.found import Recognized
from nango_tui.model.paste.proposals import Proposal
from nango_tui.model.text import cut
from nango_tui.screens.dialogs import Question
from nango_tui.screens.session import Session
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.options import Options

ROWS = 100


class ProposalScreen(Question[Integration | None]):
    """Asks for which integration a text is; typing narrows the list."""

    HOW = """\
Here stand the integrations that the text could be for, those that fit first, with the reason. Up and Down move the \
highlight, typing narrows the list, Enter opens the form of the highlighted one with a preview of what the text fills.

Esc gives none: the text is dropped, and everything stays as it was."""

    BINDINGS = [
        Binding("enter", "choose", "Choose", tooltip="Take the highlighted integration"),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("escape", "leave", "Leave", tooltip="Leave everything as it was"),
    ]
    DEFAULT_CSS = """
    ProposalScreen {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 96%; height: auto; max-height: 92%; padding: 0 1;
            background: $panel; border: round $primary; border-title-style: bold;
        }
        Static { height: auto; }
        OptionList {
            height: auto; max-height: 12; border: none; background: transparent; margin-top: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """

    def __init__(self, session: Session, found: Recognized, fitting: tuple[Proposal, ...]) -> None:
        """Take what was recognized, and the integrations that fit, best first."""
        super().__init__()
        self._known = session.integrations or ()
        self._found = found
        self._why = {one.integration.unique_key: ", ".join(one.why) for one in fitting}
        self._fitting = [one.integration for one in fitting]
        self._shown: list[Integration] = []

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(f"Paste: {self._found.shape}")
            said = (
                "Which integration is it for?" if self._fitting else "No integration fits by itself. Which is it for?"
            )
            yield Static(Content.from_markup("[b]$said[/b]", said=said))
            yield TextEntry(placeholder="Type to narrow the list")
            yield Options(compact=True)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(TextEntry).focus()
        self._fill()

    @on(Input.Changed)
    def _fill(self) -> None:
        typed = self.query_one(TextEntry).value.strip()
        others = [one for one in matching(self._known, typed) if one not in self._fitting]
        fitting = [one for one in self._fitting if not typed or one in matching(self._known, typed)]
        self._shown = [*fitting, *others][:ROWS]
        rows = self.query_one(OptionList)
        rows.set_options([Option(self._row(one)) for one in self._shown])
        rows.highlighted = 0 if self._shown else None

    def _row(self, one: Integration) -> Content:
        why = self._why.get(one.unique_key, "")
        name = one.display_name or one.provider
        return Content.from_markup("$key [dim]$why[/]", key=f"{cut(one.unique_key, 26):<26}", why=why or name)

    def action_move(self, by: int) -> None:
        """Move the highlight while the focus stays in the input."""
        rows = self.query_one(OptionList)
        if rows.option_count:
            rows.highlighted = max(0, min(rows.option_count - 1, (rows.highlighted or 0) + by))

    @on(Input.Submitted)
    def action_choose(self) -> None:
        """Take the highlighted integration."""
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.dismiss(self._shown[at])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_choose()

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)
