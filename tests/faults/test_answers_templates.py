"""Templates that break what is made of them: the form comes, or the type is chosen by hand, and nothing holds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from nango_tui.model.body import Json
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.home import HomeScreen
from tests.conftest import Figure
from tests.faults.net_driving import counted
from tests.screens.detailing import GLOBEX, opened
from tests.screens.driving import running
from tests.screens.front import Front, hangs_up, said

API_KEY: dict[str, Json] = {
    "name": "tpl", "display_name": "Template", "auth_mode": "API_KEY",
    "credentials": {"apiKey": {"type": "string", "title": "API Key", "description": "It.", "secret": True}},
}  # fmt: skip
TYPE = "Choose it."
VALUE = "a" * 28 + "!"
LONG = "y" * 10_000


def asking(**field: Json) -> dict[str, Json]:
    """Return a template with one field of configuration."""
    return {**API_KEY, "connection_config": {"region": {"type": "string", "title": "Region", **field}}}


@dataclass(frozen=True)
class Bent:
    """A template, and what must be on screen for it; `typed`: what is typed into its field of configuration."""

    name: str
    template: Mapping[str, Json]
    words: str
    typed: str = ""


BENT = (
    Bent("no auth mode", {key: value for key, value in API_KEY.items() if key != "auth_mode"}, TYPE),
    Bent("an auth mode that is a number", {**API_KEY, "auth_mode": 5}, TYPE),
    Bent("an auth mode that nobody knows", {**API_KEY, "auth_mode": "TELEPATHY"}, "auth type TELEPATHY, which this"),
    Bent("an empty auth mode", {**API_KEY, "auth_mode": ""}, "names no auth type. Choose the type that fits"),
    Bent("nothing in it", {}, TYPE),
    Bent("only its type", {"auth_mode": "API_KEY"}, "API key"),
    Bent("an alias of itself", {**API_KEY, "alias": "tpl"}, "API Key"),
    Bent("a pattern that explodes", asking(pattern="^(a+)+$"), "Region", VALUE),
    Bent("a pattern that explodes twice", asking(pattern="^((a|a)*b?){30}$"), "Region", VALUE),
    Bent("a pattern of 100,000 characters", asking(pattern="(a?" * 30_000), "Region", VALUE),
    Bent("a pattern that is none", asking(pattern="(*"), "Region", VALUE),
    Bent("a pattern that repeats without an end", asking(pattern="^(a{1,5000}){1,5000}$"), "Region", VALUE),
    Bent("a pattern that looks back", asking(pattern=r"(?<=a)\1(?P>x)"), "Region", VALUE),
    Bent("500 fields", {**API_KEY, "connection_config": {f"f{at}": {"title": f"F{at}"} for at in range(500)}}, "F0"),
    Bent("names of 10 kB", {**API_KEY, "display_name": LONG, "connection_config": {LONG: {"title": LONG}}}, "yyy"),
    Bent("fields that are texts", {**API_KEY, "credentials": {"x": "x"}, "connection_config": {"a": 5}}, "API key"),
    Bent("fields that are a list", {**API_KEY, "credentials": [], "connection_config": []}, "API key"),
    Bent("defaults of another kind", asking(default_value={"a": 1}, prefix=5, enum="x", order="y"), "Region"),
    Bent("5,000 choices", asking(enum=[f"c{at}" for at in range(5_000)]), "Region"),
    Bent("a URL that needs itself", {**asking(), "token_url": "${connectionConfig.${connectionConfig.a}}"}, "Region"),
    Bent("a URL of 1 MB", {**asking(), "token_url": "${connectionConfig.a} || " * 40_000}, "Region"),
    Bent("documents that are no web pages", {**asking(), "docs": "javascript:alert(1)", "docs_connect": 5}, "Region"),
)  # fmt: skip


async def test_each_template_gives_a_form_or_the_choice_of_the_type(figure: Figure) -> None:
    front = Front()
    slowest = 0.0
    async with running(front=front, size=(80, 40)) as drive:
        await drive.wait_for("pinegrove")
        with counted(figure, len(BENT)) as tally:
            for bent in BENT:
                with tally.fault(bent.name):
                    front.answers["GET", "/providers/*"] = said(200, {"data": dict(bent.template)})
                    session = drive.app._home.session
                    assert session
                    session.templates.clear()
                    session.drafts.clear()
                    drive.app._home._search.value = "pinegrove"
                    await drive.pilot.pause()
                    await drive.press("enter")
                    await drive.wait_for(bent.words)
                    if drive.wizard.step and drive.wizard.step.TITLE == "Auth type":
                        # Each type can be taken by hand.
                        await drive.press("down", "enter")
                        await drive.wait_step("Credentials")
                    if bent.typed:
                        await drive.put("config.region", bent.typed)
                        await drive.put("credentials.api_key", "key")
                        began = time.process_time()
                        await drive.press("enter")
                        await drive.settled()
                        slowest = max(slowest, time.process_time() - began)
                        if drive.wizard.step and drive.wizard.step.TITLE == "Credentials":
                            assert drive.typed("config.region") == bent.typed
                    for _ in range(5):
                        if isinstance(drive.app.screen, HomeScreen):
                            break
                        await drive.press("escape")
                        await drive.pilot.pause()
                    assert isinstance(drive.app.screen, HomeScreen)
        front.answers.clear()
    assert slowest < 2


@pytest.mark.fault
async def test_a_template_that_came_too_late_for_the_page_is_read_before_the_form() -> None:
    front = Front({("GET", "/providers/*"): hangs_up})
    async with running(front=front, size=(80, 40)) as drive:
        await opened(drive, *GLOBEX)
        await drive.press("enter")
        await drive.wait_for_toast("The template of harborline could not be read.")
        await drive.wait_step("Credentials")
        await drive.press("escape")
        await drive.wait_for("There is no template for harborline", "asks once more")
        await drive.press("escape")
        await drive.wait_screen(DetailScreen)
        front.answers.clear()
        await drive.press("enter")
        await drive.wait_step("Credentials")
        assert drive.typed("config.subdomain") == "globex"
        assert drive.wizard.draft.template
