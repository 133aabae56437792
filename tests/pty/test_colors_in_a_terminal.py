"""What a terminal without colors still shows: production, where one is, what is highlighted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]

KEY = "5d3f7f0a-2a0b-4a57-8f59-0d1f5b1c9e22"
NO_COLOR = {"NO_COLOR": "1"}


def marked(terminal: Terminal) -> list[str]:
    """Return what stands in reverse video or is underlined, line by line."""
    lines = []
    for y in range(terminal.screen.lines):
        row = terminal.screen.buffer[y]
        text = "".join(
            row[x].data if row[x].reverse or row[x].underscore else " " for x in range(terminal.screen.columns)
        ).strip()
        if text:
            lines.append(text)
    return lines


def colors(terminal: Terminal) -> set[str]:
    """Return the colors on screen, as RRGGBB."""
    cells = [terminal.screen.buffer[y][x] for y in range(terminal.screen.lines) for x in range(terminal.screen.columns)]
    return {color for cell in cells for color in (cell.fg, cell.bg)} - {"default"}


def is_grey(color: str) -> bool:
    return color[0:2] == color[2:4] == color[4:6]


def test_no_color_is_drawn_where_none_is_wanted(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path, environ=NO_COLOR) as terminal:
        terminal.wait_for("harborline")
        terminal.rest(0.3)
        assert colors(terminal)
        assert all(is_grey(color) for color in colors(terminal))


def test_the_highlighted_row_is_told_without_color_and_moves(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path, environ=NO_COLOR) as terminal:
        terminal.wait_for("beacon-ads", "OAuth 2")
        terminal.rest(0.3)
        assert any(text.startswith("beacon-ads") for text in marked(terminal))
        terminal.press("down")
        terminal.rest(0.3)
        rows = marked(terminal)
        assert any(text.startswith("brasswork") for text in rows)
        assert not any(text.startswith("beacon-ads") for text in rows)


def test_the_current_step_is_told_without_color(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path, environ=NO_COLOR) as terminal:
        terminal.wait_for("plain-weather")
        terminal.type("plain-w")
        terminal.wait_for("1 of 22")
        terminal.press("enter")
        terminal.wait_for("1 plain-weather ✓", "3 Credentials")
        terminal.rest(0.3)
        assert "3 Credentials" in marked(terminal)
        terminal.press("enter")
        terminal.wait_for("CREATE in")
        terminal.rest(0.3)
        assert "4 Review" in marked(terminal)


def test_production_is_said_in_words_without_color(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "nango-tui"
    folder.mkdir(parents=True)
    table = '[[environment]]\nid = "a"\nname = "acme"\nurl = "http://127.0.0.1:9"\nproduction = true\n'
    (folder / "environments.toml").write_text(f"version = 1\n{table}")
    with Terminal([], home=tmp_path, environ={**NO_COLOR, "NANGO_SECRET_KEY": KEY}) as terminal:
        terminal.wait_for("PROD acme · 127.0.0.1:9", "key: NANGO_SECRET_KEY")
        terminal.press("ctrl+e")
        terminal.wait_for("Environments", "› PROD acme")
        terminal.rest(0.3)
        assert any(text.startswith("› PROD acme") for text in marked(terminal))


def test_the_button_that_has_the_focus_is_told_without_color(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path, environ=NO_COLOR) as terminal:
        terminal.wait_for("plain-weather")
        terminal.type("plain-w")
        terminal.wait_for("1 of 22")
        terminal.press("enter")
        terminal.wait_for("3 Credentials")
        terminal.type("cus_1")
        terminal.wait_for("cus_1")
        terminal.press("ctrl+q")
        terminal.wait_for("What you typed was not sent")
        terminal.rest(0.3)
        before = marked(terminal)
        assert any("Stay" in text for text in before)
        assert not any("Quit" in text for text in before)
        terminal.press("tab")
        terminal.rest(0.3)
        assert any("Quit" in text for text in marked(terminal))
