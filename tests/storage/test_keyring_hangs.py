"""A keyring that does not answer holds nothing: not the screens, not quitting."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import time

import pytest

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.ports import NoKey
from nango_tui.model.secret import Secret

from .fakes import CANARY, DEV, PROD, Hanging, keys_with, real

OTHER = Environment("id-other", "other")


def hanging() -> Hanging:
    store = real(Hanging)
    assert isinstance(store, Hanging)
    store.kept["nango-tui", DEV.id] = "stored"
    return store


async def test_a_hanging_keyring_is_given_up_after_the_probe() -> None:
    store = hanging()
    found = await keys_with(store, probe=0.01).find(DEV)
    assert isinstance(found, NoKey)
    assert found.state == "hanging"
    assert "Unlock your keyring" in found.do
    store.go.set()


async def test_a_patient_wait_takes_up_the_question_that_is_under_way_so_one_prompt_is_enough() -> None:
    store = hanging()
    keys = keys_with(store, probe=0.01)
    await keys.find(DEV)
    patient = asyncio.create_task(keys.find(DEV, patient=True))
    await asyncio.sleep(0)
    store.go.set()
    assert await patient == HeldKey(Secret("stored"), "keyring")
    assert store.calls == ["get"]


async def test_the_answer_to_a_question_that_was_given_up_is_used_by_the_next_one() -> None:
    store = hanging()
    keys = keys_with(store, probe=0.01, patience=10)
    await keys.find(DEV)
    store.go.set()
    assert await keys.find(DEV, patient=True) == HeldKey(Secret("stored"), "keyring")
    assert store.calls == ["get"]


async def test_cancelling_a_patient_wait_ends_it_at_once_though_the_keyring_hangs_on() -> None:
    store = hanging()
    keys = keys_with(store, patience=60)
    waiting = asyncio.create_task(keys.find(DEV, patient=True))
    await asyncio.to_thread(store.asked.wait, 10)
    start = time.monotonic()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert time.monotonic() - start < 1
    assert not store.go.is_set()
    store.go.set()


async def test_the_keyring_gets_one_call_at_a_time() -> None:
    store = hanging()
    keys = keys_with(store)
    both = asyncio.gather(keys.find(DEV), keys.find(PROD), keys.find(DEV))
    await asyncio.to_thread(store.asked.wait, 10)
    store.go.set()
    first, _, third = await both
    assert first == third == HeldKey(Secret("stored"), "keyring")
    assert store.most_at_once == 1
    assert store.calls == ["get", "get"]


async def test_a_key_that_is_not_wanted_in_the_keyring_any_more_does_not_get_there_when_it_is_unlocked() -> None:
    store = hanging()
    keys = keys_with(store)
    keeping = asyncio.create_task(keys.keep(DEV, Secret(CANARY)))
    await asyncio.to_thread(store.asked.wait, 10)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert keys.held(DEV) == HeldKey(Secret(CANARY), "session")
    store.go.set()
    await keys.find(OTHER)  # the next call: so the first one has ended
    assert store.kept == {("nango-tui", DEV.id): "stored"}
    assert keys.held(DEV) == HeldKey(Secret(CANARY), "session")


async def test_a_key_that_waits_behind_a_hanging_call_is_dropped_when_it_is_given_up() -> None:
    store = hanging()
    keys = keys_with(store, probe=0.01)
    await keys.find(DEV)
    keeping = asyncio.create_task(keys.keep(PROD, Secret(CANARY)))
    await asyncio.sleep(0)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    store.go.set()
    await keys.find(OTHER, patient=True)  # the next call: so the ones before have ended
    assert store.calls == ["get", "get"]


async def test_a_keyring_that_hangs_while_a_key_is_stored_is_given_up_after_the_patient_wait() -> None:
    store = hanging()
    keys = keys_with(store, patience=0.01)
    for problem in (await keys.keep(PROD, Secret(CANARY)), await keys.remove(DEV)):
        assert problem is not None
        assert problem.state == "hanging"
    assert keys.held(PROD) == HeldKey(Secret(CANARY), "session")
    store.go.set()


def test_quitting_does_not_wait_for_a_hanging_keyring() -> None:
    program = """
        import asyncio, threading, time
        from nango_tui.storage.keyring_os import OsKeyring
        from nango_tui.storage.keys import KeyRing
        from nango_tui.model.environment import Environment

        keys = KeyRing({}, keyring=OsKeyring(lambda: threading.Event().wait()), probe=0.05)
        found = asyncio.run(keys.find(Environment("a", "dev")))
        print(found.state, time.monotonic(), flush=True)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=30, check=True
    )
    end = time.monotonic()
    state, when = run.stdout.split()
    assert state == "hanging"
    assert end - float(when) < 3
    assert not run.stderr
