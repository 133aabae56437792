"""What is wrong with a connection's id, expiry, customer, tags, metadata, scopes and webhook."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.auth import Endpoint
from nango_tui.model.check_connection import id_problem
from nango_tui.model.draft import Customer
from nango_tui.model.expiry import Expiry, read
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template
from tests.model.test_checks_of_fields import NOW, checked, draft

NONE = draft("NONE")


@pytest.mark.parametrize(
    "connection_id", ["acme-1", "a b", "a/b:c;d=e+f~[g]|@${}\"'\\_h,i.j", "x" * 255, "...", "Metadata"]
)
def test_an_id_that_can_be_read_again_is_taken(connection_id: str) -> None:
    assert id_problem(connection_id) == ""


@pytest.mark.parametrize(
    ("connection_id", "named"),
    [
        ("acmé", "é"), ("50%", "%"), ("a?b", "?"), ("a#b", "#"), ("a*b", "*"), ("a(b", "("), ("😀", "😀"),
        ("a\nb", "line break"), ("a\0b", "invisible"), ("a\u200bb", "invisible"), ("x" * 256, "255"),
        (".", "address"), ("..", "address"), ("metadata", "address"), ("a&b", "&"), ("a<b", "<"),
    ],
)  # fmt: skip
def test_an_id_that_could_never_be_read_again_is_refused_and_the_character_named(
    connection_id: str, named: str
) -> None:
    assert named in id_problem(connection_id)
    assert "connection_id" in checked(replace(NONE, connection_id=connection_id)).errors


@given(st.text(min_size=1, max_size=20))
def test_ids_are_judged_as_the_server_judges_them(connection_id: str) -> None:
    readable = re.fullmatch(r"[a-zA-Z0-9,.;:=+~[\]|@${}\"'\\/_ -]+", connection_id)
    expected = bool(readable) and connection_id not in (".", "..", "metadata")
    assert (id_problem(connection_id) == "") is expected


def test_a_blank_id_is_replaced_and_needs_no_check() -> None:
    assert not checked(replace(NONE, connection_id=""))
    assert "connection_id" in checked(replace(NONE, connection_id="acme ")).warnings


def test_an_expiry_is_asked_of_the_modes_whose_token_has_one() -> None:
    for mode in ("OAUTH2", "OAUTH2_CC"):
        assert set(checked(replace(draft(mode), expiry=Expiry())).errors) == {"expiry"}
        assert set(checked(replace(draft(mode), expiry=Expiry("at", "soon"))).errors) == {"expiry"}
    for mode in ("API_KEY", "OAUTH1", "TBA"):
        assert not checked(replace(draft(mode), expiry=Expiry()))


def test_while_nango_fetches_the_token_neither_token_nor_expiry_is_asked() -> None:
    made = replace(draft("OAUTH2_CC"), fetch=True, expiry=Expiry())
    made = replace(made, values={name: value for name, value in made.values.items() if name != "token"})
    assert not checked(made)
    made = replace(made, values={"client_id": "id"})
    assert set(checked(made).errors) == {"credentials.client_secret"}


def test_nango_fetches_a_token_only_with_a_refresh_token() -> None:
    made = replace(draft("OAUTH2"), values={}, fetch=True, expiry=Expiry())
    assert set(checked(made).errors) == {"credentials.refresh_token"}
    assert not checked(replace(made, values={"refresh_token": Secret("fake")}))


def test_never_with_a_refresh_token_is_confirmed_once() -> None:
    made = replace(draft("OAUTH2", refresh_token=Secret("fake")), expiry=Expiry("never"))
    assert "never use" in checked(made).warnings["expiry"]
    assert not checked(replace(draft("OAUTH2"), expiry=Expiry("never")))
    salesforce = replace(made, template=Template("salesforce", "Salesforce", "OAUTH2"))
    assert not checked(salesforce)


def test_a_past_expiry_without_a_refresh_token_is_confirmed_once() -> None:
    past = read("2h ago", NOW)
    assert "expiry" in checked(replace(draft("OAUTH2"), expiry=past)).warnings
    assert not checked(replace(draft("OAUTH2", refresh_token=Secret("fake")), expiry=past))


def test_a_token_about_to_expire_without_a_refresh_token_is_confirmed_once() -> None:
    soon = read("14m", NOW)
    assert "expiry" in checked(replace(draft("OAUTH2"), expiry=soon)).warnings
    assert not checked(replace(draft("OAUTH2_CC"), expiry=soon))
    assert not checked(replace(draft("OAUTH2"), expiry=read("16m", NOW)))


def test_the_legacy_endpoint_cannot_say_never_for_client_credentials() -> None:
    made = replace(draft("OAUTH2_CC"), expiry=Expiry("never"))
    assert "expiry" in checked(made, Endpoint.LEGACY).errors
    assert "expiry" not in checked(made).errors
    assert "expiry" not in checked(replace(draft("OAUTH2"), expiry=Expiry("never")), Endpoint.LEGACY).errors


def test_linking_an_end_user_needs_an_id() -> None:
    nobody = Customer(email="a@example.com", link=True)
    assert set(checked(replace(NONE, customer=nobody)).errors) == {"customer.id"}
    assert not checked(replace(NONE, customer=replace(nobody, id="u-1")))
    assert not checked(replace(NONE, customer=Customer(email="a@example.com")))
    assert not checked(replace(NONE, customer=Customer(link=True)))


@pytest.mark.parametrize(
    "email", ["acme", "a@b", "a b@example.com", "@example.com", "a@@example.com", "a@example..com"]
)
def test_a_bad_e_mail_is_refused_for_an_end_user_and_pointed_out_in_a_tag(email: str) -> None:
    assert "customer.email" in checked(replace(NONE, customer=Customer("u-1", email, link=True))).errors
    assert "customer.email" in checked(replace(NONE, customer=Customer("u-1", email))).warnings


@pytest.mark.parametrize(
    "tag",
    [
        ("1plan", "pro"), ("plan!", "pro"), ("é", "x"), ("p" * 65, "pro"), ("", "pro"), ("_a", "b"),
        ("plan", "x" * 256), ("plan", "a\nb"), ("pl an", "x"), ("plan\n", "\0"),
    ],
)  # fmt: skip
def test_a_tag_that_the_server_refuses_is_refused_here(tag: tuple[str, str]) -> None:
    assert set(checked(replace(NONE, tags=(tag,))).errors) == {"tags"}


def test_good_tags_and_empty_rows_pass() -> None:
    tags = (("plan", "pro"), ("a/b.c-d_e1", "x"), ("", ""), ("end_user_id", ""))
    assert not checked(replace(NONE, tags=tags))


def test_more_than_ten_tags_are_too_many_the_customers_included() -> None:
    tags = tuple((f"t{number}", "x") for number in range(10))
    assert not checked(replace(NONE, tags=tags))
    assert "tags" in checked(replace(NONE, tags=(*tags, ("t10", "x")))).errors
    assert "tags" in checked(replace(NONE, tags=tags, customer=Customer("u-1"))).errors
    # A linked end user's tags are added by the server after it has counted.
    assert not checked(replace(NONE, tags=tags, customer=Customer("u-1", link=True))).errors
    assert "tags" in checked(replace(NONE, tags=tags, customer=Customer("u-1", organization="o", link=True))).errors


def test_a_tag_that_is_there_twice_is_refused_in_any_case() -> None:
    assert "tags" in checked(replace(NONE, tags=(("plan", "a"), ("Plan", "b")))).errors
    assert "tags" in checked(replace(NONE, tags=(("end_user_id", "a"),), customer=Customer("b"))).errors
    assert not checked(replace(NONE, tags=(("end_user_id", "a"),)))


def test_the_legacy_endpoint_stores_neither_tags_nor_customer() -> None:
    made = replace(NONE, tags=(("plan", "pro"),), customer=Customer("u-1"))
    assert set(checked(made, Endpoint.LEGACY).warnings) == {"tags", "customer.id"}
    assert not checked(made)


@pytest.mark.parametrize("metadata", ["[]", "1", "{", '{"a": 1, "a": 2}', '{"a": "\\u0000"}', "null", '{"a": NaN}'])
def test_metadata_that_is_no_object_or_cannot_be_stored_is_refused(metadata: str) -> None:
    assert set(checked(replace(NONE, metadata=metadata)).errors) == {"metadata"}


@pytest.mark.parametrize("metadata", ["", "  ", "{}", '{"plan": {"seats": 3}}'])
def test_an_object_or_nothing_is_metadata(metadata: str) -> None:
    assert not checked(replace(NONE, metadata=metadata))


@pytest.mark.parametrize(
    "url",
    [
        "example.com", "ftp://example.com", "https://", "http://localhost/x", "http://127.0.0.1/x", "https://[::1]/",
        "http://169.254.169.254/", "http://0.0.0.0/", "https://a b.example.com", "https://[", "javascript:alert(1)",
        "https://example.com:port/", "https://app.localhost/",
    ],
)  # fmt: skip
def test_a_webhook_url_that_nango_never_calls_is_refused(url: str) -> None:
    assert set(checked(replace(NONE, webhook_url=url)).errors) == {"webhook_url"}


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/x", "https://192.168.1.1", "http://nango-app/x", "https://app.internal/x"]
)
def test_a_private_webhook_url_can_be_confirmed_since_an_operator_may_allow_it(url: str) -> None:
    problems = checked(replace(NONE, webhook_url=url))
    assert not problems.errors
    assert set(problems.warnings) == {"webhook_url"}


def test_a_public_webhook_url_passes() -> None:
    for url in ("https://hooks.example.com/x?y=1", "http://example.com:8080", " https://example.com "):
        assert not checked(replace(NONE, webhook_url=url))


def test_scopes_have_commas_between_them() -> None:
    made = draft("OAUTH2")
    assert not checked(replace(made, scopes="read, write:all"))
    assert "scopes" in checked(replace(made, scopes="read write")).warnings
    assert "scopes" in checked(replace(made, scopes="read\nwrite")).errors
    assert not checked(replace(NONE, scopes="read write"))


def test_a_tag_without_a_value_is_not_sent_and_that_is_said() -> None:
    found = checked(replace(NONE, tags=(("plan", ""),)))
    assert not found.errors
    assert found.warnings["tags"] == "The tag plan has no value, and is not sent."
