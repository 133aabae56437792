"""What a read proves about an import whose answer was lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Look
from nango_tui.model.lost import arrival, arrival_words, gave_up
from nango_tui.model.outcome import Call
from nango_tui.model.secret import Secret
from nango_tui.model.tree import Tree
from nango_tui.model.update import Arrival
from tests.model.looks import CREDENTIALS, LATER, NEVER, draft, look, new, planned

EARLIER, LAST = "2026-03-14T10:00:00.000Z", "2026-03-14T20:00:00.000Z"


def token(text: str, *, expires: str = LATER, refresh: str = "", reading: str = "whole") -> Look:
    """Return a look at an OAuth 2 connection that holds this token."""
    return look(
        reading="whole" if reading == "whole" else "hidden",
        credentials={"access_token": text},
        refresh_token=refresh,
        connection={"expires_at": expires},
    )


def touched(mode: str, at: str, **credentials: str) -> Look:
    """Return a look at a connection that was changed at that time; without credentials they are hidden."""
    held = {**CREDENTIALS[mode], **credentials} if credentials else {}
    return look(mode, reading="whole" if credentials else "hidden", credentials=held, connection={"updated_at": at})


def test_a_new_connection_that_is_found_has_arrived() -> None:
    fresh = replace(draft(None, values=new(), expiry=NEVER), exists=False)
    assert arrival(None, fresh, look()) == "arrived"
    assert arrival(None, fresh, None) == "not arrived"


@pytest.mark.parametrize("mode", ["API_KEY", "BASIC"])
def test_a_newer_change_proves_it_for_keys_and_passwords(mode: str) -> None:
    fix = draft(touched(mode, EARLIER), mode, values=new(mode))
    assert arrival(touched(mode, EARLIER), fix, touched(mode, LATER)) == "arrived"
    assert arrival(touched(mode, EARLIER), fix, touched(mode, EARLIER)) == "not arrived"


def test_a_readable_key_proves_more_than_the_time_of_a_change() -> None:
    before = touched("API_KEY", EARLIER, apiKey="stored-api-key")
    fix = draft(before, "API_KEY", values={"api_key": Secret("new-key")})
    assert arrival(before, fix, touched("API_KEY", LATER, apiKey="stored-api-key")) == "not arrived"
    assert arrival(before, fix, touched("API_KEY", LATER, apiKey="new-key")) == "arrived"


@pytest.mark.parametrize(
    ("after", "proves"),
    [
        (token("new-access_token", expires=LATER), "arrived"),
        (token("old", expires=EARLIER), "not arrived"),
        (token("fresh", expires=LAST, refresh="rotated"), "arrived and refreshed"),
        (token("fresh", expires=LAST, refresh="old-refresh"), "not arrived"),
        (token("foreign", expires=EARLIER), "unknown"),
        (token("", reading="hidden"), "unknown"),
    ],
    ids=["the same", "the old", "a later one", "refreshed from before", "an older one", "not readable"],
)
def test_of_oauth_the_token_proves_it(after: Look, proves: Arrival) -> None:
    before = token("old", expires=EARLIER, refresh="old-refresh")
    fix = draft(before, values=new(refresh_token="new-refresh"), keep_refresh_token=False)
    sent: dict[str, Tree] = {
        "access_token": Secret("new-access_token"),
        "refresh_token": Secret("new-refresh"),
        "expires_at": LATER,
    }
    assert arrival(before, fix, after, sent=sent) == proves


def test_another_token_than_the_placeholder_was_fetched_after_the_import() -> None:
    before = token("old", expires=EARLIER)
    fix = draft(before, values={"refresh_token": Secret("new-refresh")}, fetch=True)
    sent = planned(fix).body
    assert arrival(before, fix, token("fetched", expires=LAST, refresh="rotated"), sent=sent) == "arrived and refreshed"
    assert arrival(before, fix, token("old", expires=EARLIER), sent=sent) == "not arrived"
    assert arrival(before, fix, token("fetched", expires=LAST, refresh="rotated")) == "arrived and refreshed"


def test_the_same_token_again_is_told_by_its_expiry() -> None:
    before = token("same", expires=EARLIER)
    fix = draft(before, values={"access_token": Secret("same")})
    sent: dict[str, Tree] = {"access_token": Secret("same"), "expires_at": LATER}
    assert arrival(before, fix, token("same", expires=LATER), sent=sent) == "arrived"
    assert arrival(before, fix, token("same", expires=EARLIER), sent=sent) == "not arrived"


def test_tba_and_oauth_1_are_told_by_their_tokens_only() -> None:
    before = touched("TBA", EARLIER, token_id="old", token_secret="old")
    fix = draft(before, "TBA", values=new("TBA"))
    arrived = touched("TBA", LATER, token_id="new-token_id", token_secret="new-token_secret")
    assert arrival(before, fix, arrived) == "arrived"
    assert arrival(before, fix, touched("TBA", LATER, token_id="old", token_secret="old")) == "not arrived"
    assert arrival(before, fix, touched("TBA", LATER)) == "unknown"


def test_an_app_is_told_by_its_ids() -> None:
    before = look("APP", config={"app_id": "1", "installation_id": "2"})
    fix = draft(before, "APP", values={"app_id": "1", "installation_id": "3"})
    assert arrival(before, fix, look("APP", config={"app_id": "1", "installation_id": "3"})) == "arrived"
    assert arrival(before, fix, before) == "not arrived"


def test_without_credentials_it_may_be_sent_again() -> None:
    before = look("NONE")
    fix = draft(before, "NONE")
    assert arrival(before, fix, look("NONE")) == "unknown"
    assert "does no harm" in arrival_words("unknown", fix).do


def test_a_deleted_connection_proves_nothing() -> None:
    assert arrival(look(), draft(look(), values=new()), None) == "unknown"


def test_what_was_refreshed_is_never_to_be_sent_again_and_the_unknown_is_called_so() -> None:
    fix = draft(look(), values=new())
    assert "Do not send it again" in arrival_words("arrived and refreshed", fix).do
    assert arrival_words("unknown", fix).happened.startswith("No answer: it may have arrived")
    assert "Send it again" in arrival_words("not arrived", fix).do


def test_giving_up_does_not_undo_what_is_under_way() -> None:
    unknown = gave_up(Endpoint.LEGACY, 3.0)
    assert unknown.call is Call.IMPORT_LEGACY
    assert "may have arrived" in unknown.advice.happened
