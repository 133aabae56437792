"""Values find their fields by name, and by URL; names of something else are asked about."""

from __future__ import annotations

from datetime import UTC

import pytest

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.draft import Draft
from nango_tui.model.form_rules import build
from nango_tui.model.paste.fill import fill
from nango_tui.model.paste.found import Kind
from nango_tui.model.template import Template, TemplateField
from tests.model.paste.fill_making import DEV, NOW, a, asked, chosen, filled, ignored, text, values


def test_variables_with_the_providers_name_fill_its_fields() -> None:
    filling = filled(
        "zendesk-api-key",
        a("named", "harbor", "ZENDESK_SUBDOMAIN"),
        a("api key", "AbC123", "ZENDESK_API_TOKEN", "likely"),
        a("user name", "it@harbor.com", "ZENDESK_EMAIL", "likely"),
    )
    assert values(filling) == {
        "config.subdomain": "harbor",
        "credentials.username": "it@harbor.com",
        "credentials.password": "AbC123",
    }


def test_a_variable_of_another_service_is_left_beside_those_of_this_one() -> None:
    filling = filled(
        "zendesk-api-key",
        a("named", "harbor", "ZENDESK_SUBDOMAIN"),
        a("access token", "xoxb-1", "SLACK_BOT_TOKEN", "likely"),
    )
    assert values(filling) == {"config.subdomain": "harbor"}
    assert ignored(filling) == {"SLACK_BOT_TOKEN": "its name is of something else"}


def test_variables_that_begin_with_a_word_of_their_own_are_asked_about_once() -> None:
    filling = filled(
        "salesforce",
        a("access token", "00D-abc", "SF_ACCESS_TOKEN", "likely"),
        a("refresh token", "5Aep-abc", "SF_REFRESH_TOKEN", "likely"),
        a("named", "https://harbor.my.salesforce.com", "SF_INSTANCE_URL"),
    )
    assert asked(filling) == ["Are the values whose names begin with SF_ of Salesforce?"]
    assert not filling.fills
    assert set(values(chosen(filling, "Yes"))) >= {
        "credentials.access_token",
        "credentials.refresh_token",
        "config.instance_url",
    }
    assert not chosen(filling, "Leave").fills


def test_a_name_that_is_the_fields_own_needs_no_question() -> None:
    assert values(filled("netsuite-tba", a("named", "1234567", "ACCOUNT_ID"))) == {"config.accountId": "1234567"}
    assert values(filled("quickbooks", a("named", "9341", "realm_id"))) == {"config.realmId": "9341"}


def test_a_dotted_name_is_one_key_of_the_configuration() -> None:
    walked = filled("slack", a("config", '{"id": "T1", "name": "Harbor"}', "team"))
    assert values(filled("slack", a("named", "T1", "team.id"))) == values(walked) == {"config.team.id": "T1"}
    assert "config.team.id" not in values(filled("slack", a("named", "U1", "authed_user.id")))


def test_what_fits_no_field_is_named_with_the_reason() -> None:
    filling = filled("google", a("named", "blue", "favorite_color"))
    assert ignored(filling) == {"favorite_color": "no field of this provider"}


@pytest.mark.parametrize(
    ("provider", "url", "key", "value"),
    [
        ("shopify-api-key", "https://harbor.myshopify.com/admin", "config.subdomain", "harbor"),
        ("shopify-api-key", "https://admin.shopify.com/store/harbor/products", "config.subdomain", "harbor"),
        ("zendesk", "HTTPS://Harbor.Zendesk.com/agent/tickets/1?x=y", "config.subdomain", "harbor"),
        ("salesforce", "https://harbor--uat.sandbox.my.salesforce.com/lightning/page/home", "config.instance_url",
         "https://harbor--uat.sandbox.my.salesforce.com"),
        ("salesforce", "https://harbor.lightning.force.com/lightning/r/1/view", "config.instance_url",
         "https://harbor.my.salesforce.com"),
        ("lightspeed-retail", "https://harbor.retail.lightspeed.app/product/1", "config.domain_prefix", "harbor"),
        ("auth0-cc", "https://harbor.eu.auth0.com/oauth/token", "config.hostname", "harbor.eu.auth0.com"),
        ("azure-devops", "https://dev.azure.com/harbor/project/_git/repo", "config.organizationUrl",
         "dev.azure.com/harbor"),
        ("netsuite-tba", "https://1234567-sb1.app.netsuite.com/app/center", "config.accountId", "1234567-sb1"),
        ("github-app", "https://github.com/settings/installations/424242", "credentials.installation_id", "424242"),
    ],
)  # fmt: skip
def test_a_url_fills_the_field_whose_prefix_suffix_format_or_place_it_fits(
    provider: str, url: str, key: str, value: str
) -> None:
    filling = filled(provider, a("url", url, source="URL"))
    assert values(filling) == {key: value}
    assert not filling.questions


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        ("zendesk", "https://www.zendesk.com/pricing"),
        ("zendesk", "https://notzendesk.com/x"),
        ("google", "https://www.googleapis.com/calendar/v3"),
        ("openai", "https://api.openai.com/v1/models"),
        ("shopify-api-key", "https://shopify.com/x"),
        ("salesforce", "https://login.salesforce.com/services/oauth2/token"),
        ("netsuite-tba", "https://docs.netsuite.com/help"),
    ],
)
def test_a_url_that_says_nothing_of_a_customer_fills_nothing(provider: str, url: str) -> None:
    assert values(filled(provider, a("url", url, source="URL"))) == {}


