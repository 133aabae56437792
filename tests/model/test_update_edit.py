"""Changes that need no credentials."""

from __future__ import annotations

from dataclasses import replace

from nango_tui.model.connection import Edit
from nango_tui.model.expiry import Expiry
from nango_tui.model.secret import Secret
from nango_tui.model.update_edit import changed_keys, changes_anything, edit_losses, edits, needs_import
from tests.model.looks import NEVER, draft, labels, look

USER = {"id": "u-1", "email": "u1@example.com"}
TAGS = {"team": "blue", "end_user_id": "u-1", "end_user_email": "u1@example.com"}


def test_an_untouched_draft_changes_nothing() -> None:
    assert edits(draft(look(refresh_token="stored", tags=TAGS, end_user=USER, metadata={"a": 1}))) is None


def test_of_a_connection_that_nobody_could_read_only_what_was_entered_is_a_change() -> None:
    unread = draft(None)
    assert unread.connection_id
    assert not changes_anything(unread)
    assert changes_anything(replace(unread, values={"access_token": Secret("x")}))
    assert changes_anything(replace(unread, metadata='{"a": 1}'))


def test_an_app_whose_ids_stay_needs_no_import() -> None:
    stored = draft(look("APP", config={"app_id": "1", "installation_id": "2"}), "APP")
    assert stored.values
    assert not needs_import(stored)
    assert needs_import(replace(stored, values={**stored.values, "app_id": "3"}))
    assert not needs_import(replace(stored, mode="JWT"))


def test_metadata_that_cannot_be_read_are_an_edit_even_of_others_that_cannot() -> None:
    stored = draft(look(metadata={"a": "\x00"}))
    assert not changes_anything(stored)
    assert changes_anything(replace(stored, metadata='{"b": "\\u0000"}'))


def test_keys_of_metadata_that_are_there_are_no_change() -> None:
    assert changed_keys({"a": 1, "b": 2}, {"a": 1.0, "b": 3, "c": None}) == {"b": 3, "c": None}
    assert changed_keys(None, {"a": 1}) == {"a": 1}


def test_tags_go_by_patch_all_of_them() -> None:
    fix = draft(look(tags=TAGS, end_user=USER))
    assert edits(replace(fix, tags=(("team", "red"),))) == Edit(tags={**TAGS, "team": "red"})


def test_a_changed_customer_goes_with_all_that_is_known_of_the_end_user() -> None:
    seen = look(tags=TAGS | {"group": "x"}, end_user=USER, connection={"end_user_tags": {"group": "x"}})
    fix = draft(seen)
    edit = edits(replace(fix, customer=replace(fix.customer, name="User One")))
    assert edit == Edit(
        tags={"team": "blue"}, end_user={**USER, "display_name": "User One"}, end_user_tags={"group": "x"}
    )


def test_an_organization_that_patch_cannot_link_is_named_as_lost() -> None:
    fix = draft(look(tags=TAGS, end_user=USER, connection={"organization": "org-1"}))
    assert not edit_losses(replace(fix, tags=(("team", "red"),)))
    assert labels(edit_losses(replace(fix, customer=replace(fix.customer, name="User One")))) == {"Organization"}


def test_a_cleared_webhook_url_is_cleared() -> None:
    fix = draft(look(connection={"webhook_url": "https://hooks.example.com/x"}))
    assert edits(replace(fix, webhook_url="")) == Edit(webhook_url="")


def test_metadata_are_merged_unless_a_key_was_removed() -> None:
    fix = draft(look(metadata={"plan": "pro", "seats": 3}))
    merged = edits(replace(fix, metadata='{"plan": "free", "seats": 3, "new": null}'))
    assert merged == Edit(metadata={"plan": "free", "new": None}, replace_metadata=False)
    replaced = edits(replace(fix, metadata='{"seats": 3}'))
    assert replaced == Edit(metadata={"seats": 3}, replace_metadata=True)
    assert edits(replace(fix, metadata='{"seats":3,"plan":"pro"}')) is None, "only written otherwise"


def test_what_needs_credentials_is_no_edit() -> None:
    fix = replace(draft(look(refresh_token="stored")), tags=(("team", "red"),))
    assert edits(fix) is not None
    for change in (
        replace(fix, values={"access_token": Secret("new")}),
        replace(fix, config={"subdomain": "globex"}),
        replace(fix, scopes="repo"),
        replace(fix, expiry=NEVER),
        replace(fix, expiry=Expiry("in", "2h")),
        replace(fix, fetch=True),
        replace(fix, own_app=True),
        replace(fix, keep_refresh_token=False),
        replace(fix, stored=None),
    ):
        assert edits(change) is None
