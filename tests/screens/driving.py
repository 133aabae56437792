"""Drives the program through its screens: a pilot, a real loopback server, and waits for what is on screen."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TypeVar
from urllib.parse import quote

from textual import events
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, TextArea

from nango_tui.api.client import Client
from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json
from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.order import Order
from nango_tui.model.ports import History, Limits, Loaded, Nango, NoHistory, NoKey, Services, Settings
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Request
from nango_tui.sandbox.demo import Demo, demo
from nango_tui.sandbox.server import serve
from nango_tui.screens import notes
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.steps.folds import Fold
from nango_tui.screens.wizard import WizardScreen
from nango_tui.widgets.bars import StepLine
from nango_tui.widgets.choice import ChoiceEntry, SwitchEntry
from nango_tui.widgets.pairs import PairRow, PairRows
from nango_tui.widgets.row import Entry, Row
from tests.screens.front import Front

LIMITS = Limits(send_guard=0.0, repeat=0.0, pause=0.01, connect=5.0, answer=20.0, settle=0.0)
"""No waiting for people; a server gets long, since test machines are slow."""

PATIENCE = 20.0
"""Seconds after which a wait for something on screen has failed."""

W = TypeVar("W", bound=Widget)


class StillClock:
    """A clock that stands still, two hours east of UTC."""

    def __init__(self, now: datetime = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def zone(self) -> tzinfo:
        return timezone(timedelta(hours=2), "EET")

    def advance(self, **span: float) -> None:
        """Let time pass: minutes=30."""
        self._now += timedelta(**span)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


@dataclass
class MemoryKeys:
    """Keys in memory; `problem` is what the keyring answers to everything, None: it works."""

    stored: dict[str, Secret] = field(default_factory=dict)
    problem: NoKey | None = None
    session: dict[str, HeldKey] = field(default_factory=dict)

    def held(self, environment: Environment) -> HeldKey | None:
        return self.session.get(environment.id)

    async def find(self, environment: Environment, *, patient: bool = False) -> HeldKey | NoKey:
        if held := self.held(environment):
            return held
        if self.problem:
            return self.problem
        if key := self.stored.get(environment.id):
            found = self.session[environment.id] = HeldKey(key, "keyring")
            return found
        return NoKey("missing", "The keyring has no key for it.", "Paste the key.")

    async def keep(self, environment: Environment, key: Secret) -> NoKey | None:
        self.session[environment.id] = HeldKey(key, "session" if self.problem else "keyring")
        if self.problem is None:
            self.stored[environment.id] = key
        return self.problem

    def hold(self, environment: Environment, key: Secret) -> None:
        self.session[environment.id] = HeldKey(key, "session")

    async def remove(self, environment: Environment) -> NoKey | None:
        self.session.pop(environment.id, None)
        self.stored.pop(environment.id, None)
        return self.problem


@dataclass
class MemoryEnvironments:
    """The environment file, in memory."""

    settings: Settings = field(default_factory=Settings)
    problem: str = ""

    def load(self) -> Loaded:
        return Loaded(self.settings, self.problem)

    def save(self, settings: Settings) -> str:
        self.settings = settings
        return self.problem


@dataclass
class Driver:
    """The running program and what a person does with it."""

    app: NangoApp
    pilot: Pilot[None]
    demo: Demo
    keys: MemoryKeys
    environments: MemoryEnvironments
    front: Front
    clock: StillClock
    url: str
    """Where the embedded Nango is served."""

    @property
    def text(self) -> str:
        """Everything that stands on the screen, line by line, as a terminal would show it."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def words(self) -> str:
        """The screen's text as one line, without frames: what a person reads across line ends."""
        return " ".join(re.sub("[│█╭╮╰╯─]", " ", self.text).split())

    async def wait(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until the condition holds; fail with the screen."""
        end, waited = asyncio.get_running_loop().time() + PATIENCE, False
        while asyncio.get_running_loop().time() < end:
            if condition():
                if waited and not self.app._exit:
                    # What led here goes on to its end.
                    await self.pilot.pause(0)
                return
            # Not the pause of the pilot: it wakes every widget of the screen each time.
            await asyncio.sleep(0.01)
            waited = True
        raise AssertionError(f"{what or 'it'} did not come true. The screen:\n{self.text}")

    async def wait_screen(self, kind: type[W]) -> W:
        """Wait until a screen of this kind is on top; return it."""
        await self.wait(lambda: isinstance(self.app.screen, kind), kind.__name__)
        screen = self.app.screen
        assert isinstance(screen, kind)
        return screen

    async def wait_for(self, *texts: str) -> None:
        """Wait until all of the texts stand on the screen, wherever its lines break."""
        await self.wait(lambda: all(text in self.text or text in self.words for text in texts), f"{texts}")

    async def wait_for_toast(self, text: str) -> None:
        """Wait until this has been said in passing, whether toasts are drawn or not."""
        await self.wait(lambda: any(text in toast.message for toast in self.app._notifications), f"the toast {text!r}")

    def offers(self, action: str) -> bool:
        """Say whether a key is offered for an action, whatever the footer calls it."""
        return any(active.binding.action == action and active.enabled for active in self.app.active_bindings.values())

    async def wait_for_offer(self, *actions: str) -> None:
        """Wait until a key is offered for each of the actions."""
        await self.wait(lambda: all(self.offers(action) for action in actions), f"an offer of {actions}")

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until none of them is kept back any more, unless the program is busy with them."""
        if "enter" in keys[:1]:
            # Nobody decides what cannot be seen yet.
            await self.wait(lambda: self.app.is_seen() or self.app._exit, "what the key is meant for")
        await self.pilot.press(*keys)
        app = self.app
        await self.wait(
            lambda: not app.holding or app._exit or app.is_busy() or app.is_reading(), "what was typed ahead"
        )

    async def type(self, text: str) -> None:
        """Type into what has the focus."""
        await self.press(*(_key(character) for character in text))

    async def paste(self, text: str) -> None:
        """Paste into what has the focus, as a terminal hands it over."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def put(self, key: str, text: str) -> None:
        """Fill a field of the form, whatever its kind, as typing does."""
        await self.fill({key: text})

    def row(self, key: str) -> Row:
        """Return a field of the form by its key: "credentials.api_key"."""
        found = [row for row in self.app.screen.query(Row) if row.key == key]
        assert found, f"there is no field {key}; there are {[row.key for row in self.app.screen.query(Row)]}"
        return found[0]

    async def choose(self, integration: str) -> WizardScreen:
        """Choose an integration on Home and wait until the wizard stands."""
        await self.wait(lambda: self.app._home.session and self.app._home.session.integrations is not None, "the list")
        self.app._home.query_one("#search", Input).value = integration
        await self.pilot.pause()
        await self.press("enter")
        await self.wait(lambda: isinstance(self.app.screen, WizardScreen), "the wizard")
        screen = self.app.screen
        assert isinstance(screen, WizardScreen)
        return screen

    async def open_connection(self, text: str) -> DetailScreen:
        """Type on Home what finds a connection, and open the first one that fits."""
        home = self.app._home
        await self.wait(lambda: home.session and home.session.connections.complete, "the connections")
        home.query_one("#search", Input).value = text
        await self.wait(lambda: home.fixes.shown and home.fixes._typed == text, f"a connection for {text}")
        # Where nothing else fits, the list becomes the active one by itself, some messages later.
        await self.pilot.pause()
        if not home.fixes.active:
            await self.press("tab")
        await self.press("enter")
        await self.wait(lambda: isinstance(self.app.screen, DetailScreen), "the connection's page")
        screen = self.app.screen
        assert isinstance(screen, DetailScreen)
        return screen

    async def form(self, integration: str) -> WizardScreen:
        """Choose an integration and wait for its form."""
        screen = await self.choose(integration)
        await self.wait_step("Credentials")
        return screen

    def typed(self, key: str) -> str:
        """Return what stands in a field of the form, in clear."""
        entry = self.row(key).entry
        if isinstance(entry, TextArea):
            return entry.text
        assert isinstance(entry, Input)
        return entry.value

    async def fill(self, fields: Mapping[str, str]) -> None:
        """Fill several fields of the form. They are laid out once: that is what takes a test's time."""
        rows = {row.key: row for row in self.app.screen.query(Row)}
        with self.app.batch_update():
            for key, text in fields.items():
                self._fill((rows.get(key) or self.row(key)).entry, text)
            await self.pilot.pause()
        await self.pilot.pause()

    def _fill(self, entry: Entry, text: str) -> None:
        self._unfold(entry)
        if isinstance(entry, TextArea):
            entry.text = text
        else:
            assert isinstance(entry, Input | ChoiceEntry)
            entry.value = text

    async def put_pairs(self, key: str, *pairs: tuple[str, str]) -> None:
        """Fill rows of key and value behind those that are filled already: "config", "tags"."""
        found = [rows for rows in self.app.screen.query(PairRows) if rows.key == key]
        assert found, f"there are no rows {key}"
        self._unfold(found[0])
        for name, value in pairs:
            row = found[0].query(PairRow).last()
            key_entry, value_entry = row.query(Input)
            key_entry.value, value_entry.value = name, value
            await self.pilot.pause()

    async def switch(self, name: str, on: bool) -> None:
        """Turn a switch of the form on or off, by its id."""
        switch = self.app.screen.query_one(f"#{name}", SwitchEntry)
        self._unfold(switch)
        switch.value = on
        await self.pilot.pause()

    def _unfold(self, widget: Widget) -> None:
        for parent in widget.ancestors:
            if isinstance(parent, Fold):
                parent.collapsed = False

    def open_folds(self) -> list[str]:
        """Return the titles of the folds that stand open."""
        return [fold._title for fold in self.app.screen.query(Fold) if not fold.collapsed]

    async def to_review(self) -> None:
        """Go on from the filled form; warnings are confirmed as they come."""
        for _ in range(8):
            if self.wizard.step and self.wizard.step.TITLE == "Review":
                break
            await self.press("enter")
            # Another Enter before this one has come to something would send.
            await self.settled()
        await self.wait_step("Review")

    async def settled(self) -> None:
        """Wait until the wizard neither asks the server for something nor changes its step."""
        wizard = self.wizard
        await self.wait(lambda: not [work for work in wizard.workers if work.node is wizard], "rest")
        await self.pilot.pause()

    async def send(self) -> None:
        """Send from the review and wait for the result."""
        await self.press("enter")
        await self.wait_step("Result")

    async def home(self) -> None:
        """Go back until Home is on screen."""
        for _ in range(6):
            if isinstance(self.app.screen, HomeScreen):
                return
            await self.press("escape")
            await self.pilot.pause(0.02)
        raise AssertionError(f"Esc does not lead home. The screen:\n{self.text}")

    async def click_step(self, index: int) -> None:
        """Click a step in the step line; the first is 0."""
        line = self.wizard.query_one(StepLine)
        await self.pilot.click(line, offset=(self.text.splitlines()[line.region.y].index(line.names[index]) + 1, 0))

    def step_line(self) -> str:
        """Return the step line as it stands on screen."""
        return self.text.splitlines()[1].strip()

    @property
    def wizard(self) -> WizardScreen:
        """The wizard, which must be on screen."""
        screen = self.app.screen
        assert isinstance(screen, WizardScreen), f"the screen is {screen}"
        return screen

    @property
    def sent_id(self) -> str:
        """The connection id of the last import that arrived."""
        return str(self.front.imports()[-1][1]["connection_id"])

    def ask(self, method: str, target: str, body: Json = None) -> tuple[int, Json]:
        """Ask the embedded Nango itself, with the key that may do everything."""
        headers = {"authorization": f"Bearer {self.demo.key}", "content-type": "application/json"}
        response = self.demo.handle(Request(method, target, headers, json.dumps(body).encode() if body else b""))
        return response.status, json.loads(response.body)

    def stored(self, connection_id: str, integration: str) -> dict[str, Json]:
        """Return a connection as the embedded Nango has it, refresh token included."""
        target = f"/connections/{quote(connection_id, safe='')}?provider_config_key={quote(integration)}"
        status, found = self.ask("GET", f"{target}&refresh_token=true")
        assert status == 200, found
        assert isinstance(found, dict)
        return found

    async def wait_step(self, title: str) -> None:
        """Wait until this step is on screen."""

        def shown() -> bool:
            screen = self.app.screen
            return isinstance(screen, WizardScreen) and screen.step is not None and title == screen.step.TITLE

        await self.wait(shown, f"step {title}")
        await self.pilot.pause()


def _key(character: str) -> str:
    return {" ": "space", "\n": "enter"}.get(character, character)


@asynccontextmanager
async def running(
    *,
    key: str = "full",
    size: tuple[int, int] = (80, 24),
    production: bool = False,
    limits: Limits = LIMITS,
    fixed: Endpoint | None = None,
    order: Order | None = None,
    start: bool = True,
    keys: MemoryKeys | None = None,
    environments: MemoryEnvironments | None = None,
    nango: Callable[[Environment, Secret], Nango] | None = None,
    clock: StillClock | None = None,
    front: Front | None = None,
    toasts: bool = False,
    opened: Environment | None = None,
    program: type[NangoApp] = NangoApp,
    hook: Callable[[Message], None] | None = None,
    history: History | None = None,
) -> AsyncIterator[Driver]:
    """Run the program against the demo's Nango over real HTTP on the loopback interface.

    `key`: which of the demo's keys; `start` False: a first run; `nango`: makes other clients than the real one;
    `front`: stands before the demo's Nango and may answer in its place; `environments`: its active one is opened,
    unless `opened` names one that is in no file;
    `toasts`: show what is said in passing, which may cover other text.
    `program`: a kind of the program that also writes down what it shows; `hook` sees every message.
    `history`: what is sent is remembered in it, None: nowhere.
    """
    clock, front = clock or StillClock(), front or Front()
    embedded = demo(clock=clock.now)
    with serve(front.over(embedded.handle)) as url:
        environment = Environment("e1", "demo", url, production=production)
        keys = keys or MemoryKeys({"e1": Secret(embedded.keys[key])} if start else {})
        environments = environments or MemoryEnvironments(Settings((environment,), "e1") if start else Settings())
        known = {one.id: one for one in environments.settings.environments}
        environment = opened or known.get(environments.settings.active, environment)

        def client(environment: Environment, secret: Secret) -> Nango:
            return Client(environment, secret, limits, clock=clock)

        kept = history or NoHistory()
        services = Services(nango or client, keys, environments, clock, limits, DaemonExecutor, kept)
        wanted = order or Order(endpoint=fixed)
        app = program(services, environments.load(), environment if start else None, order=wanted)
        async with app.run_test(size=size, message_hook=hook, notifications=toasts) as pilot:
            yield Driver(app, pilot, embedded, keys, environments, front, clock, url)
            await _until_noted()
            # As quitting does.
            app.exit()


async def _until_noted() -> None:
    """Wait until what was sent is in the history: the program itself waits for no disk."""
    for _ in range(500):
        if not notes.are_under_way():
            return
        await asyncio.sleep(0.01)
