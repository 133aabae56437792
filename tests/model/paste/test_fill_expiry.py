"""When a pasted token expires: the truth in its order, with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.expiry import Expiry, Resolved, resolve
from nango_tui.model.paste.fill import fill
from nango_tui.model.paste.found import Finding
from tests.model.paste.fill_making import NOW, a, draft, filled, form, ignored, text

TOKEN = a("access token", "ya29.abc", "access_token")
IN_AN_HOUR = a("expires in", "3600", "expires_in", "likely")
SAID = a("expires at", "2026-05-04T10:30:00Z", "expires_on")
JWT = a("expires at", "2026-05-04T09:15:00Z", source="JWT", what="the token says so (exp)")
ISSUED = a("issued at", "2026-05-04T07:20:00Z", "issued_at")


def expiry_of(*found: Finding, provider: str = "google") -> Expiry | None:
    shown = filled(provider, TOKEN, *found).fill("expiry")
    assert shown is None or isinstance(shown.value, Expiry)
    return shown.value if shown and isinstance(shown.value, Expiry) else None


def moment(expiry: Expiry | None) -> datetime | None:
    assert expiry
    found = resolve(expiry, NOW, UTC)
    assert isinstance(found, Resolved)
    return found.at


def test_a_time_that_is_said_comes_first() -> None:
    found = expiry_of(IN_AN_HOUR, ISSUED, JWT, SAID)
    assert moment(found) == datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
    assert found
    assert found.reason == "as expires_on says"


def test_then_when_it_was_issued_and_how_long_it_lives() -> None:
    found = expiry_of(IN_AN_HOUR, ISSUED, JWT)
    assert moment(found) == datetime(2026, 5, 4, 8, 20, tzinfo=UTC)


def test_then_what_the_token_itself_says() -> None:
    assert moment(expiry_of(IN_AN_HOUR, JWT)) == datetime(2026, 5, 4, 9, 15, tzinfo=UTC)


def test_then_how_long_from_now_and_that_is_said() -> None:
    found = expiry_of(IN_AN_HOUR)
    assert found == Expiry("in", "1 h", NOW, "counted from now; correct it if the token is older")
    assert moment(found) == NOW + timedelta(hours=1)


def test_salesforce_decides_where_nothing_is_said() -> None:
    found = expiry_of(provider="salesforce")
    assert found
    assert found.choice == "never"
    assert found.reason.startswith("Salesforce decides")
    assert expiry_of() is None
    assert moment(expiry_of(SAID, provider="salesforce")) == datetime(2026, 5, 4, 10, 30, tzinfo=UTC)


def test_never_is_taken_only_where_the_text_says_it() -> None:
    assert expiry_of(a("named", "true", "no_expiration")) == Expiry("never", reason="the text says so")
    assert expiry_of(a("named", "false", "no_expiration")) is None


def test_the_life_of_the_refresh_token_is_no_expiry() -> None:
    assert expiry_of(a("expires in", "8726400", "x_refresh_token_expires_in")) is None


def test_without_a_token_there_is_nothing_that_expires() -> None:
    filling = filled("google", a("refresh token", "1//abc", "refresh_token"), IN_AN_HOUR)
    assert filling.fill("expiry") is None
    assert "there is none" in ignored(filling)["expires_in"]
    assert filled("openai", a("api key", "sk-1-abc", "api_key"), SAID).fill("expiry") is None


def test_times_that_cannot_be_are_named_and_not_taken() -> None:
    for wrong in ("0", "-5", "nan", "inf", "soon", "1e400"):
        assert expiry_of(a("expires in", wrong, "expires_in")) is None
    for wrong in ("tomorrow-ish", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert expiry_of(a("expires at", wrong, "expires_at")) is None


@given(seconds=st.integers(1, 10**9))
def test_a_duration_keeps_every_second(seconds: int) -> None:
    found = expiry_of(a("expires in", str(seconds), "expires_in"))
    assert moment(found) == NOW + timedelta(seconds=seconds)


@given(when=st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_time_that_is_said_is_that_time(when: datetime) -> None:
    at = moment(expiry_of(a("expires at", when.isoformat(), "expires_at")))
    assert at is not None
    assert abs(at - when) < timedelta(milliseconds=1)


def test_the_preview_says_how_the_time_was_understood_and_why() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = fill(text(TOKEN, SAID), draft("google"), form("google"), NOW, berlin).fill("expiry")
    assert found
    assert found.what == "12:30 Berlin = 10:30 UTC, in 2 h 30 min; as expires_on says"
