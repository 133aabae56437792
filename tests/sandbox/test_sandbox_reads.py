"""Reading, changing and deleting through the embedded Nango."""

from __future__ import annotations

import pytest

from nango_tui.model.body import Json
from tests.sandbox.asking import ACCOUNT, APP, OTHER, QUIET, Nango, code, paths


def ids(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [row["connection_id"] for row in answer["connections"]]


def filled() -> Nango:
    nango = Nango()
    rows: tuple[tuple[str, str, dict[str, Json]], ...] = (
        ("up-1", "harborline", {"end_user": {"id": "cus_1", "email": "it@acme.example", "display_name": "Acme Inc."}}),
        ("UP_2", "plain-weather", {"tags": {"Team": "Blue"}}),
        ("other", "plain-weather", {}),
    )
    for name, integration, more in rows:
        nango.store(integration, name, **more)
        nango.later(seconds=1)
    return nango


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["other", "UP_2", "up-1"]),
        ("limit=2", ["other", "UP_2"]),
        ("limit=2&page=1", ["up-1"]),
        ("limit=1.5", ["other"]),
        ("limit=2&page=9", []),
        ("connectionId=up-1", ["up-1"]),
        ("search=UP", ["UP_2", "up-1"]),
        ("search=acme%20inc", ["up-1"]),
        ("search=it%40acme", ["up-1"]),
        ("search=cus_1", []),
        ("search=up_1", ["up-1"]),
        ("endUserId=cus_1", ["up-1"]),
        ("endUserOrganizationId=org", []),
        ("integrationId=harborline", ["up-1"]),
        ("integrationId=plain-weather,%20harborline", ["other", "UP_2", "up-1"]),
        ("tags[team]=Blue", ["UP_2"]),
        ("tags[TEAM]=Blue", ["UP_2"]),
        ("tags[team]=blue", []),
        ("tags%5Bend_user_id%5D=cus_1", ["up-1"]),
    ],
)
def test_the_list_is_newest_first_and_filtered(query: str, expected: list[str]) -> None:
    status, answer = filled().ask("GET", f"/connections?{query}")
    assert (status, ids(answer)) == (200, expected)


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", ["limit"]), ("limit=2001", ["limit"]), ("limit=", ["limit"]), ("limit=1&limit=2", ["limit"]),
        ("page=-1", ["page"]), ("search=", ["search"]), ("tags=x", ["tags"]), ("foo=1", []),
    ],
)  # fmt: skip
def test_the_list_refuses_other_queries(query: str, path: list[str]) -> None:
    status, answer = Nango().ask("GET", f"/connections?{query}")
    assert (status, code(answer), paths(answer)) == (400, "invalid_query_params", [path])


def test_the_list_has_neither_credentials_nor_config() -> None:
    nango = Nango()
    nango.oauth2("ok")
    row = nango.ask("GET", "/connections")[1]["connections"][0]
    assert not {"credentials", "connection_config", "webhook_url_override"} & row.keys()


@pytest.mark.parametrize(
    ("target", "status", "expected"),
    [
        ("/connections/up-1", 400, "invalid_query_params"),
        ("/connections/up-1?provider_config_key=nope", 400, "unknown_provider_config"),
        ("/connections/nope?provider_config_key=harborline", 404, "not_found"),
        ("/connections/up-1?provider_config_key=harborline&force_refresh=maybe", 400, "invalid_query_params"),
        ("/connections/%F0%9F%98%80?provider_config_key=harborline", 400, "invalid_uri_params"),
        ("/connections/50%25?provider_config_key=harborline", 400, "invalid_uri_params"),
        ("/connections/%zz?provider_config_key=harborline", 500, "generic_error_support"),
        ("/integrations/nope", 404, "not_found"),
        ("/integrations/harborline?include=a,b", 400, "invalid_query_params"),
        ("/providers/nope", 404, "not_found"),
        ("/providers/no%2Fpe", 400, "invalid_uri_params"),
        ("/nope", 500, "generic_error_support"),
    ],
)
def test_a_read_that_fails_says_why_by_code(target: str, status: int, expected: str) -> None:
    got, answer = filled().ask("GET", target)
    assert (got, code(answer)) == (status, expected)


