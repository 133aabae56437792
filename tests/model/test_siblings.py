"""Providers of the same service."""

from __future__ import annotations

from nango_tui.model.draft import Integration
from nango_tui.model.ports import ProviderHit
from nango_tui.model.siblings import service_name, siblings
from nango_tui.model.template import Template

CHOSEN = Template("parcelry", "Parcelry", "OAUTH2")
HITS = (
    ProviderHit("parcelry", "Parcelry", "OAUTH2"),
    ProviderHit("parcelry-jwt", "Parcelry (JWT)", "JWT"),
    ProviderHit("parcelry-basic", "PARCELRY (Basic)", "BASIC"),
    ProviderHit("parcelry-api-key", "Parcelry (API Token)", "API_KEY"),
    ProviderHit("parcelry-pro", "Parcelry Pro", "API_KEY"),
)


def test_a_service_is_the_name_up_to_the_parenthesis() -> None:
    assert service_name("Parcelry (API Token)") == service_name("Parcelry") == "Parcelry"


def test_siblings_share_the_service_and_say_what_they_take() -> None:
    found = siblings(CHOSEN, HITS, ())
    assert {(item.provider, item.auth_mode) for item in found} == {
        ("parcelry-api-key", "API_KEY"), ("parcelry-basic", "BASIC"), ("parcelry-jwt", "JWT"),
    }  # fmt: skip


def test_a_provider_with_a_parenthesis_has_siblings_too() -> None:
    found = siblings(Template("parcelry-jwt", "Parcelry (JWT)", "JWT"), HITS, ())
    assert "parcelry" in {item.provider for item in found}


def test_what_this_environment_has_comes_first_then_what_can_be_imported() -> None:
    here = (Integration("pb", "parcelry-basic"), Integration("pb-2", "parcelry-basic"), Integration("x", "other"))
    found = siblings(CHOSEN, HITS, here)
    assert [item.provider for item in found] == ["parcelry-basic", "parcelry-api-key", "parcelry-jwt"]
    assert found[0].integrations == ("pb", "pb-2")
    assert found[1].integrations == ()
