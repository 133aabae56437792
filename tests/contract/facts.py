"""What the embedded Nango answers to the calls that recordings told of: for machines that have no recordings."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from nango_tui.model.wire import Response
from tests.contract.distill import read_facts, reduced
from tests.contract.exchanges import Exchange, exchange_of
from tests.contract.replay import Replay
from tests.contract.steps import Step


@cache
def told() -> list[Exchange]:
    """Return the calls among them that the client makes, with the embedded Nango's answers."""
    found: list[Exchange] = []

    def note(step: Step, response: Response) -> None:
        # A real server counts calls and says so, which tells its proxy from a gateway; in a replay none are counted.
        counted = replace(response, headers={**response.headers, "x-ratelimit-limit": "200"})
        exchange = exchange_of(step, counted)
        if exchange.call:
            found.append(exchange)

    steps, templates = read_facts()
    Replay(templates, view=reduced, seen=note).run(steps)
    return found
