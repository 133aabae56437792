"""From a text on the clipboard to the fields of a form, the whole way."""

from __future__ import annotations

import json
import time
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.form_rules import build
from nango_tui.model.paste.fill import Filling, answered, apply, fill, leftover
from nango_tui.model.paste.recognize import recognize
from tests.model.paste.fill_making import DEV, NOW, TEMPLATES, asked, chosen, draft, form, ignored, values
from tests.model.templates import importable

KEY = "0d1f8a6e-7b55-4c1e-9f43-2a6d1b8e7c90"
SALESFORCE = (
    '{"access_token":"00Dxy0000012345!AQ8.token","refresh_token":"5Aep861abcdef","signature":"c2ln",'
    '"scope":"refresh_token api","instance_url":"https://harbor.my.salesforce.com",'
    '"id":"https://login.salesforce.com/id/00Dxy0000012345/005xy","token_type":"Bearer","issued_at":"1700000000000"}'
)
IN_CHAT = "> ```\n> " + SALESFORCE.replace('"', "\u201c").replace(
    "https://harbor.my.salesforce.com", "<https://harbor.my.salesforce.com|harbor.my.salesforce.com>"
) + "\n> ```"  # fmt: skip


def pasted(provider: str, text: str) -> Filling:
    return fill(recognize(text, NOW), draft(provider), form(provider), NOW, UTC)


@pytest.mark.parametrize("text", [SALESFORCE, json.dumps(SALESFORCE), IN_CHAT, SALESFORCE.replace(",", ",\r\n")])
def test_a_token_response_of_salesforce_fills_a_whole_form_however_it_was_sent(text: str) -> None:
    filling = pasted("salesforce", text)
    assert values(filling) == {
        "credentials.access_token": "00Dxy0000012345!AQ8.token",
        "credentials.refresh_token": "5Aep861abcdef",
        "config.instance_url": "https://harbor.my.salesforce.com",
        "expiry": "never",
    }
    assert leftover(form("salesforce"), apply(filling, draft("salesforce"))) == ()


@pytest.mark.parametrize(
    "text",
    [
        "curl -u it@harbor.com/token:Q7w9Zk1 https://harbor.zendesk.com/api/v2/users.json",
        "it@harbor.com/token:Q7w9Zk1\nhttps://harbor.zendesk.com/agent",
        "ZENDESK_SUBDOMAIN=harbor\nZENDESK_EMAIL=it@harbor.com\nexport ZENDESK_API_TOKEN='Q7w9Zk1' # new",
        "subdomain,email,api token\nharbor,it@harbor.com,Q7w9Zk1",
        '{"login":{"username":"it@harbor.com","password":"Q7w9Zk1","uris":[{"uri":"https://harbor.zendesk.com"}]}}',
    ],
    ids=["curl", "lines", "variables", "sheet", "vault"],
)
def test_an_api_token_of_zendesk_fills_a_whole_form_wherever_it_comes_from(text: str) -> None:
    filling = pasted("zendesk-api-key", text)
    assert values(filling) == {
        "config.subdomain": "harbor",
        "credentials.username": "it@harbor.com",
        "credentials.password": "Q7w9Zk1",
    }
    assert not filling.questions


def test_on_the_oauth_integration_the_same_says_that_another_may_take_it() -> None:
    filling = pasted("zendesk", "it@harbor.com/token:Q7w9Zk1\nhttps://harbor.zendesk.com/agent")
    assert values(filling) == {"config.subdomain": "harbor"}
    assert "Another integration" in filling.warnings[0]


def test_a_google_file_lets_nango_fetch_and_asks_about_the_oauth_app() -> None:
    file = {"client_id": "1.apps.example", "client_secret": "d-abcdef", "refresh_token": "1//0abcdef", "type": "x"}
    filling = pasted("google", json.dumps(file))
    assert values(filling) == {"credentials.refresh_token": "1//0abcdef", "fetch": "yes"}
    assert "another OAuth app" in asked(filling)[0]


def test_a_call_of_nango_fills_the_form_and_its_key_is_for_the_environment() -> None:
    body = {
        "provider_config_key": "zendesk",
        "connection_id": "harbor-42",
        "connection_config": {"subdomain": "harbor"},
        "credentials": {"type": "OAUTH2", "access_token": "tok-abcdef", "refresh_token": "ref-abcdef"},
        "tags": {"tier": "gold"},
        "metadata": {"a": 1},
    }
    text = (
        f"curl https://api.nango.dev/connections -H 'Authorization: Bearer {KEY}' "
        f"-H 'content-type: application/json' -d '{json.dumps(body)}'"
    )
    filling = pasted("zendesk", text)
    assert not filling.questions
    assert filling.nango_key
    assert set(values(filling)) == {
        "credentials.access_token", "credentials.refresh_token", "config.subdomain", "connection_id", "tags.tier",
        "metadata",
    }  # fmt: skip
    assert not any(KEY in value for value in values(filling).values())
    elsewhere = pasted("zendesk", text.replace("https://api.nango.dev", "http://localhost:3003"))
    assert "not to api.nango.dev" in asked(elsewhere)[0]
    assert not elsewhere.fills


