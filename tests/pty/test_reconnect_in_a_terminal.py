"""A reconnect link, from the broken connection to green, in a real terminal by keys alone."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

import pytest

from tests.conftest import Figure
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]

PROGRAM = (sys.executable, "-m", "tests.pty.customer")


def copied(terminal: Terminal) -> list[str]:
    """Return what was sent to the terminal's clipboard."""
    return [base64.b64decode(text[7:-1]).decode() for text in terminal.system_commands if text[:7] == b"\x1b]52;c;"]


def to_the_link(terminal: Terminal, text: str, row: str) -> None:
    """Find a connection on Home, open it, and make its link: two keys besides the letters of the search."""
    terminal.wait_for("Import into", "16 of 16")
    terminal.type(text)
    terminal.wait_for("1 of 16", row)
    terminal.press("enter")
    terminal.wait_for("Last fetched", row)
    terminal.press("r")
    terminal.wait_for("Reconnect link", "left", "Waiting for the customer")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_a_reconnect_link_leads_to_green_by_three_keys(size: tuple[int, int], tmp_path: Path, figure: Figure) -> None:
    with Terminal([], program=PROGRAM, home=tmp_path, size=size) as terminal:
        to_the_link(terminal, "acme inc", "acme-42")
        terminal.press("c")
        screen = terminal.wait_for("The customer is through", "The auth error is gone", "Nothing was lost")
        (link,) = copied(terminal)
        token = link.partition("session_token=")[2]
        assert len(token) > 64
        assert token not in screen
        assert token.encode() not in terminal.seen.replace(base64.b64encode(link.encode()), b"")
        terminal.press("escape")
        terminal.wait_for("Replace", "acme-42")
        assert "auth error" not in terminal.text.lower().replace("no auth error", "")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
        figure("keys to fix", "reconnect link 3", order=3)


def test_metadata_that_the_reconnect_emptied_are_there_again(tmp_path: Path) -> None:
    with Terminal([], program=PROGRAM, home=tmp_path) as terminal:
        to_the_link(terminal, "wonka", "wonka-boards")
        terminal.wait_for("Written back", "boards")
        terminal.press("c")
        terminal.wait_for("The metadata were written back", "Nothing was lost")
        terminal.press("escape")
        terminal.wait_for("boards", "Replace")


def test_a_customer_of_a_type_that_is_not_imported_connects_by_a_link(tmp_path: Path) -> None:
    with Terminal([], program=PROGRAM, home=tmp_path) as terminal:
        terminal.wait_for("Import into", "16 of 16")
        terminal.type("fogbank")
        terminal.wait_for("Fogbank Storage")
        terminal.press("enter")
        terminal.wait_for("Two-step token", "Connect link")
        terminal.press("k")
        terminal.wait_for("Customer ID", "at least one line")
        terminal.type("cus_77")
        terminal.press("enter")
        terminal.wait_for("Connect link", "left", "Waiting for the customer")
        terminal.press("c")
        screen = terminal.wait_for("The customer is through", "was made")
        terminal.press("i")
        terminal.wait_for("clipboard")
        assert copied(terminal)[-1] in screen
