"""What is made of a pasted address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.form import FormField, Place
from nango_tui.model.form_clean import account_in_host, clean, suffixes


def field(prefix: str = "", suffix: str = "", form: str = "", kind: str = "text") -> FormField:
    made = FormField(Place.CONFIG, "place", "Place", prefix=prefix, suffix=suffix, format=form)
    if kind == "secret":
        return FormField(Place.CREDENTIAL, "key", "Key", "secret", prefix=prefix, suffix=suffix)
    if kind == "long_secret":
        return FormField(Place.CREDENTIAL, "key", "Key", "long_secret")
    return made


DESK = field("https://", ".zendesk.com")
SHOP = field("https://", ".myshopify.com")


@pytest.mark.parametrize(
    "typed",
    [
        "acme", " acme\n", "acme.zendesk.com", "https://acme.zendesk.com", "HTTPS://ACME.ZENDESK.COM".lower(),
        "https://acme.zendesk.com/agent", "http://acme.zendesk.com/agent?x=1#y", "acme.zendesk.com:443/agent",
        "HTTPS://acme.Zendesk.COM/agent/tickets/1", "acme/agent", "https://acme",
    ],
)  # fmt: skip
def test_an_address_gives_its_subdomain(typed: str) -> None:
    assert clean(DESK, typed) == "acme"


@pytest.mark.parametrize(
    "typed",
    [
        "acme", "https://acme.myshopify.com/admin", "admin.shopify.com/store/acme",
        "https://admin.shopify.com/store/acme/products?selectedView=all",
    ],
)  # fmt: skip
def test_a_shop_is_found_in_the_address_of_its_admin_too(typed: str) -> None:
    assert clean(SHOP, typed) == "acme"


def test_the_address_of_the_admin_means_nothing_to_other_fields() -> None:
    assert clean(field("https://"), "https://admin.shopify.com/store/acme") == "admin.shopify.com/store/acme"


def test_a_path_stays_where_the_field_has_neither_suffix_nor_hostname() -> None:
    assert clean(field("https://"), "https://dev.azure.com/myorg") == "dev.azure.com/myorg"
    assert clean(field("https://"), "https://acme.example:8000/ADOXX") == "acme.example:8000/ADOXX"
    assert clean(field(), "https://acme.example/a?b#c") == "https://acme.example/a?b#c"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("123", "123"),
        ("https://github.com/settings/installations/123", "123"),
        ("HTTPS://github.com/organizations/4/settings/installations/123/?tab=1#x", "123"),
        ("settings/installations/123", "settings/installations/123"),
        ("https://github.com/apps/acme", "https://github.com/apps/acme"),
        ("https://github.com/apps/v2x", "https://github.com/apps/v2x"),
    ],
)
def test_of_a_pages_url_its_last_number_is_taken_where_a_number_is_asked(typed: str, kept: str) -> None:
    assert clean(field(form="number"), typed) == kept
    assert clean(field(), typed) == typed


def test_a_host_loses_scheme_path_query_and_fragment() -> None:
    host = field(form="hostname")
    for typed in ("acme.example.com", "https://acme.example.com/", "http://acme.example.com/a/b?c#d"):
        assert clean(host, typed) == "acme.example.com"


def test_a_prefix_is_taken_with_or_without_its_scheme_in_any_case() -> None:
    rest = field("https://rest.")
    for typed in ("iad-02.example.com", "rest.iad-02.example.com", "HTTPS://REST.iad-02.example.com"):
        assert clean(rest, typed) == "iad-02.example.com"
    assert clean(field("auth.", ".example.com"), "https://auth.eu-1.example.com/login") == "eu-1"


def test_a_scheme_that_belongs_to_the_value_stays() -> None:
    base = field(suffix="/api", form="uri")
    assert clean(base, "https://acme.example.com/api/v1") == "https://acme.example.com"
    assert clean(base, "https://acme.example.com") == "https://acme.example.com"
    assert clean(base, "https://acme.example.com/home?x") == "https://acme.example.com"


def test_a_suffix_with_alternatives_is_each_of_them() -> None:
    either = field("https://", "-(live|test).example.com")
    assert suffixes(either) == ("-live.example.com", "-test.example.com")
    assert clean(either, "https://acme-test.example.com/x") == "acme"
    assert clean(either, "acme-live.example.com") == "acme"


def test_the_first_occurrence_of_the_suffix_counts() -> None:
    assert clean(DESK, "acme.zendesk.com.zendesk.com") == "acme"


def test_a_secret_keeps_its_inside_and_loses_blanks_at_its_ends() -> None:
    assert clean(field("https://", "/x", kind="secret"), " https://a/x b/x \r\n") == "https://a/x b/x"
    pem = "-----BEGIN X-----\n  abc \n-----END X-----"
    assert clean(field(kind="long_secret"), f"\n{pem}\n") == pem


@given(
    text=st.text(alphabet=st.sampled_from("aA./:?#-@ \nhtps"), max_size=40),
    prefix=st.sampled_from(("", "https://", "https://a.", "a.")),
    suffix=st.sampled_from(("", ".a", "/", "/a", "-(a|h).p", ".myshopify.com")),
    form=st.sampled_from(("", "hostname", "uri")),
)
def test_a_cleaned_value_is_clean(text: str, prefix: str, suffix: str, form: str) -> None:
    made = field(prefix, suffix, form)
    once = clean(made, text)
    assert clean(made, once) == once
    assert not any(end.lower() in once.lower() for end in suffixes(made) if end != "/")


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("1234567_SB1", "1234567-sb1"), (" 1234567_sb2 ", "1234567-sb2"), ("1234567-SB1", "1234567-sb1"),
        ("1234567-sb1", ""), ("1234567", ""), ("", ""), ("TSTDRV1", ""),
    ],
)  # fmt: skip
def test_an_account_is_offered_as_its_host_spells_it(typed: str, other: str) -> None:
    assert account_in_host(typed) == other
