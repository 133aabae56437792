"""A server that cannot be reached: its name, its port, its redirects; and where a key never goes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.ports import NoKey, Settings
from nango_tui.model.secret import Secret
from nango_tui.sandbox.demo import demo
from nango_tui.screens.keyring import KeyringScreen
from nango_tui.storage.keyring_os import OsKeyring
from nango_tui.storage.keys import KeyRing
from tests.conftest import Figure
from tests.faults.net_driving import SHORT, broken, counted
from tests.faults.net_server import net
from tests.faults.net_wires import LIMIT, sends
from tests.screens.connecting import connecting, paste
from tests.screens.driving import LIMITS, MemoryEnvironments, MemoryKeys, StillClock, running
from tests.storage.fakes import real

NAME = "nango.example"
KEY = "5d3f7f0a-2a0b-4a57-8f59-0d1f5b1c9e22"


class Names:
    """What stands in for the system's lookup of names: it knows none, or hangs, until it is told the address."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.hangs = False
        self.error = socket.EAI_NONAME
        self.known = False
        self.over = threading.Event()
        self._real: Callable[..., object] = socket.getaddrinfo

    def __call__(self, host: str | bytes | None, *more: object, **named: object) -> object:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name == "127.0.0.1":
            return self._real(host, *more, **named)
        self.asked.append(name)
        if self.hangs:
            self.over.wait(20)
        if not self.known:
            raise socket.gaierror(self.error, "no such name")
        return self._real("127.0.0.1", *more, **named)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """Put that in place; no name is looked up outside."""
    made = Names()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.lower(), raising=False)
    yield made
    made.over.set()


async def test_names_and_connections_that_fail_or_hang(names: Names, figure: Figure) -> None:
    nango = demo(clock=StillClock().now)
    names.known = True
    with net(nango.handle, listening=False) as server, counted(figure, 6) as tally:
        url = server.url(NAME)
        async with broken(server, nango=nango, url=url, plain_http=True) as found:
            drive = found.drive

            async def fails(*words: str) -> None:
                await drive.press("ctrl+r")
                await drive.wait_for(*words, "Ctrl+R tries again")
                assert drive.app._home._search.value == "pine"

            with tally.fault("the port refuses connections"):
                await drive.wait_for("is there, and nothing takes calls on this port", "Ctrl+R tries again")
                await drive.type("pine")
                await fails("nothing takes calls on this port")
            with tally.fault("the name is unknown"):
                names.known = False
                await fails(f"There is no address for {NAME}", "VPN")
            with tally.fault("the lookup fails for now"):
                names.error = socket.EAI_AGAIN
                await fails(f"There is no address for {NAME}", "DNS does not answer")
            with tally.fault("the lookup hangs"):
                names.hangs = True
                found.limit(SHORT)
                await fails(f"No connection to {NAME}", f"within {LIMIT:g} seconds")
                names.hangs, names.known = False, True
            with tally.fault("the connection hangs"):
                server.fill()
                await fails(f"No connection to {NAME}", f"within {LIMIT:g} seconds", "firewall")
                found.limit(LIMITS)
            server.listen()
            await drive.press("ctrl+r")
            await drive.wait_for("pinegrove", "1 of ")
            with tally.fault("the lookup hangs while the program is left"):
                names.hangs = True
                server.keep = False
                await drive.press("ctrl+r")
                await found.ends()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.fault
async def test_a_redirect_is_told_and_the_other_server_sees_nothing(status: int) -> None:
    nango = demo(clock=StillClock().now)
    with net(nango.handle) as elsewhere, net(nango.handle) as server:
        answer = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {elsewhere.url()}/integrations\r\nContent-Length: 0\r\n\r\n"
        for path in ("/integrations", "/connections"):
            server.wires["GET", path] = sends(answer.encode())
        async with broken(server, nango=nango) as found:
            await found.drive.wait_for(f"redirects to {elsewhere.url()}", "would send the API key there")
            assert not elsewhere.connections
            server.wires.clear()
            await found.drive.press("ctrl+r")
            await found.drive.wait_for("pinegrove", "16 of 16")


# Where a key never goes ---------------------------------------------------------------------------------------------

CLEAR = "would send the key in clear"
SERVERS = {
    "http://nango.example": CLEAR,
    "http://localhost.evil.example": CLEAR,
    "http://127.0.0.1.evil.example": CLEAR,
    "http://localhost.": CLEAR,
    "http://127.0.0.1.": CLEAR,
    "http://0.0.0.0": CLEAR,
    "http://2130706433": CLEAR,
    "http://0x7f.1": CLEAR,
    "http://127.1": CLEAR,
    "http://[::ffff:127.0.0.1]": CLEAR,
    "http://[::]": CLEAR,
    "http://ⅼocalhost": CLEAR,
    "http://localhost\u200b": CLEAR,
    "http://xn--localhost-9za": CLEAR,
    "http://127.0.0.1%2eevil.example": CLEAR,
    "http://127.0.0.1@evil.example": "user name",
    "http://evil.example#@127.0.0.1": "? or #",
    "http://127.0.0.1\\@evil.example": "user name",
    "HTTP://nango.example": CLEAR,
    "ftp://127.0.0.1": "Start with https://",
    "//127.0.0.1": "Start with https://",
}


