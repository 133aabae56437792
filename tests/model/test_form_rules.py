"""Each rule of the form on a template invented for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.form import Place
from nango_tui.model.form_rules import build
from nango_tui.model.template import TemplateField
from tests.model.making import form, names, template, the


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("endpoint", Endpoint)
def test_without_a_template_the_form_asks_what_the_mode_needs(mode: str, endpoint: Endpoint) -> None:
    made = build(None, MODES[mode], endpoint)
    assert made.mode == mode
    needed = {item.name for item in MODES[mode].fields if not item.optional} | set(MODES[mode].config)
    assert {item.name for item in made.fields if item.required} == needed
    assert made.expires is MODES[mode].expires


def test_without_a_template_an_empty_user_name_or_password_can_be_confirmed() -> None:
    made = build(None, MODES["BASIC"], Endpoint.CURRENT)
    assert the(made, "credentials.username").blank_ok
    assert the(made, "credentials.password").blank_ok


def test_client_credentials_are_asked_though_the_template_lists_none() -> None:
    made = form(template("OAUTH2_CC"))
    assert names(made) == ["client_id", "client_secret", "token"]
    assert all(item.required for item in made.fields)


def test_the_order_is_numbered_config_then_credentials_then_other_config() -> None:
    made = form(
        template(
            "API_KEY",
            credentials=(TemplateField("apiKey", order=2),),
            config=(TemplateField("zone"), TemplateField("depot", order=2), TemplateField("lane", order=1)),
        )
    )
    assert names(made) == ["lane", "depot", "api_key", "zone"]


def test_overrides_are_folded_at_the_end() -> None:
    made = form(template("OAUTH2", config=(TemplateField("zone"),)))
    assert names(made) == ["access_token", "refresh_token", "zone"]
    assert [item.name for item in made.fields if item.folded] == ["client_id_override", "client_secret_override"]


def test_titles_make_the_labels_and_else_the_mode_or_the_name_does() -> None:
    made = form(
        template(
            "BASIC",
            credentials=(TemplateField("username", title="Depot login"), TemplateField("password")),
            config=(TemplateField("depot_id"), TemplateField("apiHost", title="Host of the API")),
        )
    )
    labels = [item.label for item in made.fields]
    assert labels == ["Depot login", "Password", "Depot ID", "Host of the API"]


def test_a_hidden_credential_is_sent_with_its_default_even_if_that_is_empty() -> None:
    hidden = TemplateField("password", hidden=True, default_value="")
    made = form(template("BASIC", credentials=(TemplateField("username"), hidden)))
    assert names(made) == ["username"]
    assert made.constants == {"password": ""}
    made = form(template("BASIC", credentials=(replace(hidden, default_value="X"),)))
    assert made.constants == {"password": "X"}


def test_a_user_name_beside_a_hidden_password_is_secret() -> None:
    password = TemplateField("password", hidden=True, default_value="")
    assert the(
        form(template("BASIC", credentials=(TemplateField("username"), password))), "credentials.username"
    ).secret
    assert not the(form(template("BASIC")), "credentials.username").secret


def test_a_hidden_empty_user_name_cannot_go_to_the_legacy_endpoint() -> None:
    hidden = TemplateField("username", hidden=True, default_value="")
    assert form(template("BASIC", credentials=(hidden,))).current_only
    assert not form(template("BASIC", credentials=(replace(hidden, default_value="api"),))).current_only


def test_an_empty_default_means_that_empty_can_be_confirmed() -> None:
    made = form(template("BASIC", credentials=(TemplateField("password", default_value=""),)))
    assert the(made, "credentials.password").blank_ok
    assert not the(made, "credentials.username").blank_ok


def test_hidden_config_without_a_default_is_left_out() -> None:
    made = form(template("API_KEY", config=(TemplateField("lane", hidden=True, default_value=""),)))
    assert names(made) == ["api_key"]
    assert made.config_constants == {}


def test_hidden_config_that_a_header_needs_is_optional() -> None:
    made = form(
        template(
            "API_KEY",
            config=(TemplateField("laneSecret", hidden=True),),
            proxy_headers=("${connectionConfig.laneSecret}",),
        )
    )
    field = the(made, "config.laneSecret")
    assert not field.required
    assert field.secret
    assert field.warning


def test_hidden_config_with_a_default_is_sent() -> None:
    made = form(template("API_KEY", config=(TemplateField("edition", hidden=True, default_value="v2"),)))
    assert made.config_constants == {"edition": "v2"}
    assert names(made) == ["api_key"]


def test_a_visible_default_is_filled_in() -> None:
    made = form(template("API_KEY", config=(TemplateField("host", default_value="eu", enum=("eu", "us")),)))
    field = the(made, "config.host")
    assert field.default == "eu"
    assert field.kind == "choice"


def test_certificates_are_asked_only_where_the_template_requires_them() -> None:
    listed = (TemplateField("client_certificate"), TemplateField("client_private_key"))
    made = form(template("OAUTH2_CC", credentials=listed))
    assert names(made) == ["client_id", "client_secret", "token"]
    made = form(template("OAUTH2_CC", credentials=listed, require_client_certificate=True))
    assert the(made, "credentials.client_certificate").required
    assert the(made, "credentials.client_private_key").kind == "long_secret"
    assert made.current_only


def test_a_provider_that_signs_takes_a_jwk_and_a_labelled_placeholder_for_the_secret() -> None:
    made = form(template("OAUTH2_CC", private_key_jwt=True))
    assert names(made) == ["client_id", "client_private_key", "token"]
    assert made.placeholders["client_secret"].startswith("placeholder: ")
    assert made.current_only
    assert made.notes


def test_an_apps_ids_are_asked_once_and_its_private_key_is_not() -> None:
    for mode in ("APP", "CUSTOM"):
        made = form(
            template(
                mode,
                config=(TemplateField("installation_id", title="Installation", automated=True),),
                token_urls=("https://example.com/${connectionConfig.installation_id}",),
            )
        )
        assert names(made) == ["app_id", "installation_id"]
        assert {item.place for item in made.fields} == {Place.CREDENTIAL}
        assert the(made, "credentials.installation_id").label == "Installation"
        assert any("private key" in note for note in made.notes)
    assert form(template("CUSTOM")).current_only


def test_token_based_authentication_needs_the_account_whatever_the_template_says() -> None:
    assert the(form(template("TBA")), "config.accountId").required
    listed = TemplateField("accountId", title="Account", optional=True)
    assert the(form(template("TBA", config=(listed,))), "config.accountId").required
    by_script = replace(listed, hidden=True, automated=True)
    filled_too_late = template("TBA", config=(by_script,), post_connection_script=True)
    assert the(form(filled_too_late), "config.accountId").required


def test_limits_are_checked_where_the_endpoint_has_them() -> None:
    assert the(form(template("API_KEY")), "credentials.api_key").limit == 1024
    assert the(form(template("API_KEY"), Endpoint.LEGACY), "credentials.api_key").limit == 0


def test_the_documentation_of_a_field_is_linked() -> None:
    made = form(
        template(
            "API_KEY",
            credentials=(TemplateField("apiKey", doc_section="#key"),),
            docs_connect="https://docs.example.com/parcelry",
        )
    )
    assert the(made, "credentials.api_key").link == "https://docs.example.com/parcelry#key"
