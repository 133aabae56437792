"""What a test of credentials proves: only what the answer shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nango_tui.model.connection import Presence, ProviderAnswer
from nango_tui.model.expiry import iso_utc
from nango_tui.model.outcome import Advice, Answer, Call, Refused, Unreachable
from nango_tui.model.secret import Secret
from nango_tui.model.trial import (
    is_due,
    not_called,
    not_refreshed,
    provider_found,
    provider_url,
    refresh_hindrance,
    refreshed,
)
from tests.model.looks import NOW, look, template

BEFORE = look().connection
SOON = iso_utc(NOW + timedelta(hours=1))


def refused(code: str = "", scope: str = "") -> Refused:
    return Refused(Call.PROXY, Answer(403, 0.1, ""), code, "", Advice("Happened.", "Do."), scope=scope)


def test_another_token_proves_that_the_provider_gave_one() -> None:
    after = replace(BEFORE, credentials={"access_token": Secret("new")}, expires_at=SOON)
    found = refreshed("OAUTH2", BEFORE, after, NOW)
    assert (found.tone, found.short) == ("good", "refreshed")
    assert "in 1 h" in found.text


def test_the_same_token_proves_nothing() -> None:
    assert refreshed("OAUTH2", BEFORE, BEFORE, NOW).short == "not known"


def test_a_token_that_was_not_seen_before_counts_where_its_times_moved() -> None:
    hidden = replace(BEFORE, credentials={}, expires_at=iso_utc(NOW - timedelta(days=2)))
    assert refreshed("OAUTH2", hidden, replace(BEFORE, expires_at=SOON), NOW).short == "refreshed"
    assert refreshed("OAUTH2", hidden, replace(BEFORE, expires_at=hidden.expires_at), NOW).short == "not known"


def test_a_token_that_nango_signs_itself_proves_nothing_at_the_provider() -> None:
    after = replace(BEFORE, credentials={"token": Secret("new")})
    assert refreshed("JWT", BEFORE, after, NOW).tone == "doubt"


@pytest.mark.parametrize(
    ("mode", "token", "can_read", "part"),
    [
        ("OAUTH2", "present", True, ""),
        ("OAUTH2", "unknown", None, ""),
        ("OAUTH2", "absent", True, "no refresh token"),
        ("OAUTH2_CC", "absent", True, ""),
        ("API_KEY", "unknown", True, "nothing to refresh"),
        ("OAUTH2", "present", False, "read_credentials"),
        ("", "unknown", None, ""),
    ],
)
def test_a_refresh_is_offered_where_nango_can_do_one(
    mode: str, token: Presence, can_read: bool | None, part: str
) -> None:
    found = refresh_hindrance(mode, token, can_read)
    assert part in found if part else not found


def test_only_a_refresh_that_the_provider_refused_is_bad_news() -> None:
    assert not_refreshed(refused("invalid_credentials")).tone == "bad"
    assert not_refreshed(refused("generic_error_support")).tone == "doubt"
    assert not_refreshed(refused("forbidden", "x:read_credentials")).tone == "doubt"
    assert not_refreshed(Unreachable(Call.GET_CONNECTION, Advice("No.", "Try."), 1)).short == "no answer"


@pytest.mark.parametrize(
    ("status", "tone"), [(200, "good"), (204, "good"), (401, "bad"), (403, "bad"), (404, "doubt"), (500, "doubt")]
)
def test_a_status_says_what_it_says_about_the_credentials(status: int, tone: str) -> None:
    found = provider_found(ProviderAnswer(status, "Acme, id 7"))
    assert found.tone == tone
    assert str(status) in found.text
    assert ("Acme, id 7" in found.text) == (tone == "good")


def test_a_missing_scope_is_no_verdict_on_the_credentials() -> None:
    found = not_called(refused("forbidden", "environment:proxy"))
    assert found.tone == "doubt"
    assert "environment:proxy" in found.text


def test_the_address_shows_no_secret_and_what_is_missing_as_a_gap() -> None:
    kind = template(base_url="https://${connectionConfig.subdomain}.x.example/${connectionConfig.apiKey}/")
    stored = replace(BEFORE, config={"subdomain": "acme", "apiKey": Secret("hidden")})
    assert provider_url(kind, stored) == "https://acme.x.example/…"
    assert provider_url(None, stored) == ""


def test_a_token_that_expires_soon_is_renewed_by_a_call() -> None:
    assert is_due(replace(BEFORE, expires_at=iso_utc(NOW + timedelta(minutes=14))), NOW)
    assert not is_due(replace(BEFORE, expires_at=SOON), NOW)
    assert not is_due(BEFORE, NOW)
