"""Deleting a connection: what goes is said, its id is typed, and a refusal deletes nothing."""

from __future__ import annotations

from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Notice, TypedConfirm
from nango_tui.screens.home import HomeScreen
from nango_tui.storage.history_memory import MemoryHistory
from tests.screens.detailing import ACME, GLOBEX, opened
from tests.screens.driving import Driver, running
from tests.screens.front import Front, hangs_up


def deletions(drive: Driver) -> int:
    return sum(1 for request in drive.front.asked if request.method == "DELETE")


async def asked(drive: Driver, connection: tuple[str, str]) -> None:
    """Open a connection and press d."""
    await opened(drive, *connection)
    await drive.press("d")
    await drive.wait_screen(TypedConfirm)


async def test_what_goes_is_said_and_the_id_is_typed() -> None:
    history = MemoryHistory()
    async with running(history=history) as drive:
        await asked(drive, ACME)
        await drive.wait_for("Delete the connection of Acme Inc. on harborline", "metadata (3)", "tags (5)")
        await drive.wait_for("syncs", "It cannot be undone.", "Type acme-42")
        await drive.type("acme-42")
        await drive.press("enter")
        await drive.wait_screen(HomeScreen)
        await drive.wait_for_toast("acme-42 is deleted")
        assert drive.ask("GET", "/connections/acme-42?provider_config_key=harborline")[0] == 404
    (entry,) = history.entries()
    assert (entry.action, entry.outcome, entry.customer) == ("delete", "deleted", "Acme Inc.")


async def test_another_name_deletes_nothing() -> None:
    async with running() as drive:
        await asked(drive, GLOBEX)
        await drive.type("acme-42")
        await drive.press("enter")
        await drive.wait_for("That does not match")
        await drive.press("escape")
        await drive.wait_screen(DetailScreen)
        assert deletions(drive) == 0


async def test_a_key_that_may_not_delete_is_told_so() -> None:
    async with running(key="quiet") as drive:
        await asked(drive, GLOBEX)
        await drive.type("globex")
        await drive.press("enter")
        await drive.wait_for("Nothing was deleted", "environment:connections:delete")
        assert isinstance(drive.app.screen, Notice)
        await drive.press("escape")
        await drive.wait_for("subdomain: globex")


async def test_production_is_named_in_the_question() -> None:
    async with running(production=True) as drive:
        await asked(drive, GLOBEX)
        await drive.wait_for("in PROD demo")


async def test_a_lost_answer_claims_nothing() -> None:
    async with running(front=Front({("DELETE", "/connections/globex"): hangs_up})) as drive:
        await asked(drive, GLOBEX)
        await drive.type("globex")
        await drive.press("enter")
        await drive.wait_for("it may have arrived")
        assert deletions(drive) == 1
