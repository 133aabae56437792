"""Connect sessions of the embedded Nango: what makes one, what it opens, how long it lives."""

from __future__ import annotations

import re

import pytest

from nango_tui.model.body import Json
from tests.sandbox.asking import KEY, QUIET, Nango, code, paths


def session_get(nango: Nango, token: str) -> tuple[int, Json]:
    return nango.ask("GET", "/connect/session", key=token)


def test_a_session_is_a_token_and_a_link_for_thirty_minutes() -> None:
    nango = Nango()
    status, answer = nango.ask("POST", "/connect/sessions", {"end_user": {"id": "u-1"}})
    data = answer["data"]
    assert status == 201
    assert re.fullmatch("nango_connect_session_[0-9a-f]{64}", data["token"])
    assert data["connect_link"] == f"http://localhost:3009/?session_token={data['token']}"
    assert data["expires_at"] == "2026-03-14T09:30:00.000Z"
    nango.later(minutes=29, seconds=59)
    assert session_get(nango, data["token"])[0] == 200
    nango.later(seconds=1)
    status, refused = session_get(nango, data["token"])
    assert (status, code(refused)) == (401, "unknown_connect_session_token")


def test_the_address_of_the_connect_page_is_the_operators() -> None:
    nango = Nango(connect_url="https://connect.acme.example/")
    answer = nango.ask("POST", "/connect/sessions", {"tags": {"a": "b"}})[1]
    assert answer["data"]["connect_link"].startswith("https://connect.acme.example/?session_token=nango_connect_")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [["end_user"]]),
        ({"end_user": {"email": "a@b.example"}}, [["end_user", "id"]]),
        ({"tags": {"a": "b"}, "end_user": None}, [["end_user"]]),
        ({"end_user": {"id": "u"}, "allowed_integrations": ["harborline", "nope", "no"]},
         [["allowed_integrations", "1"], ["allowed_integrations", "2"]]),
        ({"end_user": {"id": "u"}, "integrations_config_defaults": {"nope": {}}, "overrides": {"no": {}}},
         [["integrations_config_defaults", "nope"], ["overrides", "no"]]),
        ({"end_user": {"id": "u"}, "integrations_config_defaults": {"harborline": {
            "connection_config": {"oauth_scopes_override": ["a"]}}}},
         [["integrations_config_defaults", "harborline", "connection_config", "oauth_scopes_override"]]),
        ({"end_user": {"id": "u"}, "connection_id": "mine"}, [[]]),
        ({"end_user": {"id": "u"}, "webhook_url_override": "http://127.0.0.1/x"}, [["webhook_url_override"]]),
        ({"tags": {"1": "x"}}, [["tags", "1"]]),
    ],
)  # fmt: skip
def test_what_a_session_cannot_be_made_of_is_named(body: Json, expected: list[list[str]]) -> None:
    status, answer = Nango().ask("POST", "/connect/sessions", body)
    assert (status, code(answer)) == (400, "invalid_body")
    assert paths(answer) == expected


@pytest.mark.parametrize("body", [{}, {"connection_id": "acme"}, {"connection_id": "acme", "integration_id": "x"}])
def test_a_reconnect_needs_a_connection_and_calls_its_integration_integration_id(body: dict[str, Json]) -> None:
    nango = Nango()
    nango.store()
    status, answer = nango.ask("POST", "/connect/sessions/reconnect", body)
    assert (status, code(answer)) == (400, "invalid_body")
    more = body | {"provider_config_key": "harborline"}
    assert [] in paths(nango.ask("POST", "/connect/sessions/reconnect", more)[1])


def test_a_reconnect_of_an_unknown_pair_has_a_message_and_no_errors() -> None:
    nango = Nango()
    body: Json = {"connection_id": "nope", "integration_id": "harborline"}
    status, answer = nango.ask("POST", "/connect/sessions/reconnect", body)
    assert (status, code(answer)) == (400, "invalid_body")
    assert "errors" not in answer["error"]
    assert answer["error"]["message"]


