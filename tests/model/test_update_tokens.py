"""Tokens of an update: which are kept, which are lost, and what is asked before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Look, Override, Reading, Trouble
from nango_tui.model.expiry import Expiry
from nango_tui.model.secret import Secret
from nango_tui.model.tree import Tree
from nango_tui.model.update import Plan
from nango_tui.model.update_check import check_fix, form_shown
from nango_tui.model.update_plan import plan
from tests.model.looks import DEV, LATER, NEVER, NOW, asked, draft, form_of, labels, look, new, planned, text_of

OWN: Final = Override("their-app", Secret("their-secret"))
AUTH: Final = (Trouble("auth", "log-1"),)


def credentials(found: Plan) -> dict[str, Tree]:
    """Return the tokens that are sent, by either endpoint."""
    inside = found.body.get("credentials")
    return inside if isinstance(inside, dict) else dict(found.body)


def test_the_stored_refresh_token_is_kept_where_a_look_showed_it() -> None:
    fix = draft(look(refresh_token="stored"), values=new(), expiry=NEVER)
    assert fix.keep_refresh_token
    found = planned(fix)
    assert credentials(found)["refresh_token"] == Secret("stored")
    assert "Refresh token" in text_of(found.kept, "Credentials")
    assert not found.lost


def test_a_new_refresh_token_counts_more_than_the_stored_one() -> None:
    found = planned(draft(look(refresh_token="stored"), values=new(refresh_token="newer"), expiry=NEVER))
    assert credentials(found)["refresh_token"] == Secret("newer")


def test_a_stored_refresh_token_that_is_not_kept_is_lost_and_asked() -> None:
    found = planned(draft(look(refresh_token="stored"), values=new(), expiry=NEVER, keep_refresh_token=False))
    assert "refresh_token" not in credentials(found)
    assert "Refresh token" in labels(found.lost)
    assert "lost" in asked(found)


def test_a_refresh_token_that_is_absent_cannot_be_lost() -> None:
    found = planned(draft(look(), values=new(), expiry=NEVER))
    assert not found.lost
    assert not found.questions


@pytest.mark.parametrize("reading", ["hidden", "failed", "stripped"])
def test_of_an_unknown_refresh_token_it_is_said_that_it_will_be_lost_and_a_name_is_typed(reading: Reading) -> None:
    seen = look(reading=reading, tags={"end_user_display_name": "Acme Inc."})
    found = planned(draft(seen, values=new(), expiry=NEVER), can_read=False)
    assert text_of(found.lost, "Refresh token") == "if one is stored it will be lost"
    (question,) = [item for item in found.questions if item.key == "unknown"]
    assert question.name == "Acme Inc."
    assert any("could keep" in note for note in found.notes), "what the other kind of key can do is said"


def test_a_complete_new_set_over_unknown_values_asks_for_no_name() -> None:
    found = planned(draft(look(reading="failed", errors=AUTH), values=new(refresh_token="new"), expiry=NEVER))
    assert not any(question.name for question in found.questions)


def test_an_unknown_oauth_app_is_named_and_asked_only_where_something_showed_one() -> None:
    fix = draft(look(reading="failed", errors=AUTH), values=new(refresh_token="new"), expiry=NEVER)
    found = planned(fix)
    assert "OAuth app" in labels(found.lost)
    assert not found.questions
    assert asked(planned(fix, override_seen=True)) == {"own-app"}


def test_the_customers_own_oauth_app_is_sent_again_and_dropped_only_with_a_yes() -> None:
    fix = draft(look(override=OWN), values=new(), expiry=NEVER)
    assert fix.own_app
    assert not any("override" in name for name in fix.values), "its secret is not in the form"
    kept = planned(fix)
    assert credentials(kept)["oauth_client_secret_override"] == Secret("their-secret")
    dropped = planned(replace(fix, own_app=False))
    assert "OAuth app" in labels(dropped.lost)
    assert asked(dropped) == {"own-app"}


def test_another_oauth_app_is_not_joined_to_the_stored_secret() -> None:
    fix = draft(look(override=OWN), values={**new(), "client_id_override": "other-app"}, expiry=NEVER)
    assert "oauth_client_secret_override" not in credentials(planned(fix))
    problems = check_fix(fix, form_of(fix), Endpoint.CURRENT, NOW, UTC)
    assert "credentials.client_secret_override" in problems.errors


def test_a_refresh_token_works_only_with_the_app_that_issued_it_and_that_is_said() -> None:
    found = planned(draft(look(), values=new(refresh_token="new"), expiry=NEVER))
    assert any("issued it" in note and "this integration's app" in note for note in found.notes)
    own = planned(draft(look(override=OWN), values=new(refresh_token="new"), expiry=NEVER))
    assert any("issued it" in note and "customer's own app" in note for note in own.notes)


def test_what_was_entered_and_is_stored_already_is_asked() -> None:
    same = planned(draft(look("API_KEY"), "API_KEY", values={"api_key": Secret("stored-api-key")}))
    assert asked(same) == {"same"}
    other = planned(draft(look("API_KEY"), "API_KEY", values=new("API_KEY")))
    assert not asked(other)


def test_one_repeated_secret_among_new_ones_is_only_said() -> None:
    fix = draft(look(refresh_token="stored"), values=new(refresh_token="stored"), expiry=NEVER)
    found = planned(fix)
    assert "same" not in asked(found)
    assert any("stored already" in note for note in found.notes)


def test_a_working_connection_is_not_replaced_by_a_refresh_token_alone_without_a_yes_with_names() -> None:
    fix = draft(look(), values={"refresh_token": Secret("new")}, fetch=True)
    (question,) = planned(fix).questions
    assert question.key == "refresh-only"
    assert question.red
    assert "acme-42 on harborline" in question.text
    broken = draft(look(reading="failed", errors=AUTH), values={"refresh_token": Secret("new")}, fetch=True)
    assert "refresh-only" not in asked(planned(broken))


def test_let_nango_fetch_the_token_says_when_it_does() -> None:
    fix = draft(look(errors=AUTH), values={"refresh_token": Secret("new")}, fetch=True)
    assert any("One read" in note for note in planned(fix, can_read=True).notes)
    assert any("first use" in note for note in planned(fix, can_read=False).notes)


def test_production_asks_once_more_with_the_names() -> None:
    prod = replace(DEV, name="prod", production=True)
    seen = look("API_KEY", tags={"end_user_display_name": "Acme Inc."})
    (question,) = planned(draft(seen, "API_KEY", environment=prod, values=new("API_KEY"))).questions
    assert question.key == "production"
    assert not question.name, "typing is for unknown values only"
    for name in ("Acme Inc.", "acme-42", "harborline", "prod", "api.nango.dev"):
        assert name in question.text


def test_only_a_sync_failed_so_credentials_do_not_clear_it_and_its_log_is_named() -> None:
    found = planned(draft(look("API_KEY", errors=(Trouble("sync", "log-7"),)), "API_KEY", values=new("API_KEY")))
    assert any("log-7" in note and "do not clear" in note for note in found.notes)
    both = look("API_KEY", errors=(Trouble("sync", "log-7"), *AUTH))
    assert not any("Only a sync" in note for note in planned(draft(both, "API_KEY", values=new("API_KEY"))).notes)


def test_more_in_the_stored_token_answer_than_tokens_is_named() -> None:
    seen = look(connection={"raw_names": ("instance_url", "id")})
    assert any("instance_url, id" in note for note in planned(draft(seen, values=new(), expiry=NEVER)).notes)


def test_credentials_that_are_not_entered_are_kept_with_their_expiry() -> None:
    seen = look(refresh_token="stored", connection={"expires_at": LATER})
    fix = draft(seen)
    found = planned(replace(fix, config={"subdomain": "globex"}))
    assert credentials(found)["access_token"] == Secret("stored-access-token")
    assert credentials(found)["expires_at"] == LATER
    assert not found.blocked
    assert not check_fix(fix, form_of(fix), Endpoint.CURRENT, NOW, UTC).errors


@pytest.mark.parametrize(
    ("mode", "name", "words"),
    [
        ("API_KEY", "api_key", "stored, kept if left blank"),
        ("BASIC", "username", "stored, kept if left blank"),
        ("BASIC", "password", "kept unless Username changes"),
        ("OAUTH2_CC", "client_secret", "kept unless Client ID changes"),
        ("OAUTH2_CC", "token", "kept unless Client ID or Client secret changes"),
        ("TBA", "token_secret", "kept unless Token ID changes"),
    ],
)
def test_beside_a_credential_stands_when_it_is_kept(mode: str, name: str, words: str) -> None:
    fix = draft(look(mode), mode)
    field = form_shown(fix, form_of(fix)).field(f"credentials.{name}")
    assert field
    assert field.stored == words


def test_without_the_stored_credentials_at_hand_the_configuration_cannot_be_changed() -> None:
    found = planned(replace(draft(look("API_KEY", reading="hidden"), "API_KEY"), config={"subdomain": "globex"}))
    assert "replaces all credentials" in found.blocked


def test_a_stored_secret_is_not_joined_to_another_user_or_client() -> None:
    client = draft(look("OAUTH2_CC"), "OAUTH2_CC", values={"client_id": "other"}, fetch=True)
    assert "Client secret" in planned(client).blocked
    user = draft(look("BASIC"), "BASIC", values={"username": "other"})
    assert "password" not in credentials(planned(user))
    rotated = planned(draft(look("OAUTH2_CC"), "OAUTH2_CC", values={"client_secret": Secret("new")}, fetch=True))
    assert credentials(rotated)["oauth_client_id_override"] == Secret("stored-id")


def test_never_is_not_assumed_for_a_new_token() -> None:
    assert "expires" in planned(draft(look(), values=new())).blocked
    assert not planned(draft(look(), values=new(), expiry=Expiry("in", "2h", NOW))).blocked


def test_no_secret_is_in_the_words_or_the_repr_of_a_plan() -> None:
    secrets = ("stored-access-token", "new-access_token", "their-secret", "sub-secret", "stored-refresh")
    seen = look(refresh_token="stored-refresh", override=OWN, config={"apiToken": Secret("sub-secret")})
    found = planned(draft(seen, values=new(), expiry=NEVER, keep_refresh_token=False))
    for secret in secrets:
        assert secret not in repr(found)


@pytest.mark.parametrize("seen", [look(), None])
def test_a_time_is_judged_in_the_engineers_zone(seen: Look | None) -> None:
    fix = draft(seen, values=new(), expiry=Expiry("at", "2026-03-14 14:00"))
    form = form_of(fix)
    found = plan(fix, form, NOW, ZoneInfo("Asia/Kolkata"), can_read_credentials=True, legacy_only=False)
    assert text_of(found.changes, "Expires") == "14:00 Kolkata = 08:30 UTC, 30 min ago"
    assert found.body["expires_at"] == "2026-03-14T08:30:00.000Z"
    assert any("Already expired" in note for note in found.notes)
    there = check_fix(fix, form, Endpoint.CURRENT, NOW, ZoneInfo("Asia/Kolkata"))
    assert "Already expired" in there.warnings["expiry"]
    assert "expiry" not in check_fix(fix, form, Endpoint.CURRENT, NOW, UTC).warnings
