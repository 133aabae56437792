"""Whatever a server says stands on the screen as text: it colors nothing, acts on nothing, breaks nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Select

from nango_tui.model.environment import Environment
from nango_tui.model.ports import Settings
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.wizard import WizardScreen
from nango_tui.widgets.choice import ChoiceEntry
from tests.canary.hostile import ANSWERS, FORBIDDEN, MARKUP, STRANGE, Answer, front, stores
from tests.canary.watched import WatchedApp, texts_behind
from tests.screens.driving import Driver, MemoryEnvironments, running

_OURS = ("keys", "reprs of widgets", "help of widgets")


def strange_characters(drive: Driver) -> set[str]:
    """Return what stood on any frame, or stands behind one, and must not: place and the text around it."""
    app = drive.app
    assert isinstance(app, WatchedApp)
    behind = [(place, text) for place, text in texts_behind(app) if place not in _OURS]
    frames = [("screen", frame) for frame in app.frames]
    return {
        f"{place}: {line[:200]!a}"
        for place, text in (*frames, *behind)
        if FORBIDDEN & set(text)
        for line in text.split("\n")
        if FORBIDDEN & set(line)
    }


async def to_the_review(drive: Driver) -> None:
    """Fill the strange form and go on."""
    await drive.put("config.host", "acme")
    await drive.put("credentials.api_key", "a-key")
    for _ in range(8):
        screen = drive.app.screen
        if isinstance(screen, WizardScreen) and screen.step and screen.step.TITLE == "Review":
            return
        await drive.press("enter")
        await drive.pilot.pause(0.05)
    raise AssertionError(drive.text)


async def open_the_form(drive: Driver) -> None:
    await drive.wait_for("strange", "[red]R")
    await drive.press("enter")
    await drive.wait_step("Credentials")


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
async def test_no_answer_is_taken_for_a_command_or_for_markup(answer: Answer) -> None:
    async with running(front=front(answer), program=WatchedApp, toasts=True, size=(100, 40)) as drive:
        await open_the_form(drive)
        assert "[@click=app.quit]" in drive.text
        await drive.press("f1")
        await drive.wait_for("[@click=app.quit]")
        await drive.press("escape", "ctrl+p")
        await drive.pilot.pause()
        await drive.press("escape")
        await to_the_review(drive)
        await drive.press("j", "c", "enter")
        await drive.wait(lambda: _outcome(drive), "an outcome")
        await drive.press("r", "t", "i")
        await drive.pilot.pause()
        assert not strange_characters(drive)
        assert drive.app.is_running


def _outcome(drive: Driver) -> bool:
    screen = drive.app.screen
    return isinstance(screen, WizardScreen) and not screen.sending and screen.step is not None and (
        screen.step.TITLE != "Review"
    )  # fmt: skip


async def test_a_type_that_is_not_imported_and_its_siblings_are_text() -> None:
    async with running(front=front(stores, "TWO_STEP"), program=WatchedApp, toasts=True) as drive:
        await drive.wait_for("strange")
        await drive.press("enter")
        await drive.wait_for("Nango does not import")
        await drive.pilot.pause(0.1)
        assert not strange_characters(drive)


async def test_choices_of_a_template_are_text_in_the_list_and_when_chosen() -> None:
    async with running(front=front(stores), program=WatchedApp, size=(120, 40)) as drive:
        await open_the_form(drive)
        entry = drive.row("config.region").entry
        assert isinstance(entry, ChoiceEntry)
        entry.focus()
        await drive.press("space")
        await drive.pilot.pause()
        assert drive.text.count("[red]R[/red]") >= 2
        await drive.press("down", "enter")
        await drive.pilot.pause()
        assert entry.value is not Select.NULL
        assert "[red]R[/red]" in drive.text
        assert not strange_characters(drive)


async def test_names_of_environments_are_text_in_titles_lists_and_questions() -> None:
    name = MARKUP
    environment = Environment("e1", name, "http://127.0.0.1:9")
    settings = Settings((environment, replace(environment, id="e2", production=True)), "e1")
    async with running(environments=MemoryEnvironments(settings), program=WatchedApp, toasts=True) as drive:
        await drive.pilot.pause(0.1)
        assert MARKUP in drive.text
        await drive.press("ctrl+e")
        await drive.pilot.pause(0.1)
        assert MARKUP in drive.text
        await drive.press("d")
        await drive.wait_screen(Confirm)
        assert "[@click=app.quit]" in drive.text


async def test_the_title_of_the_review_shows_the_name_of_the_environment_as_it_is() -> None:
    async with running(program=WatchedApp) as drive:
        await drive.wait_for("harborline")
        session = drive.app._home.session
        assert session
        session.environment = replace(session.environment, name=MARKUP)
        await drive.form("plain-weather")
        await drive.press("enter")
        await drive.wait_step("Review")
        assert f"CREATE in {MARKUP}" in drive.text


async def test_the_example_of_a_field_with_several_lines_is_text() -> None:
    async with running(front=front(stores, "OAUTH2_CC"), program=WatchedApp, size=(100, 40)) as drive:
        await open_the_form(drive)
        drive.row("credentials.client_certificate").entry.scroll_visible(animate=False)
        await drive.wait_for("[@click=app.quit]")
        assert not strange_characters(drive)


def test_the_strange_text_holds_what_it_should() -> None:
    assert {"\x1b", "\x00", "\x9b", "\u202e"} <= set(STRANGE)
