"""What is typed faster than the focus moves goes where it was meant: a secret never into a field that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]

SECRET = "hbl_0f3b5a7c9d1e2f4a"
BULLETS = "•" * len(SECRET)


def form(terminal: Terminal, integration: str) -> None:
    terminal.wait_for("Import into", "22 of 22")
    terminal.type(integration)
    terminal.wait_for("1 of 22")
    terminal.press("enter")
    terminal.wait_for("3 Credentials", "Tags")


@pytest.mark.parametrize("key", ["\t", "\r"], ids=["Tab", "Enter"])
@pytest.mark.parametrize("pasted", [False, True], ids=["typed", "pasted"])
def test_a_secret_sent_in_one_piece_with_the_key_before_it_is_hidden(key: str, pasted: bool, tmp_path: Path) -> None:
    secret = f"\x1b[200~{SECRET}\x1b[201~" if pasted else SECRET
    with Terminal(["--demo"], home=tmp_path) as terminal:
        form(terminal, "harborline-key")
        terminal.type(f"acme{key}{secret}")
        terminal.wait_for("acme", BULLETS)
        assert SECRET not in terminal.text
        assert SECRET.encode() not in terminal.seen


def test_an_import_sent_in_one_piece_reaches_the_review(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        form(terminal, "harborline-key")
        terminal.type(f"acme\r{SECRET}\r")
        terminal.wait_for("CREATE in demo", "subdomain acme")
        assert SECRET.encode() not in terminal.seen
