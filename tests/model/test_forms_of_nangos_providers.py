"""The form of named providers, and how many there are of each kind; skipped where their templates are absent."""

from __future__ import annotations

import pytest

from nango_tui.api.templates import template_from
from nango_tui.model.auth import MODES, OTHER_MODES, Endpoint
from nango_tui.model.form import Form, Place
from nango_tui.model.form_config import sides
from nango_tui.model.form_rules import build
from nango_tui.model.pattern import matches
from nango_tui.model.template import Template
from tests.conftest import Figure
from tests.model.templates import importable, real_raw, real_templates


def form_of(provider: str, endpoint: Endpoint = Endpoint.CURRENT) -> Form:
    template = real_templates()[provider]
    return build(template, MODES[template.auth_mode], endpoint)


def asked(form: Form, place: Place = Place.CONFIG, *, required: bool | None = None) -> set[str]:
    return {
        item.name
        for item in form.fields
        if item.place is place and not item.folded and (required is None or item.required is required)
    }


def test_every_provider_gets_a_form_or_an_explanation(figure: Figure) -> None:
    forms = explained = 0
    for name, data in real_raw().items():
        template = template_from(data)
        assert isinstance(template, Template), name
        if template.auth_mode in MODES:
            form = build(template, MODES[template.auth_mode], Endpoint.CURRENT)
            assert form.fields or template.auth_mode == "NONE", name
            forms += 1
        else:
            assert OTHER_MODES[template.auth_mode].instead, name
            explained += 1
    figure("forms", f"{forms} forms, {explained} explanations")
    assert (forms, explained) == (883, 98)


def test_basic_providers_that_hide_a_credential_send_its_default(figure: Figure) -> None:
    hiding = {name for name, item in importable().items() if any(field.hidden for field in item.credentials)}
    assert {real_templates()[name].auth_mode for name in hiding} == {"BASIC"}
    assert len(hiding) == 27
    assert all(len(form_of(name).constants) == 1 for name in hiding)
    figure("forms", f"{len(hiding)} with a hidden credential", 1)


def test_client_credentials_are_asked_where_the_template_lists_none(figure: Figure) -> None:
    silent = [n for n, item in importable().items() if item.auth_mode == "OAUTH2_CC" and not item.credentials]
    assert len(silent) == 59
    for name in silent:
        assert {"client_id", "client_secret"} <= asked(form_of(name), Place.CREDENTIAL, required=True)
    figure("forms", f"{len(silent)} without the client's credentials in the template", 2)


def test_urls_with_alternatives_name_the_side_that_is_needed(figure: Figure) -> None:
    urls = {
        name: [url for url in (item.base_url, *item.token_urls, item.authorization_url) if "||" in url]
        for name, item in importable().items()
    }
    with_sides = {name for name, found in urls.items() if found}
    assert len(with_sides) == 28
    said = 0
    for name in with_sides:
        form = form_of(name)
        template = real_templates()[name]
        for url in (template.base_url, *template.token_urls):
            if "||" not in url:
                continue
            required = asked(form, required=True)
            open_choice = bool(form.one_of)
            fallback = any(side == () for side in sides(url))
            later = any({item.name for item in form.later} & set(side) for side in sides(url))
            assert open_choice or fallback or later or any(set(side) <= required for side in sides(url)), name
            said += open_choice or fallback
    assert said
    figure("forms", f"{len(with_sides)} with alternatives in a URL", 3)


def test_keys_in_urls_that_no_field_lists_are_asked(figure: Figure) -> None:
    unlisted = {
        name
        for name, item in importable().items()
        for url in (item.base_url, *item.token_urls)
        for side in sides(url)
        for key in side
        if item.config_field(key) is None and key not in ("installation_id",)
    }
    zoho = {"zoho", "zoho-bigin", "zoho-books", "zoho-crm", "zoho-inventory", "zoho-invoice"}
    assert unlisted == {"teamwork", *zoho}
    for name in zoho:
        form = form_of(name)
        assert "api_domain" in asked(form)
        assert [choice.sides for choice in form.one_of] == [(("extension",), ("api_domain",))]
        assert [item.name for item in form.later] == ["accounts-server"]
    assert "installation.apiEndPoint" in asked(form_of("teamwork"), required=True)
    figure("forms", f"{len(unlisted)} with an unlisted key in a URL", 4)


@pytest.mark.parametrize(
    ("provider", "key"),
    [
        ("salesforce", "instance_url"), ("pipedrive", "api_domain"), ("bullhorn", "restUrl"),
        ("fillout", "base_url"), ("sage-people", "instance_url"),
        ("lightspeed-retail", "domain_prefix"), ("myob", "businessId"), ("paycor", "subscriptionKey"),
    ],
)  # fmt: skip
def test_what_only_a_browser_flow_would_fill_and_a_url_needs_is_required(provider: str, key: str) -> None:
    assert key in asked(form_of(provider), required=True)


def test_a_token_answers_key_with_a_fall_back_is_asked_but_not_required() -> None:
    field = form_of("gong-oauth").field("config.api_base_url_for_customer")
    assert field
    assert not field.required
    assert not field.folded
    assert field.warning


@pytest.mark.parametrize(
    ("provider", "key"),
    [
        ("mailchimp", "dc"),
        ("sophos-central", "dataRegion"),
        ("zoho-crm", "accounts-server"),
        ("basecamp", "appDetails"),
    ],
)
def test_what_nangos_script_fills_is_shown_as_filled_later(provider: str, key: str) -> None:
    form = form_of(provider)
    assert key in {item.name for item in form.later}
    assert form.field(f"config.{key}") is None


