"""Lines of a label and a text, which wraps in its own column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

TONES: Final[Mapping[str, str]] = {
    "": "$foreground",
    "dim": "",
    "good": "$text-success",
    "doubt": "$text-warning",
    "note": "$text-warning",
    "bad": "$text-error",
    "lost": "bold $text-error",
}
"""How a text is drawn."""


class Fact(Protocol):
    """One line. `label` "": it goes on with what stands above."""

    @property
    def label(self) -> str:
        """What it is about."""

    @property
    def text(self) -> str:
        """What is said."""

    @property
    def tone(self) -> str:
        """How it is meant: one of TONES."""


class Facts(Widget):
    """Draws all lines itself: as widgets of their own, they made a page take a tenth of a second."""

    # Base color: the labels, and what is dim.
    DEFAULT_CSS = """
    Facts { width: 1fr; height: auto; color: $text-muted; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, labels: int, *, id: str | None = None) -> None:
        """Take how many columns the labels have."""
        super().__init__(id=id)
        self._labels = labels
        self._told: tuple[Fact, ...] = ()

    def tell(self, *facts: Fact) -> None:
        """Show these lines, if they are others than before."""
        if facts != self._told:
            self._told = facts
            self.refresh(layout=True)

    def _lines(self, width: int) -> Iterator[Content]:
        for fact in self._told:
            label, gap = Content.styled(fact.label, "bold"), " " * (self._labels - len(fact.label))
            text = Content.styled(fact.text, TONES[fact.tone])
            for index, line in enumerate(text.wrap(max(1, width - self._labels))):
                yield line.pad_left(self._labels) if index else Content.assemble(label, gap, line)

    def render(self) -> Content:
        """Return all lines."""
        return Content("\n").join(self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are in this width."""
        return sum(1 for _ in self._lines(width))
