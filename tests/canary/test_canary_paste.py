"""No secret of a pasted text is where it could be seen: Home, proposals, preview, undo, review, copies, a pipe."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from nango_tui.model.order import Order
from nango_tui.model.secret import Secret
from nango_tui.screens.paste import PasteScreen
from nango_tui.screens.proposals import ProposalScreen
from nango_tui.screens.wizard import WizardScreen
from tests.canary import secrets
from tests.canary.secrets import Canary, Hunt
from tests.canary.sweep import Round
from tests.canary.watched import Posted, WatchedApp, all_logs
from tests.conftest import Figure
from tests.screens.driving import running
from tests.screens.front import Front

ACCESS, REFRESH = secrets.ACCESS_TOKEN, secrets.REFRESH_TOKEN
KEY = Canary("pasted API key", "kq7w8zx3v5b9n2m4l6k1j0h8g5f3d7s2")
"""Of letters and digits only: what a shell would quote in a file of variables is another matter."""


def answer() -> str:
    """Return a provider's token answer."""
    tokens = {"access_token": ACCESS.text, "refresh_token": REFRESH.text, "expires_in": 7200}
    return json.dumps({**tokens, "instance_url": "https://acme.harborline.example"}, indent=1)


TEXTS: Mapping[str, tuple[str, str, tuple[Canary, ...]]] = {
    "a token answer": ("harborline", answer(), (ACCESS, REFRESH)),
    "a token answer in a chat": (
        "harborline",
        "> ```\n" + answer().replace("\n", "\n> ") + "\n> ```",
        (ACCESS, REFRESH),
    ),
    "variables": ("lumenboard", f"LUMENBOARD_API_KEY={KEY.text}\nLUMENBOARD_REGION=eu\n", (KEY,)),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("piped", [False, True], ids=["pasted", "piped"])
async def test_no_secret_of_a_pasted_text_is_seen(
    name: str, piped: bool, tmp_path: Path, figure: Figure, capfd: pytest.CaptureFixture[str]
) -> None:
    integration, text, kept = TEXTS[name]
    hunt, posted, front = Hunt(kept), Posted(), Front()
    order = Order(text=Secret(text)) if piped else None
    with all_logs() as lines:
        async with running(
            front=front, order=order, toasts=True, program=WatchedApp, hook=posted, size=(120, 40)
        ) as drive:
            hunt.add(Canary("API key of Nango", drive.demo.key))
            round_ = Round(drive, hunt, name, tmp_path, thorough=True)
            if not piped:
                await drive.wait_for("22 of 22")
                await drive.paste(text)
            await drive.wait(lambda: isinstance(drive.app.screen, ProposalScreen | PasteScreen), "a question")
            if isinstance(drive.app.screen, ProposalScreen):
                round_.picture()
                round_.look()
                await drive.type(integration)
                await drive.press("enter")
            await through_the_preview(round_)
            await round_.around()
            await drive.press("ctrl+z")
            await drive.settled()
            await round_.around()
            await drive.paste(text)
            await through_the_preview(round_)
            await drive.press("f4", "enter", "f3")
            await drive.pilot.pause()
            round_.look()
            await round_.to_review()
            await drive.press("j", "c")
            await round_.around()
            await round_.send()
            await drive.press("r", "t")
            await round_.around()
            arrived = " ".join(json.dumps(body) for _, body in front.imports())
            assert all(json.dumps(canary.text) in arrived for canary in kept), "never sent, so nothing was proven"
            round_.look()
    hunt.look_all(f"{name}: messages", posted.reprs)
    hunt.look_all(f"{name}: logs", lines)
    hunt.look_into(tmp_path)
    hunt.look_all("standard output and error", capfd.readouterr())
    figure("canary", f"{len(kept) + 1} secrets, {hunt.places} places, {len(hunt.leaks)} leaks", add=True)
    assert not hunt.leaks


async def through_the_preview(round_: Round) -> None:
    """Look at the preview and everything that opens over it, then fill the form."""
    drive = round_.drive
    await drive.wait_screen(PasteScreen)
    await round_.around()
    for _ in range(4):
        if drive.offers("take"):
            break
        await drive.press("enter")
        await drive.pilot.pause()
        round_.look()
    await drive.press("enter")
    await drive.wait_screen(WizardScreen)
    await drive.settled()


async def test_a_value_that_the_preview_shows_is_found(tmp_path: Path) -> None:
    """What a text says of the customer is no secret, and the form shows it: told that it is one, the hunt finds it."""
    planted = Canary("planted", "plantedsubdomain")
    hunt = Hunt((planted,))
    async with running(program=WatchedApp) as drive:
        round_ = Round(drive, hunt, "planted", tmp_path, thorough=False)
        await drive.form("harborline")
        await drive.paste(
            json.dumps({"access_token": ACCESS.text, "instance_url": f"https://{planted.text}.harborline.example"})
        )
        await through_the_preview(round_)
        round_.look()
    assert {place.rpartition(": ")[2] for _, place in hunt.leaks} >= {"screen"}
