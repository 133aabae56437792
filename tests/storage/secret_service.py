"""Runs in a process of its own, under its own D-Bus session: a gnome-keyring-daemon, and our class against it.

One argument: the scenario. Prints one JSON object. It is started by test_secret_service.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.ports import NoKey
from nango_tui.model.secret import Secret
from nango_tui.storage.keyring_os import REAL_BACKENDS, system_backend
from nango_tui.storage.keys import KeyRing

DEV, PROD = Environment("id-dev", "dev"), Environment("id-prod", "prod")
KEY = Secret("11111111-2222-4333-8444-555555555555 ü€\n" + "x" * 3000)


def told(value: HeldKey | NoKey | None) -> str:
    """Return the value in a word: a key's source and whether it is the right one, or a state."""
    if value is None:
        return "fine"
    return value.state if isinstance(value, NoKey) else f"{value.source}, {value.key == KEY}"


async def stores(_: int) -> dict[str, str]:
    first = KeyRing({})
    facts = {
        "backend": str(f"{type(system_backend()).__module__}.{type(system_backend()).__qualname__}" in REAL_BACKENDS),
        "at first": told(await first.find(DEV)),
        "kept": told(await first.keep(DEV, KEY)),
        "held": told(first.held(DEV)),
        "next start": told(await KeyRing({}).find(DEV)),
        "other environment": told(await KeyRing({}).find(PROD)),
        "replaced": told(await first.keep(DEV, Secret("another"))),
        "replaced back": told(await first.keep(DEV, KEY)),
        "after that": told(await KeyRing({}).find(DEV)),
        "removed": told(await first.remove(DEV)),
        "removed again": told(await first.remove(DEV)),
    }
    return facts | {"at last": told(await KeyRing({}).find(DEV))}


async def locked(_: int) -> dict[str, str]:
    import secretstorage

    await KeyRing({}).keep(DEV, KEY)
    connection = secretstorage.dbus_init()
    secretstorage.get_default_collection(connection).lock()
    keys = KeyRing({})
    facts = {"find": told(await keys.find(DEV)), "keep": told(await keys.keep(DEV, KEY)), "held": told(keys.held(DEV))}
    return facts | {"remove": told(await keys.remove(DEV))}


async def stopped(daemon: int) -> dict[str, str]:
    await KeyRing({}).keep(DEV, KEY)
    os.kill(daemon, signal.SIGSTOP)
    keys = KeyRing({}, probe=0.5)
    facts = {"find": told(await keys.find(DEV))}
    waiting = asyncio.create_task(keys.find(DEV, patient=True))
    await asyncio.sleep(0)
    start = time.monotonic()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    facts["cancelled at once"] = str(waiting.cancelled() and time.monotonic() - start < 1)
    os.kill(daemon, signal.SIGCONT)
    facts["goes on"] = told(await keys.find(DEV, patient=True))
    # Once more, and it hangs on while the process ends: the test measures how long that takes.
    os.kill(daemon, signal.SIGSTOP)
    facts["again"] = told(await KeyRing({}, probe=0.5).find(DEV))
    return facts


SCENARIOS: dict[str, Callable[[int], Awaitable[dict[str, str]]]] = {
    "stores": stores,
    "locked": locked,
    "stopped": stopped,
}


async def play(scenario: str, daemon: int) -> dict[str, str]:
    return await SCENARIOS[scenario](daemon)


def main() -> None:
    """Start the daemon, unlocked by a password on its standard input, and play the scenario."""
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        assert daemon.stdin is not None
        daemon.stdin.write(b"password")
        daemon.stdin.close()
        wait_for_service()
        facts = asyncio.run(play(sys.argv[1], daemon.pid))
        print(json.dumps(facts | {"time": str(time.monotonic())}), flush=True)
    finally:
        daemon.kill()


def wait_for_service() -> None:
    """Wait until the daemon owns its name on the bus; asking the name itself would start another daemon."""
    ask = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
    ask += ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
    deadline = time.monotonic() + 30
    while b"boolean true" not in subprocess.run(ask, capture_output=True, check=True).stdout:
        if time.monotonic() > deadline:
            raise TimeoutError("gnome-keyring-daemon did not come up")


if __name__ == "__main__":
    main()
