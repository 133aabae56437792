"""The sweep: secrets of every kind go through the program, and are looked for wherever something can be read."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.canary import secrets
from tests.canary.echoes import REFUSALS, nested
from tests.canary.secrets import Hunt
from tests.canary.sweep import JOBS, importing
from tests.conftest import Figure
from tests.screens.front import hangs_up


def files_under(folder: Path) -> list[tuple[str, str]]:
    """Return name and text of every file."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [(path.name, path.read_text(encoding="utf-8", errors="replace")) for path in files]


def test_no_secret_is_anywhere_but_on_the_wire(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], figure: Figure
) -> None:
    hunt = Hunt(secrets.ALL)
    for index, job in enumerate(JOBS):
        first = index == 0
        ways = ((True, REFUSALS if first else (nested, hangs_up), first), (False, (), False))
        for pasted, refusals, thorough in ways:
            asyncio.run(importing(job, hunt, tmp_path, pasted=pasted, refusals=refusals, thorough=thorough))
    for name, text in files_under(tmp_path):
        hunt.look(f"file {name}", text)
    said = capfd.readouterr()
    hunt.look("standard output", said.out)
    hunt.look("standard error", said.err)
    hunt.look("arguments", Path("/proc/self/cmdline").read_text() if Path("/proc/self/cmdline").exists() else "")
    figure("canary", f"{len(hunt.kinds)} secrets, {hunt.places} places, {len(hunt.leaks)} leaks")
    assert not hunt.leaks
