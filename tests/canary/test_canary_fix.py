"""No secret that a server keeps is where it could be seen, whatever is done with its connection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.canary.echoes import REFUSALS, nested
from tests.canary.fixing import fixing
from tests.canary.secrets import Canary, Hunt
from tests.canary.stored import STORED, Stored
from tests.canary.walk import Fix
from tests.conftest import Figure

FEW = (nested,)
"""For most connections; the whole row of refusals is tried with one."""


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored.name)
async def test_no_secret_is_seen_whatever_is_done_with_a_connection(
    stored: Stored, tmp_path: Path, figure: Figure, capfd: pytest.CaptureFixture[str]
) -> None:
    hunt = Hunt(())
    first = stored is STORED[0]
    await fixing(stored, hunt, tmp_path, refusals=REFUSALS[:-1] if first else FEW, thorough=first)
    hunt.look_all("standard output and error", capfd.readouterr())
    count = len(stored.kept) + len(stored.typed)
    figure("canary", f"{count} secrets, {hunt.places} places, {len(hunt.leaks)} leaks", add=True)
    assert not hunt.leaks


async def test_a_planted_leak_in_the_program_is_found(tmp_path: Path) -> None:
    """The plan in the metadata is no secret: told that it is one, the hunt finds it on the screens."""
    hunt = Hunt((Canary("planted", "plantedplan"),))
    stored = replace(next(stored for stored in STORED if stored.integration == "pinegrove"), metadata="plantedplan")
    await fixing(stored, hunt, tmp_path, refusals=(), thorough=False)
    found = {place.rpartition(": ")[2] for _, place in hunt.leaks}
    assert {"screen", "mouse selection", "values in tracebacks", "files"} <= found


async def test_a_link_that_is_shown_is_found(tmp_path: Path) -> None:
    """The customer's text was copied, which is where a link may be: left there, the hunt finds it."""

    class Careless(Fix):
        async def copied(self, key: str) -> str:
            text = await super().copied(key)
            self.app.copy_to_clipboard(text)
            return text

    hunt = Hunt(())
    await fixing(STORED[-1], hunt, tmp_path, refusals=(), thorough=False, driven_by=Careless)
    assert {(kind, place.rpartition(": ")[2]) for kind, place in hunt.leaks} == {
        ("token of a connect session", "copies"),
        ("token of a connect session", "the program's clipboard"),
    }
