"""When the embedded Nango refreshes a token, what it stores then, and how it fails."""

from __future__ import annotations

import pytest

from nango_tui.model.body import Json
from tests.sandbox.asking import QUIET, Nango, code


def test_a_read_refreshes_an_expired_token_and_stores_the_rotated_refresh_token() -> None:
    nango = Nango()
    nango.oauth2("ok")
    status, shown = nango.get()
    assert status == 200
    assert shown["credentials"]["access_token"].startswith("fresh-access-token")
    assert shown["credentials"]["expires_at"] == "2026-03-14T10:00:00.000Z"
    _, whole = nango.get(options="&refresh_token=true")
    assert whole["credentials"]["refresh_token"].startswith("fresh-refresh-token")
    assert whole["credentials"]["access_token"] == shown["credentials"]["access_token"]


def test_without_a_new_refresh_token_the_old_one_is_kept() -> None:
    nango = Nango()
    nango.oauth2("keep")
    assert nango.get(options="&refresh_token=true")[1]["credentials"]["refresh_token"] == "fake-refresh-keep"


def test_without_expires_in_the_expiry_disappears_and_nothing_is_refreshed_again() -> None:
    nango = Nango()
    nango.oauth2("noexp")
    first = nango.get()[1]["credentials"]
    assert "expires_at" not in first
    nango.later(days=365)
    assert nango.get()[1]["credentials"] == first


@pytest.mark.parametrize(("minutes", "refreshed"), [(14, True), (16, False)])
def test_a_token_is_refreshed_from_fifteen_minutes_before_it_expires(minutes: int, refreshed: bool) -> None:
    nango = Nango()
    nango.oauth2("ok")
    nango.store(credentials={
        "type": "OAUTH2", "access_token": "fake-access", "refresh_token": "fake-refresh",
        "expires_at": nango.in_time(minutes=minutes),
    }, connection_config={"subdomain": "acme"})  # fmt: skip
    assert (nango.get()[1]["credentials"]["access_token"] != "fake-access") is refreshed


def test_a_template_may_ask_for_an_earlier_refresh() -> None:
    nango = Nango()
    nango.oauth2("ok", integration="beacon-ads")
    nango.get(integration="beacon-ads")
    nango.later(minutes=31)  # 29 minutes before it expires, the template wants 30
    before = nango.get(integration="beacon-ads", key=QUIET)
    assert before[1]["credentials"] == {}
    first = nango.get(integration="beacon-ads")[1]["credentials"]["access_token"]
    assert first.endswith("-2")


def test_without_a_refresh_token_an_expired_token_is_returned_even_when_forced() -> None:
    nango = Nango()
    nango.store(credentials={"type": "OAUTH2", "access_token": "fake-access", "expires_at": "2001-01-01T00:00:00Z"})
    assert nango.get()[0] == 200
    status, shown = nango.get(options="&force_refresh=true")
    assert (status, shown["credentials"]["access_token"]) == (200, "fake-access")


def test_without_an_expiry_only_force_refreshes() -> None:
    nango = Nango()
    credentials: Json = {"type": "OAUTH2", "access_token": "fake-access", "refresh_token": "fake-refresh"}
    nango.store(credentials=credentials, connection_config={"subdomain": "acme"})
    assert nango.get()[1]["credentials"]["access_token"] == "fake-access"
    assert nango.get(options="&force_refresh=true")[1]["credentials"]["access_token"] != "fake-access"


@pytest.mark.parametrize("word", ["denied", "down", "html"])
def test_a_refusal_and_an_unreachable_provider_look_the_same(word: str) -> None:
    nango = Nango()
    nango.oauth2(word, metadata={"plan": "pro"}, tags={"team": "blue"})
    status, answer = nango.get()
    assert (status, code(answer)) == (400, "invalid_credentials")
    connection = answer["error"]["payload"]["connection"]
    assert connection["credentials"] == {}
    assert (connection["metadata"], connection["tags"]) == ({"plan": "pro"}, {"team": "blue"})
    assert [error["type"] for error in connection["errors"]] == ["auth"]
    assert "{" not in answer["error"]["message"]


