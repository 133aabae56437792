"""Which key is used, and where it came from."""

from __future__ import annotations

import pytest

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.ports import Keys, NoKey
from nango_tui.model.secret import Secret
from nango_tui.storage.keys import KeyRing, hostport_problem, variables_environment

from .fakes import CANARY, DEV, PROD, Hanging, Store, keys_with, real

EVERYTHING = {"NANGO_SECRET_KEY_DEV": "named", "NANGO_SECRET_KEY": "plain", "NANGO_API_KEY": "older"}


def is_a_port(keys: KeyRing) -> Keys:
    return keys


def without(*names: str) -> dict[str, str]:
    return {name: text for name, text in EVERYTHING.items() if name not in names}


async def test_the_variable_with_the_environments_name_counts_first_then_secret_key_then_api_key() -> None:
    for removed, text, source in (
        ((), "named", "NANGO_SECRET_KEY_DEV"),
        (("NANGO_SECRET_KEY_DEV",), "plain", "NANGO_SECRET_KEY"),
        (("NANGO_SECRET_KEY_DEV", "NANGO_SECRET_KEY"), "older", "NANGO_API_KEY"),
    ):
        keys = keys_with(real(), without(*removed), active=DEV.id)
        keys.hold(DEV, Secret("typed"))
        assert keys.held(DEV) == HeldKey(Secret(text), source)
        assert await keys.find(DEV) == HeldKey(Secret(text), source)


async def test_without_variables_the_sessions_key_counts_before_the_keyring() -> None:
    store = real()
    store.kept["nango-tui", DEV.id] = "stored"
    keys = keys_with(store, active=DEV.id)
    keys.hold(DEV, Secret("typed"))
    assert await keys.find(DEV) == HeldKey(Secret("typed"), "session")
    assert not store.calls


async def test_the_keyring_is_asked_last_and_only_once_in_a_session() -> None:
    store = real()
    store.kept["nango-tui", DEV.id] = "stored"
    keys = keys_with(store)
    assert await keys.find(DEV) == HeldKey(Secret("stored"), "keyring")
    assert await keys.find(DEV) == HeldKey(Secret("stored"), "keyring")
    assert keys.held(DEV) == HeldKey(Secret("stored"), "keyring")
    assert store.calls == ["get"]


def test_what_is_at_hand_is_told_without_asking_the_keyring() -> None:
    store = real()
    store.kept["nango-tui", DEV.id] = "stored"
    assert keys_with(store).held(DEV) is None
    assert not store.calls


def test_a_variable_without_a_name_counts_only_for_the_environment_that_was_active_at_the_start() -> None:
    keys = keys_with(real(), {"NANGO_SECRET_KEY": "plain", "NANGO_API_KEY": "older"}, active=DEV.id)
    assert keys.held(DEV) == HeldKey(Secret("plain"), "NANGO_SECRET_KEY")
    assert keys.held(PROD) is None


def test_a_variable_that_is_set_and_not_used_is_told_with_the_reason() -> None:
    elsewhere = {"NANGO_SECRET_KEY": "plain", "NANGO_HOSTPORT": "http://localhost:3003"}
    words = keys_with(real(), elsewhere, active=DEV.id).unused(DEV)
    assert words == (
        "NANGO_SECRET_KEY is not used: NANGO_HOSTPORT names another server than api.nango.dev, the one of dev."
    )
    assert "--environment" in keys_with(real(), {"NANGO_API_KEY": "plain"}).unused(None)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"NANGO_SECRET_KEY": "plain"},
        {"NANGO_SECRET_KEY_PROD": "named"},
        {"NANGO_SECRET_KEY": "plain", "NANGO_SECRET_KEY_DEV": "named", "NANGO_HOSTPORT": "http://localhost:3003"},
    ],
    ids=["none", "used", "of another environment", "one with a name is used"],
)
def test_of_other_variables_nothing_is_told(environ: dict[str, str]) -> None:
    assert keys_with(real(), environ, active=DEV.id).unused(DEV) == ""


def test_a_variable_with_a_name_counts_for_its_environment_whichever_is_active() -> None:
    keys = keys_with(real(), {"NANGO_SECRET_KEY_PROD": "named"}, active=DEV.id)
    assert keys.held(PROD) == HeldKey(Secret("named"), "NANGO_SECRET_KEY_PROD")
    assert keys.held(DEV) is None


def test_the_name_in_a_variable_is_upper_case_with_underscores() -> None:
    environment = Environment("id", "eu-1 (staging)")
    keys = keys_with(real(), {"NANGO_SECRET_KEY_EU_1__STAGING_": "named"})
    assert keys.held(environment) == HeldKey(Secret("named"), "NANGO_SECRET_KEY_EU_1__STAGING_")


