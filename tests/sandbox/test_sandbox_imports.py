"""What the embedded Nango stores of an import, and what an import over a stored connection keeps or destroys."""

from __future__ import annotations

from uuid import UUID

import pytest

from nango_tui.model.auth import MODES
from nango_tui.model.body import Json
from nango_tui.sandbox.demo_templates import TEMPLATES
from tests.sandbox.asking import CONFIG, IMPORTS, KEY, LEGACY, Nango, code, paths

FULL: dict[str, Json] = {
    "metadata": {"plan": "pro"},
    "tags": {"Team": "Blue"},
    "end_user": {"id": "cus_1", "email": "it@acme.example"},
    "webhook_url_override": "https://hooks.example.com/x",
}


def stored(nango: Nango, integration: str, name: str = "acme") -> dict[str, Json]:
    status, shown = nango.get(name, integration, "&refresh_token=true")
    assert status == 200
    assert isinstance(shown, dict)
    return shown


def legacy(nango: Nango, integration: str, **more: Json) -> None:
    body: dict[str, Json] = {"provider_config_key": integration, "connection_id": "acme", "connection_config": CONFIG}
    status, answer = nango.ask("POST", "/connection", body | LEGACY[integration] | more)
    assert status == 201, answer


def test_every_mode_of_the_table_has_an_integration_here() -> None:
    assert {TEMPLATES[name]["auth_mode"] for name in IMPORTS} == set(MODES)
    assert {TEMPLATES[name]["auth_mode"] for name in LEGACY} == {code for code, mode in MODES.items() if mode.legacy}


@pytest.mark.parametrize("integration", IMPORTS)
def test_the_current_import_answers_with_what_is_stored(integration: str) -> None:
    nango = Nango()
    answer = nango.store(integration, connection_config=CONFIG, **FULL)
    shown = stored(nango, integration)
    times = ("created_at", "updated_at", "last_fetched_at")
    assert {name: item for name, item in answer.items() if name not in times} == {
        name: item for name, item in shown.items() if name not in times
    }
    assert shown["tags"] == {"team": "Blue", "end_user_id": "cus_1", "end_user_email": "it@acme.example"}
    assert shown["metadata"] == {"plan": "pro"}
    assert shown["webhook_url_override"] == "https://hooks.example.com/x"


@pytest.mark.parametrize("integration", LEGACY)
def test_the_legacy_import_answers_with_what_was_sent(integration: str) -> None:
    nango = Nango()
    body: dict[str, Json] = {"provider_config_key": integration, "connection_config": CONFIG, "tags": {"a": "b"}}
    body |= LEGACY[integration]
    status, answer = nango.ask("POST", "/connection", body)
    assert status == 201
    assert answer == body | {"connection_id": answer["connection_id"]}
    assert UUID(answer["connection_id"]).version == 4
    assert stored(nango, integration, answer["connection_id"])["tags"] == {}, "tags are echoed, not stored"


@pytest.mark.parametrize("integration", IMPORTS)
def test_the_current_import_replaces_everything_but_the_linked_user(integration: str) -> None:
    nango = Nango()
    first = nango.store(integration, connection_config=CONFIG, **FULL)
    needed: Json = {"accountId": "1", "region": "eu"} if integration in ("ledgerstone-tba", "lumenboard") else {}
    again = nango.store(integration, connection_config=needed)
    assert (again["id"], again["end_user"]) == (first["id"], None)
    shown = stored(nango, integration)
    assert (shown["metadata"], shown["tags"], shown["webhook_url_override"]) == ({}, {}, None)
    assert shown["end_user"] == first["end_user"]


@pytest.mark.parametrize("integration", LEGACY)
def test_the_legacy_import_keeps_tags_and_forgets_the_metadata_of_three_modes(integration: str) -> None:
    nango = Nango()
    nango.store(integration, connection_config=CONFIG, **FULL)
    before = stored(nango, integration)
    legacy(nango, integration)
    shown = stored(nango, integration)
    forgets = TEMPLATES[integration]["auth_mode"] in ("API_KEY", "BASIC", "TBA")
    assert shown["metadata"] == (None if forgets else {"plan": "pro"})
    assert (shown["tags"], shown["end_user"]) == (before["tags"], before["end_user"])
    assert shown["webhook_url_override"] is None


def test_the_legacy_import_without_config_empties_it() -> None:
    nango = Nango()
    nango.store(connection_config={"subdomain": "acme"})
    legacy(nango, "harborline", connection_config=None)
    assert stored(nango, "harborline")["connection_config"] == {}


