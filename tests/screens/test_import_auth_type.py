"""The auth type: it passes itself with its reason, explains what cannot be imported, and can be chosen by hand."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.secret import Secret
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.steps.credentials import CredentialsStep
from tests.screens.driving import Driver, running
from tests.screens.front import Answer, Front, Held, hangs_up, refusal, said

NO_TEMPLATES = ("GET", "/providers/*")


async def choose_type(drive: Driver, mode: str) -> None:
    """Choose an auth type by keys."""
    await drive.wait(lambda: drive.app.screen.query(OptionList), "the types")
    for _ in range(list(MODES).index(mode)):
        await drive.press("down")
    await drive.press("enter")
    await drive.wait_step("Credentials")


async def test_one_possible_type_passes_itself_and_its_reason_is_said() -> None:
    async with running() as drive:
        await drive.form("pinegrove")
        assert "OAuth 1.0a (OAUTH1): pinegrove takes nothing else." in drive.text
        assert "2 OAuth 1.0a ✓" in drive.step_line()


async def test_reopened_it_lists_the_types_and_who_takes_the_others() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.press("f2")
        await drive.wait_step("Auth type")
        await drive.wait_for("Harborline (API Key): API key (API_KEY); set up here as harborline-key")
        assert "OAuth 2 (OAUTH2), as harborline takes nothing else." in drive.text
        for mode in MODES.values():
            other = "" if mode.code == "OAUTH2" else ": not with this provider"
            assert f" {mode.title}{other}\n" in drive.text


async def test_a_sibling_that_this_environment_lacks_is_named_as_such() -> None:
    async with running(key="create-only") as drive:
        await drive.wait_for("You can go on")
        await drive.type("harborline")
        await drive.press("enter")
        await drive.wait_for("Harborline (API Key): API key (API_KEY); not set up in this environment")


@pytest.mark.parametrize(
    ("integration", "words"),
    [
        ("fogbank", ("Two-step token (TWO_STEP)", "does not import", "connect UI")),
        ("signet-store", ("Signed JWT (JWT)", "does not import", "connect UI")),
        ("relaybot", ("OAuth 2 for MCP (MCP_OAUTH2)", "does not import", "connect link")),
    ],
)
async def test_a_type_that_cannot_be_imported_is_explained_with_what_to_do_instead(
    integration: str, words: tuple[str, ...]
) -> None:
    async with running() as drive:
        await drive.choose(integration)
        await drive.wait_for(*words)
        await drive.press("enter")
        await drive.pilot.pause()
        assert drive.wizard.step
        assert drive.wizard.step.TITLE == "Auth type"
        assert "Next" not in drive.text
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)


async def test_while_the_template_is_read_that_is_said_and_esc_leads_back() -> None:
    held = Held()
    async with running(front=Front({("GET", "/providers/pinegrove"): held})) as drive:
        await drive.choose("pinegrove")
        await drive.wait_for("Reading what pinegrove needs")
        await drive.press("enter")
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)
        held.gate.set()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(refusal(404, "not_found"), id="none of that name"),
        pytest.param(refusal(403, "forbidden", "Missing scope"), id="not allowed"),
        pytest.param(refusal(500, "generic_error_support"), id="an old server"),
        pytest.param(said(200, {"data": {"auth_mode": 7}}), id="not a template"),
        pytest.param(hangs_up, id="no answer"),
    ],
)
async def test_without_templates_any_type_can_be_chosen_and_the_form_has_free_rows(answer: Answer) -> None:
    front = Front({NO_TEMPLATES: answer})
    async with running(front=front) as drive:
        await drive.choose("harborline-key")
        await drive.wait_step("Auth type")
        await drive.wait_for("There is no template for harborline-key", *(mode.title for mode in MODES.values()))
        await choose_type(drive, "API_KEY")
        assert drive.open_folds() == ["Connection configuration"]
        await drive.put("credentials.api_key", "hbl_0123456789abcdea")
        await drive.put_pairs("config", ("subdomain", "acme"))
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")
        stored = drive.stored(drive.sent_id, "harborline-key")
        assert stored["connection_config"] == {"subdomain": "acme"}


async def test_a_type_chosen_by_hand_is_a_step_on_the_way_back() -> None:
    async with running(front=Front({NO_TEMPLATES: refusal(404, "not_found")})) as drive:
        await drive.choose("mossdesk")
        await drive.wait_step("Auth type")
        await choose_type(drive, "BASIC")
        await drive.put("credentials.username", "agent")
        await drive.press("escape")
        await drive.wait_step("Auth type")
        await drive.press("enter")
        await drive.wait_step("Credentials")
        assert drive.typed("credentials.username") == "agent"
        await drive.press("escape")
        await drive.wait_step("Auth type")
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)


async def test_a_key_that_may_only_create_goes_from_a_typed_id_and_a_confirmed_guess_to_a_stored_import() -> None:
    async with running(key="create-only") as drive:
        await drive.wait_for("lacks the scope", "environment:integrations:list", "You can go on")
        await drive.type("harborline")
        await drive.press("enter")
        await drive.wait_step("Auth type")
        await drive.wait_for("Nango has a provider of that name: Harborline", "Press Enter if that is it")
        await drive.press("enter")
        await drive.wait_step("Credentials")
        assert "OAuth 2 (OAUTH2): your choice." in drive.words
        await drive.fill({"config.subdomain": "acme", "credentials.access_token": "canary-access", "expiry": "2h"})
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")
        assert drive.stored(drive.sent_id, "harborline")["connection_config"] == {"subdomain": "acme"}


async def test_a_guess_can_be_corrected_by_choosing_another_type() -> None:
    async with running(key="create-only") as drive:
        await drive.wait_for("You can go on")
        await drive.type("harborline")
        await drive.press("enter")
        await drive.wait_step("Auth type")
        await drive.press("down", "down", "down", "enter")
        await drive.wait_step("Credentials")
        assert drive.wizard.draft.mode == "API_KEY"
        assert drive.wizard.draft.template is None
        assert drive.open_folds() == ["Connection configuration"]


async def test_an_id_whose_list_could_not_be_read_is_looked_up_by_itself() -> None:
    front = Front({("GET", "/integrations"): refusal(500, "generic_error_support")})
    async with running(front=front) as drive:
        await drive.wait_for("You can go on")
        await drive.type("harborline-key")
        await drive.press("enter")
        await drive.wait_step("Credentials")
        assert "API key (API_KEY): harborline-key takes nothing else." in drive.text


MISMATCH = "Provider API_KEY does not support BASIC auth"
"""How Nango 0.71.4 answers POST /connections with credentials of another type."""


@pytest.mark.parametrize(
    ("endpoint", "answers"),
    [
        pytest.param(Endpoint.CURRENT, {("POST", "/connections"): refusal(400, "invalid_body", MISMATCH)}, id="new"),
        pytest.param(Endpoint.LEGACY, {}, id="legacy"),
    ],
)
async def test_a_refusal_that_names_another_type_offers_it_and_loses_nothing_typed(
    endpoint: Endpoint, answers: dict[tuple[str, str], Answer]
) -> None:
    front = Front({NO_TEMPLATES: refusal(404, "not_found"), **answers})
    async with running(key="create-only", front=front, fixed=endpoint) as drive:
        await drive.wait_for("You can go on")
        await drive.type("harborline-key")
        await drive.press("enter")
        await drive.wait_step("Auth type")
        await choose_type(drive, "BASIC")
        await drive.fill({"credentials.username": "agent", "credentials.password": "canary-password"})
        await drive.put_pairs("config", ("subdomain", "acme"))
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_step("Auth type")
        await drive.wait_for("What you typed is kept")
        front.answers.pop(("POST", "/connections"), None)
        await drive.press("enter")
        await drive.wait_step("Credentials")
        step = drive.wizard.step
        assert isinstance(step, CredentialsStep)
        assert step.form.mode == "API_KEY"
        draft = step.collect()
        assert draft.config == {"subdomain": "acme"}
        assert draft.values == {"username": "agent", "password": Secret("canary-password")}
        await drive.put("credentials.api_key", "hbl_0123456789abcdea")
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")
        stored = drive.stored(drive.sent_id, "harborline-key")
        assert stored["credentials"] == {"type": "API_KEY", "apiKey": "hbl_0123456789abcdea"}
        assert stored["connection_config"] == {"subdomain": "acme"}
