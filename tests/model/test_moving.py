"""A connection as a text for another environment: it fills the form there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nango_tui.model.draft import Customer
from nango_tui.model.expiry import Expiry
from nango_tui.model.moving import for_another_environment
from nango_tui.model.paste.fill import apply, fill
from nango_tui.model.paste.recognize import recognize
from nango_tui.model.secret import Secret
from tests.model.looks import look
from tests.model.paste.fill_making import NOW, draft, form

BEGUN = draft(
    "zendesk-api-key",
    values={"username": "it@harbor.com", "password": Secret("Qw7password")},
    config={"subdomain": "harbor", "webhookSecret": "hush-123"},
    connection_id="harbor-42",
    customer=Customer("u-1", "it@harbor.com", "Harbor", "org-7"),
    tags=(("tier", "gold"),),
    metadata='{"plan": {"seats": 3}}',
    webhook_url="https://hooks.harbor.example/n",
)


def test_without_a_word_no_credential_and_no_secret_of_the_configuration_is_in_it() -> None:
    made = for_another_environment(BEGUN, with_credentials=False)
    assert "Qw7password" not in made
    assert "hush-123" not in made
    body = json.loads(made)
    assert body["credentials"] == {}
    assert body["connection_config"] == {"subdomain": "harbor"}
    assert body["metadata"] == {"plan": {"seats": 3}}
    assert body["provider_config_key"] == "zendesk-api-key"


@pytest.mark.parametrize("link", [True, False])
def test_pasted_there_it_fills_everything(link: bool) -> None:
    before = replace(BEGUN, customer=replace(BEGUN.customer, link=link))
    made = for_another_environment(before, with_credentials=True)
    there = draft("zendesk-api-key")
    filling = fill(recognize(made, NOW), there, form("zendesk-api-key"), NOW, UTC)
    assert not filling.questions
    after = apply(filling, there)
    assert after.values == before.values
    assert after.config["subdomain"] == "harbor"
    assert after.config["webhookSecret"] == Secret("hush-123")
    assert after.customer == before.customer
    assert (after.tags, json.loads(after.metadata)) == (before.tags, json.loads(before.metadata))
    assert (after.connection_id, after.webhook_url) == (before.connection_id, before.webhook_url)


def test_a_token_is_moved_with_its_expiry_scopes_and_own_oauth_app() -> None:
    before = draft(
        "google",
        values={
            "access_token": Secret("ya29.abcdef"),
            "refresh_token": Secret("1//abcdef"),
            "client_id_override": "own-app",
            "client_secret_override": Secret("own-secret"),
        },
        own_app=True,
        scopes="mail, calendar",
        expiry=Expiry("in", "2h", NOW),
    )
    made = for_another_environment(before, with_credentials=True, now=NOW)
    after = apply(fill(recognize(made, NOW), draft("google"), form("google"), NOW, UTC), draft("google"))
    assert after.values == before.values
    assert after.own_app
    assert after.scopes == "mail,calendar"
    assert after.expiry.text == "2026-05-04T10:00:00.000Z"
    assert "connection_id" not in json.loads(made)


def test_while_nango_is_to_fetch_the_token_an_old_one_is_not_moved() -> None:
    before = draft(
        "google", values={"access_token": Secret("old-token"), "refresh_token": Secret("1//abc")}, fetch=True
    )
    made = json.loads(for_another_environment(before, with_credentials=True, now=NOW))
    assert "access_token" not in made["credentials"]


def test_a_stored_connection_is_moved_as_it_was_looked_at() -> None:
    seen = look(
        "API_KEY",
        config={"subdomain": "harbor", "apiSecret": Secret("hush-123"), "limits": {"n": 1}},
        metadata={"a": 1},
        tags={"tier": "gold"},
        end_user={"id": "u-1"},
        connection={"webhook_url": "https://hooks.harbor.example/n", "expires_at": "2026-05-04T10:00:00.000Z"},
    )
    bare = json.loads(for_another_environment(seen.connection, with_credentials=False))
    assert bare["credentials"] == {}
    assert bare["connection_config"] == {"subdomain": "harbor", "limits": {"n": 1}}
    assert bare["end_user"] == {"id": "u-1"}
    whole = json.loads(for_another_environment(seen.connection, with_credentials=True))
    assert whole["credentials"] == {"apiKey": "stored-api-key", "expires_at": "2026-05-04T10:00:00.000Z"}
    assert whole["connection_config"]["apiSecret"] == "hush-123"
    assert datetime.fromisoformat(whole["credentials"]["expires_at"]).tzinfo
