"""The key of a known environment cannot be had from the keyring: wait for it, paste it, or go without."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.ports import NoKey
from nango_tui.model.secret import Secret
from nango_tui.screens.dialogs import Notice
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.keyring import KeyringScreen
from tests.screens.connecting import said
from tests.screens.driving import Driver, MemoryKeys, running
from tests.screens.places import on
from tests.screens.test_connect_keyring import EVERY_PROBLEM, PROBLEMS


@dataclass
class PatientKeys(MemoryKeys):
    """Keys whose keyring answers a patient question only when it is let go, as while a person unlocks it."""

    unlocked: asyncio.Event = field(default_factory=asyncio.Event)
    waits: int = 0

    async def find(self, environment: Environment, *, patient: bool = False) -> HeldKey | NoKey:
        if patient:
            self.waits += 1
            await self.unlocked.wait()
            self.problem = None
        return await super().find(environment, patient=patient)


async def asked(drive: Driver) -> None:
    await on(drive, KeyringScreen)


async def opened(drive: Driver) -> None:
    await drive.wait(lambda: isinstance(drive.app.screen, HomeScreen) and drive.app._home.session, "Home")
    await drive.wait_for("harborline")


@pytest.mark.parametrize("problem", EVERY_PROBLEM)
async def test_every_refusal_is_said_and_a_pasted_key_counts_for_this_session(problem: NoKey) -> None:
    async with running(keys=MemoryKeys(problem=problem)) as drive:
        await asked(drive)
        if problem.state not in ("locked", "hanging"):
            assert problem.happened in said(drive)
            assert problem.do in said(drive)
        await drive.type(drive.demo.key)
        await drive.press("enter")
        await opened(drive)
        await drive.wait_for("key: this session only")
        assert drive.keys.stored == {}


async def test_a_key_that_was_never_stored_is_stored_when_it_is_pasted() -> None:
    async with running(keys=MemoryKeys()) as drive:
        await asked(drive)
        await drive.wait_for("The API key of demo")
        await drive.type(drive.demo.key)
        await drive.press("enter")
        await opened(drive)
        await drive.wait_for("key: keyring")
        assert drive.keys.stored == {"e1": Secret(drive.demo.key)}


async def test_a_missing_key_can_be_used_for_this_session_only() -> None:
    async with running(keys=MemoryKeys()) as drive:
        await asked(drive)
        await drive.type(drive.demo.key)
        await drive.press("ctrl+s")
        await opened(drive)
        await drive.wait_for("key: this session only")
        assert drive.keys.stored == {}


@pytest.mark.parametrize("key", ["enter", "ctrl+s"])
async def test_without_a_key_it_is_asked_for(key: str) -> None:
    async with running(keys=MemoryKeys()) as drive:
        await asked(drive)
        await drive.press(key)
        await drive.wait_for("Paste the API key of the environment.")


@pytest.mark.parametrize("state", ["locked", "hanging"])
async def test_a_keyring_that_waits_for_a_person_is_waited_for_and_opens_by_itself(state: str) -> None:
    keys = PatientKeys(problem=PROBLEMS[state])
    async with running(keys=keys) as drive:
        await asked(drive)
        await drive.wait(lambda: "Waiting for your keyring. Unlock it in its own window" in said(drive), "the wait")
        keys.stored["e1"] = Secret(drive.demo.key)
        keys.unlocked.set()
        await opened(drive)
        await drive.wait_for("key: keyring")
        assert keys.waits == 1


async def test_while_waiting_the_key_can_be_pasted_instead() -> None:
    keys = PatientKeys(problem=PROBLEMS["locked"])
    async with running(keys=keys) as drive:
        await asked(drive)
        await drive.type(drive.demo.key)
        await drive.press("enter")
        await opened(drive)
        await drive.wait_for("key: this session only")


async def test_esc_stops_waiting_first_and_leaves_then() -> None:
    keys = PatientKeys(problem=PROBLEMS["locked"])
    async with running(keys=keys) as drive:
        await asked(drive)
        await drive.type("half a key")
        await drive.press("escape")
        await drive.wait(lambda: "Stopped waiting." in said(drive), "the stop")
        assert drive.row("key").value == Secret("half a key")
        await drive.press("escape")
        await on(drive, HomeScreen)
        await drive.wait_for("No environment is open. Ctrl+E opens one.")
        assert drive.app._home.session is None


async def test_the_keyring_can_be_asked_again() -> None:
    async with running(keys=MemoryKeys(problem=PROBLEMS["none"])) as drive:
        await asked(drive)
        drive.keys.problem = None
        drive.keys.stored["e1"] = Secret(drive.demo.key)
        await drive.press("ctrl+r")
        await opened(drive)
        await drive.wait_for("key: keyring")


async def test_a_keyring_that_is_unlocked_while_help_is_read_opens_when_help_is_closed() -> None:
    keys = PatientKeys(problem=PROBLEMS["locked"])
    async with running(keys=keys) as drive:
        await asked(drive)
        await drive.press("f1")
        await on(drive, Notice)
        keys.stored["e1"] = Secret(drive.demo.key)
        keys.unlocked.set()
        await drive.pilot.pause(0.2)
        assert isinstance(drive.app.screen, Notice)
        await drive.press("escape")
        await opened(drive)


async def test_which_environment_needs_its_key_is_said_with_production_in_words() -> None:
    async with running(keys=MemoryKeys(problem=PROBLEMS["none"]), production=True) as drive:
        await asked(drive)
        await drive.wait_for("The API key of PROD demo")
