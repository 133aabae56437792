"""The two groups of Home: each a heading over rows; here what both have, and the integrations."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from nango_tui.model.matching import matching
from nango_tui.model.text import cut
from nango_tui.widgets.once import once
from nango_tui.widgets.rows import RowList

if TYPE_CHECKING:
    # The first frame is Home's. What it does not draw is imported where it is used, after that frame.
    from nango_tui.model.draft import Integration
    from nango_tui.model.outcome import Failure
    from nango_tui.screens.session import Session

ROWS = 200
"""At most so many rows are shown: nobody reads more, and typing narrows them."""


class Heading(Widget):
    """A title, what there is to say beside it, and a count at the end. New words need no new layout: keys are many."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Heading { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._said = ("", "")

    def say(self, text: str, count: str) -> None:
        """Say something beside the title, and how many there are."""
        if (text, count) != self._said:
            self._said = text, count
            self.refresh()

    def render(self) -> Content:
        text, count = self._said
        left = self.size.width - cell_len(self._title) - 2
        beside = f"  {fit(text, max(1, left - cell_len(count) - 2))}  {count}"
        return Content.assemble((self._title, "bold"), (beside, "dim"))


class Group(Vertical):
    """A heading with a count, a notice where there is something to say, and rows.

    The parts are held and not looked up: an answer that arrives while the program ends still finds them.
    """

    TITLE: ClassVar[str]
    virtual_size = Reactive(Size(0, 0), repaint=False)
    """As the size, since nothing scrolls. Textual lays out and draws once more when that changes."""
    DEFAULT_CSS = """
    Group {
        height: 1fr;
        .notice { height: auto; padding: 0 2; display: none; }
        .notice.-shown { display: block; }
        RowList { display: none; }
        RowList.-filled { display: block; }
    }
    """

    class Changed(Message):
        """What there is to show has changed."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.session: Session | None = None
        self.rows = RowList(self.draw)
        self.said = ""
        """What the notice says."""
        self._heading = Heading(self.TITLE)
        self._notice = Static(classes="notice")

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._notice
        yield self.rows

    @property
    def ending(self) -> bool:
        """Whether the program is being left: an answer that arrives now has nobody to see it."""
        return not self.is_attached or not self.is_running

    @property
    def active(self) -> bool:
        """Whether Enter acts on this group's highlighted row."""
        return self.rows.active

    def draw(self, index: int, width: int) -> Content:
        """Return the row of an index."""
        raise NotImplementedError

    def moved(self) -> None:
        """Say what belongs to the row that is highlighted now."""

    def activate(self, active: bool) -> None:
        """Let Enter act here, or not."""
        if active != self.rows.active:
            self.rows.active = active
            self.moved()

    def head(self, text: str, count: str) -> None:
        """Say something beside the title, and how many there are."""
        self._heading.say(text, count)

    def say(self, text: Content | None) -> None:
        """Say something between the heading and the rows."""
        said = text.plain if text else ""
        if said != self.said:
            self.said = said
            self._notice.set_class(bool(said), "-shown")
            self._notice.update(text or Content(""))

    def fill(self, count: int, highlighted: int) -> None:
        """Show so many rows."""
        self.rows.show(count, highlighted)
        self.rows.set_class(count > 0, "-filled")

    def need(self, width: int) -> int:
        """Return how many lines the group would take with all its rows."""
        lines = sum(1 + cell_len(line) // max(1, width - 4) for line in self.said.split("\n")) if self.said else 0
        return 1 + lines + self.rows.count


def counted(shown: int, total: int, limit: int = ROWS) -> str:
    """Say how many of all are shown: "3 of 27"."""
    return f"{limit} of {shown:,}, type to narrow" if shown > limit else f"{shown:,} of {total:,}"


def fit(text: str, cells: int) -> str:
    """Return the text in exactly so many cells, whatever its letters take: filled with blanks, or cut."""
    return set_cell_size(text, cells) if cell_len(text) <= cells else f"{set_cell_size(text, cells - 1)}…"


class ImportGroup(Group):
    """The integrations that fit, and what the highlighted one takes."""

    TITLE = "Import into"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.shown: list[Integration] = []
        self._counted = ""
        self.waiting = ""
        """What is being waited for before an environment can be opened."""
        self._resting: Timer | None = None
        self._reading: tuple[Session, Integration] | None = None
        """For which integration the template is being read."""

    @property
    def highlighted(self) -> Integration | None:
        """The integration of the highlighted row."""
        index = self.rows.highlighted
        return self.shown[index] if index is not None and index < len(self.shown) else None

    def search(self, typed: str, *, alone: bool, keep: bool) -> bool:
        """Show what fits; say whether a typed text is an integration's id.

        `alone`: nothing else was found, so that near ones are worth showing, and a way on where there is none.
        `keep`: the highlighted one stays so.
        """
        before = self.highlighted if keep else None
        session = self.session
        if session is None or session.integrations is None:
            self.shown = []
            self.fill(0, 0)
            failure = session.failure if session else None
            self.head("", "")
            self.say(_failure_words(failure) if failure else Content(self.waiting or "Reading the integrations…"))
            return False
        matches = matching(session.integrations, typed, near=alone)
        self.shown = matches[:ROWS]
        self.fill(len(self.shown), self.shown.index(before) if before in self.shown else 0)
        self._counted = counted(len(matches), len(session.integrations))
        self.moved()
        nothing = not matches and (alone or not session.integrations)
        self.say(self._empty_words(session, typed) if nothing else None)
        return bool(matches) and matches[0].unique_key.casefold() == typed.casefold()

    def _empty_words(self, session: Session, typed: str) -> Content:
        if not session.integrations:
            return Content(
                f"There is no integration in {session.environment.name} yet. One must exist in Nango before a "
                "connection can be imported: in the dashboard, Integrations, Set up new integration. Then Ctrl+R here."
            )
        return Content.from_markup(
            "No integration matches [b]$typed[/b]. If the service is not set up yet, do it in Nango's dashboard: "
            "Integrations, Set up new integration. Then Ctrl+R here.",
            typed=cut(typed, 60),
        )

    def draw(self, index: int, width: int) -> Content:
        """Return the row of an integration."""
        integration = self.shown[index]
        template = self.session.known_template(integration) if self.session else None
        key, name = (36, 32) if width >= 99 else (28, 24)
        return Content.assemble(
            f" {fit(integration.unique_key, key)} {fit(integration.display_name or integration.provider, name)} ",
            (self.session.type_of(template) if self.session and template else "", "dim"),
        )

    def moved(self) -> None:
        """Say what the highlighted integration takes, and ask for it: at once if no other one is left, else at rest."""
        self._tell_needs()
        if self._resting:
            self._resting.stop()
        session, integration = self.session, self.highlighted
        if session is None or integration is None or not self.active or not self.is_attached:
            return
        if self._reading != (session, integration):
            pause = 0 if len(self.shown) == 1 else session.services.limits.pause
            self._resting = once(self, pause, self._read_template)

    @work(exclusive=True, group="template")
    async def _read_template(self) -> None:
        """Say in the highlighted row what it takes: the list of integrations has no auth type in it."""
        session, integration = self.session, self.highlighted
        if self.ending or session is None or integration is None or not integration.provider:
            return
        self._reading = reading = session, integration
        try:
            template = await session.template_of(integration.provider)
        finally:
            if self._reading is reading:
                self._reading = None
        if template and self.session is session and not self.ending:
            self.rows.redraw()
            self._tell_needs()

    def _tell_needs(self) -> None:
        integration = self.highlighted if self.active else None
        template = self.session.known_template(integration) if self.session and integration else None
        needs = self.session.needs_of(template) if self.session and template else ""
        self.head(needs and f"needs {needs}", self._counted)


def _failure_words(failure: Failure) -> Content:
    from nango_tui.model.outcome import Refused

    way = "Ctrl+R tries again. You can go on without the list: type the integration's id and press Enter."
    if isinstance(failure, Refused) and failure.scope:
        way = "You can go on: type the integration's id as it stands in the dashboard, and press Enter."
    return Content.from_markup(
        "[b]$happened[/b]\n$do\n\n$way", happened=failure.advice.happened, do=failure.advice.do, way=way
    )
