"""What was sent: searched, copied as a note, opened again."""

from __future__ import annotations

import asyncio
from functools import partial

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from nango_tui.model.connection import ConnectionRow
from nango_tui.model.history import Entry, note
from nango_tui.model.outcome import Got, Refused, Unreachable
from nango_tui.model.text import cut, plain
from nango_tui.screens.closing import Page
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm, Notice
from nango_tui.screens.history_rows import HistoryRows, HistorySearch
from nango_tui.screens.history_words import HELP, about, is_here, row_words
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.session import Session
from nango_tui.widgets.bars import TopBar
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.once import once

ROWS = 200
"""At most so many entries are shown."""


class HistoryScreen(Page[None]):
    """Shows the history, searches it, and opens its connections again in the environment that is open."""

    BINDINGS = [
        Binding("escape", "close", "Back", tooltip="Leave the history"),
        Binding(
            # Before the search, where it would go to the end of the line.
            "ctrl+e",
            "environments",
            "Environment",
            priority=True,
            show=False,
            tooltip="Leave the history, and open another environment",
        ),
        Binding("f1", "help", "Help", tooltip="Say what is kept here"),
    ]
    LEADING = frozenset({"open"})
    DEFAULT_CSS = """
    HistoryScreen {
        #search { margin: 0 1; border: round $primary; height: 3; padding: 0 1; background: transparent; }
        #group { height: 1; padding: 0 1; }
        #group .title { width: 1fr; text-style: bold; }
        #group .count { width: auto; padding-left: 2; color: $text-muted; }
        OptionList {
            height: 1fr; padding: 0; border: none; background: transparent; scrollbar-size-vertical: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
            /* Enter acts on it from the search as well. */
            & > .option-list--option-highlighted {
                color: $block-cursor-foreground; background: $block-cursor-background;
                text-style: $block-cursor-text-style;
            }
        }
        #problem { height: auto; padding: 0 1; color: $text-warning; }
        #notice { height: auto; padding: 1 2; }
        #about { height: auto; max-height: 5; padding: 0 1; border-top: solid $primary; }
        #said { height: auto; padding: 0 1; text-style: bold; }
        .-empty { display: none; }
    }
    """

    def __init__(self, session: Session) -> None:
        """Take the open environment, in which connections are opened again."""
        super().__init__()
        self.session = session
        self._history = session.services.history
        self._shown: tuple[Entry, ...] = ()
        self._marked: int | None = None
        self._resting: Timer | None = None
        self._listed = ""
        """The search whose entries are listed."""
        self._entered = False
        """Whether Enter waits for the entries of what was typed just before."""

    def compose(self) -> ComposeResult:
        yield TopBar(self.session.environment, self.session.held)
        yield HistorySearch(
            placeholder="A customer, an id, an integration, an outcome, a date", id="search", compact=False
        )
        with Horizontal(id="group"):
            yield Static("History", classes="title")
            yield Static(classes="count")
        for name in ("problem", "notice"):
            yield Static(id=name, classes="-empty")
        yield HistoryRows(compact=True)
        for name in ("about", "said"):
            yield Static(id=name, classes="-empty")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one("#search").focus()
        self._tell("notice", Content("Reading the history…"))

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        # Also after a page that was opened from here: what was done there is an entry by now.
        self._read()

    def _tell(self, name: str, text: Content | None) -> None:
        widget = self.query_one(f"#{name}", Static)
        widget.set_class(not text, "-empty")
        widget.update(text or Content(""))

    # The list --------------------------------------------------------------------------------------------------

    @property
    def _typed(self) -> str:
        return self.query_one("#search", Input).value.strip()

    @on(Input.Changed, "#search")
    def _search(self) -> None:
        self._entered = False
        self._tell("said", None)
        if self._resting:
            self._resting.stop()
        self._resting = once(self, self.session.services.limits.pause, self._read)

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        """Read what fits the search. An answer to an older search is dropped: this work is exclusive."""
        if self._ending:
            return
        typed, before = self._typed, self._chosen
        found = await asyncio.to_thread(self._history.entries, typed, ROWS + 1)
        problem = self._history.problem
        if not self._ending:
            same = typed == self._listed and before in found[:ROWS]
            self._listed = typed
            self._fill(found, problem, found.index(before) if same and before else 0)
            if self._entered:
                self._open_chosen()

    @property
    def _ending(self) -> bool:
        """Whether the program is being left: an answer that arrives now finds nothing to be shown in."""
        return not self.children

    def _fill(self, found: tuple[Entry, ...], problem: str, at: int) -> None:
        self._shown, self._marked = found[:ROWS], None
        rows = self.query_one(HistoryRows)
        rows.set_options([Option(self._row(entry)) for entry in self._shown])
        rows.highlighted = at if self._shown else None
        count = f"the newest {ROWS}, type to narrow" if len(found) > ROWS else f"{len(found):,}"
        self.query_one("#group .count", Static).update(Content(count))
        self._tell("problem", Content(plain(problem)))
        empty = None
        if not found and self._listed:
            typed = cut(plain(self._listed), 60)
            empty = Content.from_markup("Nothing in the history matches: [b]$typed[/b]", typed=typed)
        elif not found and not problem:
            empty = Content("Nothing was sent yet. What you send is listed here: when, for whom, with which outcome.")
        self._tell("notice", empty)
        self._tell_about()
        if not found and rows.has_focus:
            self.action_to_search()

    def _row(self, entry: Entry, *, marked: bool = False) -> Content:
        return row_words(entry, self.session, wide=self.size.width >= 100, marked=marked)

    @on(OptionList.OptionHighlighted)
    def _mark(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the highlighted row by a character too: colors may be off."""
        event.stop()
        rows = self.query_one(HistoryRows)
        for index in {self._marked, event.option_index} - {None}:
            if index is not None and index < len(self._shown):
                marked = index == event.option_index
                rows.replace_option_prompt_at_index(index, self._row(self._shown[index], marked=marked))
        if self._marked is not None:
            # Somebody moved on. A list that was filled anew leaves what was just said.
            self._tell("said", None)
        self._marked = event.option_index
        self._tell_about()

    @property
    def _chosen(self) -> Entry | None:
        index = self.query_one(HistoryRows).highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    def _tell_about(self) -> None:
        """Say everything that is known of the highlighted entry: a row has no room for it."""
        entry = self._chosen
        self._tell("about", about(entry, self.session) if entry else None)

    def on_resize(self) -> None:
        rows = self.query_one(HistoryRows)
        for index, entry in enumerate(self._shown[: rows.option_count]):
            rows.replace_option_prompt_at_index(index, self._row(entry, marked=index == self._marked))

    # Opening again ---------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _entered_or_clicked(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        if self._typed == self._listed:
            self._open_chosen()
        else:
            # The list is that of an older search still: never open what nobody was looking for.
            self._entered = True

    def _open_chosen(self) -> None:
        self._entered = False
        entry = self._chosen
        if entry is None:
            return
        if not is_here(entry, self.session):
            self._say(f"Not opened: switch to {entry.environment} ({entry.host}) with Ctrl+E first.")
        elif not entry.connection_id:
            self._say("No connection ID is recorded: Nango makes it when the customer connects.")
        else:
            self._open(entry)

    @work(exclusive=True, group="open")
    async def _open(self, entry: Entry) -> None:
        """Find the connection and open its page; say so where it is gone or cannot be looked for."""
        session = self.session
        self._say(f"Looking for {entry.connection_id}…")
        match await session.nango.find(entry.connection_id):
            case Got(value=rows):
                row = next((each for each in rows if each.integration == entry.integration), None)
                if row is None:
                    gone = f"{entry.connection_id} is not on {entry.integration} any more"
                    self._say(f"{gone}: it was deleted, or never stored.")
                    return
                self._tell("said", None)
            case Refused(scope=scope) if scope:
                # What names it is recorded, and that is enough to look at it.
                row = ConnectionRow(entry.connection_id, entry.integration)
                self._say("This key may not list connections, so whether it is still there is not known.")
            case Refused(advice=advice) | Unreachable(advice=advice):
                self._say(f"{advice.happened} {advice.do}")
                return
        self.app.push_screen(DetailScreen(session, row))

    def _say(self, text: str) -> None:
        self._tell("said", Content(plain(text)))

    # What can be done ------------------------------------------------------------------------------------------

    def action_to_list(self) -> None:
        """Go to the list, if there is something in it."""
        if self._shown:
            self.query_one(HistoryRows).focus()

    @on(HistoryRows.LeftUpwards)
    def action_to_search(self) -> None:
        """Go to the search."""
        self.query_one("#search").focus()

    def action_copy_note(self) -> None:
        """Copy a note for the ticket."""
        if entry := self._chosen:
            self._copy(note(entry), "Ticket note")

    def action_copy_id(self) -> None:
        """Copy the connection id."""
        if entry := self._chosen:
            self._copy(plain(entry.connection_id), "Connection id") if entry.connection_id else self._say(
                "No connection ID is recorded with this entry."
            )

    def _copy(self, text: str, what: str) -> None:
        self.app.copy_to_clipboard(text)
        self.notify(f"{what} sent to your terminal's clipboard.", markup=False)

    @work(exclusive=True, group="clear")
    async def action_clear(self) -> None:
        """Forget everything, after a question."""
        detail = "Everything that this program remembers of all environments. Nothing changes in Nango."
        question = Confirm("Clear the whole history?", detail, yes="Clear", no="Keep")
        if await self.app.push_screen_wait(question):
            problem = await asyncio.to_thread(self._history.clear)
            if self.children:
                self._say(problem or "The history is cleared.")
                self._read()

    def action_close(self) -> None:
        """Leave the history."""
        self.dismiss(None)

    def action_environments(self) -> None:
        """Leave the history and open the environments."""
        self.dismiss(None)
        self.app.call_later(partial(self.app.post_message, HomeScreen.EnvironmentsWanted()))

    def action_help(self) -> None:
        """Say what is kept here."""
        self.app.push_screen(Notice("History", Content(HELP)))
