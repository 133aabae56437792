"""Bodies and answers of Nango fill everything; its key fills nothing."""

from __future__ import annotations

import json

from nango_tui.model.draft import Customer
from nango_tui.model.paste.fill import apply
from tests.model.paste.fill_making import a, draft, filled, ignored, values

KEY = "0d1f8a6e-7b55-4c1e-9f43-2a6d1b8e7c90"


def test_a_connection_of_nango_fills_everything_that_a_form_has() -> None:
    filling = filled(
        "netsuite-tba",
        a("connection id", "harbor-42", "connection_id"),
        a("integration", "netsuite-tba", "provider_config_key"),
        a("config", '{"accountId": "1234567", "region": "eu", "oauth_client_secret": "theirs"}', "connection_config"),
        a("metadata", '{"plan": {"seats": 3}}', "metadata"),
        a("tags", '{"Tier": "gold", "organization_id": "org-7"}', "tags"),
        a("customer", "u-1", "end_user.id"),
        a("customer", "it@harbor.com", "end_user.email"),
        a("webhook url", "https://hooks.harbor.example/n", "webhook_url_override"),
        a("token id", "ti-1", "token_id"),
        a("token secret", "ts-1", "token_secret"),
        a("client id", "own-app", "client_id_override"),
        a("client secret", "own-secret", "client_secret_override"),
    )
    assert not filling.questions
    after = apply(filling, draft("netsuite-tba"))
    assert after.connection_id == "harbor-42"
    assert after.config == {"accountId": "1234567", "region": "eu"}
    assert json.loads(after.metadata) == {"plan": {"seats": 3}}
    assert after.tags == (("tier", "gold"),)
    assert after.customer == Customer("u-1", "it@harbor.com", organization="org-7", link=True)
    assert after.webhook_url == "https://hooks.harbor.example/n"
    assert after.own_app
    assert set(after.values) == {"token_id", "token_secret", "client_id_override", "client_secret_override"}
    assert "own OAuth app" in ignored(filling)["oauth_client_secret"]


def test_scopes_are_taken_where_they_override_the_integrations_and_not_from_a_tokens_answer() -> None:
    inside = filled("google", a("config", '{"oauth_scopes_override": ["mail", "calendar"]}', "connection_config"))
    beside = filled("google", a("scopes", "mail,calendar", "oauth_scopes_override"))
    assert values(inside) == values(beside) == {"scopes": "mail,calendar"}
    assert values(filled("google", a("scopes", "mail calendar", "scope"))) == {}


def test_the_ids_of_an_app_are_taken_once_as_its_credentials() -> None:
    filling = filled("github-app", a("config", '{"app_id": 12, "installation_id": "34"}', "connection_config"))
    assert values(filling) == {"credentials.app_id": "12", "credentials.installation_id": "34"}


def test_what_is_no_text_in_a_configuration_is_named() -> None:
    filling = filled("zendesk", a("config", '{"subdomain": "harbor", "limits": {"a": 1}, "n": 5}', "connection_config"))
    assert values(filling) == {"config.subdomain": "harbor"}
    assert set(ignored(filling)) == {"limits", "n"}


def test_a_key_of_nango_is_offered_for_the_environment_and_never_fills_a_field() -> None:
    filling = filled(
        "openai",
        a("nango key", KEY, "Authorization"),
        a("api key", KEY, "api_key"),
        a("config", json.dumps({"apiKey": KEY, "region": "eu"}), "connection_config"),
        a("metadata", json.dumps({"deep": [{"key": KEY}]}), "metadata"),
        a("customer", KEY, "end_user.id"),
        a("connection id", KEY, "connection_id"),
    )
    assert filling.nango_key is not None
    assert values(filling) == {"config.region": "eu"}


def test_a_masked_or_shortened_value_is_no_value_wherever_it_stands() -> None:
    filling = filled(
        "netsuite-tba",
        a("token id", "F***9", "token_id"),
        a("token secret", "abcdef...", "token_secret"),
        a("config", '{"accountId": "••••••••", "region": "[REDACTED]"}', "connection_config"),
        a("metadata", '{"token": "••••••••"}', "metadata"),
        a("tags", '{"tier": "****"}', "tags"),
        a("webhook url", "https://hooks.example/…", "webhook_url_override"),
        a("customer", "****", "end_user.id"),
        a("connection id", "ab…", "connection_id"),
    )
    assert values(filling) == {}
    assert {"token_id", "token_secret", "accountId", "metadata", "tags"} <= set(ignored(filling))


def test_another_auth_type_in_a_body_is_a_warning() -> None:
    filling = filled("openai", a("named", "BASIC", "credentials.type"), a("api key", "sk-abc-1", "apiKey"))
    assert filling.warnings == ("This is of Username and password (BASIC); this integration takes API key (API_KEY).",)


def test_tags_join_those_that_are_typed() -> None:
    before = draft("google", tags=(("tier", "silver"), ("seat", "1")))
    filling = filled("google", a("tags", '{"tier": "gold", "plan": "x"}', "tags"), tags=before.tags)
    assert apply(filling, before).tags == (("tier", "silver"), ("seat", "1"), ("plan", "x"))
    assert apply(filling, before, overwrite=True).tags == (("seat", "1"), ("tier", "gold"), ("plan", "x"))
