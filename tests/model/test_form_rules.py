"""Each rule of the form on a template invented for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.form_config import references, sides
from nango_tui.model.form_rules import build
from nango_tui.model.template import Template, TemplateField


def template(mode: str, **parts: object) -> Template:
    return replace(Template("parcelry", "Parcelry", mode), **parts)  # type: ignore[arg-type]  # parts of a Template


def form(made: Template, endpoint: Endpoint = Endpoint.CURRENT) -> Form:
    return build(made, MODES[made.auth_mode], endpoint)


def names(made: Form) -> list[str]:
    return [item.name for item in made.fields if not item.folded]


def the(made: Form, key: str) -> FormField:
    found = made.field(key)
    assert found, f"{key} is not asked"
    return found


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


AUTOMATED = TemplateField("depot_url", automated=True)
BASE = "${connectionConfig.depot_url}"


def test_a_key_of_the_token_answer_in_the_base_url_is_required_even_with_a_script() -> None:
    made = form(
        template(
            "OAUTH2",
            config=(AUTOMATED,),
            base_url=BASE,
            token_response_metadata=("depot_url",),
            post_connection_script=True,
        )
    )
    assert the(made, "config.depot_url").required
    assert "depot_url" in the(made, "config.depot_url").help
    assert not made.later


def test_a_key_of_the_browser_flow_in_a_url_is_required_where_no_script_runs() -> None:
    assert the(form(template("OAUTH2", config=(AUTOMATED,), base_url=BASE)), "config.depot_url").required
    assert the(form(template("OAUTH2", config=(AUTOMATED,), token_urls=(BASE,))), "config.depot_url").required


def test_a_key_that_a_script_fills_comes_later() -> None:
    made = form(template("OAUTH2", config=(AUTOMATED,), base_url=BASE, post_connection_script=True))
    assert made.field("config.depot_url") is None
    assert [(item.name, item.label) for item in made.later] == [("depot_url", "Depot URL")]


@pytest.mark.parametrize("place", ["proxy_headers", "token_params"])
def test_a_key_that_headers_or_token_parameters_need_is_optional_with_a_warning(place: str) -> None:
    field = the(form(template("OAUTH2", config=(AUTOMATED,), **{place: (BASE,)})), "config.depot_url")
    assert not field.required
    assert not field.folded
    assert field.warning


def test_a_key_used_elsewhere_is_folded_and_an_unused_one_is_not_shown() -> None:
    assert the(form(template("OAUTH2", config=(AUTOMATED,), elsewhere=(BASE,))), "config.depot_url").folded
    made = form(template("OAUTH2", config=(AUTOMATED,), authorization_url=BASE))
    assert made.field("config.depot_url") is None


def test_a_key_in_a_url_that_no_field_lists_becomes_a_field() -> None:
    made = form(template("OAUTH2", base_url="https://${connectionConfig.lane.id}.example.com"))
    assert the(made, "config.lane.id").required
    assert the(made, "config.lane.id").label == "Lane ID"


def test_a_name_with_dots_is_one_key() -> None:
    assert references("${connectionConfig.team.id}/x/${connectionConfig.team.id}") == ("team.id",)
    assert sides("https://${connectionConfig.a} || https://example.com") == (("a",), ())


ALTERNATIVES = "https://${connectionConfig.host} || https://${connectionConfig.lane}.example.com"


def test_of_two_open_alternatives_one_is_required_and_the_form_says_which() -> None:
    made = form(
        template(
            "OAUTH2",
            config=(TemplateField("host", optional=True), TemplateField("lane", optional=True)),
            base_url=ALTERNATIVES,
        )
    )
    (choice,) = made.one_of
    assert choice.sides == (("host",), ("lane",))
    assert "Host" in choice.text
    assert "Lane" in choice.text
    assert not the(made, "config.host").required


def test_an_alternative_that_needs_a_hidden_key_does_not_count() -> None:
    made = form(
        template(
            "OAUTH2",
            config=(TemplateField("host", optional=True), TemplateField("lane", hidden=True, default_value="")),
            base_url=ALTERNATIVES,
        )
    )
    assert made.one_of == ()
    assert the(made, "config.host").required


def test_an_alternative_without_keys_is_named_as_what_empty_means() -> None:
    made = form(
        template(
            "OAUTH2",
            config=(TemplateField("host", optional=True),),
            base_url="https://${connectionConfig.host}/v1 || https://api.example.com/v1",
        )
    )
    field = the(made, "config.host")
    assert made.one_of == ()
    assert not field.required
    assert "api.example.com" in field.help


def test_an_optional_key_without_which_a_url_is_broken_has_a_warning() -> None:
    made = form(
        template("API_KEY", config=(TemplateField("lane", optional=True),), base_url="https://${connectionConfig.lane}")
    )
    assert not the(made, "config.lane").required
    assert the(made, "config.lane").warning


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
