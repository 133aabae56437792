"""Whatever a server's texts hold, the terminal gets no command of theirs, and no row is broken: in a real pty."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from wcwidth import wcwidth

from nango_tui.steady import steady
from tests.canary.strange import FAMILIES
from tests.pty.terminal import Terminal
from tests.pty.test_broken_in_a_terminal import STAGED

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty-leaks")]

COVERS = frozenset("▌▐▁▂▃▄▅▆▇█▎▏")
"""What may stand on a frame's side: a toast, a scroll bar."""
HOSTILE = (
    b"\x1b]52;c;aG9z",
    b"aG9zdGlsZQ==\x07",
    b"hostile\x07",
    b"hostile\x1b",
    b"hostile\x9c",
    b"\x1b[2J\x1b[31m",
    b"\x1bc",
    b"\x1bP1$r",
    b"\x1b]8;;",
)


def broken_rows(terminal: Terminal) -> list[str]:
    """Return the rows in which a frame does not stand where its corners are, and a footer that is out of its row."""
    screen = terminal.screen
    cells = [[screen.buffer[y][x].data for x in range(screen.columns)] for y in range(screen.lines)]
    broken = []
    for top, row in enumerate(cells):
        for left in [at for at, cell in enumerate(row) if cell == "╭"]:
            right = next((at for at in range(left + 1, len(row)) if row[at] == "╮"), -1)
            bottom = next((y for y in range(top + 1, len(cells)) if cells[y][left] == "╰"), -1)
            if right < 0 or bottom < 0 or cells[bottom][right] not in {"╯", *COVERS}:
                broken.append(f"{top}: no frame from column {left}")
                continue
            for y in range(top + 1, bottom):
                if not {cells[y][left], cells[y][right]} <= {"│", *COVERS}:
                    broken.append(f"{y}: {''.join(cells[y])}")
    # Help closes by a key that its frame names; everything else has a footer.
    if "Esc closes" not in terminal.text and not re.search(r"\^q Quit|f1 Help", "".join(cells[-1])):
        broken.append(f"footer: {''.join(cells[-1])}")
    return broken


def walk(terminal: Terminal) -> dict[str, list[str]]:
    """Look at every screen that shows texts of a server; return what is broken, by screen."""
    found: dict[str, list[str]] = {}

    def on(name: str, text: str, *keys: str) -> None:
        terminal.press(*keys)
        terminal.wait_for(text)
        terminal.rest(0.15)
        if rows := broken_rows(terminal):
            found[name] = rows

    on("Home", " of 22")
    terminal.type("cages")
    on("a connection", "Created", "enter")
    on("a test", "Call the provider: GET", "t")
    on("a refresh", "Refresh", "enter")
    terminal.press("tab")
    terminal.type("/me")
    terminal.wait_for("GET    /me")
    on("an answer", "The provider's answer", "enter")
    on("a connection again", "Created", "escape")
    on("a link", "esc Back", "r")
    on("a connection after the link", "Created", "escape")
    on("an update", "UPDATE of", "enter")
    on("help of an update", "Esc closes", "f1")
    on("an update again", "UPDATE of", "escape")
    on("a connection after the update", "Created", "escape")
    on("Home again", " of 22", "escape")
    on("Home, empty", "Type an integration", *["backspace"] * 8)
    terminal.type("harborline")
    terminal.wait_for("3 of 22")
    on("a form", "Who is the customer?", "enter")
    on("help", "Esc closes", "f1")
    on("the form again", "Who is the customer?", "escape")
    return found


@pytest.mark.parametrize(("size", "first"), [((80, 24), 0), ((120, 40), 7)], ids=["80x24", "120x40"])
def test_no_text_of_a_server_breaks_a_row_or_reaches_the_terminal_as_a_command(
    size: tuple[int, int], first: int, tmp_path: Path
) -> None:
    with Terminal([f"strange{first}"], size=size, home=tmp_path, program=STAGED) as terminal:
        assert not walk(terminal)
        terminal.press("ctrl+q")
        terminal.rest(0.3)
        if terminal.process.isalive():
            terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    assert not [command for command in HOSTILE if command in terminal.seen]
    assert not [command for command in terminal.system_commands if b"hostile" in command or b"x.example" in command]
    assert "hostile" not in f"{terminal.screen.title} {terminal.screen.icon_name}"


def test_a_frame_that_is_broken_is_seen(tmp_path: Path) -> None:
    with Terminal([], home=tmp_path, program=("printf", "╭──╮\\r\\n│❤️ │\\r\\n│👍🏽│\\r\\n╰──╯")) as terminal:
        terminal.wait_end()
        rows = broken_rows(terminal)
    assert len(rows) == 3, rows
    assert rows[-1].startswith("footer")


SIGNS = FAMILIES | {
    "a heart": "❤️ and more",
    "a color of skin": "👍🏽",
    "flags": "🇩🇪🇫🇷",
    "half a flag": "🇩",
    "keycaps": "1️⃣2️⃣",
    "a mark alone": "\ufe0f",
    "a color alone": "🏽",
    "a profession": "👩🏽\u200d🚀",
    "a family": "👩\u200d👩\u200d👧\u200d👦 x",
    "a joiner at the end": "a\u200d",
}


@pytest.mark.parametrize("text", SIGNS.values(), ids=SIGNS)
def test_what_is_drawn_is_as_wide_as_it_was_taken_to_be_also_sign_by_sign(text: str) -> None:
    shown = "".join(sign for sign in text if sign.isprintable() or sign in "\u200d")
    drawn = steady(shown)
    assert cell_len(drawn) == cell_len(shown)
    assert sum(max(0, wcwidth(sign)) for sign in drawn) == cell_len(shown)
    assert steady(drawn) == drawn
