"""Tokens and keys go to the fields of the chosen auth type, by what they are and what they are called."""

from __future__ import annotations

from datetime import UTC

import pytest

from nango_tui.model.paste.fill import apply, fill, leftover
from nango_tui.model.secret import Secret
from tests.model.paste.fill_making import NOW, a, asked, chosen, draft, filled, form, ignored, text, values


def test_a_token_response_fills_the_tokens_and_the_instance_url_of_salesforce() -> None:
    filling = filled(
        "salesforce",
        a("access token", "00Dabc!def", "access_token"),
        a("refresh token", "5Aep123", "refresh_token"),
        a("url", "https://harbor.my.salesforce.com", "instance_url"),
        a("url", "https://login.salesforce.com/id/00D/005", "id"),
        a("scopes", "api refresh_token", "scope"),
        a("token type", "Bearer", "token_type"),
    )
    assert values(filling) == {
        "credentials.access_token": "00Dabc!def",
        "credentials.refresh_token": "5Aep123",
        "config.instance_url": "https://harbor.my.salesforce.com",
        "expiry": "never",
    }
    assert not filling.questions
    assert "granted" in ignored(filling)["scope"]


def test_only_a_refresh_token_lets_nango_fetch_the_token() -> None:
    filling = filled("google", a("refresh token", "1//abc", "refresh_token"))
    assert values(filling) == {"credentials.refresh_token": "1//abc", "fetch": "yes"}
    after = apply(filling, draft("google"))
    assert after.fetch
    assert leftover(form("google"), after) == ()


def test_with_a_token_in_the_text_or_in_the_form_nothing_is_fetched() -> None:
    both = (a("access token", "ya29.x", "access_token"), a("refresh token", "1//abc", "refresh_token"))
    assert "fetch" not in values(filled("google", *both))
    typed = filled("google", both[1], values={"access_token": Secret("typed")})
    assert values(typed) == {"credentials.refresh_token": "1//abc"}
    again = filled("google", *both, fetch=True)
    assert not apply(again, draft("google", fetch=True)).fetch


def test_client_id_and_secret_alone_let_nango_fetch_the_token() -> None:
    pair = (a("client id", "my-client", "client_id"), a("client secret", "s3cr3t-value", "client_secret"))
    filling = filled("auth0-cc", *pair, a("named", "https://api.example.com", "audience"))
    assert values(filling) == {
        "credentials.client_id": "my-client",
        "credentials.client_secret": "s3cr3t-value",
        "config.audience": "https://api.example.com",
        "fetch": "yes",
    }
    assert "fetch" not in values(filled("auth0-cc", pair[0]))


def test_an_oauth_app_in_the_text_is_asked_about() -> None:
    filling = filled(
        "google",
        a("client id", "other.apps", "client_id"),
        a("client secret", "GOCSPX-abc", "client_secret"),
        a("refresh token", "1//abc", "refresh_token"),
    )
    assert asked(filling) == ["Was the token issued by another OAuth app than this integration's?"]
    assert set(values(filling)) == {"credentials.refresh_token", "fetch"}
    assert set(values(chosen(filling, "No"))) == {"credentials.refresh_token", "fetch"}
    other = chosen(filling, "Yes")
    assert values(other)["credentials.client_id_override"] == "other.apps"
    assert values(other)["credentials.client_secret_override"] == "GOCSPX-abc"
    assert apply(other, draft("google")).own_app
    assert not other.questions


def test_what_is_called_an_override_is_one_without_a_question() -> None:
    filling = filled(
        "google",
        a("access token", "ya29.x", "access_token"),
        a("client id", "other", "oauth_client_id_override"),
        a("client secret", "abc-def", "credentials.config_override.client_secret_override"),
    )
    assert not filling.questions
    assert values(filling)["own_app"] == "yes"
    assert values(filling)["credentials.client_secret_override"] == "abc-def"


def test_a_user_name_and_a_password_fill_basic_authentication() -> None:
    filling = filled(
        "zendesk-api-key",
        a("user name", "agent@harbor.com/token", source="-u"),
        a("password", "AbC123", source="-u"),
        a("url", "https://harbor.zendesk.com/api/v2/users.json", source="curl"),
    )
    assert values(filling) == {
        "credentials.username": "agent@harbor.com",
        "credentials.password": "AbC123",
        "config.subdomain": "harbor",
    }
    assert any("/token" in line for line in filling.cleaned)


def test_the_word_token_stays_where_the_password_is_none() -> None:
    filling = filled("freshdesk", a("user name", "some/token"))
    assert values(filling)["credentials.username"] == "some/token"


