"""Metadata, tags, customer and webhook URL are changed without credentials, and nothing else with them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.edit import EditScreen
from nango_tui.storage.history_memory import MemoryHistory
from nango_tui.widgets.pairs import PairRow
from tests.screens.detailing import ACME, GLOBEX, opened
from tests.screens.driving import Driver, running
from tests.screens.front import Front, arrives_and_hangs_up, issues, refusal

METADATA, PATCH = "/connections/metadata", "/connections/globex"


async def editing(drive: Driver, key: str, connection: tuple[str, str] = GLOBEX) -> EditScreen:
    """Open the page of a connection and one of its edits."""
    await opened(drive, *connection)
    await drive.press(key)
    await drive.wait(lambda: isinstance(drive.app.screen, EditScreen) and drive.app.screen.focused, "the edit")
    screen = drive.app.screen
    assert isinstance(screen, EditScreen)
    return screen


def changes(drive: Driver) -> list[tuple[str, str, Mapping[str, Json]]]:
    """Return the changes that were sent: method, path and body."""
    return [
        (request.method, request.target.partition("?")[0], json.loads(request.body))
        for request in drive.front.asked
        if request.method in ("POST", "PATCH") and request.target.startswith("/connections")
    ]


async def test_changed_keys_of_metadata_are_merged_and_the_rest_is_not_sent() -> None:
    async with running() as drive:
        await editing(drive, "m")
        await drive.put("metadata", '{"plan": "enterprise"}')
        await drive.press("ctrl+s")
        await drive.wait_for("plan: pro becomes enterprise", "keys that a sync writes meanwhile stay")
        assert not changes(drive)
        assert drive.offers("send")
        assert not drive.offers("review")
        await drive.press("enter")
        await drive.wait_for("The change is stored.", "Nothing was lost")
        assert drive.offers("screen.finish")
        assert not drive.offers("send")
        ((method, path, body),) = changes(drive)
        assert (method, path, body["metadata"]) == ("PATCH", METADATA, {"plan": "enterprise"})
        assert drive.stored(*GLOBEX)["metadata"] == {"plan": "enterprise"}


async def test_what_a_sync_wrote_meanwhile_survives_a_merge() -> None:
    async with running() as drive:
        await editing(drive, "m")
        status, _ = drive.ask(
            "PATCH", METADATA, {"connection_id": "globex", "provider_config_key": "harborline", "metadata": {"at": 7}}
        )
        assert status < 300
        await drive.put("metadata", '{"plan": "enterprise"}')
        await drive.press("ctrl+s", "enter")
        await drive.wait_for("The change is stored.")
        assert drive.stored(*GLOBEX)["metadata"] == {"plan": "enterprise", "at": 7}


async def test_a_removed_key_replaces_the_metadata_and_that_is_said_before() -> None:
    async with running() as drive:
        await editing(drive, "m", ACME)
        await drive.put("metadata", '{"plan": "enterprise", "region": "eu"}')
        await drive.press("ctrl+s")
        await drive.wait_for("seats: 40 is removed", "the metadata is replaced")
        await drive.press("enter")
        await drive.wait_for("The change is stored.")
        ((method, path, _),) = changes(drive)
        assert (method, path) == ("POST", METADATA)


async def test_metadata_that_is_no_json_is_said_at_its_field_and_stays() -> None:
    async with running() as drive:
        await editing(drive, "m")
        await drive.put("metadata", '{"plan": ')
        await drive.press("ctrl+s")
        await drive.wait_for("This is not JSON")
        assert drive.typed("metadata") == '{"plan": '
        assert not changes(drive)


async def test_enter_is_a_new_line_in_metadata() -> None:
    async with running() as drive:
        await editing(drive, "m")
        await drive.press("enter")
        assert drive.typed("metadata").startswith("\n")
        assert not changes(drive)


async def test_nothing_changed_sends_nothing() -> None:
    async with running() as drive:
        await editing(drive, "g")
        await drive.press("enter")
        await drive.wait_for("Nothing is changed so far")
        await drive.press("escape")
        await drive.wait_screen(DetailScreen)
        assert not changes(drive)


async def test_a_tag_is_changed_and_the_customer_stays_linked() -> None:
    async with running() as drive:
        screen = await editing(drive, "g")
        row = screen.query(PairRow).first()
        row._value.value = "platinum"
        await drive.put_pairs("tags", ("Owner", "support"))
        await drive.press("ctrl+s")
        await drive.wait_for("tier: silver becomes platinum", "owner: support is added")
        await drive.press("enter")
        await drive.wait_for("The change is stored.", "Nothing was lost")
        stored = drive.stored(*GLOBEX)
        tags, user = stored["tags"], stored["end_user"]
        assert isinstance(tags, dict)
        assert isinstance(user, dict)
        assert tags["tier"] == "platinum"
        assert (user["id"], tags["end_user_id"]) == ("cus_2051", "cus_2051")
        await drive.press("enter")
        # The page shows what was read after the change, without reading again.
        await drive.wait_for("tier: platinum")


async def test_one_read_follows_a_change() -> None:
    async with running() as drive:
        await editing(drive, "g")
        before = drive.front.reads(PATCH)
        await drive.put("webhook_url", "https://hooks.globex.example/nango")
        await drive.press("enter", "enter")
        await drive.wait_for("The change is stored.")
        await drive.press("enter")
        await drive.wait_for("https://hooks.globex.example/nango")
        assert drive.front.reads(PATCH) == before + 1


async def test_a_wrong_webhook_url_is_said_before_it_is_sent() -> None:
    async with running() as drive:
        await editing(drive, "g")
        await drive.put("webhook_url", "hooks.globex.example")
        await drive.press("enter")
        await drive.wait_for("Type a URL that starts with https://")
        assert not changes(drive)


async def test_a_warning_asks_for_enter_once_more() -> None:
    async with running() as drive:
        await editing(drive, "g")
        await drive.put("webhook_url", "https://hooks.internal/nango")
        await drive.press("enter")
        await drive.wait_for("Enter again goes on.")
        await drive.press("enter")
        await drive.wait_for("Webhooks go to")


async def test_a_refusal_stands_at_its_field_and_what_was_typed_stays() -> None:
    answer = issues(("invalid_string", "Invalid webhook URL", ["webhook_url_override"]))
    async with running(front=Front({("PATCH", PATCH): answer})) as drive:
        await editing(drive, "g")
        await drive.put("webhook_url", "https://hooks.globex.example/nango")
        await drive.press("enter", "enter")
        await drive.wait(lambda: drive.offers("review") and "webhook URL" in drive.words, "the refusal")
        await drive.wait(lambda: drive.app.focused is drive.row("webhook_url").entry, "the focus in the field")
        assert drive.typed("webhook_url") == "https://hooks.globex.example/nango"


async def test_a_key_without_the_scope_is_told_which_one() -> None:
    answer = refusal(403, "forbidden", "Insufficient scope. Required: environment:connections:update")
    async with running(front=Front({("PATCH", PATCH): answer})) as drive:
        await editing(drive, "g")
        await drive.put("customer.name", "Globex Ltd.")
        await drive.press("enter", "enter")
        await drive.wait_for("environment:connections:update")
        assert drive.typed("customer.name") == "Globex Ltd."


async def test_a_linked_organization_that_would_be_lost_is_named() -> None:
    async with running() as drive:
        await editing(drive, "g", ("soylent-newsletter", "tideflow"))
        await drive.put("customer.name", "Soylent Green")
        await drive.press("enter")
        await drive.wait_for("Lost", "Organization")


async def test_a_lost_answer_is_looked_up_and_not_sent_again() -> None:
    async with running(front=Front({("PATCH", METADATA): arrives_and_hangs_up})) as drive:
        await editing(drive, "m")
        await drive.put("metadata", '{"plan": "enterprise"}')
        await drive.press("ctrl+s", "enter")
        await drive.wait_for("No answer: it may have arrived", "The change is stored.")
        assert len(changes(drive)) == 1


async def test_production_asks_once_more() -> None:
    async with running(production=True) as drive:
        await editing(drive, "m")
        await drive.put("metadata", '{"plan": "enterprise"}')
        await drive.press("ctrl+s", "enter")
        await drive.wait_for("Change globex on harborline in PROD")
        assert not changes(drive)
        await drive.press("y")
        await drive.wait_for("The change is stored.")


async def test_esc_in_the_review_goes_back_to_the_form() -> None:
    async with running() as drive:
        await editing(drive, "m")
        await drive.put("metadata", '{"plan": "enterprise"}')
        await drive.press("ctrl+s")
        await drive.wait_for("becomes")
        await drive.press("escape")
        await drive.wait(lambda: drive.app.focused is drive.row("metadata").entry, "the form")
        await drive.press("escape")
        await drive.wait_for("Leave? What you typed was not sent.")


async def test_a_change_that_somebody_else_made_meanwhile_is_shown() -> None:
    def takes_a_tag_too(request: Request, behind: Handler) -> Response:
        answer = behind(request)
        body = json.dumps({"tags": {"tier": "lost"}}).encode()
        behind(Request("PATCH", f"{PATCH}?provider_config_key=harborline", request.headers, body))
        return answer

    async with running(front=Front({("PATCH", METADATA): takes_a_tag_too})) as drive:
        await editing(drive, "m")
        await drive.put("metadata", '{"plan": "enterprise"}')
        await drive.press("ctrl+s", "enter")
        await drive.wait_for(
            "The change is stored.", "Not all is as it was: tags", "Tags tier: must be silver, is lost"
        )


@pytest.mark.parametrize("key", ["m", "g"])
async def test_an_edit_needs_no_credentials_to_be_read(key: str) -> None:
    async with running(key="quiet") as drive:
        await editing(drive, key)
        await drive.put(*({"m": ("metadata", '{"plan": "x"}'), "g": ("webhook_url", "https://a.example/b")}[key]))
        await drive.press("ctrl+s", "enter")
        await drive.wait_for("The change is stored.")


async def test_the_history_gets_what_was_done_and_no_value() -> None:
    history = MemoryHistory()
    async with running(history=history) as drive:
        await editing(drive, "m")
        await drive.put("metadata", '{"plan": "enterprise"}')
        await drive.press("ctrl+s", "enter")
        await drive.wait_for("The change is stored.")
    (entry,) = history.entries()
    assert (entry.action, entry.connection_id, entry.status) == ("edit", "globex", 200)
    assert "enterprise" not in repr(entry)