@pytest.mark.parametrize(
    ("integration", "moves"), [("harborline", False), ("tallyroom", True), ("plain-weather", True)]
)
def test_updated_at_does_not_move_for_oauth(integration: str, moves: bool) -> None:
    nango = Nango()
    nango.store(integration, connection_config=CONFIG)
    before = stored(nango, integration)["updated_at"]
    nango.later(minutes=1)
    nango.store(integration, connection_config=CONFIG)
    assert (stored(nango, integration)["updated_at"] != before) is moves


def test_a_credential_that_the_provider_refuses_stores_nothing() -> None:
    nango = Nango()
    nango.store("lumenboard", connection_config=CONFIG)
    before = stored(nango, "lumenboard")
    for apikey, config in (("bad", CONFIG), ("down", CONFIG), ("fake-key", {})):
        credentials: Json = {"type": "API_KEY", "apiKey": apikey}
        body: Json = {"provider_config_key": "lumenboard", "connection_id": "acme", "credentials": credentials,
                      "connection_config": config}  # fmt: skip
        status, answer = nango.ask("POST", "/connections", body)
        assert (status, code(answer)) == (400, "connection_test_failed")
    assert stored(nango, "lumenboard")["credentials"] == before["credentials"]


def test_tba_needs_an_account_and_gets_the_apps_own_secret_into_its_config() -> None:
    nango = Nango()
    body: Json = {"provider_config_key": "ledgerstone-tba", "credentials": IMPORTS["ledgerstone-tba"]}
    assert nango.ask("POST", "/connections", body)[0] == 400
    nango.store("ledgerstone-tba", connection_config={"accountId": "1"})
    assert stored(nango, "ledgerstone-tba")["connection_config"] == {
        "accountId": "1", "oauth_client_id": "app-id", "oauth_client_secret": "app-secret",
    }  # fmt: skip


def test_an_expiry_of_client_credentials_is_made_up_on_the_legacy_endpoint() -> None:
    nango = Nango()
    legacy(nango, "cobalt-pay", expires_in=60, no_expiration=True)
    credentials = stored(nango, "cobalt-pay")["credentials"]
    assert isinstance(credentials, dict)
    assert credentials["expires_at"] == "2026-03-14T09:55:00.000Z"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"expires_in": "1h"}, "2026-03-14T09:00:01.000Z"),
        ({"expires_in": -60}, "2026-03-14T08:59:00.000Z"),
        ({"expires_in": 1.9}, "2026-03-14T09:00:01.000Z"),
        ({"expires_at": "2099-01-01 00:00:00", "expires_in": 60}, "2099-01-01T00:00:00.000Z"),
        ({"expires_at": "2099-01-01T02:00:00+02:00"}, "2099-01-01T00:00:00.000Z"),
    ],
)
def test_the_legacy_endpoint_takes_strange_expiries(sent: dict[str, Json], expected: str) -> None:
    nango = Nango()
    legacy(nango, "harborline", **{"no_expiration": None, "refresh_token": None} | sent)
    credentials = stored(nango, "harborline")["credentials"]
    assert isinstance(credentials, dict)
    assert credentials["expires_at"] == expected


@pytest.mark.parametrize(
    ("sent", "status", "expected"),
    [
        ({"no_expiration": "true"}, 400, "missing_expires_at"),
        ({"no_expiration": None, "expires_at": "4070908800"}, 400, "missing_expires_at"),
        ({"no_expiration": None, "expires_in": "soon"}, 400, "invalid_expires_at"),
        ({"expires_at": 4070908800}, 500, "generic_error_support"),
        ({"expires_at": "2099-02-30T00:00:00Z"}, 500, "generic_error_support"),
        ({"expires_at": "2099"}, 500, "generic_error_support"),
        ({"access_token": ""}, 500, "generic_error_support"),
        ({"metadata": "text"}, 500, "generic_error_support"),
        ({"metadata": [1]}, 500, "generic_error_support"),
        ({"metadata": {"a": "\0"}}, 500, "generic_error_support"),
        ({"connection_id": "x" * 256}, 500, "generic_error_support"),
        ({"connection_config": {"oauth_scopes_override": 5}}, 500, "generic_error_support"),
        ({"webhook_url_override": None}, 400, "invalid_body"),
        ({"webhook_url_override": "http://127.0.0.1/x"}, 400, "invalid_body"),
        ({"provider_config_key": ""}, 400, "missing_provider_config"),
        ({"provider_config_key": "nope"}, 400, "unknown_provider_config"),
        ({"provider_config_key": "fogbank"}, 500, "unhandled_unknown_oauth_type"),
        ({"provider_config_key": "gitgarden-app-oauth"}, 500, "unhandled_unknown_oauth_type"),
    ],
)
def test_what_the_legacy_endpoint_refuses_or_stumbles_over(sent: dict[str, Json], status: int, expected: str) -> None:
    body: dict[str, Json] = {"provider_config_key": "harborline", "access_token": "x", "no_expiration": True}
    got, answer = Nango().ask("POST", "/connection", body | sent)
    assert (got, code(answer)) == (status, expected)


