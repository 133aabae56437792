"""A broken connection, found and fixed in a real terminal by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Figure
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]

MOST = 6
"""Keys besides the letters of the search and the values, which are pasted or typed."""
ACCESS, REFRESH, KEY = "canary-access-0123456789", "canary-refresh-0123456789", "lum_0f3b5a7c9d1e2f4a"


class Hand:
    """Presses keys and counts them."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.keys = 0

    def press(self, name: str) -> None:
        self.keys += 1
        self.terminal.press(name)

    def send(self) -> None:
        """Press Enter on the review, when it has stood long enough to take one."""
        self.terminal.wait_for("Send", "4 Review")
        self.terminal.rest(0.4)
        self.press("enter")


def find(terminal: Terminal, text: str, row: str) -> None:
    """Type on Home until the connection is found."""
    terminal.wait_for("Import into", "16 of 16")
    terminal.type(text)
    terminal.wait_for("1 of 16", row)


def test_both_tokens_of_a_broken_connection_are_replaced_by_few_keys(tmp_path: Path, figure: Figure) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        hand = Hand(terminal)
        find(terminal, "acme inc", "auth error")
        hand.press("enter")
        terminal.wait_for("Acme Inc. · harborline · acme-42", "Replace", "Refresh token")
        hand.press("enter")
        terminal.wait_for("UPDATE of acme-42", "enter the new one")
        terminal.paste(ACCESS)
        hand.press("tab")
        terminal.paste(REFRESH)
        hand.press("enter")
        terminal.type("2h")
        hand.press("enter")
        terminal.wait_for("UPDATE Acme Inc. (acme-42) on harborline", "kept", "Metadata: 3 (plan, region, seats)")
        hand.send()
        screen = terminal.wait_for("Nothing was lost", "The auth error is gone.")
        for secret in (ACCESS, REFRESH):
            assert secret not in screen
            assert secret.encode() not in terminal.seen
        assert hand.keys <= MOST
        figure("keys to fix", f"access and refresh token {hand.keys}", order=1)


def test_an_api_key_is_replaced_by_few_keys(tmp_path: Path, figure: Figure) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        hand = Hand(terminal)
        find(terminal, "wonka", "auth error")
        hand.press("enter")
        terminal.wait_for("Wonka Industries · lumenboard", "Replace", "API key")
        hand.press("enter")
        terminal.wait_for("UPDATE of wonka-boards")
        terminal.paste(KEY)
        hand.press("enter")
        hand.send()
        screen = terminal.wait_for("Stored and tested at the provider", "Nothing was lost", "The auth error is gone.")
        assert KEY not in screen
        assert KEY.encode() not in terminal.seen
        assert hand.keys <= MOST
        figure("keys to fix", f"API key {hand.keys}", order=2)


def test_after_a_fix_the_connection_and_home_say_that_it_works_again(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path, size=(120, 40)) as terminal:
        hand = Hand(terminal)
        find(terminal, "wonka", "auth error")
        hand.press("enter")
        terminal.wait_for("Wonka Industries · lumenboard", "Replace", "API key")
        hand.press("enter")
        terminal.wait_for("UPDATE of wonka-boards")
        terminal.paste(KEY)
        hand.press("enter")
        hand.send()
        terminal.wait_for("Nothing was lost")
        hand.press("escape")
        terminal.wait_for("Wonka Industries · lumenboard")
        terminal.wait_gone("Auth error")
        hand.press("escape")
        terminal.wait_for("Import into", "1 of 16")
        terminal.wait_for("5 auth errors first")