@pytest.mark.parametrize(
    ("provider", "key"),
    [("google-ads", "developer_token"), ("pax8", "audience"), ("gem", "appSecret"), ("stitch-mcp", "project_id")],
)
def test_what_calls_send_along_is_optional_with_a_warning(provider: str, key: str) -> None:
    field = form_of(provider).field(f"config.{key}")
    assert field
    assert field.warning
    assert not field.required
    assert not field.folded


@pytest.mark.parametrize(("provider", "key"), [("github-app", "appPublicLink"), ("bigcommerce", "accountUuid")])
def test_what_only_the_browser_flow_uses_is_not_shown(provider: str, key: str) -> None:
    form = form_of(provider)
    assert form.field(f"config.{key}") is None
    assert not form.later


def test_hidden_config_with_a_default_is_sent_without_being_asked() -> None:
    found = {name: dict(form_of(name).config_constants) for name in importable() if form_of(name).config_constants}
    assert set(found) == {"absorb-lms", "talentlms", "walmart"}


@pytest.mark.parametrize(("provider", "key"), [("clio", "hostname"), ("sap-ariba", "subdomain"), ("resova", "region")])
def test_a_visible_default_is_filled_in(provider: str, key: str) -> None:
    field = form_of(provider).field(f"config.{key}")
    assert field
    assert field.default in field.choices


def test_credentials_with_an_empty_default_may_be_sent_empty() -> None:
    found = {name for name in importable() if any(item.blank_ok for item in form_of(name).fields)}
    assert found == {"gong", "gorgias-basic", "hibob-service-user", "unanet", "woocommerce"}


def test_certificates_are_asked_for_five_providers_and_a_jwk_for_one() -> None:
    found = {
        name: asked(form_of(name), Place.CREDENTIAL) & {"client_certificate", "client_private_key"}
        for name in importable()
    }
    both = {name for name, names in found.items() if len(names) == 2}
    assert both == {"adp", "adp-lyric", "adp-run", "adp-workforce-now", "adp-workforce-now-next-gen"}
    assert {name for name, names in found.items() if len(names) == 1} == {"okta-cc"}
    okta = form_of("okta-cc")
    assert okta.placeholders
    assert "client_secret" not in asked(okta, Place.CREDENTIAL)


def test_the_legacy_endpoint_cannot_take_ten_providers() -> None:
    cannot = {name for name in importable() if form_of(name, Endpoint.LEGACY).current_only}
    assert {"affinity", "azure-devops", "lemlist", "okta-cc", "adp", "github-app-oauth"} <= cannot
    assert len(cannot) == 10


@pytest.mark.parametrize("provider", ["freshdesk", "stripe-api-key", "ashby", "greenhouse-basic", "lever-basic"])
def test_a_user_name_that_is_the_api_key_is_secret(provider: str) -> None:
    field = form_of(provider).field("credentials.username")
    assert field
    assert field.secret


@pytest.mark.parametrize(
    ("provider", "key"),
    [
        ("aws-iam", "credentials.username"), ("workday-oauth", "config.tokenDomain"),
        ("commercetools", "config.projectKey"), ("zendesk-api-key", "credentials.username"),
        ("shopware", "credentials.client_id"), ("connectwise-psa", "credentials.username"),
    ],
)  # fmt: skip
def test_what_only_sounds_secret_is_shown(provider: str, key: str) -> None:
    field = form_of(provider).field(key)
    assert field
    assert not field.secret


@pytest.mark.parametrize(
    ("provider", "key"),
    [
        ("clari-copilot", "API_PASSWORD"), ("gem", "appSecret"), ("nyne-ai", "apiKey"),
        ("mindbody", "staffUserToken"), ("paycor", "subscriptionKey"), ("elevio", "jwt"),
    ],
)  # fmt: skip
def test_unmarked_secrets_in_the_configuration_are_hidden(provider: str, key: str) -> None:
    field = form_of(provider).field(f"config.{key}")
    assert field
    assert field.secret


def test_api_keys_are_secret_though_few_templates_say_so() -> None:
    keys = {name: item for name, item in importable().items() if item.auth_mode == "API_KEY"}
    assert sum(field.secret is None for item in keys.values() for field in item.credentials) == 308
    for name in keys:
        field = form_of(name).field("credentials.api_key")
        assert field
        assert field.secret


def test_an_apps_ids_are_asked_once_and_no_private_key_is() -> None:
    for name in ("github-app", "github-app-oauth"):
        form = form_of(name)
        assert asked(form, Place.CREDENTIAL) == {"app_id", "installation_id"}
        assert asked(form) == set()
        assert any("private key" in note for note in form.notes)


def test_token_based_authentication_asks_for_both_tokens_and_the_account() -> None:
    form = form_of("netsuite-tba", Endpoint.LEGACY)
    assert {"token_id", "token_secret"} <= asked(form, Place.CREDENTIAL, required=True)
    assert "accountId" in asked(form, required=True)


def test_all_patterns_but_one_are_understood(figure: Figure) -> None:
    patterns = {
        field.pattern
        for item in real_templates().values()
        for field in (*item.credentials, *item.config)
        if field.pattern
    }
    assert sum(matches(pattern, "acme") is None for pattern in patterns) == 1
    figure("forms", f"{len(patterns)} patterns, 1 not judged", 5)


def test_many_examples_break_their_own_pattern_so_a_mismatch_can_only_be_a_warning(figure: Figure) -> None:
    pairs = [
        (field.pattern, field.example)
        for item in real_templates().values()
        for field in (*item.credentials, *item.config)
        if field.pattern and field.example
    ]
    odd = sum(matches(pattern, example) is False for pattern, example in pairs)
    assert odd == 147
    figure("forms", f"{odd} examples against their own pattern", 6)
