"""Whatever a server answers, the client gives one of its values: nothing raises, no key and no command is shown."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC
from functools import lru_cache, partial
from typing import Final

from hypothesis import strategies as st

from nango_tui.api.client import Client
from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import Json
from nango_tui.model.connection import Connection, ConnectionRow, Edit, LinkOrder, Look
from nango_tui.model.details import details, hindrances
from nango_tui.model.form_rules import build
from nango_tui.model.history import log_id_in, outcome_of
from nango_tui.model.link import expected, fate, reconnect_order
from nango_tui.model.outcome import Answer, Got, Refused, Stored, Unknown, Unreachable, may_have_arrived
from nango_tui.model.prefill import prefill
from nango_tui.model.search import Index, parse
from nango_tui.model.secret import Secret
from nango_tui.model.seen import Seen
from nango_tui.model.template import Template
from nango_tui.model.text import plain
from nango_tui.model.update_after import differences, restoring, verdict
from nango_tui.model.update_edit import edits
from nango_tui.model.update_plan import plan
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox.demo import demo
from nango_tui.sandbox.demo_templates import TEMPLATES
from tests.api.making import KEY, TOKEN, Noon, draft, environment, handled
from tests.conftest import Figure
from tests.fuzz.forming import formed
from tests.fuzz.fuzzing import fuzz
from tests.fuzz.shaking import Shake, shaken, shakes

NOW: Final = Noon().now()
Ask = Callable[[Client], Awaitable[object]]
ORDER: Final = LinkOrder("harborline", tags={"end_user_id": "u-1"})
CALLS: Final[dict[str, Ask]] = {
    "environment_name": lambda client: client.environment_name(),
    "integrations": lambda client: client.integrations(),
    "integration": lambda client: client.integration("harborline"),
    "template": lambda client: client.template("harborline"),
    "search_providers": lambda client: client.search_providers("har"),
    "find": lambda client: client.find("acme-42"),
    "page": lambda client: client.page(0),
    "connection": lambda client: client.connection("acme-42", "harborline"),
    "send": lambda client: client.send(draft(), Endpoint.CURRENT),
    "send_legacy": lambda client: client.send(draft(), Endpoint.LEGACY),
    "delete": lambda client: client.delete("acme-42", "harborline"),
    "look": lambda client: client.look("acme-42", "harborline"),
    "edit": lambda client: client.edit("acme-42", "harborline", Edit(tags={"a": "b"}, metadata={"a": 1})),
    "link": lambda client: client.link(ORDER),
    "ask_provider": lambda client: client.ask_provider("acme-42", "harborline", "/me"),
}


@dataclass(frozen=True)
class Seed:
    """What the embedded Nango answered to one call, as JSON."""

    name: str
    status: int
    value: Json


@lru_cache(maxsize=1)
def seeds() -> tuple[Seed, ...]:
    """Return right answers of each call: successes, and refusals of keys that may less."""
    nango = demo(Noon().now)
    found: dict[str, Seed] = {}

    async def _recorded(name: str, ask: Ask, key: str) -> object:
        def _kept(request: Request) -> Response:
            headers = {**request.headers, "authorization": f"Bearer {key}"}
            answer = nango.handle(Request(request.method, request.target, headers, request.body))
            seed = Seed(name, answer.status, _json(answer.body))
            found[repr(seed)] = seed
            return answer

        client = handled(_kept)
        got = await ask(client)
        await client.aclose()
        return got

    async def _all() -> None:
        for key in nango.keys.values():
            page = await _recorded("page", CALLS["page"], key)
            rows = page.value if isinstance(page, Got) and isinstance(page.value, tuple) else ()
            for row in rows:
                where = {"connection_id": row.connection_id, "integration": row.integration}
                await _recorded("look", partial(Client.look, **where), key)
            for provider in TEMPLATES if key == nango.key else ():
                await _recorded("template", partial(Client.template, provider=provider), key)
            for name, ask in CALLS.items():
                await _recorded(name, ask, key)

    asyncio.run(_all())
    return tuple(found.values())


def _json(body: bytes) -> Json:
    value: Json = json.loads(body) if body else None
    return value


@dataclass(frozen=True)
class Case:
    """One answer: to which call, from what it was made, and how it travels."""

    call: str
    value: Json
    status: int
    kind: str
    packed: str
    cut: int
    retry: str


STATUSES: Final = (
    200,
    200,
    200,
    201,
    204,
    301,
    307,
    400,
    401,
    403,
    404,
    405,
    409,
    422,
    424,
    429,
    500,
    502,
    503,
    504,
    599,
)
KINDS: Final = ("application/json", "application/json; charset=utf-16", "text/html", "text/plain", "", "x" * 300, "é")
PACKED: Final = ("", "", "", "gzip", "gzip, not packed", "br", "deflate")
RETRIES: Final = ("", "", "3", "-1", "1e9", "9" * 30, "Wed, 21 Oct 2026 07:28:00 GMT", "\u0663")


@st.composite
def answers(draw: st.DrawFn, right: tuple[Seed, ...]) -> Case:
    """Draw one answer: mostly of the right call, shaken."""
    seed = draw(st.sampled_from(right))
    changes: list[Shake] = draw(shakes)
    other = draw(st.integers(0, 9))
    return Case(
        draw(st.sampled_from(tuple(CALLS))) if other == 0 else seed.name,
        shaken(seed.value, changes),
        draw(st.sampled_from(STATUSES)) if other < 3 else seed.status,
        draw(st.sampled_from(KINDS)) if other in (1, 3) else KINDS[0],
        draw(st.sampled_from(PACKED)) if other in (1, 4) else "",
        draw(st.integers(0, 400)) if other in (1, 5) else 0,
        draw(st.sampled_from(RETRIES)) if other < 3 else "",
    )


def response_of(case: Case) -> Response:
    """Return the answer as it travels; `cut`: bytes that are lost at its end."""
    # The key and the token come back in it, as an error page or an echo would have them.
    echo = [case.value, f"Bearer {KEY}", TOKEN] if case.cut % 7 == 3 else case.value
    raw = json.dumps(echo).encode()
    raw = raw[: len(raw) - case.cut] if case.cut else raw
    headers = {"content-type": case.kind} if case.kind.isascii() else {}
    if case.packed:
        headers["content-encoding"] = case.packed.partition(",")[0]
        raw = gzip.compress(raw) if case.packed == "gzip" else raw
    if case.retry.isascii():
        headers["retry-after"] = case.retry
    return Response(case.status, headers, raw)


def test_any_answer_gives_one_of_the_clients_values_and_shows_no_key(figure: Figure) -> None:
    with asyncio.Runner() as runner:

        def _holds(case: Case) -> None:
            answered = response_of(case)
            client = handled(lambda _: answered)

            async def _asked() -> object:
                got = await CALLS[case.call](client)
                await client.aclose()
                return got

            outcome = runner.run(_asked())
            assert isinstance(outcome, Got | Look | Stored | Refused | Unknown | Unreachable), outcome
            for text in texts_of(outcome):
                assert plain(text, keep_lines=True) == text
                assert KEY not in text
            follow(outcome)

        fuzz(figure, "answers", answers(seeds()), _holds)


def texts_of(outcome: object) -> list[str]:
    """Return what of an outcome is shown as it is."""
    found: list[str] = []
    answer = getattr(outcome, "answer", None)
    if isinstance(answer, Answer):
        found.append(answer.body)
        log_id_in(answer)
    if isinstance(outcome, Refused | Unknown | Unreachable):
        assert outcome.advice.happened
        assert outcome.advice.do
        found += [outcome.advice.happened, outcome.advice.do]
    if isinstance(outcome, Refused):
        found += [outcome.code, outcome.message, outcome.scope, *outcome.problems, *outcome.problems.values()]
    if isinstance(outcome, Stored):
        found += [outcome.connection_id, *(part for fact in outcome.facts for part in fact)]
    return found


def follow(outcome: object) -> None:
    """Do with what was read what the screens do with it: nothing of that raises."""
    if isinstance(outcome, Got | Stored | Refused | Unknown | Unreachable):
        outcome_of(outcome)
    if isinstance(outcome, Stored | Refused | Unknown | Unreachable):
        may_have_arrived(outcome)
    value = outcome.value if isinstance(outcome, Got) else outcome
    if isinstance(value, tuple):
        rows = [row for row in value if isinstance(row, ConnectionRow)]
        index = Index()
        index.put(rows)
        index.find(parse("acme"), 10)
        for row in rows:
            seen_through(Seen(row))
    elif isinstance(value, Connection):
        fixed(Look(value, "whole", "present"))
    elif isinstance(value, Look):
        fixed(value)
    elif isinstance(value, Template):
        formed(value)


def seen_through(seen: Seen) -> None:
    """Read what the detail screen shows."""
    for part in (*details(seen, NOW), *hindrances(seen)):
        for text in (part.label, part.text):
            assert plain(text) == text


def fixed(look: Look) -> None:
    """Plan a fix of the connection and a link for it, and compare it with itself."""
    seen_through(Seen(look.connection.row, look))
    fix = prefill(look, environment(), None, None, "OAUTH2")
    mode = MODES.get(fix.mode, MODES["OAUTH2"])
    form = build(None, mode, Endpoint.CURRENT)
    for fixing in (fix, replace(fix, values={field.name: Secret("new-value") for field in mode.fields})):
        planned = plan(fixing, form, NOW, UTC, can_read_credentials=True, legacy_only=False)
        for _, text in (*planned.changes, *planned.kept, *planned.lost):
            assert plain(text) == text
        found = differences(planned.expected, look)
        verdict(planned.expected, look)
        restoring(found, planned.expected, look)
    edits(fix)
    order = reconnect_order(look)
    for part in fate(order, look, mode.code).kept:
        assert plain(part[1]) == part[1]
    assert not differences(expected(look), look)
