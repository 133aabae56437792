"""The jobs that people come with, from what is on their clipboard to the result, with the keys that they take."""

from __future__ import annotations

import json
from typing import Final

import pytest

from nango_tui.model.body import FETCH_PLACEHOLDER
from nango_tui.model.secret import BULLETS, Secret
from nango_tui.model.wire import Response
from nango_tui.screens.paste import PasteScreen
from nango_tui.screens.steps.auth_type import AuthTypeStep, TypeList
from nango_tui.screens.steps.credentials import CredentialsStep
from tests.conftest import Figure
from tests.model.paste.mangling import slack
from tests.screens.driving import Driver, running
from tests.screens.filled import step
from tests.screens.fixing import PassingClock, reads_of
from tests.screens.front import HTML, PLAIN, Front
from tests.screens.jobs import Hand, elsewhere, listed, only_import, preview, types_highlighted

# A token response of Salesforce, out of a chat ------------------------------------------------------------------------

SALESFORCE: Final[dict[str, str]] = {
    "access_token": "00D5g000004AbCd!AQEAQCanary.Access_0123456789abcdef",
    "refresh_token": "5Aep861CanaryRefresh0123456789.abcdef",
    "signature": "c2lnbmF0dXJlCanary=",
    "scope": "refresh_token api",
    "instance_url": "https://acme.my.salesforce.com",
    "id": "https://login.salesforce.com/id/00D5g000004AbCdEAK/0055g000001XyZ",
    "token_type": "Bearer",
    "issued_at": "1763990000000",
}


