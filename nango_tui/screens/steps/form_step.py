"""A step with fields: what is wrong stands beside them, and the focus is led there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from nango_tui.model.draft import Draft
from nango_tui.model.outcome import Refused
from nango_tui.screens.session import Session
from nango_tui.screens.steps.folds import Fold
from nango_tui.screens.steps.step import Step
from nango_tui.widgets.pairs import PairRows
from nango_tui.widgets.row import Row


class FormStep(Step):
    """Finds its rows by form key, marks them, and leads to the first that needs something.

    What belongs to no row is said in a Static with the class `banner`.
    """

    DEFAULT_CSS = """
    FormStep {
        .banner { display: none; height: auto; color: $text-error; border-left: thick $error; padding-left: 1; }
        .banner.-shown { display: block; }
    }
    """

    def __init__(self, draft: Draft, session: Session, refused: Refused | None = None) -> None:
        """Take the refusal that leads back here."""
        super().__init__(draft, session)
        self._refused = refused

    # Walked, not queried: Textual matches each widget with a selector, at some milliseconds an Enter.
    @property
    def rows(self) -> dict[str, Row]:
        """The fields by form key."""
        return {row.key: row for row in self.walk_children(Row)}

    def _say(self, text: Content) -> None:
        """Say above the form what belongs to none of its fields; nothing: take it back."""
        banner = self.query_one(".banner", Static)
        banner.update(text)
        banner.set_class(bool(text), "-shown")

    def point_at(self, errors: Mapping[str, str]) -> None:
        """Lead to the first thing to do; what was simply not filled yet is no mistake and gets no red text."""
        here = next((row for row in self.walk_children(Row) if row.has_focus_within), None)
        empty = [key for key in errors if key in self.rows and not self.rows[key].value]
        if len(empty) == len(errors) and here is not None and here.key not in errors:
            self.focus_on(self._first(empty))
            return
        self.mark(errors)
        self.focus_on(self._first(errors))

    def _first(self, keys: Iterable[str]) -> str:
        """Return the key whose field stands first on screen."""
        order = {key: index for index, key in enumerate(self.rows)}
        return min(keys, key=lambda key: order.get(key, len(order)))

    def clear_marks(self) -> None:
        """Take back all that was said about the fields."""
        for row in self.walk_children(Row):
            row.clear()
        for pairs in self.walk_children(PairRows):
            pairs.clear()
        self._refused = None
        self._say(Content(""))

    def mark(self, problems: Mapping[str, str], *, error: bool = True) -> None:
        rows, pairs, elsewhere = self.rows, {pair.key: pair for pair in self.walk_children(PairRows)}, list[str]()
        for key, text in problems.items():
            widget = rows.get(key) or pairs.get(key.partition(".")[0])
            if widget is None and key == "customer":
                widget = rows["customer.id"]
            if widget is not None:
                widget.mark(text, error=error)
                self._unfold(widget)
            else:
                elsewhere.append(text)
        said = self._refused.advice if self._refused else None
        lines = [Content(text) for text in elsewhere if said is None or text != said.happened]
        if said:
            lines.insert(0, Content.from_markup("[b]$happened[/b]\n$do", happened=said.happened, do=said.do))
        self._say(Content("\n").join(lines))

    def _unfold(self, widget: Widget) -> None:
        for parent in widget.ancestors:
            if isinstance(parent, Fold):
                parent.collapsed = False

    def focus_on(self, key: str) -> None:
        """Put the focus into the field of that key."""
        row = self.rows.get(key)
        if row is not None:
            row.entry.focus()
        elif pairs := self.pairs_of((key,)):
            pairs.take_focus()
        else:
            self.scroll_home(animate=False)

    def pairs_of(self, keys: Iterable[str]) -> PairRows | None:
        """Return the rows of key and value in which one of these keys stands: "tags", "config.region"."""
        names = {key.partition(".")[0] for key in keys}
        return next((pairs for pairs in self.walk_children(PairRows) if pairs.key in names), None)
