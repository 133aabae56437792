"""What others do to a connection between the look and the read after the update is shown, and can be put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nango_tui.model.body import Json
from nango_tui.model.draft import Draft
from nango_tui.model.secret import Secret
from nango_tui.model.update import Difference, Plan
from nango_tui.model.update_after import differences, restoring, verdict
from nango_tui.model.update_plan import plan
from nango_tui.sandbox.store import Connection, EndUser, Integration
from tests.fixes.cases import Changes, FixCase
from tests.fixes.fixing import draft_of, send_edit
from tests.fixes.world import FULL, ID, NOW, Clock, World

USER = EndUser("u-1", email="u1@example.com")


def stored(provider: str, **credentials: str) -> Connection:
    """Return a connection with everything that can be lost."""
    return Connection(
        1,
        ID,
        Integration(provider, provider),
        NOW,
        NOW,
        NOW,
        credentials={**credentials},
        config={"subdomain": "acme", "region": "eu"},
        metadata={"plan": "pro"},
        tags={"team": "blue", **USER.as_tags()},
        end_user=USER,
        webhook_url="https://hooks.example.com/x",
    )


async def raced(world: World, case: FixCase, meanwhile: Callable[[Draft], None]) -> tuple[Plan, tuple[Difference, ...]]:
    """Look and plan, let others act, send, and return what a read then shows."""
    world.put(case.stored)
    look = world.look(FULL)
    draft, form = draft_of(case, world, look)
    clock = Clock()
    found = plan(draft, form, clock.now(), clock.zone(), can_read_credentials=True, legacy_only=False)
    assert not found.blocked
    assert not found.lost
    meanwhile(draft)
    await world.client(FULL, draft.environment).send_body(found.endpoint, dict(found.body), found.mode)
    after = world.look(FULL)
    assert after is not None
    return found, differences(found.expected, after)


def oauth2() -> tuple[World, FixCase]:
    """Return an OAuth 2 connection and the fix of it."""
    held = stored("harborline", type="OAUTH2", access_token="stored-access-token")
    return World("harborline"), FixCase("harborline", "OAUTH2", held, FULL, Changes())


def set_metadata(world: World) -> None:
    """Write metadata as a sync does."""
    body: Json = {"connection_id": ID, "provider_config_key": world.provider, "metadata": {"plan": "free", "cursor": 7}}
    assert world.ask("POST", "/connections/metadata", body)[0] == 201


async def test_metadata_that_a_sync_writes_meanwhile_stay_and_are_shown_with_both_values() -> None:
    world, case = oauth2()
    _, (difference,) = await raced(world, case, lambda _: set_metadata(world))
    assert world.stored().metadata == {"plan": "free", "cursor": 7}
    assert (difference.part, difference.wanted, difference.found) == ("Metadata", "pro", "free")


async def test_a_connection_deleted_meanwhile_is_made_anew_and_what_it_lacks_can_be_put_back() -> None:
    world, case = oauth2()

    def _delete(_: Draft) -> None:
        assert world.ask("DELETE", f"/connections/{ID}?provider_config_key=harborline")[0] == 200

    found, missing = await raced(world, case, _delete)
    assert {item.part for item in missing} == {"Metadata", "Tags", "End user"}
    after = world.look(FULL)
    assert after is not None
    edit, _ = restoring(missing, found.expected, after)
    assert edit is not None
    assert send_edit(world, edit) == "edit"
    assert (world.stored().metadata, world.stored().tags) == (case.stored.metadata, case.stored.tags)
    assert world.stored().end_user == USER
    again = world.look(FULL)
    assert again is not None
    assert verdict(found.expected, again).startswith("Nothing was lost")


async def test_a_second_engineer_who_was_faster_is_seen_where_nothing_of_the_two_is_the_same() -> None:
    world, case = oauth2()

    def _tags(_: Draft) -> None:
        send: Json = {"tags": {"team": "red"}}
        assert world.ask("PATCH", f"/connections/{ID}?provider_config_key=harborline", send)[0] == 200

    _, found = await raced(world, case, _tags)
    assert {(item.part, item.name, item.found) for item in found} >= {("Tags", "team", "red")}


async def test_a_second_engineer_who_comes_later_is_seen_by_the_configuration() -> None:
    world, case = oauth2()
    planned, nothing = await raced(world, case, lambda _: None)
    assert not nothing
    body: Json = {
        "provider_config_key": "harborline",
        "connection_id": ID,
        "access_token": "theirs",
        "no_expiration": True,
        "connection_config": {"subdomain": "globex"},
    }
    assert world.ask("POST", "/connection", body)[0] == 201
    after = world.look(FULL)
    assert after is not None
    found = differences(planned.expected, after)
    assert {(item.name, item.wanted, item.found) for item in found if item.part == "Configuration"} == {
        ("subdomain", "acme", "globex"),
        ("region", "eu", ""),
    }
    edit, words = restoring(found, planned.expected, after)
    assert edit is not None
    assert edit.webhook_url == "https://hooks.example.com/x"
    assert "only an import" in words


async def test_on_the_current_endpoint_everything_is_sent_along_and_read_again() -> None:
    held = stored("lumenboard", type="API_KEY", apiKey="stored-api-key")
    held = replace(held, config={"region": "eu", "subdomain": "acme"})
    case = FixCase("lumenboard", "API_KEY", held, FULL, Changes())
    world = World("lumenboard")
    planned, found = await raced(world, case, lambda _: None)
    assert not found
    assert planned.body["credentials"] == {"type": "API_KEY", "apiKey": Secret("new-api_key")}
    assert world.stored().end_user == USER
