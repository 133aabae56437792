"""The ways through all that can be done with a stored connection, looked at step by step."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from textual.widgets import Input, TextArea

from nango_tui.model.wire import Handler, Request, Response
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.dialogs import Confirm, Notice, TypedConfirm
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.find import FindScreen
from nango_tui.screens.history import HistoryScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.steps.folds import FoldTitle
from nango_tui.screens.try_out import TryOutScreen
from nango_tui.widgets.row import Row
from tests.canary.echoes import Answer, telling
from tests.canary.secrets import Canary
from tests.canary.stored import FETCHED, Stored
from tests.canary.sweep import InTurn, Round
from tests.screens.front import arrives_and_hangs_up, hangs_up
from tests.screens.linking import approves, enters

PATHS = ("/me", "/text", "/refused", "/status/500")
"""What is called of the provider, which repeats its headers."""


class Fix(Round):
    """One run with one stored connection."""

    stored: Stored
    refusals: tuple[Answer, ...]
    tokens: list[str]

    def refusing(self, method: str, path: str, last: Answer | None = None) -> None:
        """Let the server refuse calls in each way before it takes one, or answers it with `last`."""
        texts = [canary.text for canary in self.stored.kept] if self.knows else []
        answers = [telling(answer, *texts) for answer in self.refusals]
        self.drive.front.answers[method, path] = InTurn([*answers, *([last] if last else [])])

    @property
    def knows(self) -> bool:
        """Whether the look showed the credentials: what nobody told the program it cannot hide."""
        return not self.stored.broken and self.stored.key == "full"

    async def screen(self, kind: type[object]) -> None:
        """Wait for a screen of this kind, and look."""
        await self.drive.wait(lambda: isinstance(self.app.screen, kind), kind.__name__)
        await self.drive.pilot.pause(0.02)
        self.look()

    async def rest(self) -> None:
        """Wait until the screen works at nothing, and look."""
        screen = self.app.screen
        await self.drive.wait(lambda: not [work for work in screen.workers if work.node is screen], "rest")
        await self.drive.pilot.pause()
        self.look()

    # The way ---------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Read the lists again, where the connection is now; look at Home, and open it by its id."""
        drive = self.drive
        await drive.wait(lambda: drive.app._home.session and drive.app._home.session.integrations, "the lists")
        await drive.press("ctrl+r")
        await drive.wait_for("Import into")
        await drive.type("cages")
        await drive.wait_for("Canary Cages")
        self.look()
        await drive.press("ctrl+f")
        await self.screen(FindScreen)
        name, integration = self.app.screen.query(Row)
        for row, text in ((name, "cages"), (integration, self.stored.integration)):
            assert isinstance(row.entry, Input)
            row.entry.value = text
        await drive.press("enter")
        await self.screen(DetailScreen)
        await self.rest()
        await self.around()
        await drive.press("i")

    async def test(self) -> None:
        """Let Nango refresh, and call the provider."""
        drive = self.drive
        await drive.press("t")
        await self.screen(TryOutScreen)
        await drive.press("enter")
        await self.rest()
        entry = self.app.screen.query_one(Input)
        for path in PATHS:
            entry.value = path
            entry.focus()
            await drive.press("enter")
            await self.rest()
            for title in self.app.screen.query(FoldTitle):
                title.focus()
                await drive.press("space")
                await drive.pilot.pause()
            await self.around()
        await drive.press("escape")
        await self.screen(DetailScreen)

    async def edit(self) -> None:
        """Change the metadata, then the webhook URL, refused in each way first; the last answer is lost."""
        drive = self.drive
        for key, field, text, target in (
            ("m", "metadata", '{"plan": "silver", "seats": 7}', "/connections/metadata"),
            ("g", "webhook_url", "https://hooks.canary.example/new", "/connections/cages"),
        ):
            self.refusing("PATCH", target, arrives_and_hangs_up)
            await drive.press(key)
            await self.screen(EditScreen)
            await drive.put(field, text)
            screen = self.app.screen
            assert isinstance(screen, EditScreen)
            for _ in range(len(self.refusals) + 1):
                # What is odd is said once.
                for _ in range(3):
                    if not screen.has_class("-reviewing"):
                        await drive.press("ctrl+s")
                        await drive.pilot.pause(0.02)
                        self.look()
                await drive.press("enter")
                await self.rest()
                if screen._done:
                    break
            assert screen._done or self.stored.key != "full", drive.text
            assert any(request.method == "PATCH" and request.target.startswith(target) for request in drive.front.asked)
            await self.leave()

    async def leave(self) -> None:
        """Go back to the page of the connection."""
        for _ in range(8):
            self.look()
            if isinstance(self.app.screen, DetailScreen):
                return
            await self.drive.press("y" if isinstance(self.app.screen, Confirm) else "escape")
            await self.drive.pilot.pause(0.05)
        raise AssertionError(self.drive.text)

    async def replace(self) -> None:
        """Replace the credentials: refused, lost, looked up, sent again, and put back what was taken meanwhile."""
        drive, stored = self.drive, self.stored
        if stored.entered is None:
            return
        await drive.press("enter")
        await drive.wait_step("Credentials")
        await self.around()
        for key, value in stored.entered:
            entry = drive.row(key).entry
            # A paste of several lines is taken apart, which has tests of its own.
            await self.enter(entry, value, pasted=isinstance(value, Canary) and not isinstance(entry, TextArea))
            await drive.pilot.pause()
        await self.around()
        for path in ("/connection", "/connections"):
            self.refusing("POST", path, hangs_up)
        for count in range(len(self.refusals) + 2):
            await self.to_review()
            if count == 0:
                await drive.press("j", "c")
                await self.around()
                await drive.press("l", "l")
                self.look()
            await self.send_after_questions()
            if self.step == "Result":
                await drive.press("r", "t")
                self.look()
                if drive.offers("look"):
                    await drive.press("l")
                    await drive.settled()
                    self.look()
        await drive.settled()
        await drive.press("r", "t", "i")
        await self.around()
        assert not drive.offers("look"), drive.text
        await self.leave()

    async def send_after_questions(self) -> None:
        """Send, and answer what is asked: by a key, or by the name that is to be typed."""
        await self.drive.press("enter")
        for _ in range(4):
            await self.drive.pilot.pause(0.05)
            self.look()
            if isinstance(self.app.screen, TypedConfirm):
                self.app.screen.query_one(Input).value = self.app.screen._wanted
                await self.drive.press("enter")
            elif isinstance(self.app.screen, Confirm):
                await self.drive.press("y")
        await self.drive.wait(lambda: self.step not in ("Review", ""), "an outcome")
        await self.drive.settled()
        self.look()

    async def link(self) -> None:
        """Make a reconnect link, refused in each way first; copy it, and let the customer through."""
        drive = self.drive
        self.refusing("POST", "/connect/sessions/reconnect", self.made)
        await drive.press("r")
        await self.screen(LinkScreen)
        page = self.app.screen
        assert isinstance(page, LinkScreen)
        for _ in self.refusals:
            await drive.wait(lambda: page.state == "failed", "a refusal")
            await self.around()
            await drive.press("n")
        await drive.wait(lambda: page.state == "made", "a link")
        await self.around()
        assert self.tokens
        link = await self.copied("c")
        text = await self.copied("m")
        assert self.tokens[-1] in parse_qs(urlsplit(link).query)["session_token"]
        assert link in text
        self.look()
        if self.stored.broken:
            approves(drive.demo, link, self.stored.integration)
            await drive.wait(lambda: page.state == "through", "the customer")
            await drive.wait(lambda: page._settled, "the evidence")
        elif self.stored.integration == "lumenboard":
            enters(drive.demo, link, "/api-auth/api-key", "lumenboard", {"apiKey": FETCHED.text})
            await drive.press("l")
        await drive.pilot.pause(0.1)
        await self.around()
        if drive.offers("put_back"):
            await drive.press("p")
        await self.leave()

    def made(self, request: Request, behind: Handler) -> Response:
        """Let a link be made, and hunt for its token from then on."""
        answer = behind(request)
        token = json.loads(answer.body)["data"]["token"]
        # Its first words are those of every other one.
        self.hunt.add(Canary("token of a connect session", token, (token.removeprefix("nango_connect_session_"),)))
        self.tokens.append(token)
        return answer

    async def copied(self, key: str) -> str:
        """Press a key that copies a link: it is on the clipboard, where it may be, and is taken away from there."""
        self.look()
        self.app.copied.clear()
        await self.drive.press(key)
        await self.drive.pilot.pause()
        if isinstance(self.app.screen, Confirm):
            self.look()
            await self.drive.press("y")
        await self.drive.wait(lambda: self.app.copied, "a copy")
        [text] = self.app.copied
        self.app.copied.clear()
        assert self.app.clipboard == text
        self.app._clipboard = ""
        return text

    async def delete(self) -> None:
        """Delete it, refused in each way first."""
        self.refusing("DELETE", "/connections/cages")
        for _ in range(len(self.refusals) + 1):
            await self.drive.press("d")
            await self.screen(TypedConfirm)
            await self.drive.type("cages")
            await self.drive.press("enter")
            await self.drive.wait(lambda: isinstance(self.app.screen, Notice | HomeScreen), "an answer")
            self.look()
            if isinstance(self.app.screen, Notice):
                await self.drive.press("escape")
            if isinstance(self.app.screen, HomeScreen):
                break
        if isinstance(self.app.screen, DetailScreen):
            await self.drive.press("escape")
        await self.screen(HomeScreen)

    async def history(self) -> None:
        """Look at what was noted of all that, entry by entry."""
        await self.drive.press("ctrl+l")
        await self.screen(HistoryScreen)
        await self.drive.wait_for("cages")
        await self.drive.press("down")
        for _ in range(12):
            await self.drive.press("t", "i", "down")
            self.look()
        await self.around()