@pytest.mark.parametrize("path", ["/Connections/..", "/connections/../", "/CONNECTION/.."])
def test_dots_in_a_path_are_an_id(path: str) -> None:
    nango = Nango()
    nango.store("harborline", "..")
    assert nango.ask("GET", f"{path}?provider_config_key=harborline")[1]["connection_id"] == ".."


def test_another_method_gets_the_page_of_the_framework() -> None:
    status, page = Nango().ask("PUT", "/connections", {})
    assert status == 404
    assert b"Cannot PUT /connections" in page


def test_patch_replaces_tags_and_a_user_resets_them() -> None:
    nango = filled()
    target = "/connections/up-1?provider_config_key=harborline"

    def patched(body: Json) -> dict[str, Json]:
        assert nango.ask("PATCH", target, body) == (200, {"success": True})
        shown = nango.get("up-1")[1]
        return {name: shown[name] for name in ("tags", "end_user", "webhook_url_override")}

    assert patched({"tags": {"Zone": "EU"}})["tags"] == {"zone": "EU"}
    assert patched({"end_user": {"id": "cus_2"}})["tags"] == {"end_user_id": "cus_2"}
    both = patched({"tags": {"team": "red"}, "end_user": {"id": "cus_3", "tags": {"Z": "y"}}})
    assert both["tags"] == {"z": "y", "end_user_id": "cus_3", "team": "red"}
    assert both["end_user"] == {"id": "cus_3", "email": None, "display_name": None, "tags": {"Z": "y"},
                                "organization": None}  # fmt: skip
    assert patched({"webhook_url_override": "https://hooks.example.com"})["webhook_url_override"] is not None
    assert patched({"webhook_url_override": ""})["webhook_url_override"] is None
    assert patched({})["tags"] == both["tags"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"metadata": {}}, []),
        ({"webhook_url_override": None}, ["webhook_url_override"]),
        ({"end_user": None}, ["end_user"]),
    ],
)
def test_patch_refuses_what_it_cannot_change(body: Json, path: list[str]) -> None:
    status, answer = filled().ask("PATCH", "/connections/up-1?provider_config_key=harborline", body)
    assert (status, paths(answer)) == (400, [path])


def test_metadata_are_replaced_by_post_and_merged_by_patch() -> None:
    nango = filled()
    one: dict[str, Json] = {"connection_id": "up-1", "provider_config_key": "harborline"}
    assert nango.ask("POST", "/connections/metadata", one | {"metadata": {"a": {"b": 1}}})[0] == 201
    status, echo = nango.ask("PATCH", "/connections/metadata", one | {"metadata": {"a": {"c": 2}, "d": 3}})
    assert (status, echo["metadata"]) == (200, {"a": {"c": 2}, "d": 3})
    assert nango.get("up-1")[1]["metadata"] == {"a": {"c": 2}, "d": 3}
    status, answer = nango.ask("POST", "/connections/metadata", one | {"connection_id": ["up-1", "no"], "metadata": {}})
    assert (status, code(answer)) == (404, "unknown_connection")
    assert nango.get("up-1")[1]["metadata"] == {"a": {"c": 2}, "d": 3}, "none of them is touched"


def test_a_deleted_connection_is_gone_and_a_new_one_has_another_number() -> None:
    nango = filled()
    number = nango.get("up-1")[1]["id"]
    target = "/connections/up-1?provider_config_key=harborline"
    assert nango.ask("DELETE", target) == (200, {"success": True})
    status, answer = nango.ask("DELETE", target)
    assert (status, code(answer)) == (400, "unknown_connection")
    assert nango.store("harborline", "up-1")["id"] > number