def test_a_blank_variable_is_not_set_and_blanks_around_a_key_do_not_count() -> None:
    keys = keys_with(real(), {"NANGO_SECRET_KEY": " ", "NANGO_API_KEY": " older\n"}, active=DEV.id)
    assert keys.held(DEV) == HeldKey(Secret("older"), "NANGO_API_KEY")


async def test_a_kept_key_is_in_the_keyring_under_the_environments_id_and_read_back() -> None:
    store = real()
    keys = keys_with(store)
    assert await keys.keep(DEV, Secret(CANARY)) is None
    assert store.kept == {("nango-tui", DEV.id): CANARY}
    assert store.calls[-2:] == ["set", "get"]
    assert keys.held(DEV) == HeldKey(Secret(CANARY), "keyring")


async def test_a_renamed_environment_finds_its_key() -> None:
    keys = keys_with(store := real())
    await keys.keep(DEV, Secret(CANARY))
    renamed = Environment(DEV.id, "development")
    assert await keys_with(store).find(renamed) == HeldKey(Secret(CANARY), "keyring")


async def test_a_new_key_replaces_the_stored_one() -> None:
    keys = keys_with(store := real())
    await keys.keep(DEV, Secret("old"))
    assert await keys.keep(DEV, Secret("new")) is None
    assert keys.held(DEV) == HeldKey(Secret("new"), "keyring")
    assert store.kept == {("nango-tui", DEV.id): "new"}


async def test_no_key_of_this_environment_says_which_and_asks_for_it() -> None:
    found = await keys_with(real()).find(DEV)
    assert isinstance(found, NoKey)
    assert (found.state, found.happened) == ("missing", "No API key is stored for dev.")


async def test_a_removed_key_is_gone_from_keyring_and_memory() -> None:
    keys = keys_with(store := real())
    await keys.keep(DEV, Secret(CANARY))
    assert await keys.remove(DEV) is None
    assert not store.kept
    assert keys.held(DEV) is None


async def test_removing_a_key_that_was_never_stored_is_no_error() -> None:
    assert await keys_with(real()).remove(DEV) is None


async def test_a_key_that_the_keyring_will_not_remove_is_told() -> None:
    class Sticky(Store):
        def delete_password(self, service: str, username: str) -> None:
            return

    keys = keys_with(real(Sticky))
    await keys.keep(DEV, Secret(CANARY))
    problem = await keys.remove(DEV)
    assert problem is not None
    assert problem.state == "failed"
    assert keys.held(DEV) is None


async def test_a_key_typed_while_the_keyring_is_asked_counts_and_the_late_answer_does_not() -> None:
    import asyncio

    store = real(Hanging)
    assert isinstance(store, Hanging)
    store.kept["nango-tui", DEV.id] = "stored"
    keys = keys_with(store)
    asking = asyncio.create_task(keys.find(DEV))
    await asyncio.to_thread(store.asked.wait, 10)
    keys.hold(DEV, Secret("typed"))
    store.go.set()
    assert await asking == HeldKey(Secret("typed"), "session")
    assert keys.held(DEV) == HeldKey(Secret("typed"), "session")


async def test_no_key_shows_in_any_text_of_what_is_handed_out() -> None:
    keys = keys_with(real(), {"NANGO_SECRET_KEY_PROD": CANARY})
    await keys.keep(DEV, Secret(CANARY))
    for value in (keys.held(DEV), keys.held(PROD), await keys.find(DEV), keys):
        assert CANARY not in f"{value} {value!r}"


def test_the_variables_alone_make_an_environment() -> None:
    for environ, url in (
        ({"NANGO_SECRET_KEY": "k"}, "https://api.nango.dev"),
        ({"NANGO_API_KEY": "k", "NANGO_HOSTPORT": " http://localhost:3003/ "}, "http://localhost:3003"),
        ({"NANGO_SECRET_KEY": "k", "NANGO_HOSTPORT": ""}, "https://api.nango.dev"),
    ):
        environment = variables_environment(environ)
        assert environment is not None
        assert environment.url == url
        assert keys_with(real(), environ, active=environment.id).held(environment) is not None
        assert not hostport_problem(environ)


def test_without_a_key_variable_there_is_no_environment_of_variables() -> None:
    assert variables_environment({"NANGO_HOSTPORT": "http://localhost:3003"}) is None
    assert variables_environment({"NANGO_SECRET_KEY": "  "}) is None


def test_a_key_is_not_sent_to_the_default_server_when_the_named_one_cannot_be_used() -> None:
    for url in ("localhost:3003", "http://nango.internal", "ftp://x", "https://", "https://a:99999999"):
        environ = {"NANGO_SECRET_KEY": "k", "NANGO_HOSTPORT": url}
        assert variables_environment(environ) is None
        assert hostport_problem(environ).startswith("NANGO_HOSTPORT cannot be used. ")
