"""After an update: what a read proves, what is missing, and what puts it back."""

from __future__ import annotations

from dataclasses import replace

from nango_tui.model.connection import Edit, Look
from nango_tui.model.secret import Secret
from nango_tui.model.tree import Json, Tree
from nango_tui.model.update import Expected
from nango_tui.model.update_after import differences, restoring, verdict
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
