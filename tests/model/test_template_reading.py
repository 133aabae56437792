"""A template as a server sends it, whatever shape it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.api.templates import template_from
from nango_tui.model.template import Template, TemplateField

WHOLE: dict[str, object] = {
    "name": "parcelry",
    "display_name": "Parcelry (OAuth)",
    "auth_mode": "OAUTH2",
    "token_url": {"OAUTH2": "https://a.example/token", "APP": "https://b.example/token"},
    "authorization_url": "https://a.example/authorize",
    "token_params": {"audience": "${connectionConfig.audience}", "expiring": 1},
    "refresh_params": {"zone": "${connectionConfig.zone}"},
    "proxy": {
        "base_url": "https://${connectionConfig.lane}.example",
        "headers": {"x-depot": "${connectionConfig.depot}"},
        "query": {"q": "${connectionConfig.query}", "fixed": "1"},
        "verification": {"method": "GET", "endpoints": ["/me"]},
    },
    "token_response_metadata": ["team.id", 3],
    "post_connection_script": "parcelryPostConnection",
    "require_client_certificate": True,
    "token_request_auth_method": "private_key_jwt",
    "docs": "https://docs.example/parcelry",
    "docs_connect": "https://docs.example/parcelry/connect",
    "credentials": {"apiKey": {"type": "string", "title": "Key", "secret": True, "pattern": "^a$"}},
    "connection_config": {
        "lane": {"type": "string", "title": "Lane", "order": 1, "prefix": "https://", "enum": ["a", "b"]},
        "depot": {"automated": True, "hidden": True, "optional": True, "default_value": "", "format": "hostname"},
    },
    "something_new": {"deep": [1, 2]},
}


def read(**changes: object) -> Template:
    found = template_from({**WHOLE, **changes})
    assert isinstance(found, Template), found
    return found


def test_a_whole_template_is_read() -> None:
    template = read()
    assert template == Template(
        "parcelry", "Parcelry (OAuth)", "OAUTH2",
        credentials=(TemplateField("apiKey", title="Key", secret=True, pattern="^a$"),),
        config=(
            TemplateField("lane", title="Lane", order=1, prefix="https://", enum=("a", "b")),
            TemplateField("depot", automated=True, hidden=True, optional=True, default_value="", format="hostname"),
        ),
        base_url="https://${connectionConfig.lane}.example",
        token_urls=("https://a.example/token", "https://b.example/token"),
        authorization_url="https://a.example/authorize",
        token_params=("${connectionConfig.audience}",),
        proxy_headers=("${connectionConfig.depot}",),
        elsewhere=("${connectionConfig.zone}", "${connectionConfig.query}"),
        token_response_metadata=("team.id",),
        post_connection_script=True, require_client_certificate=True, private_key_jwt=True, verification=True,
        proxy_check="/me",
        docs="https://docs.example/parcelry", docs_connect="https://docs.example/parcelry/connect",
    )  # fmt: skip


def test_the_least_template_is_an_auth_mode() -> None:
    assert template_from({"auth_mode": "NONE"}, "plain") == Template("plain", "plain", "NONE")


def test_a_blank_name_counts_as_absent() -> None:
    assert template_from({"name": " ", "display_name": "\t", "auth_mode": "NONE"}, "plain") == Template(
        "plain", "plain", "NONE"
    )


@pytest.mark.parametrize("data", [{}, {"auth_mode": 3}, {"auth_mode": None}, {"name": "x"}])
def test_a_template_without_an_auth_mode_is_none_and_says_so(data: dict[str, object]) -> None:
    assert isinstance(template_from(data), str)


def test_a_key_of_the_wrong_type_counts_as_absent_and_costs_nothing_else() -> None:
    template = read(
        proxy=[], token_url=5, token_params="x", docs={}, post_connection_script=1, require_client_certificate="yes",
        connection_config={
            "lane": {"title": 5, "order": "first", "enum": ["a", 1, None], "optional": "yes", "secret": "no",
                     "format": "postcode", "default_value": 7, "description": "Kept"},
            "depot": "nothing", "": {"title": "no name"},
        },
    )  # fmt: skip
    assert template.config == (TemplateField("lane", description="Kept", enum=("a",)),)
    assert template.base_url == template.docs == ""
    assert template.token_urls == template.token_params == ()
    assert not template.require_client_certificate
    assert template.credentials


def test_what_could_act_on_a_terminal_is_replaced() -> None:
    template = read(
        display_name="Par\x1b]52;c;x\x07celry",
        credentials={"api\x1bKey": {"title": "A\u202eB", "description": "line\nline", "default_value": "\x00"}},
    )
    assert "\x1b" not in repr(template)
    assert template.display_name == "Par\ufffd]52;c;x\ufffdcelry"
    (field,) = template.credentials
    assert (field.title, field.description, field.default_value) == ("A\ufffdB", "line line", "\ufffd")


def test_only_web_addresses_become_links() -> None:
    assert read(docs="javascript:alert(1)", docs_connect="file:///etc").docs == ""


def test_a_path_for_a_harmless_call_comes_only_from_a_plain_get() -> None:
    def path(**verification: object) -> str:
        return read(proxy={"verification": verification}).proxy_check

    assert path(method="GET", endpoints=["/me", "/other"]) == "/me"
    assert path(method="POST", endpoints=["/me"]) == ""
    assert path(method="GET", endpoints=["/me"], base_url_override="https://b.example") == ""
    assert path(method="GET", endpoints=["/${connectionConfig.lane}"]) == ""
    assert path(method="GET", endpoints=[]) == ""


def test_a_script_that_checks_credentials_is_a_verification() -> None:
    assert read(proxy={}, credentials_verification_script="x").verification
    assert not read(proxy={}).verification


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from((*WHOLE, "zzz")), _json))
def test_no_shape_makes_it_fail(data: dict[str, object]) -> None:
    found = template_from({**WHOLE, **data})
    assert isinstance(found, Template if isinstance(data.get("auth_mode", ""), str) else str)
