"""Where only a refresh token, or a client's id and secret, is in hand, Nango fetches the token: proven by a read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pytest

from nango_tui.model.auth import Endpoint
from nango_tui.model.body import FETCH_PLACEHOLDER, Json
from nango_tui.screens.steps.result import ResultStep
from tests.screens.driving import LIMITS, Driver, running
from tests.screens.fixing import PassingClock, fix, reads_of, same_but_for_credentials
from tests.screens.front import Answer, Front, Held, hangs_up, refusal

CURRENT, LEGACY = Endpoint.CURRENT, Endpoint.LEGACY
READ: Final = ("GET", "/connections/*")
PROVEN: Final = "Refreshed: Nango fetched a token, so these credentials work."
UNPROVEN: Final = "Stored, not usable yet"


@dataclass(frozen=True, slots=True)
class Case:
    """An integration of which no token is in hand. `secret`: the field whose words tell the provider what to do."""

    integration: str
    token: str
    secret: str
    others: tuple[tuple[str, str], ...]

    def typed(self, word: str) -> dict[str, str]:
        """Return what is entered."""
        return {**dict(self.others), f"credentials.{self.secret}": f"canary-{word}-0123456789"}


CASES: Final = {
    "OAUTH2": Case("harborline", "access_token", "refresh_token", (("config.subdomain", "acme"),)),
    "OAUTH2_CC": Case("cobalt-pay", "token", "client_secret", (("credentials.client_id", "acme"),)),
}
every_mode = pytest.mark.parametrize("mode", CASES)
every_endpoint = pytest.mark.parametrize("endpoint", list(Endpoint), ids=lambda one: one.name.lower())


async def reviewed(drive: Driver, mode: str, word: str = "granted") -> Case:
    """Enter what is in hand and go to the review."""
    case = CASES[mode]
    await drive.form(case.integration)
    await drive.switch("fetch", True)
    await drive.fill(case.typed(word))
    await drive.to_review()
    await drive.wait_for("Nango fetches it after the import")
    return case


async def imported(drive: Driver, mode: str, word: str = "granted") -> Case:
    """Enter what is in hand and send it."""
    case = await reviewed(drive, mode, word)
    await drive.send()
    return case


def result(drive: Driver) -> ResultStep:
    """Return the result on screen."""
    step = drive.wizard.step
    assert isinstance(step, ResultStep)
    return step


def said_refreshed(drive: Driver) -> bool:
    """Say whether the screen claims that a token was fetched, in any letters."""
    return "refreshed" in drive.words.lower()


async def rest(drive: Driver) -> None:
    """Wait until the result asks nothing more."""
    step = result(drive)
    await drive.wait(lambda: not [work for work in step.workers if work.node is step], "the end of the reading")
    await drive.pilot.pause()


def credentials(drive: Driver, connection: str, integration: str) -> Mapping[str, Json]:
    """Return the credentials that are stored."""
    found = drive.stored(connection, integration)["credentials"]
    assert isinstance(found, dict)
    return found


# A provider that grants ----------------------------------------------------------------------------------------------


@every_mode
@every_endpoint
async def test_a_placeholder_with_a_past_expiry_is_sent_and_one_read_fetches_a_real_token(
    mode: str, endpoint: Endpoint
) -> None:
    async with running(fixed=endpoint) as drive:
        case = await imported(drive, mode)
        await drive.wait_for(PROVEN)
        await rest(drive)
        assert UNPROVEN not in drive.words
        ((path, body),) = drive.front.imports()
        assert path == ("/connections" if endpoint is CURRENT else "/connection")
        sent = body["credentials"] if endpoint is CURRENT else body
        assert isinstance(sent, dict)
        assert sent[case.token if endpoint is CURRENT else "access_token"] == FETCH_PLACEHOLDER
        # The clock of these tests says 14:30 UTC.
        assert sent["expires_at"] == "2026-11-24T13:30:00.000Z"
        assert drive.front.reads("/connections/") == 1, "one read is the proof, a second would refresh for nothing"
        assert drive.demo.sandbox.refreshes(drive.sent_id, case.integration, environment="demo") == 1
        assert str(credentials(drive, drive.sent_id, case.integration)[case.token]).startswith("fresh-access-token")
        assert not drive.offers("delete")


@pytest.mark.parametrize(("word", "kept"), [("granted", False), ("keep", True)])
@every_endpoint
async def test_a_rotated_refresh_token_replaces_the_one_that_was_entered(
    word: str, kept: bool, endpoint: Endpoint
) -> None:
    async with running(fixed=endpoint) as drive:
        case = await imported(drive, "OAUTH2", word)
        await drive.wait_for(PROVEN)
        held = credentials(drive, drive.sent_id, case.integration)["refresh_token"]
        assert (held == case.typed(word)["credentials.refresh_token"]) is kept
        assert kept or str(held).startswith("fresh-refresh-token")
        for secret in (str(held), case.typed(word)["credentials.refresh_token"], "fresh-access-token"):
            assert secret not in drive.text


# The word, and what it stands on --------------------------------------------------------------------------------------


@every_mode
@every_endpoint
async def test_refreshed_is_not_said_until_the_read_has_answered(mode: str, endpoint: Endpoint) -> None:
    held = Held()
    async with running(fixed=endpoint, front=Front({READ: held})) as drive:
        await imported(drive, mode)
        await drive.wait(held.arrived.is_set, "the read")
        await drive.wait_for(UNPROVEN, "Asking Nango to fetch the token")
        assert not said_refreshed(drive)
        assert result(drive).has_class("-unsure")
        held.gate.set()
        await drive.wait_for(PROVEN)
        assert drive.front.reads("/connections/") == 1


@every_mode
@pytest.mark.parametrize("answer", [
    pytest.param(hangs_up, id="the answer is lost"),
    pytest.param(refusal(403, "forbidden", "Missing scope environment:connections:read"), id="not allowed"),
    pytest.param(refusal(500, "generic_error_support"), id="Nango fails"),
    pytest.param(refusal(429, "too_many_request"), id="too many calls"),
])  # fmt: skip
async def test_where_the_read_brings_no_connection_refreshed_is_never_said(mode: str, answer: Answer) -> None:
    front = Front({READ: answer})
    async with running(front=front) as drive:
        await imported(drive, mode)
        await drive.wait(lambda: front.reads("/connections/") == 1, "the read")
        await rest(drive)
        await drive.wait_for(UNPROVEN)
        assert not said_refreshed(drive)


async def test_a_read_that_hangs_leaves_it_unproven() -> None:
    held = Held()
    async with running(front=Front({READ: held}), limits=replace(LIMITS, answer=0.5)) as drive:
        await imported(drive, "OAUTH2")
        await rest(drive)
        held.gate.set()
        await drive.wait_for(UNPROVEN)
        assert not said_refreshed(drive)


@every_mode
async def test_a_key_that_may_not_read_credentials_leaves_the_fetching_to_the_first_use(mode: str) -> None:
    async with running(key="quiet") as drive:
        case = await imported(drive, mode)
        await drive.wait_for(UNPROVEN, "Nango fetches the token at first use")
        await rest(drive)
        assert not said_refreshed(drive)
        assert not drive.offers("delete"), "nothing has failed"
        assert drive.demo.sandbox.refreshes(drive.sent_id, case.integration, environment="demo") == 0


# A provider that does not grant ---------------------------------------------------------------------------------------


@every_mode
@pytest.mark.parametrize(("endpoint", "word"), [
    (CURRENT, "denied"), (CURRENT, "down"), (CURRENT, "empty"), (CURRENT, "html"), (LEGACY, "denied"), (LEGACY, "down"),
])  # fmt: skip
async def test_what_the_provider_does_not_grant_is_not_usable_and_can_be_deleted(
    mode: str, endpoint: Endpoint, word: str
) -> None:
    async with running(fixed=endpoint) as drive:
        case = await imported(drive, mode, word)
        await drive.wait_for_offer("delete")
        await drive.wait_for(UNPROVEN)
        assert not said_refreshed(drive)
        assert result(drive).has_class("-unsure")
        assert "credentials_iv" not in drive.text, "the row that Nango prints into its message is cut off"
        assert case.typed(word)[f"credentials.{case.secret}"] not in drive.text
        made = drive.sent_id
        await drive.press("d")
        await drive.wait_for(f"Delete {made} on {case.integration}?")
        await drive.press("y")
        await drive.wait_for("was deleted again")
        assert not drive.demo.sandbox.has(made, case.integration, environment="demo")


# Over a connection that exists ----------------------------------------------------------------------------------------

STORED: Final = {"OAUTH2": ("globex", "acme-42"), "OAUTH2_CC": ("stark-payments", "oceanic-payments")}
"""A connection that works and one that is broken."""


async def replacing(drive: Driver, mode: str, connection: str, word: str = "granted") -> Case:
    """Open a connection and enter what is in hand, up to the review."""
    case = CASES[mode]
    await fix(drive, connection)
    await drive.switch("fetch", True)
    values = {key: text for key, text in case.typed(word).items() if key.startswith("credentials.")}
    await drive.fill(values)
    await drive.to_review()
    return case


@every_mode
async def test_over_a_working_connection_one_more_question_names_what_is_at_stake(mode: str) -> None:
    name = STORED[mode][0]
    async with running(clock=PassingClock()) as drive:
        case = await replacing(drive, mode, name)
        before = drive.stored(name, case.integration)
        await drive.press("enter")
        await drive.wait_for("works now. Sent without an access token", f"({name}) on {case.integration}")
        assert drive.app.screen.has_class("-red")
        await drive.press("enter")
        await drive.wait_step("Review")
        assert drive.front.imports() == [], "Enter is no yes"
        await drive.press("enter")
        await drive.wait_for("works now.")
        await drive.press("y")
        await drive.wait_for(PROVEN, "Nothing was lost")
        after = drive.stored(name, case.integration)
        same_but_for_credentials(before, after)
        assert str(credentials(drive, name, case.integration)[case.token]).startswith("fresh-access-token")


@every_mode
async def test_over_a_broken_connection_nothing_more_is_asked(mode: str) -> None:
    name = STORED[mode][1]
    async with running(clock=PassingClock()) as drive:
        case = await replacing(drive, mode, name)
        reads = len(reads_of(drive.front, name))
        await drive.press("enter")
        await drive.wait_step("Result")
        await drive.wait_for(PROVEN, "The auth error is gone.", "Nothing was lost")
        assert len(reads_of(drive.front, name)) == reads + 1
        assert drive.stored(name, case.integration)["errors"] == []


@every_mode
@pytest.mark.parametrize("word", ["denied", "down", "empty"])
async def test_a_fix_whose_token_is_not_fetched_is_not_called_refreshed_and_is_not_offered_for_deletion(
    mode: str, word: str
) -> None:
    name = STORED[mode][1]
    async with running(clock=PassingClock()) as drive:
        case = await replacing(drive, mode, name, word)
        await drive.press("enter")
        await drive.wait_step("Result")
        await rest(drive)
        await drive.wait_for(UNPROVEN, "These credentials do not work yet.")
        assert not said_refreshed(drive)
        assert not drive.offers("delete"), "a customer's connection is no failed try"
        assert drive.demo.sandbox.has(name, case.integration, environment="demo")
