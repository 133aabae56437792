"""Secrets in the form: bullets, and no way to the clipboard. Rows of key and value."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from nango_tui.model.secret import Secret
from nango_tui.widgets.area import SecretAreaEntry
from nango_tui.widgets.entry import SecretEntry
from nango_tui.widgets.pairs import PairRow
from tests.screens.driving import running
from tests.screens.filled import mark, rows_mark, rows_of, stays, step


async def test_a_secret_is_shown_by_its_key_and_hidden_again_when_it_is_left() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.type("canary-token")
        assert "canary-token" not in drive.text
        await drive.press("ctrl+t")
        await drive.wait_for("canary-token")
        await drive.press("tab")
        await drive.wait(lambda: "canary-token" not in drive.text, "the bullets")
        await drive.press("shift+tab")
        await drive.pilot.pause()
        assert "canary-token" not in drive.text


async def test_a_secret_of_several_lines_is_bullets_as_well() -> None:
    async with running() as drive:
        await drive.form("brasswork")
        entry = drive.row("credentials.client_private_key").entry
        assert isinstance(entry, SecretAreaEntry)
        entry.focus()
        await drive.paste("canary-line-1\ncanary-line-2")
        assert "canary" not in drive.text
        await drive.press("ctrl+t")
        await drive.wait_for("canary-line-1", "canary-line-2")
        await drive.press("tab")
        await drive.wait(lambda: "canary" not in drive.text, "the bullets")


@pytest.mark.parametrize("keys", [("ctrl+c",), ("ctrl+x",), ("ctrl+a", "ctrl+c"), ("ctrl+a", "ctrl+x")])
@pytest.mark.parametrize(
    ("integration", "key"),
    [("pinegrove", "credentials.oauth_token"), ("brasswork", "credentials.client_private_key")],
)
async def test_no_key_takes_a_secret_to_the_clipboard(integration: str, key: str, keys: tuple[str, ...]) -> None:
    async with running() as drive:
        await drive.form(integration)
        await drive.put(key, "canary-secret")
        entry = drive.row(key).entry
        entry.focus()
        await drive.press("shift+home", *keys)
        await drive.pilot.pause()
        assert "canary" not in drive.app.clipboard


async def test_a_user_name_that_is_the_api_key_is_hidden() -> None:
    async with running() as drive:
        await drive.form("tallyroom")
        assert isinstance(drive.row("credentials.username").entry, SecretEntry)
        assert "credentials.password" not in step(drive).rows
        await drive.fill({"config.subdomain": "acme", "credentials.username": "canary-key"})
        await drive.to_review()
        assert "canary-key" not in drive.text
        await drive.send()
        assert "canary-key" not in drive.text
        credentials = drive.stored(drive.sent_id, "tallyroom")["credentials"]
        assert isinstance(credentials, dict)
        assert credentials["password"] == "X"


async def test_the_value_of_a_free_row_is_hidden_while_its_name_says_secret() -> None:
    async with running(size=(80, 60)) as drive:
        await drive.form("harborline")
        await drive.put_pairs("config", ("region", "canary-eu"), ("app_secret", "canary-config"))
        await drive.wait_for("canary-eu")
        assert "canary-config" not in drive.text
        rows = drive.app.screen.query(PairRow)
        name = next(row.query(Input).first() for row in rows if row.pair[0] == "app_secret")
        name.value = "app_region"
        await drive.wait_for("canary-config")
        assert step(drive).collect().config["app_region"] == "canary-config"
        name.value = "app_token"
        await drive.wait(lambda: "canary-config" not in drive.text, "the bullets")
        assert step(drive).collect().config["app_token"] == Secret("canary-config")


async def test_two_rows_of_one_name_are_said_not_merged() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.put_pairs("config", ("region", "eu"), ("region", "us"))
        await stays(drive)
        rows = rows_of(drive, "config")
        assert "region is there twice" in rows_mark(drive, "config")
        assert [row.pair for row in rows.query(PairRow)][:2] == [("region", "eu"), ("region", "us")]
        rows.query(Input)[2].value = "zone"
        await drive.pilot.pause()
        assert rows_mark(drive, "config") == ""
        await drive.to_review()


async def test_a_row_of_a_field_that_has_its_own_place_is_said_not_merged() -> None:
    async with running() as drive:
        await drive.form("tallyroom")
        await drive.fill({"config.subdomain": "acme", "credentials.username": "canary-key"})
        await drive.put_pairs("config", ("subdomain", "globex"))
        await stays(drive)
        assert "subdomain has a field of its own" in rows_mark(drive, "config")


async def test_rows_that_cannot_be_sent_together_are_there_again_after_leaving_the_form() -> None:
    typed = (("region", "eu"), ("region", "us"), ("subdomain", "globex"), ("", "nameless"), ("", "too"))
    async with running() as drive:
        await drive.form("tallyroom")
        await drive.fill({"config.subdomain": "acme"})
        await drive.put_pairs("config", *typed)
        await drive.press("escape")
        await drive.home()
        await drive.form("tallyroom")
        assert drive.typed("config.subdomain") == "acme"
        assert sorted(rows_of(drive, "config").pairs) == sorted(typed)


async def test_there_is_always_one_empty_row_to_type_into() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        await drive.put_pairs("tags", ("a", "1"), ("b", "2"))
        rows = rows_of(drive, "tags")
        assert [row.pair for row in rows.query(PairRow)] == [("a", "1"), ("b", "2"), ("", "")]


async def test_the_key_that_is_used_here_is_refused_as_a_credential_at_its_field() -> None:
    async with running() as drive:
        await drive.form("lumenboard")
        await drive.fill({"config.region": "eu", "credentials.api_key": drive.demo.keys["full"]})
        await stays(drive)
        assert "the API key of Nango that is used here" in mark(drive, "credentials.api_key")
