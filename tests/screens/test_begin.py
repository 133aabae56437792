"""What the command line asks for is opened at once, filled; what cannot be found is said on Home."""

from __future__ import annotations

from nango_tui.model.auth import Endpoint
from nango_tui.model.order import Order
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.home import HomeScreen
from tests.screens.driving import running
from tests.screens.filled import step
from tests.screens.fixing import PassingClock
from tests.screens.front import Front, refusal

WHOLE = Order(
    "import",
    "harborline",
    "acme-new",
    config=(("subdomain", "acme"),),
    tags=(("end_user_email", "it@acme.example"), ("tier", "gold")),
    endpoint=Endpoint.LEGACY,
)


async def test_an_import_is_opened_with_what_was_given() -> None:
    async with running(order=WHOLE) as drive:
        await drive.wait_step("Credentials")
        assert drive.typed("config.subdomain") == "acme"
        assert not drive.app._notifications, "nothing was typed before"
        assert drive.typed("connection_id") == "acme-new"
        assert drive.typed("customer.email") == "it@acme.example"
        assert step(drive).collect().tags == (("tier", "gold"),)
        assert drive.app.focused is drive.row("credentials.access_token").entry
        await drive.fill({"credentials.access_token": "canary-access", "expiry": "2h"})
        await drive.to_review()
        await drive.wait_for("POST /connection")


async def test_what_was_given_is_cleaned_at_once_and_a_name_that_no_field_has_is_said() -> None:
    config = (("subdomain", "https://acme.harborline.example/"), ("subdomian", "globex"))
    async with running(order=Order("import", "harborline", config=config)) as drive:
        await drive.wait_step("Credentials")
        assert drive.typed("config.subdomain") == "acme"
        await drive.wait_for_toast("No field of this form is called subdomian")
        assert len(drive.app._notifications) == 1
        assert step(drive).collect().config["subdomian"] == "globex"


async def test_an_integration_that_is_not_there_is_said_and_searched_for() -> None:
    async with running(order=Order("import", "harbourline")) as drive:
        await drive.wait_for_toast("There is no integration harbourline in demo.")
        assert isinstance(drive.app.screen, HomeScreen)
        await drive.wait_for("harbourline")


async def test_the_case_of_an_integration_is_forgiven() -> None:
    async with running(order=Order("import", "Harborline")) as drive:
        await drive.wait_step("Credentials")
        assert drive.wizard.integration.unique_key == "harborline"


async def test_a_key_that_may_not_list_takes_the_integration_as_given() -> None:
    async with running(key="create-only", order=Order("import", "pinegrove")) as drive:
        await drive.wait_step("Auth type")
        assert drive.wizard.integration.unique_key == "pinegrove"


async def test_a_connection_to_fix_is_opened_by_its_id() -> None:
    async with running(order=Order("fix", connection_id="acme-42"), clock=PassingClock()) as drive:
        await drive.wait_screen(DetailScreen)
        await drive.wait_for("Acme Inc. · harborline · acme-42")
        await drive.press("escape")
        assert isinstance(drive.app.screen, HomeScreen)


async def test_a_connection_that_is_not_there_is_said_and_searched_for() -> None:
    async with running(order=Order("fix", connection_id="nobody")) as drive:
        await drive.wait_for_toast("There is no connection nobody in demo.")
        await drive.wait_for("nobody")


async def test_a_connection_in_several_integrations_is_asked_about() -> None:
    async with running(order=Order("fix", connection_id="acme-42")) as drive:
        pass
    front = Front()
    async with running(front=front, order=Order("fix", "tideflow", "acme-42")) as drive:
        await drive.wait_for_toast("There is no connection acme-42 on tideflow in demo.")


async def test_without_the_scope_to_list_a_fix_needs_the_integration() -> None:
    front = Front({("GET", "/connections"): refusal(403, "forbidden", "Missing scope environment:connections:list")})
    async with running(front=front, order=Order("fix", connection_id="acme-42")) as drive:
        await drive.wait_for_toast("name the integration with --integration")
    async with running(front=front, order=Order("fix", "harborline", "acme-42"), clock=PassingClock()) as drive:
        await drive.wait_for("harborline · acme-42", "Auth error")


async def test_what_was_asked_for_is_opened_once_and_not_again_in_another_environment() -> None:
    async with running(order=WHOLE) as drive:
        await drive.wait_step("Credentials")
        await drive.home()
        session = drive.app._home.session
        assert session is not None
        drive.app._opening.start(session.environment)
        await drive.wait(lambda: drive.app._home.session not in (None, session), "the environment")
        await drive.wait_for("22 of 22")
        assert isinstance(drive.app.screen, HomeScreen)
