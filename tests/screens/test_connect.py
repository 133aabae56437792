"""The first run: a server, a key, and what Nango says about it."""

from __future__ import annotations

import asyncio

import pytest

from nango_tui.api.client import Client
from nango_tui.model.environment import LOCAL_URL, PRODUCTION_URL, Environment
from nango_tui.model.outcome import Failure, Got
from nango_tui.model.ports import Nango, Settings
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Response
from nango_tui.sandbox.demo import demo
from nango_tui.sandbox.server import serve
from nango_tui.screens.home import HomeScreen
from nango_tui.widgets.bars import TopBar
from tests.screens.connecting import (
    DEV_KEY,
    PROD_KEY,
    Servers,
    account,
    check_key,
    cloud_and_local,
    cloud_only,
    connecting,
    give_key,
    is_production,
    lost,
    name_of,
    other_server,
    paste,
    said,
)
from tests.screens.driving import LIMITS, Driver, StillClock, running
from tests.screens.front import HTML, Front


def saved(drive: Driver) -> Settings:
    return drive.environments.settings


async def home(drive: Driver) -> None:
    await drive.wait(lambda: isinstance(drive.app.screen, HomeScreen) and drive.app._home.session, "Home")
    await drive.pilot.pause()


async def test_a_first_run_asks_for_server_and_key_only_and_ends_on_home() -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers) as drive:
        await connecting(drive)
        assert "Nango Cloud" in drive.text
        assert "Name" not in drive.text
        await check_key(drive, nango.keys["full"])
        assert name_of(drive) == "demo"
        await drive.press("enter")
        await home(drive)
        await drive.wait_for("demo · api.nango.dev", "key: keyring", "harborline")
        assert [one.name for one in saved(drive).environments] == ["demo"]
        assert saved(drive).active == saved(drive).environments[0].id


async def test_the_key_is_in_the_keyring_under_the_environments_id_and_in_no_file() -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers) as drive:
        await connecting(drive)
        await check_key(drive, nango.keys["full"])
        assert drive.keys.stored == {}
        await drive.press("enter")
        await home(drive)
        (environment,) = saved(drive).environments
        assert {name: key.reveal() for name, key in drive.keys.stored.items()} == {environment.id: nango.keys["full"]}
        assert nango.keys["full"] not in repr(saved(drive))
        assert nango.keys["full"] not in drive.text


async def test_checking_a_key_reads_and_stores_nothing() -> None:
    nango = demo(clock=StillClock().now)
    front = Front()
    async with running(start=False, nango=Servers({PRODUCTION_URL: front.over(nango.handle)})) as drive:
        await connecting(drive)
        await check_key(drive, nango.keys["full"])
        changing = [(request.method, request.target) for request in front.asked if request.method != "GET"]
        assert changing == [("POST", "/connection")]
        assert not nango.sandbox.has(str(front.bodies("/connection")[0]["connection_id"]), "harborline")


async def test_another_url_is_entered_and_its_port_is_shown() -> None:
    nango = demo(clock=StillClock().now)
    with serve(nango.handle) as url:
        async with running(start=False) as drive:
            await connecting(drive)
            await other_server(drive)
            await paste(drive, "url", f" {url}/ ")
            await check_key(drive, nango.keys["full"])
            await drive.press("enter")
            await home(drive)
            await drive.wait_for(url.removeprefix("http://"))
            assert saved(drive).environments[0].url == url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Start with https://"),
        ("nango.example.com", "Start with https://"),
        ("http://nango.example.com", "in clear"),
        ("https://user:pass@nango.example.com", "Leave out user name"),
        ("https://nango.example.com/?x=1", "? or #"),
        ("https://nango.example.com:port", "This is not a URL"),
    ],
)
async def test_a_url_that_cannot_be_a_server_is_said_beside_it_and_nothing_is_asked(url: str, words: str) -> None:
    servers = Servers({})
    async with running(start=False, nango=servers) as drive:
        await connecting(drive)
        await other_server(drive)
        await paste(drive, "url", url)
        await give_key(drive, DEV_KEY)
        await drive.wait_for(words)
        assert drive.app.focused is drive.row("url").entry
        assert servers.made == []


