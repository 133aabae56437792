"""A text that is pasted before an integration is chosen proposes those that fit, with the reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from nango_tui.model.draft import Integration
from nango_tui.model.paste.found import Choice, Finding, Recognized
from nango_tui.model.paste.proposals import Proposal, proposals
from nango_tui.model.template import Template
from tests.model.paste.fill_making import TEMPLATES, a, text
from tests.model.paste.test_fill_properties import recognized

HERE = tuple(
    Integration(name, name)
    for name in ("zendesk", "zendesk-api-key", "salesforce", "slack", "openai", "shopify-api-key", "netsuite-tba")
)
NAMES = {name: item.display_name for name, item in TEMPLATES.items()}


def proposed(
    *found: Finding, known: bool = True, here: tuple[Integration, ...] = HERE, **parts: object
) -> tuple[Proposal, ...]:
    templates: dict[str, Template] = dict(TEMPLATES) if known else {}
    return proposals(text(*found, **parts), here, templates, NAMES)  # type: ignore[arg-type]  # parts of a text


def keys(found: tuple[Proposal, ...]) -> list[str]:
    return [item.integration.unique_key for item in found]


@pytest.mark.parametrize("known", [True, False])
def test_a_host_tells_the_provider_with_its_template_or_by_its_name(known: bool) -> None:
    found = proposed(a("url", "https://harbor.zendesk.com/api/v2/users.json"), known=known)
    assert set(keys(found)) == {"zendesk", "zendesk-api-key"}
    assert found[0].why == ("harbor.zendesk.com is a Zendesk host",)
    assert not any(item.certain for item in found)


@pytest.mark.parametrize("known", [True, False])
def test_of_two_integrations_of_a_service_the_one_that_takes_what_is_there_comes_first(known: bool) -> None:
    url = a("url", "https://harbor.zendesk.com/agent")
    pair = (a("user name", "it@harbor.com/token"), a("password", "AbC123"))
    assert keys(proposed(url, *pair, known=known)) == ["zendesk-api-key", "zendesk"]
    if known:
        tokens = (a("access token", "abc-1", "access_token"), a("refresh token", "def-1", "refresh_token"))
        assert keys(proposed(url, *tokens)) == ["zendesk", "zendesk-api-key"]


def test_the_beginning_of_a_token_tells_who_issued_it() -> None:
    (found,) = proposed(a("bare", "shpat_0123456789abcdef0123456789abcdef"))
    assert found.integration.unique_key == "shopify-api-key"
    assert found.why[0] == "shpat_ begins a Shopify Admin API token"
    assert found.certain


def test_a_variable_tells_the_provider() -> None:
    found = proposed(a("api key", "AbC123", "ZENDESK_API_TOKEN"))
    assert keys(found)[0] == "zendesk-api-key"
    assert "ZENDESK_ names the provider" in found[0].why


@pytest.mark.parametrize("known", [True, False])
def test_fields_that_one_provider_has_tell_it(known: bool) -> None:
    (found,) = proposed(
        a("access token", "abc-1", "access_token"),
        a("url", "https://na1.example.com", "instance_url"),
        known=known,
        here=(Integration("sf-prod", "salesforce"), Integration("openai", "openai")),
    )
    assert found.integration.unique_key == "sf-prod"
    assert "Salesforce's" in found.why[0]
    assert "instance_url" in found.why[0]
    assert not found.certain


def test_an_integration_that_the_text_names_is_certain() -> None:
    found = proposed(a("integration", "zendesk", "provider_config_key"), a("api key", "x-1", "ZENDESK_API_TOKEN"))
    assert keys(found) == ["zendesk", "zendesk-api-key"]
    assert found[0].certain
    assert found[0].why[0] == "the text names the integration zendesk"


def test_what_every_provider_has_proposes_none() -> None:
    assert proposed(a("access token", "abc-1", "access_token"), a("expires in", "3600", "expires_in")) == ()
    assert proposed(a("named", "harbor", "subdomain")) == ()


def test_a_refused_text_proposes_none() -> None:
    assert proposed(a("url", "https://harbor.zendesk.com"), refused="this is an error") == ()


def test_every_reading_of_a_text_counts() -> None:
    choice = Choice(
        "Which?", (("bot", (a("access token", "xoxb-1-abc"),)), ("user", (a("access token", "xoxp-1-abc"),)))
    )
    assert keys(proposed(choices=(choice,))) == ["slack"]


def test_two_that_fit_as_well_are_never_one_that_is_certain() -> None:
    twice = (Integration("zendesk-eu", "zendesk"), Integration("zendesk-us", "zendesk"))
    found = proposed(a("url", "https://harbor.zendesk.com"), here=twice)
    assert keys(found) == ["zendesk-eu", "zendesk-us"]
    assert not any(item.certain for item in found)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=recognized())
def test_for_any_text_at_most_the_first_is_certain_and_each_has_a_reason(found: Recognized) -> None:
    here = tuple(Integration(name, name) for name in TEMPLATES)
    made = proposals(found, here, TEMPLATES, NAMES)
    assert not any(item.certain for item in made[1:])
    assert all(item.why for item in made)
    if made and made[0].certain:
        rest = proposals(found, [one for one in here if one != made[0].integration], TEMPLATES, NAMES)
        assert not any(item.weight >= made[0].weight for item in rest)


def test_no_reason_holds_a_secret() -> None:
    secret = "shpat_0123456789abcdef0123456789abcdef"
    found = proposed(a("access token", secret, "access_token"), a("password", f"{secret}0", "SHOPIFY_PASSWORD"))
    assert found
    assert "0123456789abcdef" not in repr(found)
    assert replace(found[0]) == found[0]