def test_slack_asks_which_token() -> None:
    text = (
        '{"ok":true,"access_token":"xoxb-1-abcdef","token_type":"bot","authed_user":{"id":"U1",'
        '"access_token":"xoxp-1-abcdef"},"team":{"id":"T1"},"bot_user_id":"B1"}'
    )
    filling = pasted("slack", text)
    assert len(filling.questions) == 1
    assert values(filling) == {"config.team.id": "T1", "config.bot_user_id": "B1"}
    assert values(chosen(filling, "Slack user"))["credentials.access_token"] == "xoxp-1-abcdef"


def test_an_error_of_a_provider_fills_nothing() -> None:
    filling = pasted("google", '{"error":"invalid_grant","error_description":"expired"}')
    assert not filling.fills
    assert filling.refused


def test_a_response_without_a_refresh_token_says_so() -> None:
    filling = pasted("google", '{"access_token":"ya29.abcdef","expires_in":3599,"token_type":"Bearer"}')
    assert values(filling) == {"credentials.access_token": "ya29.abcdef", "expiry": "in 3599 s"}
    assert any("no refresh token" in note for note in filling.notes)


def test_a_callback_gives_its_ids_and_not_its_code() -> None:
    filling = pasted("quickbooks", "https://app.harbor.example/cb?code=abcdef&state=1&realmId=9341452")
    assert values(filling) == {"config.realmId": "9341452"}
    assert "code" in ignored(filling)


TEXTS = (
    SALESFORCE,
    '{"client_id":"a-client","client_secret":"d-abcdef","refresh_token":"1//0abcdef"}',
    "curl -u it@harbor.com/token:Q7w9Zk1 https://harbor.zendesk.com/api/v2/users.json",
    "ACME_API_KEY=abcdef123\nACME_DOMAIN=harbor.example.com",
    f"Authorization: Bearer {KEY}",
    "Authorization: Basic aXQ6c2VjcmV0MTIz",
    "abc123def456 ghi789jkl012",
    "token_id: a1b2c3d4\ntoken_secret: e5f6a7b8\naccount: 1234567_SB1",
    f"curl https://api.nango.dev/connection -H 'Authorization: Bearer {KEY}' -d '{{\"provider_config_key\":\"x\"}}'",
)


def test_no_text_breaks_the_form_of_any_provider_or_asks_without_end() -> None:
    found = [recognize(text, NOW) for text in TEXTS]
    for name, made in list(importable().items())[::3]:
        asks = build(made, MODES[made.auth_mode], Endpoint.CURRENT)
        begun = Draft(DEV, "generated", Integration(name, name), made, made.auth_mode)
        for one in found:
            filling = fill(one, begun, asks, NOW, UTC)
            for _ in range(30):
                if not filling.questions:
                    break
                filling = answered(filling, 0, 0)
            assert not filling.questions, name
            apply(filling, begun, overwrite=True)


@given(text=st.text(max_size=200), provider=st.sampled_from(tuple(TEMPLATES)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_ends_well(text: str, provider: str) -> None:
    filling = pasted(provider, text)
    assert leftover(form(provider), apply(filling, draft(provider))) is not None


def test_a_very_long_text_is_filled_in_no_time() -> None:
    lines = "\n".join(f"SETTING_{number}=value-{number}" for number in range(20_000))
    found = recognize(lines, NOW)
    started = time.perf_counter()
    fill(found, draft("zendesk-api-key"), form("zendesk-api-key"), NOW, UTC)
    assert time.perf_counter() - started < 2


def test_under_its_own_name_a_value_fills_its_own_field_for_every_provider_of_nango() -> None:
    missed = []
    for name, made in list(importable().items())[::2]:
        asks = build(made, MODES[made.auth_mode], Endpoint.CURRENT)
        begun = Draft(DEV, "generated", Integration(name, name), made, made.auth_mode)
        for item in asks.fields:
            value = item.choices[0] if item.choices else _LOOKS.get(item.format, "abc123XYZ")
            found = recognize(json.dumps({item.name: value}), NOW)
            if item.folded or not found.findings:
                continue
            filling = fill(found, begun, asks, NOW, UTC)
            filled = {fill.key for fill in filling.fills} - {"fetch", "expiry", "own_app"}
            assert filled <= {item.key}, f"{name}: {item.key} goes to {filled}"
            if not filled and not filling.questions:
                missed.append(f"{name} {item.key}")
    assert len(missed) < 10, missed


_LOOKS = {
    "uuid": "c3f1a2b4-0d5e-1f6a-8b7c-9d0e1f2a3b4c",
    "email": "it@harbor.com",
    "uri": "https://harbor.example.com",
    "hostname": "harbor.example.com",
}
