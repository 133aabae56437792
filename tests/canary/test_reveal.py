"""A secret is shown only where somebody asked for it, and only while they look at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from nango_tui.model.secret import Secret
from nango_tui.widgets.area import SecretAreaEntry
from nango_tui.widgets.entry import SecretEntry
from nango_tui.widgets.pairs import PairRow, PairRows
from tests.canary.secrets import ACCESS_TOKEN, PRIVATE_KEY, Canary, Hunt
from tests.canary.watched import WatchedApp, selected
from tests.screens.driving import Driver, running

PLACES = {
    "one line": ("harborline", "credentials.access_token", ACCESS_TOKEN),
    "several lines": ("brasswork", "credentials.client_private_key", PRIVATE_KEY),
}
PLACE = pytest.mark.parametrize("place", PLACES)


def leaks(canary: Canary, text: str) -> bool:
    """Say whether a part of the secret stands in a text."""
    hunt = Hunt((canary,))
    hunt.look("here", text)
    return bool(hunt.leaks)


async def revealed(drive: Driver, place: str) -> tuple[SecretEntry | SecretAreaEntry, Canary]:
    """Paste a secret and show it."""
    integration, key, canary = PLACES[place]
    await drive.form(integration)
    entry = drive.row(key).entry
    assert isinstance(entry, SecretEntry | SecretAreaEntry)
    entry.focus()
    await drive.pilot.pause()
    drive.app.post_message(events.Paste(canary.text))
    await drive.wait(lambda: entry.secret == Secret(canary.text), "the paste")
    assert not leaks(canary, drive.text)
    await drive.press("ctrl+t")
    await drive.wait(lambda: leaks(canary, drive.text), "the secret")
    return entry, canary


@PLACE
@pytest.mark.parametrize("leaving", ["f1", "ctrl+p", "tab", "shift+tab", "ctrl+t"])
async def test_a_shown_secret_is_hidden_when_the_focus_leaves(place: str, leaving: str) -> None:
    async with running() as drive:
        entry, canary = await revealed(drive, place)
        await drive.press(leaving)
        await drive.pilot.pause()
        assert not leaks(canary, drive.text)
        for key in ("escape",) if leaving in ("f1", "ctrl+p") else ():
            await drive.press(key)
        entry.focus()
        await drive.pilot.pause()
        assert not leaks(canary, drive.text), "it is shown again without having been asked for"


@PLACE
async def test_a_shown_secret_is_hidden_when_another_window_gets_the_focus(place: str) -> None:
    async with running() as drive:
        _, canary = await revealed(drive, place)
        drive.app.post_message(events.AppBlur())
        await drive.wait(lambda: not leaks(canary, drive.text), "the bullets")
        drive.app.post_message(events.AppFocus())
        await drive.pilot.pause()
        assert not leaks(canary, drive.text)


@PLACE
async def test_a_shown_secret_is_hidden_after_a_way_back(place: str) -> None:
    async with running() as drive:
        _, canary = await revealed(drive, place)
        await drive.press("escape")
        await drive.wait_for("Import into")
        assert not leaks(canary, drive.text)
        await drive.press("enter")
        await drive.wait_step("Credentials")
        assert not leaks(canary, drive.text)


@PLACE
async def test_a_secret_that_the_palette_shows_is_hidden_when_its_field_is_left(place: str) -> None:
    async with running() as drive:
        entry, canary = await revealed(drive, place)
        await drive.press("ctrl+t", "ctrl+p")
        await drive.pilot.pause()
        await drive.type("show secret")
        await drive.wait_for("until you leave the field")
        await drive.press("enter")
        await drive.wait(lambda: leaks(canary, drive.text), "the secret")
        assert drive.app.focused is entry
        await drive.press("tab")
        await drive.wait(lambda: not leaks(canary, drive.text), "the bullets")


@PLACE
async def test_a_picture_of_the_screen_hides_what_is_shown(place: str, tmp_path: Path) -> None:
    async with running() as drive:
        _, canary = await revealed(drive, place)
        saved = Path(drive.app.save_screenshot(path=str(tmp_path)))
        assert not leaks(canary, saved.read_text(encoding="utf-8"))
        await drive.pilot.pause()
        assert not leaks(canary, drive.text)


@PLACE
async def test_the_mouse_takes_no_secret_even_while_it_is_shown(place: str) -> None:
    async with running(program=WatchedApp) as drive:
        entry, canary = await revealed(drive, place)
        assert isinstance(drive.app, WatchedApp)
        await drive.pilot.mouse_down(entry, offset=(0, 0))
        await drive.pilot.hover(entry, offset=(30, 0))
        await drive.pilot.mouse_up(entry, offset=(30, 0))
        await drive.press("ctrl+c", "ctrl+x")
        assert not any(leaks(canary, text) for text in drive.app.copied)
        assert not leaks(canary, drive.app.screen.get_selected_text() or "")
        assert not leaks(canary, selected(entry))
        assert not leaks(canary, drive.app.clipboard)


@pytest.mark.parametrize("keys", [(), ("ctrl+home",), ("ctrl+end",), ("ctrl+home", "shift+ctrl+end"), ("ctrl+a",)])
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)], ids=str)
async def test_several_lines_are_bullets_however_they_wrap_scroll_and_are_selected(
    keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    async with running(size=size, program=WatchedApp) as drive:
        await drive.form("brasswork")
        entry = drive.row("credentials.client_private_key").entry
        entry.focus()
        await drive.pilot.pause()
        text = f"{PRIVATE_KEY.text}\n{'x' * 300}wide\u4e2d\u6587tab\tend"
        drive.app.post_message(events.Paste(text))
        await drive.pilot.pause()
        await drive.press(*keys)
        for _ in range(6):
            await drive.press("up")
        await drive.pilot.pause()
        assert isinstance(drive.app, WatchedApp)
        for frame in drive.app.frames:
            assert not leaks(PRIVATE_KEY, frame)
            assert "xxxx" not in frame
            assert "\u4e2d" not in frame


async def free_row(drive: Driver, name: str, value: str) -> PairRow:
    """Type a name and a value into the free row of the configuration."""
    await drive.form("harborline")
    rows = next(pairs for pairs in drive.app.screen.query(PairRows) if pairs.key == "config")
    row = rows.query(PairRow).first()
    row._key.value = name
    await drive.pilot.pause()
    row._value.value = value
    await drive.pilot.pause()
    return row


async def test_a_secret_in_a_free_row_stays_one_while_its_name_is_edited() -> None:
    async with running(size=(100, 60), program=WatchedApp) as drive:
        row = await free_row(drive, "apiKey", ACCESS_TOKEN.text)
        row._key.focus()
        await drive.press("end")
        for _ in "apiKey":
            await drive.press("backspace")
            assert not leaks(ACCESS_TOKEN, drive.text), f"shown when it was called {row._key.value!r}"
            assert isinstance(row.pair[1], Secret)
        await drive.type("authToken")
        await drive.press("tab")
        assert isinstance(drive.app, WatchedApp)
        assert not any(leaks(ACCESS_TOKEN, frame) for frame in drive.app.frames)
        assert row.pair == ("authToken", Secret(ACCESS_TOKEN.text))


async def test_a_value_that_is_no_secret_stays_readable_when_its_row_is_left() -> None:
    async with running(size=(100, 60)) as drive:
        row = await free_row(drive, "region", "north-west")
        drive.app.screen.query(Input).last().focus()
        row._value.focus()
        await drive.pilot.pause()
        row._key.focus()
        await drive.pilot.pause()
        assert not row._value.password


async def test_a_row_whose_value_was_taken_out_may_hold_what_is_no_secret() -> None:
    async with running(size=(100, 60)) as drive:
        row = await free_row(drive, "apiKey", ACCESS_TOKEN.text)
        row._value.value = ""
        await drive.pilot.pause()
        row._key.value = "region"
        await drive.pilot.pause()
        row._value.value = "north-west"
        await drive.pilot.pause()
        assert row.pair == ("region", "north-west")
