"""Which outcomes leave open whether an import was stored."""

from __future__ import annotations

import pytest

from nango_tui.model.auth import Endpoint
from nango_tui.model.outcome import (
    Advice,
    Answer,
    Call,
    Outcome,
    Refused,
    Stored,
    Unknown,
    Unreachable,
    may_have_arrived,
)

ADVICE = Advice("Something happened.", "Do something.")


def refused(status: int, code: str = "", *, missing: bool = False) -> Refused:
    return Refused(Call.IMPORT, Answer(status, 0.1, ""), code, "", ADVICE, route_missing=missing)


@pytest.mark.parametrize(
    ("outcome", "may"),
    [
        (Unknown(Call.IMPORT, ADVICE, 1), True),
        (Unreachable(Call.IMPORT, ADVICE, 1), False),
        (Stored(Answer(201, 0.1, "{}"), "acme", "github", Endpoint.CURRENT), False),
        # Nango's own refusals have a code; what has none comes from something in between.
        (refused(500, "server_error"), False),
        (refused(500), True),
        (refused(502), True),
        (refused(504), True),
        (refused(499), False),
        (refused(400), False),
        (refused(400, "invalid_body"), False),
        # A success without a connection in it.
        (refused(200), True),
        (refused(204), True),
        (refused(299), True),
        (refused(300), False),
        (refused(301), False),
        (refused(404, missing=True), False),
        (refused(500, missing=True), False),
    ],
    ids=str,
)
def test_an_import_may_have_arrived_where_nothing_of_nango_says_that_it_did_not(outcome: Outcome, may: bool) -> None:
    assert may_have_arrived(outcome) is may
