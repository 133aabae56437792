"""A server that takes no more calls for now, however it says for how long; and a clock that is wrong by a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

import pytest

from nango_tui.api.client import Client
from nango_tui.model.environment import Environment
from nango_tui.model.outcome import Refused
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Response
from nango_tui.sandbox.demo import demo
from nango_tui.screens.connections import Roster
from tests.api.making import KEY, Noon
from tests.conftest import Figure
from tests.faults.net_driving import broken, counted
from tests.faults.net_server import net
from tests.faults.test_answers import CALLS
from tests.screens.driving import Driver, StillClock, running
from tests.screens.filled import short
from tests.screens.front import Front, refusal

NOW = StillClock().now()


def moment(seconds: int) -> str:
    """Return a moment so many seconds from now as a header names it."""
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


@dataclass(frozen=True)
class Later:
    """What a server says about when to come back; the words for it, and how often a list is asked unasked."""

    told: str | None
    words: str
    asked: int = 4
    again: int = 0
    """Seconds after which an import can be sent again."""


LATER = (
    Later(None, "Wait a minute"),
    Later("0", "Wait 0 seconds"),
    Later("5", "Wait 5 seconds", again=5),
    Later("200", "Wait 4 minutes", again=200),
    Later("86400", "Wait 24 hours", asked=1),
    Later("99999999", "Wait 24 hours", asked=1),
    Later("9" * 400, "Wait a minute"),
    Later("-5", "Wait a minute"),
    Later("5.5", "Wait a minute"),
    Later("soon", "Wait a minute"),
    Later("٥", "Wait a minute"),
    Later(moment(90), "Wait 90 seconds", again=90),
    Later(moment(90_000), "Wait 24 hours", asked=1),
    Later(moment(-90), "Wait a minute"),
    Later("Wed, 99 Foo 2026 07:28:00 GMT", "Wait a minute"),
)


def too_many(later: Later, *, nangos: bool = True) -> Response:
    """Return a refusal for too many calls."""
    headers: Mapping[str, str] = {"retry-after": later.told.encode().decode("latin-1")} if later.told else {}
    told = (
        refusal(429, "too_many_request", "Too many") if nangos else Response(429, {"content-type": "text/html"}, b"no")
    )
    return Response(told.status, {**told.headers, **headers, "date": moment(0)}, told.body)


async def test_every_call_says_for_how_long_to_wait() -> None:
    answer: list[Response] = []
    client = Client(Environment("e", "demo"), Secret(KEY), clock=Noon(), handler=lambda _: answer[0])
    for later in LATER:
        if later.told and not later.told.isascii():
            # No handler in this process can send that; the lists below get it over a socket.
            continue
        for nangos in (True, False):
            answer[:] = [too_many(later, nangos=nangos)]
            for name, call in CALLS.items():
                if name == "a call of the provider" and not nangos:
                    continue
                outcome = await call(client)
                assert isinstance(outcome, Refused), name
                assert outcome.advice.do.startswith(later.words), (name, later, outcome.advice)


async def test_the_lists_wait_as_long_as_is_sensible_and_reading_again_works(figure: Figure) -> None:
    front = Front()
    async with running(front=front, size=(80, 40)) as drive:
        await drive.wait_for("16 of 16")
        roster = session_connections(drive)
        with counted(figure, len(LATER)) as tally:
            for later in LATER:
                with tally.fault(f"Retry-After: {(later.told or 'absent')[:40]}"):
                    front.answers["GET", "/connections"] = front.answers["GET", "/integrations"] = too_many(later)
                    front.asked.clear()
                    await drive.press("ctrl+r")
                    await drive.wait_for(
                        "used up its calls to Nango for this minute", later.words, "Ctrl+R tries again"
                    )
                    await drive.wait(lambda: roster.failure, "the end of waiting")
                    assert front.reads("/connections") == later.asked
                    front.answers.clear()
                    await drive.press("ctrl+r")
                    await drive.wait(lambda: roster.complete and not roster.failure, "the connections")
                    await drive.wait_for("16 of 16", "22 of 22")


def session_connections(drive: Driver) -> Roster:
    session = drive.app._home.session
    assert session
    return session.connections


async def test_an_import_can_be_sent_again_in_time_or_at_once_where_the_time_is_hours(figure: Figure) -> None:
    front = Front()
    async with running(front=front) as drive:
        await short(drive)
        some = [later for later in LATER if later.told in (None, "0", "5", "86400", "soon", moment(90))]
        with counted(figure, len(some)) as tally:
            for later in some:
                with tally.fault(f"Retry-After of an import: {later.told or 'absent'}"):
                    front.answers["POST", "/connections"] = too_many(later)
                    await drive.send()
                    await drive.wait_for("Not stored", later.words)
                    if later.again:
                        await drive.wait_for("You can send again in")
                        assert not drive.offers("send_again")
                        await drive.press("enter")
                        await drive.wait_step("Credentials")
                        assert drive.typed("credentials.oauth_token") == "canary-a"
                        await drive.to_review()
                    else:
                        assert "You can send again in" not in drive.text
                        await drive.press("s")
                        await drive.wait_step("Review")
        front.answers.clear()
        await drive.send()
        await drive.wait_for("Stored")
        assert len(front.imports()) == len(some) + 1


@pytest.mark.fault
@pytest.mark.parametrize("hours", [-24, 24, 0.2])
async def test_a_clock_that_is_wrong_is_told_where_it_matters(hours: float) -> None:
    server_clock = StillClock(NOW + timedelta(hours=hours))
    nango = demo(clock=server_clock.now)
    words = f"the server's {server_clock.now():%Y-%m-%d %H:%M}"
    with net(nango.handle) as server:
        async with broken(server, nango=nango) as found:
            drive = found.drive
            await drive.wait_for_toast(words)
            await short(drive)
            await drive.wait_for("This machine's clock says 2026-11-24 14:30 UTC", words, "Set the clock")
            await drive.press("enter")
            await drive.wait_for("Stored")
            await found.ends()


@pytest.mark.fault
async def test_a_clock_that_is_a_minute_off_or_a_server_without_one_is_not_worth_a_word() -> None:
    for hours in (0.01, -0.05):
        nango = demo(clock=StillClock(NOW + timedelta(hours=hours)).now)
        with net(nango.handle) as server:
            async with broken(server, nango=nango) as found:
                await found.drive.wait_for("pinegrove")
                assert not found.drive.app._notifications
    front = Front({("GET", "/integrations"): Response(200, {}, json.dumps({"data": []}).encode())})
    async with running(front=front) as drive:
        await drive.wait_for("There is no integration")
        assert not drive.app._notifications
