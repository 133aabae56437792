"""The places that fixing a connection brought, and links and the history."""

from __future__ import annotations

from textual.widget import Widget

from nango_tui.screens.dialogs import Confirm, Notice, TypedConfirm
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.find import FindScreen
from nango_tui.screens.history import HistoryScreen
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.new_link import NewLinkScreen
from nango_tui.screens.try_out import TryOutScreen
from tests.screens.driving import Driver
from tests.screens.front import Front, arrives_and_hangs_up, hangs_up, refusal

NEW = {"credentials.access_token": "canary-access", "credentials.refresh_token": "canary-refresh", "expiry": "2h"}


async def on(drive: Driver, kind: type[Widget]) -> None:
    """Wait until a screen of this kind is on top."""
    await drive.wait_screen(kind)
    await drive.pilot.pause(0.05)


async def home_on_a_connection(drive: Driver) -> None:
    await drive.wait(lambda: drive.app._home.session and drive.app._home.session.connections.complete, "the lists")
    await drive.type("acme inc")
    await drive.wait_for("Acme Inc.", "1 of 16")


async def home_on_broken_ones(drive: Driver) -> None:
    await home_on_a_connection(drive)
    await drive.press("escape")
    await drive.type("is:broken")
    await drive.wait_for("Wonka Industries", "6 of 16")


async def find(drive: Driver) -> None:
    await drive.wait_for("harborline")
    await drive.press("ctrl+f")
    await on(drive, FindScreen)


async def connection(drive: Driver) -> None:
    await drive.open_connection("acme-42")
    await drive.wait_for("Auth error", "Configuration")


async def connection_that_works(drive: Driver) -> None:
    await drive.open_connection("globex")
    await drive.wait_for("Nango knows of no error", "present")


async def connection_that_cannot_be_read(drive: Driver) -> None:
    await drive.open_connection("globex")
    await drive.wait_for_offer("read_again")


async def trial(drive: Driver) -> None:
    await connection_that_works(drive)
    await drive.press("t")
    await on(drive, TryOutScreen)


async def trial_answered(drive: Driver) -> None:
    await trial(drive)
    await drive.press("enter")
    await drive.wait_for("Refreshed")


async def metadata(drive: Driver) -> None:
    await connection_that_works(drive)
    await drive.press("m")
    await on(drive, EditScreen)


async def review_of_metadata(drive: Driver) -> None:
    await metadata(drive)
    await drive.put("metadata", '{"plan": "enterprise"}')
    await drive.press("ctrl+s")
    await drive.wait_for("plan: pro becomes enterprise")


async def metadata_stored(drive: Driver) -> None:
    await review_of_metadata(drive)
    await drive.press("enter")
    await drive.wait_for("Nothing was lost")


async def tags_and_customer(drive: Driver) -> None:
    await connection_that_works(drive)
    await drive.press("g")
    await on(drive, EditScreen)


async def leaving_an_edit(drive: Driver) -> None:
    await metadata(drive)
    await drive.put("metadata", '{"plan": "enterprise"}')
    await drive.press("escape")
    await on(drive, Confirm)


async def deletion(drive: Driver) -> None:
    await connection(drive)
    await drive.press("d")
    await on(drive, TypedConfirm)


async def deletion_refused(drive: Driver) -> None:
    await deletion(drive)
    await drive.type("acme-42")
    await drive.press("enter")
    await on(drive, Notice)


async def fix(drive: Driver) -> None:
    await connection(drive)
    await drive.press("enter")
    await drive.wait_step("Credentials")


async def review_of_a_fix(drive: Driver) -> None:
    await fix(drive)
    await drive.fill(NEW)
    await drive.to_review()
    await drive.wait_for("UPDATE Acme Inc.")


async def question_of_a_fix(drive: Driver) -> None:
    await fix(drive)
    await drive.fill({**NEW, "config.subdomain": "globex"})
    await drive.to_review()
    await drive.press("enter")
    await on(drive, Confirm)


async def name_typed_for_a_fix(drive: Driver) -> None:
    await drive.open_connection("globex")
    await drive.wait_for("unknown")
    await drive.press("enter")
    await drive.wait_step("Credentials")
    await drive.fill({"credentials.access_token": "canary-access", "expiry": "2h"})
    await drive.to_review()
    await drive.press("enter")
    await on(drive, TypedConfirm)


async def question_of_an_id_that_exists(drive: Driver) -> None:
    await drive.form("plain-weather")
    await drive.put("connection_id", "weather")
    await drive.press("enter")
    await drive.wait_for("weather exists already")
    await on(drive, Confirm)


async def review_of_an_id_that_exists(drive: Driver) -> None:
    await question_of_an_id_that_exists(drive)
    await drive.press("y")
    await drive.wait_step("Review")
    await drive.wait_for("UPDATE weather")


async def result_of_a_fix(drive: Driver) -> None:
    await review_of_a_fix(drive)
    await drive.send()
    await drive.wait_for("Nothing was lost", "The auth error is gone.")


async def result_of_a_fix_without_answer(drive: Driver) -> None:
    await review_of_a_fix(drive)
    await drive.send()
    await drive.wait_for("it may have arrived")


async def reconnect_link(drive: Driver) -> None:
    await connection(drive)
    await drive.press("r")
    await on(drive, LinkScreen)
    await drive.wait_for("Valid until", "Waiting for the customer")


async def reconnect_link_refused(drive: Driver) -> None:
    await connection(drive)
    await drive.press("r")
    await on(drive, LinkScreen)
    await drive.wait_for("No link", "n tries again")


async def customer_of_a_link(drive: Driver) -> None:
    await drive.choose("relaybot")
    await drive.wait_step("Auth type")
    await drive.wait_for("press k")
    await drive.press("k")
    await on(drive, NewLinkScreen)


async def connect_link(drive: Driver) -> None:
    await customer_of_a_link(drive)
    await drive.put("customer.id", "cus_9")
    await drive.press("enter")
    await on(drive, LinkScreen)
    await drive.wait_for("Valid until", "Waiting for the customer")


async def history(drive: Driver) -> None:
    await drive.form("plain-weather")
    await drive.to_review()
    await drive.send()
    await drive.home()
    await drive.press("ctrl+l")
    await on(drive, HistoryScreen)
    await drive.wait_for("plain-weather", "import by POST /connections")


async def history_on_its_list(drive: Driver) -> None:
    await history(drive)
    await drive.press("down")
    await drive.pilot.pause()


async def history_without_entries(drive: Driver) -> None:
    await drive.wait_for("harborline")
    await drive.press("ctrl+l")
    await on(drive, HistoryScreen)
    await drive.wait_for("Nothing was sent yet")


def loses_updates() -> Front:
    """Return a server whose answers to updates are lost."""
    return Front({("POST", "/connection"): arrives_and_hangs_up})


def loses_deletions() -> Front:
    """Return a server whose answers to deletions are lost."""
    return Front({("DELETE", "/connections/*"): hangs_up})


def reads_nothing() -> Front:
    """Return a server that breaks when it reads a connection."""
    return Front({("GET", "/connections/*"): refusal(500, "server_error", "no")})


def makes_no_links() -> Front:
    """Return a server that makes no links."""
    return Front({("POST", "/connect/sessions*"): refusal(500, "server_error", "no")})
