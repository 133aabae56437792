"""What is sent is noted before it is sent and once it is answered, and no note holds a secret."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from threading import Event

import pytest

from nango_tui.model.auth import Endpoint
from nango_tui.model.history import UNSEEN, Entry, outcome_of
from nango_tui.screens.dialogs import TypedConfirm
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.history import HistoryScreen
from nango_tui.screens.wizard import WizardScreen
from nango_tui.storage.history import HistoryFile
from nango_tui.storage.history_memory import MemoryHistory
from tests.canary import secrets
from tests.canary.echoes import REFUSALS
from tests.canary.secrets import Hunt
from tests.screens import detailing
from tests.screens.driving import Driver
from tests.screens.front import Front, Held, hangs_up, refusal
from tests.screens.recorded import opened


async def imports(drive: Driver) -> None:
    await drive.form("plain-weather")
    await drive.fill({"connection_id": "acme-new"})
    await drive.to_review()
    await drive.press("enter")


async def edits(drive: Driver) -> None:
    await detailing.opened(drive, *detailing.GLOBEX)
    await drive.press("m")
    await drive.wait_screen(EditScreen)
    await drive.put("metadata", '{"plan": "enterprise"}')
    await drive.press("ctrl+s")
    await drive.wait_for("plan: pro becomes enterprise")
    await drive.press("enter")


async def deletes(drive: Driver) -> None:
    await detailing.opened(drive, *detailing.GLOBEX)
    await drive.press("d")
    await drive.wait_screen(TypedConfirm)
    await drive.type("globex")
    await drive.press("enter")


WAYS = pytest.mark.parametrize(
    ("way", "call", "name", "done"),
    [
        (imports, ("POST", "/connections"), "acme-new", "stored"),
        (edits, ("PATCH", "/connections/metadata"), "globex", "metadata changed"),
        (deletes, ("DELETE", "/connections/globex"), "globex", "deleted"),
    ],
)


@WAYS
async def test_what_is_under_way_is_noted_already_so_that_an_end_meanwhile_leaves_a_line(
    way: Callable[[Driver], Coroutine[None, None, None]], call: tuple[str, str], name: str, done: str, tmp_path: Path
) -> None:
    kept, held = HistoryFile(tmp_path), Held()
    async with opened(kept, front=Front({call: held})) as it:
        try:
            await way(it.drive)
            await it.drive.wait(held.arrived.is_set, "the call")
            await it.drive.wait(kept.entries, "a line in the history")
            [line] = kept.entries()
            assert (line.connection_id, line.outcome, line.status) == (name, UNSEEN, 0)
        finally:
            held.gate.set()
        await it.drive.wait(lambda: [line.outcome for line in kept.entries()] == [done], "the outcome in its place")


@WAYS
async def test_an_answer_that_is_lost_is_noted_as_one_that_may_have_arrived(
    way: Callable[[Driver], Coroutine[None, None, None]], call: tuple[str, str], name: str, done: str, tmp_path: Path
) -> None:
    kept = HistoryFile(tmp_path)
    async with opened(kept, front=Front({call: hangs_up})) as it:
        await way(it.drive)
        await it.drive.wait(
            lambda: [line.outcome for line in kept.entries()] == ["no answer: it may have arrived"], "the outcome"
        )


async def test_to_stop_waiting_for_an_answer_is_noted_in_the_same_line(tmp_path: Path) -> None:
    kept, held = HistoryFile(tmp_path), Held()
    async with opened(kept, front=Front({("POST", "/connections"): held})) as it:
        try:
            await imports(it.drive)
            await it.drive.wait(held.arrived.is_set, "the call")
            await it.drive.press("escape")
            await it.drive.wait_step("Result")
            await it.drive.wait(
                lambda: [line.outcome for line in kept.entries()] == ["no answer: it may have arrived"], "the outcome"
            )
            assert isinstance(it.drive.app.screen, WizardScreen)
        finally:
            held.gate.set()


async def test_an_import_and_its_refusal_are_listed_with_what_became_of_them() -> None:
    front = Front()
    async with opened(front=front, size=(120, 40)) as it:
        front.answers["POST", "/connections"] = refusal(403, "forbidden", "It lacks environment:connections:create")
        await it.drive.form("plain-weather")
        await it.drive.fill({"customer.name": "Acme Inc.", "connection_id": "acme-new"})
        await it.drive.to_review()
        await it.drive.send()
        del front.answers["POST", "/connections"]
        await it.drive.press("s")
        await it.drive.wait_step("Review")
        await it.drive.send()
        await it.drive.wait_for("Stored")
        await it.drive.settled()
        await it.drive.home()
        await it.drive.press("ctrl+l")
        await it.drive.wait(lambda: isinstance(it.drive.app.screen, HistoryScreen), "the history")
        await it.read()
        newest, oldest = it.rows()
        assert "import  acme-new" in newest
        assert "Acme Inc." not in newest, "what was typed is in no entry"
        assert "201 stored" in newest
        assert "403 refused: the key lacks" in oldest
        await it.drive.wait_for("acme-new on plain-weather", "import by POST /connections · stored")


# No secret ----------------------------------------------------------------------------------------------------------


async def test_no_entry_holds_a_secret_whatever_a_server_repeats_of_an_import(tmp_path: Path) -> None:
    kept = HistoryFile(tmp_path)
    hunt = Hunt((secrets.API_KEY, secrets.CONFIG_SECRET))
    async with opened(kept) as it:
        await it.drive.form("lumenboard")
        await it.drive.fill(
            {
                "config.region": "eu",
                "credentials.api_key": secrets.API_KEY.text,
                "config.appSecret": secrets.CONFIG_SECRET.text,
            }
        )
        await it.drive.to_review()
        draft = it.drive.wizard.draft
        for answer in REFUSALS:
            it.drive.front.answers["POST", "/connections"] = answer
            sent = await it.session.nango.send(draft, Endpoint.CURRENT)
            words, status, log_id = outcome_of(sent)
            it.session.remember("create", draft.id, "lumenboard", words, status=status, log_id=log_id)
        await it.drive.wait(lambda: len(kept.entries()) == len(REFUSALS), "all entries")
        entries = kept.entries()
        assert len({entry.status for entry in entries}) > 3
        hunt.look_all("entries", map(repr, entries))
        hunt.look("file", kept.path.read_bytes().decode(errors="replace"))
        it.drive.app.push_screen(HistoryScreen(it.session))
        await it.drive.wait_for("no answer: it may have arrived")
        hunt.look_all("rows", it.rows())
        hunt.look("screen", it.drive.text)
    assert hunt.places
    assert not hunt.leaks


class Slow(MemoryHistory):
    """A history on a disk that does not answer before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Event()

    def add(self, entry: Entry, instead_of: Entry | None = None) -> None:
        self.gate.wait(20)
        super().add(entry, instead_of)


async def test_what_became_of_a_change_is_told_at_once_though_the_history_hangs() -> None:
    slow = Slow()
    async with opened(slow) as it:
        try:
            await edits(it.drive)
            await it.drive.wait_for("The change is stored.")
            await it.drive.press("enter", "escape")
            await deletes(it.drive)
            await it.drive.wait_for_toast("globex is deleted")
        finally:
            slow.gate.set()
        await it.drive.wait(
            lambda: [line.outcome for line in slow.entries()] == ["deleted", "metadata changed"], "both lines"
        )


async def test_a_note_is_written_though_its_screen_is_left() -> None:
    slow = Slow()
    async with opened(slow) as it:
        try:
            await imports(it.drive)
            await it.drive.wait_for("Stored")
            await it.drive.home()
        finally:
            slow.gate.set()
        await it.drive.wait(lambda: [line.outcome for line in slow.entries()] == ["stored"], "the outcome")
