"""A pasted text fills what it can after a preview that shows no value; nothing typed is lost, and one key undoes it."""

from __future__ import annotations

import json

import pytest
from textual.widgets import Input

from nango_tui.model.body import Json
from nango_tui.model.order import Order
from nango_tui.model.secret import Secret
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.paste import PasteScreen
from nango_tui.screens.proposals import ProposalScreen
from nango_tui.screens.wizard import WizardScreen
from tests.screens.driving import Driver, running
from tests.screens.filled import step
from tests.screens.fixing import PassingClock

ACCESS, REFRESH = "canary-access-0123456789abc", "canary-refresh-0123456789abc"
TOKENS = {"access_token": ACCESS, "refresh_token": REFRESH, "expires_in": 7200, "token_type": "bearer"}
RESPONSE = json.dumps({**TOKENS, "instance_url": "https://acme.harborline.example"})


async def preview(drive: Driver) -> PasteScreen:
    """Wait for the preview."""
    return await drive.wait_screen(PasteScreen)


# In the form ---------------------------------------------------------------------------------------------------


async def test_the_preview_names_fields_and_kinds_and_no_value() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.paste(RESPONSE)
        await preview(drive)
        await drive.wait_for("fills", "Harborline workspace", "Access token", "Refresh token", "Expires")
        for value in (ACCESS, REFRESH, "acme"):
            assert value not in drive.text


async def test_enter_fills_the_fields_and_ctrl_z_takes_all_of_it_back() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("customer.name", "Acme Inc.")
        await drive.paste(RESPONSE)
        await preview(drive)
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.typed("credentials.access_token") == ACCESS, "the token")
        assert drive.typed("credentials.refresh_token") == REFRESH
        assert drive.typed("config.subdomain") == "acme"
        assert drive.typed("customer.name") == "Acme Inc."
        await drive.wait_for("Undo paste")
        await drive.press("ctrl+z")
        await drive.wait(lambda: drive.typed("credentials.access_token") == "", "the empty field")
        assert (drive.typed("config.subdomain"), drive.typed("customer.name")) == ("", "Acme Inc.")
        assert not drive.offers("undo_paste")


async def test_esc_leaves_everything_as_it_was() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("credentials.access_token", "typed")
        before = step(drive).collect()
        await drive.paste(RESPONSE)
        await preview(drive)
        await drive.press("escape")
        await drive.wait_screen(WizardScreen)
        assert step(drive).collect() == before


async def test_nothing_typed_is_overwritten_unless_asked() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("credentials.access_token", "typed-before")
        await drive.paste(RESPONSE)
        await preview(drive)
        await drive.wait_for("entered already, o overwrites")
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.typed("credentials.refresh_token") == REFRESH, "the other field")
        assert drive.typed("credentials.access_token") == "typed-before"
        await drive.paste(f"ACCESS_TOKEN={ACCESS}")
        await preview(drive)
        await drive.wait_for("kept Access token: entered already, o overwrites")
        assert not drive.offers("take"), "Enter would fill nothing"
        await drive.press("escape")
        await drive.wait_screen(WizardScreen)
        await drive.paste(RESPONSE)
        await preview(drive)
        await drive.press("o")
        await drive.wait_for("replaces what you entered")
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.typed("credentials.access_token") == ACCESS, "the token")


@pytest.mark.parametrize(("key", "text"), [
    ("credentials.access_token", "xoxb-0123456789-canary"),
    ("credentials.access_token", "YWdlbnQ6c2VjcmV0=="),
    ("config.subdomain", "https://acme.harborline.example/agent"),
    ("customer.email", "it@acme.example"),
])  # fmt: skip
async def test_one_value_stays_in_its_field(key: str, text: str) -> None:
    async with running() as drive:
        await drive.form("harborline")
        drive.row(key).entry.focus()
        await drive.pilot.pause()
        await drive.paste(text)
        assert isinstance(drive.app.screen, WizardScreen)
        await drive.press("tab")
        assert drive.typed(key) in (text, "acme")


async def test_json_pasted_into_metadata_stays_there() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("metadata", " ")
        drive.row("metadata").entry.focus()
        await drive.paste('{"plan": "pro"}')
        assert isinstance(drive.app.screen, WizardScreen)
        assert '"plan": "pro"' in drive.typed("metadata")


async def test_an_error_answer_is_said_to_hold_no_token() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.paste('{"error": "invalid_grant", "error_description": "expired"}')
        await preview(drive)
        await drive.wait_for("Nothing is taken", "error")
        await drive.press("enter")
        assert isinstance(drive.app.screen, PasteScreen), "there is nothing to take"
        await drive.press("escape")
        assert not drive.wizard.unsent


