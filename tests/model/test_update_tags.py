"""Tags and end user of an update: Nango takes ten tags at once, and can hold more."""

from __future__ import annotations

from dataclasses import replace

from nango_tui.model.auth import Endpoint
from tests.model.looks import asked, draft, labels, look, new, planned

USER = {"id": "u-1", "email": "u1@example.com", "display_name": "User One"}
OF_USER = {"end_user_id": "u-1", "end_user_email": "u1@example.com", "end_user_display_name": "User One"}
TEN = {f"tag_{number}": "x" for number in range(10)}


def test_more_than_ten_tags_are_sent_as_ten_and_the_end_user_that_makes_the_others() -> None:
    found = planned(draft(look("API_KEY", tags=TEN | OF_USER, end_user=USER), "API_KEY", values=new("API_KEY")))
    assert found.endpoint is Endpoint.CURRENT
    assert found.body["tags"] == TEN
    assert found.body["end_user"] == USER
    assert found.expected.tags == TEN | OF_USER
    assert not found.lost


def test_the_end_users_own_tags_go_with_the_end_user() -> None:
    seen = look(
        "API_KEY",
        tags=TEN | OF_USER | {"group": "blue"},
        end_user=USER,
        connection={"end_user_tags": {"group": "blue"}},
    )
    found = planned(draft(seen, "API_KEY", values=new("API_KEY")))
    assert found.body["end_user"] == {**USER, "tags": {"group": "blue"}}
    assert found.body["tags"] == TEN


def test_up_to_ten_tags_are_sent_as_they_are_and_who_is_linked_is_left_alone() -> None:
    found = planned(draft(look("API_KEY", tags={"a": "1"} | OF_USER, end_user=USER), "API_KEY", values=new("API_KEY")))
    assert found.body["tags"] == {"a": "1"} | OF_USER
    assert "end_user" not in found.body


def test_more_than_ten_tags_that_an_end_user_does_not_make_go_the_way_on_which_the_server_keeps_them() -> None:
    eleven = TEN | {"tag_10": "x"}
    found = planned(draft(look("API_KEY", tags=eleven, metadata={"a": 1}), "API_KEY", values=new("API_KEY")))
    assert found.endpoint is Endpoint.LEGACY
    assert found.body["metadata"] == {"a": 1}, "that endpoint would lose them"
    assert "tags" not in found.body
    assert not found.lost


def test_an_end_user_with_an_organization_is_not_written_again_for_the_tags() -> None:
    seen = look("API_KEY", tags=TEN | OF_USER, end_user=USER, connection={"organization": "org-1"})
    found = planned(draft(seen, "API_KEY", values=new("API_KEY")))
    assert "end_user" not in found.body
    assert found.endpoint is Endpoint.LEGACY


def test_tags_for_which_there_is_no_way_are_named_as_lost_and_asked() -> None:
    config = {"app_id": "1", "installation_id": "2", "subdomain": "acme"}
    seen = look("CUSTOM", tags=TEN | {"last": "x"}, config=config)
    found = planned(draft(seen, "CUSTOM", values=new("CUSTOM")))
    assert "Tags" in labels(found.lost)
    assert "lost" in asked(found)


def test_too_many_tags_of_the_engineers_own_making_are_not_sent() -> None:
    fix = draft(look("API_KEY", tags=TEN), "API_KEY", values=new("API_KEY"))
    found = planned(replace(fix, tags=(*fix.tags, ("one_more", "x"))))
    assert "10 tags" in found.blocked


def test_the_customer_is_filled_in_from_the_end_user_and_from_tags() -> None:
    linked = draft(look(tags={"a": "1", **OF_USER, "organization_id": "org"}, end_user=USER)).customer
    assert (linked.id, linked.email, linked.name, linked.organization, linked.link) == (
        "u-1", "u1@example.com", "User One", "org", True
    )  # fmt: skip
    tagged = draft(look(tags=OF_USER)).customer
    assert (tagged.id, tagged.link) == ("u-1", False)


def test_a_changed_tag_leaves_the_linked_end_user_alone() -> None:
    fix = draft(look("API_KEY", tags={"a": "1"} | OF_USER, end_user=USER), "API_KEY", values=new("API_KEY"))
    found = planned(replace(fix, tags=(("a", "2"),)))
    assert found.body["tags"] == {"a": "2"} | OF_USER
    assert "end_user" not in found.body


def test_a_changed_customer_is_linked_anew_and_a_lost_organization_is_named() -> None:
    seen = look("API_KEY", tags=OF_USER, end_user=USER, connection={"organization": "org-1"})
    fix = draft(seen, "API_KEY", values=new("API_KEY"))
    found = planned(replace(fix, customer=replace(fix.customer, email="new@example.com")))
    assert found.body["end_user"] == {**USER, "email": "new@example.com"}
    assert labels(found.lost) == {"Organization"}
    assert "lost" in asked(found)


def test_a_linked_end_user_stays_linked_and_that_is_said() -> None:
    fix = draft(look("API_KEY", tags=OF_USER, end_user=USER), "API_KEY", values=new("API_KEY"))
    found = planned(replace(fix, customer=replace(fix.customer, link=False)))
    assert any("stays linked" in note for note in found.notes)
    assert found.expected.end_user == USER
