"""Lost answers and races of a fix: never sent twice unasked, and what another did meanwhile is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response
from tests.screens.driving import Driver, running
from tests.screens.fixing import PassingClock, fix, same_but_for_credentials
from tests.screens.front import Front, Held, arrives_and_hangs_up, hangs_up

OAUTH = ("POST", "/connection")
KEY = ("POST", "/connections")
TOKENS = {"credentials.access_token": "canary-access", "credentials.refresh_token": "canary-refresh", "expiry": "2h"}


async def sent_without_an_answer(drive: Driver, connection: str, values: dict[str, str]) -> None:
    """Send a fix of which no answer comes, and look what became of it."""
    await fix(drive, connection, values)
    await drive.to_review()
    await drive.press("enter")
    await drive.wait_for("No answer: it may have arrived")
    assert len(drive.front.imports()) == 1
    await drive.press("l")
    await drive.wait(lambda: "Looking…" not in drive.text, "what the look showed")


def arrives_and_is_refreshed(request: Request, behind: Handler) -> Response:
    """Store what was sent, let Nango fetch a newer token, and close the connection."""
    behind(request)
    headers = {"authorization": request.headers["authorization"]}
    target = "/connections/globex?provider_config_key=harborline&force_refresh=true"
    assert behind(Request("GET", target, headers, b"")).status == 200
    return arrives_and_hangs_up(Request("GET", "/integrations", headers, b""), behind)


# What a look proves --------------------------------------------------------------------------------------------


async def test_the_same_token_in_a_look_proves_that_it_arrived_and_that_nothing_was_lost() -> None:
    async with running(front=Front({OAUTH: arrives_and_hangs_up}), clock=PassingClock()) as drive:
        before = drive.stored("globex", "harborline")
        await sent_without_an_answer(drive, "globex", TOKENS)
        await drive.wait_for("It arrived: Nango has stored what you sent.", "Nothing was lost")
        assert not drive.offers("send_again")
        same_but_for_credentials(before, drive.stored("globex", "harborline"))


async def test_a_newer_token_proves_that_it_arrived_and_was_refreshed_and_is_not_sent_again() -> None:
    async with running(front=Front({OAUTH: arrives_and_is_refreshed}), clock=PassingClock()) as drive:
        await sent_without_an_answer(drive, "globex", {**TOKENS, "expiry": "30m"})
        await drive.wait_for("It arrived, and Nango has fetched a newer token since.", "Do not send it again")
        assert not drive.offers("send_again")
        await drive.press("s")
        assert len(drive.front.imports()) == 1


async def test_the_old_token_in_a_look_proves_that_it_did_not_arrive() -> None:
    front = Front({OAUTH: hangs_up})
    async with running(front=front, clock=PassingClock()) as drive:
        before = drive.stored("globex", "harborline")
        await sent_without_an_answer(drive, "globex", TOKENS)
        await drive.wait_for("It has not arrived. The connection is as it was.")
        assert drive.stored("globex", "harborline")["credentials"] == before["credentials"]
        del front.answers[OAUTH]
        await drive.press("s")
        await drive.wait_step("Review")
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")
        first, second = front.imports()
        assert first == second


@pytest.mark.parametrize("answer", [hangs_up, arrives_and_hangs_up])
async def test_without_readable_credentials_it_may_have_arrived_and_is_sent_again_only_by_choice(
    answer: Callable[[Request, Handler], Response],
) -> None:
    front = Front({OAUTH: answer})
    async with running(key="quiet", front=front, clock=PassingClock()) as drive:
        await sent_without_an_answer(drive, "globex", TOKENS)
        await drive.wait_for("No answer: it may have arrived. What is stored does not tell.")
        await drive.press("s")
        await drive.wait_for("Send it again, although it may have arrived?")
        await drive.press("enter")
        await drive.wait_step("Result")
        assert len(front.imports()) == 1
        await drive.press("s")
        await drive.wait_for("Send it again, although it may have arrived?")
        await drive.press("y")
        await drive.wait_step("Review")
        assert len(front.imports()) == 1, "the review sends, not the question"


@pytest.mark.parametrize("key", ["full", "quiet"])
@pytest.mark.parametrize(("answer", "words"), [
    (hangs_up, "It has not arrived."),
    (arrives_and_hangs_up, "It arrived: Nango has stored what you sent."),
])  # fmt: skip
async def test_a_newer_time_of_change_tells_of_an_api_key_also_where_it_cannot_be_read(
    key: str, answer: Callable[[Request, Handler], Response], words: str
) -> None:
    async with running(key=key, front=Front({KEY: answer}), clock=PassingClock()) as drive:
        drive.clock.advance(minutes=3)
        await sent_without_an_answer(drive, "wonka-boards", {"credentials.api_key": "lum_0123456789abcdef"})
        await drive.wait_for(words)


async def test_esc_while_it_is_under_way_does_not_undo_it_and_says_so() -> None:
    held = Held()
    async with running(front=Front({OAUTH: held}), clock=PassingClock()) as drive:
        await fix(drive, "globex", TOKENS)
        await drive.to_review()
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the import")
        await drive.press("escape")
        await drive.wait_for("You stopped waiting. The import was under way, so it may have arrived.")
        held.gate.set()
        assert len(drive.front.imports()) == 1


# Races ---------------------------------------------------------------------------------------------------------


async def test_metadata_that_was_changed_meanwhile_is_shown_with_both_values_and_can_be_put_back() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        before = drive.stored("wonka-boards", "lumenboard")["metadata"]
        assert isinstance(before, dict)
        name = next(iter(before))
        patch: dict[str, Json] = {
            "connection_id": "wonka-boards",
            "provider_config_key": "lumenboard",
            "metadata": {name: "changed"},
        }

        def changed_after(request: Request, behind: Handler) -> Response:
            answer = behind(request)
            assert drive.ask("PATCH", "/connections/metadata", patch)[0] == 200
            return answer

        drive.front.answers[KEY] = changed_after
        await fix(drive, "wonka-boards", {"credentials.api_key": "lum_0123456789abcdef"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("Not all is as it was: metadata.", f"Metadata {name}: must be", "is changed")
        await drive.press("p")
        await drive.wait_for("Nothing was lost")
        assert drive.stored("wonka-boards", "lumenboard")["metadata"] == before
        assert len(drive.front.imports()) == 1


async def test_what_a_sync_wrote_between_read_and_send_stays_where_the_server_keeps_it() -> None:
    async with running(clock=PassingClock()) as drive:
        await fix(drive, "globex", TOKENS)
        await drive.to_review()
        body: dict[str, Json] = {
            "connection_id": "globex",
            "provider_config_key": "harborline",
            "metadata": {"cursor": 7},
        }
        assert drive.ask("PATCH", "/connections/metadata", body)[0] == 200
        await drive.press("enter")
        await drive.wait_for("Nothing was lost")
        assert drive.stored("globex", "harborline")["metadata"] == {"plan": "pro", "cursor": 7}


async def test_a_connection_that_was_deleted_meanwhile_is_said_to_be_made_anew() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:
        await fix(drive, "wonka-boards", {"credentials.api_key": "lum_0123456789abcdef"})
        await drive.to_review()
        assert drive.ask("DELETE", "/connections/wonka-boards?provider_config_key=lumenboard")[0] == 200
        await drive.press("enter")
        await drive.wait_for("The connection was deleted meanwhile: what is there now was made anew by this update.")


async def test_a_second_terminal_that_fixed_it_meanwhile_is_noticed() -> None:
    async with running(size=(120, 40), clock=PassingClock()) as drive:

        def another_wins(request: Request, behind: Handler) -> Response:
            answer = behind(request)
            assert drive.ask("POST", "/connection", {
                "provider_config_key": "harborline", "connection_id": "globex", "access_token": "another",
                "refresh_token": "another", "no_expiration": True, "connection_config": {"subdomain": "globex"},
            })[0] == 201  # fmt: skip
            return answer

        drive.front.answers[OAUTH] = another_wins
        await fix(drive, "globex", TOKENS)
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("Other credentials than those sent are stored now")


# Asked before it is sent twice ---------------------------------------------------------------------------------


async def test_the_way_through_the_form_asks_too_before_a_fix_is_sent_again() -> None:
    front = Front({OAUTH: hangs_up})
    async with running(key="quiet", front=front, clock=PassingClock()) as drive:
        await sent_without_an_answer(drive, "globex", TOKENS)
        await drive.press("escape")
        await drive.wait_step("Credentials")
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("This was sent before and may have arrived.")
        assert len(front.imports()) == 1
        await drive.press("n")
        await drive.wait_step("Review")


async def test_a_gateway_that_gave_up_is_no_refusal() -> None:
    def stores_and_gives_up(request: Request, behind: Handler) -> Response:
        behind(request)
        return Response(504, {"content-type": "text/html"}, b"<html>Gateway time-out</html>")

    async with running(front=Front({OAUTH: stores_and_gives_up}), clock=PassingClock()) as drive:
        await fix(drive, "globex", TOKENS)
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_for("No sure answer: it may have arrived")
        await drive.press("s")
        await drive.wait_for("Send it again, although it may have arrived?")
        await drive.press("n")
        await drive.wait_step("Result")
        await drive.press("l")
        await drive.wait_for("It arrived: Nango has stored what you sent.", "Nothing was lost")
        assert len(drive.front.imports()) == 1


async def test_an_import_that_may_have_arrived_is_looked_for_before_its_id_is_sent_again() -> None:
    front = Front({("POST", "/connections"): arrives_and_hangs_up})
    async with running(front=front) as drive:
        await drive.form("plain-weather")
        await drive.press("enter")
        await drive.wait_step("Review")
        await drive.press("enter")
        await drive.wait_for("No answer: it may have arrived")
        await drive.press("escape")
        await drive.wait_step("Credentials")
        assert not drive.offers("undo_paste")
        await drive.press("enter")
        await drive.wait_for("exists already", "Update it?")
        assert len(front.imports()) == 1
