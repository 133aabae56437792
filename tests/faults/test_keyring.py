"""The keyring as it really behaves: each of its states is said in words, and the key goes on for this session."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.model.environment import PRODUCTION_URL
from nango_tui.model.ports import Services
from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.keyring import KeyringScreen
from nango_tui.storage.environments import FILE_NAME, EnvironmentFile
from nango_tui.storage.keyring_os import SERVICE
from tests.faults import machine
from tests.pty.terminal import PROGRAM, Terminal
from tests.screens.connecting import DEV_KEY, Servers, account, check_key
from tests.screens.driving import LIMITS, Driver, StillClock
from tests.screens.places import on
from tests.screens.test_app_files import TWO, driver
from tests.storage.fakes import Hanging, Store, chain, keys_finding, named, raising, real
from tests.storage.test_keyring_found import install_plaintext

pytestmark = pytest.mark.fault


def error(name: str, *bases: type[BaseException], cause: BaseException | None = None) -> BaseException:
    """Return an error of this class name, as libraries of keyrings raise it; its text must not be shown."""
    made: BaseException = type(name, bases or (Exception,), {})(f"told by the keyring: {DEV_KEY}")
    made.__cause__ = cause
    return made


@dataclass(frozen=True)
class State:
    """What the keyring is like, and what is said of it."""

    make: Callable[[], object]
    words: tuple[str, ...]


STATES = {
    "none, as without a D-Bus session": State(
        lambda: named("keyring.backends.fail.Keyring", raising(error("NoKeyringError", RuntimeError))),
        ("session only",),
    ),
    "plain text files": State(lambda: named("keyrings.alt.file.PlaintextKeyring"), ("plain text", "not used")),
    "null, which takes all and keeps nothing": State(
        lambda: named("keyring.backends.null.Keyring"), ("switched off", "PYTHON_KEYRING_BACKEND")
    ),
    "no login keyring": State(lambda: real(raising(error("InitError"))), ("no default keyring", "Create one")),
    "locked": State(lambda: real(raising(error("KeyringLocked"))), ("is locked", "Unlock your keyring")),
    "the bus lost": State(lambda: real(raising(FileNotFoundError(2, DEV_KEY))), ("is lost", "Start your keyring")),
    "the daemon gone": State(lambda: real(raising(ConnectionResetError(DEV_KEY))), ("is lost", "log in again")),
    "its prompt dismissed": State(
        lambda: real(raising(error("InitError", cause=error("PromptDismissedException")))), ("is locked",)
    ),
    "a chain of nothing real": State(
        lambda: chain(named("keyrings.alt.file.PlaintextKeyring"), named("keyring.backends.null.Keyring")),
        ("plain text", "not used"),
    ),
    "an error that nobody knows": State(lambda: real(raising(error("Surprise"))), ("an error (Surprise)",)),
    "a panic of its library": State(
        lambda: real(raising(error("PanicException", BaseException))), ("an error (PanicException)",)
    ),
}


@asynccontextmanager
async def started(folder: Path, find: Callable[[], object], probe: float = 10.0) -> AsyncIterator[Driver]:
    """Start the program over a real environment file and the real order of keys, with this keyring."""
    environments = EnvironmentFile(folder)
    loaded = environments.load()
    start = next((one for one in loaded.settings.environments if one.id == loaded.settings.active), None)
    keys = keys_finding(find, {}, loaded.settings.active, probe)
    servers = Servers({PRODUCTION_URL: account().handle})
    services = Services(servers, keys, environments, StillClock(), LIMITS, DaemonExecutor)
    app = NangoApp(services, loaded, start)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        yield driver(app, pilot)
        app.workers.cancel_all()


async def pasted_and_used(drive: Driver) -> None:
    """Paste the key where the keyring has none: it must open Home, for this session."""
    await on(drive, KeyringScreen)
    await drive.paste(DEV_KEY)
    await drive.press("enter")
    await on(drive, HomeScreen)
    await drive.wait_for("dev · api.nango.dev", "key: this session")
    await leaves(drive)


async def leaves(drive: Driver) -> None:
    assert DEV_KEY not in drive.text
    await drive.press("ctrl+q")
    assert drive.app._exit


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
async def test_each_state_of_the_keyring_is_said_and_the_pasted_key_goes_on(state: State, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    async with started(tmp_path, state.make) as drive:
        await on(drive, KeyringScreen)
        await drive.wait_for("The API key of dev", *state.words)
        await pasted_and_used(drive)
    assert DEV_KEY not in "".join(path.read_text() for path in tmp_path.iterdir())


async def test_a_daemon_that_was_stopped_is_waited_for_in_words_and_not_needed(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    store = named("keyring.backends.SecretService.Keyring", Hanging)
    assert isinstance(store, Hanging)
    async with started(tmp_path, lambda: store, probe=0.1) as drive:
        await on(drive, KeyringScreen)
        await drive.wait_for("Waiting for your keyring.", "this session only")
        await pasted_and_used(drive)
    store.go.set()


async def test_a_daemon_that_goes_on_opens_the_environment_by_itself(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    store = named("keyring.backends.SecretService.Keyring", Hanging)
    assert isinstance(store, Hanging)
    store.kept[SERVICE, "a"] = DEV_KEY
    async with started(tmp_path, lambda: store, probe=0.1) as drive:
        await drive.wait_for("Waiting for your keyring.")
        store.go.set()
        await on(drive, HomeScreen)
        await drive.wait_for("key: keyring")
        await leaves(drive)


async def test_a_keyring_that_gives_back_something_else_is_not_trusted_and_the_first_run_goes_on(
    tmp_path: Path,
) -> None:
    class Forgetful(Store):
        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password[:8]

    store = real(Forgetful)
    async with started(tmp_path, lambda: store) as drive:
        await on(drive, ConnectScreen)
        await check_key(drive, DEV_KEY)
        await drive.press("enter")
        await drive.wait_for("did not give it back", "session only")
        await drive.press("ctrl+s")
        await on(drive, HomeScreen)
        await drive.wait_for("dev · api.nango.dev", "key: this session")
        await leaves(drive)


async def test_removing_an_environment_whose_key_is_in_no_keyring_is_no_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    store = real()
    store.kept[SERVICE, "a"] = DEV_KEY
    async with started(tmp_path, lambda: store) as drive:
        await drive.wait_for("key: keyring")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.press("down", "d", "y")
        await drive.wait_for("prod is removed")
        await leaves(drive)
    assert store.kept == {(SERVICE, "a"): DEV_KEY}


async def test_of_a_chain_of_good_and_bad_only_the_good_one_gets_the_key(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    plain, good = named("keyrings.alt.file.PlaintextKeyring"), real()
    async with started(tmp_path, lambda: chain(plain, good)) as drive:
        await on(drive, KeyringScreen)
        await drive.wait_for("No API key is stored for dev.")
        await drive.paste(DEV_KEY)
        await drive.press("enter")
        await drive.wait_for("dev · api.nango.dev", "key: keyring")
        await leaves(drive)
    assert good.kept == {(SERVICE, "a"): DEV_KEY}
    assert not plain.calls


SESSION = ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "PYTHON_KEYRING_BACKEND")
NULL = "[backend]\ndefault-keyring=keyring.backends.null.Keyring\n"
BROKEN = "not a configuration\n"


def without_bus(_: Path) -> dict[str, str]:
    return {}


def bus_that_is_gone(home: Path) -> dict[str, str]:
    return {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={home}/gone"}


def plaintext_installed(home: Path) -> dict[str, str]:
    install_plaintext(home / "site")
    return {"PYTHONPATH": str(home / "site")}


def backend_that_does_not_exist(_: Path) -> dict[str, str]:
    return {"PYTHON_KEYRING_BACKEND": "no.such.Keyring"}


def null_configured(home: Path) -> dict[str, str]:
    return configured(home, NULL)


def configuration_broken(home: Path) -> dict[str, str]:
    return configured(home, BROKEN)


def configured(home: Path, text: str) -> dict[str, str]:
    folder = home / "config" / "python_keyring"
    folder.mkdir(parents=True)
    (folder / "keyringrc.cfg").write_text(text)
    return {}


FOUND: list[tuple[Callable[[Path], dict[str, str]], str]] = [
    (without_bus, "it has no D-Bus session"),
    (bus_that_is_gone, "This machine has no keyring"),
    (plaintext_installed, "may keep keys in plain text"),
    (backend_that_does_not_exist, "cannot be loaded"),
    (null_configured, "switched off"),
    (configuration_broken, "cannot be loaded"),
]


@pytest.mark.pty
@pytest.mark.xdist_group("pty-signals")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's real keyring would be asked")
@pytest.mark.parametrize(("make", "words"), FOUND, ids=[make.__name__ for make, _ in FOUND])
def test_what_the_real_library_finds_is_said_in_the_terminal_and_the_pasted_key_goes_on(
    make: Callable[[Path], dict[str, str]], words: str, tmp_path: Path
) -> None:
    with machine.nango() as served:
        machine.write_environments(tmp_path, machine.environments(served.url))
        environ = make(tmp_path)
        # Where the tests run there may be a session with a real keyring.
        unset = [f"--unset={name}" for name in SESSION if name not in environ]
        with Terminal([], home=tmp_path, environ=environ, program=("env", *unset, *PROGRAM)) as terminal:
            terminal.wait_for("The API key of dev", words)
            terminal.paste(served.key)
            terminal.press("enter")
            terminal.wait_for("22 of 22", "key: this session")
            assert served.key.encode() not in terminal.seen
            machine.leaves_at_once(terminal)
        assert not [path for path in tmp_path.rglob("*") if path.is_file() and served.key.encode() in path.read_bytes()]