def test_another_environment_is_empty() -> None:
    nango = filled()
    assert nango.ask("GET", "/integrations", key=OTHER) == (200, {"data": []})
    assert ids(nango.ask("GET", "/connections", key=OTHER)[1]) == []
    _, answer = nango.ask("POST", "/connection", {"provider_config_key": "harborline"}, key=OTHER)
    assert answer["error"]["payload"]["environmentName"] == "prod"


@pytest.mark.parametrize(
    ("method", "target", "scope"),
    [
        ("GET", "/integrations", "environment:integrations:list"),
        ("GET", "/integrations/harborline", "environment:integrations:read"),
        ("DELETE", "/connections/x?provider_config_key=harborline", "environment:connections:delete"),
    ],
)
def test_a_missing_scope_is_named(method: str, target: str, scope: str) -> None:
    status, answer = Nango().ask(method, target, key=QUIET)
    assert (status, code(answer)) == (403, "forbidden")
    assert scope in answer["error"]["message"]


def test_any_key_of_an_environment_reads_templates_and_one_of_the_account_does_not() -> None:
    nango = Nango()
    status, answer = nango.ask("GET", "/providers/lumenboard", key=QUIET)
    assert (status, answer["data"]["name"], answer["data"]["auth_mode"]) == (200, "lumenboard", "API_KEY")
    assert nango.ask("GET", "/providers/lumenboard", key=ACCOUNT)[0] == 403


def test_providers_are_found_by_name() -> None:
    rows = Nango().ask("GET", "/providers?search=HARBOR")[1]["data"]
    assert [row["name"] for row in rows] == ["harborline", "harborline-api-key"]


def test_the_apps_secrets_are_told_on_demand_only() -> None:
    nango = Nango()
    plain = nango.ask("GET", "/integrations/harborline")[1]["data"]
    assert "credentials" not in plain
    assert "webhook_url" not in plain
    asked = nango.ask("GET", "/integrations/harborline?include=credentials&include=webhook")[1]["data"]
    assert asked["credentials"] == {"type": "OAUTH2", **APP, "scopes": None, "webhook_secret": None}
    assert asked["webhook_url"] is None
    assert nango.ask("GET", "/integrations/lumenboard?include=credentials")[1]["data"]["credentials"] is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({}, "missing_auth_header"),
        ({"authorization": ""}, "missing_auth_header"),
        ({"authorization": "Bearer "}, "invalid_secret_key_format"),
        ({"authorization": "Bearer not-a-key"}, "invalid_secret_key_format"),
        ({"authorization": "Bearer 6ba7b810-9dad-11d1-80b4-00c04fd430c8"}, "invalid_secret_key_format"),
        ({"authorization": f"bearer {OTHER}"}, "invalid_secret_key_format"),
        ({"authorization": "Bearer 11111111-2222-4333-8444-555555555555"}, "unknown_account"),
    ],
)
def test_a_key_that_is_none_is_refused(header: dict[str, str], expected: str) -> None:
    response = Nango().send("GET", "/connections", header)
    assert response.status == 401
    assert f'"code":"{expected}"'.encode() in response.body


def test_the_limit_counts_all_keys_together_and_starts_anew_after_a_minute() -> None:
    nango = Nango(rate_limit=2)
    headers = {"authorization": f"Bearer {QUIET}"}
    first = nango.send("GET", "/providers/lumenboard", headers)
    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("2", "1")
    assert int(first.headers["x-ratelimit-reset"]) == nango.now.timestamp() + 60
    assert nango.ask("GET", "/integrations")[0] == 200
    nango.later(seconds=20)
    refused = nango.send("GET", "/providers/lumenboard", headers)
    assert (refused.status, refused.headers["retry-after"]) == (429, "40")
    assert b'"code":"too_many_request"' in refused.body
    nango.later(seconds=40)
    assert nango.ask("GET", "/integrations")[0] == 200


def test_without_a_limit_nothing_is_said_of_one() -> None:
    assert not any(name.startswith("x-ratelimit") for name in Nango().send("GET", "/integrations", {}).headers)
