"""What is drawn, laid out and made anew, and what is left as it is: this is what makes the program fast."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.widget import Widget

from nango_tui.collecting import Collecting
from nango_tui.widgets.bars import StepLine
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.rows import _joined
from tests.screens.driving import Driver, running


def layouts(drive: Driver) -> list[object]:
    """Return a list that grows with each layout of the screen."""
    seen: list[object] = []
    drive.app.screen.screen_layout_refresh_signal.subscribe(drive.app.screen, seen.append)
    return seen


async def test_a_letter_in_a_field_lays_nothing_out_and_neither_does_what_is_said_already() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.press("a")
        await drive.pilot.pause()
        seen = layouts(drive)
        await drive.type("cme-inc")
        await drive.pilot.pause()
        assert drive.typed("config.subdomain") == "acme-inc"
        assert not seen


async def test_a_letter_in_the_search_that_moves_nothing_lays_nothing_out() -> None:
    async with running() as drive:
        await drive.wait_for("16 of 16", "acme-42")
        await drive.type("acme i")
        await drive.wait_for("1 of 16")
        await drive.pilot.pause()
        seen = layouts(drive)
        await drive.type("nc")
        await drive.pilot.pause()
        assert not seen


async def test_only_the_lines_of_a_list_that_change_are_drawn() -> None:
    async with running() as drive:
        await drive.wait_for("16 of 16", "acme-42")
        await drive.pilot.pause()
        rows = drive.app._home.imports.rows
        drawn: list[int] = []
        render = rows.render_line

        def note(y: int) -> object:
            drawn.append(y)
            return render(y)

        vars(rows)["render_line"] = note
        await drive.press("down")
        await drive.pilot.pause()
        assert set(drawn) == {0, 1}


async def test_the_keys_and_the_step_line_are_not_drawn_anew_while_they_say_the_same() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.pilot.pause()
        drawn: list[type[Widget]] = []

        def noting(widget: KeyFooter | StepLine) -> None:
            render = widget.render

            def note() -> Content:
                drawn.append(type(widget))
                return render()

            vars(widget)["render"] = note

        noting(drive.app.screen.query_one(KeyFooter))
        noting(drive.app.screen.query_one(StepLine))
        await drive.press("tab", "tab")
        await drive.pilot.pause()
        assert drawn == []
        await drive.press("f2")
        await drive.wait_step("Auth type")
        await drive.wait(lambda: set(drawn) == {KeyFooter, StepLine}, "both drawn as they are now")


def test_parts_of_a_line_that_look_the_same_are_one() -> None:
    red, dim, other = Style.parse("red on black"), Style.parse("grey50 on black"), Style.parse("white on blue")
    underlined = Style.parse("underline on black")
    line = [Segment("a", red), Segment("  ", dim), Segment("b", dim), Segment(" ", other), Segment(" ", underlined)]
    assert list(_joined(line)) == [
        Segment("a  ", red),
        Segment("b", dim),
        Segment(" ", other),
        Segment(" ", underlined),
    ]


@pytest.fixture
def collecting_off() -> Iterator[None]:
    """Collecting is off, as at the start of the program."""
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


def test_what_is_loaded_is_never_looked_through_again_for_memory(collecting_off: None) -> None:
    collecting, before = Collecting(), gc.get_freeze_count()
    with collecting.put_off():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > before


def test_a_process_that_collects_already_is_left_alone() -> None:
    collecting, before = Collecting(), gc.get_freeze_count()
    with collecting.put_off():
        assert gc.isenabled()
    collecting.settle()
    assert gc.get_freeze_count() == before