def test_an_integration_of_oauth_says_that_it_takes_no_password() -> None:
    filling = filled(
        "zendesk",
        a("user name", "agent@harbor.com/token"),
        a("password", "AbC123"),
        a("url", "https://harbor.zendesk.com/agent"),
    )
    assert values(filling) == {"config.subdomain": "harbor"}
    assert "takes OAuth 2 (OAUTH2)" in filling.warnings[0]
    assert ignored(filling)["password"] == "this integration takes no password"


def test_an_api_key_as_user_name_goes_there_and_the_fixed_password_is_left() -> None:
    filling = filled("freshdesk", a("user name", "KeyKeyKey1", source="-u"), a("password", "X", source="-u"))
    assert values(filling) == {"credentials.username": "KeyKeyKey1"}
    assert values(filled("freshdesk", a("api key", "KeyKeyKey1", "api_key"))) == {"credentials.username": "KeyKeyKey1"}


def test_an_api_token_goes_to_the_field_that_is_labelled_so() -> None:
    assert values(filled("zendesk-api-key", a("api key", "AbC123", "api_token", "likely"))) == {
        "credentials.password": "AbC123"
    }


def test_basic_authentication_on_an_api_key_provider_is_asked() -> None:
    filling = filled("github-pat", a("user name", "agent"), a("password", "ghp_abcdef123456"))
    assert asked(filling) == ["Which one is the API key?"]
    assert not filling.fills
    assert values(chosen(filling, "password")) == {"credentials.api_key": "ghp_abcdef123456"}
    assert values(chosen(filling, "Leave")) == {}


def test_an_access_token_that_expires_is_no_api_key_without_a_question() -> None:
    token = a("access token", "abcdef123", "access_token")
    assert values(filled("openai", a("access token", "abcdef123", "Authorization"))) == {
        "credentials.api_key": "abcdef123"
    }
    filling = filled("openai", token, a("refresh token", "r3fr3sh", "refresh_token"))
    assert asked(filling) == ["Is this the API key? access_token, access token, JSON"]
    assert values(chosen(filling, "Use")) == {"credentials.api_key": "abcdef123"}


def test_a_consumer_secret_is_never_the_token_secret() -> None:
    filling = filled(
        "netsuite-tba",
        a("client id", "ck-1", "NETSUITE_CONSUMER_KEY"),
        a("client secret", "cs-1", "NETSUITE_CONSUMER_SECRET"),
        a("token id", "ti-1", "NETSUITE_TOKEN_ID"),
        a("named", "1234567", "NETSUITE_ACCOUNT_ID"),
    )
    for answer in ("No", "Yes"):
        found = values(chosen(filling, answer))
        assert "credentials.token_secret" not in found
        assert found["credentials.token_id"] == "ti-1"
    assert "credentials.token_secret" not in values(filling)
    assert "Token secret" in leftover(form("netsuite-tba"), apply(filling, draft("netsuite-tba")))


def test_the_private_key_of_a_github_app_belongs_to_the_integration() -> None:
    filling = filled(
        "github-app",
        a("private key", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----"),
        a("named", "12345", "GITHUB_APP_ID"),
        a("url", "https://github.com/organizations/harbor/settings/installations/98765"),
    )
    assert values(filling) == {"credentials.app_id": "12345", "credentials.installation_id": "98765"}
    assert "belongs to the integration" in ignored(filling)["private key"]


def test_certificate_and_key_go_to_their_fields() -> None:
    filling = filled(
        "adp",
        a("certificate", "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----"),
        a("private key", "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----"),
    )
    assert set(values(filling)) == {"credentials.client_certificate", "credentials.client_private_key"}


@pytest.mark.parametrize(
    ("name", "secret"), [("access_token", "access_token_secret"), ("oauth_token", "oauth_token_secret")]
)
def test_the_pair_of_oauth_1_is_known_under_both_spellings(name: str, secret: str) -> None:
    filling = filled(
        "twitter",
        a("access token" if name == "access_token" else "oauth token", "tok-1", name),
        a("named" if name == "access_token" else "oauth token secret", "sec-1", secret),
        a("client id", "consumer", "consumer_key"),
    )
    assert values(filling) == {"credentials.oauth_token": "tok-1", "credentials.oauth_token_secret": "sec-1"}


def test_a_refused_text_fills_nothing_and_says_why() -> None:
    made = text(a("access token", "x", "access_token"), refused="this is an error, there is no token in it")
    refused = fill(made, draft("google"), form("google"), NOW, UTC)
    assert refused.refused == "this is an error, there is no token in it"
    assert not refused.fills
