"""After an update: what a read proves, what is missing, and what puts it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.connection import Edit, Look
from nango_tui.model.secret import Secret
from nango_tui.model.tree import Json, Tree
from nango_tui.model.update import Expected
from nango_tui.model.update_after import differences, restoring, verdict
from nango_tui.model.update_words import scopes_words, value_words
from tests.model.looks import draft, look, new, planned

CONFIG: dict[str, Tree] = {"subdomain": "acme", "apiToken": Secret("s3cret-1"), "inner": {"refresh_token": Secret("r")}}
METADATA: dict[str, Json] = {"plan": "pro", "seats": 3}
TAGS = {"team": "blue", "end_user_id": "u-1"}
USER = {"id": "u-1", "email": "u1@example.com"}
HOOK = "https://hooks.example.com/x"


def stored(**more: object) -> Look:
    """Return how it must be, with something else in places."""
    seen = look("API_KEY", config=CONFIG, metadata=METADATA, tags=TAGS, end_user=USER, connection={"webhook_url": HOOK})
    row = replace(seen.connection.row, **more.pop("row", {}))  # type: ignore[arg-type]  # fields by name
    return replace(seen, connection=replace(seen.connection, row=row, **more))  # type: ignore[arg-type]


def expected() -> Expected:
    """Return what the plan of a fix expects of it."""
    return planned(draft(stored(), "API_KEY", values=new("API_KEY"))).expected


def test_nothing_was_lost_is_said_only_after_a_read_that_shows_it() -> None:
    assert not differences(expected(), stored())
    assert verdict(expected(), stored()).startswith("Nothing was lost: configuration, metadata, tags, webhook URL")
    assert verdict(expected(), None).startswith("Not checked")
    assert verdict(Expected(), stored()).startswith("Not checked")


def test_a_difference_is_shown_with_both_values() -> None:
    after = stored(metadata={"plan": "free", "seats": 3})
    (difference,) = differences(expected(), after)
    assert (difference.part, difference.name, difference.wanted, difference.found) == (
        "Metadata",
        "plan",
        "pro",
        "free",
    )
    assert verdict(expected(), after) == "Not all is as it was: metadata."


def test_values_of_secrets_are_not_shown() -> None:
    (difference,) = differences(expected(), stored(config={**CONFIG, "apiToken": Secret("s3cret-2")}))
    assert "s3cret" not in repr(difference)
    assert difference.found


def test_what_was_added_since_is_no_loss() -> None:
    after = stored(config={**CONFIG, "portalId": "1"}, metadata={**METADATA, "synced": True})
    assert not differences(expected(), after)


def test_numbers_are_compared_as_javascript_has_them_and_true_is_not_one() -> None:
    one = Expected(metadata={"a": 1, "b": True})
    assert not differences(one, stored(metadata={"a": 1.0, "b": True}))
    assert len(differences(one, stored(metadata={"a": True, "b": 1}))) == 2


def test_keys_that_a_read_may_have_left_out_are_not_called_lost() -> None:
    stripped = {"subdomain": "acme", "apiToken": Secret("s3cret-1"), "inner": {}}
    after = replace(stored(config=stripped), reading="hidden")
    assert not differences(expected(), after)
    assert differences(expected(), stored(config=stripped))


def test_metadata_are_put_back_by_their_own_call_and_only_what_differs() -> None:
    after = stored(metadata={"seats": 3, "synced": True})
    edit, words = restoring(differences(expected(), after), expected(), after)
    assert edit == Edit(metadata={"plan": "pro"}, replace_metadata=False)
    assert "plan" in words


def test_tags_webhook_url_and_end_user_are_put_back_by_patch() -> None:
    after = stored(row={"tags": {"new": "x"}, "end_user": {}}, webhook_url="")
    edit, _ = restoring(differences(expected(), after), expected(), after)
    assert edit is not None
    assert edit.webhook_url == HOOK
    assert edit.end_user == USER
    assert edit.tags is not None
    assert edit.tags.items() >= {"team": "blue", "new": "x"}.items()


def test_the_configuration_is_put_back_only_by_an_import_and_that_is_said() -> None:
    after = stored(config={})
    edit, words = restoring(differences(expected(), after), expected(), after)
    assert edit is None
    assert "only an import" in words
    assert "subdomain" in words


def test_more_tags_than_nango_takes_are_not_put_back_in_part() -> None:
    many = Expected(tags={f"tag_{number}": "x" for number in range(11)})
    after = stored(row={"tags": {}, "end_user": {}})
    edit, words = restoring(differences(many, after), many, after)
    assert edit is None
    assert "more than the 10" in words


def test_a_read_that_may_leave_out_refresh_tokens_is_compared_without_them_at_every_depth() -> None:
    wanted: dict[str, Tree] = {
        "refresh_token": "gone",
        "userCredentials": {"refreshToken": Secret("gone"), "name": "x"},
        "list": [{"Refresh-Token": "gone", "n": 1}, "refresh_token"],
        "note": "refresh_token",
    }
    shown: dict[str, Tree] = {
        "userCredentials": {"name": "x"},
        "list": [{"n": 1}, "refresh_token"],
        "note": "refresh_token",
    }
    stripped = replace(look(config=shown), reading="stripped")
    assert not differences(Expected(config=wanted), stripped)
    assert {item.name for item in differences(Expected(config=wanted), look(config=shown))} == {
        "refresh_token",
        "userCredentials",
        "list",
    }
    others: tuple[dict[str, Tree], ...] = (
        {"userCredentials": {"name": "y"}},
        {"list": [{"n": 2}, "refresh_token"]},
        {"note": "other"},
    )
    for other in others:
        changed = replace(look(config={**shown, **other}), reading="stripped")
        assert [item.name for item in differences(Expected(config=wanted), changed)] == list(other)


NINE = {f"tag-{number}": "on" for number in range(9)}
MADE = {"end_user_id": "u-1", "end_user_email": "u1@example.com"}


def test_more_tags_than_are_taken_are_put_back_with_the_user_who_is_linked_and_the_users_own() -> None:
    after = stored(row={"tags": {}}, end_user_tags={"Tag-1": "on"})
    wanted = Expected(tags={**NINE, **MADE})
    edit, words = restoring(differences(wanted, after), wanted, after)
    assert edit is not None
    assert edit.tags == {key: text for key, text in NINE.items() if key != "tag-1"}
    assert edit.end_user == USER
    assert edit.end_user_tags == {"Tag-1": "on"}
    assert words == "Tags: puts back all that were there."


def test_nobody_is_linked_for_the_sake_of_tags() -> None:
    after = stored(row={"tags": {}, "end_user": {"email": "u1@example.com"}})
    wanted = Expected(tags={**NINE, **MADE})
    edit, words = restoring(differences(wanted, after), wanted, after)
    assert edit is None
    assert words == "Tags: there are more than the 10 that Nango takes at once. Edit them by hand."


def test_another_users_own_tags_do_not_go_to_the_one_who_is_linked_again() -> None:
    after = stored(row={"end_user": {"id": "u-2"}}, end_user_tags={"group": "of u-2"})
    wanted = Expected(end_user=USER)
    edit, words = restoring(differences(wanted, after), wanted, after)
    assert edit is not None
    assert (edit.end_user, edit.end_user_tags) == (USER, {})
    assert words == "End user: links it again."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"), (True, "true"), (False, "false"), (0, "0"), (1.5, "1.5"), ("", "(empty)"), ("a\nb", "a b"),
        ({}, "(empty)"), ([], "(empty)"), ({"a": 1}, "(1 inside)"), ([1, 2], "(2 inside)"), ("x" * 61, "x" * 59 + "…"),
        (Secret("s3cret"), "(secret)"), (Secret(""), "(empty)"),
    ],
)  # fmt: skip
def test_a_stored_value_is_shown_in_these_words(value: object, words: str) -> None:
    assert value_words(value) == words


def test_no_scopes_are_shown_as_empty() -> None:
    assert scopes_words([]) == scopes_words([""]) == scopes_words("") == "(empty)"
    assert scopes_words(["a", "b"]) == "a, b"
    assert scopes_words(["a", 1]) == "(2 inside)"