async def test_a_key_goes_in_clear_to_this_machine_only_however_its_name_is_spelled(
    names: Names, figure: Figure
) -> None:
    async with running(start=False) as drive:
        with counted(figure, len(SERVERS)) as tally:
            await connecting(drive)
            await drive.press("shift+tab", "down", "down")
            await drive.wait(lambda: drive.row("url").display, "the URL's field")
            await paste(drive, "key", KEY)
            for url, words in SERVERS.items():
                with tally.fault(url):
                    await paste(drive, "url", url)
                    await drive.press("enter")
                    await drive.wait_for(words)
                    assert drive.typed("key") == KEY
            assert not names.asked


@pytest.mark.fault
async def test_an_environment_file_that_was_edited_to_plain_http_sends_nothing(names: Names) -> None:
    edited = Environment("e1", "demo", "http://nango.example")
    keys = MemoryKeys({"e1": Secret(KEY)})
    async with running(environments=MemoryEnvironments(Settings((edited,), "e1")), keys=keys) as drive:
        await drive.wait_for(CLEAR, "Correct it in the environment's settings")
        assert not names.asked


@dataclass
class Kept(MemoryKeys):
    """Keys as the program keeps them, in a keyring that is in memory."""

    ring: KeyRing = field(default_factory=lambda: KeyRing({}))

    def held(self, environment: Environment) -> HeldKey | None:
        return self.ring.held(environment)

    async def find(self, environment: Environment, *, patient: bool = False) -> HeldKey | NoKey:
        return await self.ring.find(environment, patient=patient)

    async def keep(self, environment: Environment, key: Secret) -> NoKey | None:
        return await self.ring.keep(environment, key)


@pytest.mark.fault
async def test_a_changed_url_asks_for_the_key_again_and_the_stored_one_goes_nowhere() -> None:
    nango, store = demo(clock=StillClock().now), real()

    def keys() -> Kept:
        return Kept(ring=KeyRing({}, keyring=OsKeyring(lambda: store)))

    with net(nango.handle) as home, net(nango.handle) as other:
        before = Environment("e1", "demo", home.url())
        assert await keys().keep(before, Secret(nango.keys["full"])) is None
        edited = MemoryEnvironments(Settings((Environment("e1", "demo", other.url()),), "e1"))
        async with running(environments=edited, keys=keys()) as drive:
            await drive.wait_screen(KeyringScreen)
            await drive.wait_for(f"No API key is stored for demo on 127.0.0.1:{other.port}", "goes only to the server")
            assert not other.connections
            # The key that belongs there is taken, and kept for there.
            await drive.type(nango.keys["quiet"])
            await drive.press("enter")
            await drive.wait_for("pinegrove")
            assert {request.headers["authorization"] for request in other.asked} == {f"Bearer {nango.keys['quiet']}"}
        as_it_was = MemoryEnvironments(Settings((before,), "e1"))
        async with running(environments=as_it_was, keys=keys()) as drive:
            await drive.wait_for("pinegrove", "key: keyring")
            assert {request.headers["authorization"] for request in home.asked} == {f"Bearer {nango.keys['full']}"}
        assert await keys().ring.remove(edited.settings.environments[0]) is None
        assert [account for _, account in store.kept] == [before.account]


def test_variables_for_one_server_are_not_for_another() -> None:
    here = Environment("e1", "demo", "http://127.0.0.1:3003/")
    for server, held in (("http://127.0.0.1:3003", True), ("", True), ("https://api.nango.dev", False)):
        ring = KeyRing({"NANGO_SECRET_KEY": KEY, "NANGO_HOSTPORT": server}, here.id)
        assert bool(ring.held(here)) is held, server
        # A variable with the environment's name says itself what it is for.
        assert KeyRing({"NANGO_SECRET_KEY_DEMO": KEY, "NANGO_HOSTPORT": server}, here.id).held(here)


@pytest.mark.fault
async def test_a_search_that_gets_no_answer_is_asked_once_and_again_on_demand(names: Names) -> None:
    nango = demo(clock=StillClock().now)
    with net(nango.handle) as server:
        async with broken(server, nango=nango) as found:
            drive = found.drive
            await drive.wait_for("16 of 16")
            server.wires["GET", "/connections"] = sends(b"")
            server.asked.clear()
            await drive.type("zzz")
            await drive.wait_for("closed the connection before it answered. Ctrl+R tries again")
            for _ in range(10):
                # Each of them would have been time enough for one more.
                await drive.pilot.pause(LIMITS.pause)
            searches = [one for one in server.asked if one.target.startswith("/connections?")]
            assert 1 <= len(searches) <= 3, "one for each letter at most"
            server.wires.clear()
            await drive.press("ctrl+r")
            await drive.wait_for("No connection matches", "0 of 16")
            assert drive.app._home._search.value == "zzz"
