"""Every refusal that Nango is known to make has an explanation of its own: what happened, which field, what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from nango_tui.model.advice import Said, explain, message_of, not_nangos, redirected
from nango_tui.model.advice_fields import Issue, form_key, label_of, problems_of
from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.outcome import Advice, Call

NEW, OLD, GET = Call.IMPORT, Call.IMPORT_LEGACY, Call.GET_CONNECTION


@dataclass(frozen=True)
class Case:
    call: Call
    status: int
    code: str
    message: str = ""
    field: str = ""
    words: str = ""
    mode: str = ""


TABLE = [
    Case(NEW, 401, "missing_auth_header", words="without an API key"),
    Case(NEW, 401, "malformed_auth_header", words="could not read the API key"),
    Case(NEW, 401, "invalid_secret_key_format", words="UUID"),
    Case(NEW, 401, "unknown_account", words="does not know the API key"),
    Case(NEW, 403, "forbidden", "Needs environment:connections:create", words="lacks the scope"),
    Case(NEW, 404, "not_found", "", "integration", "no such integration"),
    Case(GET, 404, "not_found", "", "connection_id", "no connection with this ID"),
    Case(Call.GET_PROVIDER, 404, "not_found", words="no template"),
    Case(Call.GET_INTEGRATION, 404, "not_found", field="integration", words="no integration"),
    Case(OLD, 400, "unknown_provider_config", "", "integration", "no integration with this ID"),
    Case(GET, 400, "unknown_provider_config", field="integration", words="no integration with this ID"),
    Case(Call.DELETE_CONNECTION, 400, "unknown_connection", field="connection_id", words="no connection with this ID"),
    Case(OLD, 400, "missing_provider_config", field="integration", words="no integration"),
    Case(OLD, 400, "missing_expires_at", field="expiry", words="when the access token expires"),
    Case(OLD, 400, "invalid_expires_at", field="expiry", words="cannot read the expiry"),
    Case(OLD, 400, "missing_access_token", field="credentials.token", words="access token", mode="OAUTH2_CC"),
    Case(OLD, 400, "missing_api_key", field="credentials.api_key", words="API key of the provider"),
    Case(OLD, 400, "missing_basic_username", field="credentials.username", words="user name"),
    Case(OLD, 400, "missing_account_id", field="config.accountId", words="account ID"),
    Case(OLD, 400, "missing_app_id", field="credentials.app_id", words="App ID"),
    Case(OLD, 400, "missing_installation_id", field="credentials.installation_id", words="Installation ID"),
    Case(OLD, 500, "generic_error_support", words="does not say where"),
    Case(NEW, 500, "generic_error_support", words="does not say where"),
    Case(OLD, 500, "refresh_token_external_error", "DNS failed", words="could not reach the provider"),
    Case(NEW, 500, "server_error", "DNS failed", words="could not reach the provider"),
    Case(
        NEW,
        500,
        "server_error",
        "secretOrPrivateKey",
        words="private key of this integration",
    ),
    Case(OLD, 500, "unhandled_missing_oauth_token", field="credentials.oauth_token", words="OAuth token"),
    Case(OLD, 500, "unhandled_missing_oauth_token_secret", field="credentials.oauth_token_secret", words="secret"),
    Case(OLD, 500, "unhandled_unknown_oauth_type", field="mode", words="cannot import the auth type"),
    Case(NEW, 400, "invalid_body", "Provider API_KEY does not support OAUTH2 auth", "mode", "API key (API_KEY)"),
    Case(NEW, 400, "invalid_body", "accountId", "config.accountId", "account ID"),
    Case(NEW, 400, "connection_test_failed", words="test failed"),
    Case(NEW, 400, "connection_validation_failed", words="now has the NEW credentials"),
    Case(NEW, 400, "resource_capped", words="limit of connections"),
    Case(GET, 400, "invalid_credentials", "Any words", words="could not refresh"),
    Case(GET, 424, "invalid_credentials", "Backing off", words="30 seconds"),
    Case(GET, 424, "invalid_credentials", "limit has been reached", words="given up"),
    Case(GET, 500, "invalid_credentials", "parsing", words="holds no token"),
    Case(GET, 400, "invalid_credentials", "client credentials", words="client secret"),
    Case(GET, 424, "connection_refresh_backoff", "Backing off", words="30 seconds"),
    Case(OLD, 400, "missing_basic_password", field="credentials.password", words="Password"),
    Case(OLD, 500, "unhandled_missing_refresh_token", field="credentials.refresh_token", words="Refresh token"),
    Case(OLD, 500, "unhandled_strange_thing", words="strange thing"),
    Case(NEW, 400, "invalid_body", "Something new", words="its own words"),
    Case(Call.LIST_CONNECTIONS, 404, "not_found", words="does not find"),
    Case(NEW, 415, "invalid_content_type", words="content type"),
    Case(NEW, 400, "invalid_json", words="not JSON"),
    Case(NEW, 429, "too_many_request", words="for this minute"),
]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case.call}-{case.status}-{case.code}-{case.message[:20]}")
def test_each_known_refusal_says_what_happened_which_field_and_what_to_do(case: Case) -> None:
    found = explain(case.call, Said(case.status, case.code, case.message), case.mode)
    assert not found.general
    assert case.words in found.advice.happened
    assert list(found.problems) == ([case.field] if case.field else [])
    assert_plain(found.advice)


def test_different_refusals_have_different_words() -> None:
    said = {case: explain(case.call, Said(case.status, case.code, case.message), case.mode).advice for case in TABLE}
    for one, words in said.items():
        for other, others in said.items():
            alike = {one.code, other.code} == {"invalid_credentials", "connection_refresh_backoff"}
            alike |= {one.code, other.code} == {"server_error", "refresh_token_external_error"}
            alike |= "account ID" in one.words + other.words and one.field == other.field
            if one.code != other.code and not alike:
                assert words != others, f"{one.code} and {other.code}"


def assert_plain(advice: Advice) -> None:
    for text in (advice.happened, advice.do):
        assert text.endswith(".")
        assert len(text) < 420
        assert not re.search(r"\b(please|sorry|oops|invalid|illegal|you (must|should|forgot|failed))\b", text.lower())


def test_an_unknown_code_gets_the_general_explanation_with_the_code() -> None:
    found = explain(NEW, Said(418, "teapot", "I am one"))
    assert found.general
    assert "teapot" in found.advice.happened
    assert "418" in found.advice.happened
    assert_plain(found.advice)
    later = explain(NEW, Said(500, "brand_new"))
    assert "may have been stored" in later.advice.do


@pytest.mark.parametrize(
    ("message", "scope", "words"),
    [
        ("Needs environment:connections:create", "environment:connections:create", "lacks"),
        (
            "Needs environment:connections:read or environment:connections:read_credentials",
            "environment:connections:read",
            "environment:connections:read or environment:connections:read_credentials",
        ),
        (
            "These options require environment:connections:read_credentials",
            "environment:connections:read_credentials",
            "may not read or refresh credentials",
        ),
        ("Not of an environment", "", "belongs to the account"),
        ("No", "", "does not let this API key"),
    ],
)
def test_403_names_the_missing_scope(message: str, scope: str, words: str) -> None:
    found = explain(GET, Said(403, "forbidden", message))
    assert found.scope == scope
    assert words in found.advice.happened
    assert scope in found.advice.happened
    assert not found.general


def test_429_says_how_long_to_wait() -> None:
    assert "Wait 59 seconds" in explain(NEW, Said(429, "too_many_request", retry_after=59)).advice.do
    assert "Wait 0 seconds" in explain(NEW, Said(429, "too_many_request", retry_after=0)).advice.do
    assert "Wait a minute" in explain(NEW, Said(429, "too_many_request")).advice.do
    assert "Nothing was stored" in explain(NEW, Said(429, "too_many_request")).advice.do
    assert "Wait 7 seconds" in explain(NEW, Said(429, nango=False, retry_after=7)).advice.do


def test_a_failed_test_of_the_credential_is_said_with_caution() -> None:
    advice = explain(NEW, Said(400, "connection_test_failed", "Any words")).advice
    assert "Nothing was stored; what was there stays" in advice.happened
    assert "may be right all the same" in advice.do


def test_an_unknown_integration_names_the_environment_where_the_answer_does() -> None:
    found = explain(OLD, Said(400, "unknown_provider_config", environment="prod"))
    assert "The environment prod has no integration" in found.advice.happened


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ('It failed: {"connection":{"id":183}}', "It failed"),
        ("There is none. Look {\n  \"a\": 1}", "There is none. Look"),
        ("Of type 'x' with payload '{\"a\":1}' it was", "Of type 'x"),
        ("No brace here.", "No brace here."),
        ("", ""),
        ("{}", ""),
    ],
)  # fmt: skip
def test_a_message_is_cut_where_the_server_dumps_a_row(message: str, shown: str) -> None:
    assert message_of(message) == shown


@pytest.mark.parametrize("mode", sorted(MODES))
def test_each_credential_is_found_by_its_path_on_both_endpoints(mode: str) -> None:
    for field in MODES[mode].fields:
        for endpoint, path in ((Endpoint.CURRENT, field.current), (Endpoint.LEGACY, field.legacy)):
            if path:
                assert form_key(path, endpoint, mode) == f"credentials.{field.name}"
                assert label_of(f"credentials.{field.name}")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("credentials.apiKey", "credentials.api_key"),
        ("credentials.expires_at", "expiry"),
        ("credentials.type", "mode"),
        ("credentials", "credentials"),
        ("credentials.config_override", "credentials.client_id_override"),
        ("credentials.config_override.client_secret", "credentials.client_secret_override"),
        ("credentials.whatever", "credentials.whatever"),
        ("connection_config.subdomain", "config.subdomain"),
        ("connection_config.oauth_scopes_override", "scopes"),
        ("connection_config", "config"),
        ("connection_id", "connection_id"),
        ("metadata", "metadata"),
        ("tags.team", "tags"),
        ("end_user.email", "customer.email"),
        ("end_user.display_name", "customer.name"),
        ("end_user", "customer"),
        ("webhook_url_override", "webhook_url"),
        ("provider_config_key", "integration"),
        ("no_expiration", "expiry"),
        ("page", "page"),
    ],
)
def test_a_path_in_the_request_is_a_field_of_the_form(path: str, key: str) -> None:
    assert form_key(path.split("."), Endpoint.CURRENT) == key


@pytest.mark.parametrize(
    ("issue", "key", "words"),
    [
        (Issue("invalid_type", "expected string, received undefined", ("credentials", "apiKey")),
         "credentials.api_key", "API key is missing"),
        (Issue("invalid_type", "expected string, received number", ("credentials", "app_id")),
         "credentials.app_id", "has to be text"),
        (Issue("invalid_type", "expected record, received null", ("metadata",)),
         "metadata", "empty, and Nango expects an object"),
        (Issue("invalid_type", "expected date, received Date", ("credentials", "expires_at")),
         "expiry", "cannot read this time"),
        (Issue("invalid_type", "expected array, received string",
               ("connection_config", "oauth_scopes_override")), "scopes", "has to be a list"),
        (Issue("too_big", "<=1024", ("credentials", "apiKey")),
         "credentials.api_key", "at most 1024"),
        (Issue("too_small", ">=1", ("tags", "team")),
         "tags", "The tag team is empty"),
        (Issue("custom", "more than 10", ("tags",)), "tags", "At most 10 tags"),
        (Issue("custom", 'Duplicate tag "a"', ("tags",)), "tags", "same key"),
        (Issue("custom", '"end_user_email": valid email', ("tags",)), "customer.email", "e-mail"),
        (Issue("invalid_union", "", ("credentials", "type")), "mode", "does not import this auth type"),
        (Issue("invalid_union", "", ("webhook_url_override",)), "webhook_url", "URL"),
        (Issue("unrecognized_keys", 'Key: "expires_in"', ("credentials",)), "expiry", "expires_in"),
        (Issue("unrecognized_keys", 'Key: "tags"'), "tags", "does not take tags"),
        (Issue("invalid_type", "expected object, received array"), "request", "has to be an object"),
        (Issue("of_the_future", "Something new", ("connection_id",)), "connection_id", "Something new"),
    ],
)  # fmt: skip
def test_each_kind_of_validation_error_is_said_beside_its_field(issue: Issue, key: str, words: str) -> None:
    found = problems_of([issue], Endpoint.CURRENT)
    assert list(found) == [key]
    assert words in found[key]


def test_a_refused_webhook_is_named_though_the_legacy_endpoint_gives_no_path() -> None:
    issue = Issue("custom", "This webhook URL, no.")
    found = explain(OLD, Said(400, "invalid_body", issues=(issue,)))
    assert "must be public" in found.problems["webhook_url"]


def test_several_fields_and_several_problems_of_one_are_all_said() -> None:
    message = "expected string, received undefined"
    issues = (
        Issue("invalid_type", message, ("credentials", "oauth_token")),
        Issue("invalid_type", message, ("credentials", "oauth_token_secret")),
        Issue("unrecognized_keys", 'Keys: "a", "b"', ("credentials",)),
    )
    found = explain(NEW, Said(400, "invalid_body", issues=issues), "OAUTH1")
    assert list(found.problems) == [
        "credentials.oauth_token",
        "credentials.oauth_token_secret",
        "credentials.a",
        "credentials.b",
    ]
    assert "OAuth token, OAuth token secret, a, b" in found.advice.happened


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 407, 408, 413, 418, 429, 500, 502, 503, 504, 511, 520])
@pytest.mark.parametrize("call", list(Call))
def test_what_is_not_nangos_is_explained_by_its_status(call: Call, status: int) -> None:
    found = explain(call, Said(status, nango=False))
    assert not found.general
    assert_plain(found.advice)
    if call in (NEW, OLD) and status >= 500:
        assert "may have arrived" in found.advice.do


def test_a_missing_route_is_told_by_a_404_or_405_that_is_not_nangos_and_by_nothing_else() -> None:
    for status in (404, 405):
        found = explain(NEW, Said(status, nango=False))
        assert found.route_missing
        assert "POST /connection" in found.advice.do
        assert not explain(NEW, Said(status, "not_found")).route_missing
        assert not explain(NEW, Said(status, message="No such integration")).route_missing
    for status in (400, 401, 403, 429, 500, 502, 503, 504):
        assert not explain(NEW, Said(status, nango=False)).route_missing


def test_a_redirect_says_where_it_leads_and_why_it_is_not_followed() -> None:
    advice = redirected("https://elsewhere.example.com/")
    assert "https://elsewhere.example.com/" in advice.happened
    assert "API key" in advice.happened
    assert_plain(redirected(""))


def test_a_success_of_another_shape_says_to_check_the_url() -> None:
    assert "check the URL" in not_nangos(GET).happened
    assert "Look for the connection" in not_nangos(NEW).do
