"""A list of rows of one line each, drawn as far as they are in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

WHEEL = 3
"""Rows that one step of the mouse wheel moves the view."""


class RowList(Widget, can_focus=False):
    """Rows to choose from, without the focus. An option list takes too long to fill at every key.

    `highlighted`: the row on which Enter acts, drawn as such while `active`; None where there is no row. Rows are made
    by `draw(index, width)` when they come in sight.
    """

    ALLOW_SELECT = False
    virtual_size = Reactive(Size(0, 0), repaint=False)
    """As the size. Textual lays out and draws once more when that changes."""
    COMPONENT_CLASSES = {"rows--highlighted", "rows--thumb"}
    DEFAULT_CSS = """
    RowList {
        width: 1fr; height: 1fr; text-wrap: nowrap; text-overflow: ellipsis;
        & > .rows--highlighted {
            color: $block-cursor-foreground; background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        /* Without colors a slightly different grey is all that would tell the highlighted row. */
        &.-no-color > .rows--highlighted { text-style: bold underline; }
        & > .rows--thumb { color: $primary; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A row was clicked, and is highlighted now."""

        rows: RowList
        index: int

    def __init__(self, draw: Callable[[int, int], Content], *, id: str | None = None) -> None:
        """Take what makes the content of a row from its index and the width in cells."""
        super().__init__(id=id)
        # Rows hold no links; looking for some at each takes time.
        self.set_reactive(RowList.auto_links, False)
        self._draw = draw
        self._count = 0
        self._highlighted: int | None = None
        self._active = True
        self._top = 0
        self._lines: dict[int, Strip] = {}
        self._drawn: dict[int, Strip] = {}
        """What stands in each line of what is in sight."""
        self._drawn_width = 0
        self._blank: Style | None = None
        """The style where no row is. Asked for at each line, it would be made anew each time."""

    def on_mount(self) -> None:
        self.set_class(self.app.no_color, "-no-color")

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    @property
    def highlighted(self) -> int | None:
        """The row on which Enter acts."""
        return self._highlighted

    @property
    def top(self) -> int:
        """The first row in sight."""
        return self._top

    @property
    def active(self) -> bool:
        """Whether the highlight is drawn: of several lists it is in one."""
        return self._active

    @active.setter
    def active(self, active: bool) -> None:
        if active != self._active:
            self._active = active
            self._lines.pop(-1 if self._highlighted is None else self._highlighted, None)
            self._draw_changed()

    def show(self, count: int, highlighted: int = 0) -> None:
        """Show so many rows, all made anew, from the first one as far as the highlighted one allows."""
        self._count = count
        self._top = 0
        self._highlighted = max(0, min(count - 1, highlighted)) if count else None
        self._keep_in_sight()
        self.redraw()

    def highlight(self, index: int) -> None:
        """Highlight another row, and bring it in sight."""
        if self._count:
            before, self._highlighted = self._highlighted, max(0, min(self._count - 1, index))
            for line in (before, self._highlighted):
                self._lines.pop(-1 if line is None else line, None)
            self._keep_in_sight()
            self._draw_changed()

    def redraw(self) -> None:
        """Make all rows anew: what they say has changed."""
        self._lines.clear()
        self._draw_changed()

    def _draw_changed(self) -> None:
        """Draw the lines that differ from what stands there: at every key, through a slow connection too."""
        size = self.size
        if self._width != self._drawn_width or len(self._drawn) < size.height:
            self.refresh()
            return
        changed = [y for y in range(size.height) if self._strip(y) != self._drawn[y]]
        if changed:
            self.refresh(*(Region(0, y, size.width, 1) for y in changed))

    def texts(self) -> list[str]:
        """Return the text of every row, in sight or not."""
        return [self._draw(index, self._width).plain for index in range(self._count)]

    def _keep_in_sight(self) -> None:
        height = self.size.height
        if self._highlighted is not None and height:
            self._top = max(self._highlighted - height + 1, min(self._top, self._highlighted))
        self._top = max(0, min(self._top, self._count - height))

    def on_resize(self) -> None:
        top = self._top
        self._keep_in_sight()
        # What is in sight was drawn in its new size already.
        if top != self._top:
            self.refresh()

    def notify_style_update(self) -> None:
        """Draw in the new colors when the theme changes."""
        self._lines.clear()
        self._drawn.clear()
        self._blank = None
        super().notify_style_update()

    # Drawing ---------------------------------------------------------------------------------------------------

    @property
    def _blank_style(self) -> Style:
        if self._blank is None:
            self._blank = self.rich_style
        return self._blank

    @property
    def _barred(self) -> bool:
        return self._count > self.size.height

    @property
    def _width(self) -> int:
        """The cells of a row: the last column is the bar's, needed or not, so that columns stay where they are."""
        return max(1, self.size.width - 1)

    def render_line(self, y: int) -> Strip:
        """Return the line `y` of what is in sight."""
        if self._width != self._drawn_width:
            self._drawn_width = self._width
            self._lines.clear()
            self._drawn.clear()
        self._drawn[y] = strip = self._strip(y)
        return strip

    def _strip(self, y: int) -> Strip:
        index = self._top + y
        if index >= self._count:
            return Strip.blank(self.size.width, self._blank_style)
        if index not in self._lines:
            self._lines[index] = self._line(index)
        return Strip(_joined([*self._lines[index], self._bar(y)]), self.size.width)

    def _line(self, index: int) -> Strip:
        here = self._active and index == self._highlighted
        style = self.get_visual_style("rows--highlighted") if here else self.visual_style
        content = self._draw(index, self._width)
        if here:
            # Its colors were chosen for the other background.
            content = Content(content.plain)
        lines = Visual.to_strips(self, content, self._width, 1, style, apply_selection=False, pad=True)
        return lines[0] if lines else Strip.blank(self._width, style.rich_style)

    def _bar(self, y: int) -> Segment:
        """Return the last cell of a line: where the view is in the list. The rest of the bar is not drawn."""
        height = self.size.height
        if not self._barred:
            return Segment(" ", self._blank_style)
        thumb = max(1, height * height // self._count)
        start = round(self._top / (self._count - height) * (height - thumb))
        if not start <= y < start + thumb:
            return Segment(" ", self._blank_style)
        return Segment("▐", self.get_visual_style("rows--thumb").rich_style)

    # The mouse -------------------------------------------------------------------------------------------------

    def _scroll(self, by: int) -> None:
        self._top = max(0, min(self._top + by, self._count - self.size.height))
        self._draw_changed()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-WHEEL)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if self._barred and event.x >= self._width:
            self._top = round(event.y / max(1, self.size.height - 1) * (self._count - self.size.height))
            self._draw_changed()
        elif self._top + event.y < self._count:
            self.highlight(self._top + event.y)
            self.post_message(self.Chosen(self, self._top + event.y))


def _joined(line: Iterable[Segment]) -> Iterator[Segment]:
    """Yield the parts of a line, those without letters as a part of the one before: each change of colors is 40 bytes.

    On the same background they look the same, unless they are underlined or the like.
    """
    last: Segment | None = None
    for part in line:
        if last is None:
            last = part
        elif part.style == last.style or (part.text.isspace() and _looks_alike(last.style, part.style)):
            last = Segment(last.text + part.text, last.style)
        else:
            yield last
            last = part
    if last is not None:
        yield last


def _looks_alike(one: Style | None, other: Style | None) -> bool:
    """Say whether a blank looks the same in both styles."""
    if one is None or other is None or one.bgcolor != other.bgcolor:
        return False
    return not any(style.underline or style.strike or style.reverse for style in (one, other))
