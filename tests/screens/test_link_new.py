"""A connect link for a new connection: from the auth type, for somebody, until their connection is there."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from nango_tui.model.body import Json
from nango_tui.model.connection import LinkOrder
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.new_link import NewLinkScreen
from tests.screens.driving import Driver, running
from tests.screens.front import Front, issues, refusal
from tests.screens.linking import PacedClock, approves, connect_page, copied_link, enters

SESSIONS = "/connect/sessions"
FOG: dict[str, Json] = {"user": "backup", "key": "good-key"}


async def customer_page(drive: Driver, integration: str) -> NewLinkScreen:
    """Go by keys from Home to the question who the customer is."""
    await drive.choose(integration)
    await drive.wait(lambda: drive.wizard.step is not None, "a step")
    if integration == "harborline":
        await drive.wait_step("Credentials")
        await drive.press("f2")
    await drive.wait_step("Auth type")
    await drive.press("k")
    await drive.wait_screen(NewLinkScreen)
    await drive.pilot.pause()
    page = drive.app.screen
    assert isinstance(page, NewLinkScreen)
    return page


async def link_page(drive: Driver) -> LinkScreen:
    """Make the link by Enter."""
    await drive.press("enter")
    page = await drive.wait_screen(LinkScreen)
    await drive.wait(lambda: page.state == "made", "a link")
    return page


async def test_a_type_that_is_not_imported_leads_by_keys_to_a_link_and_to_green() -> None:
    async with running(clock=PacedClock()) as drive:
        await customer_page(drive, "fogbank")
        await drive.type("cus_77")
        page = await link_page(drive)
        await drive.wait_for("cus_77", "a new one on fogbank (Fogbank Storage)")
        made = enters(drive.demo, await copied_link(drive), "/auth/two-step", "fogbank", FOG, hostname="fog.example")
        await drive.wait_for("The customer is through", str(made["connectionId"]))
        assert page.has_class("-through")
        await drive.press("i")
        assert drive.app.clipboard == made["connectionId"]
        assert drive.stored(str(made["connectionId"]), "fogbank")["tags"] == {"end_user_id": "cus_77"}


async def test_an_oauth_customer_connects_without_anybody_having_a_token() -> None:
    async with running(clock=PacedClock()) as drive:
        await customer_page(drive, "harborline")
        await drive.type("cus_78")
        await link_page(drive)
        approves(drive.demo, await copied_link(drive), "harborline", subdomain="newco")
        await drive.wait_for("The customer is through")


async def test_what_was_typed_so_far_goes_along_and_credentials_do_not() -> None:
    async with running(clock=PacedClock()) as drive:
        await drive.form("harborline")
        await drive.fill(
            {"config.subdomain": "newco", "credentials.access_token": "tok-1", "customer.email": "a@b.example"}
        )
        await drive.press("f2")
        await drive.wait_step("Auth type")
        await drive.press("k")
        await drive.wait_for("The credentials that you typed are not part of a link")
        assert drive.typed("customer.email") == "a@b.example"
        await link_page(drive)
        await drive.wait_for("Configuration: subdomain newco")
        (body,) = drive.front.bodies(SESSIONS)
        assert body == {
            "allowed_integrations": ["harborline"],
            "tags": {"end_user_email": "a@b.example"},
            "integrations_config_defaults": {"harborline": {"connection_config": {"subdomain": "newco"}}},
        }


async def test_a_link_is_for_somebody() -> None:
    async with running(clock=PacedClock()) as drive:
        await customer_page(drive, "fogbank")
        await drive.press("enter")
        await drive.wait_for("Say who the customer is")
        assert drive.front.bodies(SESSIONS) == []
        await drive.type("x")
        await drive.wait(lambda: "Say who the customer is" not in drive.words, "no complaint")


async def test_an_address_that_nango_would_refuse_is_said_at_its_line() -> None:
    async with running(clock=PacedClock()) as drive:
        await customer_page(drive, "fogbank")
        await drive.fill({"customer.email": "nobody"})
        await drive.press("enter")
        await drive.wait_for("This is not an e-mail address")
        await drive.fill({"customer.email": "somebody@newco.example"})
        await link_page(drive)
        assert drive.front.bodies(SESSIONS) == [
            {"allowed_integrations": ["fogbank"], "tags": {"end_user_email": "somebody@newco.example"}}
        ]


async def test_what_nango_refuses_all_the_same_is_named_with_the_way_back() -> None:
    front = Front({("POST", SESSIONS): issues(("invalid_string", "Too odd", ["tags", "end_user_id"]))})
    async with running(clock=PacedClock(), front=front) as drive:
        await customer_page(drive, "fogbank")
        await drive.type("cus_77")
        await drive.press("enter")
        await drive.wait_for("No link", "Too odd", "Esc goes back, to correct it")
        await drive.press("escape")
        await drive.wait_screen(NewLinkScreen)


async def test_back_keeps_who_the_customer_is() -> None:
    async with running(clock=PacedClock()) as drive:
        await customer_page(drive, "fogbank")
        await drive.type("cus_77")
        await link_page(drive)
        await drive.press("escape")
        await drive.wait_screen(NewLinkScreen)
        assert drive.typed("customer.id") == "cus_77"
        await drive.press("escape")
        await drive.wait_step("Auth type")


@pytest.mark.parametrize(("integration", "offered"), [("fogbank", True), ("relaybot", True), ("gitgarden", True)])
async def test_the_auth_type_offers_a_link_where_it_is_a_way(integration: str, offered: bool) -> None:
    async with running(clock=PacedClock()) as drive:
        await drive.choose(integration)
        await drive.wait(lambda: drive.wizard.step and drive.wizard.step.TITLE in ("Auth type", "Credentials"), "it")
        if drive.wizard.step and drive.wizard.step.TITLE == "Credentials":
            await drive.press("f2")
        await drive.wait_step("Auth type")
        assert drive.offers("connect_link") is offered
        await drive.wait_for("press k")


async def test_an_api_key_is_imported_so_no_link_is_offered() -> None:
    async with running(clock=PacedClock()) as drive:
        await drive.form("harborline-key")
        await drive.press("f2")
        await drive.wait_step("Auth type")
        assert not drive.offers("connect_link")
        assert "press k" not in drive.words


async def test_connections_that_were_there_before_are_not_taken_for_the_customers() -> None:
    order = LinkOrder("harborline", tags={"end_user_id": "cus_1042"})
    async with running(clock=PacedClock()) as drive:
        page = await connect_page(drive, order)
        link = await copied_link(drive)
        asked = len(drive.front.asked)
        await drive.wait(lambda: len(drive.front.asked) > asked + 3, "more looks")
        assert page.state == "made"
        approves(drive.demo, link, "harborline", subdomain="acme")
        await drive.wait_for("The customer is through")
        assert page.found_id not in ("", "acme-42")


async def test_a_connection_that_somebody_made_before_the_link_was_copied_is_not_the_customers() -> None:
    order = LinkOrder("fogbank", tags={"end_user_id": "cus_77"})
    async with running(clock=PacedClock()) as drive:
        page = await connect_page(drive, order)
        assert page._link
        enters(drive.demo, page._link.url.reveal(), "/auth/two-step", "fogbank", FOG, hostname="fog.example")
        asked = len(drive.front.asked)
        await drive.wait(lambda: len(drive.front.asked) > asked + 3, "more looks")
        assert page.state == "made"
        await copied_link(drive)
        await drive.pilot.pause(0.2)
        assert page.state == "made"


async def test_without_the_list_a_link_is_made_all_the_same() -> None:
    front = Front(
        {
            ("GET", "/connections"): refusal(
                403, "forbidden", "Insufficient scope. Required: environment:connections:list"
            )
        }
    )
    async with running(clock=PacedClock(), front=front) as drive:
        await connect_page(drive, LinkOrder("fogbank", tags={"tier": "gold"}))
        await drive.wait_for("Nothing can be watched here", "30:00 left")
        assert not drive.offers("watch")
        assert await copied_link(drive)


async def test_plain_letters_are_text_where_the_customer_is_typed() -> None:
    async with running(clock=PacedClock()) as drive:
        await customer_page(drive, "fogbank")
        await drive.type("kcmwn")
        assert drive.app.screen.query(Input).first().value == "kcmwn"