async def test_without_a_key_it_is_asked_for() -> None:
    async with running(start=False, nango=Servers({})) as drive:
        await connecting(drive)
        await drive.press("enter")
        await drive.wait_for("Paste the API key of the environment.")


@pytest.mark.parametrize(("key", "name", "production"), [(DEV_KEY, "dev", False), (PROD_KEY, "prod", True)])
async def test_name_and_production_are_preset_from_what_nango_calls_the_environment(
    key: str, name: str, production: bool
) -> None:
    async with running(start=False, nango=Servers({PRODUCTION_URL: account().handle})) as drive:
        await connecting(drive)
        await check_key(drive, key)
        assert name_of(drive) == name
        assert is_production(drive) is production
        await drive.press("enter")
        await home(drive)
        assert saved(drive).environments[0].production is production
        assert ("PROD" in drive.text) is production
        assert drive.app.screen.query_one(TopBar).has_class("-production") is production


async def test_a_name_typed_over_the_preset_is_kept_and_does_not_take_production_back() -> None:
    async with running(start=False, nango=Servers({PRODUCTION_URL: account().handle})) as drive:
        await connecting(drive)
        await check_key(drive, PROD_KEY)
        await paste(drive, "name", "Acme main")
        await drive.press("enter")
        await home(drive)
        (environment,) = saved(drive).environments
        assert (environment.name, environment.production) == ("Acme main", True)
        await drive.wait_for("PROD Acme main")


async def test_a_name_typed_by_hand_that_sounds_like_production_presets_production() -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers) as drive:
        await connecting(drive)
        await check_key(drive, nango.keys["no-create"])
        assert name_of(drive) == ""
        await paste(drive, "name", "Production")
        await drive.wait(lambda: is_production(drive), "production")


async def test_a_key_that_may_not_create_is_valid_and_the_name_is_asked_for() -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers) as drive:
        await connecting(drive)
        await check_key(drive, nango.keys["no-create"])
        assert "The key works. Name the environment." in said(drive)
        assert "environment:connections:create" in said(drive)
        await drive.press("enter")
        await drive.wait_for("Give it the name that it has in Nango.")
        await paste(drive, "name", "staging")
        await drive.press("enter")
        await home(drive)
        await drive.wait_for("staging · api.nango.dev")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("full", "Full key: imports, and reads credentials"),
        ("quiet", "Quiet key: imports, and looking changes nothing. It cannot keep a stored refresh token"),
        ("create-only", "This key lacks environment:integrations:list"),
    ],
)
async def test_which_kind_of_key_it_is_is_said_in_words(key: str, words: str) -> None:
    servers, nango = cloud_only()
    async with running(start=False, nango=servers) as drive:
        await connecting(drive)
        await check_key(drive, nango.keys[key])
        assert words in said(drive)


async def test_a_key_that_the_server_does_not_know_is_tried_on_the_other_server_by_one_key() -> None:
    async with running(start=False, nango=cloud_and_local()) as drive:
        await connecting(drive)
        await give_key(drive, DEV_KEY)
        await drive.wait_for("does not know the API key", f"Ctrl+O tries it on {LOCAL_URL}", "^o Other server")
        await drive.press("ctrl+o")
        await drive.wait(lambda: drive.row("name").display, "the name")
        assert name_of(drive) == "dev"
        await drive.press("enter")
        await home(drive)
        assert saved(drive).environments[0].url == LOCAL_URL


async def test_the_other_server_is_offered_only_for_an_unknown_key() -> None:
    async with running(start=False, nango=cloud_and_local()) as drive:
        await connecting(drive)
        await give_key(drive, "not-a-key")
        await drive.wait_for("This is not an API key")
        assert "Ctrl+O" not in drive.text
        assert "Other server" not in drive.text


async def test_a_server_that_cannot_be_reached_is_said_in_words_and_the_key_stays_typed() -> None:
    async with running(start=False, nango=Servers({})) as drive:
        await connecting(drive)
        await give_key(drive, DEV_KEY)
        await drive.wait_for("nothing takes calls on this port")
        assert drive.row("key").value == Secret(DEV_KEY)
        assert drive.keys.stored == {}


async def test_a_server_without_tls_is_said_in_words() -> None:
    with serve(account().handle) as url:
        async with running(start=False) as drive:
            await connecting(drive)
            await other_server(drive)
            await paste(drive, "url", url.replace("http://", "https://"))
            await give_key(drive, DEV_KEY)
            await drive.wait(lambda: "does not speak TLS" in said(drive), "the reason")


