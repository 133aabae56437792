"""A list of rows without the focus: what is highlighted is in sight, and only what is in sight is made."""

from __future__ import annotations

from textual import events, on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Input

from nango_tui.widgets.rows import RowList


class Program(App[None]):
    """A list alone, below an input."""

    CSS = "RowList { height: 10; }"

    def __init__(self) -> None:
        super().__init__()
        self.made: list[int] = []
        self.chosen: list[int] = []
        self.rows = RowList(self._row)

    def compose(self) -> ComposeResult:
        yield Input()
        yield self.rows

    def _row(self, index: int, width: int) -> Content:
        self.made.append(index)
        return Content(f"row {index} of {width}")

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.chosen.append(event.index)

    @property
    def highlighted(self) -> int | None:
        """The highlighted row."""
        return self.rows.highlighted

    @property
    def lines(self) -> list[str]:
        """The list's lines as they stand on screen."""
        strips = self.screen._compositor.render_strips()
        region = self.rows.region
        return ["".join(part.text for part in strip).rstrip() for strip in strips[region.y : region.bottom]]


async def test_only_rows_in_sight_are_made() -> None:
    app = Program()
    async with app.run_test(size=(40, 20)) as pilot:
        app.rows.show(10_000)
        await pilot.pause()
        assert set(app.made) == set(range(10))
        assert app.lines[0].startswith("row 0 of 39")
        app.made.clear()
        app.rows.highlight(1)
        await pilot.pause()
        # Nothing but the two rows whose look has changed.
        assert set(app.made) <= {0, 1}


async def test_the_highlighted_row_stays_in_sight() -> None:
    app = Program()
    async with app.run_test(size=(40, 20)) as pilot:
        app.rows.show(100)
        for index, top in ((9, 0), (10, 1), (99, 90), (95, 90), (89, 89), (500, 90), (-3, 0)):
            app.rows.highlight(index)
            assert app.rows.top == top, index
        app.rows.show(100, 50)
        await pilot.pause()
        assert any(line.startswith("row 50 ") for line in app.lines)
        app.rows.styles.height = 4
        await pilot.pause()
        assert any(line.startswith("row 50 ") for line in app.lines)


async def test_fewer_rows_than_lines_begin_at_the_top_and_none_are_none() -> None:
    app = Program()
    async with app.run_test(size=(40, 20)) as pilot:
        app.rows.show(100, 99)
        app.rows.show(3, 99)
        await pilot.pause()
        assert app.rows.highlighted == 2
        assert [line[:5] for line in app.lines if line] == ["row 0", "row 1", "row 2"]
        app.rows.show(0)
        app.rows.highlight(1)
        await pilot.pause()
        assert app.highlighted is None
        assert not any(app.lines)


async def test_a_click_chooses_and_the_wheel_only_moves_the_view() -> None:
    app = Program()
    async with app.run_test(size=(40, 20)) as pilot:
        app.rows.show(100)
        await pilot.pause()
        app.rows.post_message(_wheel(app.rows))
        await pilot.pause()
        assert app.rows.top == 3
        assert app.highlighted == 0
        await pilot.click(RowList, offset=(2, 4))
        assert app.chosen == [7]
        assert app.highlighted == 7
        # The bar at the end moves the view as well.
        await pilot.click(RowList, offset=(39, 9))
        assert app.rows.top == 90
        assert app.chosen == [7]
        assert app.focused is app.query_one(Input)
        app.rows.show(2)
        await pilot.click(RowList, offset=(2, 5))
        assert app.chosen == [7]


def _wheel(rows: RowList) -> events.MouseScrollDown:
    return events.MouseScrollDown(rows, 1, 1, 0, 1, 0, False, False, False)


async def test_only_an_active_list_draws_its_highlight() -> None:
    app = Program()
    async with app.run_test(size=(40, 20)) as pilot:
        app.rows.show(3)
        await pilot.pause()
        assert _background(app, 0) != _background(app, 1)
        app.rows.active = False
        await pilot.pause()
        assert _background(app, 0) == _background(app, 1)
        assert app.highlighted == 0


def _background(app: Program, line: int) -> object:
    style = app.rows.render_line(line)._segments[0].style
    return style.bgcolor if style else None


async def test_a_new_width_and_a_new_theme_draw_all_rows_anew() -> None:
    app = Program()
    async with app.run_test(size=(40, 20)) as pilot:
        app.rows.show(3)
        await pilot.pause()
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert app.lines[0].startswith("row 0 of 59")
        before = _background(app, 1)
        app.theme = "textual-light"
        await pilot.pause()
        assert _background(app, 1) != before
        assert app.rows.texts() == [f"row {index} of 59" for index in range(3)]
