"""The form on screen: Enter leads through it, and what is wrong is said beside its field."""

from __future__ import annotations

import pytest
from textual.widgets import Select

from nango_tui.screens.steps.folds import FoldTitle
from nango_tui.widgets.area import SecretAreaEntry
from tests.screens.driving import running
from tests.screens.filled import PEM, focused, mark, stays, step

# Enter and Tab ------------------------------------------------------------------------------------------------------


async def test_the_first_needed_field_has_the_focus() -> None:
    async with running() as drive:
        await drive.form("cobalt-pay")
        assert focused(drive) == "credentials.client_id"


async def test_enter_leads_to_the_next_thing_that_is_missing_without_calling_it_a_mistake() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.type("acme")
        await stays(drive)
        assert focused(drive) == "credentials.access_token"
        assert mark(drive, "credentials.access_token") == ""
        await drive.type("canary")
        await stays(drive)
        assert focused(drive) == "expiry"


async def test_enter_on_an_empty_field_that_is_needed_says_what_is_missing() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await stays(drive)
        assert "Harborline workspace is needed. Example: acme" in mark(drive, "config.subdomain")
        await drive.type("a")
        assert mark(drive, "config.subdomain") == ""


async def test_a_value_that_does_not_look_right_is_a_warning_that_a_second_enter_passes() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "unusual-key"})
        await stays(drive)
        assert "does not look like the usual API Key" in mark(drive, "credentials.api_key")
        assert "Enter again goes on" in mark(drive, "credentials.api_key")
        assert "unusual-key" not in drive.text
        await drive.press("enter")
        await drive.wait_step("Review")


async def test_a_warning_comes_again_when_the_value_has_changed() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "unusual-key"})
        await stays(drive)
        await drive.put("credentials.api_key", "another-unusual-key")
        await stays(drive)
        assert "does not look like the usual API Key" in mark(drive, "credentials.api_key")


async def test_a_confirmed_warning_is_not_asked_about_again_after_going_back() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "unusual-key"})
        await drive.to_review()
        await drive.press("escape")
        await drive.wait_step("Credentials")
        await drive.press("enter")
        await drive.wait_step("Review")


async def test_an_error_is_not_passed_by_a_second_enter() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "hbl_0123456789abcdea"})
        await drive.put("connection_id", "acme#1")
        for _ in range(3):
            await stays(drive)
            assert "could never be read" in mark(drive, "connection_id")


async def test_what_may_be_empty_is_led_to_asked_about_once_and_sent_empty() -> None:
    async with running() as drive:
        await drive.form("mossdesk")
        await drive.type("agent@acme.example")
        await stays(drive)
        assert focused(drive) == "credentials.password"
        await stays(drive)
        assert "is empty and will be sent empty" in mark(drive, "credentials.password")
        await drive.press("enter")
        await drive.wait_step("Review")
        await drive.send()
        assert drive.front.imports()[-1][1]["credentials"] == {
            "type": "BASIC",
            "username": "agent@acme.example",
            "password": "",
        }


async def test_enter_in_a_field_of_several_lines_is_a_new_line_and_tab_leaves_it() -> None:
    async with running() as drive:
        await drive.form("brasswork")
        entry = drive.row("credentials.client_certificate").entry
        assert isinstance(entry, SecretAreaEntry)
        entry.focus()
        await drive.type("a\nb")
        assert entry.text == "a\nb"
        await drive.press("tab")
        assert not entry.has_focus


async def test_one_of_several_values_is_chosen_by_keys() -> None:
    async with running() as drive:
        await drive.form("cobalt-pay")
        entry = drive.row("config.stage").entry
        assert isinstance(entry, Select)
        assert entry.value == "api"
        entry.focus()
        await drive.press("space", "down", "enter")
        await drive.pilot.pause()
        assert entry.value == "sandbox"


async def test_of_two_sides_one_complete_one_is_enough_and_the_form_says_so() -> None:
    async with running() as drive:
        await drive.form("lumenboard")
        await drive.wait_for("Own host, or Region")
        await drive.put("credentials.api_key", "canary-key")
        await stays(drive)
        assert "Own host, or Region" in mark(drive, "config.hostname")
        await drive.put("config.region", "eu")
        await drive.to_review()
        await drive.wait_for("region eu", "apiVersion 2026-05")


async def test_tab_reaches_every_field_and_comes_round() -> None:
    async with running() as drive:
        await drive.form("harborline")
        seen: list[object] = []
        while drive.app.focused not in seen:
            seen.append(drive.app.focused)
            await drive.press("tab")
        shown = [
            row.entry for row in step(drive).rows.values() if all(parent.display for parent in row.ancestors_with_self)
        ]
        assert len(shown) > 5
        assert set(shown) <= set(seen)
        assert sum(isinstance(widget, FoldTitle) for widget in seen) == 4


async def test_a_fold_opens_by_enter_space_and_click_and_tab_then_goes_inside() -> None:
    async with running(size=(80, 40)) as drive:
        await drive.form("harborline")
        titles = list(drive.app.screen.query(FoldTitle))
        titles[2].focus()
        await drive.press("enter")
        assert drive.open_folds() == ["Metadata"]
        await drive.press("tab")
        assert focused(drive) == "metadata"
        await drive.press("shift+tab", "space")
        assert drive.open_folds() == []
        await drive.pilot.click(titles[2])
        assert drive.open_folds() == ["Metadata"]


# Cleaning -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["acme", "https://acme.harborline.example/agent", "acme.harborline.example", "  HTTPS://acme  "]
)
async def test_what_stands_round_a_value_is_taken_off_when_the_field_is_left(typed: str) -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.paste(typed)
        await drive.press("tab")
        assert drive.typed("config.subdomain") == "acme"


async def test_a_paste_of_one_line_loses_the_line_end_and_one_of_several_is_previewed_first() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.paste("  canary-token\r\n")
        assert drive.typed("credentials.oauth_token") == "canary-token"
        await drive.paste("canary-second\ncanary-third")
        await drive.wait_for("Paste: ")
        assert "canary" not in drive.text
        await drive.press("escape")
        await drive.wait_step("Credentials")
        assert drive.typed("credentials.oauth_token") == "canary-token"


async def test_a_paste_of_several_lines_is_taken_whole_where_several_lines_belong() -> None:
    async with running() as drive:
        await drive.form("brasswork")
        drive.row("credentials.client_certificate").entry.focus()
        await drive.paste(PEM)
        assert drive.typed("credentials.client_certificate") == PEM
        assert "TUlJR" not in drive.text


async def test_a_key_of_nango_is_refused_as_a_credential() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.put("credentials.oauth_token", "nango_connect_session_0123456789abcdef")
        await drive.put("credentials.oauth_token_secret", "canary-secret")
        await stays(drive)
        assert "key of Nango" in mark(drive, "credentials.oauth_token")


async def test_a_long_text_shows_its_beginning_once_its_field_is_left() -> None:
    async with running() as drive:
        await drive.form("harborline")
        entry = drive.row("customer.name").entry
        entry.focus()
        await drive.paste(f"begin-{'x' * 100}-end")
        await drive.wait_for("-end")
        await drive.press("tab")
        await drive.wait_for("begin-xxx")
        await drive.press("shift+tab")
        await drive.wait_for("-end")
