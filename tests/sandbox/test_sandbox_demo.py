"""The demo's Nango: providers of every kind, and an environment that looks like life."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from nango_tui.model.auth import MODES, OTHER_MODES
from nango_tui.model.body import Json
from nango_tui.model.wire import Request
from nango_tui.sandbox.demo import Demo, demo
from nango_tui.sandbox.demo_templates import TEMPLATES
from tests.conftest import SHARED
from tests.sandbox.asking import CONFIG, IMPORTS


def ask(made: Demo, method: str, target: str, body: Json = None, key: str = "full") -> tuple[int, Any]:
    headers = {"authorization": f"Bearer {made.keys[key]}", "content-type": "application/json"}
    response = made.handle(Request(method, target, headers, json.dumps(body).encode() if body is not None else b""))
    return response.status, json.loads(response.body)


def fields(place: str) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = []
    for template in TEMPLATES.values():
        group = template.get(place)
        found += [field for field in group.values() if isinstance(field, dict)] if isinstance(group, dict) else []
    return found


def test_every_mode_that_can_be_imported_and_some_that_cannot_are_there() -> None:
    modes = {str(template["auth_mode"]) for template in TEMPLATES.values()}
    assert set(MODES) <= modes
    assert len(modes & set(OTHER_MODES)) >= 2


@pytest.mark.parametrize(
    "feature",
    ["prefix", "suffix", "pattern", "enum", "hidden", "automated", "optional", "order", "default_value", "example",
     "format", "doc_section"],
)  # fmt: skip
def test_every_feature_of_a_field_occurs(feature: str) -> None:
    assert any(feature in field for field in fields("connection_config") + fields("credentials"))


def test_the_other_features_of_templates_occur() -> None:
    text = json.dumps(TEMPLATES)
    for word in ("token_response_metadata", "post_connection_script", "require_client_certificate", "private_key_jwt",
                 " || ", "verification", "token_expiration_buffer"):  # fmt: skip
        assert word in text, word
    listed = {name for template in TEMPLATES.values() for name in _names(template)}
    assert set(re.findall(r"connectionConfig\.(\w+)", text)) - listed, "a URL needs a field that no list has"
    names = Counter(str(template["display_name"]).partition(" (")[0] for template in TEMPLATES.values())
    assert names.most_common(1)[0][1] >= 2, "two providers are siblings"


def _names(template: dict[str, Json]) -> list[str]:
    group = template.get("connection_config")
    return list(group) if isinstance(group, dict) else []


def test_there_are_enough_integrations_and_some_share_a_provider() -> None:
    rows = ask(demo(), "GET", "/integrations")[1]["data"]
    assert len(rows) >= 12
    assert sum(count > 1 for count in Counter(row["provider"] for row in rows).values()) >= 2
    assert max(len(row["unique_key"]) for row in rows) > 30


def test_connections_are_broken_by_authentication_by_a_sync_and_by_both() -> None:
    rows = ask(demo(), "GET", "/connections")[1]["connections"]
    kinds = Counter(tuple(error["type"] for error in row["errors"]) for row in rows)
    assert kinds[("auth",)] >= 4
    assert (kinds[("sync",)], kinds[("auth", "sync")]) == (1, 1)
    assert kinds[()] > len(rows) / 2
    ages = {error["log_id"].partition("_")[0] for row in rows for error in row["errors"]}
    assert len(ages) == sum(len(row["errors"]) for row in rows), "each error has an age of its own"
    assert sum(row["end_user"] is not None for row in rows) >= 5
    assert max(len(row["connection_id"]) for row in rows) > 60
    assert [row["created"] for row in rows] == sorted((row["created"] for row in rows), reverse=True)


def test_the_broken_one_is_mended_by_a_good_token_and_not_by_a_bad_one() -> None:
    made = demo()
    target = "/connections/acme-42?provider_config_key=harborline"
    assert ask(made, "GET", target)[0] == 400
    for word, status in (("bad", 400), ("good", 200)):
        credentials: Json = {"type": "OAUTH2", "access_token": "x", "refresh_token": f"token-{word}",
                             "expires_at": "2001-01-01T00:00:00Z"}  # fmt: skip
        body: Json = {"provider_config_key": "harborline", "connection_id": "acme-42", "credentials": credentials,
                      "connection_config": {"subdomain": "acme"}}  # fmt: skip
        assert ask(made, "POST", "/connections", body)[0] == 201
        assert ask(made, "GET", target)[0] == status


def test_every_mode_can_be_imported_in_the_demo() -> None:
    made = demo()
    keys = {row["provider"]: row["unique_key"] for row in ask(made, "GET", "/integrations")[1]["data"]}
    for provider, credentials in IMPORTS.items():
        body: Json = {"provider_config_key": keys[provider], "credentials": credentials, "connection_config": CONFIG}
        assert ask(made, "POST", "/connections", body)[0] == 201, provider


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("full", {"list", "see", "create", "delete"}),
        ("quiet", {"list", "read", "create"}),
        ("create-only", {"create"}),
        ("read-no-credentials", {"list", "read"}),
        ("no-create", {"list", "see"}),
    ],
)
def test_each_key_can_do_what_its_name_says(key: str, allowed: set[str]) -> None:
    made = demo()
    target = "/connections/globex?provider_config_key=harborline"
    can: set[str] = set()
    if ask(made, "GET", "/connections", key=key)[0] == 200:
        can.add("list")
    status, shown = ask(made, "GET", target, key=key)
    if status == 200:
        can.add("see" if shown["credentials"] else "read")
    body: Json = {"provider_config_key": "plain-weather", "credentials": {"type": "NONE"}}
    if ask(made, "POST", "/connections", body, key)[0] == 201:
        can.add("create")
    if ask(made, "DELETE", target, key=key)[0] == 200:
        can.add("delete")
    assert can == allowed


def test_a_key_of_another_environment_is_there() -> None:
    made = demo()
    assert ask(made, "GET", "/integrations", key="other-environment") == (200, {"data": []})
    assert ask(made, "POST", "/connection", {"provider_config_key": "x"})[1]["error"]["payload"] == {
        "providerConfigKey": "x", "environmentName": "demo",
    }  # fmt: skip


def test_the_keys_are_new_each_time_and_in_no_repr() -> None:
    one, two = demo(), demo()
    assert one.key != two.key
    assert one.key not in repr(one)


def test_the_demo_goes_by_the_clock_that_it_is_given() -> None:
    made = demo(lambda: datetime(2030, 1, 1, tzinfo=UTC))
    rows = ask(made, "GET", "/connections")[1]["connections"]
    assert rows[0]["created"].startswith("2029-12-31T19:")


def test_no_text_of_a_real_template_is_in_the_invented_ones() -> None:
    providers = SHARED / "providers.yaml"
    if not providers.exists():
        pytest.skip(f"no provider templates at {providers}")
    real = providers.read_text("utf-8")
    own = [str(field.get("description")) for field in fields("credentials") + fields("connection_config")]
    assert not [text for text in own if text in real]
    assert not [name for name in TEMPLATES if f"\n{name}:\n" in real]