@pytest.mark.parametrize(
    ("happened", "do"),
    [("There is no address for nango.example.com.", "Check the spelling."), ("No connection.", "Check the network.")],
)
async def test_why_nothing_was_reached_and_what_to_do_are_said(happened: str, do: str) -> None:
    def unreached(environment: Environment, key: Secret) -> Nango:
        class Unreached(Client):
            async def environment_name(self) -> Got[str] | Failure:
                return lost(happened, do)

        return Unreached(environment, key, LIMITS, clock=StillClock())

    async with running(start=False, nango=unreached) as drive:
        await connecting(drive)
        await give_key(drive, DEV_KEY)
        await drive.wait(lambda: said(drive) == f"{happened} {do}", "the reason")
        assert "Other server" not in drive.text


async def test_an_answer_that_is_not_nangos_is_said() -> None:
    page = Response(200, HTML, b"<html>welcome</html>")
    front = Front({("POST", "/connection"): page})
    async with running(start=False, nango=Servers({PRODUCTION_URL: front.over(account().handle)})) as drive:
        await connecting(drive)
        await give_key(drive, DEV_KEY)
        await drive.wait(lambda: "not Nango's" in said(drive), "the reason")
        assert not drive.row("name").display


async def test_what_was_said_about_one_server_goes_when_another_is_chosen() -> None:
    async with running(start=False, nango=Servers({})) as drive:
        await connecting(drive)
        await give_key(drive, DEV_KEY)
        await drive.wait_for("nothing takes calls on this port")
        await drive.press("shift+tab", "down")
        await drive.wait(lambda: not said(drive), "silence")
        assert drive.row("key").value == Secret(DEV_KEY)


async def test_a_changed_key_is_checked_again_before_it_is_stored() -> None:
    async with running(start=False, nango=Servers({PRODUCTION_URL: account().handle})) as drive:
        await connecting(drive)
        await check_key(drive, DEV_KEY)
        await paste(drive, "key", PROD_KEY)
        await drive.wait(lambda: not drive.row("name").display, "the key's step")
        await drive.press("enter")
        await drive.wait(lambda: drive.row("name").display, "the name")
        assert name_of(drive) == "prod"
        assert is_production(drive)
        assert drive.keys.stored == {}


async def test_esc_goes_back_from_the_name_to_the_key_and_loses_nothing() -> None:
    async with running(start=False, nango=Servers({PRODUCTION_URL: account().handle})) as drive:
        await connecting(drive)
        await check_key(drive, PROD_KEY)
        await paste(drive, "name", "Acme main")
        await drive.press("escape")
        await drive.wait(lambda: not drive.row("name").display, "the key's step")
        assert drive.row("key").value == Secret(PROD_KEY)
        await drive.press("enter")
        await drive.wait(lambda: drive.row("name").display, "the name")
        assert name_of(drive) == "Acme main"
        assert is_production(drive)


async def test_esc_stops_waiting_for_a_server_that_does_not_answer() -> None:
    class Silent(Client):
        async def environment_name(self) -> Got[str] | Failure:
            await asyncio.Event().wait()
            raise AssertionError("nobody sets it")

    def silent(environment: Environment, key: Secret) -> Nango:
        return Silent(environment, key, LIMITS, clock=StillClock())

    async with running(start=False, nango=silent) as drive:
        await connecting(drive)
        await give_key(drive, DEV_KEY)
        await drive.wait_for("Asking api.nango.dev")
        await drive.wait_for("esc Back")
        await drive.press("escape")
        await drive.wait_for("Stopped. Nothing was stored.")
        assert drive.row("key").value == Secret(DEV_KEY)


async def test_the_first_run_cannot_be_left_to_nowhere() -> None:
    async with running(start=False, nango=Servers({})) as drive:
        screen = await connecting(drive)
        assert "esc Back" not in drive.text
        await drive.press("escape")
        assert drive.app.screen is screen


async def test_help_says_where_the_key_is_found() -> None:
    async with running(start=False, nango=Servers({})) as drive:
        await connecting(drive)
        await drive.press("f1")
        await drive.wait_for("The API key", "Find it in", "keyring")
