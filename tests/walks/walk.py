"""A walk: moves are made without waiting for what they lead to, and what must always hold is looked at."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from typing import NoReturn

from textual import events
from textual._time import get_time
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Select, TextArea

from nango_tui.app import NangoApp
from nango_tui.screens.dialogs import Confirm, TooSmall
from nango_tui.screens.wizard import WizardScreen
from nango_tui.widgets.area import SecretAreaEntry
from nango_tui.widgets.bars import TopBar, where
from nango_tui.widgets.choice import ChoiceEntry
from nango_tui.widgets.entry import SecretEntry
from nango_tui.widgets.row import Row
from tests.canary.secrets import ALL, Hunt
from tests.walks.accounts import Accounts
from tests.walks.moves import Move
from tests.walks.world import World

DEEPEST = 10
"""So many screens may lie over each other."""
HAND = 0.35
"""Seconds between two keys of a person."""
PATIENCE = 10.0
"""Seconds after which a program that does not come to rest is taken to hang."""
SHOWING = ("show", "template", "look")
"""The workers that change what is on screen."""
GIVE_UP = ("Leave",)
"""What is agreed to on the way out."""


class Broken(AssertionError):
    """Something that must always hold did not."""


@dataclass
class Walk:
    """The running program, what was done with it, and what was seen."""

    world: World
    random: Random
    errors: list[str] = field(default_factory=list)
    """What the event loop and the interpreter complained of."""
    hunt: Hunt = field(default_factory=lambda: Hunt(ALL))
    seen: Counter[str] = field(default_factory=Counter)
    """Screens and steps, by how often they were there when somebody looked."""
    moves: deque[Move] = field(default_factory=lambda: deque(maxlen=300))
    keys: int = 0
    started: str = ""
    _app: NangoApp | None = None
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)
    _pressed: float = 0.0

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.world.faulty)

    @property
    def app(self) -> NangoApp:
        """The program that runs."""
        assert self._app is not None
        return self._app

    @property
    def ended(self) -> bool:
        """Whether the program was ended, by its keys."""
        return self._app is None or (self._app._exit and self._app._exception is None)

    # Running ---------------------------------------------------------------------------------------------------

    async def begin(self, start: str) -> None:
        """Start the program."""
        await self.end()
        self.started, self._app = start, self.world.program(start)
        await self._running.enter_async_context(
            self._app.run_test(
                size=(80, 24), notifications=True, tooltips=True, message_hook=lambda m: self.accounts.see(self._app, m)
            )
        )

    async def end(self) -> None:
        """End the program, if it runs."""
        if self._app is not None:
            self._app.exit()
            await self._running.aclose()
            await self.world.hang_up()
            self.accounts.forget_latest()
            self._app = None

    def _fail(self, what: str) -> NoReturn:
        raise Broken(
            f"{what}\nstarted: {self.started}; screens: {self._app and self._app.screen_stack}\n"
            f"last moves: {list(self.moves)[-40:]}"
        )

    async def turns(self, count: int) -> None:
        """Let the event loop go round."""
        for _ in range(count):
            await asyncio.sleep(0)

    async def rest(self, most: float = PATIENCE) -> None:
        """Wait until nothing is kept back and nothing waits to be handled. Looks are counted, as in `_until`."""
        for _ in range(round(most / 0.002)):
            if self.ended or not (self._waiting() or self._queued()):
                return
            self._look_for_a_break()
            await asyncio.sleep(0.002)
        self._fail(f"it hangs: {self._stuck()}")

    def _waiting(self) -> bool:
        """Say whether keys are kept back; under a window that is too small they may be."""
        return (self.app.holding or self.app._held is not None) and not self.app.is_covered()

    def _pumps(self) -> list[MessagePump]:
        app = self.app
        return [app, *app.screen_stack, *([app.focused] if app.screen_stack and app.focused else [])]

    def _queued(self) -> bool:
        return any(not pump._message_queue.empty() for pump in self._pumps())

    def _stuck(self) -> str:
        """Say who has messages waiting, and where it waits itself."""
        told = [f"holding {self.app.holding}, held {self.app._held}"]
        for pump in self._pumps():
            told += [f"{pump}: {pump._message_queue.qsize()} messages", *_places(pump._task)]
        for task in asyncio.all_tasks():
            places = _places(task)
            if not any("code _get_message" in place or "code _run_timer" in place for place in places):
                told += [task.get_name(), *places]
        return "\n".join(told)

    # Moves -----------------------------------------------------------------------------------------------------

    async def make(self, move: Move) -> None:
        """Make a move; what it leads to is not waited for."""
        if self.ended:
            return
        self.moves.append(move)
        self.keys += move.keys
        self.world.clock.advance(seconds=1)
        match move.kind:
            case "key":
                self._press(move.text, HAND)
            case "typed" | "burst":
                for letter in move.text:
                    self._press(letter, HAND if move.kind == "typed" else 0.001)
            case "paste":
                self.app.post_message(events.Paste(move.text))
            case "click":
                self._mouse(move.at, events.MouseMove, events.MouseDown, events.MouseUp)
            case "scroll":
                self._mouse(move.at, events.MouseScrollUp if move.text == "up" else events.MouseScrollDown)
            case "resize":
                self._resize(*move.at)
            case "fill":
                self._fill(move.text, move.value)
            case "window":
                self.app.post_message(events.AppBlur() if move.text == "blur" else events.AppFocus())
            case "theme":
                if move.text in self.app.available_themes:
                    self.app.theme = move.text
            case "rest":
                await self.rest()

    def _press(self, key: str, after: float) -> None:
        # A hand presses nothing before it has seen what the key before it led to.
        self._pressed = max(self._pressed + after, get_time() if after == HAND else 0)
        named = {"\n": "enter", "\t": "tab", " ": "space"}.get(key, key)
        character = key if len(key) == 1 else {"space": " ", "slash": "/", "enter": "\r", "tab": "\t"}.get(key)
        event = events.Key(_character_to_key(named) if len(named) == 1 else named, character)
        # Of its own: the program tells by it whether a hand pressed the key.
        event.time = self._pressed
        self.app.post_message(event)

    def _mouse(self, at: tuple[int, int], *kinds: type[events.MouseEvent]) -> None:
        x, y = at
        for kind in kinds:
            button = 1 if kind is not events.MouseMove else 0
            self.app.post_message(kind(None, x, y, 0, 0, button, False, False, False, x, y))

    def _resize(self, width: int, height: int) -> None:
        size, driver = Size(width, height), self.app._driver
        if isinstance(driver, HeadlessDriver):
            driver._size = size
        self.app.post_message(events.Resize(size, size))

    def _fill(self, key: str, value: str) -> None:
        """Fill a field; "" is the one that the screen has. Straight, so that a secret lands in no other one."""
        screen = self.app.screen
        rows = [row.entry for row in screen.query(Row) if row.key == key]
        value = {"<url>": self.world.url, "<key>": self.world.faulty.demo.key}.get(value, value)
        for entry in rows[:1] if key else list(screen.query(Input))[:1]:
            if isinstance(entry, TextArea):
                entry.text = value
            elif isinstance(entry, ChoiceEntry):
                values = [option for _, option in entry._options if isinstance(option, str)]
                entry.value = self.random.choice(values) if values else Select.NULL
            elif isinstance(entry, Input):
                entry.value = value

    # What must always hold -------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look at what must hold at any moment."""
        self._look_for_a_break()
        if self.errors:
            self._fail(f"complaints: {self.errors}")
        if self.ended or not self.app.screen_stack:
            return
        stack = self.app.screen_stack
        self.seen.update({type(screen).__name__ for screen in stack})
        self.seen.update({type(one.step).__name__ for one in stack if isinstance(one, WizardScreen) and one.step})
        if len(stack) >= DEEPEST:
            self._fail(f"{len(stack)} screens lie over each other")
        if too_many := self.accounts.overdrawn():
            self._fail(f"sent unasked: {too_many}")
        self._look_at_environments(stack)

    def _look_for_a_break(self) -> None:
        if self._app is not None and self._app._exception is not None:
            raise Broken(
                f"it broke; started: {self.started}; moves: {list(self.moves)[-40:]}"
            ) from self._app._exception

    def _look_at_environments(self, stack: list[Screen[object]]) -> None:
        """A screen works in the environment that its top line shows, and its draft is of that one."""
        for screen in stack:
            session = getattr(screen, "session", None)
            if session is None or not screen.is_mounted:
                continue
            if isinstance(screen, WizardScreen) and screen.draft.environment != session.environment:
                self._fail("the draft is of another environment")
            for bar in screen.query(TopBar):
                shown = bar.where
                if where(session.environment) != shown:
                    self._fail(f"{type(screen).__name__} shows {shown!r} and works in {where(session.environment)!r}")

    def look_for_secrets(self) -> None:
        """Look for the secrets on the screen, unless somebody shows one just now."""
        if self.ended or not self.app.screen_stack or self._revealed():
            return
        strips = self.app.screen._compositor.render_strips()
        text = "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
        self.hunt.look(type(self.app.screen).__name__, text)
        if self.hunt.leaks:
            self._fail(f"secrets are seen: {self.hunt.leaks}\n{text}")

    def _revealed(self) -> bool:
        entries: list[Widget] = [
            entry
            for screen in self.app.screen_stack
            for entry in screen.query(Widget)
            if (isinstance(entry, SecretEntry) and entry.holds_secret and not entry.password)
            or (isinstance(entry, SecretAreaEntry) and not entry._hidden)
        ]
        return bool(entries)

    async def visit(self, screen: str, start: str, moves: Iterable[Move]) -> None:
        """Go straight to a screen, while nothing goes wrong."""
        self.world.faulty.well = True
        self.world.replant()
        await self.begin(start)
        await self.still_or_waiting()
        for move in moves:
            await self.make(move)
            await asyncio.sleep(0.02)
            await self._until(lambda: not [work for work in self.app.workers if work.group in SHOWING])
            await self.rest()
        await self._until(lambda: type(self.app.screen).__name__ == screen)
        self.look()
        self.world.faulty.well = False

    async def still_or_waiting(self) -> None:
        """Wait until the lists are read, or a screen lies over Home and waits for an answer."""

        def stands() -> bool:
            session = self.app._home.session
            return bool(session and session.integrations and session.connections.complete)

        await self._until(lambda: len(self.app.screen_stack) > 1 or stands())

    async def _until(self, condition: Callable[[], bool]) -> bool:
        """Wait until something holds, or for long enough; return whether it does.

        Looks are counted, not seconds: a machine that stands still for a while keeps the program from its work too.
        """
        for _ in range(round(PATIENCE / 0.01)):
            if condition():
                return True
            await asyncio.sleep(0.01)
        return condition()

    # The way out -----------------------------------------------------------------------------------------------

    async def way_out(self) -> None:
        """Esc leads to Home, whatever is on screen; where there is no Home, Ctrl+Q ends the program."""
        for _ in range(12):
            await self.rest()
            if self.ended:
                return
            top = self.app.screen
            if len(self.app.screen_stack) == 1:
                await self.still()
                if len(self.app.screen_stack) == 1:
                    break
            if isinstance(top, TooSmall):
                await self.make(Move("resize", at=(80, 24)))
            elif isinstance(top, Confirm) and top._yes in GIVE_UP:
                await self.make(Move("key", "y"))
            else:
                await self.make(Move("key", "escape"))
            await asyncio.sleep(0.01)
        else:
            await self.rest()
            if not self.ended and len(self.app.screen_stack) > 1:
                if type(self.app.screen).__name__ != "ConnectScreen":
                    self._fail("there is no way out")
                await self.quit()
            if self.ended:
                return
        self.accounts.close()

    async def quit(self) -> None:
        """Ctrl+Q, at most twice, ends the program."""
        for _ in range(2):
            await self.make(Move("key", "ctrl+q"))
            for _ in range(200):
                if self.ended:
                    return
                await asyncio.sleep(0.002)
        self._fail("Ctrl+Q does not end it")

    async def still(self) -> None:
        """Wait until nothing is under way at Home, no call, no look, no key that waits; or a screen opens over it."""

        def stands() -> bool:
            return self.ended or len(self.app.screen_stack) > 1 or all(one.is_finished for one in self.app.workers)

        if not await self._until(stands):
            self._fail(f"it does not come to rest: {list(self.app.workers)}\n{self._stuck()}")
        await self.rest()


def _places(task: object) -> list[str]:
    """Say where a task waits, from the outermost place to the innermost."""
    place: object = task.get_coro() if isinstance(task, asyncio.Task) else None
    found: list[str] = []
    while place is not None:
        found.append(f"  {getattr(place, 'cr_frame', None) or place}")
        place = getattr(place, "cr_await", None)
    return found
