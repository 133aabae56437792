"""Which outcomes leave open whether an import was stored."""

from __future__ import annotations

from dataclasses import replace

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
    is_lasting,
    may_have_arrived,
)

ADVICE = Advice("Something happened.", "Do something.")


def refused(status: int, code: str = "", *, missing: bool = False) -> Refused:
    return Refused(Call.IMPORT, Answer(status, 0.1, ""), code, "", ADVICE, route_missing=missing)


def answered(status: int, body: str, shape: str = "JSON") -> Refused:
    return replace(refused(status), answer=Answer(status, 0.1, body, shape))


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


@pytest.mark.parametrize(
    ("outcome", "lasts"),
    [
        (refused(404, "not_found"), True),
        (refused(400, "invalid_body"), True),
        (refused(404), False),
        (refused(429, "too_many_request"), False),
        (refused(428, "x"), True),
        (refused(430, "x"), True),
        (refused(499, "x"), True),
        (refused(500, "server_error"), False),
        (refused(302, "x"), True),
        (refused(404, missing=True), True),
        (refused(503, missing=True), True),
        (refused(300), False),
        # An object that lacks something stays so; the page of a portal has the same status and goes.
        (answered(200, "{}"), True),
        (answered(299, '{"data": {}}'), True),
        (answered(300, "{}"), False),
        (answered(200, "[]"), False),
        (answered(200, ""), False),
        (answered(200, "{", "text"), False),
        (answered(200, "<html>", "HTML"), False),
    ],
    ids=str,
)
def test_asking_again_gives_the_same_where_nango_itself_said_no(outcome: Refused, lasts: bool) -> None:
    assert is_lasting(outcome) is lasts
