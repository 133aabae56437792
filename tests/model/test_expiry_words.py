"""What is said about an expiry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from nango_tui.model.draft import Draft, Integration
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry, advice, echo, read, relative, shown, told
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("16:30", "16:30 Berlin = 15:30 UTC, in 2 h"),
        ("2h", "16:30 Berlin = 15:30 UTC, in 2 h"),
        ("tomorrow 9:00", "2026-11-26 09:00 Berlin = 08:00 UTC, in 18 h"),
        ("2026-11-26 00:30", "2026-11-26 00:30 Berlin = 2026-11-25 23:30 UTC, in 10 h"),
        ("9:00", "09:00 Berlin = 08:00 UTC, 5 h 30 min ago"),
        ("never", "never expires"),
        ("", ""),
        ("soon", ""),
    ],
)
def test_an_answer_is_echoed_in_local_time_in_utc_and_relative(text: str, said: str) -> None:
    assert echo(read(text, NOW), NOW, BERLIN) == said


def test_zones_without_a_name_of_their_own_are_named_somehow() -> None:
    assert echo(Expiry("in", "2h"), NOW, UTC) == "15:30 UTC, in 2 h"
    assert echo(Expiry("in", "2h"), NOW, timezone(timedelta(hours=1), "CET")) == "16:30 CET = 15:30 UTC, in 2 h"
    assert "New York" in echo(Expiry("in", "2h"), NOW, ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "now"), (20, "in 20 s"), (-20, "20 s ago"), (59.9, "in 1 min"), (3599, "in 1 h"), (7200, "in 2 h"),
        (5400, "in 1 h 30 min"), (-2700, "45 min ago"), (86400, "in 24 h"), (90 * 86400, "in 90 days"),
        (3 * 365 * 86400, "in 3 years"), (11 * 3600 + 1900, "in 12 h"), (0.2, "now"),
    ],
)  # fmt: skip
def test_how_far_away_is_said_to_the_minute(seconds: float, said: str) -> None:
    assert relative(NOW + timedelta(seconds=seconds), NOW) == said


def draft(text: str, *, refresh: bool, mode: str = "OAUTH2", provider: str = "parcelry", fetch: bool = False) -> Draft:
    values = {"refresh_token": Secret("fake-refresh")} if refresh else {}
    return Draft(
        Environment("1", "dev"), "id", Integration("key", provider), mode=mode, values=values,
        expiry=read(text, NOW), fetch=fetch,
    )  # fmt: skip


def said(text: str, *, refresh: bool, mode: str = "OAUTH2", provider: str = "parcelry", fetch: bool = False) -> str:
    return " ".join(advice(draft(text, refresh=refresh, mode=mode, provider=provider, fetch=fetch), NOW, BERLIN))


@pytest.mark.parametrize(
    ("text", "refresh", "mode", "words"),
    [
        ("never", True, "OAUTH2", "Nango will never use the refresh token."),
        ("never", True, "OAUTH2_CC", "Nango will never fetch a new token."),
        ("now", True, "OAUTH2", "Already expired: Nango refreshes it at first use."),
        ("now", False, "OAUTH2", "Already expired, and there is no refresh token: calls will fail."),
        ("899s", True, "OAUTH2", "Less than 15 minutes left: Nango refreshes it at the first read."),
        ("899s", False, "OAUTH2", "Less than 15 minutes left, and there is no refresh token."),
        ("15m", True, "OAUTH2", ""),
        ("15m", False, "OAUTH2", "There is no refresh token: from then on calls will fail."),
        ("15m", False, "OAUTH2_CC", ""),
    ],
)
def test_what_nango_makes_of_each_expiry_is_said_in_these_words(
    text: str, refresh: bool, mode: str, words: str
) -> None:
    assert said(text, refresh=refresh, mode=mode) == words


def test_the_expiry_of_a_draft_is_told_and_salesforces_is_salesforces_to_tell() -> None:
    decides = "Salesforce decides: Nango asks it at each read"
    assert told(draft("never", refresh=True, provider="salesforce"), NOW, BERLIN) == decides
    assert told(draft("never", refresh=True), NOW, BERLIN) == "never expires"
    assert told(draft("2h", refresh=True, provider="salesforce"), NOW, BERLIN) == "16:30 Berlin = 15:30 UTC, in 2 h"
    template = Template("salesforce-x", "Salesforce", "OAUTH2")
    by_template = replace(draft("never", refresh=True), template=template)
    assert told(by_template, NOW, BERLIN) == decides
    of_another = replace(draft("never", refresh=True, provider="salesforce"), template=replace(template, name="x"))
    assert told(of_another, NOW, BERLIN) == "never expires"
    assert told(replace(of_another, template=None, integration=None), NOW, BERLIN) == "never expires"


def test_never_with_a_refresh_token_means_that_it_is_never_used() -> None:
    assert "never use the refresh token" in said("never", refresh=True)
    assert said("never", refresh=False) == ""


def test_an_expired_token_is_refreshed_at_first_use_where_it_can_be() -> None:
    assert "first use" in said("2h ago", refresh=True)
    assert "calls will fail" in said("2h ago", refresh=False)


def test_a_token_with_less_than_fifteen_minutes_is_refreshed_at_the_first_read() -> None:
    assert "first read" in said("14m", refresh=True)
    assert "no refresh token" in said("14m", refresh=False)
    assert said("16m", refresh=True) == ""
    assert "first read" not in said("16m", refresh=False)


def test_a_refresh_token_that_is_kept_counts_as_one() -> None:
    kept = replace(draft("2h ago", refresh=False), keep_refresh_token=True)
    assert advice(kept, NOW, BERLIN) == ("Already expired: Nango refreshes it at first use.",)


def test_client_credentials_are_renewed_without_a_refresh_token() -> None:
    assert "first use" in said("2h ago", refresh=False, mode="OAUTH2_CC")
    assert "never fetch" in said("never", refresh=False, mode="OAUTH2_CC")


@pytest.mark.parametrize("provider", ["salesforce", "salesforce-sandbox", "salesforce-experience-cloud"])
def test_salesforce_decides_itself_and_never_is_its_usual_answer(provider: str) -> None:
    text = said("never", refresh=True, provider=provider)
    assert "Salesforce decides" in text
    assert "never use" not in text
    assert "Salesforce" not in said("never", refresh=True, provider="salesforcer")


def test_nothing_is_said_while_nango_fetches_the_token_or_no_answer_was_given() -> None:
    assert said("never", refresh=True, fetch=True) == ""
    assert said("", refresh=True) == said("soon", refresh=True) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.6, "in 1 s"), (-0.6, "1 s ago"), (59.4, "in 59 s"), (59.5, "in 1 min"), (605 * 60, "in 10 h"),
        (595 * 60, "in 9 h 55 min"), (47 * 3600, "in 47 h"), (48 * 3600, "in 2 days"), (729 * 86400, "in 729 days"),
        (730 * 86400, "in 2 years"), (913 * 86400, "in 3 years"), (-912 * 86400, "2 years ago"),
    ],
)  # fmt: skip
def test_where_one_unit_ends_the_next_begins(seconds: float, words: str) -> None:
    assert relative(NOW + timedelta(seconds=seconds), NOW) == words


class Nameless(tzinfo):
    """A zone without a name."""

    def utcoffset(self, when: datetime | None, /) -> timedelta:
        return timedelta(hours=1)

    def dst(self, when: datetime | None, /) -> timedelta:
        return timedelta()

    def tzname(self, when: datetime | None, /) -> None:
        return None


def test_zones_are_named_by_the_end_of_their_name() -> None:
    for name, words in (("America/Argentina/Buenos_Aires", "12:30 Buenos Aires = 15:30 UTC"), ("GMT", "15:30 UTC")):
        assert echo(Expiry("in", "2h"), NOW, ZoneInfo(name)) == f"{words}, in 2 h"
    assert echo(Expiry("in", "2h"), NOW, Nameless()) == "16:30 local time = 15:30 UTC, in 2 h"


def test_a_moment_that_has_no_local_time_is_shown_in_utc_only() -> None:
    last = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
    assert shown(last, NOW, timezone(timedelta(hours=14))) == "9999-12-31 23:30 UTC, in 7978 years"


def test_what_nango_makes_of_a_time_goes_by_the_engineers_zone() -> None:
    assert advice(draft("2026-11-25 18:59", refresh=True), NOW, ZoneInfo("Asia/Kolkata")) == (
        "Already expired: Nango refreshes it at first use.",
    )
