"""A key in a variable and no environment file: straight to Home, under the name that Nango gives."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from nango_tui.api.client import Client
from nango_tui.model.environment import PRODUCTION_URL, VARIABLES_ID, Environment, HeldKey
from nango_tui.model.outcome import Failure, Got
from nango_tui.model.ports import Nango, Settings
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Handler, Request, Response
from nango_tui.sandbox.demo import demo
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.keyring import KeyringScreen
from nango_tui.widgets.bars import TopBar
from tests.screens.connecting import DEV_KEY, PROD_KEY, Servers, account
from tests.screens.driving import LIMITS, Driver, MemoryEnvironments, MemoryKeys, StillClock, running
from tests.screens.front import Front, refusal
from tests.screens.places import on

VARIABLES = Environment(VARIABLES_ID, VARIABLES_ID, PRODUCTION_URL)


def with_variable(
    key: str, handler: Handler, *, environments: MemoryEnvironments | None = None
) -> AbstractAsyncContextManager[Driver]:
    """Run with the key in NANGO_SECRET_KEY."""
    keys = MemoryKeys(session={VARIABLES_ID: HeldKey(Secret(key), "NANGO_SECRET_KEY")})
    return running(
        nango=Servers({PRODUCTION_URL: handler}), keys=keys, opened=VARIABLES, environments=environments or nothing()
    )


def nothing() -> MemoryEnvironments:
    return MemoryEnvironments(Settings())


def is_red(drive: Driver) -> bool:
    return drive.app.screen.query_one(TopBar).has_class("-production")


@pytest.mark.parametrize(("key", "name", "red"), [(DEV_KEY, "dev ·", False), (PROD_KEY, "PROD ·", True)])
async def test_the_name_is_learned_from_nango_and_production_is_red(key: str, name: str, red: bool) -> None:
    async with with_variable(key, account().handle) as drive:
        await drive.wait_for(name, "key: NANGO_SECRET_KEY")
        assert isinstance(drive.app.screen, HomeScreen)
        assert is_red(drive) is red
        assert drive.environments.settings == Settings()


async def test_a_key_that_may_not_learn_the_name_goes_on_without() -> None:
    nango = demo(clock=StillClock().now)
    async with with_variable(nango.keys["no-create"], nango.handle) as drive:
        await drive.wait_for("variables · api.nango.dev", "harborline")


async def test_the_name_is_asked_again_while_the_server_cannot_answer() -> None:
    refusals = [refusal(503, "", "later"), refusal(429, "too_many_request", "slow down")]

    def later(request: Request, behind: Handler) -> Response:
        return refusals.pop() if refusals else behind(request)

    front = Front({("POST", "/connection"): later})
    async with with_variable(PROD_KEY, front.over(account().handle)) as drive:
        await drive.wait_for("PROD · api.nango.dev")
        assert not refusals


async def test_the_name_is_not_asked_for_ever() -> None:
    front = Front({("POST", "/connection"): refusal(503, "", "later")})
    async with with_variable(PROD_KEY, front.over(account().handle)) as drive:
        await drive.wait(lambda: len(front.imports()) == 5, "five questions")
        await drive.pilot.pause(0.2)
        assert len(front.imports()) == 5
        await drive.wait_for("variables · api.nango.dev")


def learning_late(
    gate: asyncio.Event, environments: MemoryEnvironments | None = None
) -> AbstractAsyncContextManager[Driver]:
    """Run with the key in NANGO_SECRET_KEY of an environment whose name, prod, is learned once the gate is open."""
    nango = demo(clock=StillClock().now)
    front = Front(
        {("POST", "/connection"): refusal(400, "unknown_provider_config", payload={"environmentName": "prod"})}
    )

    class Late(Client):
        async def environment_name(self) -> Got[str] | Failure:
            await gate.wait()
            return await super().environment_name()

    def late(environment: Environment, key: Secret) -> Nango:
        return Late(environment, key, LIMITS, clock=StillClock(), handler=front.over(nango.handle))

    keys = MemoryKeys(session={VARIABLES_ID: HeldKey(Secret(nango.key), "NANGO_SECRET_KEY")})
    return running(nango=late, keys=keys, opened=VARIABLES, environments=environments or nothing())


async def test_a_name_that_is_learned_late_is_not_told_of_another_environment() -> None:
    gate = asyncio.Event()
    kept = MemoryEnvironments(Settings((Environment("id-other", "other", PRODUCTION_URL),)))
    async with learning_late(gate, kept) as drive:
        await drive.wait_for("variables · api.nango.dev", "harborline")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.press("down", "enter")
        await drive.wait_for("The API key of other")
        gate.set()
        await drive.pilot.pause(0.2)
        bars = [bar for screen in drive.app.screen_stack for bar in screen.query(TopBar)]
        assert bars
        assert not any(bar.has_class("-production") for bar in bars)


async def test_a_name_that_is_learned_late_reaches_the_open_wizard_and_what_was_typed() -> None:
    gate = asyncio.Event()
    async with learning_late(gate) as drive:
        await drive.form("plain-weather")
        await drive.put("connection_id", "acme-7")
        await drive.to_review()
        await drive.wait_for("CREATE in variables")
        gate.set()
        await drive.wait_for("CREATE in PROD", "acme-7")
        assert is_red(drive)
        await drive.press("escape")
        await drive.wait_step("Credentials")
        assert drive.typed("connection_id") == "acme-7"
        await drive.press("escape")
        await on(drive, HomeScreen)
        assert is_red(drive)


async def test_esc_at_the_key_of_another_environment_leads_back_to_that_of_the_variables() -> None:
    kept = MemoryEnvironments(Settings((Environment("id-other", "other", PRODUCTION_URL),)))
    async with with_variable(PROD_KEY, account().handle, environments=kept) as drive:
        await drive.wait_for("PROD · api.nango.dev", "no integration in prod yet")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.press("down", "enter")
        await on(drive, KeyringScreen)
        await drive.press("escape")
        await on(drive, HomeScreen)
        await drive.wait_for("PROD · api.nango.dev", "no integration in prod yet")


async def test_the_environment_of_variables_is_changed_where_they_are_set_not_here() -> None:
    async with with_variable(DEV_KEY, account().handle) as drive:
        await drive.wait_for("dev · api.nango.dev")
        await drive.press("ctrl+e")
        await on(drive, EnvironmentsScreen)
        await drive.wait_for("› dev · api.nango.dev  key: NANGO_SECRET_KEY  in use", "a Add", "c Check key")
        for word in ("Rename", "Replace key", "Remove"):
            assert word not in drive.text
        await drive.press("r", "k", "d")
        assert isinstance(drive.app.screen, EnvironmentsScreen)
        await drive.press("escape")
        await on(drive, HomeScreen)
        assert drive.app._home.session is not None


async def test_a_theme_is_kept_without_keeping_the_environment_of_variables() -> None:
    async with with_variable(DEV_KEY, account().handle) as drive:
        await drive.wait_for("dev · api.nango.dev")
        drive.app.theme = "nord"
        await drive.pilot.pause()
        assert drive.environments.settings == Settings(theme="nord")
