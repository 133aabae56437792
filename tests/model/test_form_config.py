"""Which keys of connection_config are asked for, by what the template needs them for."""

from __future__ import annotations

import pytest

from nango_tui.model.form_config import references, sides
from nango_tui.model.template import TemplateField
from tests.model.making import form, template, the

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
