"""Which values are secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.secrecy import humanize, is_secret, secret_credential, secret_name, words


@pytest.mark.parametrize(
    "name",
    [
        "apiKey", "api_key", "API_PASSWORD", "appSecret", "staffUserToken", "jwt", "clientSecret", "apikey",
        "access-token", "password", "x-api-key", "Secret", "application_key", "privateKey",
    ],
)  # fmt: skip
def test_a_name_with_such_a_word_is_secret(name: str) -> None:
    assert secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "tokenUrl", "tokenDomain", "accessKeyId", "api_key_id", "keyName", "secretHost", "tokenIdentifier",
        "subdomain", "monkey", "keyboard", "turkey", "secretary", "publicKey", "token_url", "tokenEndpoint", "",
    ],
)  # fmt: skip
def test_a_name_that_only_sounds_so_is_not(name: str) -> None:
    assert not secret_name(name)


def test_the_title_counts_as_well_as_the_name() -> None:
    assert secret_name("value", "API Token")
    assert secret_name("apiSecret", "Value of the depot")
    assert not secret_name("apiKey", "Key Name")
    assert not secret_name("environment", "Token Host")


@pytest.mark.parametrize("marked", [True, False])
@given(
    name=st.text(max_size=12),
    title=st.text(max_size=12),
    credential=st.booleans(),
    shown=st.booleans(),
    hidden=st.booleans(),
)
def test_the_templates_own_mark_wins_both_ways(
    marked: bool, name: str, title: str, credential: bool, shown: bool, hidden: bool
) -> None:
    said = is_secret(
        name, credential=credential, marked=marked, title=title, shown_by_mode=shown, partner_hidden=hidden
    )
    assert said is marked


def test_a_credential_is_secret_whatever_it_is_called_unless_its_mode_shows_it() -> None:
    assert is_secret("anything", credential=True, title="Colour")
    assert not is_secret("username", credential=True, title="Username", shown_by_mode=True)


def test_a_user_name_is_secret_where_there_is_no_password() -> None:
    assert secret_credential("username", "User name", partner_hidden=True)


@pytest.mark.parametrize("title", ["API Key", "Private Token", "Secret API Key", "E-mail or API token"])
def test_a_user_name_that_is_titled_a_key_or_token_is_secret(title: str) -> None:
    assert secret_credential("username", title)
    assert secret_credential("client_id", title)


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Access Key ID", "The ID of an access key."),
        ("Token Identifier", "The first part of your token."),
        ("Username", "Your company and your public key, joined."),
        ("Client ID", "The client of your personal access token."),
        ("Keyboard", ""),
        ("Username", "Your key ID."),
    ],
)
def test_a_user_name_that_is_an_id_of_a_key_is_not(title: str, description: str) -> None:
    assert not secret_credential("username", title, description)


def test_the_description_tells_where_the_title_says_only_user_name() -> None:
    assert secret_credential("username", "User name", "Your consumer key")
    assert not secret_credential("username", "Depot", "Not your consumer key")


def test_what_stands_in_a_providers_urls_is_no_secret() -> None:
    assert not is_secret("projectKey", credential=False, title="Project Key", in_url=True)
    assert is_secret("projectKey", credential=False, title="Project Key")


def test_names_are_read_word_by_word() -> None:
    assert words("apiKeyID") == ["api", "key", "id"]
    assert words("OAUTH_HOST-name2") == ["oauth", "host", "name", "2"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("api_domain", "API domain"),
        ("accounts-server", "Accounts server"),
        ("team.id", "Team ID"),
        ("", ""),
        ("é", "é"),
    ],
)
def test_a_name_makes_a_readable_label(name: str, label: str) -> None:
    assert humanize(name) == label