def test_a_config_without_what_the_token_url_needs_is_a_failed_refresh() -> None:
    nango = Nango()
    nango.oauth2("ok", connection_config={})
    assert nango.get()[0] == 400


def test_an_answer_without_a_token_is_500_with_a_dump_of_the_row_and_no_credential_in_it() -> None:
    nango = Nango()
    nango.oauth2("empty")
    status, answer = nango.get()
    assert (status, code(answer)) == (500, "invalid_credentials")
    assert '{"connection":' in answer["error"]["message"]
    assert "fake-refresh" not in answer["error"]["message"]


def test_after_a_failure_nothing_is_tried_for_thirty_seconds() -> None:
    nango = Nango()
    nango.oauth2("denied")
    first = nango.get()[1]["error"]["payload"]["connection"]["errors"]
    nango.later(seconds=29)
    status, answer = nango.get()
    assert (status, code(answer)) == (424, "invalid_credentials")
    assert answer["error"]["payload"]["connection"]["errors"] == first
    nango.later(seconds=1)
    assert nango.get()[0] == 400


def test_force_passes_the_back_off() -> None:
    nango = Nango()
    nango.oauth2("denied")
    nango.get()
    assert nango.get(options="&force_refresh=true")[0] == 400


def test_failures_on_four_days_end_it_and_only_force_or_an_import_begins_anew() -> None:
    nango = Nango()
    nango.oauth2("denied")
    for _ in range(3):
        assert nango.get()[0] == 400
        nango.later(minutes=10)
        assert nango.get()[0] == 400  # a second failure on one day does not count
        nango.later(days=1)
    assert nango.get()[0] == 400
    nango.later(days=1)
    assert nango.get()[0] == 424
    assert nango.get(options="&force_refresh=true")[0] == 400
    nango.oauth2("ok")
    assert nango.get()[0] == 200


def test_exhaustion_can_be_set_by_hand() -> None:
    nango = Nango()
    nango.oauth2("ok")
    nango.sandbox.exhaust("acme", "harborline")
    assert nango.get()[0] == 424


def test_a_key_that_reads_no_credentials_changes_nothing_and_sees_the_error() -> None:
    nango = Nango()
    nango.oauth2("denied")
    nango.get()
    status, shown = nango.get(key=QUIET)
    assert (status, shown["credentials"]) == (200, {})
    assert [error["type"] for error in shown["errors"]] == ["auth"]
    nango.oauth2("ok")
    nango.get(key=QUIET)
    assert nango.get(options="&refresh_token=true")[1]["credentials"]["refresh_token"] == "fresh-refresh-token-1"


@pytest.mark.parametrize("option", ["refresh_token=true", "force_refresh=yes"])
def test_a_key_that_reads_no_credentials_may_not_ask_for_them(option: str) -> None:
    nango = Nango()
    nango.oauth2("ok")
    status, answer = nango.get(options=f"&{option}", key=QUIET)
    assert (status, code(answer)) == (403, "forbidden")


def test_an_import_clears_the_error_of_authentication_and_no_sync_error() -> None:
    nango = Nango()
    nango.oauth2("denied")
    nango.get()
    nango.sandbox.fail_sync("acme", "harborline", "1_abc")
    assert nango.errors() == ["auth", "sync"]
    assert nango.oauth2("denied")["errors"] == []
    nango.sandbox.settle()
    assert nango.errors() == ["sync"]
    assert nango.get()[0] == 400, "a refresh token that is still bad fails again"
    assert nango.errors() == ["auth", "sync"]


def test_the_legacy_import_clears_it_as_well() -> None:
    nango = Nango()
    nango.oauth2("denied")
    nango.get()
    body: Json = {"provider_config_key": "harborline", "connection_id": "acme", "access_token": "x",
                  "no_expiration": True}  # fmt: skip
    assert nango.ask("POST", "/connection", body)[0] == 201
    nango.sandbox.settle()
    assert nango.errors() == []