@pytest.mark.parametrize("path", ["/connect/sessions", "/connect/sessions/reconnect"])
def test_a_key_without_the_scope_is_told_which_one_is_missing(path: str) -> None:
    status, answer = Nango().ask("POST", path, {}, key=QUIET)
    assert (status, code(answer)) == (403, "forbidden")
    assert "environment:connect_sessions:write" in answer["error"]["message"]


def test_another_address_of_the_documentation_is_not_in_the_plan() -> None:
    body: Json = {"end_user": {"id": "u"}, "overrides": {"harborline": {"docs_connect": "https://docs.example"}}}
    status, answer = Nango().ask("POST", "/connect/sessions", body)
    assert (status, code(answer)) == (403, "forbidden")


def test_a_session_tells_the_page_what_it_is_for() -> None:
    nango = Nango()
    user: dict[str, Json] = {"id": "u-1", "email": "u@acme.example", "display_name": "User", "tags": {"team": "blue"}}
    defaults: Json = {"harborline": {"connection_config": {"subdomain": "acme"}, "user_scopes": "a,b"}}
    token = nango.session(
        end_user=user,
        organization={"id": "org", "display_name": "Acme"},
        allowed_integrations=["harborline", "fogbank"],
        integrations_config_defaults=defaults,
    )
    status, answer = nango.ask("GET", "/connect/session", key=token)
    data = answer["data"]
    assert status == 200
    assert data["endUser"] == {**user, "organization": {"id": "org", "display_name": "Acme"}}
    assert data["allowed_integrations"] == ["harborline", "fogbank"]
    assert data["integrations_config_defaults"] == {"harborline": {"connection_config": {"subdomain": "acme"}}}
    assert "isReconnecting" not in data


def test_an_empty_list_of_integrations_means_all() -> None:
    nango = Nango()
    token = nango.session(allowed_integrations=[])
    assert "allowed_integrations" not in nango.ask("GET", "/connect/session", key=token)[1]["data"]
    assert len(nango.ask("GET", "/integrations", key=token)[1]["data"]) > 15


def test_a_reconnect_tells_whose_connection_it_is() -> None:
    nango = Nango()
    nango.store(end_user={"id": "u-1"})
    data = nango.ask("GET", "/connect/session", key=nango.session("acme"))[1]["data"]
    assert (data["endUser"]["id"], data["allowed_integrations"], data["isReconnecting"]) == (
        "u-1",
        ["harborline"],
        True,
    )


def test_a_sessions_token_opens_its_integrations_and_their_templates_and_nothing_else() -> None:
    nango = Nango()
    token = nango.session(allowed_integrations=["fogbank", "harborline"])
    status, answer = nango.ask("GET", "/integrations", key=token)
    assert (status, [row["unique_key"] for row in answer["data"]]) == (200, ["fogbank", "harborline"])
    assert nango.ask("GET", "/providers/fogbank", key=token)[0] == 200
    for method, target in (
        ("GET", "/integrations/fogbank"),
        ("GET", "/connections"),
        ("POST", "/connections"),
        ("POST", "/connect/sessions"),
        ("GET", "/proxy/me"),
    ):
        status, refused = nango.ask(method, target, {} if method == "POST" else None, key=token)
        assert (status, code(refused)) == (401, "invalid_secret_key_format"), target


def test_a_key_is_no_session() -> None:
    status, answer = Nango().ask("GET", "/connect/session", key=KEY)
    assert (status, code(answer)) == (401, "invalid_connect_session_token_format")


def test_a_deleted_session_is_unknown() -> None:
    nango = Nango()
    token = nango.session()
    assert nango.ask("DELETE", "/connect/session", key=token) == (204, b"")
    for target in ("/connect/session", "/integrations"):
        status, answer = nango.ask("GET", target, key=token)
        assert (status, code(answer)) == (401, "unknown_connect_session_token")


def test_calls_with_a_session_are_counted_apart() -> None:
    nango = Nango(rate_limit=2)
    token = nango.session()
    assert [session_get(nango, token)[0] for _ in range(3)] == [200, 200, 429]
    assert nango.ask("GET", "/connections")[0] == 200, "the account's own calls are not touched by it"
    assert nango.ask("GET", "/connections")[0] == 429