async def test_what_slack_made_of_salesforces_answer_is_pasted_on_home_and_imported(figure: Figure) -> None:
    async with elsewhere() as (drive, front):
        hand = Hand(drive)
        await drive.paste(f"Robin: here it is\n```\n{slack(json.dumps(SALESFORCE))}\n```")
        await preview(drive, "Access token", "Refresh token", "Instance URL", "Salesforce decides", "curly quotes")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        await hand.press("enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("Stored")
        assert len(hand.keys) <= 8
        figure("jobs", f"Salesforce from a chat {len(hand.keys)} keys", 1)
        path, body = only_import(front)
        assert (path, body["provider_config_key"]) == ("/connections", "salesforce")
        # Without an expiry, since Salesforce is asked at each read.
        tokens = {name: SALESFORCE[name] for name in ("access_token", "refresh_token")}
        assert body["credentials"] == {"type": "OAUTH2", **tokens}
        assert body["connection_config"] == {"instance_url": "https://acme.my.salesforce.com"}
        await drive.press("i")
        assert drive.app.clipboard == body["connection_id"]
        for secret in tokens.values():
            assert secret not in drive.text


# A user name and an API token, where Zendesk has two integrations -----------------------------------------------------

AGENT: Final = "agent@acme.com/token:AbC123canary4567\nhttps://acme.zendesk.com/agent"


async def test_a_user_name_with_its_token_and_an_address_fill_the_integration_that_takes_them(figure: Figure) -> None:
    async with elsewhere() as (drive, front):
        hand = Hand(drive)
        await drive.type("zendesk-api")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        await drive.paste(AGENT)
        await preview(drive, "Subdomain", "Email", "API Token", "/token behind the user name")
        await hand.press("enter")
        await drive.wait(lambda: not isinstance(drive.app.screen, PasteScreen), "the form")
        await drive.wait_step("Credentials")
        await hand.press("enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("Stored")
        figure("jobs", f"user name and token {len(hand.keys)} keys", 2)
        _, body = only_import(front)
        assert body["credentials"] == {"type": "BASIC", "username": "agent@acme.com", "password": "AbC123canary4567"}
        assert body["connection_config"] == {"subdomain": "acme"}


async def test_the_oauth_integration_refuses_the_pair_and_names_the_one_that_takes_it(figure: Figure) -> None:
    async with elsewhere() as (drive, front):
        hand = Hand(drive)
        await drive.form("zendesk")
        await drive.paste(AGENT)
        await preview(
            drive, "takes OAuth 2 (OAUTH2); the text holds: password, user name", "Another integration of this provider"
        )
        await hand.press("enter")
        await drive.wait(lambda: not isinstance(drive.app.screen, PasteScreen), "the form")
        await drive.wait_step("Credentials")
        draft = step(drive).collect()
        assert (draft.values, draft.config) == ({}, {"subdomain": "acme"}), "no token field takes an API token"
        await hand.press("f2")
        await drive.wait_step("Auth type")
        await drive.wait_for("Zendesk (API Token): Username and password (BASIC); set up here as zendesk-api-key")
        figure("jobs", f"told who takes it {len(hand.keys)} keys", 3)
        assert front.imports() == []


async def test_pasted_on_home_the_pair_leads_to_the_integration_that_takes_it_first() -> None:
    async with elsewhere() as (drive, _):
        await drive.paste(AGENT)
        await drive.wait_for("Which integration is it for?", "acme.zendesk.com is a Zendesk host")
        await drive.press("enter")
        await preview(drive, "API Token")
        await drive.press("enter")
        await drive.wait_step("Credentials")
        assert drive.wizard.integration.unique_key == "zendesk-api-key"


# A refresh token of Google's, and nothing else ------------------------------------------------------------------------


def authorized_user(word: str) -> str:
    """Return a Google credentials file; the played provider goes by the word."""
    return json.dumps({
        "client_id": "1234-abc.apps.googleusercontent.com", "client_secret": "GOCSPX-canary0123456789abcdef",
        "refresh_token": f"1//0canary-{word}-0123456789abcdef", "type": "authorized_user",
    })  # fmt: skip


async def imported_google(drive: Driver, word: str) -> Hand:
    """Paste the file into the form, say that the token is of the integration's own app, and send."""
    hand = Hand(drive)
    await drive.type("google-mail")
    await hand.press("enter")
    await drive.wait_step("Credentials")
    await drive.paste(authorized_user(word))
    await preview(drive, "Let Nango fetch the token", "issued by another OAuth app", "No, by the integration's own app")
    await hand.press("enter")
    await drive.wait_for_offer("take")
    await hand.press("enter")
    await drive.wait(lambda: not isinstance(drive.app.screen, PasteScreen), "the form")
    await drive.wait_step("Credentials")
    await hand.press("enter")
    await drive.wait_step("Review")
    await drive.wait_for("Nango fetches it after the import")
    await hand.press("enter")
    await drive.wait_step("Result")
    return hand


async def test_of_googles_refresh_token_alone_nango_fetches_a_token_and_one_read_proves_it(figure: Figure) -> None:
    async with elsewhere() as (drive, front):
        hand = await imported_google(drive, "granted")
        await drive.wait_for("Refreshed: Nango fetched a token, so these credentials work.")
        figure("jobs", f"refresh token only {len(hand.keys)} keys", 4)
        assert front.reads("/connections/") == 1
        _, body = only_import(front)
        assert body["credentials"] == {
            "type": "OAUTH2", "access_token": FETCH_PLACEHOLDER, "refresh_token": "1//0canary-granted-0123456789abcdef",
            "expires_at": "2026-11-24T13:30:00.000Z",
        }  # fmt: skip
        held = front.stored(drive.sent_id, "google-mail")["credentials"]
        assert isinstance(held, dict)
        assert str(held["access_token"]).startswith("fresh-access-token")


@pytest.mark.parametrize(("key", "word", "why"), [
    ("full", "denied", "could not refresh the token"),
    ("quiet", "granted", "Nango fetches the token at first use: this key may not read credentials."),
])  # fmt: skip
async def test_what_no_read_proves_is_stored_and_not_usable_yet_with_the_reason(key: str, word: str, why: str) -> None:
    async with elsewhere(key) as (drive, _):
        await imported_google(drive, word)
        await drive.wait_for("Stored, not usable yet", why)
        assert "refreshed" not in drive.words.lower()
        assert drive.offers("delete") is (word == "denied")


# A broken connection --------------------------------------------------------------------------------------------------

HUBSPOT: Final = json.dumps({
    "refresh_token": "na1-canary-refresh-0123456789", "access_token": "CAnary-access-0123456789abcdef",
    "expires_in": 1800,
})  # fmt: skip
LISTED: Final = ("id", "tags", "metadata", "end_user")
"""What a list tells of a connection, and a fix leaves alone."""


@pytest.mark.parametrize("key", ["full", "quiet"])
async def test_a_broken_connection_gets_a_new_pair_and_keeps_all_else(key: str, figure: Figure) -> None:
    async with running(key=key, clock=PassingClock()) as drive:
        hand = Hand(drive)
        before = listed(drive, "soylent-newsletter")
        await drive.wait_for("16 of 16", "6 auth errors first")
        await drive.type("soylent")
        await drive.wait(lambda: drive.app._home.fixes._typed == "soylent" and drive.app._home.fixes.shown, "its row")
        if not drive.app._home.fixes.active:
            await hand.press("tab")
        await hand.press("enter")
        await drive.wait_for("Auth error", "Nango cannot use these credentials", "portalId: 8812034")
        await drive.paste(HUBSPOT)
        await preview(drive, "Access token", "Refresh token", "in 30 min; counted from now")
        await hand.press("enter")
        await drive.wait(lambda: not isinstance(drive.app.screen, PasteScreen), "the form")
        await drive.wait_step("Credentials")
        await drive.wait(lambda: drive.typed("credentials.access_token"), "the new token")
        await hand.press("enter")
        await drive.wait_step("Review")
        await drive.wait_for("kept Configuration: portalId 8812034", "Metadata: 2 (list, since)", "Tags: 6")
        reads = len(reads_of(drive.front, "soylent-newsletter"))
        await hand.press("enter")
        await drive.wait_for("The auth error is gone.", "Nothing was lost: configuration, metadata, tags")
        # That a key may not read credentials was learned by the first look: the second does not ask for them.
        assert len(reads_of(drive.front, "soylent-newsletter")) == reads + 1
        figure("jobs", f"broken connection {len(hand.keys)} keys", 5)
        after = drive.stored("soylent-newsletter", "tideflow")
        assert (after["errors"], after["connection_config"]) == ([], {"portalId": "8812034"})
        now = listed(drive, "soylent-newsletter")
        assert before["errors"]
        assert {name: now[name] for name in LISTED} == {name: before[name] for name in LISTED}


# A key that may only create, and an old server ------------------------------------------------------------------------


async def test_basic_by_hand_on_a_server_without_templates_turns_out_to_be_an_api_key(figure: Figure) -> None:
    front = Front({
        ("GET", "/providers/*"): Response(404, HTML, b"<html>Cannot GET</html>"),
        ("POST", "/connections"): Response(404, PLAIN, b"404 page not found"),
    })  # fmt: skip
    async with running(key="create-only", front=front) as drive:
        hand = Hand(drive)
        await drive.wait_for("You can go on")
        await drive.type("harborline-key")
        await hand.press("enter")
        await drive.wait_step("Auth type")
        await drive.wait_for("There is no template for harborline-key")
        types = drive.app.screen.query_one(TypeList)
        while types.highlighted != types.get_option_index("BASIC"):
            await hand.press("down")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        typed = {"credentials.username": "agent@acme.example", "credentials.password": "canary-password-0123"}
        await drive.fill({**typed, "customer.name": "Acme Inc."})
        await drive.put_pairs("config", ("subdomain", "acme"))
        await hand.press("enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("This server does not have POST /connections.", "POST /connection ")
        assert [path for path, _ in front.imports()] == ["/connections"], "nothing is sent unseen by the other road"
        await hand.press("enter")
        await drive.wait(lambda: isinstance(drive.wizard.step, AuthTypeStep), "the offer of another type")
        await drive.wait_for("What you typed is kept. Press Enter on the type that the integration takes.")
        assert types_highlighted(drive) == "API_KEY"
        await hand.press("enter")
        await drive.wait(lambda: isinstance(drive.wizard.step, CredentialsStep), "the form")
        draft = step(drive).collect()
        assert draft.mode == "API_KEY"
        assert draft.config == {"subdomain": "acme"}
        assert draft.values == {"username": "agent@acme.example", "password": Secret("canary-password-0123")}
        assert draft.customer.name == "Acme Inc."
        await drive.put("credentials.api_key", "hbl_0123456789abcdea")
        await hand.press("enter")
        await drive.wait_for("The legacy endpoint does not store who the customer is")
        await hand.press("enter")
        await drive.wait_step("Review")
        await hand.press("enter")
        await drive.wait_for("Stored")
        figure("jobs", f"old server and the wrong type {len(hand.keys)} keys", 6)
        assert [path for path, _ in front.imports()] == ["/connections", "/connection", "/connection"]
        stored = drive.stored(drive.sent_id, "harborline-key")
        assert stored["credentials"] == {"type": "API_KEY", "apiKey": "hbl_0123456789abcdea"}
        assert stored["connection_config"] == {"subdomain": "acme"}


# A user name that is the API key --------------------------------------------------------------------------------------


async def test_a_user_name_that_is_the_key_is_masked_and_the_hidden_password_shreds_no_answer(figure: Figure) -> None:
    key = "canaryX-agent-key-0123"
    async with running(size=(120, 40)) as drive:
        hand = Hand(drive)
        await drive.wait_for("22 of 22")
        await drive.type("tallyr")
        await hand.press("enter")
        await drive.wait_step("Credentials")
        await drive.paste("acme")
        await hand.press("enter")
        await drive.paste(key)
        await drive.wait(lambda: drive.typed("credentials.username") == key, "the key")
        assert key not in drive.text
        await drive.put("metadata", '{"size": "X", "plan": "X-Large"}')
        await drive.put_pairs("tags", ("tier", "X"))
        await hand.press("enter")
        await drive.wait_step("Review")
        await drive.wait_for("Secrets API Key")
        await drive.press("j")
        await drive.wait_for('"username"')
        assert key not in drive.text
        await drive.press("j")
        await hand.press("enter")
        await drive.wait_for("Stored")
        figure("jobs", f"user name is the key {len(hand.keys)} keys", 7)
        _, body = only_import(drive.front)
        assert body["credentials"] == {"type": "BASIC", "username": key, "password": "X"}
        await drive.press("r")
        await drive.wait_for('"size": "X"', '"plan": "X-Large"', '"tier": "X"')
        await drive.press("end")
        await drive.wait_for(f'"username": "{BULLETS}"', f'"password": "{BULLETS}"', '"subdomain": "acme"')
        assert key not in drive.text
        await drive.press("t")
        assert key not in drive.app.clipboard
