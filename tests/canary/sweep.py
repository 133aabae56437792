"""Imports with secrets in every field, through refusals to the end; every place is looked at on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from textual import events
from textual.keys import _character_to_key
from textual.widget import Widget
from textual.widgets import Input, TextArea

from nango_tui.model.wire import Handler, Request, Response
from nango_tui.screens.server_choice import ServerChoice
from nango_tui.screens.wizard import WizardScreen
from nango_tui.widgets.choice import SwitchEntry
from nango_tui.widgets.pairs import PairRow, PairRows
from tests.canary import secrets
from tests.canary.echoes import Answer, as_a_page, as_an_unknown_key
from tests.canary.secrets import Canary, Hunt
from tests.canary.watched import FileEnvironments, Posted, WatchedApp, all_logs, texts_behind, values_of
from tests.screens.connecting import connecting, said
from tests.screens.driving import Driver, running
from tests.screens.front import Front

Value = str | Canary


@dataclass(frozen=True, slots=True)
class Job:
    """An import: the integration, what is entered by form key, switches that are turned on, free rows."""

    integration: str
    fields: tuple[tuple[str, Value], ...]
    switches: tuple[str, ...] = ()
    rows: tuple[tuple[str, Value], ...] = ()

    @property
    def secrets(self) -> list[Canary]:
        return [value for _, value in (*self.fields, *self.rows) if isinstance(value, Canary)]


JOBS = (
    Job(
        "harborline",
        (
            ("config.subdomain", "acme"),
            ("credentials.access_token", secrets.ACCESS_TOKEN),
            ("credentials.refresh_token", secrets.REFRESH_TOKEN),
            ("expiry", "2h"),
            ("credentials.client_id_override", "another-app"),
            ("credentials.client_secret_override", secrets.OVERRIDE_SECRET),
        ),
        switches=("own-app",),
        rows=(("apiPassword", secrets.FREE_SECRET),),
    ),
    Job(
        "brasswork",
        (
            ("credentials.client_id", "3f2b6c1e-8a4d-4d0b-9b1e-2f6f6f1f0a11"),
            ("credentials.client_secret", secrets.CLIENT_SECRET),
            ("credentials.client_certificate", secrets.CERTIFICATE),
            ("credentials.client_private_key", secrets.PRIVATE_KEY),
        ),
    ),
    Job(
        "osprey",
        (
            ("config.domain", "acme.osprey-id.example"),
            ("credentials.client_id", "0oa1b2c3d4"),
            ("credentials.client_private_key", secrets.JWK),
        ),
    ),
    Job(
        "pinegrove",
        (
            ("credentials.oauth_token", secrets.OAUTH_TOKEN),
            ("credentials.oauth_token_secret", secrets.OAUTH_TOKEN_SECRET),
        ),
    ),
    Job(
        "lumenboard",
        (
            ("config.region", "eu"),
            ("credentials.api_key", secrets.API_KEY),
            ("config.appSecret", secrets.CONFIG_SECRET),
        ),
    ),
    Job("tallyroom", (("config.subdomain", "acme"), ("credentials.username", secrets.USERNAME))),
    Job(
        "mossdesk",
        (("credentials.username", "agent@acme.example"), ("credentials.password", secrets.PASSWORD)),
    ),
    Job(
        "ledgerstone",
        (
            ("config.accountId", "1234567-sb1"),
            ("credentials.token_id", secrets.TOKEN_ID),
            ("credentials.token_secret", secrets.TOKEN_SECRET),
        ),
    ),
)


KEY_REFUSALS = (as_an_unknown_key, as_a_page)


@dataclass
class InTurn:
    """A server that refuses in one way after the other, then stores."""

    left: list[Answer]

    def __call__(self, request: Request, behind: Handler) -> Response:
        return self.left.pop(0)(request, behind) if self.left else behind(request)


@dataclass
class Round:
    """One run of the program, and whoever looks at it."""

    drive: Driver
    hunt: Hunt
    name: str
    folder: Path
    thorough: bool

    @property
    def app(self) -> WatchedApp:
        assert isinstance(self.drive.app, WatchedApp)
        return self.drive.app

    def look(self) -> None:
        """Look at all places that there are now, and at every frame since the last look."""
        app = self.app
        self.hunt.look_all(f"{self.name}: screen", app.frames)
        app.frames.clear()
        self.hunt.look_all(f"{self.name}: copies", app.copied)
        for place, text in texts_behind(app):
            self.hunt.look(f"{self.name}: {place}", text)
        self.hunt.look_all(f"{self.name}: values in tracebacks", values_of(app))

    async def enter(self, entry: Widget, value: Value, *, pasted: bool) -> None:
        """Type or paste a value into an input. Typed as fast as a terminal delivers; `thorough`: key by key."""
        text = value.text if isinstance(value, Canary) else value
        entry.focus()
        await self.drive.pilot.pause()
        if pasted:
            self.app.post_message(events.Paste(text))
            await self.drive.pilot.pause()
        elif self.thorough:
            await self.drive.type(text)
        else:
            # Line by line: several in one go would be taken for a paste.
            first, *others = text.split("\n")
            await self.type_fast(first)
            for line in others:
                await self.drive.press("enter")
                await self.type_fast(line)

    async def type_fast(self, text: str) -> None:
        """Type without looking at the screen after each key."""
        driver = self.app._driver
        assert driver is not None
        for character in text:
            driver.send_message(events.Key(_character_to_key(character), character))
        await self.drive.wait(lambda: text in _typed_into(self.app.focused), "what was typed")
        await self.drive.pilot.pause()

    async def fill(self, job: Job, *, pasted: bool) -> None:
        """Fill the form."""
        for name in job.switches:
            self.app.screen.query_one(f"#{name}", SwitchEntry).value = True
        await self.drive.pilot.pause()
        for key, value in job.fields:
            if isinstance(value, Canary):
                await self.enter(self.drive.row(key).entry, value, pasted=pasted)
            else:
                await self.drive.put(key, value)
        for key, value in job.rows:
            free = next(pairs for pairs in self.app.screen.query(PairRows) if pairs.key == "config")
            row = free.query(PairRow).last()
            row._key.value = key
            await self.drive.pilot.pause()
            await self.enter(row._value, value, pasted=pasted)
            await self.drive.pilot.pause()

    async def around(self) -> None:
        """Open what can be opened everywhere, take a picture, and look."""
        self.picture()
        self.look()
        if not self.thorough:
            return
        for opening, closing in (("f1", "escape"), ("ctrl+p", "escape")):
            await self.drive.press(opening)
            await self.drive.pilot.pause()
            self.look()
            await self.drive.press(closing)
            await self.drive.pilot.pause()

    def picture(self) -> None:
        """Save a picture of the screen, as the palette does."""
        self.app.save_screenshot(path=str(self.folder))

    @property
    def step(self) -> str:
        """The title of the step on screen, "" outside the wizard."""
        screen = self.drive.app.screen
        return screen.step.TITLE if isinstance(screen, WizardScreen) and screen.step else ""

    async def to_review(self) -> None:
        """Go from wherever the wizard stands to the review: warnings are confirmed on the way."""
        for _ in range(12):
            await self.drive.pilot.pause(0.02)
            self.look()
            if self.step == "Review":
                return
            if isinstance(self.app.focused, TextArea):
                await self.drive.press("tab")
            await self.drive.press("escape" if self.step == "Result" else "enter")
        raise AssertionError(f"no way to the review:\n{self.drive.text}")

    async def send(self) -> None:
        """Send, and wait for what becomes of it."""
        await self.drive.press("enter")
        screen = self.app.screen
        assert isinstance(screen, WizardScreen)
        await self.drive.wait(lambda: not screen.sending and self.step not in ("Review", ""), "an outcome")
        await self.drive.pilot.pause()
        self.look()


async def importing(
    job: Job, hunt: Hunt, folder: Path, *, pasted: bool, refusals: tuple[Answer, ...], thorough: bool = False
) -> None:
    """Import, refused in these ways first, and look everywhere on the way.

    `thorough`: begin with an empty keyring, and open help and palette at every step.
    """
    posted, front = Posted(), Front()
    name = f"{job.integration}, {'pasted' if pasted else 'typed'}"
    front.answers["POST", "/connections"] = InTurn(list(refusals))
    if thorough:
        front.answers["POST", "/connection"] = InTurn(list(KEY_REFUSALS))
    with all_logs() as lines:
        async with running(
            front=front,
            environments=FileEnvironments(folder=folder / "config") if thorough else None,
            start=not thorough,
            toasts=True,
            program=WatchedApp,
            hook=posted,
        ) as drive:
            hunt.add(Canary("API key of Nango", drive.demo.key))
            round_ = Round(drive, hunt, name, folder, thorough)
            if thorough:
                await first_run(round_, pasted=pasted)
            await drive.form(job.integration)
            await round_.fill(job, pasted=pasted)
            await round_.around()
            for count in range(len(refusals) + 1):
                await round_.to_review()
                if count == 0:
                    await drive.press("j", "c")
                    await round_.around()
                await round_.send()
                if round_.step == "Result":
                    await drive.press("r", "t")
                    round_.look()
            assert round_.step == "Result", drive.text
            await drive.press("i")
            await round_.around()
            if thorough:
                await drive.press("n")
                await drive.wait_step("Credentials")
                await drive.press("escape", "ctrl+e")
                await round_.around()
            round_.look()
            arrived = " ".join(json.dumps(body) for _, body in front.imports())
            lost = [canary.kind for canary in job.secrets if json.dumps(canary.text) not in arrived]
            assert not lost, f"never sent, so nothing was proven: {lost}"
    hunt.look_all(f"{name}: messages", posted.reprs)
    hunt.look_all(f"{name}: logs", lines)


async def first_run(round_: Round, *, pasted: bool) -> None:
    """Open an environment: the key is entered as a person does, refused with its own text in the answer, and stored."""
    drive = round_.drive
    await connecting(drive)
    drive.app.screen.query_one(ServerChoice).choose("other")
    await drive.wait(lambda: drive.row("url").display, "the field for the URL")
    await drive.put("url", drive.url)
    await round_.enter(drive.row("key").entry, Canary("", drive.demo.key), pasted=pasted)
    await round_.around()
    for _ in KEY_REFUSALS:
        before = len(drive.front.asked)
        await drive.press("enter")
        await drive.wait(partial(_refused, drive, before), "a refusal")
        await round_.around()
    await drive.press("enter")
    await drive.wait(lambda: drive.row("name").display, "the name")
    await round_.around()
    await drive.press("enter")
    await drive.wait_for("harborline")
    round_.look()


def _typed_into(entry: Widget | None) -> str:
    return entry.value if isinstance(entry, Input) else entry.text if isinstance(entry, TextArea) else ""


def _refused(drive: Driver, before: int) -> bool:
    return len(drive.front.asked) > before and bool(said(drive))