async def test_two_readings_are_asked_and_the_answer_fills() -> None:
    async with running() as drive:
        await drive.form("harborline")
        slack = {
            "ok": True,
            "access_token": "xoxb-1-canarybot",
            "authed_user": {"id": "U1", "access_token": "xoxp-1-canaryuser"},
        }
        await drive.paste(json.dumps(slack))
        await preview(drive)
        await drive.wait_for("bot", "user")
        assert not drive.offers("take")
        await drive.press("down", "enter")
        await drive.wait_for_offer("take")
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.typed("credentials.access_token") == "xoxp-1-canaryuser", "the user's token")


async def test_a_nango_key_goes_into_no_field() -> None:
    key = "1c5d0a2e-7b1f-4c3d-9e8f-0a1b2c3d4e5f"
    async with running() as drive:
        await drive.form("harborline")
        body = json.dumps({"provider_config_key": "harborline", "access_token": ACCESS, "no_expiration": True})
        await drive.paste(f"curl https://api.nango.dev/connection -H 'Authorization: Bearer {key}' -d '{body}'")
        await preview(drive)
        await drive.wait_for(
            "A Nango API key is in it. It goes into no field", "This is a call to api.nango.dev, not to"
        )
        assert key not in drive.text
        await drive.press("enter")
        await drive.wait_for_offer("take")
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.typed("credentials.access_token") == ACCESS, "the token")
        draft = step(drive).collect()
        assert Secret(key) not in [*draft.values.values(), *draft.config.values()]


async def test_a_paste_on_the_review_leads_back_to_the_form() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        await drive.press("enter")
        await drive.wait_step("Review")
        await drive.paste(RESPONSE)
        await preview(drive)
        assert drive.front.imports() == []


# On Home -------------------------------------------------------------------------------------------------------


async def to_the_preview_from_home(drive: Driver) -> None:
    """Paste what fits no integration, and choose one for it."""
    await drive.wait_for("22 of 22")
    await drive.paste(f"ACCESS_TOKEN={ACCESS}\nREFRESH_TOKEN={REFRESH}\n")
    await drive.wait_screen(ProposalScreen)
    await drive.press("f1")
    await drive.wait_for("the text is dropped, and everything stays as it was")
    await drive.press("escape")
    await drive.wait_screen(ProposalScreen)
    await drive.type("tidef")
    await drive.press("enter")
    await preview(drive)


async def test_a_paste_on_home_proposes_integrations_with_the_reason_and_opens_the_form() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.paste(RESPONSE)
        await drive.wait(lambda: isinstance(drive.app.screen, ProposalScreen | PasteScreen), "a proposal")
        if isinstance(drive.app.screen, ProposalScreen):
            await drive.wait_for("harborline", "acme.harborline.example")
            await drive.press("enter")
        await preview(drive)
        await drive.press("enter")
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.access_token") == ACCESS, "the token")


async def test_esc_in_the_preview_of_a_paste_on_home_leads_back_to_home_where_it_began() -> None:
    async with running() as drive:
        await to_the_preview_from_home(drive)
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)
        await drive.form("tideflow")
        assert not drive.wizard.unsent


async def test_what_fits_nothing_is_asked_and_typing_narrows_the_list() -> None:
    async with running() as drive:
        await to_the_preview_from_home(drive)
        assert drive.app.screen_stack[-2].query_one("StepLine")


@pytest.mark.parametrize(
    "text",
    [
        "acme-42",
        "b7e1c9a2-5a40-4d1c-9f43-0f0d6a2e7c11",
        "it@acme.example",
        "Acme Inc.",
        "tag:tier=gold",
        "acme in:harborline is:broken",
    ],
)
async def test_a_name_or_an_id_is_searched_for(text: str) -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22")
        await drive.paste(text)
        await drive.wait(lambda: drive.app._home.query_one("#search", Input).value == text, "the search")


@pytest.mark.parametrize("text", [
    "xoxpCanary0123456789abcdefGHIJ", "shpat_0123456789ABCDEFabcdef0123",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijk",
    "Bearer canary0123456789ABC", RESPONSE, "API key for Hooli: Kx93jf83jfPq93jf93kdQQ", "Kx93jf83jfPq93jf93kdQQ",
])  # fmt: skip
async def test_a_secret_pasted_on_home_never_stands_in_the_search_nor_is_it_asked_of_the_server(text: str) -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22", "16 of 16")
        await drive.paste(text)
        await drive.wait(lambda: not isinstance(drive.app.screen, HomeScreen), "a question")
        assert drive.app._home.query_one("#search", Input).value == ""
        assert not [
            request for request in drive.front.asked if "search=" in request.target and "connections" in request.target
        ]


