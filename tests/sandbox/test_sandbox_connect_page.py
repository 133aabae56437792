"""What the connect page posts for a customer: every auth mode that needs no browser."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from nango_tui.model.body import Json
from tests.sandbox.asking import KEY, Nango, code, paths

GOOD: tuple[tuple[str, str, Json, dict[str, str]], ...] = (
    ("/auth/two-step", "fogbank", {"user": "fake-user", "key": "fake-key"}, {"hostname": "fog.example"}),
    ("/auth/jwt", "signet-store", {"privateKeyId": "K1", "privateKey": "<the key>"}, {}),
    ("/auth/signature", "signed", {"username": "fake-user", "password": "fake-pass", "type": "any"}, {}),
    ("/auth/bill", "ledger", {"username": "u", "password": "p", "organization_id": "o", "dev_key": "d"}, {}),
    ("/auth/aws-sigv4", "roles", {"role_arn": "arn:aws:iam::1:role/good", "region": "eu-west-1"}, {}),
    ("/api-auth/api-key", "lumenboard", {"apiKey": "fake-key"}, {"region": "eu"}),
    ("/api-auth/basic", "mossdesk", {"username": "fake-user", "password": ""}, {}),
    ("/oauth2/auth", "cobalt-pay", {"client_id": "id", "client_secret": "fake-secret"}, {"stage": "api"}),
    ("/auth/tba", "ledgerstone-tba", {"token_id": "fake-id", "token_secret": "fake-secret"}, {"accountId": "1"}),
    ("/auth/unauthenticated", "plain-weather", {}, {}),
)
"""Path, integration, body and params of each mode."""
TYPES = ("TWO_STEP", "JWT", "SIGNATURE", "BILL", "AWS_SIGV4", "API_KEY", "BASIC", "OAUTH2_CC", "TBA", None)

by_mode = pytest.mark.parametrize(("path", "integration", "body", "params"), GOOD, ids=[row[1] for row in GOOD])


@by_mode
def test_a_customer_connects_and_the_answer_holds_no_credential(
    path: str, integration: str, body: Json, params: dict[str, str]
) -> None:
    nango = Nango()
    status, answer = nango.post(path, integration, nango.session(), body, **params)
    assert (status, set(answer)) == (200, {"connectionId", "providerConfigKey"})
    assert nango.rows()[0]["connection_id"] == answer["connectionId"]


@pytest.mark.parametrize(("row", "kind"), list(zip(GOOD, TYPES, strict=True)), ids=[row[1] for row in GOOD])
def test_what_is_stored_is_what_was_filled_in_and_what_the_session_says(
    row: tuple[str, str, Json, dict[str, str]], kind: str | None
) -> None:
    path, integration, body, params = row
    nango = Nango()
    token = nango.session(
        end_user={"id": "u-1", "email": "u@acme.example", "display_name": "User", "tags": {"team": "blue"}},
        organization={"id": "org-1", "display_name": "Acme"},
        tags={"plan": "pro"},
        webhook_url_override="https://hooks.acme.example/x",
        integrations_config_defaults={integration: {"connection_config": {"extra": "from the session"}}},
    )
    made = nango.post(
        path, integration, token, body, **params, extra="from the customer", webhook_url="http://evil.example"
    )
    stored = nango.get(made[1]["connectionId"], integration)[1]
    assert stored["tags"] == {
        "plan": "pro",
        "team": "blue",
        "end_user_id": "u-1",
        "end_user_email": "u@acme.example",
        "end_user_display_name": "User",
        "organization_id": "org-1",
        "organization_display_name": "Acme",
    }
    assert stored["end_user"]["organization"] == {"id": "org-1", "display_name": "Acme"}
    assert stored["webhook_url_override"] == "https://hooks.acme.example/x"
    assert stored["metadata"] == (None if kind == "OAUTH2_CC" else {})
    assert stored["connection_config"].items() >= (params | {"extra": "from the session"}).items()
    assert "webhook_url" not in stored["connection_config"]
    assert stored["credentials"].get("type") == kind
    assert isinstance(body, dict)
    filled = {name: text for name, text in body.items() if not (kind == "SIGNATURE" and name == "type")}
    assert stored["credentials"].items() >= filled.items()


@by_mode
def test_a_chosen_id_is_refused_since_the_server_makes_one(
    path: str, integration: str, body: Json, params: dict[str, str]
) -> None:
    nango = Nango()
    query = urlencode({"connect_session_token": nango.session(), "connection_id": "mine"})
    raw = json.dumps(body).encode()
    response = nango.send("POST", f"{path}/{integration}?{query}", {"content-type": "application/json"}, raw)
    answer = json.loads(response.body)
    assert (response.status, code(answer), paths(answer)) == (400, "invalid_query_params", [["connection_id"]])


@by_mode
def test_an_integration_of_another_mode_an_unknown_one_and_one_that_is_not_allowed_are_refused(
    path: str, integration: str, body: Json, params: dict[str, str]
) -> None:
    nango = Nango()
    token = nango.session(allowed_integrations=["harborline"])
    assert code(nango.post(path, "harborline", token, body, **params)[1]) == "invalid_auth_mode"
    status, answer = nango.post(path, "nope", token, body, **params)
    assert (status, code(answer)) == (404, "unknown_provider_config")
    status, answer = nango.post(path, integration, token, body, **params)
    assert (status, code(answer)) == (400, "integration_not_allowed")


@pytest.mark.parametrize("query", ["", f"?public_key={KEY}", "?connect_session_token=short"])
def test_only_a_sessions_token_in_the_query_opens_it(query: str) -> None:
    nango = Nango()
    headers = {"content-type": "application/json", "authorization": f"Bearer {KEY}"}
    response = nango.send("POST", f"/api-auth/api-key/lumenboard{query}", headers, b'{"apiKey":"x"}')
    codes = {
        "": "missing_public_key",
        "?connect": "invalid_connect_session_token_format",
        "?public_": "unknown_account",
    }
    assert (response.status, code(json.loads(response.body))) == (401, codes[query[:8]])


@pytest.mark.parametrize(
    ("path", "integration", "body", "expected"),
    [
        ("/api-auth/api-key", "lumenboard", {}, [["apiKey"]]),
        ("/api-auth/basic", "mossdesk", {"username": "x"}, [["password"]]),
        ("/auth/signature", "signed", {"username": "x", "password": "y"}, [["type"]]),
        ("/auth/bill", "ledger", {"username": "u", "password": "p"}, [["organization_id"], ["dev_key"]]),
        ("/auth/aws-sigv4", "roles", {"role_arn": "a", "region": "EU West"}, [["region"]]),
        ("/auth/tba", "ledgerstone-tba", {"token_id": "x"}, [["token_secret"]]),
        ("/auth/unauthenticated", "plain-weather", {"x": 1}, [[]]),
    ],
)
def test_a_missing_field_is_named(path: str, integration: str, body: Json, expected: list[list[str]]) -> None:
    nango = Nango()
    status, answer = nango.post(path, integration, nango.session(), body)
    assert (status, code(answer), paths(answer)) == (400, "invalid_body", expected)


def test_a_token_makes_a_connection_each_time_it_is_used() -> None:
    nango = Nango()
    token = nango.session()
    ids = {nango.post(*GOOD[5][:2], token, GOOD[5][2], region="eu")[1]["connectionId"] for _ in range(3)}
    assert len(ids) == 3


def test_two_step_tells_the_providers_own_words_in_a_text() -> None:
    nango = Nango()
    status, answer = nango.post(
        "/auth/two-step", "fogbank", nango.session(), {"key": "fake-denied"}, hostname="f.example"
    )
    assert (status, code(answer)) == (400, "two_step_credentials_fetch_error")
    payload = json.loads(answer["error"]["payload"])
    assert payload["provider_error_payload"] == {"error": "invalid_client"}
    status, answer = nango.post(
        "/auth/two-step", "fogbank", nango.session(), {"key": "fake-down"}, hostname="f.example"
    )
    assert "provider_error_payload" not in json.loads(answer["error"]["payload"])


def test_two_step_checks_no_field_and_fails_without_a_host() -> None:
    nango = Nango()
    assert nango.post("/auth/two-step", "fogbank", nango.session(), {}, hostname="f.example")[0] == 200
    status, answer = nango.post("/auth/two-step", "fogbank", nango.session(), {"user": "u", "key": "k"})
    assert (status, code(answer)) == (500, "generic_error_support")


@pytest.mark.parametrize(
    ("key", "expected"), [("not a key", "failed_to_sign"), ("${x}", "failed_to_generate"), (None, "failed_to_generate")]
)
def test_a_key_that_cannot_sign_is_told_without_asking_the_provider(key: str | None, expected: str) -> None:
    nango = Nango()
    body: Json = {"privateKeyId": "K1", **({"privateKey": key} if key else {})}
    status, answer = nango.post("/auth/jwt", "signet-store", nango.session(), body)
    assert (status, code(answer)) == (500, expected)


@pytest.mark.parametrize(
    ("key", "params"), [("bad:00", {"site": "s.example"}), ("id:00", {}), ("down:00", {"site": "s.example"})]
)
def test_a_refused_token_no_network_and_a_missing_host_look_alike(key: str, params: dict[str, str]) -> None:
    nango = Nango()
    status, answer = nango.post("/auth/jwt", "shared-secret", nango.session(), {"privateKey": key}, **params)
    assert (status, code(answer)) == (400, "connection_test_failed")


def test_a_key_of_two_parts_is_stored_in_two() -> None:
    nango = Nango()
    made = nango.post("/auth/jwt", "shared-secret", nango.session(), {"privateKey": "id:00ff"}, site="s.example")
    stored = nango.get(made[1]["connectionId"], "shared-secret")[1]["credentials"]
    assert stored["privateKey"] == {"id": "id", "secret": "00ff"}
    assert stored["token"].count(".") == 2


def test_client_credentials_are_fetched_and_refused_in_the_providers_words() -> None:
    nango = Nango()
    body: Json = {"client_id": "id", "client_secret": "fake-secret"}
    made = nango.post("/oauth2/auth", "cobalt-pay", nango.session(), body, stage="api")[1]
    stored = nango.get(made["connectionId"], "cobalt-pay")[1]["credentials"]
    assert stored["token"].startswith("fresh-access-token")
    status, answer = nango.post(
        "/oauth2/auth", "cobalt-pay", nango.session(), {"client_id": "id", "client_secret": "wrong"}, stage="api"
    )
    assert (status, code(answer)) == (400, "client_credentials_fetch_error")
    assert "invalid_client" in answer["error"]["payload"]
    assert code(nango.post("/oauth2/auth", "cobalt-pay", nango.session(), {})[1]) == "missing_client_id"


@pytest.mark.parametrize("row", [GOOD[5], GOOD[6]], ids=["API_KEY", "BASIC"])
def test_a_credential_that_the_provider_refuses_is_not_stored(
    row: tuple[str, str, dict[str, Json], dict[str, str]],
) -> None:
    nango = Nango()
    path, integration, body, params = row
    bad: Json = dict.fromkeys(body, "bad")
    status, answer = nango.post(path, integration, nango.session(), bad, **params)
    assert (status, code(answer), nango.rows()) == (400, "connection_test_failed", [])


@pytest.mark.parametrize(
    ("settings", "body", "status", "expected"),
    [
        ({}, {"role_arn": "arn"}, 400, "missing_aws_sigv4_service"),
        ({"service": "s3"}, {"role_arn": "arn"}, 400, "missing_aws_sigv4_builtin_credentials"),
        ({"service": "s3", "stsMode": "custom"}, {"role_arn": "arn"}, 400, "missing_aws_sigv4_sts_endpoint"),
        ({"service": "s3", "awsAccessKeyId": "a", "awsSecretAccessKey": "b"}, {"role_arn": "arn"}, 400,
         "missing_aws_sigv4_region"),
        ({"service": "s3", "awsAccessKeyId": "a", "awsSecretAccessKey": "b", "defaultRegion": "eu-west-1"},
         {"role_arn": "role/denied"}, 502, "aws_sigv4_sts_request_failed"),
    ],
)  # fmt: skip
def test_what_aws_lacks_is_told(settings: dict[str, Json], body: Json, status: int, expected: str) -> None:
    nango = Nango()
    nango.set_up("roles", settings)
    got, answer = nango.post("/auth/aws-sigv4", "roles", nango.session(), body)
    assert (got, code(answer)) == (status, expected)