def test_an_unknown_integration_tells_the_name_of_the_environment() -> None:
    _, answer = Nango().ask("POST", "/connection", {"provider_config_key": "nope"})
    assert answer["error"]["payload"] == {"providerConfigKey": "nope", "environmentName": "dev"}


@pytest.mark.parametrize(
    ("integration", "missing", "expected"),
    [
        ("cobalt-pay", "access_token", "missing_access_token"),
        ("pinegrove", "oauth_token", "unhandled_missing_oauth_token"),
        ("pinegrove", "oauth_token_secret", "unhandled_missing_oauth_token_secret"),
        ("lumenboard", "api_key", "missing_api_key"),
        ("tallyroom", "username", "missing_basic_username"),
        ("gitgarden-app", "app_id", "missing_app_id"),
        ("gitgarden-app", "installation_id", "missing_installation_id"),
    ],
)
def test_the_legacy_endpoint_names_a_missing_credential_by_code(integration: str, missing: str, expected: str) -> None:
    body = {"provider_config_key": integration} | LEGACY[integration] | {missing: ""}
    assert code(Nango().ask("POST", "/connection", body)[1]) == expected


def test_scopes_are_split_at_commas_and_not_trimmed() -> None:
    nango = Nango()
    legacy(nango, "harborline", connection_config={"oauth_scopes_override": "repo, user"})
    assert stored(nango, "harborline")["connection_config"] == {"oauth_scopes_override": ["repo", " user"]}


def test_the_current_endpoint_reports_each_finding_at_its_path() -> None:
    body: Json = {
        "connection_id": None,
        "credentials": {"type": "OAUTH2", "access_token": "", "expires_at": "never", "raw": {}},
        "tags": {"1": "x", "a": ""},
        "foo": 1,
    }
    status, answer = Nango().ask("POST", "/connections", body)
    assert (status, code(answer)) == (400, "invalid_body")
    assert paths(answer) == [
        ["provider_config_key"], ["connection_id"], ["credentials", "access_token"], ["credentials", "expires_at"],
        ["credentials"], ["tags", "1"], ["tags", "a"], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("integration", "status", "expected"), [("nope", 404, "not_found"), ("lumenboard", 400, "invalid_body")]
)
def test_the_current_endpoint_wants_an_integration_of_that_mode(integration: str, status: int, expected: str) -> None:
    body: Json = {"provider_config_key": integration, "credentials": IMPORTS["harborline"]}
    got, answer = Nango().ask("POST", "/connections", body)
    assert (got, code(answer)) == (status, expected)
    assert "errors" not in answer["error"]


def test_the_current_endpoint_takes_no_query() -> None:
    status, answer = Nango().ask("POST", "/connections?a=1", {})
    assert (status, code(answer)) == (400, "invalid_query_params")


def test_ten_tags_are_the_limit_although_a_user_adds_three_more() -> None:
    nango = Nango()
    ten: dict[str, Json] = {f"t{number}": "x" for number in range(10)}
    user: Json = {"id": "cus_1", "email": "it@acme.example", "display_name": "Acme"}
    nango.store(tags=ten, end_user=user)
    tags = stored(nango, "harborline")["tags"]
    assert isinstance(tags, dict)
    assert len(tags) == 13
    body: Json = {"provider_config_key": "harborline", "credentials": IMPORTS["harborline"], "tags": tags}
    status, answer = nango.ask("POST", "/connections", body)
    assert (status, paths(answer)) == (400, [["tags"]])


def test_an_empty_connection_id_is_stored_and_cannot_be_read() -> None:
    nango = Nango()
    assert nango.store("harborline", "")["connection_id"] == ""
    status, answer = nango.get("")
    assert (status, code(answer)) == (400, "invalid_query_params"), "the path is that of the list"


def test_ids_differ_by_case_and_by_integration() -> None:
    nango = Nango()
    first = nango.store()["id"]
    assert nango.store("harborline", "ACME")["id"] != first
    assert nango.store("fernmail", credentials=IMPORTS["harborline"])["id"] != first
    assert nango.get("Acme")[0] == 404


def test_secrets_stay_out_of_what_a_fault_would_print() -> None:
    nango = Nango()
    nango.oauth2("ok")
    everything = repr(vars(nango.sandbox)) + repr(nango.sandbox._store.environments)
    assert "fake-refresh" not in everything
    assert KEY not in everything
