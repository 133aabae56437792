"""What the history says of an outcome: words, status and log, and nothing that a server or a person wrote."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json
from nango_tui.model.history import log_id_in, long_time, outcome_of, short_time
from nango_tui.model.outcome import Advice, Answer, Call, Got, Outcome, Refused, Stored, Unknown, Unreachable

EET = timezone(timedelta(hours=2), "EET")
ADVICE = Advice("acme said s3cret-value", "Use s3cret-value.")
FAILED = "1795546647350_9KzpFccr"
SYNC = "1795000000000_syncerr1"


def answer(status: int, body: Json = None) -> Answer:
    return Answer(status, 0.1, json.dumps(body))


def refused(
    code: str, *, scope: str = "", route_missing: bool = False, status: int = 400, body: Json = None
) -> Refused:
    return Refused(
        Call.IMPORT,
        answer(status, body),
        code,
        "s3cret-value is no good",
        ADVICE,
        problems={"config.s3cret-value": "s3cret-value"},
        scope=scope,
        route_missing=route_missing,
    )


def connection(*errors: tuple[str, str]) -> Json:
    """Return a connection as an answer shows it, with the errors of these types and logs."""
    return {"connection_id": "acme-42", "errors": [{"type": kind, "log_id": log_id} for kind, log_id in errors]}


@pytest.mark.parametrize(
    ("outcome", "words", "status"),
    [
        (Stored(answer(201), "acme", "zendesk", Endpoint.CURRENT), "stored", 201),
        (Stored(answer(200), "acme", "zendesk", Endpoint.LEGACY, tested=True), "stored and tested", 200),
        (refused("invalid_body"), "refused: invalid_body", 400),
        (
            refused("forbidden", scope="environment:connections:create", status=403),
            "refused: the key lacks environment:connections:create",
            403,
        ),
        (refused("", route_missing=True, status=404), "refused: this server does not have the call", 404),
        (Unknown(Call.IMPORT, ADVICE, 60.0), "no answer: it may have arrived", 0),
        (Unreachable(Call.IMPORT, ADVICE, 5.0), "not sent: the server was not reached", 0),
        (replace(refused("unknown_connection"), half=True), "half done, then refused: unknown_connection", 400),
        (
            Unreachable(Call.SET_METADATA, ADVICE, 5.0, sent=True, half=True),
            "half done, then no answer: it may have arrived",
            0,
        ),
        (Got("s3cret-value", answer(204)), "deleted", 204),
    ],
    ids=lambda each: type(each).__name__,
)
def test_each_outcome_has_words_and_a_status(outcome: Outcome | Got[object], words: str, status: int) -> None:
    assert outcome_of(outcome, "deleted") == (words, status, "")


@given(code=st.text(), scope=st.text())
def test_of_a_servers_text_only_known_codes_and_scopes_are_kept(code: str, scope: str) -> None:
    words, _, _ = outcome_of(refused(code, scope=scope))
    assert words in ("refused", f"refused: {code}")
    if words != "refused":
        assert re.fullmatch("[a-z0-9_]+", code), "a code of Nango, such as its 429"
    assert outcome_of(refused("hunter")) == ("refused", 400, "")
    assert outcome_of(refused("", scope="environment:hunter"))[0] == "refused"


@pytest.mark.parametrize(
    ("body", "log_id"),
    [
        (connection(("auth", FAILED)), FAILED),
        (connection(("sync", SYNC), ("auth", FAILED)), FAILED),
        (connection(("sync", SYNC)), SYNC),
        ({"error": {"code": "invalid_credentials", "payload": {"connection": connection(("auth", FAILED))}}}, FAILED),
        (connection(("auth", "6f1ccbf4-0b2c-4f57-9c7e-1e5f6f2a7b10")), "6f1ccbf4-0b2c-4f57-9c7e-1e5f6f2a7b10"),
    ],
)
def test_the_log_that_an_answer_names_is_kept_an_auth_errors_first(body: Json, log_id: str) -> None:
    assert log_id_in(answer(200, body)) == log_id
    assert outcome_of(refused("invalid_credentials", body=body))[2] == log_id


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {"errors": {"log_id": FAILED}},
        {"errors": [FAILED, None, {"log_id": 5}, {"log_id": "s3cret-value"}, {"log_id": ""}]},
        {"metadata": {"log_id": FAILED}, "connection_config": {"errors": [{"log_id": FAILED}]}},
        {"error": {"payload": [connection(("auth", FAILED))]}},
    ],
)
def test_what_is_no_log_of_the_connection_is_not_taken_for_one(body: Json) -> None:
    assert log_id_in(answer(200, body)) == ""


@pytest.mark.parametrize("body", ["", "<html>", '{"errors": [{"log_id": "1795', "[" * 200_000])
def test_a_body_that_is_no_json_names_no_log(body: str) -> None:
    assert log_id_in(Answer(502, 0.1, body, "HTML")) == ""


def test_times_are_told_in_the_zone_of_this_machine_the_year_only_where_it_is_another() -> None:
    now = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    assert short_time(now, now, EET) == "11-24 16:30"
    assert short_time(datetime(2025, 12, 31, 22, 30, tzinfo=UTC), now, EET) == "01-01 00:30"
    assert short_time(datetime(2025, 12, 31, 21, 30, tzinfo=UTC), now, EET) == "2025-12-31"
    assert long_time(datetime(2026, 11, 24, 14, 30, 5, 99, tzinfo=UTC), EET) == "2026-11-24 16:30:05 EET"
    assert long_time(datetime(2026, 11, 24, 14, 30, 5), EET) == "2026-11-24 16:30:05 EET"


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-23, 23))
def test_any_time_that_a_file_can_hold_has_words(when: datetime, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    assert len(short_time(when, when, zone)) <= 11
    assert long_time(when, zone)
