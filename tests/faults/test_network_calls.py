"""Whatever a server or a network does to a call, there are words for it, a way on that works, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nango_tui.sandbox.demo import demo
from tests.api.loopback import answer
from tests.conftest import Figure
from tests.faults.answers_odd import NEVER
from tests.faults.net_driving import SHORT, broken, counted
from tests.faults.net_journeys import DELETE, EDIT, INTEGRATIONS, OTHERS, PROXY, SEND, Journey
from tests.faults.net_server import net
from tests.faults.net_wires import BODIES, LATE, NOT_NANGOS, STATUSES, TRANSPORT, Fault, sends
from tests.screens.driving import LIMITS, StillClock

ALL = (*TRANSPORT, *BODIES, *STATUSES)
NAMES = (
    "takes the call and never answers",
    "a byte of the body at a time",
    "closes before it answers",
    "closes in the body",
    "a length that is too short",
    "another protocol",
    "a portal's page with 200",
    "10 MiB of zeros in 10 kB",
    "418",
    "502 of a load balancer",
)
SHAPES = ("null", "100,000 brackets", "a number of 5,000 digits alone")
FEW = (
    *(fault for fault in ALL if fault.name in NAMES),
    *(Fault(name, sends(answer(NEVER[name])), NOT_NANGOS) for name in SHAPES),
)
"""One of each kind, for the calls that take longer to drive."""


async def walked(journey: Journey, faults: Sequence[Fault], figure: Figure) -> None:
    """Let one call go wrong in each way, one after the other; then it works."""
    nango = demo(clock=StillClock().now)
    with net(nango.handle) as server, counted(figure, len(faults)) as tally:
        async with broken(server, nango=nango) as found:
            drive = found.drive
            if journey.from_start:
                server.wires[journey.call] = sends(b"")
            await journey.go(drive)
            for fault in faults:
                with tally.fault(fault.name):
                    server.wires[journey.call] = fault.wire
                    found.limit(SHORT if fault.words == LATE else LIMITS)
                    await journey.ask(drive)
                    words = journey.own.get(fault.name, fault.words)
                    await drive.wait_for(words, journey.unsure if fault.unsure else journey.sure)
                    await journey.back(drive)
            server.wires.clear()
            found.limit(LIMITS)
            await journey.works(drive)


async def test_every_fault_of_the_list_of_integrations(figure: Figure) -> None:
    await walked(INTEGRATIONS, ALL, figure)


@pytest.mark.parametrize("journey", OTHERS, ids=lambda journey: journey.name)
async def test_faults_of_every_other_call(journey: Journey, figure: Figure) -> None:
    assert len(FEW) == len(NAMES) + len(SHAPES)
    await walked(journey, FEW, figure)


LEFT = {
    "an import that was sent": (SEND, True),
    "a change that was sent": (EDIT, True),
    "a test at the provider": (PROXY, False),
    "a deletion": (DELETE, True),
}
"""Calls during which the program is left; whether Ctrl+Q asks, since nobody would see what became of them."""


@pytest.mark.fault
@pytest.mark.parametrize("name", LEFT)
async def test_ctrl_q_ends_it_at_once_while_a_call_hangs_and_asks_once_where_something_would_be_lost(name: str) -> None:
    journey, asks = LEFT[name]
    nango = demo(clock=StillClock().now)
    with net(nango.handle) as server:
        async with broken(server, nango=nango) as found:
            await journey.go(found.drive)
            server.wires[journey.call] = lambda line: line.hang()
            await journey.ask(found.drive)
            method, path = journey.call

            def arrived() -> bool:
                return any(
                    one.method == method and one.target.partition("?")[0].startswith(path.rstrip("*"))
                    for one in server.asked
                )

            await found.drive.wait(arrived, "the call")
            await found.ends(asks=asks)
