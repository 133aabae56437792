"""Which endpoint an import takes, and the reason that is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.draft import Draft
from nango_tui.model.endpoint import choose, differences
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.template import Template

CURRENT, LEGACY = Endpoint.CURRENT, Endpoint.LEGACY
DRAFT = Draft(Environment("e", "dev"), "id", mode="OAUTH2")


def fixed(draft: Draft, endpoint: Endpoint) -> Draft:
    return replace(draft, environment=replace(draft.environment, endpoint=endpoint))


@pytest.mark.parametrize("mode", sorted(MODES))
def test_a_new_connection_takes_connections(mode: str) -> None:
    endpoint, reason = choose(replace(DRAFT, mode=mode), False)
    assert endpoint is CURRENT
    assert reason.endswith(".")


def test_a_server_without_that_route_gets_the_legacy_one() -> None:
    assert choose(DRAFT, True) == (LEGACY, "This server does not have POST /connections.")
    assert choose(fixed(DRAFT, CURRENT), True)[0] is LEGACY


def test_the_engineers_choice_counts_most_then_the_environments() -> None:
    assert choose(replace(fixed(DRAFT, LEGACY), endpoint=CURRENT), True) == (CURRENT, "You chose it.")
    assert choose(fixed(DRAFT, LEGACY), False) == (LEGACY, "The environment dev is set to it.")
    assert choose(fixed(DRAFT, CURRENT), False) == (CURRENT, "The environment dev is set to it.")


def test_what_the_legacy_endpoint_cannot_import_goes_to_the_other_although_the_environment_says_legacy() -> None:
    endpoint, reason = choose(fixed(replace(DRAFT, mode="CUSTOM"), LEGACY), False)
    assert endpoint is CURRENT
    assert "does not import" in reason
    never = replace(DRAFT, mode="OAUTH2_CC", expiry=Expiry("never"))
    endpoint, reason = choose(fixed(never, LEGACY), False)
    assert endpoint is CURRENT
    assert "never expires" in reason
    assert choose(fixed(replace(never, fetch=True), LEGACY), False)[0] is LEGACY
    assert choose(fixed(replace(never, mode="OAUTH2"), LEGACY), False)[0] is LEGACY


def test_the_reason_says_that_the_credential_will_be_tested_only_where_nango_can() -> None:
    template = Template("x", "X", "API_KEY", verification=True)
    draft = replace(DRAFT, mode="API_KEY", template=template)
    assert "tests the credential" in choose(draft, False)[1]
    assert "tests" not in choose(replace(draft, template=replace(template, verification=False)), False)[1]
    assert "tests" not in choose(replace(draft, mode="OAUTH2"), False)[1]


@pytest.mark.parametrize("mode", [*sorted(MODES), ""])
def test_what_differs_is_said_in_lines(mode: str) -> None:
    lines = differences(mode)
    assert lines
    assert all(line.endswith(".") and len(line) < 120 for line in lines)


TAGS = "POST /connections stores tags and the customer; POST /connection ignores them."
CHECKS = "POST /connections checks every field; POST /connection hardly checks, and may answer 500."
RESETS = "Over an existing connection: POST /connections resets tags and metadata that are not sent."
KEEPS_TAGS = "Over an existing connection: POST /connection keeps tags and "
FORGETS = KEEPS_TAGS + "sets metadata to nothing if none is sent."
KEEPS = KEEPS_TAGS + "keeps metadata if none is sent."


@pytest.mark.parametrize(
    ("mode", "lines"),
    [
        ("OAUTH2", (TAGS, CHECKS, RESETS, KEEPS)),
        ("", (TAGS, CHECKS, RESETS, KEEPS)),
        (
            "OAUTH2_CC",
            (
                TAGS,
                CHECKS,
                "POST /connection takes no client certificate or key, and no token that never expires.",
                RESETS,
                KEEPS,
            ),
        ),
        ("APP", (TAGS, CHECKS, "POST /connection ignores the connection configuration.", RESETS, KEEPS)),
        (
            "BASIC",
            (
                TAGS,
                "POST /connections tests the credential where Nango knows how; POST /connection never does.",
                RESETS,
                FORGETS,
            ),
        ),
        ("CUSTOM", ("POST /connection does not import GitHub App with OAuth (CUSTOM).",)),
    ],
)
def test_of_each_mode_exactly_what_differs_is_said(mode: str, lines: tuple[str, ...]) -> None:
    assert differences(mode) == lines


def test_why_is_said_in_a_sentence_of_its_own() -> None:
    verified = Template("x", "X", "API_KEY", verification=True)
    tested = replace(DRAFT, mode="API_KEY", template=verified)
    assert choose(tested, False)[1] == "It tests the credential at the provider before storing it."
    checks = "It checks every field, and can store who the customer is."
    assert choose(replace(tested, template=None), False)[1] == checks
    assert choose(replace(DRAFT, mode="JWT", template=verified), False)[1] == checks
    only = "Only this endpoint imports GitHub App with OAuth (CUSTOM)."
    assert choose(replace(DRAFT, mode="CUSTOM"), False)[1] == only
    cannot = choose(fixed(replace(DRAFT, mode="CUSTOM"), LEGACY), False)[1]
    assert cannot == "The legacy endpoint does not import GitHub App with OAuth (CUSTOM)."
    never = choose(fixed(replace(DRAFT, mode="OAUTH2_CC", expiry=Expiry("never")), LEGACY), False)[1]
    assert never == "On the legacy endpoint, OAUTH2_CC cannot say that a token never expires."
    assert choose(fixed(replace(DRAFT, mode="JWT"), LEGACY), False)[0] is LEGACY


def test_metadata_is_said_to_be_lost_where_the_legacy_endpoint_loses_it() -> None:
    assert "sets metadata to nothing" in differences("API_KEY")[-1]
    assert "keeps metadata" in differences("OAUTH2")[-1]
