"""What draws itself: a row of a form round its input, and the lines of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.facts import TONES, Facts
from nango_tui.widgets.row import Row


@dataclass
class Line:
    label: str
    text: str
    tone: str = ""


class Shown(App[None]):
    """Shows one widget, as wide as the window. Inputs can be made only while an app runs."""

    def __init__(self, make: Callable[[], Widget]) -> None:
        super().__init__()
        self._make = make

    def compose(self) -> ComposeResult:
        self._widget = self._make()
        yield self._widget

    @property
    def lines(self) -> list[str]:
        """What stands on screen, without blanks at the end."""
        strips = self.screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
        return lines[: self._widget.region.bottom]


async def test_a_text_wraps_in_its_own_column_and_one_without_a_label_goes_on_with_what_stands_above() -> None:
    facts = Facts(10)
    app = Shown(lambda: facts)
    async with app.run_test(size=(30, 20)) as pilot:
        facts.tell(Line("Status", "works as far as anybody can tell"), Line("", "and more"), Line("Id", ""))
        await pilot.pause()
        assert app.lines == [
            "Status    works as far as",
            "          anybody can tell",
            "          and more",
            "Id",
        ]
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert app.lines[0] == "Status    works as far as anybody can tell"


async def test_every_tone_has_a_color_of_its_theme() -> None:
    facts = Facts(4)
    async with Shown(lambda: facts).run_test() as pilot:
        facts.tell(*(Line("", "text", tone) for tone in TONES))
        await pilot.pause()
        colors = {tone: facts.render_line(y)._segments[-1].style for y, tone in enumerate(TONES)}
        assert len({str(colors[tone]) for tone in ("", "dim", "good", "doubt", "bad", "lost")}) == 6


@pytest.mark.parametrize(
    ("label", "required", "begin"),
    [
        ("Key", False, "Key                     "),
        ("Key", True, "Key *                   "),
        ("A name that is longer than its column", True, "A name that is longe… * "),
        ("日本語のとても長い名前です", False, "日本語のとても長い名前… "),
    ],
)
async def test_a_label_is_cut_to_its_column(label: str, required: bool, begin: str) -> None:
    app = Shown(lambda: Row("key", label, TextEntry("value"), required=required))
    async with app.run_test(size=(60, 10)):
        assert app.lines == [f"{begin}value"]


async def test_an_input_stands_between_prefix_and_suffix_and_a_very_long_one_of_these_is_cut() -> None:
    app = Shown(lambda: Row("key", "Host", TextEntry("acme"), prefix="https://", suffix="." + "x" * 80))
    async with app.run_test(size=(90, 10)):
        assert app.lines == [f"{'Host':24}https://acme{' ' * 24}.{'x' * 28}…"]


async def test_below_an_input_stands_what_to_know_while_it_has_the_focus_and_what_is_wrong() -> None:
    hint, warning = "The first part of the address.", "Rarely used."
    app = Shown(lambda: Row("key", "Host", TextEntry("acme"), hint=hint, warning=warning))
    async with app.run_test(size=(46, 10)) as pilot:
        row, below = app.query_one(Row), " " * 24
        app.set_focus(None)
        await pilot.pause()
        assert app.lines[1:] == [f"{below}Rarely used."]
        row.entry.focus()
        await pilot.pause()
        wrapped = [f"{below}The first part of the", f"{below}address."]
        assert app.lines[1:] == [*wrapped, f"{below}Rarely used."]
        row.mark("Not a host.", error=True)
        await pilot.pause()
        assert app.lines[1:] == [*wrapped, f"{below}Not a host."]
        assert row.said == "Not a host."
        row.clear()
        row.say_hint("")
        await pilot.pause()
        assert app.lines[1:] == [f"{below}Rarely used."]
