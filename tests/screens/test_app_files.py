"""The program over a real environment file and the real order of keys; only the keyring itself is played."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.model.environment import PRODUCTION_URL
from nango_tui.model.ports import Services
from nango_tui.sandbox.demo import demo
from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.keyring import KeyringScreen
from nango_tui.storage.environments import FILE_NAME, EnvironmentFile
from nango_tui.storage.keyring_os import SERVICE
from tests.screens.connecting import DEV_KEY, PROD_KEY, Servers, account, check_key
from tests.screens.driving import LIMITS, Driver, MemoryEnvironments, MemoryKeys, StillClock
from tests.screens.front import Front
from tests.screens.places import on
from tests.storage.fakes import Store, keys_with, real

TWO = f"""\
version = 1
active = "a"
[[environment]]
id = "a"
name = "dev"
url = "{PRODUCTION_URL}"
[[environment]]
id = "b"
name = "prod"
url = "{PRODUCTION_URL}"
production = true
"""


@asynccontextmanager
async def started(folder: Path, store: Store, environ: Mapping[str, str] | None = None) -> AsyncIterator[Driver]:
    """Start the program as the command line does, over the files in a folder."""
    environments = EnvironmentFile(folder)
    loaded = environments.load()
    known = {one.id: one for one in loaded.settings.environments}
    start = known.get(loaded.settings.active)
    keys = keys_with(store, environ, loaded.settings.active)
    services = Services(
        Servers({PRODUCTION_URL: account().handle}), keys, environments, StillClock(), LIMITS, DaemonExecutor
    )
    app = NangoApp(services, loaded, start)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        yield driver(app, pilot)
        app.workers.cancel_all()


def driver(app: NangoApp, pilot: Pilot[None]) -> Driver:
    nango = demo(clock=StillClock().now)
    return Driver(app, pilot, nango, MemoryKeys(), MemoryEnvironments(), Front(), StillClock(), "")


async def opened(drive: Driver, *texts: str) -> None:
    await drive.wait(lambda: isinstance(drive.app.screen, HomeScreen) and drive.app._home.session, "Home")
    await drive.wait_for(*texts)


def written(folder: Path) -> str:
    """Return everything that stands in any file of a folder."""
    return "\n".join(path.read_text(errors="replace") for path in sorted(folder.rglob("*")) if path.is_file())


def kept_aside(folder: Path) -> str:
    """Return what stands in the file that was kept aside."""
    (path,) = folder.glob(f"{FILE_NAME}.broken-*")
    return path.read_text()


async def test_the_key_goes_to_the_keyring_and_nowhere_else_and_the_next_start_finds_it(tmp_path: Path) -> None:
    store = real()
    async with started(tmp_path, store) as drive:
        await on(drive, ConnectScreen)
        await check_key(drive, PROD_KEY)
        await drive.press("enter")
        await opened(drive, "PROD · api.nango.dev", "key: keyring")
        drive.app.theme = "nord"
        await drive.pilot.pause()
    ((service, identity),) = store.kept
    assert (service, store.kept[service, identity]) == (SERVICE, PROD_KEY)
    assert store.calls.index("set") < len(store.calls) - 1 - store.calls[::-1].index("get"), "read back"
    assert PROD_KEY not in written(tmp_path)
    assert 'name = "prod"' in written(tmp_path)
    async with started(tmp_path, store) as drive:
        await opened(drive, "PROD · api.nango.dev", "key: keyring")
        assert drive.app.theme == "nord"


async def test_each_environment_has_its_own_key_and_the_plain_variable_follows_nobody(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    store = real()
    store.kept[SERVICE, "b"] = PROD_KEY
    async with started(tmp_path, store, {"NANGO_SECRET_KEY": DEV_KEY}) as drive:
        await opened(drive, "dev · api.nango.dev", "key: NANGO_SECRET_KEY")
        assert store.calls == []
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.wait_for("dev · api.nango.dev  key: NANGO_SECRET_KEY  in use")
        await drive.press("down", "enter")
        await opened(drive, "PROD · api.nango.dev", "key: keyring")
        session = drive.app._home.session
        assert session is not None
        assert session.held.source == "keyring"


async def test_the_plain_variable_does_not_open_another_environment(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    async with started(tmp_path, real(), {"NANGO_SECRET_KEY": DEV_KEY}) as drive:
        await opened(drive, "key: NANGO_SECRET_KEY")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.press("down", "enter")
        await on(drive, KeyringScreen)
        await drive.wait_for("The API key of PROD", "No API key is stored for prod.")


async def test_a_variable_with_the_environments_name_counts_wherever_one_started(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    variables = {"NANGO_SECRET_KEY": DEV_KEY, "NANGO_SECRET_KEY_PROD": PROD_KEY}
    async with started(tmp_path, real(), variables) as drive:
        await opened(drive, "key: NANGO_SECRET_KEY")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.press("down", "enter")
        await opened(drive, "PROD · api.nango.dev", "key: NANGO_SECRET_KEY_PROD")


async def test_a_stored_key_that_a_variable_overrides_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    store = real()
    async with started(tmp_path, store, {"NANGO_SECRET_KEY": PROD_KEY}) as drive:
        await opened(drive, "key: NANGO_SECRET_KEY")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.press("k")
        await on(drive, ConnectScreen)
        await check_replacement(drive, DEV_KEY)
        await opened(drive, "NANGO_SECRET_KEY is set")
        assert store.kept == {(SERVICE, "a"): DEV_KEY}


async def check_replacement(drive: Driver, key: str) -> None:
    entry = drive.row("key").entry
    entry.focus()
    await drive.type(key)
    await drive.press("enter")


async def test_removing_an_environment_removes_its_entry_and_its_key(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO)
    store = real()
    store.kept |= {(SERVICE, "a"): DEV_KEY, (SERVICE, "b"): PROD_KEY}
    async with started(tmp_path, store) as drive:
        await opened(drive, "key: keyring")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.press("down", "d", "y")
        await drive.wait_for("prod is removed, and its key from the keyring.")
    assert store.kept == {(SERVICE, "a"): DEV_KEY}
    assert 'name = "prod"' not in written(tmp_path)


async def test_a_broken_file_is_told_with_line_and_column_and_the_program_goes_on(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('version = 1\n[[environment]]\nname = "dev\n')
    async with started(tmp_path, real()) as drive:
        await on(drive, ConnectScreen)
        await drive.wait_for("The environment file has a mistake:", "line 3, column", "It was kept")
        await check_key(drive, DEV_KEY)
        await drive.press("enter")
        await opened(drive, "dev · api.nango.dev")
    assert kept_aside(tmp_path).endswith('name = "dev\n')


async def test_a_wrong_value_is_told_with_its_keys_path_and_the_other_environments_go_on(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TWO.replace("production = true", 'production = "yes"'))
    store = real()
    store.kept[SERVICE, "a"] = DEV_KEY
    async with started(tmp_path, store) as drive:
        await opened(drive, "dev · api.nango.dev", "environment[2].production:", "without")
