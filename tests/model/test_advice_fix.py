"""Refusals of what a fix asks: changes without credentials, links for a customer, calls of the provider, refreshes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from nango_tui.model.advice import Explained, Said, explain, not_nangos
from nango_tui.model.advice_fields import Issue
from nango_tui.model.outcome import Call
from tests.model.test_advice import assert_plain

PATCH, SET, MERGE = Call.PATCH_CONNECTION, Call.SET_METADATA, Call.MERGE_METADATA
CONNECT, RECONNECT, PROXY, GET = Call.CONNECT_SESSION, Call.RECONNECT_SESSION, Call.PROXY, Call.GET_CONNECTION
NEW_CALLS = (PATCH, SET, MERGE, CONNECT, RECONNECT, PROXY)
OWN = "Failed to get connection"


@dataclass(frozen=True)
class Case:
    call: Call
    status: int
    code: str
    message: str = ""
    field: str = ""
    words: str = ""


TABLE = [
    Case(PATCH, 404, "not_found", "", "connection_id", "no connection with this ID. Nothing was changed."),
    Case(PATCH, 404, "", "None", "connection_id", "no connection with this ID"),
    Case(PATCH, 400, "unknown_provider_config", "", "integration", "no integration with this ID"),
    Case(PATCH, 400, "invalid_body", "Something new", "", "refused the change"),
    Case(SET, 404, "unknown_connection", "", "connection_id", "The metadata stays as it was."),
    Case(MERGE, 404, "unknown_connection", "", "connection_id", "The metadata stays as it was."),
    Case(SET, 500, "generic_error_support", words="does not say where"),
    Case(CONNECT, 400, "invalid_body", "Something new", "", "refused to make a connect link"),
    Case(CONNECT, 400, "resource_capped", words="limit of connections"),
    Case(CONNECT, 403, "forbidden", "No address of documents", words="documentation of its own"),
    Case(CONNECT, 500, "server_error", words="failed while it made the connect link"),
    Case(RECONNECT, 400, "invalid_body", "None such", "connection_id", "nothing to reconnect"),
    Case(RECONNECT, 403, "forbidden", "No address of documents", words="documentation of its own"),
    Case(RECONNECT, 500, "server_error", words="failed while it made the reconnect link"),
    Case(PROXY, 400, "invalid_headers", words="which connection was meant"),
    Case(PROXY, 404, "unknown_provider_config", "", "integration", "no integration with this ID"),
    Case(PROXY, 400, "server_error", OWN, "connection_id", "no connection with this ID. The provider was not asked."),
    Case(PROXY, 400, "server_error", f"{OWN} credentials: 'x'", words="could not refresh the token"),
    Case(PROXY, 424, "server_error", f"{OWN} credentials: 'limit has been reached'", words="given up"),
    Case(PROXY, 424, "connection_refresh_backoff", "Backing off", words="30 seconds"),
    Case(PROXY, 400, "unsupported_provider", words="does not know the address"),
    Case(PROXY, 400, "base_url_override_not_allowed", words="does not call the address"),
    Case(PROXY, 400, "invalid_connection_retries", words="how often"),
    Case(PROXY, 500, "ECONNREFUSED", "connect", words="could not connect to the provider (ECONNREFUSED)"),
    Case(PROXY, 500, "ENOTFOUND", "getaddrinfo", words="found no address"),
    Case(PROXY, 500, "ETIMEDOUT", "connect", words="no answer from the provider in time"),
    Case(PROXY, 500, "DEPTH_ZERO_SELF_SIGNED_CERT", "self", words="does not trust the provider's certificate"),
    Case(PROXY, 500, "generic_error_support", words="does not say where"),
]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case.call}-{case.status}-{case.code}-{case.message[:24]}")
def test_each_known_refusal_of_a_fix_says_what_happened_which_field_and_what_to_do(case: Case) -> None:
    found = explain(case.call, Said(case.status, case.code, case.message))
    assert not found.general
    assert case.words in found.advice.happened
    assert list(found.problems) == ([case.field] if case.field else [])
    assert_plain(found.advice)


def test_no_two_of_them_say_the_same_unless_they_are_the_same() -> None:
    said: dict[str, Case] = {}
    for case in TABLE:
        advice = explain(case.call, Said(case.status, case.code, case.message)).advice
        other = said.setdefault(advice.happened + advice.do, case)
        same = other.code == case.code or {other.code, case.code} == {"not_found", ""}
        assert same, f"{case} and {other}"


@pytest.mark.parametrize("call", [CONNECT, RECONNECT])
def test_a_link_that_the_key_may_not_make_names_the_missing_scope(call: Call) -> None:
    scope = "environment:connect_sessions:write"
    found = explain(call, Said(403, "forbidden", f"Insufficient scope. Required: {scope}"))
    assert found.scope == scope
    assert f"lacks the scope {scope}, which {call} needs" in found.advice.happened
    assert "Add the scope to the key" in found.advice.do


@pytest.mark.parametrize("call", NEW_CALLS)
def test_what_did_not_happen_is_said_where_the_account_has_used_up_its_calls(call: Call) -> None:
    advice = explain(call, Said(429, "too_many_request", retry_after=7)).advice
    assert "all its keys together" in advice.happened
    assert advice.do.startswith("Wait 7 seconds")
    nothing = {PATCH: "Nothing was changed.", PROXY: "The provider was not asked."}
    assert nothing.get(call, "") in advice.do


MISSING = "expected string, received undefined"


@pytest.mark.parametrize(
    ("call", "issue", "key", "words"),
    [
        (PATCH, Issue("custom", "Tags cannot be more than 10", ("tags",)), "tags", "At most 10 tags"),
        (PATCH, Issue("too_small", "expected string to have >=1", ("tags", "team")), "tags", "The tag team is empty"),
        (PATCH, Issue("custom", "This webhook URL, no.", ("webhook_url_override",)), "webhook_url", "must be public"),
        (PATCH, Issue("invalid_union", "", ("webhook_url_override",)), "webhook_url", "not a URL that Nango takes"),
        (PATCH, Issue("invalid_type", MISSING, ("end_user", "id")), "customer.id", "The customer's ID is missing"),
        (PATCH, Issue("invalid_format", "", ("end_user", "email")), "customer.email", "no e-mail address"),
        (SET, Issue("invalid_type", "expected record, received null", ("metadata",)), "metadata", "expects an object"),
        (CONNECT, Issue("custom", "Unknown", ("allowed_integrations", "1")), "integration", "no such integration"),
        (CONNECT, Issue("custom", "Unknown", ("integrations_config_defaults", "x")), "integration", "no such"),
        (CONNECT, Issue("custom", "This webhook URL, no.", ("webhook_url_override",)), "webhook_url", "must be public"),
        (CONNECT, Issue("custom", "Tags cannot be more than 10", ("tags",)), "tags", "At most 10 tags"),
        (CONNECT, Issue("invalid_type", MISSING, ("end_user", "id")), "customer.id", "The customer's ID is missing"),
        (CONNECT, Issue("too_big", "<=255", ("organization", "id")), "customer", "at most 255"),
        (RECONNECT, Issue("invalid_type", MISSING, ("integration_id",)), "integration", "integration is missing"),
        (RECONNECT, Issue("invalid_type", MISSING, ("connection_id",)), "connection_id", "connection ID is missing"),
        (
            RECONNECT,
            Issue(
                "invalid_type",
                "expected string, received array",
                ("integrations_config_defaults", "x", "connection_config", "oauth_scopes_override"),
            ),
            "scopes",
            "has to be text",
        ),
        (
            RECONNECT,
            Issue("invalid_type", MISSING, ("integrations_config_defaults", "x", "connection_config", "subdomain")),
            "config.subdomain",
            "subdomain is missing",
        ),
    ],
)
def test_what_an_answer_names_stands_beside_its_field(call: Call, issue: Issue, key: str, words: str) -> None:
    found = explain(call, Said(400, "invalid_body", issues=(issue,)))
    assert list(found.problems) == [key]
    assert words in found.problems[key]
    assert "Look at:" in found.advice.happened
    assert found.advice.do.startswith("Correct it and send again.")
    assert_plain(found.advice)


def test_a_header_that_got_lost_is_named() -> None:
    issues = (
        Issue("invalid_type", MISSING, ("provider-config-key",)),
        Issue("invalid_type", MISSING, ("connection-id",)),
    )
    found = explain(PROXY, Said(400, "invalid_headers", issues=issues))
    assert list(found.problems) == ["integration", "connection_id"]
    assert not found.general


@pytest.mark.parametrize("call", NEW_CALLS)
def test_what_a_server_does_not_take_of_a_call_is_not_for_the_engineer_to_correct(call: Call) -> None:
    found = explain(call, Said(400, "invalid_body", issues=(Issue("unrecognized_keys", 'Key: "brand_new"'),)))
    assert "does not take the call" in found.advice.happened
    assert "version may be another" in found.advice.do
    assert "brand_new" in found.problems["brand_new"]


def refresh(status: int, message: str) -> tuple[Explained, Explained]:
    """Return how a read and a call of the provider say it."""
    code = "connection_refresh_backoff" if "Backing" in message or "just now" in message else "server_error"
    return (
        explain(GET, Said(status, "invalid_credentials", message)),
        explain(PROXY, Said(status, code, f"{OWN} credentials: '{message}'")),
    )


@pytest.mark.parametrize(
    ("status", "message", "happened", "do"),
    [
        (424, "A recent refresh attempt failed. Backing off before it.", "30 seconds", "Wait half a minute"),
        (424, "A refresh failed just now.", "30 seconds", "Wait half a minute"),
        (424, "The limit has been reached.", "given up", "New credentials or a reconnect link"),
        (424, "It failed too often.", "given up", "New credentials or a reconnect link"),
        (424, "Words of the future", "a moment ago, or on several days", "Wait half a minute"),
        (400, "The API returned an error", "could not refresh", "a reconnect link"),
        (400, "No client credentials token", "gave no token", "client ID"),
        (500, "An unhandled parsing_error", "holds no token", "new credentials"),
    ],
)
def test_a_failed_refresh_says_whether_waiting_helps_or_what_ends_it(
    status: int, message: str, happened: str, do: str
) -> None:
    for found in refresh(status, message):
        assert happened in found.advice.happened
        assert do in found.advice.do
        assert not found.general
        assert_plain(found.advice)


@pytest.mark.parametrize("call", [PATCH, SET, MERGE, Call.DELETE_CONNECTION])
@pytest.mark.parametrize("said", [Said(502, nango=False), Said(500, "brand_new"), Said(500, "generic_error_support")])
def test_after_a_servers_failure_a_change_may_have_been_stored(call: Call, said: Said) -> None:
    assert "it may have been changed" in explain(call, said).advice.do
    assert "it may have been changed" not in explain(GET, said).advice.do
    assert "Look for the connection" in not_nangos(call).do


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_without_the_call_is_told_apart_from_a_connection_that_is_gone(status: int) -> None:
    for call in (PATCH, SET, MERGE, CONNECT, RECONNECT):
        found = explain(call, Said(status, nango=False))
        assert found.route_missing
        assert f"does not have {call}" in found.advice.happened
        assert "older than this program" in found.advice.do
        assert not explain(call, Said(status, "not_found")).route_missing
