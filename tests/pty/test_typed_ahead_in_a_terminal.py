"""What is typed before the program is ready for it, in a real terminal: it goes where it was meant, or nowhere."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]

TOKEN = "canary-token-01"
HIDDEN = "•" * len(TOKEN)


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3])
def test_what_is_typed_while_the_program_starts_goes_into_the_form_that_it_asks_for(
    delay: float, tmp_path: Path
) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        time.sleep(delay)
        terminal.type(f"mossdesk\rada@acme.example\t{TOKEN}")
        screen = terminal.wait_for("3 Credentials", "ada@acme.example", HIDDEN)
        assert TOKEN not in screen


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.05])
def test_what_is_typed_right_after_enter_on_a_connection_goes_into_its_form(delay: float, tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        to_the_connection(terminal)
        terminal.press("enter")
        time.sleep(delay)
        terminal.type(TOKEN)
        terminal.wait_for("3 Credentials", "UPDATE of acme-42", HIDDEN)
        assert TOKEN.encode() not in terminal.seen


@pytest.mark.parametrize(("key", "title"), [("m", "Metadata of acme-42"), ("g", "Tags and customer of acme-42")])
def test_what_is_typed_right_after_a_letter_that_opens_an_editor_goes_into_it(
    key: str, title: str, tmp_path: Path
) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        to_the_connection(terminal)
        terminal.type(f"{key}tier-1")
        terminal.wait_for(title, "tier-1")


def to_the_connection(terminal: Terminal) -> None:
    terminal.wait_for("22 of 22", "acme-42")
    terminal.type("acme inc")
    terminal.wait_for("1 of 1")
    terminal.press("enter")
    terminal.wait_for("Replace", "acme-42")
    terminal.rest(0.3)
