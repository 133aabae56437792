"""A real Secret Service (gnome-keyring on a D-Bus session of its own) stores keys and gives them back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.keyring, pytest.mark.xdist_group("keyring")]

REQUIRED = "NANGO_TUI_REQUIRE_KEYRING"
PROGRAMS = ("dbus-run-session", "dbus-send", "gnome-keyring-daemon")


@pytest.fixture(autouse=True)
def _needs_a_secret_service() -> None:
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    if lacking and os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, and these programs are not installed: {', '.join(lacking)}")
    if lacking:
        pytest.skip(f"not installed: {', '.join(lacking)} (Debian packages dbus, gnome-keyring)")


def play(scenario: str, folder: Path) -> dict[str, str]:
    """Return what the scenario tells, with the seconds that its process took to end as "end"."""
    (folder / "run").mkdir(mode=0o700)
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    run = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-m", "tests.storage.secret_service", scenario],
        env=environ,
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
        timeout=120,
    )
    end = time.monotonic()
    assert run.returncode == 0, run.stderr
    facts: dict[str, str] = json.loads(run.stdout)
    return facts | {"end": str(end - float(facts.pop("time")))}


def test_a_real_keyring_stores_gives_back_replaces_and_removes_a_key(tmp_path: Path) -> None:
    facts = play("stores", tmp_path)
    facts.pop("end")
    assert facts == {
        "backend": "True",
        "at first": "missing",
        "kept": "fine",
        "held": "keyring, True",
        "next start": "keyring, True",
        "other environment": "missing",
        "replaced": "fine",
        "replaced back": "fine",
        "after that": "keyring, True",
        "removed": "fine",
        "removed again": "fine",
        "at last": "missing",
    }


def test_a_real_keyring_that_is_locked_is_told_and_the_key_is_held_for_the_session(tmp_path: Path) -> None:
    facts = play("locked", tmp_path)
    facts.pop("end")
    assert facts == {"find": "locked", "keep": "locked", "held": "session, True", "remove": "locked"}


def test_a_real_keyring_that_is_stopped_holds_nothing_and_is_used_when_it_goes_on(tmp_path: Path) -> None:
    facts = play("stopped", tmp_path)
    assert float(facts.pop("end")) < 5
    assert facts == {
        "find": "hanging",
        "cancelled at once": "True",
        "goes on": "keyring, True",
        "again": "hanging",
    }
