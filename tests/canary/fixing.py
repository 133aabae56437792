"""A stored connection through everything that can be done with it; every place is looked at on the way."""

from __future__ import annotations

import json
from pathlib import Path

from nango_tui.sandbox.demo import ENVIRONMENT
from nango_tui.screens.home import HomeScreen
from nango_tui.storage.history import HistoryFile
from tests.canary.echoes import Answer
from tests.canary.secrets import Canary, Hunt
from tests.canary.stored import FETCHED, ROTATED, Stored, TellingProvider
from tests.canary.walk import Fix
from tests.canary.watched import Posted, WatchedApp, all_logs
from tests.screens.driving import running
from tests.screens.front import Front
from tests.screens.linking import PacedClock


async def fixing(
    stored: Stored,
    hunt: Hunt,
    folder: Path,
    *,
    refusals: tuple[Answer, ...],
    thorough: bool,
    driven_by: type[Fix] = Fix,
) -> None:
    """Do everything with a stored connection, refused in these ways first, and look everywhere on the way."""
    posted, front, history = Posted(), Front(), HistoryFile(folder / "state")
    for canary in (*stored.kept, *stored.typed, FETCHED, ROTATED):
        hunt.add(canary)
    with all_logs() as lines:
        async with running(
            key=stored.key,
            front=front,
            toasts=True,
            program=WatchedApp,
            hook=posted,
            history=history,
            clock=PacedClock(),
        ) as drive:
            drive.demo.sandbox._provider = TellingProvider()
            drive.demo.sandbox.plant([stored.seed], environment=ENVIRONMENT)
            for kind, key in drive.demo.keys.items():
                hunt.add(Canary(f"{kind} key of Nango", key))
            fix = driven_by(drive, hunt, stored.name, folder, thorough)
            fix.stored, fix.refusals, fix.tokens = stored, refusals, []
            await fix.open()
            await fix.replace()
            await fix.edit()
            await fix.test()
            if stored.broken:
                # It was fixed by now.
                await drive.press("escape")
                await fix.screen(HomeScreen)
                drive.demo.sandbox.plant([stored.seed], environment=ENVIRONMENT)
                await drive.press("escape")
                await fix.open()
            await fix.link()
            await fix.delete()
            await fix.history()
            # Also while the file is open, with what its journal holds.
            hunt.look_into(folder, f"{stored.name}: files")
            arrived = " ".join(json.dumps(body) for _, body in front.imports())
            lost = [canary.kind for canary in stored.typed if json.dumps(canary.text) not in arrived]
            assert not lost, f"never sent, so nothing was proven: {lost}"
    hunt.look_into(folder, f"{stored.name}: files")
    hunt.look_all(f"{stored.name}: messages", posted.reprs)
    hunt.look_all(f"{stored.name}: logs", lines)
