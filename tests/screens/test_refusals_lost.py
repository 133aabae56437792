"""A lost answer is said as what it is: the import may have arrived. Nothing is sent twice unasked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.environment import Environment
from nango_tui.model.ports import Settings
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Handler, Request, Response
from nango_tui.screens.home import HomeScreen
from tests.screens.driving import LIMITS, MemoryEnvironments, MemoryKeys, running
from tests.screens.filled import assert_everything, fill_everything, short
from tests.screens.front import HTML, Front, Held, arrives_and_hangs_up, hangs_up, refusal, said

NEW, OLD, LIST = ("POST", "/connections"), ("POST", "/connection"), ("GET", "/connections")
NO_ROUTE = Response(404, HTML, b"<!DOCTYPE html><pre>Cannot POST /connections</pre>")


# No answer -----------------------------------------------------------------------------------------------------


async def test_a_lost_answer_is_not_called_a_failure_and_a_look_proves_that_it_arrived() -> None:
    front = Front({NEW: arrives_and_hangs_up})
    async with running(front=front) as drive:
        await short(drive)
        await drive.send()
        await drive.wait_for("No answer: it may have arrived")
        await drive.wait_for_offer("look", "send_again")
        assert "Stored" not in drive.text
        await drive.press("l")
        await drive.wait_for(f"It arrived: {drive.sent_id} is stored on pinegrove.")
        assert not drive.offers("send_again")
        assert drive.offers("copy_id")
        assert len(front.imports()) == 1
        await drive.press("i")
        await drive.wait(lambda: drive.app.clipboard == drive.sent_id, "the id on the clipboard")


async def test_a_look_that_finds_nothing_says_so_and_sending_again_is_a_choice() -> None:
    front = Front({NEW: hangs_up})
    async with running(front=front) as drive:
        await short(drive)
        await drive.send()
        await drive.wait_for("No answer: it may have arrived")
        await drive.press("enter")
        await drive.wait_for("It is not there", "look again in a moment, or send again")
        assert len(front.imports()) == 1
        del front.answers[NEW]
        await drive.press("s")
        await drive.wait_step("Review")
        assert "CREATE" in drive.text
        await drive.send()
        await drive.wait_for("Stored")
        first, second = front.imports()
        assert first == second


async def test_what_arrived_after_all_is_not_replaced_by_sending_again_without_a_yes() -> None:
    front = Front({NEW: arrives_and_hangs_up})
    async with running(front=front) as drive:
        await short(drive)
        await drive.send()
        await drive.wait_for("No answer: it may have arrived")
        await drive.press("s")
        await drive.wait_for("exists already", "Update it?")
        assert len(front.imports()) == 1


async def test_a_look_that_is_not_allowed_is_explained_and_loses_nothing() -> None:
    front = Front({NEW: arrives_and_hangs_up})
    async with running(key="create-only", front=front) as drive:
        await drive.wait_for("You can go on")
        await drive.type("pinegrove")
        await drive.press("enter")
        await drive.wait_step("Auth type")
        await drive.press("enter")
        await drive.wait_step("Credentials")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.to_review()
        await drive.send()
        await drive.wait_for("No answer: it may have arrived")
        await drive.press("l")
        await drive.wait_for("lacks the scope environment:connections:list")
        await drive.press("escape")
        await drive.wait_step("Credentials")
        assert drive.typed("credentials.oauth_token") == "canary-a"


async def test_everything_typed_is_there_again_after_a_lost_answer() -> None:
    async with running(front=Front({NEW: hangs_up})) as drive:
        await fill_everything(drive)
        await drive.to_review()
        await drive.send()
        await drive.press("escape")
        await drive.wait_step("Credentials")
        assert_everything(drive)


async def test_esc_while_sending_does_not_pretend_to_have_undone_it() -> None:
    held = Held()
    front = Front({NEW: held})
    async with running(front=front) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the call")
        await drive.wait_for("Sending…", "Esc stops waiting; it does not undo the import.")
        await drive.press("escape")
        await drive.wait_step("Result")
        await drive.wait_for("No answer: it may have arrived", "You stopped waiting")
        held.gate.set()
        sandbox = drive.demo.sandbox
        await drive.wait(lambda: sandbox.has(drive.sent_id, "pinegrove", environment="demo"), "the arrival")
        await drive.press("l")
        await drive.wait_for("It arrived")
        assert len(front.imports()) == 1


async def test_while_sending_nothing_else_can_be_done() -> None:
    held = Held()
    front = Front({NEW: held})
    async with running(front=front) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait(held.arrived.is_set, "the call")
        await drive.wait_for("Sending…")
        await drive.press("enter", "l", "y", "j")
        await drive.click_step(2)
        await drive.click_step(0)
        await drive.pilot.pause()
        assert drive.wizard.step
        assert drive.wizard.step.TITLE == "Review"
        held.gate.set()
        await drive.wait_step("Result")
        assert [path for path, _ in front.imports()] == ["/connections"]


async def test_the_time_limit_ends_the_waiting_with_the_same_words() -> None:
    held = Held()
    async with running(front=Front({NEW: held}), limits=replace(LIMITS, answer=3.0)) as drive:
        await short(drive)
        await drive.send()
        await drive.wait_for("No answer: it may have arrived", "did not answer within 3 seconds")
        held.gate.set()


async def test_a_server_that_is_not_there_was_sent_nothing() -> None:
    nowhere = Environment("e1", "demo", "http://127.0.0.1:9")
    settings = MemoryEnvironments(Settings((nowhere,), "e1"))
    keys = MemoryKeys({"e1": Secret("7f1f2c1e-2d5f-4c39-9a1f-aaaaaaaaaaaa")})
    async with running(environments=settings, keys=keys) as drive:
        await drive.wait_for("nothing takes calls on this port", "You can go on")
        await drive.type("pinegrove")
        await drive.press("enter")
        await drive.wait_step("Auth type")
        await drive.press("down", "down", "enter")
        await drive.wait_step("Credentials")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Not sent", "nothing takes calls on this port")
        await drive.press("escape")
        await drive.wait_step("Credentials")
        assert drive.typed("credentials.oauth_token") == "canary-a"


# No such route -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 405])
async def test_a_server_without_the_current_endpoint_gets_the_legacy_one_after_one_more_review(status: int) -> None:
    front = Front({NEW: replace(NO_ROUTE, status=status)})
    async with running(front=front) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait_for("POST /connection This server does not have POST /connections")
        assert [path for path, _ in front.imports()] == ["/connections"]
        await drive.send()
        await drive.wait_for("Stored")
        assert [path for path, _ in front.imports()] == ["/connections", "/connection"]
        stored = drive.stored(drive.sent_id, "pinegrove")["credentials"]
        assert isinstance(stored, dict)
        assert stored["oauth_token"] == "canary-a"
        # It is remembered: the next import goes there at once.
        await drive.press("n")
        await drive.wait_step("Credentials")
        await drive.fill({"credentials.oauth_token": "canary-c", "credentials.oauth_token_secret": "canary-d"})
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")
        assert [path for path, _ in front.imports()][2:] == ["/connection"]


async def test_what_the_legacy_endpoint_cannot_take_is_not_sent_there() -> None:
    async with running(front=Front({NEW: NO_ROUTE})) as drive:
        await drive.form("gitgarden-oauth")
        await drive.fill({"credentials.app_id": "1", "credentials.installation_id": "2"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_step("Credentials")
        await drive.wait_for("The legacy endpoint does not import this auth type.")
        assert drive.typed("credentials.app_id") == "1"
        await drive.press("enter")
        await drive.pilot.pause()
        assert drive.wizard.step
        assert drive.wizard.step.TITLE == "Credentials"
        assert [path for path, _ in drive.front.imports()] == ["/connections"]


async def test_a_never_of_client_credentials_is_not_sent_to_the_legacy_endpoint() -> None:
    async with running(front=Front({NEW: NO_ROUTE})) as drive:
        await drive.form("cobalt-pay")
        await drive.switch("fetch", False)
        await drive.fill({"credentials.client_id": "acme", "credentials.client_secret": "canary-secret"})
        await drive.fill({"credentials.token": "canary-token", "expiry": "never"})
        await drive.to_review()
        await drive.press("enter")
        await drive.wait_step("Credentials")
        await drive.wait_for("The legacy endpoint cannot say never here")
        assert drive.app.focused is drive.row("expiry").entry


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(refusal(500, "generic_error_support"), id="Nango's 500"),
        pytest.param(Response(502, HTML, b"<html>Bad gateway</html>"), id="a gateway"),
        pytest.param(refusal(404, "not_found"), id="Nango's own 404"),
        pytest.param(said(404, {"error": {"code": "unknown_thing", "message": "x"}}), id="another 404 of Nango"),
    ],
)
async def test_no_other_failure_leads_to_the_legacy_endpoint(answer: Response) -> None:
    front = Front({NEW: answer})
    async with running(front=front) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait(lambda: drive.wizard.step and drive.wizard.step.TITLE != "Review", "an outcome")
        assert not drive.wizard.session.legacy_only
        assert [path for path, _ in front.imports()] == ["/connections"]


async def test_a_lost_answer_leads_to_no_other_endpoint() -> None:
    front = Front({NEW: hangs_up})
    async with running(front=front) as drive:
        await short(drive)
        await drive.send()
        assert not drive.wizard.session.legacy_only


async def test_a_server_without_either_endpoint_says_so() -> None:
    front = Front({NEW: NO_ROUTE, OLD: NO_ROUTE})
    async with running(front=front) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait_for("POST /connection This server")
        await drive.send()
        await drive.wait_for("Not stored", "does not have POST /connection", "check the URL")


# No network ----------------------------------------------------------------------------------------------------


async def test_the_import_survives_a_server_that_goes_away_after_the_form_was_opened() -> None:
    gone = False

    def sometimes(request: Request, behind: Handler) -> Response:
        if gone:
            return hangs_up(request, behind)
        return behind(request)

    front = Front({LIST: sometimes, NEW: sometimes})
    async with running(front=front) as drive:
        await drive.form("pinegrove")
        await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
        await drive.put("connection_id", "acme-new")
        gone = True
        await drive.to_review()
        await drive.wait_for("Whether acme-new exists already is not known")
        await drive.press("escape")
        await drive.wait_step("Credentials")
        gone = False
        await drive.to_review()
        assert "is not known" not in drive.text
        await drive.send()
        await drive.wait_for("Stored")
        await drive.press("escape")
        await drive.wait_screen(HomeScreen)
