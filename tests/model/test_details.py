"""A connection in words: what is wrong, what it holds, what cannot be done; no secret, nothing for a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nango_tui.model.connection import Connection, ConnectionRow, Override, Reading, Trouble
from nango_tui.model.details import MOST, Detail, details
from nango_tui.model.expiry import iso_utc
from nango_tui.model.moments import moment_of
from nango_tui.model.outcome import Advice, Answer, Call, Refused, Unreachable
from nango_tui.model.secret import Secret
from nango_tui.model.seen import Action, Seen, going, hindrance
from tests.model.looks import NOW, look, template

ROW = ConnectionRow("acme-42", "harborline", "harborline", created=iso_utc(NOW - timedelta(days=190)), number=7)
AUTH, SYNC = Trouble("auth", "log-1"), Trouble("sync", "log-2")


def refused(code: str = "forbidden", scope: str = "") -> Refused:
    return Refused(Call.GET_CONNECTION, Answer(403, 0.1, ""), code, "", Advice("Happened.", "Do."), scope=scope)


def page(seen: Seen) -> str:
    return "\n".join(f"{line.label}: {line.text}" for line in details(seen, NOW))


def line(seen: Seen, label: str) -> Detail:
    found = [item for item in details(seen, NOW) if item.label == label]
    assert found, f"there is no line {label}: {page(seen)}"
    return found[0]


def test_a_healthy_connection_is_said_to_have_no_known_error() -> None:
    assert line(Seen(ROW, look()), "Status") == Detail("Status", "Nango knows of no error.", "good")


def test_an_auth_error_names_its_log_and_where_the_reason_is() -> None:
    text = page(Seen(ROW, look(errors=(AUTH,))))
    assert "Auth error: Nango cannot use these credentials (log log-1)." in text
    assert "only in the log of Nango's dashboard" in text


def test_a_sync_error_is_no_auth_error_and_is_not_cleared_by_credentials() -> None:
    seen = Seen(ROW, look(errors=(SYNC,)))
    assert "New credentials do not clear it" in line(seen, "Sync error").text
    assert "Auth error" not in page(seen)
    assert "no error" not in page(seen)


def test_a_failed_look_says_why_nango_could_not_refresh() -> None:
    failed = replace(look(reading="failed"), refused=refused("invalid_credentials"))
    text = page(Seen(replace(ROW, errors=(AUTH,)), failed))
    assert "Happened." in text
    assert "log log-1" in text, "the list's error is gone because the answer to the look does not tell it"


@pytest.mark.parametrize(
    ("ago", "words"),
    [(timedelta(days=2), "expired 2 days ago"), (timedelta(hours=-2), "expires in 2 h"), (None, "never expires")],
)
def test_the_expiry_is_relative(ago: timedelta | None, words: str) -> None:
    seen = Seen(ROW, look(connection={"expires_at": iso_utc(NOW - ago) if ago else ""}))
    assert line(seen, "Access token").text.startswith(words)


@pytest.mark.parametrize(
    ("reading", "token", "words"),
    [
        ("whole", "secret-refresh", "present"),
        ("whole", "", "absent"),
        ("hidden", "", "unknown: this key may not read credentials"),
        ("failed", "", "unknown"),
        ("stripped", "", "unknown"),
    ],
)
def test_a_refresh_token_is_present_absent_or_unknown(reading: Reading, token: str, words: str) -> None:
    assert line(Seen(ROW, look(reading=reading, refresh_token=token)), "Refresh token").text.startswith(words)


def test_an_expiry_that_cannot_be_seen_is_not_said_to_be_never() -> None:
    assert "never expires" not in page(Seen(ROW, look(reading="hidden")))


@pytest.mark.parametrize("reading", ["hidden", "failed"])
def test_an_oauth_app_that_cannot_be_seen_is_unknown(reading: Reading) -> None:
    assert line(Seen(ROW, look(reading=reading), template=template()), "OAuth app").text.startswith("unknown")
    assert "OAuth app" not in page(Seen(ROW, look(), template=template()))


def test_credentials_and_secrets_of_the_configuration_are_there_by_name_only() -> None:
    seen = Seen(
        ROW,
        look(
            refresh_token="secret-refresh",
            config={"subdomain": "acme", "webhookSecret": Secret("secret-config")},
            override=Override("own-app", Secret("secret-override")),
        ),
    )
    text = page(seen)
    assert "Access token, Refresh token" in text
    assert "webhookSecret: (secret)" in text
    assert "own-app" in text
    assert not any(word in text for word in ("secret-refresh", "secret-config", "secret-override", "stored-access"))


def test_what_a_server_wrote_cannot_act_on_a_terminal() -> None:
    evil = "\x1b]52;c;eA==\x07\u202e"
    stored = look(
        config={evil: evil},
        metadata={evil: evil},
        tags={evil: evil},
        end_user={"id": evil, "display_name": evil},
        errors=(Trouble("auth", evil), Trouble("sync", evil)),
        connection={"webhook_url": evil, "expires_at": evil, "organization": evil},
    )
    seen = Seen(replace(ROW, provider=evil), stored, template=template(evil))
    text = page(seen) + going(seen)
    assert not set(text) & {"\x1b", "\x07", "\u202e"}


def test_many_keys_are_counted_instead_of_shown() -> None:
    text = page(Seen(ROW, look(metadata={f"key{number}": number for number in range(MOST + 5)})))
    assert "and 5 more" in text
    assert f"key{MOST}" not in text


def test_the_linked_end_user_is_told_with_the_organization() -> None:
    user = {"id": "cus_1", "email": "it@acme.example", "display_name": "Acme Inc."}
    seen = Seen(ROW, look(end_user=user, connection={"organization": "org_1"}))
    assert line(seen, "End user").text == "Acme Inc., it@acme.example, id cus_1, organization org_1"
    assert line(seen, "Customer").text == "Acme Inc."


def test_before_a_look_only_what_the_list_told_is_there() -> None:
    labels = {item.label for item in details(Seen(replace(ROW, tags={"tier": "gold"})), NOW)}
    assert {"Status", "Customer", "Integration", "Connection ID", "Tags", "Created"} <= labels
    assert not labels & {"Credentials", "Refresh token", "Metadata", "Configuration"}


def test_of_an_id_that_was_only_typed_nothing_is_claimed() -> None:
    seen = Seen(ConnectionRow("acme-42", "harborline"))
    assert line(seen, "Status").text == "not known"


@pytest.mark.parametrize("action", ["replace", "config"])
def test_a_type_that_is_not_imported_cannot_be_replaced(action: Action) -> None:
    assert "does not import" in hindrance(action, Seen(ROW, look(), template=template("TWO_STEP")))
    assert not hindrance(action, Seen(ROW, look(), template=template("OAUTH2")))


def test_what_cannot_be_replaced_is_not_advised_to_be_and_that_is_said_before_the_facts() -> None:
    failed = replace(look(reading="failed"), refused=refused("invalid_credentials"))
    other = page(Seen(replace(ROW, errors=(AUTH,)), failed, template=template("TWO_STEP")))
    assert "Do." in page(Seen(replace(ROW, errors=(AUTH,)), failed))
    assert "Do." not in other
    assert other.index("Not possible: Replace credentials") < other.index("Integration: ")


def test_without_the_scope_to_read_edits_are_not_possible_and_the_rest_is() -> None:
    seen = Seen(ROW, failure=refused(scope="environment:connections:read"))
    for action in ("metadata", "people"):
        assert "environment:connections:read" in hindrance(action, seen)
    assert not any(hindrance(action, seen) for action in ("replace", "link", "test", "config", "delete"))
    assert line(seen, "Not possible").text.startswith("Edit metadata, Edit tags and customer: ")


def test_a_connection_that_is_gone_can_have_nothing_done_to_it() -> None:
    seen = Seen(ROW, failure=refused("unknown_connection"))
    assert all("no such connection" in hindrance(action, seen) for action in ("replace", "link", "delete"))


def test_a_server_that_was_not_reached_is_no_missing_scope() -> None:
    seen = Seen(ROW, failure=Unreachable(Call.GET_CONNECTION, Advice("No connection.", "Try."), 1))
    assert "Ctrl+R" in hindrance("metadata", seen)
    assert not seen.gone


def test_what_a_deletion_destroys_is_counted() -> None:
    stored = look(metadata={"a": 1, "b": 2}, tags={"t": "x"}, connection={"webhook_url": "https://a.example"})
    text = going(Seen(ROW, stored))
    assert all(part in text for part in ("configuration (1)", "metadata (2)", "tags (1)", "webhook URL", "syncs"))
    assert "cannot be undone" in text
    assert Connection(ROW).config == {}


@pytest.mark.parametrize("text", ["", "soon", "2026-13-99", "9999-12-31T23:59:59-23:59"])
def test_a_time_that_is_none_is_none(text: str) -> None:
    assert moment_of(text) is None


def test_a_time_without_a_zone_is_utc() -> None:
    found = moment_of("2026-03-14T09:00:00")
    assert found == NOW
