"""By which endpoint an update goes, and what is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Override
from nango_tui.model.form import Form
from nango_tui.model.secret import Secret
from nango_tui.model.update import Plan
from nango_tui.model.update_plan import plan
from tests.model.looks import DEV, NEVER, NOW, asked, draft, labels, look, new, planned, text_of

STORED = {"plan": "pro"}
TAGS = {"team": "blue"}


@pytest.mark.parametrize("mode", ["OAUTH2", "OAUTH1", "NONE"])
def test_where_the_server_keeps_metadata_and_tags_it_is_the_legacy_endpoint_without_them(mode: str) -> None:
    found = planned(draft(look(mode, metadata=STORED, tags=TAGS), mode, values=new(mode), expiry=NEVER))
    assert found.endpoint is Endpoint.LEGACY
    assert found.reason == "It leaves metadata and tags alone on the server itself."
    assert not {"metadata", "tags", "end_user"} & found.body.keys()
    assert found.body["connection_config"] == {"subdomain": "acme"}
    assert not found.lost
    assert labels(found.kept) >= {"Configuration", "Metadata", "Tags"}


def test_webhook_url_and_the_customers_own_app_are_sent_along_on_the_legacy_endpoint() -> None:
    own = Override("their-app", Secret("their-secret"))
    seen = look(override=own, connection={"webhook_url": "https://hooks.example.com/x"})
    found = planned(draft(seen, values=new(), expiry=NEVER))
    assert found.endpoint is Endpoint.LEGACY
    assert found.body["webhook_url_override"] == "https://hooks.example.com/x"
    assert found.body["oauth_client_id_override"] == "their-app"
    assert found.body["oauth_client_secret_override"] == Secret("their-secret")
    assert not found.lost


def test_where_tags_or_metadata_change_as_well_everything_goes_to_the_current_endpoint() -> None:
    fix = draft(look(metadata=STORED, tags=TAGS), values=new(), expiry=NEVER)
    tagged, told = planned(replace(fix, tags=(("team", "red"),))), planned(replace(fix, metadata='{"plan": "free"}'))
    for found in (tagged, told):
        assert found.endpoint is Endpoint.CURRENT
        assert "as well" in found.reason
        assert found.body["connection_config"] == {"subdomain": "acme"}
        assert not found.lost
    assert (tagged.body["tags"], tagged.body["metadata"]) == ({"team": "red"}, STORED)
    assert (told.body["tags"], told.body["metadata"]) == (TAGS, {"plan": "free"})


@pytest.mark.parametrize("mode", ["API_KEY", "BASIC", "TBA", "APP", "CUSTOM"])
def test_modes_whose_metadata_or_configuration_the_legacy_endpoint_destroys_go_to_the_current_one(mode: str) -> None:
    config = {"subdomain": "acme", "accountId": "1", "app_id": "1", "installation_id": "2"}
    found = planned(draft(look(mode, metadata=STORED, tags=TAGS, config=config), mode, values=new(mode)))
    assert found.endpoint is Endpoint.CURRENT
    assert found.body["metadata"] == STORED
    assert found.body["tags"] == TAGS
    assert not found.lost
    assert not found.blocked


def test_client_credentials_go_to_the_legacy_endpoint_unless_it_cannot_say_what_is_stored() -> None:
    fix = draft(look("OAUTH2_CC"), "OAUTH2_CC", values=new("OAUTH2_CC"), fetch=True)
    assert planned(fix).endpoint is Endpoint.LEGACY
    never = planned(replace(fix, fetch=False, expiry=NEVER))
    assert never.endpoint is Endpoint.CURRENT
    assert "never" in never.reason
    certified = look(
        "OAUTH2_CC",
        credentials={"token": "t", "client_id": "i", "client_secret": "s", "client_private_key": "stored-key"},
    )
    found = planned(draft(certified, "OAUTH2_CC", values={"client_secret": Secret("rotated")}, fetch=True))
    assert found.endpoint is Endpoint.CURRENT
    assert found.body["credentials"]["client_private_key"] == Secret("stored-key")  # type: ignore[index,call-overload]


def test_a_server_without_the_current_endpoint_gets_the_metadata_that_the_legacy_one_would_lose() -> None:
    found = planned(draft(look("API_KEY", metadata=STORED), "API_KEY", values=new("API_KEY")), legacy_only=True)
    assert found.endpoint is Endpoint.LEGACY
    assert found.body["metadata"] == STORED
    assert not found.lost


def test_a_server_without_the_current_endpoint_cannot_take_what_only_that_takes() -> None:
    config = {"app_id": "1", "installation_id": "2", "subdomain": "acme"}
    assert planned(draft(look("CUSTOM", config=config), "CUSTOM", values=new("CUSTOM")), legacy_only=True).blocked
    found = planned(draft(look("APP", config=config), "APP", values=new("APP")), legacy_only=True)
    assert "subdomain" in text_of(found.lost, "Configuration")
    assert "lost" in asked(found)


def test_the_environments_endpoint_counts_only_where_nothing_is_lost() -> None:
    legacy, current = (replace(DEV, endpoint=endpoint) for endpoint in (Endpoint.LEGACY, Endpoint.CURRENT))
    config = {"app_id": "1", "installation_id": "2", "subdomain": "acme"}
    app = draft(look("APP", config=config), "APP", environment=legacy, values=new("APP"))
    assert planned(app).endpoint is Endpoint.CURRENT
    token = draft(look(metadata=STORED), environment=current, values=new(), expiry=NEVER)
    found = planned(token)
    assert found.endpoint is Endpoint.CURRENT
    assert found.body["metadata"] == STORED
    assert not found.lost


def test_what_the_engineers_choice_destroys_is_named_as_lost_and_asked() -> None:
    config = {"app_id": "1", "installation_id": "2", "subdomain": "acme"}
    found = planned(draft(look("APP", config=config), "APP", values=new("APP"), endpoint=Endpoint.LEGACY))
    assert found.endpoint is Endpoint.LEGACY
    assert "Configuration" in labels(found.lost)
    assert "lost" in asked(found)


def test_with_nothing_read_all_that_may_be_stored_is_lost_and_a_name_has_to_be_typed() -> None:
    found = planned(draft(None, "API_KEY", values=new("API_KEY"), config={"subdomain": "acme"}), can_read=False)
    assert found.endpoint is Endpoint.LEGACY, "it keeps the tags at least"
    assert labels(found.lost) == {"Configuration", "Metadata", "Webhook URL"}
    (question,) = found.questions
    assert question.red
    assert question.name == "acme-42"


def test_what_is_not_complete_is_blocked_with_nothing_to_send() -> None:
    fix = draft(look(), values=new(), expiry=NEVER)
    why = "Choose an integration and an auth type."
    assert planned(replace(fix, integration=None)) == Plan(Endpoint.CURRENT, "", {}, "OAUTH2", blocked=why)
    for mode, words in (("JWT", "Nango does not import Signed JWT (JWT)."), ("", why)):
        found = plan(replace(fix, mode=mode), Form(mode), NOW, UTC, can_read_credentials=True, legacy_only=False)
        assert found == Plan(Endpoint.CURRENT, "", {}, mode, blocked=words)


def test_what_nango_does_not_import_is_blocked() -> None:
    fix = draft(look(), values=new(), expiry=NEVER)
    assert planned(replace(fix, integration=None)).blocked
    blocked = plan(replace(fix, mode="JWT"), Form("JWT"), NOW, UTC, can_read_credentials=True, legacy_only=False)
    assert "JWT" in blocked.blocked
