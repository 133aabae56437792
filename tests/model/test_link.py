"""Links for customers: what is asked of Nango so that nothing is lost, what is lost all the same, and the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from nango_tui.model.connection import ConnectionRow, LinkOrder, Override, Reading, Trouble
from nango_tui.model.draft import Customer, Draft, Integration
from nango_tui.model.link import (
    EMPTIES_METADATA,
    KEEPS_METADATA,
    address_warning,
    connect_order,
    customer_message,
    fate,
    left_words,
    reconnect_order,
    telling_tag,
    until_words,
)
from nango_tui.model.link_after import came_through, metadata_due
from nango_tui.model.moments import moment_of
from nango_tui.model.secret import Secret
from nango_tui.model.tree import Tree
from tests.model.looks import DEV, labels, look, text_of

USER = {"id": "u-1", "email": "u@acme.example", "display_name": "User"}
USER_TAGS = {"end_user_id": "u-1", "end_user_email": "u@acme.example", "end_user_display_name": "User"}
MANY = {f"feature-{number}": "on" for number in range(10)}


# What is asked -----------------------------------------------------------------------------------------------------


def test_tags_webhook_and_configuration_go_along_as_they_are_stored() -> None:
    config: dict[str, Tree] = {
        "subdomain": "acme",
        "oauth_scopes_override": ["a", "b"],
        "apiKey": Secret("k"),
        "deep": {"x": [1, None]},
    }
    seen = look(config=config, tags={"tier": "gold"}, connection={"webhook_url": "https://hooks.acme.example/x"})
    order = reconnect_order(seen)
    assert (order.integration, order.connection_id) == ("harborline", "acme-42")
    assert order.config == config
    assert isinstance(order.config["apiKey"], Secret)
    assert order.tags == {"tier": "gold"}
    assert order.webhook_url == "https://hooks.acme.example/x"


def test_a_linked_end_user_stays_linked_by_not_being_sent_again() -> None:
    order = reconnect_order(look(tags={"tier": "gold", **USER_TAGS}, end_user=USER))
    assert order.end_user == {}
    assert order.tags == {"tier": "gold", **USER_TAGS}


def test_more_than_ten_tags_go_as_ten_and_an_end_user() -> None:
    order = reconnect_order(look(tags={**MANY, **USER_TAGS}, end_user=USER))
    assert order.tags == MANY
    assert order.end_user == USER
    assert not fate(order, look(tags={**MANY, **USER_TAGS}, end_user=USER), "OAUTH2").lost


def test_an_end_user_with_an_organization_is_not_sent_again_and_the_tags_left_over_are_named_as_lost() -> None:
    seen = look(tags={**MANY, **USER_TAGS}, end_user=USER, connection={"organization": "org-1"})
    order = reconnect_order(seen)
    assert order.end_user == {}
    assert len(order.tags) == 10
    lost = text_of(fate(order, seen, "OAUTH2").lost, "Tags")
    assert all(key in lost for key in seen.connection.row.tags if key not in order.tags)


def test_without_a_look_the_lists_tags_go_along_and_all_else_is_named_as_lost() -> None:
    row = ConnectionRow("acme-42", "harborline", tags={"tier": "gold"})
    order = reconnect_order(row)
    assert order == LinkOrder("harborline", "acme-42", tags={"tier": "gold"})
    assert labels(fate(order, None, "API_KEY", row).lost) == {"Configuration", "Metadata", "Webhook URL"}
    assert labels(fate(order, None, "OAUTH2", row).lost) == {"Configuration", "Webhook URL"}


def test_without_a_look_tags_that_have_no_room_are_named_too() -> None:
    row = ConnectionRow("acme-42", "harborline", tags={**MANY, **USER_TAGS}, end_user=USER)
    assert "feature-9" in text_of(fate(reconnect_order(row), None, "OAUTH2", row).lost, "Tags")


def test_a_new_connection_gets_customer_tags_and_the_configuration_typed_so_far() -> None:
    draft = Draft(
        DEV,
        "id",
        Integration("harborline"),
        mode="OAUTH2",
        config={"subdomain": "acme", "empty": ""},
        customer=Customer(" c-1 ", "", "Acme", "org-1"),
        tags=(("Tier", "gold"), ("", "")),
        webhook_url=" https://hooks.acme.example ",
        scopes="read, write",
    )
    order = connect_order(draft)
    assert order.connection_id == ""
    assert order.tags == {
        "tier": "gold",
        "end_user_id": "c-1",
        "end_user_display_name": "Acme",
        "organization_id": "org-1",
    }
    assert order.end_user == {}
    assert order.config == {"subdomain": "acme", "oauth_scopes_override": ["read", "write"]}
    assert order.webhook_url == "https://hooks.acme.example"


def test_a_linked_customer_of_a_new_connection_goes_as_end_user() -> None:
    customer = Customer("c-1", "it@acme.example", "", "org-1", link=True)
    order = connect_order(Draft(DEV, "id", Integration("harborline"), mode="TWO_STEP", customer=customer))
    assert order.end_user == {"id": "c-1", "email": "it@acme.example"}
    assert order.tags == {"organization_id": "org-1"}


@pytest.mark.parametrize(
    ("order", "tag"),
    [
        (LinkOrder("x", end_user={"id": "u-1"}, tags={"tier": "gold"}), ("end_user_id", "u-1")),
        (LinkOrder("x", tags={"tier": "gold", "end_user_email": "a@b.example"}), ("end_user_email", "a@b.example")),
        (LinkOrder("x", tags={"tier": "gold"}), ("tier", "gold")),
        (LinkOrder("x"), None),
    ],
)
def test_the_connection_of_a_link_is_found_by_the_tag_that_tells_most(
    order: LinkOrder, tag: tuple[str, str] | None
) -> None:
    assert telling_tag(order) == tag


# What becomes of what is stored ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [*sorted(EMPTIES_METADATA | KEEPS_METADATA), "OAUTH1", ""])
def test_metadata_are_kept_or_written_back_as_the_auth_mode_does(mode: str) -> None:
    seen = look(metadata={"plan": "pro", "seats": 3})
    found = fate(reconnect_order(seen), seen, mode)
    kept = mode in KEEPS_METADATA
    assert ("Metadata" in labels(found.kept)) is kept
    assert ("Metadata" in labels(found.back)) is not kept
    assert ("if the reconnect empties them" in text_of(found.back, "Metadata")) is (mode in ("OAUTH1", ""))
    assert not found.lost


@pytest.mark.parametrize("reading", ["stripped", "failed", "hidden"])
def test_keys_that_the_read_left_out_are_named(reading: Reading) -> None:
    seen = look(reading=reading, config={"subdomain": "acme"})
    assert "named like a refresh token" in " ".join(fate(reconnect_order(seen), seen, "OAUTH2").notes)
    nested = look(reading=reading, config={"userCredentials": {"scope": "admin"}})
    assert "holds objects" in " ".join(fate(reconnect_order(nested), nested, "OAUTH2").notes)
    whole = look(reading="whole")
    assert not fate(reconnect_order(whole), whole, "OAUTH2").notes


def test_the_customers_own_app_and_a_key_that_sessions_move_are_named_as_lost() -> None:
    seen = look(config={"webhook_url": "https://x.example"}, override=Override("own", Secret("s")))
    order = reconnect_order(seen)
    assert order.config == {}
    assert labels(fate(order, seen, "OAUTH2").lost) == {"Configuration", "Own OAuth app"}


def test_secrets_that_the_connect_page_would_show_are_named_without_their_values() -> None:
    seen = look(config={"apiKey": Secret("do-not-show-this"), "subdomain": "acme"})
    found = fate(reconnect_order(seen), seen, "OAUTH2")
    assert "apiKey included" in " ".join(found.notes)
    assert "do-not-show-this" not in repr(found)


def test_what_a_server_stores_is_shown_harmless() -> None:
    seen = look(
        config={"sub\x1b[31m": "\x1b]52;c;x\x07"},
        tags={"t\x1b": "v"},
        metadata={"m\x1b": 1},
        end_user={"id": "u\x1b"},
        connection={"webhook_url": "https://\x1b"},
    )
    assert "\x1b" not in "".join(text for _, text in fate(reconnect_order(seen), seen, "OAUTH2").kept)
    assert "\x1b" not in "".join(text for _, text in fate(reconnect_order(seen), seen, "BASIC").back)


# The words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["localhost:3009", "127.0.0.1", "127.8.8.8:80", "[::1]:3009", "0.0.0.0", "app.localhost"]
)
def test_a_link_to_this_machine_is_warned_of(host: str) -> None:
    assert "to this machine: a customer cannot open it" in address_warning(host)
    assert "NANGO_PUBLIC_CONNECT_URL" in address_warning(host)


@pytest.mark.parametrize(
    "host",
    [
        "10.1.2.3:3009",
        "192.168.0.9",
        "172.20.1.1",
        "100.64.0.1",
        "nango.local",
        "[fd00::1]",
        "nango-connect",
        "n.internal",
    ],
)
def test_a_link_to_a_private_address_is_warned_of(host: str) -> None:
    assert "to a private address" in address_warning(host)


@pytest.mark.parametrize("host", ["connect.nango.dev", "connect.nango.dev:8443", "8.8.8.8", "[2606:4700::1111]"])
def test_a_link_that_a_customer_can_open_is_not_warned_of(host: str) -> None:
    assert address_warning(host) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1781, "29:41 left"), (59, "0:59 left"), (3661, "1:01:01 left"), (0, "expired"), (-5, "expired")],
)
def test_the_time_left_is_said_to_the_second(seconds: int, words: str) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert left_words(now + timedelta(seconds=seconds), now) == words


def test_the_end_is_said_in_local_time_and_in_utc() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert until_words(now + timedelta(minutes=30), now, timezone(timedelta(hours=2), "EET")) == "14:30 EET = 12:30 UTC"


def test_a_moment_that_a_server_spells_oddly_is_none() -> None:
    assert moment_of("2026-03-01T12:00:00.000Z") == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert moment_of("2026-03-01T12:00:00") == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert moment_of("soon") is None
    assert moment_of("") is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_lies_outside_of_all_days_in_utc_is_none(text: str) -> None:
    assert moment_of(text) is None


def test_the_customers_text_names_service_link_and_end() -> None:
    text = customer_message("Harborline", "https://c.example/?t=1", "14:30 EET = 12:30 UTC", again=True)
    assert "reconnect Harborline" in text
    assert "\nhttps://c.example/?t=1\n" in text
    assert "valid until 14:30 EET = 12:30 UTC" in text
    assert "valid" not in customer_message("Harborline", "https://c.example", "", again=False)


# Afterwards --------------------------------------------------------------------------------------------------------


def test_metadata_that_a_reconnect_emptied_are_written_back_whole() -> None:
    due = metadata_due(look(metadata={"plan": "pro", "n": 1}), look(metadata={}), "API_KEY")
    assert due
    assert (due.metadata, due.replace_metadata) == ({"plan": "pro", "n": 1}, True)


def test_what_was_written_since_is_never_written_over() -> None:
    due = metadata_due(look(metadata={"plan": "pro", "cursor": 1}), look(metadata={"cursor": 9}), "API_KEY")
    assert due
    assert (due.metadata, due.replace_metadata) == ({"plan": "pro"}, False)
    assert metadata_due(look(metadata={"cursor": 1}), look(metadata={"cursor": 9}), "API_KEY") is None


def test_metadata_of_a_mode_that_keeps_them_are_not_touched_unasked() -> None:
    assert metadata_due(look(metadata={"plan": "pro"}), look(metadata={}), "OAUTH2") is None


def test_metadata_of_an_unknown_mode_are_written_back_only_where_all_are_gone() -> None:
    assert metadata_due(look(metadata={"plan": "pro"}), look(metadata={}), "")
    assert metadata_due(look(metadata={"plan": "pro", "a": 1}), look(metadata={"a": 1}), "") is None


def test_other_credentials_show_that_the_customer_is_through_and_a_renewed_token_does_not() -> None:
    before, key = look("API_KEY"), look("API_KEY", credentials={"apiKey": "new"})
    assert came_through(before, key, "API_KEY")[0] == "through"
    assert came_through(before, before, "API_KEY")[0] == "no"
    oauth = look(refresh_token="old")
    assert came_through(oauth, look(refresh_token="new"), "OAUTH2")[0] == "perhaps"


def test_emptied_metadata_another_configuration_and_a_newer_change_are_signs() -> None:
    before = look("API_KEY", reading="hidden", metadata={"plan": "pro"})
    assert came_through(before, look("API_KEY", reading="hidden"), "API_KEY")[0] == "through"
    other = look("API_KEY", reading="hidden", metadata={"plan": "pro"}, config={"subdomain": "globex"})
    assert came_through(before, other, "API_KEY")[0] == "through"
    was = replace(before, connection=replace(before.connection, updated_at="2026-03-01T12:00:00Z"))
    now = replace(before, connection=replace(before.connection, updated_at="2026-03-01T12:01:00Z"))
    assert came_through(was, now, "API_KEY")[0] == "perhaps"


def test_an_auth_error_is_no_sign_of_success() -> None:
    broken = look("API_KEY", credentials={"apiKey": "new"}, errors=(Trouble("auth", "l-1"),))
    assert came_through(look("API_KEY"), broken, "API_KEY")[0] == "no"