def test_neither_patch_nor_metadata_clear_it() -> None:
    nango = Nango()
    nango.oauth2("denied")
    nango.get()
    nango.ask("PATCH", "/connections/acme?provider_config_key=harborline", {"tags": {"a": "b"}})
    metadata: Json = {"connection_id": "acme", "provider_config_key": "harborline", "metadata": {"a": 1}}
    nango.ask("PATCH", "/connections/metadata", metadata)
    assert nango.errors() == ["auth"]


def test_nango_fetches_the_token_of_client_credentials_from_a_placeholder() -> None:
    nango = Nango()
    credentials: Json = {"type": "OAUTH2_CC", "token": "placeholder", "client_id": "id", "client_secret": "fake-secret",
                         "expires_at": nango.in_time(hours=-1)}  # fmt: skip
    nango.store("cobalt-pay", credentials=credentials, connection_config={"stage": "api"})
    status, shown = nango.get(integration="cobalt-pay")
    assert status == 200
    assert shown["credentials"]["token"].startswith("fresh-access-token")
    assert (shown["credentials"]["client_id"], shown["credentials"]["client_secret"]) == ("id", "fake-secret")


def test_a_refused_client_secret_is_400_with_a_dump() -> None:
    nango = Nango()
    credentials: Json = {"type": "OAUTH2_CC", "token": "placeholder", "client_id": "id", "client_secret": "wrong",
                         "expires_at": nango.in_time(hours=-1)}  # fmt: skip
    nango.store("cobalt-pay", credentials=credentials, connection_config={"stage": "api"})
    status, answer = nango.get(integration="cobalt-pay")
    assert (status, code(answer)) == (400, "invalid_credentials")
    assert "{" in answer["error"]["message"]


def test_salesforce_is_asked_at_each_read_whether_the_token_lives() -> None:
    nango = Nango()
    nango.oauth2("ok", integration="salesforce")
    assert nango.get(integration="salesforce")[1]["credentials"]["access_token"] == "fake-access"
    nango.oauth2("denied", integration="salesforce", name="dead")
    assert nango.get("dead", "salesforce")[0] == 400


def test_facebook_is_refreshed_only_when_forced() -> None:
    nango = Nango()
    nango.oauth2("ok", integration="facebook")
    assert nango.get(integration="facebook")[1]["credentials"]["access_token"] == "fake-access"
    forced = nango.get(integration="facebook", options="&force_refresh=true")[1]
    assert forced["credentials"]["access_token"] != "fake-access"


def test_a_read_without_the_option_leaves_out_refresh_tokens_at_every_depth_but_not_in_metadata() -> None:
    nango = Nango()
    config: Json = {"subdomain": "acme", "user": {"refresh_token": "a", "refreshToken": "b", "my_refresh_token": "c"}}
    nango.oauth2("ok", connection_config=config, metadata={"refresh_token": "d"})
    shown = nango.get()[1]
    assert shown["connection_config"] == {"subdomain": "acme", "user": {"my_refresh_token": "c"}}
    assert shown["metadata"] == {"refresh_token": "d"}
    assert "refresh_token" not in shown["credentials"]
    assert "refresh_token" not in shown["credentials"]["raw"]
    assert nango.get(options="&refresh_token=true")[1]["connection_config"] == config


def test_an_api_key_is_not_checked_by_a_read_not_even_forced() -> None:
    nango = Nango()
    body: Json = {"provider_config_key": "lumenboard", "connection_id": "acme", "api_key": "bad"}
    assert nango.ask("POST", "/connection", body)[0] == 201
    assert nango.get(integration="lumenboard", options="&force_refresh=true")[0] == 200
    assert nango.errors() == []


def test_a_provider_script_fills_its_fields_some_seconds_after_the_import() -> None:
    nango = Nango()
    nango.oauth2("ok", integration="tideflow", connection_config={"mine": "1"})
    assert nango.get(integration="tideflow")[1]["connection_config"] == {"mine": "1"}
    nango.later(seconds=3)
    assert nango.get(integration="tideflow")[1]["connection_config"] == {"mine": "1", "portalId": "7350042"}
