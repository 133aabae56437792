"""The configuration of an update: kept as JSON, never sent back where a read left something out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import get_args

import pytest

from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Reading
from nango_tui.model.secret import Secret
from nango_tui.model.template import TemplateField
from nango_tui.model.tree import Json, Tree
from nango_tui.model.update_check import check_fix
from tests.model.looks import NEVER, NOW, asked, draft, form_of, labels, look, new, planned, template, text_of

NESTED: dict[str, Tree] = {
    "subdomain": "acme",
    "count": 3,
    "ratio": 1.5,
    "on": True,
    "nothing": None,
    "userCredentials": {"refresh_token": Secret("inner"), "scopes": ["a", {"b": None}]},
}


def test_values_that_were_not_edited_are_sent_back_exactly() -> None:
    found = planned(draft(look(config=NESTED), values=new(), expiry=NEVER))
    assert found.body["connection_config"] == NESTED
    assert found.expected.config == NESTED
    assert not found.blocked


def test_only_texts_are_edited_and_a_change_touches_its_key_alone() -> None:
    fix = draft(look(config=NESTED), values=new(), expiry=NEVER)
    assert fix.config == {"subdomain": "acme"}
    found = planned(replace(fix, config={"subdomain": "globex"}))
    assert found.body["connection_config"] == {**NESTED, "subdomain": "globex"}
    assert text_of(found.changes, "Configuration") == "subdomain acme → globex"


def test_a_blank_key_is_removed_and_an_empty_stored_one_is_kept() -> None:
    fix = draft(look(config={"subdomain": "acme", "extra": ""}), values=new(), expiry=NEVER)
    found = planned(replace(fix, config={"subdomain": "", "extra": ""}))
    assert found.body["connection_config"] == {"extra": ""}
    assert text_of(found.changes, "Configuration") == "subdomain removed"


@pytest.mark.parametrize("reading", [reading for reading in get_args(Reading) if reading != "whole"])
def test_a_configuration_with_objects_that_was_not_read_whole_is_not_sent_back(reading: Reading) -> None:
    stripped: dict[str, Tree] = {**NESTED, "userCredentials": {"scopes": ["a"]}}
    found = planned(draft(look(reading=reading, config=stripped), values=new(), expiry=NEVER))
    assert "refresh token" in found.blocked


def test_the_provider_type_custom_that_was_not_read_whole_is_not_sent_back() -> None:
    config = {"app_id": "1", "installation_id": "2"}
    hidden = draft(look("CUSTOM", reading="hidden", config=config), "CUSTOM", values=new("CUSTOM"))
    assert "refresh token" in planned(hidden).blocked
    whole = draft(look("CUSTOM", config=config), "CUSTOM", values=new("CUSTOM"))
    assert not planned(whole).blocked


def test_a_flat_configuration_is_sent_back_and_what_a_read_may_hide_is_said() -> None:
    found = planned(draft(look(reading="hidden"), values=new(refresh_token="new"), expiry=NEVER))
    assert not found.blocked
    assert any("named like a refresh token" in note for note in found.notes)


def test_edited_scopes_are_a_list_on_the_current_endpoint_and_text_with_commas_on_the_legacy_one() -> None:
    fix = draft(look(config={"oauth_scopes_override": ["repo"]}), values=new(), expiry=NEVER, scopes="repo, user")
    legacy, current = planned(fix), planned(replace(fix, endpoint=Endpoint.CURRENT))
    assert legacy.endpoint is Endpoint.LEGACY
    assert legacy.body["connection_config"] == {"oauth_scopes_override": "repo,user"}
    assert current.body["connection_config"] == {"oauth_scopes_override": ["repo", "user"]}
    assert legacy.expected.config == current.expected.config == {"oauth_scopes_override": ["repo", "user"]}


@pytest.mark.parametrize("scopes", [["repo", " user"], [], ["a,b"], [""]], ids=str)
def test_stored_scopes_stay_the_list_that_they_are(scopes: list[Tree]) -> None:
    found = planned(draft(look(config={"oauth_scopes_override": scopes}), values=new(), expiry=NEVER))
    sent = found.body["connection_config"]
    assert isinstance(sent, dict)
    text = sent["oauth_scopes_override"]
    assert (text.split(",") if isinstance(text, str) else text) == scopes
    assert not found.lost


def test_scopes_that_are_stored_as_text_become_a_list_and_that_is_asked() -> None:
    found = planned(draft(look(config={"oauth_scopes_override": "repo, user"}), values=new(), expiry=NEVER))
    assert labels(found.lost) == {"Scopes"}
    assert asked(found) == {"lost"}
    assert found.expected.config == {"oauth_scopes_override": ["repo", "user"]}


def test_a_text_of_scopes_that_the_current_endpoint_refuses_goes_to_the_legacy_one() -> None:
    config: dict[str, Tree] = {"subdomain": "acme", "oauth_scopes_override": "repo,user"}
    found = planned(draft(look("API_KEY", config=config), "API_KEY", values=new("API_KEY")))
    assert found.endpoint is Endpoint.LEGACY
    assert found.body["connection_config"] == config
    assert not found.lost


def test_presets_of_the_template_are_not_added_to_what_is_stored() -> None:
    preset = TemplateField("apiVersion", hidden=True, default_value="2024")
    kind = template("API_KEY", config=(TemplateField("subdomain"), preset))
    found = planned(draft(look("API_KEY"), "API_KEY", template=kind, values=new("API_KEY")))
    assert found.body["connection_config"] == {"subdomain": "acme"}


def test_an_old_row_that_lacks_what_the_template_needs_today_blocks_no_fix() -> None:
    kind = template("API_KEY", config=(TemplateField("subdomain"), TemplateField("region")))
    fix = draft(look("API_KEY"), "API_KEY", template=kind, values=new("API_KEY"))
    assert not check_fix(fix, form_of(fix), Endpoint.CURRENT, NOW, UTC)
    assert not planned(fix).blocked


def test_the_ids_of_an_app_are_written_into_the_configuration_once() -> None:
    config: dict[str, Tree] = {"app_id": "1", "installation_id": "2", "extra": "x"}
    fix = draft(look("APP", config=config), "APP")
    assert fix.values == {"app_id": "1", "installation_id": "2"}
    assert fix.config == {"extra": "x"}
    found = planned(replace(fix, values={"app_id": "1", "installation_id": "99"}))
    assert found.body["connection_config"] == {**config, "installation_id": "99"}


def test_metadata_are_sent_as_they_are_stored_whatever_their_text_looks_like() -> None:
    stored: dict[str, Json] = {"deep": [1, 1.5, None, {"x": True}], "big": 2**53, "text": "\u2028"}
    fix = draft(look("API_KEY", metadata=stored), "API_KEY", values=new("API_KEY"))
    assert planned(fix).body["metadata"] == stored
    compact = replace(fix, metadata=fix.metadata.replace("\n", ""))
    assert planned(compact).body["metadata"] == stored
    assert "Metadata" in labels(planned(compact).kept)
