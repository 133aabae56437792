"""What has to be asked of a customer, as text for a ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.check import check
from nango_tui.model.draft import Draft
from nango_tui.model.expiry import Expiry
from nango_tui.model.form_rules import build
from nango_tui.model.needs import EXPIRY, missing, needs, still_missing
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template, TemplateField
from tests.model.paste.fill_making import DEV, NOW, TEMPLATES, draft, form
from tests.model.templates import templates

BUTTERCUP = Template(
    "buttercup",
    "Buttercup [Cloud]",
    "API_KEY",
    credentials=(TemplateField("apiKey", "API_Key*", "Your key", example="bc_123", doc_section="#key"),),
    config=(
        TemplateField("subdomain", "Domain", "The account's name", prefix="https://", suffix=".buttercup.io"),
        TemplateField("region", "Region", enum=("eu", "us"), optional=True),
        TemplateField("secretNote", "Secret", hidden=True, default_value="constant-value"),
    ),
    docs_connect="https://docs.example.com/buttercup connect",
)
BUTTERCUP_FORM = build(BUTTERCUP, MODES["API_KEY"], Endpoint.CURRENT)


def test_labels_descriptions_examples_and_links_stand_in_plain_text() -> None:
    made = needs(BUTTERCUP_FORM, BUTTERCUP)
    assert made.splitlines() == [
        "Buttercup [Cloud]: what is needed to connect",
        "",
        "Auth type: API key (API_KEY)",
        "",
        "Needed:",
        "- API_Key*: Your key. Example: bc_123",
        "  Where to find it: https://docs.example.com/buttercup%20connect#key",
        "- Domain: The account's name. Only the part in https://….buttercup.io.",
        "",
        "Optional:",
        "- Region: One of: eu, us.",
        "",
        "How to find these: https://docs.example.com/buttercup%20connect",
        "",
        "Please send secrets through a password manager or another safe way, not in this ticket.",
    ]


def test_in_markdown_nothing_of_a_template_acts_as_markdown() -> None:
    made = needs(BUTTERCUP_FORM, BUTTERCUP, markdown=True)
    assert made.startswith("## Buttercup \\[Cloud\\]: what is needed to connect\n")
    assert "- **API\\_Key\\***: Your key. Example: bc\\_123" in made
    assert "<https://docs.example.com/buttercup%20connect#key>" in made


def test_what_is_sent_without_being_asked_is_not_in_it() -> None:
    assert "constant-value" not in needs(BUTTERCUP_FORM, BUTTERCUP)
    assert "override" not in needs(form("google"), TEMPLATES["google"]).lower()
    assert "Password" not in needs(form("freshdesk"), TEMPLATES["freshdesk"])


def test_a_token_that_expires_is_asked_with_when() -> None:
    assert f"- {EXPIRY}:" in needs(form("google"), TEMPLATES["google"])
    assert EXPIRY not in needs(form("openai"), TEMPLATES["openai"])
    assert EXPIRY not in needs(form("salesforce"), TEMPLATES["salesforce"])  # which Nango asks itself


def test_what_nango_fetches_itself_is_not_asked_of_the_customer() -> None:
    made = needs(form("auth0-cc"), TEMPLATES["auth0-cc"])
    assert "Access token" not in made
    assert EXPIRY not in made
    assert "- Client secret" in made


def test_an_example_that_is_masked_and_a_bare_prefix_are_said_plainly() -> None:
    made = Template(
        "dahlia", "Dahlia", "API_KEY",
        credentials=(TemplateField("apiKey", "Key", "The key,", example="dh_***9"),),
        config=(TemplateField("hostname", "Host", prefix="https://"),),
    )  # fmt: skip
    said = needs(build(made, MODES["API_KEY"], Endpoint.CURRENT), made)
    assert "- Key: The key.\n" in said
    assert "- Host: Without https:// in front.\n" in said


def test_the_notes_of_a_form_and_what_nango_fills_in_are_said() -> None:
    made = needs(form("github-app"), TEMPLATES["github-app"])
    assert "it belongs to the integration in Nango" in made


def test_without_a_template_the_auth_type_says_what_is_needed() -> None:
    made = needs(build(None, MODES["BASIC"], Endpoint.CURRENT), None)
    assert made.startswith("Username and password (BASIC): what is needed to connect")
    assert "- Username" in made


def test_of_two_ways_one_is_enough() -> None:
    made = Template(
        "okta", "Okta", "API_KEY",
        config=(TemplateField("hostname", "Okta Domain", optional=True), TemplateField("subdomain", optional=True)),
        base_url="https://${connectionConfig.hostname} || https://${connectionConfig.subdomain}.okta.com",
    )  # fmt: skip
    asked = build(made, MODES["API_KEY"], Endpoint.CURRENT)
    assert "One of these:\nFill in Okta Domain, or Subdomain" in needs(asked, made)
    begun = Draft(DEV, "x", None, made, "API_KEY")
    assert ("Okta Domain or Subdomain", asked.field("config.hostname")) in missing(asked, begun)


def test_only_what_is_still_missing_is_copied() -> None:
    begun = draft("zendesk-api-key", config={"subdomain": "harbor"}, values={"username": "it@harbor.com"})
    made = still_missing(form("zendesk-api-key"), begun)
    assert "- API Token" in made
    assert "Zendesk (API Token): what is still missing" in made
    assert "harbor" not in made
    assert "Zendesk Domain" not in made


def test_when_nothing_is_missing_there_is_no_text() -> None:
    whole = draft(
        "zendesk-api-key",
        config={"subdomain": "harbor"},
        values={"username": "it@harbor.com", "password": Secret("AbC123")},
    )
    assert still_missing(form("zendesk-api-key"), whole) == ""


def test_what_may_stay_empty_is_asked_for_as_well() -> None:
    desk = Template("desk", "Desk", "BASIC", credentials=(TemplateField("password", "API Token", default_value=""),))
    asked = build(desk, MODES["BASIC"], Endpoint.CURRENT)
    entered = replace(draft("zendesk-api-key"), template=desk, mode="BASIC", values={"username": "it@harbor.com"})
    assert missing(asked, entered) == ()
    assert "If there is one:\n- API Token" in still_missing(asked, entered)
    whole = replace(entered, values={**entered.values, "password": Secret("AbC123")})
    assert still_missing(asked, whole) == ""


def test_while_nango_fetches_the_token_the_refresh_token_is_what_is_missing() -> None:
    labels = [label for label, _ in missing(form("google"), draft("google", fetch=True))]
    assert labels == ["Refresh token"]
    assert [label for label, _ in missing(form("google"), draft("google"))] == ["Access token", EXPIRY]


@pytest.mark.parametrize("markdown", [True, False])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=templates())
def test_no_entered_value_is_ever_in_a_text_for_a_ticket(markdown: bool, made: Template) -> None:
    asked = build(made, MODES[made.auth_mode], Endpoint.CURRENT)
    mode = MODES[made.auth_mode]
    half = [field.name for field in mode.fields][::2]
    begun = Draft(
        DEV, "x", None, made, made.auth_mode,
        values={name: Secret("Zq9entered") for name in half},
        config={item.name: "Zq9entered" for item in made.config[::2]},
    )  # fmt: skip
    assert "Zq9entered" not in still_missing(asked, begun, markdown=markdown)
    for item in asked.fields:
        if item.required and not item.name.endswith("_override") and item.name != "token":
            assert item.label.split("(")[0].strip(" .*_") in needs(asked, made, markdown=False)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=templates(), typed=st.booleans())
def test_what_is_missing_is_what_the_check_stops_at(made: Template, typed: bool) -> None:
    asked = build(made, MODES[made.auth_mode], Endpoint.CURRENT)
    presets = {item.name: item.default for item in asked.fields if item.default and item.place.value == "config"}
    values = {item.name: item.default for item in asked.fields if item.default and item.place.value == "credentials"}
    expiry = Expiry("in", "2h", NOW) if typed else Expiry()
    begun = Draft(DEV, "x", None, made, made.auth_mode, values=values, config=presets, expiry=expiry)
    stops = check(begun, asked, Endpoint.CURRENT, NOW, UTC).errors
    found = missing(asked, begun)
    keys = {item.key for _, item in found if item}
    either = {f"config.{name}" for choice in asked.one_of for side in choice.sides for name in side}
    for item in asked.fields:
        if not item.default and item.key not in either:
            said = stops.get(item.key, "")
            assert (item.key in keys) is ("is needed." in said or "Choose one of" in said)
    assert (EXPIRY in [label for label, _ in found]) is ("expiry" in stops)
