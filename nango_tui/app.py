"""The application: theme, commands, the first screen. It has no rules of its own."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from rich.segment import Segment, Segments
from textual import events, on, work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from nango_tui.model.ports import Loaded, NoKey, Services
from nango_tui.screens.home import HomeScreen
from nango_tui.widgets.entry import SecretEntry

if TYPE_CHECKING:
    # The first frame does without these; they are imported where they are used.
    from nango_tui.model.auth import Endpoint
    from nango_tui.model.environment import Environment, HeldKey
    from nango_tui.screens.dialogs import TooSmall

SMALLEST = (60, 18)
"""Below so many columns and rows the program says so instead of breaking."""


class NangoApp(App[None]):
    """Opens an environment and shows Home. Everything else happens in the screens."""

    TITLE = "nango-tui"
    CSS_PATH = "app.tcss"
    BINDINGS = [
        Binding("ctrl+q", "quit", "Quit", priority=True, tooltip="Leave the program"),
        Binding("ctrl+p", "command_palette", "Commands", priority=True, show=False, tooltip="Find a command by name"),
    ]

    def __init__(
        self, services: Services, loaded: Loaded, start: Environment | None, *, endpoint: Endpoint | None = None
    ) -> None:
        """Take ready services, the environment file as read, and the environment to open (None: the first run)."""
        super().__init__()
        self._services = services
        self._loaded = loaded
        self._settings = loaded.settings
        self._start = start
        self._endpoint = endpoint
        self._home = HomeScreen(start)
        self._asked_to_quit = False
        self._cover: TooSmall | None = None

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(self._services.executor())
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            # Otherwise the shell is left on the alternate screen, without a cursor. Windows has no such handlers.
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        if self._settings.theme in self.available_themes:
            self.theme = self._settings.theme
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    def get_default_screen(self) -> Screen[None]:
        """Return Home: the first screen, without another one drawn under it first."""
        return self._home

    def on_ready(self) -> None:
        # Off from the start of the process: collecting while the first frame is built costs more than it frees.
        gc.enable()
        if self._loaded.problem:
            self.notify(self._loaded.problem, severity="warning", timeout=20, markup=False)
        if self._start is not None:
            self._open(self._start)
        elif self._settings.environments:
            self._home.waiting("No environment is open. Choose one.")
            self._choose_environment()
        else:
            self._first_run()

    def _keep_theme(self, _: object) -> None:
        if self.theme != self._settings.theme:
            self._settings = replace(self._settings, theme=self.theme)
            self._services.environments.save(self._settings)

    # Opening an environment ------------------------------------------------------------------------------------

    @work(exclusive=True, group="open")
    async def _first_run(self) -> None:
        from nango_tui.screens.connect import ConnectScreen

        environment = await self.push_screen_wait(ConnectScreen(self._services, first=True))
        if environment is not None:
            self._remember(environment)
            self._open(environment)

    def _remember(self, environment: Environment) -> None:
        known = self._settings.environments
        if all(one.id != environment.id for one in known):
            known = (*known, environment)
        self._settings = replace(self._settings, environments=known, active=environment.id)
        if problem := self._services.environments.save(self._settings):
            self.notify(problem, severity="warning", timeout=20, markup=False)

    @work(exclusive=True, group="open")
    async def _open(self, environment: Environment) -> None:
        """Find the key, make the client, show Home. The client is made in a thread: it loads much."""
        self._home.waiting("Asking your keyring for the API key…")
        held: HeldKey | NoKey = self._services.keys.held(environment) or await self._services.keys.find(environment)
        while isinstance(held, NoKey):
            from nango_tui.screens.keyring import KeyringScreen

            answer = await self.push_screen_wait(KeyringScreen(self._services, environment, held))
            if answer is None:
                self._home.waiting("No environment is open. Ctrl+E opens one.")
                return
            held = answer
        self._home.waiting("Connecting…")
        loop = asyncio.get_running_loop()
        nango = await loop.run_in_executor(None, partial(self._services.nango, environment, held.key))
        # Loaded in the thread as well, so that the first Enter finds the wizard there.
        await loop.run_in_executor(None, import_module, "nango_tui.screens.wizard")
        from nango_tui.screens.session import Session

        self._home.open(Session(self._services, environment, held, nango, fixed=self._endpoint))

    @on(HomeScreen.EnvironmentsWanted)
    def _environments_wanted(self) -> None:
        self._choose_environment()

    @work(exclusive=True, group="environments")
    async def _choose_environment(self) -> None:
        from nango_tui.screens.environments import EnvironmentsScreen

        current = self._home.session.environment if self._home.session else None
        screen = EnvironmentsScreen(self._services, self._settings, current)
        chosen = await self.push_screen_wait(screen)
        self._settings = screen.settings
        if chosen is None and current is not None:
            # Renamed, perhaps: the top line must say what is true.
            chosen = next((one for one in self._settings.environments if one.id == current.id and one != current), None)
        if chosen is not None:
            if chosen in self._settings.environments:
                self._remember(chosen)
            self._open(chosen)
        elif (
            current is not None
            and self._settings.environments
            and all(one.id != current.id for one in self._settings.environments)
        ):
            self._open(self._settings.environments[0])

    # Commands --------------------------------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer what Textual offers, and everything that a key does on this screen."""
        yield from super().get_system_commands(screen)
        seen = {"quit"}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.tooltip and active.enabled and binding.action not in seen:
                seen.add(binding.action)
                yield SystemCommand(
                    binding.description, binding.tooltip, partial(self.run_action, binding.action, active.node)
                )

    async def action_quit(self) -> None:
        """End; with something typed and not sent, ask once. A second Ctrl+Q ends at once."""
        from nango_tui.screens.dialogs import Confirm
        from nango_tui.screens.wizard import WizardScreen

        unsent = any(isinstance(screen, WizardScreen) and screen.unsent for screen in self.screen_stack)
        if unsent and not self._asked_to_quit:
            self._asked_to_quit = True
            self.push_screen(
                Confirm("Quit? What you typed was not sent.", "Ctrl+Q again quits.", yes="Quit", no="Stay"),
                self._quit_answered,
            )
        else:
            self.exit()

    def _quit_answered(self, quit_: bool | None) -> None:
        self._asked_to_quit = False
        if quit_:
            self.exit()

    # The window ------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        too_small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if too_small and self._cover is None:
            from nango_tui.screens.dialogs import TooSmall

            self._cover = TooSmall(SMALLEST)
            self.push_screen(self._cover)
        elif self._cover is not None and not too_small:
            self._cover.dismiss()
            self._cover = None

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Hide every revealed secret before the picture is taken."""
        from nango_tui.widgets.area import SecretAreaEntry

        for screen in self.screen_stack:
            for entry in (*screen.query(SecretEntry), *screen.query(SecretAreaEntry)):
                entry.hide()
        return super().export_screenshot(title=title, simplify=simplify)

    # Crashes ---------------------------------------------------------------------------------------------------

    def panic(self, *renderables: object) -> None:
        """Refuse other reports than ours: they could show values."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """Say where the program broke, without values: Textual's report prints local variables.

        Private in Textual; the version is bounded for it, and a test crashes the program with secrets in it.
        """
        self.bell()
        self._exit_renderables.append(Segments([Segment(crash_report(sys.exc_info()[1]))]))
        self._close_messages_no_wait()


def crash_report(error: BaseException | None) -> str:
    """Return type, files, lines and functions of an error and its causes; never its text, which may hold values."""
    lines = ["nango-tui broke. Nothing more was sent. This report holds no values:\n"]
    while error is not None:
        lines.append(f"  {type(error).__module__}.{type(error).__qualname__}\n")
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"    {code.co_filename}:{trace.tb_lineno} in {code.co_qualname}\n")
            trace = trace.tb_next
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines)
