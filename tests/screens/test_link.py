"""A reconnect link to green: what it keeps, what is written back, how it is watched, and what is said by evidence."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response
from nango_tui.screens import notes
from nango_tui.screens.dialogs import Confirm
from nango_tui.storage.history_memory import MemoryHistory
from tests.canary.watched import WatchedApp
from tests.screens.driving import Driver, running
from tests.screens.front import Answer, Front, hangs_up, refusal, said
from tests.screens.linking import PacedClock, approves, copied_link, enters, kept, reconnect_page, token_of

LIST = ("GET", "/connections")
METADATA = ("POST", "/connections/metadata")
RECONNECT = ("POST", "/connect/sessions/reconnect")
ACME = ("acme-42", "harborline")
WONKA = ("wonka-boards", "lumenboard")
GLOBEX = ("globex", "harborline")


def lists(front: Front) -> int:
    """Count the calls of the list."""
    return sum(1 for request in front.asked if request.target.startswith("/connections?"))


def through_wonka(drive: Driver, link: str) -> None:
    enters(drive.demo, link, "/api-auth/api-key", "lumenboard", {"apiKey": "good-key"})


# To green ----------------------------------------------------------------------------------------------------------


async def test_an_oauth_reconnect_turns_green_and_nothing_is_lost_by_evidence() -> None:
    async with running(clock=PacedClock()) as drive:
        page = await reconnect_page(drive, *ACME)
        before = drive.demo.sandbox._connection(*ACME, "demo")
        metadata, tags = before.metadata, dict(before.tags)
        approves(drive.demo, await copied_link(drive), "harborline")
        await drive.wait_for("The customer is through", "The auth error is gone")
        await drive.wait_for("Nothing was lost: configuration, metadata, tags, webhook URL, end user read again")
        assert page.has_class("-through")
        stored = drive.stored(*ACME)
        assert (stored["metadata"], stored["tags"], stored["errors"]) == (metadata, tags, [])
        assert stored["connection_config"] == {"subdomain": "acme"}
        assert not page.owes


async def test_metadata_that_a_reconnect_empties_are_written_back_and_that_is_said() -> None:
    async with running(clock=PacedClock()) as drive:
        before = kept(drive.stored(*WONKA))
        await reconnect_page(drive, *WONKA)
        await drive.wait_for("Written back", "boards")
        through_wonka(drive, await copied_link(drive))
        await drive.wait_for("The metadata were written back", "Nothing was lost: ")
        assert kept(drive.stored(*WONKA)) == before
        assert len(drive.front.bodies("/connections/metadata")) == 1


async def test_all_that_a_long_connection_holds_survives_its_reconnect() -> None:
    key = ("vandelay-industries-import-export-latex-division-emea", "harborline-emea-production-migration-2026")
    async with running(clock=PacedClock()) as drive:
        stored = drive.demo.sandbox._connection(*key, "demo")
        names = ("config", "metadata", "tags", "webhook_url", "end_user")
        before = {name: getattr(stored, name) for name in names}
        await reconnect_page(drive, *key)
        approves(drive.demo, await copied_link(drive), key[1])
        await drive.wait_for("The auth error is gone")
        await drive.wait_for("read again and compared")
        assert {name: getattr(stored, name) for name in names} == before


async def test_an_error_that_is_there_again_is_no_green() -> None:
    clean: list[int] = []

    def list_clean_once(request: Request, behind: Handler) -> Response:
        found = behind(request)
        if not clean:
            return found
        body = json.loads(found.body)
        for row in body["connections"]:
            row["errors"] = []
        return said(200, body)

    async with running(clock=PacedClock(), front=Front({LIST: list_clean_once})) as drive:
        page = await reconnect_page(drive, *WONKA)
        await copied_link(drive)
        clean.append(1)
        await drive.wait_for("There is an auth error again", "what the customer entered does not work")
        assert not page.has_class("-through")


async def test_another_account_is_a_red_warning() -> None:
    async with running(clock=PacedClock(), front=Front({RECONNECT: _without("integrations_config_defaults")})) as drive:
        page = await reconnect_page(drive, *ACME)
        approves(drive.demo, await copied_link(drive), "harborline", subdomain="globex")
        await drive.wait_for("Another account: subdomain was acme, is now globex")
        assert page.has_class("-alarm")
        assert "only an import can put it back" in drive.words


def _without(name: str) -> Answer:
    """Let the call through without a part of its body, as a server would that ignores it."""

    def handle(request: Request, behind: Handler) -> Response:
        body = json.loads(request.body)
        body.pop(name, None)
        return behind(replace(request, body=json.dumps(body).encode()))

    return handle


async def test_what_differs_is_shown_and_one_key_puts_it_back() -> None:
    async with running(clock=PacedClock(), front=Front({RECONNECT: _without("tags")})) as drive:
        before = kept(drive.stored(*WONKA))
        page = await reconnect_page(drive, *WONKA)
        through_wonka(drive, await copied_link(drive))
        await drive.wait_for("Not all is as it was: tags", "Tags tier must be gold, and is not there")
        assert not page.has_class("-through")
        await drive.press("p")
        await drive.wait_for("Put back.", "Nothing was lost")
        assert page.has_class("-through")
        assert kept(drive.stored(*WONKA)) == before


async def test_metadata_that_could_not_be_written_back_are_tried_again_by_a_key() -> None:
    front = Front({METADATA: refusal(500, "server_error")})
    async with running(clock=PacedClock(), front=front) as drive:
        before = kept(drive.stored(*WONKA))
        page = await reconnect_page(drive, *WONKA)
        through_wonka(drive, await copied_link(drive))
        await drive.wait_for("Not written back:", "p tries again")
        assert page.owes
        del front.answers[METADATA]
        await drive.press("p")
        await drive.wait_for("Nothing was lost")
        assert kept(drive.stored(*WONKA)) == before
        assert not page.owes


# The link ----------------------------------------------------------------------------------------------------------


async def test_the_link_is_made_at_once_and_never_shown() -> None:
    async with running(clock=PacedClock()) as drive:
        await reconnect_page(drive, *ACME)
        token = token_of(await copied_link(drive))
        await drive.wait_for("Acme Inc.", "acme-42 on harborline", "localhost:3009/••••••••")
        assert token not in drive.text
        assert token[-12:] not in drive.text
        assert len(drive.front.bodies(RECONNECT[1])) == 1


async def test_the_text_for_the_customer_holds_service_link_and_end() -> None:
    async with running(clock=PacedClock()) as drive:
        await reconnect_page(drive, *ACME)
        link = await copied_link(drive)
        await drive.press("m")
        await drive.wait(lambda: drive.app.clipboard != link, "the text")
        assert link in drive.app.clipboard
        assert "please reconnect Harborline" in drive.app.clipboard
        assert "17:00 EET = 15:00 UTC" in drive.app.clipboard


async def test_one_key_copies_the_connection_id() -> None:
    async with running(clock=PacedClock()) as drive:
        await reconnect_page(drive, *ACME)
        await drive.press("i")
        assert drive.app.clipboard == "acme-42"


@pytest.mark.parametrize(
    ("url", "warned"), [("http://localhost:3009/", True), ("https://connect.acme.example/", False)]
)
async def test_a_link_that_only_the_operators_machine_opens_is_warned_of(url: str, warned: bool) -> None:
    async with running(clock=PacedClock()) as drive:
        drive.demo.sandbox._store.connect_url = url
        await reconnect_page(drive, *ACME)
        await drive.wait_for("Valid until")
        assert ("a customer cannot open it" in drive.words) is warned
        assert ("NANGO_PUBLIC_CONNECT_URL" in drive.words) is warned


async def test_the_clock_runs_down_and_an_expired_link_is_made_anew() -> None:
    clock = PacedClock()
    async with running(clock=clock) as drive:
        await reconnect_page(drive, *ACME)
        await drive.wait_for("17:00 EET = 15:00 UTC", "30:00 left")
        first = await copied_link(drive)
        assert not drive.offers("new_link")
        clock.advance(seconds=19)
        await drive.wait_for("29:41 left")
        clock.advance(minutes=30)
        await drive.wait_for("expired: n makes a new one")
        assert not drive.offers("copy_link")
        await drive.press("n")
        await drive.wait_for("30:00 left")
        assert await copied_link(drive) != first


async def test_a_key_without_the_scope_is_told_which_one_and_the_way_on() -> None:
    async with running(key="read-no-credentials", clock=PacedClock()) as drive:
        await reconnect_page(drive, *ACME, state="failed")
        await drive.wait_for("environment:connect_sessions:write", "in Nango's dashboard")
        assert not drive.offers("copy_link")
        await drive.press("escape")
        await drive.wait(lambda: drive.app.screen is drive.app._home, "Home")


async def test_a_link_that_was_not_made_can_be_tried_again() -> None:
    front = Front({RECONNECT: hangs_up})
    async with running(clock=PacedClock(), front=front) as drive:
        await reconnect_page(drive, *ACME, state="failed")
        await drive.wait_for("No link", "n tries again")
        del front.answers[RECONNECT]
        await drive.press("n")
        await drive.wait_for("30:00 left")


async def test_what_is_lost_is_asked_about_before_the_link_is_copied() -> None:
    async with running(clock=PacedClock()) as drive:
        await reconnect_page(drive, *WONKA, blind=True)
        await drive.wait_for("LOST", "Metadata: what is stored could not be read")
        drive.app.copy_to_clipboard("")
        await drive.press("c")
        await drive.wait_for("When the customer uses this link, these are lost")
        await drive.press("escape")
        await drive.pilot.pause()
        assert drive.app.clipboard == ""
        await drive.press("c")
        await drive.wait_for("When the customer uses this link, these are lost")
        await drive.press("y")
        await drive.wait(lambda: drive.app.clipboard, "the link")
        await drive.press("m")
        await drive.wait(lambda: "Hello" in drive.app.clipboard, "the text, without a second question")


async def test_links_customers_and_metadata_written_back_are_in_the_history() -> None:
    history = MemoryHistory()
    async with running(clock=PacedClock(), history=history) as drive:
        await reconnect_page(drive, *WONKA)
        through_wonka(drive, link := await copied_link(drive))
        await drive.wait_for("Nothing was lost")
        await drive.wait(lambda: not notes.are_under_way(), "the notes")
        found = [(entry.action, entry.outcome) for entry in reversed(history.entries())]
        assert found == [
            ("reconnect link", "made"),
            ("reconnect link", "the customer is through"),
            ("edit", "metadata written back"),
        ]
        assert {entry.connection_id for entry in history.entries()} == {"wonka-boards"}
        assert token_of(link) not in repr(history.entries())


async def test_neither_the_link_nor_a_stored_secret_nor_a_servers_control_codes_reach_the_terminal() -> None:
    body: dict[str, Json] = {
        "provider_config_key": "lumenboard",
        "connection_id": "odd",
        "credentials": {"type": "API_KEY", "apiKey": "canary-key-0123456789"},
        "connection_config": {"region": "eu\x1b[31m", "appSecret": "canary-secret-0123456789"},
        "tags": {"tier": "g\x9b31mold"},
        "metadata": {"m\x1b]52;c;eA==\x07": 1},
        "end_user": {"id": "u-1", "display_name": "Odd\x1b]0;title\x07[b]Corp[/b]"},
    }
    async with running(clock=PacedClock(), program=WatchedApp) as drive:
        assert drive.ask("POST", "/connections", body)[0] == 201
        await reconnect_page(drive, "odd", "lumenboard")
        await drive.wait_for("[b]Corp[/b]", "Who has the link can read the configuration, appSecret included")
        link = await copied_link(drive)
        enters(drive.demo, link, "/api-auth/api-key", "lumenboard", {"apiKey": "another"})
        await drive.press("l")
        await drive.wait_for("Other credentials are stored now")
        assert isinstance(drive.app, WatchedApp)
        shown = "".join(drive.app.frames)
        for secret in (
            token_of(link),
            "canary-key-0123456789",
            "canary-secret-0123456789",
            "\x1b]52",
            "\x1b]0;",
            "\x9b",
        ):
            assert secret not in shown


# Watching ----------------------------------------------------------------------------------------------------------


async def test_watching_stops_and_starts_by_a_key() -> None:
    async with running(clock=PacedClock()) as drive:
        await reconnect_page(drive, *ACME)
        await drive.press("w")
        await drive.wait_for("Not watching")
        await drive.pilot.pause(0.1)
        asked = lists(drive.front)
        await drive.pilot.pause(0.2)
        assert lists(drive.front) == asked
        await drive.press("w")
        await drive.wait(lambda: lists(drive.front) > asked + 1, "more looks")


async def test_watching_ends_by_itself_after_half_an_hour() -> None:
    clock = PacedClock()
    async with running(clock=clock) as drive:
        await reconnect_page(drive, *ACME)
        clock.advance(minutes=30)
        await drive.wait_for("Stopped watching after 30 minutes")


async def test_watching_stops_while_few_calls_are_left_for_the_account() -> None:
    def few(request: Request, behind: Handler) -> Response:
        found = behind(request)
        return replace(found, headers={**found.headers, "x-ratelimit-remaining": "19"})

    front = Front()
    async with running(clock=PacedClock(), front=front) as drive:
        await reconnect_page(drive, *ACME)
        front.answers[LIST] = few
        await drive.wait_for("Stopped watching", "only 19 calls left this minute")
        asked = lists(front)
        await drive.pilot.pause(0.2)
        assert lists(front) == asked


async def test_too_many_calls_are_waited_out_as_long_as_the_server_says() -> None:
    clock, front = PacedClock(), Front()
    async with running(clock=clock, front=front) as drive:
        await reconnect_page(drive, *ACME)
        front.answers[LIST] = said(429, {"error": {"code": "too_many_request"}}, {"retry-after": "47"})
        await drive.wait_for("Too many calls", "asking again in 47 s")
        del front.answers[LIST]
        await drive.wait_for("Waiting for the customer")
        assert 47 in clock.slept


async def test_a_server_that_fails_is_asked_again_with_longer_pauses() -> None:
    clock, front = PacedClock(), Front()
    async with running(clock=clock, front=front) as drive:
        await reconnect_page(drive, *ACME)
        front.answers[LIST] = refusal(502, "")
        await drive.wait(lambda: 60.0 in clock.slept, "the longest pause")
        await drive.wait_for("Asking again in 60 s")
        assert [pause for pause in clock.slept if pause > 4][:4] == [8, 16, 32, 60]
        del front.answers[LIST]
        await drive.wait_for("Waiting for the customer")


async def test_a_connection_that_was_deleted_meanwhile_is_said() -> None:
    async with running(clock=PacedClock()) as drive:
        await reconnect_page(drive, *ACME)
        drive.ask("DELETE", "/connections/acme-42?provider_config_key=harborline")
        await drive.wait_for("It was deleted, so the link opens nothing")


async def test_an_error_that_went_before_the_link_was_copied_is_not_the_customers_doing() -> None:
    async with running(clock=PacedClock()) as drive:
        page = await reconnect_page(drive, *WONKA)
        body: dict[str, Json] = {"provider_config_key": "lumenboard", "connection_id": "wonka-boards"}
        body |= {"connection_config": {"region": "eu"}, "credentials": {"type": "API_KEY", "apiKey": "good"}}
        assert drive.ask("POST", "/connections", body)[0] == 201
        drive.demo.sandbox.settle()
        await drive.wait_for("gone before the link was copied")
        assert page.state == "made"


async def test_a_healthy_connection_is_not_watched_but_looked_at_once_when_asked() -> None:
    async with running(clock=PacedClock()) as drive:
        await reconnect_page(drive, *GLOBEX)
        await drive.wait_for("Without an auth error the list cannot show")
        assert not drive.offers("watch")
        reads = drive.front.reads("/connections/globex")
        await drive.press("l")
        await drive.wait_for("Nothing has changed yet")
        approves(drive.demo, await copied_link(drive), "harborline")
        await drive.press("l")
        await drive.wait_for("There is a new token", "Nothing was lost")
        assert drive.front.reads("/connections/globex") == reads + 2


async def test_a_look_shows_a_healthy_connections_new_key_and_writes_its_metadata_back() -> None:
    key = ("hooli", "lumenboard")
    async with running(clock=PacedClock()) as drive:
        body: dict[str, Json] = {"connection_id": "hooli", "provider_config_key": "lumenboard"}
        drive.ask("POST", "/connections/metadata", {**body, "metadata": {"plan": "pro"}})
        before = kept(drive.stored(*key))
        page = await reconnect_page(drive, *key)
        enters(drive.demo, await copied_link(drive), "/api-auth/api-key", "lumenboard", {"apiKey": "another"})
        await drive.press("l")
        await drive.wait_for("Other credentials are stored now", "written back", "Nothing was lost")
        assert kept(drive.stored(*key)) == before
        assert page.has_class("-through")


# Leaving -----------------------------------------------------------------------------------------------------------


async def test_leaving_asks_while_metadata_wait_to_be_written_back() -> None:
    async with running(clock=PacedClock()) as drive:
        page = await reconnect_page(drive, *WONKA)
        link = await copied_link(drive)
        await drive.press("escape")
        await drive.wait_for("Leave before the customer is through?", "boards")
        await drive.press("escape")
        await drive.wait(lambda: drive.app.screen is page, "the page")
        through_wonka(drive, link)
        await drive.wait_for("Nothing was lost")
        await drive.press("escape")
        await drive.wait(lambda: drive.app.screen is drive.app._home, "Home")


@pytest.mark.parametrize("key", [ACME, WONKA])
async def test_leaving_asks_nothing_where_nothing_waits(key: tuple[str, str]) -> None:
    async with running(clock=PacedClock()) as drive:
        await reconnect_page(drive, *key)
        if key == ACME:
            await copied_link(drive)
        await drive.press("escape")
        await drive.wait(lambda: drive.app.screen is drive.app._home, "Home")
        assert not any(isinstance(screen, Confirm) for screen in drive.app.screen_stack)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)], ids=str)
async def test_what_came_of_it_is_in_sight_at_every_size(size: tuple[int, int]) -> None:
    key = ("vandelay-industries-import-export-latex-division-emea", "harborline-emea-production-migration-2026")
    async with running(clock=PacedClock(), size=size) as drive:
        await reconnect_page(drive, *key)
        await drive.wait_for("Vandelay", "Waiting for the customer")
        approves(drive.demo, await copied_link(drive), key[1])
        await drive.wait_for("The auth error is gone: the customer is through.")


async def test_quitting_while_metadata_wait_to_be_written_back_is_asked_once() -> None:
    async with running(clock=PacedClock()) as drive:
        page = await reconnect_page(drive, *WONKA)
        await drive.wait_for("Written back", "boards")
        await copied_link(drive)
        assert page.owes
        await drive.press("ctrl+q")
        await drive.wait_for("Quit before the customer is through?", "wonka-boards")
        await drive.press("n")
        await drive.wait(lambda: drive.app.screen is page, "the page")
