"""Texts that arrive by a pipe, by the terminal's paste, and as keys, in a real terminal: all end well."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.conftest import Figure
from tests.pty.terminal import PROGRAM, Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]

ACCESS, REFRESH = "canary-access-0123456789", "canary-refresh-0123456789"
RESPONSE = {"access_token": ACCESS, "refresh_token": REFRESH, "expires_in": 7200, "token_type": "bearer"}
SLACK = (
    f"> ```\n> {{“access_token”: “{ACCESS}”, “refresh_token”: “{REFRESH}”, “expires_in”: 7200,\n"
    "> “instance_url”: “<https://acme.harborline.example|acme>”}\n> ```\n"
)


def by_pipe(text: str, *arguments: str) -> tuple[str, ...]:
    """Return a shell command that pipes a text into the program."""
    command = " ".join(map(shlex.quote, (*PROGRAM, "--demo", "--paste", *arguments)))
    return ("sh", "-c", f"printf %s {shlex.quote(text)} | {command}")


def test_a_text_from_a_pipe_fills_the_form_and_the_terminal_is_used_from_there_on(tmp_path: Path) -> None:
    with Terminal([], home=tmp_path, program=by_pipe(json.dumps(RESPONSE), "harborline")) as terminal:
        terminal.wait_for("Paste: ", "Access token", "Fill these fields")
        terminal.press("enter")
        terminal.wait_for("Harborline workspace", "••••••••••••••••••••••••")
        terminal.type("acme")
        terminal.press("enter")
        terminal.wait_for("4 Review", "CREATE in demo")
        assert ACCESS.encode() not in terminal.seen
        terminal.press("ctrl+q")
        terminal.wait_for("What you typed was not sent")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_a_pipe_without_an_integration_asks_for_which_one_it_is(tmp_path: Path) -> None:
    with Terminal([], home=tmp_path, program=by_pipe(f"ACCESS_TOKEN={ACCESS}\n")) as terminal:
        terminal.wait_for("hich is it for?")
        terminal.press("escape")
        terminal.wait_for("Import into")


def test_an_empty_pipe_is_said_and_ends(tmp_path: Path) -> None:
    with Terminal([], size=(120, 24), home=tmp_path, program=by_pipe("")) as terminal:
        assert terminal.wait_end() == 2
        assert "standard input was empty" in terminal.text


@pytest.mark.parametrize("text", [
    json.dumps(RESPONSE, indent=2), f"ACCESS_TOKEN={ACCESS}\nREFRESH_TOKEN={REFRESH}\n",
    f"curl https://acme.harborline.example/api \\\n  -H 'Authorization: Bearer {ACCESS}'\n",
], ids=["JSON", "env", "curl"])  # fmt: skip
@pytest.mark.parametrize("where", ["form", "review"])
def test_a_text_that_arrives_as_keys_opens_the_preview_and_sends_nothing(where: str, text: str, tmp_path: Path) -> None:
    with Terminal(["--demo", "plain-weather" if where == "review" else "harborline"], home=tmp_path) as terminal:
        terminal.wait_for("3 Credentials", "Who is the customer?")
        if where == "review":
            terminal.press("enter")
            terminal.wait_for("CREATE in demo")
            terminal.rest(0.4)
        terminal.type(text.replace("\n", "\r"))
        terminal.wait_for("Paste: ")
        terminal.press("escape")
        screen = terminal.wait_for("3 Credentials", "Who is the customer?")
        assert ACCESS not in screen
        assert "HTTP 201" not in terminal.text


def test_a_text_that_arrives_as_keys_on_home_never_stands_in_the_search(tmp_path: Path) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        terminal.wait_for("Import into", "22 of 22")
        terminal.type(json.dumps(RESPONSE, indent=2).replace("\n", "\r"))
        terminal.wait_for("hich is it for?")
        terminal.press("escape")
        terminal.wait_for("Import into", "22 of 22")
        assert ACCESS not in terminal.text


def test_a_megabyte_is_pasted_and_refused_or_read_without_a_stop(tmp_path: Path) -> None:
    with Terminal(["--demo", "harborline"], home=tmp_path) as terminal:
        terminal.wait_for("3 Credentials", "Who is the customer?")
        terminal.paste(json.dumps({**RESPONSE, "filler": "x" * 1_100_000}))
        terminal.wait_for("Paste: ", timeout=60)
        terminal.press("escape")
        terminal.wait_for("3 Credentials", "Who is the customer?")


def test_an_answer_out_of_slack_fills_three_fields_by_few_keys(tmp_path: Path, figure: Figure) -> None:
    with Terminal(["--demo"], home=tmp_path) as terminal:
        keys = 0
        terminal.wait_for("Import into", "22 of 22")
        terminal.paste(SLACK)
        terminal.wait_for("is it for?", "harborline")
        terminal.press("enter")
        keys += 1
        terminal.wait_for("Harborline workspace", "Access token", "Fill these fields")
        terminal.press("enter")
        keys += 1
        terminal.wait_for("Who is the customer?", "••••••••••••••••••••••••")
        terminal.press("enter")
        keys += 1
        terminal.wait_for("4 Review", "CREATE in demo")
        terminal.rest(0.4)
        terminal.press("enter")
        keys += 1
        terminal.wait_for("Stored", "HTTP 201")
        terminal.press("i")
        keys += 1
        terminal.wait_for("clipboard")
        assert keys <= 8
        figure("keys after a paste", f"answer out of Slack {keys}", order=1)
