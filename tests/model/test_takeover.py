"""What was entered goes into a fix; what nobody changed comes from what is stored now."""

from __future__ import annotations

from dataclasses import replace

from nango_tui.model.connection import Look
from nango_tui.model.draft import Customer, Draft, Integration
from nango_tui.model.expiry import Expiry
from nango_tui.model.prefill import prefill
from nango_tui.model.secret import Secret
from nango_tui.model.takeover import taken_over
from nango_tui.model.unsent import unsent
from tests.model.looks import DEV, draft, look, template

CHOSEN = Integration("harborline", "harborline")


def fix_of(found: Look) -> Draft:
    """Return the fix of what a look showed."""
    return prefill(found, DEV, CHOSEN, template())


def an_import(**typed: object) -> Draft:
    """Return an import that turned out to hit a connection that exists."""
    blank = Draft(DEV, "made-here", CHOSEN, template(), mode="OAUTH2", connection_id="acme-42")
    return replace(blank, **typed)  # type: ignore[arg-type]  # names and values are the tests' own


STORED = look(
    config={"subdomain": "acme", "region": "eu"},
    metadata={"plan": "gold"},
    tags={"tier": "gold", "end_user_display_name": "Acme Inc."},
    connection={"webhook_url": "https://hooks.example.com/a"},
)


def test_what_an_import_leaves_blank_stays_as_it_is_stored() -> None:
    fix = fix_of(STORED)
    entered = an_import(values={"access_token": Secret("new")}, expiry=Expiry("never"))
    found = taken_over(entered, fix)
    assert found == replace(fix, values={"access_token": Secret("new")}, expiry=Expiry("never"))


def test_what_an_import_says_counts_more_than_what_is_stored() -> None:
    entered = an_import(
        config={"region": "us"},
        metadata='{"plan": "silver"}',
        customer=Customer(name="Acme Corp"),
        webhook_url="https://hooks.example.com/b",
    )
    found = taken_over(entered, fix_of(STORED))
    assert found.config == {"subdomain": "acme", "region": "us"}
    assert (found.metadata, found.customer.name) == ('{"plan": "silver"}', "Acme Corp")
    assert found.webhook_url == "https://hooks.example.com/b"
    assert found.tags == (("tier", "gold"),)


def test_a_fix_that_was_left_keeps_what_was_typed_over_what_is_stored_by_now() -> None:
    before = draft(STORED)
    typed = replace(before, values={"access_token": Secret("new")}, config={"subdomain": "acme", "region": "us"})
    now = look(config={"subdomain": "acme-two", "region": "eu"}, metadata={"plan": "silver"})
    found = taken_over(typed, fix_of(now))
    assert found.config == {"subdomain": "acme-two", "region": "us"}
    assert found.values["access_token"] == Secret("new")
    assert found.metadata == fix_of(now).metadata
    assert found.stored is now


def test_a_key_that_was_removed_stays_removed() -> None:
    typed = replace(draft(STORED), config={"subdomain": "acme"})
    assert taken_over(typed, fix_of(STORED)).config == {"subdomain": "acme"}


def test_a_fix_holds_something_unsent_only_if_somebody_entered_it() -> None:
    fix = fix_of(STORED)
    assert not unsent(fix)
    for changed in (
        replace(fix, values={"access_token": Secret("new")}),
        replace(fix, config={"subdomain": "other", "region": "eu"}),
        replace(fix, metadata='{"plan": "silver"}'),
        replace(fix, tags=()),
        replace(fix, webhook_url=""),
        replace(fix, expiry=Expiry("never")),
    ):
        assert unsent(changed)
    assert not unsent(replace(fix, metadata='{ "plan":"gold" }')), "the same, written otherwise"
