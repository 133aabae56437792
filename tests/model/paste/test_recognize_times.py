"""When a pasted token expires: an explicit time, then issue and life, then the token itself, then a life from now."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.paste.found import Recognized
from nango_tui.model.paste.recognize import recognize
from tests.model.paste.cases import NOW
from tests.model.paste.cases_requests import jwt

FROM_NOW = "counted from now; correct it if the token is older"
EXP = datetime(2026, 11, 25, 12, 52, tzinfo=UTC)
JWT = jwt(exp=int(EXP.timestamp()))
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
LIVES = st.integers(1, 10**8)


def response(**fields: object) -> Recognized:
    return recognize(json.dumps({"access_token": "made-up", **fields}), NOW)


def time_of(found: Recognized) -> tuple[str, str] | None:
    """Return kind and value of the one time that was found."""
    times = [(item.kind, item.value.reveal()) for item in found.findings if item.kind in ("expires at", "expires in")]
    assert len(times) <= 1
    return times[0] if times else None


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize("name", ["expires_at", "expiry", "expires_on", "expiresAt", "expiry_date", ".expires"])
@given(at=MOMENTS, life=LIVES)
def test_an_explicit_time_wins_over_all_others(name: str, at: datetime, life: int) -> None:
    found = response(**{name: iso(at), "expires_in": life, "issued_at": 1795600000, "access_token": JWT})
    assert time_of(found) == ("expires at", iso(at))
    assert {line.name: line.why for line in found.ignored}["expires_in"] == f"{name} says it"


@pytest.mark.parametrize("name", ["issued_at", "created_at", "iat", "timestamp"])
@given(at=MOMENTS, life=LIVES)
def test_issue_and_life_win_over_what_the_token_says_and_over_now(name: str, at: datetime, life: int) -> None:
    found = response(**{name: int(at.timestamp()), "expires_in": life, "access_token": JWT})
    expected = ("expires at", iso(at + timedelta(seconds=life)))
    # What is below is no time since 1970 but a life, as numbers of that size are.
    assert time_of(found) == (expected if at.timestamp() >= 10**8 else time_of(found))
    assert FROM_NOW not in " ".join(found.notes)


def test_the_date_of_an_http_answer_is_the_time_of_issue() -> None:
    text = 'HTTP/1.1 200 OK\nDate: Wed, 25 Nov 2026 11:00:00 GMT\n\n{"access_token":"made-up","expires_in":1800}'
    assert time_of(recognize(text, NOW)) == ("expires at", "2026-11-25T11:30:00.000Z")


def test_the_issue_time_of_the_body_wins_over_the_date_header() -> None:
    body = json.dumps({"access_token": "made-up", "expires_in": 60, "issued_at": "2026-11-25T10:00:00Z"})
    text = f"HTTP/1.1 200 OK\nDate: Wed, 25 Nov 2026 11:00:00 GMT\n\n{body}"
    assert time_of(recognize(text, NOW)) == ("expires at", "2026-11-25T10:01:00.000Z")


@given(life=LIVES)
def test_what_a_jwt_says_wins_over_a_life_from_now(life: int) -> None:
    found = response(access_token=JWT, expires_in=life)
    assert time_of(found) == ("expires at", iso(EXP))
    assert next(item.what for item in found.findings if item.kind == "access token") == "JWT, expires in 52 min"


@given(life=LIVES)
def test_a_life_alone_counts_from_now_and_that_is_asked_about(life: int) -> None:
    found = response(expires_in=life)
    assert time_of(found) == (("expires in", str(life)) if life < 10**8 else time_of(found))
    assert life == 10**8 or f"expires_in is {FROM_NOW}" in found.notes


@given(at=MOMENTS)
def test_seconds_milliseconds_and_text_are_the_same_time(at: datetime) -> None:
    seconds = int(at.timestamp())
    spellings: list[object] = [seconds, str(seconds), float(seconds), seconds * 1000, str(seconds * 1000), iso(at)]
    assert {time_of(response(expires_at=spelling)) for spelling in spellings} == {("expires at", iso(at))}


@given(at=MOMENTS, hours=st.integers(-12, 14), half=st.sampled_from((0, 30)))
def test_a_zone_is_kept_and_a_time_without_one_is_utc_which_is_said(at: datetime, hours: int, half: int) -> None:
    zone = timezone(timedelta(hours=hours, minutes=half))
    zoned = response(expires_at=at.astimezone(zone).isoformat())
    assert time_of(zoned) == ("expires at", iso(at))
    assert not any("time zone" in note for note in zoned.notes)
    bare = response(expires_at=at.strftime("%Y-%m-%d %H:%M:%S"))
    assert time_of(bare) == ("expires at", iso(at))
    assert "expires_at has no time zone: it is read as UTC" in bare.notes


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 25 Nov 2026 16:30:00 GMT",
        "2026-11-25T16:30:00.000+0000",
        "25 Nov 2026 16:30 UTC",
        "2026-11-25T18:30:00+02:00",
    ],
)
def test_times_are_read_as_servers_write_them(text: str) -> None:
    assert time_of(response(expires_at=text)) == ("expires at", "2026-11-25T16:30:00.000Z")


@pytest.mark.parametrize("value", ["soon", "", None, True, [], {}, "1e99", -1, 10**30, "2026-13-45"])
def test_what_is_no_time_is_no_expiry(value: object) -> None:
    assert time_of(response(expires_at=value)) is None


def test_a_life_of_nothing_is_not_taken_and_why_is_said() -> None:
    found = response(expires_in=0)
    assert time_of(found) is None
    assert "does not expire" in " ".join(line.why for line in found.ignored)


def test_the_times_of_the_refresh_token_are_not_the_tokens() -> None:
    found = response(refresh_token_expires_in=99, x_refresh_token_expires_in=98, refresh_token_expires_at=1795600000)
    assert time_of(found) is None
    assert len([line for line in found.ignored if "the refresh token's own life" in line.why]) == 3


def test_a_bare_jwt_says_when_it_expires_and_who_issued_it() -> None:
    token = jwt(exp=int((NOW + timedelta(minutes=52)).timestamp()), iss="https://login.acme.example/v2")
    found = recognize(token, NOW)
    assert time_of(found) == ("expires at", "2026-11-25T12:52:00.000Z")
    assert found.findings[0].what == "JWT of login.acme.example, expires in 52 min"
    assert found.hosts == ("login.acme.example",)
