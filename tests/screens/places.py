"""Every place in the program: how to get there, for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from nango_tui.model.ports import NoKey
from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.dialogs import Confirm, Notice
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.keyring import KeyringScreen
from nango_tui.screens.rename import Rename
from nango_tui.storage.history_memory import MemoryHistory
from tests.screens import places_fix as fix
from tests.screens.connecting import check_key, paste
from tests.screens.driving import Driver, MemoryKeys, StillClock, running
from tests.screens.fixing import PassingClock
from tests.screens.front import Front, arrives_and_hangs_up, refusal
from tests.screens.linking import PacedClock
from tests.screens.places_fix import on

__all__ = ["LOCKED", "PLACES", "Place", "on", "settled"]

LOCKED = NoKey("locked", "Your keyring is locked.", "Unlock your keyring, then try again.")


async def settled(drive: Driver) -> str:
    """Wait until nothing changes on screen any more; return what stands there."""
    before, same = drive.text, 0
    while same < 5:
        await drive.pilot.pause(0.05)
        same = same + 1 if drive.text == before else 0
        before = drive.text
    return before


async def home(drive: Driver) -> None:
    await drive.wait_for("harborline")


async def home_without_matches(drive: Driver) -> None:
    await home(drive)
    await drive.type("qqqq")
    await drive.wait_for("No integration matches")


async def auth_type_reopened(drive: Driver) -> None:
    await drive.form("harborline")
    await drive.press("f2")
    await drive.wait_step("Auth type")


async def auth_type_that_is_not_imported(drive: Driver) -> None:
    await drive.choose("relaybot")
    await drive.wait_step("Auth type")
    await drive.wait_for("does not import")


async def auth_type_by_hand(drive: Driver) -> None:
    await drive.choose("harborline")
    await drive.wait_step("Auth type")
    await drive.wait_for("Choose it")


async def form(drive: Driver) -> None:
    await drive.form("harborline")


async def form_on_a_secret(drive: Driver) -> None:
    await form(drive)
    drive.row("credentials.access_token").entry.focus()
    await drive.pilot.pause()


async def form_on_several_lines(drive: Driver) -> None:
    await drive.form("brasswork")
    drive.row("credentials.client_private_key").entry.focus()
    await drive.pilot.pause()


async def form_on_a_choice(drive: Driver) -> None:
    await drive.form("lumenboard")
    drive.row("config.region").entry.focus()
    await drive.pilot.pause()


async def form_on_a_fold(drive: Driver) -> None:
    await drive.form("harborline")
    await drive.press("shift+tab", "shift+tab")


async def review(drive: Driver) -> None:
    await drive.form("plain-weather")
    await drive.to_review()


async def review_that_is_being_sent(drive: Driver) -> None:
    await review(drive)
    drive.wizard.query_one("ReviewStep").add_class("-sending")
    await drive.pilot.pause()


async def result_stored(drive: Driver) -> None:
    await review(drive)
    await drive.send()
    await drive.wait_for("Stored")


async def result_not_usable_yet(drive: Driver) -> None:
    await drive.form("cobalt-pay")
    await drive.fill(
        {"config.merchant": "M-1", "credentials.client_id": "a", "credentials.client_secret": "wrong-secret-9"}
    )
    await drive.to_review()
    await drive.send()
    await drive.wait_for("not usable yet", "d Del")


async def result_refused(drive: Driver) -> None:
    await review(drive)
    await drive.send()
    await drive.wait_for("Not stored")


async def result_without_answer(drive: Driver) -> None:
    await review(drive)
    await drive.send()
    await drive.wait_for("may have arrived")


async def environments(drive: Driver) -> None:
    await home(drive)
    await drive.press("ctrl+e")
    await on(drive, EnvironmentsScreen)


async def rename(drive: Driver) -> None:
    await environments(drive)
    await drive.press("r")
    await on(drive, Rename)


async def another_environment(drive: Driver) -> None:
    await environments(drive)
    await drive.press("a")
    await on(drive, ConnectScreen)


async def replaced_key(drive: Driver) -> None:
    await environments(drive)
    await drive.press("k")
    await on(drive, ConnectScreen)


async def first_run(drive: Driver) -> None:
    await on(drive, ConnectScreen)


async def name_of_the_first(drive: Driver) -> None:
    await on(drive, ConnectScreen)
    await drive.press("shift+tab", "down", "down")
    await paste(drive, "url", drive.url)
    await check_key(drive, drive.demo.key)


async def key_for_the_other_server(drive: Driver) -> None:
    await on(drive, ConnectScreen)
    await drive.press("shift+tab", "down", "down")
    await paste(drive, "url", drive.url)
    await paste(drive, "key", "5d3f7f0a-2a0b-4a57-8f59-0d1f5b1c9e00")
    await drive.press("enter")
    await drive.wait_for("Other server")


async def keyring(drive: Driver) -> None:
    await on(drive, KeyringScreen)


async def quit_question(drive: Driver) -> None:
    await drive.form("harborline")
    await drive.put("config.subdomain", "acme")
    await drive.press("ctrl+q")
    await on(drive, Confirm)


async def help_text(drive: Driver) -> None:
    await drive.form("harborline")
    await drive.press("f1")
    await on(drive, Notice)


@dataclass(frozen=True)
class Place:
    """A place, and the machine and server that it needs.

    `start` False: nothing is set up yet. `keyring`: what is wrong with it. `front`: answers in Nango's place.
    `key`: what it may do; `clock`: one that waits a little, for what asks again and again.
    """

    go: Callable[[Driver], Awaitable[None]]
    start: bool = True
    keyring: NoKey | None = None
    front: Callable[[], Front] = Front
    key: str = "full"
    clock: type[StillClock] = StillClock

    def running(self, size: tuple[int, int] = (80, 24)) -> AbstractAsyncContextManager[Driver]:
        """Run the program as this place needs it."""
        keys = MemoryKeys(problem=self.keyring) if self.keyring else None
        return running(
            key=self.key,
            start=self.start,
            keys=keys,
            front=self.front(),
            size=size,
            clock=self.clock(),
            history=MemoryHistory(),
        )


def _refuses() -> Front:
    return Front({("POST", "/connections"): refusal(400, "resource_capped", "no more")})


def _loses() -> Front:
    return Front({("POST", "/connections"): arrives_and_hangs_up})


def _has_no_templates() -> Front:
    return Front({("GET", "/providers*"): refusal(404, "not_found", "no")})


PLACES: dict[str, Place] = {
    "home": Place(home),
    "home without matches": Place(home_without_matches),
    "auth type reopened": Place(auth_type_reopened),
    "auth type that is not imported": Place(auth_type_that_is_not_imported),
    "auth type by hand": Place(auth_type_by_hand, front=_has_no_templates),
    "form": Place(form),
    "form on a secret": Place(form_on_a_secret),
    "form on several lines": Place(form_on_several_lines),
    "form on a choice": Place(form_on_a_choice),
    "form on a fold": Place(form_on_a_fold),
    "review": Place(review),
    "review that is being sent": Place(review_that_is_being_sent),
    "result stored": Place(result_stored),
    "result not usable yet": Place(result_not_usable_yet),
    "result refused": Place(result_refused, front=_refuses),
    "result without answer": Place(result_without_answer, front=_loses),
    "environments": Place(environments),
    "rename": Place(rename),
    "another environment": Place(another_environment),
    "replaced key": Place(replaced_key),
    "first run": Place(first_run, start=False),
    "name of the first": Place(name_of_the_first, start=False),
    "key for the other server": Place(key_for_the_other_server, start=False),
    "keyring": Place(keyring, keyring=LOCKED),
    "quit question": Place(quit_question),
    "help": Place(help_text),
    "home on a connection": Place(fix.home_on_a_connection),
    "home on broken ones": Place(fix.home_on_broken_ones),
    "find": Place(fix.find),
    "connection": Place(fix.connection),
    "connection that works": Place(fix.connection_that_works),
    "connection that cannot be read": Place(fix.connection_that_cannot_be_read, front=fix.reads_nothing),
    "test": Place(fix.trial),
    "test that was answered": Place(fix.trial_answered),
    "metadata": Place(fix.metadata),
    "review of metadata": Place(fix.review_of_metadata),
    "metadata stored": Place(fix.metadata_stored),
    "tags and customer": Place(fix.tags_and_customer),
    "leaving an edit": Place(fix.leaving_an_edit),
    "deletion": Place(fix.deletion),
    "deletion without answer": Place(fix.deletion_refused, front=fix.loses_deletions),
    "fix": Place(fix.fix),
    "review of a fix": Place(fix.review_of_a_fix),
    "question of a fix": Place(fix.question_of_a_fix),
    "name typed for a fix": Place(fix.name_typed_for_a_fix, key="quiet"),
    "question of an id that exists": Place(fix.question_of_an_id_that_exists),
    "review of an id that exists": Place(fix.review_of_an_id_that_exists),
    "result of a fix": Place(fix.result_of_a_fix, clock=PassingClock),
    "result of a fix without answer": Place(fix.result_of_a_fix_without_answer, front=fix.loses_updates),
    "reconnect link": Place(fix.reconnect_link, clock=PacedClock),
    "reconnect link refused": Place(fix.reconnect_link_refused, front=fix.makes_no_links),
    "customer of a link": Place(fix.customer_of_a_link),
    "connect link": Place(fix.connect_link, clock=PacedClock),
    "history": Place(fix.history),
    "history on its list": Place(fix.history_on_its_list),
    "history without entries": Place(fix.history_without_entries),
}
