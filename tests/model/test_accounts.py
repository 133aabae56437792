"""Another customer's token is the worst mistake: what tells which account credentials belong to."""

from __future__ import annotations

import base64
import json

import pytest

from nango_tui.model.accounts import account_changes, token_identity
from nango_tui.model.secret import Secret
from nango_tui.model.tree import Tree
from tests.model.looks import NEVER, draft, look, planned

ORG, OTHER = "00D000000000001", "00D000000000002"


def jwt(**claims: object) -> str:
    """Return a made-up JWT."""
    parts = [json.dumps({"alg": "none"}), json.dumps(claims), "signature"]
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("instance_url", "https://acme.my.salesforce.com", "https://globex.my.salesforce.com"),
        ("subdomain", "acme", "globex"),
        ("portalId", "1", "2"),
        ("portalId", 1, 2),
        ("cloudId", "a-1", "b-2"),
        ("team.id", "T1", "T2"),
        ("realmId", "9341452", "9341453"),
        ("id", f"https://login.salesforce.com/id/{ORG}/005", f"https://login.salesforce.com/id/{OTHER}/005"),
    ],
)
def test_another_host_or_id_in_the_configuration_is_another_account(key: str, before: Tree, after: Tree) -> None:
    (change,) = account_changes({key: before}, {key: after}, {}, {})
    assert change.what == key
    assert change.before
    assert change.after
    assert change.before != change.after


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("instance_url", "https://acme.my.salesforce.com/", "https://ACME.my.salesforce.com"),
        ("subdomain", "Acme", "acme "),
        ("portalId", "7", 7),
        ("extra", "a", "b"),
        ("apiVersion", "1", "2"),
    ],
)
def test_another_spelling_or_another_setting_is_not_another_account(key: str, before: Tree, after: Tree) -> None:
    assert not account_changes({key: before}, {key: after}, {}, {})


def test_what_is_only_on_one_side_tells_nothing() -> None:
    assert not account_changes({"subdomain": "acme"}, {}, {}, {})
    assert not account_changes({}, {"subdomain": "acme"}, {}, {})


@pytest.mark.parametrize("claim", ["sub", "iss"])
def test_another_subject_or_issuer_of_a_jwt_is_another_account_and_no_value_is_shown(claim: str) -> None:
    before, after = Secret(jwt(**{claim: "one"})), Secret(jwt(**{claim: "two"}))
    (change,) = account_changes({}, {}, {"access_token": before}, {"access_token": after})
    assert claim in change.text
    assert "one" not in change.text.replace("(", " ").split()
    assert not change.before
    assert not account_changes({}, {}, {"access_token": before}, {"access_token": Secret(jwt(**{claim: "one"}))})


def test_the_organization_in_front_of_a_salesforce_token_tells_the_account() -> None:
    before, after = Secret(f"{ORG}!AQ4AQ.x"), Secret(f"{OTHER}!AQ4AQ.y")
    (change,) = account_changes({}, {}, {"access_token": before}, {"access_token": after})
    assert "organization" in change.what


@pytest.mark.parametrize("text", ["", "a.b.c", "opaque", "e30.e30", jwt(), "a" * 100_000, f"x.{'%' * 10}.y", "é.é.é"])
def test_other_tokens_tell_nothing(text: str) -> None:
    assert token_identity(Secret(text)) == {}


def test_a_secret_value_of_the_configuration_is_compared_and_not_shown() -> None:
    (change,) = account_changes({"accountId": Secret("s3cret-1")}, {"accountId": Secret("s3cret-2")}, {}, {})
    assert "s3cret" not in change.text


def test_a_change_of_account_is_a_red_question_with_both_values() -> None:
    fix = draft(look(), values={"access_token": Secret("new")}, expiry=NEVER, config={"subdomain": "globex"})
    (question,) = [item for item in planned(fix).questions if item.key == "account"]
    assert question.red
    assert "subdomain was acme, is now globex" in question.text
