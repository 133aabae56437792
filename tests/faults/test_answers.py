"""Whatever stands in an answer, at every place where one is read: nothing breaks, and there are words for it."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable

from nango_tui.api.client import Client
from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json
from nango_tui.model.connection import Edit, LinkOrder, Look
from nango_tui.model.environment import Environment
from nango_tui.model.outcome import Got, Refused, Stored, Unknown, Unreachable
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox.demo import demo
from tests.api.loopback import answer
from tests.api.making import Noon, draft
from tests.conftest import Figure
from tests.faults.answers_odd import NEVER, TAKEN, bent
from tests.faults.net_driving import broken, counted
from tests.faults.net_server import net
from tests.faults.net_wires import NOT_NANGOS, sends
from tests.screens.driving import StillClock

GLOBEX = "globex", "harborline"
CALLS: dict[str, Callable[[Client], Awaitable[object]]] = {
    "the environment's name": lambda client: client.environment_name(),
    "integrations": lambda client: client.integrations(),
    "an integration": lambda client: client.integration("harborline"),
    "a template": lambda client: client.template("harborline"),
    "a search for providers": lambda client: client.search_providers("harbor"),
    "connections": lambda client: client.page(0),
    "a connection by its id": lambda client: client.find("globex"),
    "a connection": lambda client: client.connection(*GLOBEX),
    "a look": lambda client: client.look(*GLOBEX),
    "an import": lambda client: client.send(draft(), Endpoint.CURRENT),
    "an import by the legacy endpoint": lambda client: client.send(draft(), Endpoint.LEGACY),
    "a change of metadata": lambda client: client.edit(*GLOBEX, Edit(metadata={"plan": "pro"})),
    "a change of tags": lambda client: client.edit(*GLOBEX, Edit(tags={"tier": "gold"})),
    "a link": lambda client: client.link(LinkOrder(GLOBEX[1], GLOBEX[0])),
    "a call of the provider": lambda client: client.ask_provider(*GLOBEX, "/me"),
    "a deletion": lambda client: client.delete(*GLOBEX),
}


async def test_each_place_of_each_answer_may_hold_anything(figure: Figure) -> None:
    said: list[Response] = []
    nango = demo(clock=StillClock().now)
    bodies: list[bytes] = []

    def records(request: Request) -> Response:
        said.append(nango.handle(request))
        return said[-1]

    def bends(request: Request) -> Response:
        return Response(status, {"content-type": "application/json"}, bodies[0])

    environment, key = Environment("e", "demo"), Secret(nango.keys["full"])
    count = 0
    for name, call in CALLS.items():
        said.clear()
        await call(Client(environment, key, clock=Noon(), handler=records))
        first = said[0]
        whole: Json = json.loads(first.body) if first.body else {}
        odd = [json.dumps(value).encode() for value in bent(whole)] + [*NEVER.values(), *TAKEN.values()]
        client = Client(environment, key, clock=Noon(), handler=bends)
        for status in (first.status, 200 if first.status >= 400 else 400):
            for body in odd if status == first.status else odd[::9]:
                bodies[:] = [body]
                outcome = await call(client)
                assert isinstance(outcome, Got | Look | Refused | Stored | Unknown | Unreachable), name
                if isinstance(outcome, Refused | Unknown | Unreachable):
                    assert outcome.advice.happened, (name, body[:200])
                    assert outcome.advice.do, (name, body[:200])
                    assert "does not know (" not in outcome.advice.happened, (name, body[:200])
                count += 1
    figure("answers", f"{count} odd ones at {len(CALLS)} calls", 0)


async def test_the_lists_of_home_take_every_odd_body(figure: Figure) -> None:
    nango = demo(clock=StillClock().now)
    with net(nango.handle) as server, counted(figure, len(NEVER) + len(TAKEN)) as tally:
        async with broken(server, nango=nango) as found:
            drive = found.drive
            await drive.wait_for("16 of 16")
            await drive.type("pine")
            for name, body in (*NEVER.items(), *TAKEN.items()):
                with tally.fault(name):
                    for path in ("/integrations", "/connections"):
                        server.wires["GET", path] = sends(answer(body))
                    began = time.monotonic()
                    await drive.press("ctrl+r")
                    if name in NEVER:
                        await drive.wait_for(NOT_NANGOS, "Ctrl+R tries again")
                    else:
                        await drive.wait_for(" pine", "1 of 1")
                    assert time.monotonic() - began < 5
                    assert drive.app._home._search.value == "pine"
                    server.wires.clear()
            await drive.press("ctrl+r")
            await drive.wait_for("1 of 22")
