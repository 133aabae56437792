"""Several environments: switch, add, rename, replace the key, remove."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from textual.widget import Widget
from textual.widgets import OptionList

from nango_tui.model.environment import LOCAL_URL, PRODUCTION_URL, Environment, HeldKey
from nango_tui.model.ports import NoKey, Settings
from nango_tui.model.secret import Secret
from nango_tui.sandbox.demo import demo
from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.keyring import KeyringScreen
from nango_tui.screens.rename import Rename
from nango_tui.widgets.bars import TopBar
from nango_tui.widgets.choice import SwitchEntry
from tests.screens.connecting import DEV_KEY, PROD_KEY, Servers, account, check_key, give_key, paste, said
from tests.screens.driving import Driver, MemoryEnvironments, MemoryKeys, StillClock, running

DEV = Environment("id-dev", "dev", PRODUCTION_URL)
PROD = Environment("id-prod", "prod", PRODUCTION_URL, production=True)
LOCAL = Environment("id-local", "local", LOCAL_URL)


@asynccontextmanager
async def two(
    *,
    keys: MemoryKeys | None = None,
    active: Environment = DEV,
    known: tuple[Environment, ...] = (DEV, PROD),
    toasts: bool = False,
) -> AsyncIterator[Driver]:
    """Run with dev and prod of one account, dev open."""
    nango = account().handle
    servers = Servers({PRODUCTION_URL: nango, LOCAL_URL: nango})
    keys = keys or MemoryKeys({DEV.id: Secret(DEV_KEY), PROD.id: Secret(PROD_KEY)})
    environments = MemoryEnvironments(Settings(known, active.id))
    async with running(nango=servers, keys=keys, environments=environments, toasts=toasts) as drive:
        await drive.wait(lambda: drive.app._home.session, "an open environment")
        await drive.pilot.pause()
        yield drive


async def listed(drive: Driver, at: Environment | None = None) -> EnvironmentsScreen:
    """Open the list, and highlight an environment."""
    await drive.press("ctrl+e")
    await drive.wait_screen(EnvironmentsScreen)
    await drive.pilot.pause()
    screen = drive.app.screen
    assert isinstance(screen, EnvironmentsScreen)
    if at is not None:
        rows = screen.query_one(OptionList)
        rows.highlighted = rows.get_option_index(at.id)
        await drive.pilot.pause()
    return screen


async def on_screen(drive: Driver, kind: type[Widget]) -> None:
    await drive.wait_screen(kind)
    await drive.pilot.pause()


async def opened(drive: Driver, name: str) -> None:
    await drive.wait(lambda: drive.app._home.session and drive.app._home.session.environment.name == name, name)
    await on_screen(drive, HomeScreen)


def is_red(drive: Driver) -> bool:
    return drive.app.screen.query_one(TopBar).has_class("-production")


def names(drive: Driver) -> list[str]:
    return [one.name for one in drive.environments.settings.environments]


async def test_the_list_shows_where_each_key_is_and_marks_the_one_in_use_without_color() -> None:
    async with two() as drive:
        await listed(drive)
        text = drive.text
        assert "› dev · api.nango.dev  key: keyring  in use" in text
        assert "  PROD · api.nango.dev  key: keyring, not asked yet" in text
        await drive.press("down")
        await drive.wait_for("› PROD · api.nango.dev")
        assert "› dev" not in drive.text


async def test_the_list_that_is_asked_for_twice_at_once_is_there_once_and_leaves_nothing_undone() -> None:
    async with two() as drive:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            drive.app._opening.choose()
            drive.app._opening.choose()
            await on_screen(drive, EnvironmentsScreen)
            gc.collect()
        assert [str(one.message) for one in said if issubclass(one.category, RuntimeWarning)] == []
        assert len(drive.app.screen_stack) == 2


async def test_switching_takes_the_key_from_its_own_place_and_shows_production_in_words_and_red() -> None:
    async with two() as drive:
        assert not is_red(drive)
        await listed(drive, PROD)
        await drive.press("enter")
        await opened(drive, "prod")
        await drive.wait_for("PROD · api.nango.dev", "key: keyring")
        assert is_red(drive)
        assert drive.environments.settings.active == PROD.id
        session = drive.app._home.session
        assert session is not None
        assert session.held == HeldKey(Secret(PROD_KEY), "keyring")


async def test_the_connections_to_the_server_of_the_environment_before_are_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with two() as drive:
        before, closed = drive.app._home.session, list[str]()

        async def close() -> None:
            closed.append("before")

        assert before is not None
        monkeypatch.setattr(before.nango, "aclose", close)
        await listed(drive, PROD)
        await drive.press("enter")
        await opened(drive, "prod")
        await drive.wait(lambda: closed == ["before"], "the end of its connections")


@dataclass
class SlowKeys(MemoryKeys):
    """Keys whose keyring answers for production only when it is let go."""

    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def find(self, environment: Environment, *, patient: bool = False) -> HeldKey | NoKey:
        if environment.production:
            await self.go.wait()
        return await super().find(environment, patient=patient)


async def test_while_another_environment_is_being_opened_nothing_can_be_imported_into_the_one_before() -> None:
    keys = SlowKeys({DEV.id: Secret(DEV_KEY), PROD.id: Secret(PROD_KEY)})
    async with two(keys=keys) as drive:
        await listed(drive, PROD)
        await drive.press("enter")
        await on_screen(drive, HomeScreen)
        await drive.wait_for("PROD · api.nango.dev", "Asking your keyring for the API key")
        assert is_red(drive)
        assert drive.app._home.session is None
        keys.go.set()
        await opened(drive, "prod")


async def test_esc_stays_where_one_is() -> None:
    async with two() as drive:
        session = drive.app._home.session
        await listed(drive, PROD)
        await drive.press("escape")
        await on_screen(drive, HomeScreen)
        assert drive.app._home.session is session


async def test_without_its_key_an_environment_asks_for_it_and_esc_stays_in_the_one_before() -> None:
    async with two(keys=MemoryKeys({DEV.id: Secret(DEV_KEY)})) as drive:
        await listed(drive, PROD)
        await drive.press("enter")
        await on_screen(drive, KeyringScreen)
        await drive.wait_for("The API key of PROD")
        await drive.press("escape")
        await opened(drive, "dev")
        await drive.wait_for("dev · api.nango.dev", "key: keyring")
        assert drive.environments.settings.active == DEV.id


async def test_esc_at_a_key_does_not_lead_back_to_an_environment_that_was_removed() -> None:
    async with two(keys=MemoryKeys({DEV.id: Secret(DEV_KEY)})) as drive:
        await listed(drive, DEV)
        await drive.press("d", "y")
        await on_screen(drive, EnvironmentsScreen)
        await drive.wait(lambda: names(drive) == ["prod"], "the removal")
        await drive.press("enter")
        await on_screen(drive, KeyringScreen)
        await drive.press("escape")
        await on_screen(drive, HomeScreen)
        await drive.wait_for("No environment is open. Ctrl+E opens one.")
        assert drive.app._home.session is None


async def test_an_environment_is_added_and_opened() -> None:
    async with two(known=(DEV,)) as drive:
        await listed(drive)
        await drive.press("a")
        await on_screen(drive, ConnectScreen)
        await check_key(drive, PROD_KEY)
        await drive.press("enter")
        await opened(drive, "prod")
        assert names(drive) == ["dev", "prod"]
        added = drive.environments.settings.environments[1]
        assert added.production
        assert drive.environments.settings.active == added.id
        assert drive.keys.stored[added.id] == Secret(PROD_KEY)
        assert is_red(drive)


async def test_esc_from_adding_leads_back_to_the_list_and_adds_nothing() -> None:
    async with two() as drive:
        await listed(drive)
        await drive.press("a")
        await on_screen(drive, ConnectScreen)
        await drive.press("escape")
        await on_screen(drive, EnvironmentsScreen)
        assert names(drive) == ["dev", "prod"]


async def test_two_environments_cannot_have_one_name() -> None:
    async with two() as drive:
        await listed(drive)
        await drive.press("a")
        await on_screen(drive, ConnectScreen)
        await check_key(drive, DEV_KEY)
        await drive.press("enter")
        await drive.wait_for("There is an environment called dev already.")
        await drive.pilot.pause()
        await paste(drive, "name", "dev two")
        await drive.press("enter")
        await opened(drive, "dev two")


async def test_renaming_keeps_the_key_and_the_top_line_follows() -> None:
    async with two() as drive:
        await listed(drive, DEV)
        await drive.press("r")
        await on_screen(drive, Rename)
        await paste(drive, "name", "development")
        await drive.press("enter")
        await on_screen(drive, EnvironmentsScreen)
        await drive.wait_for("development · api.nango.dev")
        assert names(drive) == ["development", "prod"]
        await drive.press("escape")
        await opened(drive, "development")
        await drive.wait_for("development · api.nango.dev")
        assert drive.keys.stored[DEV.id] == Secret(DEV_KEY)


async def test_production_can_be_switched_on_later() -> None:
    async with two() as drive:
        await listed(drive, DEV)
        await drive.press("r")
        await on_screen(drive, Rename)
        drive.app.screen.query_one(SwitchEntry).value = True
        await drive.press("enter")
        await on_screen(drive, EnvironmentsScreen)
        await drive.press("escape")
        await opened(drive, "dev")
        await drive.wait_for("PROD dev · api.nango.dev")
        assert is_red(drive)


async def test_a_name_that_is_taken_or_empty_is_refused_when_renaming() -> None:
    async with two() as drive:
        await listed(drive, DEV)
        await drive.press("r")
        await on_screen(drive, Rename)
        for name, words in (("", "Give it the name that it has in Nango."), ("PROD", "called PROD")):
            await paste(drive, "name", name)
            await drive.press("enter")
            await drive.wait_for(words)
        await drive.press("escape")
        await on_screen(drive, EnvironmentsScreen)
        assert names(drive) == ["dev", "prod"]


async def test_replacing_a_key_checks_and_stores_it_and_says_what_it_can_do() -> None:
    async with two(keys=MemoryKeys({DEV.id: Secret("5d3f7f0a-2a0b-4a57-8f59-0d1f5b1c9e00")}), toasts=True) as drive:
        await listed(drive, DEV)
        await drive.press("k")
        await on_screen(drive, ConnectScreen)
        assert "Replace the API key of dev" in drive.text
        await give_key(drive, DEV_KEY)
        await opened(drive, "dev")
        await drive.wait_for("Key replaced", "imports, and reads credentials")
        assert drive.keys.stored[DEV.id] == Secret(DEV_KEY)


async def test_a_key_of_another_environment_is_said_before_it_replaces_one() -> None:
    async with two() as drive:
        await listed(drive, DEV)
        await drive.press("k")
        await on_screen(drive, ConnectScreen)
        await give_key(drive, PROD_KEY)
        await drive.wait_for("This key opens prod. Enter again stores it for dev all the same.")
        assert drive.keys.stored[DEV.id] == Secret(DEV_KEY)
        await drive.press("enter")
        await opened(drive, "dev")
        assert drive.keys.stored[DEV.id] == Secret(PROD_KEY)


async def test_a_wrong_key_does_not_replace_a_stored_one() -> None:
    async with two() as drive:
        await listed(drive, DEV)
        await drive.press("k")
        await on_screen(drive, ConnectScreen)
        await give_key(drive, "5d3f7f0a-2a0b-4a57-8f59-0d1f5b1c9e00")
        await drive.wait_for("does not know the API key")
        assert "Other server" not in drive.text
        assert drive.keys.stored[DEV.id] == Secret(DEV_KEY)


async def test_the_list_tells_what_a_key_can_do() -> None:
    async with two() as drive:
        await listed(drive, PROD)
        await drive.press("c")
        await drive.wait_for("It opens prod.", "Full key")


async def test_removing_asks_and_removes_the_key_from_the_keyring_too() -> None:
    async with two() as drive:
        await listed(drive, PROD)
        await drive.press("d")
        await on_screen(drive, Confirm)
        await drive.wait_for("Remove prod?", "Its API key is removed from the keyring.")
        await drive.press("escape")
        await on_screen(drive, EnvironmentsScreen)
        assert names(drive) == ["dev", "prod"]
        await drive.press("d")
        await on_screen(drive, Confirm)
        await drive.press("y")
        await on_screen(drive, EnvironmentsScreen)
        await drive.wait(lambda: "and its key from the keyring" in said(drive), "the key's end")
        assert names(drive) == ["dev"]
        assert PROD.id not in drive.keys.stored


async def test_a_key_that_could_not_be_removed_is_said() -> None:
    async with two() as drive:
        drive.keys.problem = NoKey("failed", "The connection to your keyring is lost.", "Start your keyring.")
        await listed(drive, PROD)
        await drive.press("d", "y")
        await drive.wait(lambda: "its key may be in the keyring still" in said(drive), "the reason")
        assert "The connection to your keyring is lost." in said(drive)


async def test_when_the_open_environment_is_removed_no_other_is_opened_unasked() -> None:
    async with two() as drive:
        await listed(drive, DEV)
        await drive.press("d", "y")
        await on_screen(drive, EnvironmentsScreen)
        await drive.wait(lambda: names(drive) == ["prod"], "the removal")
        await drive.press("escape")
        await on_screen(drive, HomeScreen)
        await drive.wait_for("No environment is open. Ctrl+E opens one.")
        assert drive.app._home.session is None
        assert "dev" not in drive.text
        assert drive.environments.settings.active == ""


async def test_when_the_last_environment_is_removed_the_first_run_comes_back() -> None:
    async with two(known=(DEV,)) as drive:
        await listed(drive, DEV)
        await drive.press("d", "y")
        await on_screen(drive, EnvironmentsScreen)
        await drive.wait(lambda: not names(drive), "the removal")
        await drive.press("escape")
        await on_screen(drive, ConnectScreen)
        assert drive.app._home.session is None


async def test_no_environment_is_opened_at_the_start_when_none_was_used_last() -> None:
    environments = MemoryEnvironments(Settings((DEV, PROD), ""))
    nango = Servers({PRODUCTION_URL: account().handle})
    async with running(nango=nango, keys=MemoryKeys(), environments=environments, start=False) as drive:
        await on_screen(drive, EnvironmentsScreen)
        await drive.wait_for("dev · api.nango.dev", "PROD · api.nango.dev")
        assert drive.app._home.session is None


async def test_what_was_typed_is_there_again_after_switching_away_and_back() -> None:
    cloud, local = demo(clock=StillClock().now), demo(clock=StillClock().now)
    servers = Servers({PRODUCTION_URL: cloud.handle, LOCAL_URL: local.handle})
    keys = MemoryKeys({DEV.id: Secret(cloud.key), LOCAL.id: Secret(local.key)})
    async with running(
        nango=servers, keys=keys, environments=MemoryEnvironments(Settings((DEV, LOCAL), DEV.id))
    ) as drive:
        await drive.form("harborline-key")
        await drive.put("config.subdomain", "acme")
        await drive.press("escape")
        await on_screen(drive, HomeScreen)
        for environment, typed in ((LOCAL, ""), (DEV, "acme")):
            await listed(drive, environment)
            await drive.press("enter")
            await opened(drive, environment.name)
            await drive.form("harborline-key")
            assert drive.row("config.subdomain").value == typed
            await drive.press("escape")
            await on_screen(drive, HomeScreen)


async def test_a_draft_follows_when_its_environment_becomes_production() -> None:
    async with running() as drive:
        await drive.form("plain-weather")
        await drive.put("connection_id", "acme-7")
        await drive.press("escape")
        await on_screen(drive, HomeScreen)
        await listed(drive)
        await drive.press("r")
        await on_screen(drive, Rename)
        drive.app.screen.query_one(SwitchEntry).value = True
        await drive.press("enter")
        await on_screen(drive, EnvironmentsScreen)
        await drive.press("escape")
        await drive.wait(lambda: is_red(drive), "production")
        wizard = await drive.form("plain-weather")
        assert wizard.draft.environment.production
        assert wizard.draft.connection_id == "acme-7"


async def test_settings_that_cannot_be_written_are_said_and_stop_nothing() -> None:
    async with two() as drive:
        drive.environments.problem = "The environments were not saved: the disk is full."
        await listed(drive, DEV)
        await drive.press("r")
        await on_screen(drive, Rename)
        await paste(drive, "name", "development")
        await drive.press("enter")
        await on_screen(drive, EnvironmentsScreen)
        await drive.wait_for("The environments were not saved: the disk is full.", "development · api.nango.dev")


async def test_a_theme_chosen_over_the_list_is_kept_with_what_is_changed_there() -> None:
    async with two() as drive:
        await listed(drive, DEV)
        drive.app.theme = "nord"
        await drive.pilot.pause()
        await drive.press("r")
        await on_screen(drive, Rename)
        await paste(drive, "name", "development")
        await drive.press("enter")
        await on_screen(drive, EnvironmentsScreen)
        assert drive.environments.settings.theme == "nord"
        assert names(drive) == ["development", "prod"]


async def test_help_says_what_environments_are() -> None:
    async with two() as drive:
        await listed(drive)
        await drive.press("f1")
        await drive.wait_for("An environment is one Nango environment on one server")
        await drive.press("escape", "r", "f1")
        await drive.wait_for("NANGO_SECRET_KEY_<NAME>")
