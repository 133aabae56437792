"""The calls of the program, each with the way to it, what a person does when it fails, and when it works again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from textual.widgets import Input

from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Notice, TypedConfirm
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.try_out import TryOutScreen
from nango_tui.screens.wizard import WizardScreen
from tests.screens.detailing import GLOBEX, opened
from tests.screens.driving import Driver
from tests.screens.filled import short

Doing = Callable[[Driver], Awaitable[None]]
TOKEN = "canary-a"
METADATA = '{"plan": "enterprise"}'


@dataclass(frozen=True)
class Journey:
    """One call on its way through the screens.

    `call`: method and path. `go`: up to where it is made, with something typed. `ask`: make it. `back`: what a person
    does after a failure, so that it can be made again; what was typed must be there. `works`: make it, and see that it
    works. `sure`: words that stand there too where nothing can have arrived, `unsure` where it can. `from_start`: the
    call is made by `go` already. `own`: faults that have words of their own here, by name.
    """

    name: str
    call: tuple[str, str]
    go: Doing
    ask: Doing
    back: Doing
    works: Doing
    sure: str = ""
    unsure: str = ""
    from_start: bool = False
    own: Mapping[str, str] = field(default_factory=dict)


async def nothing(drive: Driver) -> None:
    """There is nothing to be done."""


def presses(*keys: str) -> Doing:
    """Return what presses these keys."""

    async def press(drive: Driver) -> None:
        await drive.press(*keys)

    return press


# Home --------------------------------------------------------------------------------------------------------------


async def _home(drive: Driver) -> None:
    await drive.wait_for("pinegrove")
    await drive.type("pi")


async def _typed_on_home(drive: Driver) -> None:
    assert drive.app._home._search.value == "pi"


async def _lists_work(drive: Driver) -> None:
    await drive.press("ctrl+r")
    await drive.wait_for("1 of ", "pinegrove · piedpiper")
    await _typed_on_home(drive)


async def _pinegrove(drive: Driver) -> None:
    await drive.wait_for("pinegrove")
    drive.app._home._search.value = "pinegrove"
    await drive.pilot.pause()


async def _to_home(drive: Driver) -> None:
    await drive.press("escape")
    await drive.wait_screen(HomeScreen)


async def _template_works(drive: Driver) -> None:
    await drive.press("enter")
    await drive.wait_step("Credentials")
    await drive.wait_for("OAuth")
    await drive.press("escape")
    await _to_home(drive) if isinstance(drive.app.screen, WizardScreen) else None


# A connection -------------------------------------------------------------------------------------------------------


async def _page(drive: Driver) -> None:
    await opened(drive, *GLOBEX)


async def _page_again(drive: Driver) -> None:
    await drive.press("escape")
    await drive.wait_screen(HomeScreen)
    await opened(drive, *GLOBEX)


async def _page_back(drive: Driver) -> None:
    await drive.wait_for_offer("read_again")


async def _page_works(drive: Driver) -> None:
    await drive.press("ctrl+r")
    await drive.wait_for("subdomain: globex")


async def _metadata(drive: Driver) -> None:
    await opened(drive, *GLOBEX)
    await drive.press("m")
    await drive.wait(lambda: isinstance(drive.app.screen, EditScreen) and drive.app.screen.focused, "the edit")
    await drive.put("metadata", METADATA)


async def _send_change(drive: Driver) -> None:
    await drive.press("ctrl+s")
    await drive.wait_for("Enter sends it")
    await drive.press("enter")


async def _edit_back(drive: Driver) -> None:
    screen = drive.app.screen
    assert isinstance(screen, EditScreen)
    if screen.has_class("-reviewing"):
        await drive.press("escape")
    await drive.wait(lambda: not screen.has_class("-reviewing"), "the form")
    assert drive.typed("metadata") == METADATA


async def _edit_works(drive: Driver) -> None:
    await _send_change(drive)
    await drive.wait_for("The change is stored.")


async def _test_page(drive: Driver) -> None:
    await opened(drive, *GLOBEX)
    await drive.press("t")
    await drive.wait(lambda: isinstance(drive.app.screen, TryOutScreen) and drive.app.screen.focused, "the test")
    entry = drive.app.screen.query_one(Input)
    entry.value = "/me"
    entry.focus()


async def _path_is_there(drive: Driver) -> None:
    entry = drive.app.screen.query_one(Input)
    assert entry.value == "/me"
    entry.focus()
    await drive.pilot.pause()


async def _test_works(drive: Driver) -> None:
    await drive.press("enter")
    await drive.wait_for("Works")


async def _link_page(drive: Driver) -> None:
    await opened(drive, *GLOBEX)
    await drive.press("r")
    await drive.wait_screen(LinkScreen)
    await drive.wait_for("No link")


async def _link_again(drive: Driver) -> None:
    await drive.wait_for_offer("new_link")


async def _link_works(drive: Driver) -> None:
    await drive.press("n")
    await drive.wait_for("Valid until")


async def _delete(drive: Driver) -> None:
    await drive.press("d")
    await drive.wait_screen(TypedConfirm)
    await drive.type("globex")
    await drive.press("enter")


async def _delete_back(drive: Driver) -> None:
    await drive.wait_screen(Notice)
    await drive.press("escape")
    await drive.wait_screen(DetailScreen)


async def _delete_works(drive: Driver) -> None:
    await _delete(drive)
    await drive.wait_screen(HomeScreen)


# Sending ------------------------------------------------------------------------------------------------------------


async def _review(drive: Driver) -> None:
    await short(drive, "acme-new")


async def _legacy_review(drive: Driver) -> None:
    await short(drive, "acme-new")
    await drive.press("l")
    await drive.wait_for("POST /connection ")


async def _send_again(drive: Driver) -> None:
    await drive.wait_step("Result")
    if drive.offers("send_again"):
        await drive.press("s")
        await drive.wait_step("Review")
        return
    # A refusal that names a field opens the form.
    await drive.press("escape")
    await drive.to_review()


async def _stored(drive: Driver) -> None:
    await drive.press("escape")
    await drive.wait_step("Credentials")
    assert drive.typed("credentials.oauth_token") == TOKEN
    await drive.to_review()
    await drive.send()
    await drive.wait_for("Stored")


INTEGRATIONS = Journey(
    "the list of integrations", ("GET", "/integrations"), _home, presses("ctrl+r"), _typed_on_home, _lists_work,
    sure="Ctrl+R tries again",
)  # fmt: skip
CONNECTIONS = Journey(
    "the list of connections", ("GET", "/connections"), _home, presses("ctrl+r"), _typed_on_home, _lists_work,
    sure="Ctrl+R",
)  # fmt: skip
TEMPLATE = Journey(
    "a template", ("GET", "/providers/*"), _pinegrove, presses("enter"), _to_home, _template_works,
    sure="asks once more", from_start=True,
)  # fmt: skip
LOOK = Journey(
    "a look at a connection", ("GET", "/connections/globex"), _page, _page_again, _page_back, _page_works,
    sure="Ctrl+R reads again",
)  # fmt: skip
SEND = Journey(
    "an import", ("POST", "/connections"), _review, presses("enter"), _send_again, _stored,
    sure="Not s", unsure="it may have arrived",
)  # fmt: skip
SEND_LEGACY = Journey(
    "an import by the legacy endpoint", ("POST", "/connection"), _legacy_review, presses("enter"), _send_again, _stored,
    sure="Not s", unsure="it may have arrived",
)  # fmt: skip
EDIT = Journey(
    "a change of metadata", ("PATCH", "/connections/metadata"), _metadata, _send_change, _edit_back, _edit_works,
)  # fmt: skip
SESSION = Journey(
    "a link", ("POST", "/connect/sessions/reconnect"), _link_page, presses("n"), _link_again, _link_works,
    sure="No link", from_start=True,
)  # fmt: skip
PROXY = Journey(
    "a test at the provider", ("GET", "/proxy/*"), _test_page, presses("enter"), _path_is_there, _test_works,
    # The provider may answer what it likes, and it did answer.
    own=dict.fromkeys(
        (
            "a length that is too short", "10 MiB of zeros in 10 kB", "null", "100,000 brackets",
            "a number of 5,000 digits alone",
        ),
        "HTTP 200",
    ),
)  # fmt: skip
DELETE = Journey("a deletion", ("DELETE", "/connections/globex"), _page, _delete, _delete_back, _delete_works)

OTHERS = (CONNECTIONS, TEMPLATE, LOOK, SEND, SEND_LEGACY, EDIT, SESSION, PROXY, DELETE)