async def test_a_paste_on_a_connections_page_opens_its_form_with_the_preview() -> None:
    async with running(clock=PassingClock()) as drive:
        await drive.open_connection("acme-42")
        await drive.wait_for("Auth error", "Refresh token")
        await drive.paste(json.dumps(TOKENS))
        await preview(drive)
        await drive.press("enter")
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.refresh_token") == REFRESH, "the token")
        assert drive.wizard.draft.exists


# From a pipe ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [
    Order("import", "harborline", text=Secret(RESPONSE)), Order("fix", connection_id="globex", text=Secret(RESPONSE)),
])  # fmt: skip
async def test_a_text_that_was_piped_in_is_previewed_over_the_form(order: Order) -> None:
    async with running(order=order, clock=PassingClock()) as drive:
        await preview(drive)
        await drive.wait_for("Access token")


async def test_esc_at_what_was_piped_in_leaves_the_form_that_was_asked_for() -> None:
    async with running(order=Order("import", "harborline", text=Secret(RESPONSE))) as drive:
        await preview(drive)
        await drive.press("escape")
        await drive.wait_screen(WizardScreen)
        await drive.pilot.pause(0.1)
        await drive.wait_step("Credentials")
        assert drive.wizard.integration.unique_key == "harborline"


async def test_a_text_that_was_piped_in_without_an_integration_is_proposed() -> None:
    async with running(order=Order(text=Secret(RESPONSE))) as drive:
        await drive.wait(lambda: isinstance(drive.app.screen, ProposalScreen | PasteScreen), "a proposal")


async def test_whatever_comes_from_a_pipe_is_never_searched_for() -> None:
    async with running(order=Order(text=Secret("hunter2"))) as drive:
        await drive.wait_screen(ProposalScreen)
        assert drive.app._home.query_one("#search", Input).value == ""


async def test_an_id_that_looks_like_a_token_is_searched_for_where_a_connection_has_it() -> None:
    async with running() as drive:
        name = "Kx93jf83jfPq93jf93kdQQ"
        body: dict[str, Json] = {"provider_config_key": "plain-weather", "connection_id": name}
        assert drive.ask("POST", "/connections", {**body, "credentials": {"type": "NONE"}})[0] == 201
        await drive.press("ctrl+r")
        await drive.wait_for("17 of 17")
        await drive.paste(name)
        await drive.wait(lambda: drive.app._home.query_one("#search", Input).value == name, "the search")


async def test_help_opens_over_the_preview_and_leaves_it_there() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.paste(RESPONSE)
        await preview(drive)
        await drive.press("f1")
        await drive.wait_for("no value is shown")
        await drive.press("escape")
        await preview(drive)


async def test_what_another_integration_of_the_service_takes_is_named() -> None:
    async with running(size=(120, 40)) as drive:
        await drive.form("harborline")
        await drive.paste("HARBORLINE_API_KEY=hbl_0123456789abcdea\n# of acme\n")
        await preview(drive)
        await drive.wait_for("Is this the Access token?", "Leave it out")
        await drive.press("down", "enter")
        await drive.wait_for("the text holds: api key", "set up here as harborline-key")


@pytest.mark.parametrize("text", ["shpat_1234567890abcdef", "ghp_0123456789abcdefghij", "sk_live_0123456789abcdef"])
async def test_a_token_that_its_beginning_tells_is_never_searched_for(text: str) -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22", "16 of 16")
        await drive.paste(text)
        await drive.wait(lambda: not isinstance(drive.app.screen, HomeScreen), "a question")
        assert drive.app._home.query_one("#search", Input).value == ""


async def test_the_key_of_the_open_environment_is_never_searched_for() -> None:
    async with running() as drive:
        await drive.wait_for("22 of 22", "16 of 16")
        await drive.paste(drive.demo.key)
        await drive.wait(lambda: not isinstance(drive.app.screen, HomeScreen), "a question")
        assert drive.app._home.query_one("#search", Input).value == ""


async def test_what_was_typed_after_a_paste_is_not_taken_back_by_one_key() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.paste(RESPONSE)
        await preview(drive)
        await drive.press("enter")
        await drive.wait_screen(WizardScreen)
        await drive.wait(lambda: drive.typed("credentials.access_token") == ACCESS, "the token")
        await drive.put("customer.name", "Acme Inc.")
        await drive.press("ctrl+z")
        await drive.wait_for_toast("Ctrl+Z again takes all of it back")
        assert drive.typed("customer.name") == "Acme Inc."
        await drive.press("ctrl+z")
        await drive.wait(lambda: drive.typed("credentials.access_token") == "", "the empty field")
