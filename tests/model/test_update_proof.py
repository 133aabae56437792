"""What a read after an update proves, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.body import FETCH_PLACEHOLDER
from nango_tui.model.connection import Look, Trouble
from nango_tui.model.draft import Draft
from nango_tui.model.outcome import Advice, Answer, Call, Refused
from nango_tui.model.secret import Secret
from nango_tui.model.update_proof import Proof, prove
from tests.model.looks import LATER, NEVER, draft, look, planned

AUTH = (Trouble("auth", "1700000000000_abcdefgh"),)
SYNC = (Trouble("sync", "1700000000000_syncsync"),)
NEW = {"access_token": Secret("new")}
REFUSED = Refused(
    Call.GET_CONNECTION,
    Answer(400, 0.1, "{}"),
    "invalid_credentials",
    "",
    Advice("Nango could not refresh.", "Relink."),
)


def broken() -> Draft:
    """Return a fix of a connection with an auth error."""
    return draft(look(errors=AUTH, metadata={"plan": "gold"}), values=NEW, expiry=NEVER)


def proof(fix: Draft, after: Look, *, tested: bool = False) -> Proof:
    """Return what the look proves."""
    return prove(fix, planned(fix), after, tested=tested)


def stored(**more: object) -> Look:
    """Return a look that shows what was sent."""
    found = look(credentials={"access_token": "new"}, metadata={"plan": "gold"})
    return replace(found, connection=replace(found.connection, **more)) if more else found  # type: ignore[arg-type]  # by name


def said(found: Proof) -> str:
    """Return the proof's words."""
    return "\n".join(found.lines)


def test_stored_is_not_said_to_work() -> None:
    found = proof(broken(), stored())
    assert found.works == "not known"
    assert "is not known" in said(found)


def test_what_nango_tried_before_storing_is_tested() -> None:
    assert proof(broken(), stored(), tested=True).works == "tested"


def test_a_newer_token_that_lives_longer_was_refreshed() -> None:
    fix = draft(look(errors=AUTH), values={**NEW, "refresh_token": Secret("r")}, expiry=NEVER)
    plan = planned(fix)
    fix_with_expiry = replace(fix, fetch=False)
    after = look(credentials={"access_token": "newer"}, refresh_token="r2", connection={"expires_at": LATER})
    body = {**plan.body, "expires_at": "2026-03-14T09:30:00.000Z"}
    assert prove(fix_with_expiry, replace(plan, body=body), after, tested=False).works == "refreshed"


@pytest.mark.parametrize(("credentials", "works"), [
    ({"access_token": FETCH_PLACEHOLDER}, "failed"), ({"access_token": "fetched"}, "refreshed"), ({}, "waiting"),
])  # fmt: skip
def test_a_token_that_nango_was_to_fetch_counts_only_when_it_is_seen(credentials: dict[str, str], works: str) -> None:
    fix = draft(look(errors=AUTH), values={"refresh_token": Secret("r")}, fetch=True)
    assert proof(fix, look(credentials=credentials)).works == works


def test_a_refresh_that_failed_after_the_update_is_said_with_its_reason() -> None:
    failed = replace(look(reading="failed", errors=AUTH), refused=REFUSED)
    found = proof(broken(), failed)
    assert found.works == "failed"
    assert found.error_stays
    assert "do not work yet. Nango could not refresh. Relink." in said(found)


def test_the_auth_error_is_said_to_be_gone_or_still_there_or_new() -> None:
    assert "The auth error is gone." in said(proof(broken(), stored()))
    still = replace(stored(), connection=look(errors=AUTH, credentials={"access_token": "new"}).connection)
    assert "The auth error is still there (log 1700000000000_abcdefgh)." in said(proof(broken(), still))
    assert "The auth error is new" in said(proof(draft(look(), values=NEW, expiry=NEVER), still))
    assert "auth error" not in said(proof(draft(look(), values=NEW, expiry=NEVER), stored()))


def test_an_auth_error_is_not_said_to_be_gone_by_a_read_that_failed() -> None:
    # The answer to such a read does not always tell the connection's errors.
    failed = replace(look(reading="failed"), refused=REFUSED)
    for fix in (broken(), draft(None, values=NEW, expiry=NEVER)):
        found = proof(fix, failed)
        assert found.works == "failed"
        assert found.error_stays
        assert "auth error" not in said(found)


def test_a_sync_error_is_not_claimed_to_be_fixed() -> None:
    found = proof(
        draft(look(errors=SYNC), values=NEW, expiry=NEVER), look(errors=SYNC, credentials={"access_token": "new"})
    )
    assert "The sync error stays until that sync next succeeds (log 1700000000000_syncsync)." in said(found)


def test_nothing_was_lost_is_said_only_where_everything_was_found_again() -> None:
    assert "Nothing was lost" in said(proof(broken(), stored()))
    lost = proof(broken(), stored(metadata={"plan": "silver"}))
    assert "Nothing was lost" not in said(lost)
    assert "Metadata plan: must be gold, is silver." in said(lost)
    assert lost.restore is not None
    assert lost.restore.metadata == {"plan": "gold"}
    gone = proof(broken(), stored(metadata={}))
    assert "Metadata plan: must be gold, is not there." in said(gone)


def test_another_number_of_the_connection_tells_that_it_was_made_anew() -> None:
    def numbered(found: Look, number: int) -> Look:
        return replace(found, connection=replace(found.connection, row=replace(found.connection.row, number=number)))

    fix = draft(numbered(look(), 7), values=NEW, expiry=NEVER)
    assert "deleted meanwhile" in said(proof(fix, numbered(stored(), 8)))
    assert "deleted meanwhile" not in said(proof(fix, numbered(stored(), 7)))


def test_other_credentials_than_those_sent_tell_of_a_second_hand() -> None:
    assert "somebody else changed" in said(proof(broken(), look(credentials={"access_token": "another"})))
    assert "somebody else changed" not in said(proof(broken(), stored()))
    assert "somebody else changed" not in said(proof(broken(), look(reading="hidden")))
