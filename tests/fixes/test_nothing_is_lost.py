"""Whatever is stored and whatever is replaced: what was not replaced stays, or was named as lost before."""

from __future__ import annotations

import asyncio
from collections import Counter

from hypothesis import HealthCheck, given, settings

from nango_tui.model.body import SCOPES_KEY
from nango_tui.model.update_edit import edit_losses
from tests.conftest import Figure
from tests.fixes.cases import FixCase, cases
from tests.fixes.fixing import Done, fix, losses, unseen
from tests.fixes.world import World

CASES = 850
"""Some of them are blocked or refused; at least 500 are stored."""
_FIRM = ("Client certificate", "Refresh token", "Configuration", "Metadata", "Tags", "Webhook URL", "End user")


def test_after_a_fix_all_that_was_not_replaced_is_there_or_was_named_as_lost(figure: Figure) -> None:
    roads: Counter[str] = Counter()
    with asyncio.Runner() as runner:

        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(cases())
        def _every_case(case: FixCase) -> None:
            world = World(case.provider)
            done = runner.run(fix(case, world))
            roads[done.road.split(" ")[0]] += 1
            _holds(case, done, world)

        _every_case()
    stored = roads["/connection"] + roads["/connections"] + roads["edit"]
    figure(
        "nothing lost",
        f"{stored} cases, {roads['/connection']} by /connection, {roads['/connections']} by /connections, "
        f"{roads['edit']} by PATCH or metadata",
    )
    assert stored >= 500, roads


def _holds(case: FixCase, done: Done, world: World) -> None:
    if done.plan and done.look and done.look.reading == "whole" and _nothing_forced(case):
        firm = {label for label, _ in done.plan.lost}
        assert not firm & {"Refresh token", "OAuth app", "Configuration", "Metadata", "Webhook URL"}, "never by default"
    found = list(losses(case, done, world)) if not done.road.startswith(("blocked", "refused")) else []
    if done.road.startswith(("blocked", "refused")):
        assert _state(world) == _state_of(done), "nothing was stored, so nothing changed"
    elif done.plan:
        assert not unseen(done, world), "the plan knows what is there afterwards"
    named = {label for label, _ in (done.plan.lost if done.plan else edit_losses(done.draft))}
    lost = " ".join(text for _, text in done.plan.lost) if done.plan else ""
    notes = " ".join(done.plan.notes) if done.plan else ""
    for label, what in found:
        if label == "hidden":
            assert "named like a refresh token" in notes or "Configuration" in named, what
            continue
        if label == "Scopes" and (done.look is None or SCOPES_KEY in lost):
            label = "Configuration"  # the scopes are part of it
        assert label in named, f"{label}: {what}; {done.plan}"
        assert label not in _FIRM or (done.plan and done.plan.questions), f"{label} was not asked about"


def _nothing_forced(case: FixCase) -> bool:
    changes = case.changes
    return changes.keep and not (changes.endpoint or changes.environment or changes.legacy_only)


def _state(world: World) -> object:
    stored = world.stored()
    return stored.credentials, stored.config, stored.metadata, stored.tags, stored.end_user, stored.webhook_url


def _state_of(done: Done) -> object:
    stored = done.before
    return stored.credentials, stored.config, stored.metadata, stored.tags, stored.end_user, stored.webhook_url
