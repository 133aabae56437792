"""Storing the key: a keyring that is missing, locked, hanging or failing always leaves a way on."""

from __future__ import annotations

import pytest

from nango_tui.model.environment import HeldKey
from nango_tui.model.ports import NoKey
from nango_tui.model.secret import Secret
from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.storage.keyring_words import explain, hanging, insecure, no_keyring, not_kept, switched_off
from tests.screens.connecting import HangingKeys, check_key, cloud_only, connecting, paste, said
from tests.screens.driving import Driver, MemoryKeys, running

PROBLEMS: dict[str, NoKey] = {
    "none": no_keyring("linux", bus=False),
    "switched off": switched_off(),
    "plain text only": insecure(),
    "locked": explain(type("KeyringLocked", (Exception,), {})()),
    "hanging": hanging(300),
    "lost": explain(ConnectionResetError()),
    "not read back": not_kept(),
    "broken": explain(ValueError("canary")),
}
EVERY_PROBLEM = [pytest.param(problem, id=name) for name, problem in PROBLEMS.items()]


async def home(drive: Driver) -> None:
    await drive.wait(lambda: isinstance(drive.app.screen, HomeScreen) and drive.app._home.session, "Home")
    await drive.pilot.pause()


@pytest.mark.parametrize("problem", EVERY_PROBLEM)
async def test_every_refusal_of_the_keyring_is_said_and_this_session_only_is_a_way_on(problem: NoKey) -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers, keys=MemoryKeys(problem=problem)) as drive:
        await connecting(drive)
        await check_key(drive, nango.key)
        await drive.press("enter")
        await drive.wait(lambda: problem.happened in said(drive), problem.happened)
        assert problem.do in said(drive)
        assert "Ctrl+S: this session only" in said(drive)
        assert "canary" not in drive.text
        assert drive.typed("name") == "demo"
        await drive.press("ctrl+s")
        await home(drive)
        await drive.wait_for("key: this session only", "harborline")
        assert drive.keys.stored == {}
        assert nango.key not in repr(drive.environments.settings)


async def test_a_keyring_that_was_unlocked_meanwhile_takes_the_key_at_the_next_enter() -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers, keys=MemoryKeys(problem=PROBLEMS["locked"])) as drive:
        await connecting(drive)
        await check_key(drive, nango.key)
        await drive.press("enter")
        await drive.wait(lambda: "Your keyring is locked." in said(drive), "the refusal")
        drive.keys.problem = None
        await drive.press("enter")
        await home(drive)
        await drive.wait_for("key: keyring")
        assert list(drive.keys.stored.values()) == [Secret(nango.key)]


async def test_this_session_only_can_be_chosen_without_asking_the_keyring() -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers) as drive:
        await connecting(drive)
        assert "This session only" not in drive.text
        await check_key(drive, nango.key)
        await drive.wait_for("^s This session only")
        await drive.press("ctrl+s")
        await home(drive)
        await drive.wait_for("key: this session only")
        assert drive.keys.stored == {}


async def test_this_session_only_needs_a_name_too() -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers) as drive:
        await connecting(drive)
        await check_key(drive, nango.key)
        await paste(drive, "name", "")
        await drive.press("ctrl+s")
        await drive.wait_for("Give it the name that it has in Nango.")
        assert isinstance(drive.app.screen, ConnectScreen)


async def test_waiting_for_a_keyring_that_hangs_is_said_and_left_with_one_key() -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers, keys=HangingKeys()) as drive:
        await connecting(drive)
        await check_key(drive, nango.key)
        await drive.press("enter")
        await drive.wait(lambda: "Waiting for your keyring" in said(drive), "the wait")
        await drive.press("ctrl+s")
        await home(drive)
        (environment,) = drive.environments.settings.environments
        assert drive.keys.held(environment) == HeldKey(Secret(nango.key), "session")


async def test_esc_stops_waiting_for_the_keyring_and_keeps_everything_typed() -> None:
    keys = HangingKeys()
    servers, nango = cloud_only()
    async with running(start=False, nango=servers, keys=keys) as drive:
        await connecting(drive)
        await check_key(drive, nango.key)
        await paste(drive, "name", "acme")
        await drive.press("enter")
        await drive.wait(lambda: keys.asked == 1, "the question")
        await drive.press("escape")
        await drive.wait(lambda: "Stopped." in said(drive), "the stop")
        assert drive.typed("name") == "acme"
        assert drive.row("key").value == Secret(nango.key)
        await drive.press("enter")
        await drive.wait(lambda: keys.asked == 2, "the second question")
        keys.go.set()
        await home(drive)
        await drive.wait_for("acme · api.nango.dev", "key: keyring")


async def test_a_second_enter_while_the_keyring_is_asked_does_not_ask_twice() -> None:
    keys = HangingKeys()
    servers, nango = cloud_only()
    async with running(start=False, nango=servers, keys=keys) as drive:
        await connecting(drive)
        await check_key(drive, nango.key)
        await drive.press("enter", "enter", "enter")
        await drive.pilot.pause(0.05)
        assert keys.asked == 1
        keys.go.set()
        await home(drive)