def test_a_host_of_somebody_else_is_asked_before_it_becomes_a_host() -> None:
    filling = filled(
        "auth0-cc",
        a("url", "https://idp.harbor.example/oauth/token", source="curl"),
        a("client id", "my-client", "client_id"),
    )
    assert asked(filling) == ["Is this the Host name? idp.harbor.example"]
    assert "config.hostname" not in values(filling)
    assert values(chosen(filling, "Use"))["config.hostname"] == "idp.harbor.example"


def test_a_url_under_another_name_fills_nothing_by_its_format_alone() -> None:
    filling = filled("salesforce", a("url", "https://files.harbor.example/avatar", "avatar_url"))
    assert "config.instance_url" not in values(filling)


@pytest.mark.parametrize("name", ["domain", "Zendesk URL", "ZENDESK_HOST", "site", "shop"])
def test_a_whole_host_under_any_usual_name_gives_the_part_that_is_asked(name: str) -> None:
    filling = filled("zendesk", a("named", "https://harbor.zendesk.com/agent", name))
    assert values(filling) == {"config.subdomain": "harbor"}
    assert filling.cleaned


@pytest.mark.parametrize("kind", ["refresh token", "client secret", "token secret", "oauth token secret"])
def test_a_secret_of_another_kind_never_becomes_an_api_key_unasked(kind: Kind) -> None:
    filling = filled("openai", a(kind, "abcdef-123", kind.replace(" ", "_")))
    assert not filling.fills


def test_a_name_that_only_ends_like_a_field_is_asked_for_a_secret() -> None:
    filling = filled("openai", a("named", "abcdef-123", "deploy_token"))
    assert asked(filling) == ["Is this the API key? deploy_token, JSON"]


def test_a_choice_is_known_in_any_case() -> None:
    made = Template(
        "iris", "Iris", "API_KEY", config=(TemplateField("region", "Region", enum=("eu", "us")),),
    )  # fmt: skip
    asks = build(made, MODES["API_KEY"], Endpoint.CURRENT)
    begun = Draft(DEV, "x", None, made, "API_KEY")
    for spelled, key in (("EU", {"config.region": "eu"}), ("moon", {})):
        assert values(fill(text(a("named", spelled, "region")), begun, asks, NOW, UTC)) == key


def test_what_nango_fills_in_itself_is_not_taken() -> None:
    made = Template(
        "iris", "Iris", "OAUTH2", config=(TemplateField("portalId", automated=True),), post_connection_script=True,
    )  # fmt: skip
    asks = build(made, MODES["OAUTH2"], Endpoint.CURRENT)
    filling = fill(text(a("named", "42", "portalId")), Draft(DEV, "x", None, made, "OAUTH2"), asks, NOW, UTC)
    assert not filling.fills
    assert ignored(filling) == {"portalId": "Nango fills it in by itself after the import"}


def test_a_user_name_and_a_password_may_be_a_client_and_its_secret() -> None:
    filling = filled("auth0-cc", a("user name", "my-client"), a("password", "s3cr3t-value"))
    assert len(asked(filling)) == 2
    assert not filling.fills
    assert values(chosen(filling, "Use", "Use")) == {
        "credentials.client_id": "my-client",
        "credentials.client_secret": "s3cr3t-value",
        "fetch": "yes",
    }


@pytest.mark.parametrize("name", ["SLACK_VERIFICATION_TOKEN", "SLACK_APP_LEVEL_TOKEN", "slack_webhook_token"])
def test_another_token_of_the_provider_is_no_access_token_without_a_question(name: str) -> None:
    filling = filled("slack", a("named", "abcdef-123", name))
    assert not filling.fills
    beside = filled("slack", a("named", "abcdef-123", name), a("access token", "xoxb-1", "SLACK_BOT_TOKEN", "likely"))
    assert values(beside) == {"credentials.access_token": "xoxb-1"}
    assert not beside.questions
