"""The application: theme, commands, the first screen. It has no rules of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from rich.segment import Segment, Segments
from textual import on
from textual.app import SystemCommand
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen

from nango_tui.collecting import Collecting
from nango_tui.crash import left_behind
from nango_tui.last_words import broke_in_the_loop, crash_report
from nango_tui.mended import mend_textual
from nango_tui.model.ports import Loaded, Services
from nango_tui.opening import Opening
from nango_tui.pasted_keys import PastedKeys
from nango_tui.screens.groups import Group
from nango_tui.screens.home import HomeScreen
from nango_tui.steady import SteadyLetters
from nango_tui.widgets.awaiting import Awaiting
from nango_tui.widgets.entry import SecretEntry
from nango_tui.widgets.once import once

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.filter import LineFilter

    # The first frame does without these; they are imported where they are used.
    from nango_tui.model.environment import Environment
    from nango_tui.model.order import Order
    from nango_tui.screens.session import Session

STEADY = SteadyLetters()
STEP = 0.02
LONGEST = 1.0
"""Seconds for which Ctrl+Q waits, in steps, for a form that is just coming: to be asked about what is typed into it."""
SMALLEST = (60, 18)
"""Below so many columns and rows the program says so instead of breaking."""
COVER = "-cover"
"""The class of the screen that says so."""


class NangoApp(PastedKeys):
    """Opens an environment and shows Home. Everything else happens in the screens."""

    TITLE = "nango-tui"
    CSS_PATH = "app.tcss"
    BINDINGS = [
        Binding("ctrl+q", "quit", "Quit", priority=True, tooltip="Leave the program"),
        Binding("ctrl+p", "command_palette", "Commands", priority=True, show=False, tooltip="Find a command by name"),
    ]

    def __init__(
        self, services: Services, loaded: Loaded, start: Environment | None, *, order: Order | None = None
    ) -> None:
        """Take ready services, the environment file as read, and the environment to open (None: the first run).

        `order`: what to open there at once.
        """
        mend_textual()
        super().__init__(services.limits.repeat)
        self._services = services
        self._loaded = loaded
        self._start = start
        self._home = HomeScreen(start)
        self._collecting = Collecting()
        self._opening = Opening(self, self._home, services, loaded.settings, self._collecting, order)
        self._asked_to_quit = False
        self._is_ready = False
        self._read_of: Session | None = None
        """The last session whose connections were all read."""
        self.set_class(self.no_color, "-no-color")

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(self._services.executor())
        loop.set_exception_handler(broke_in_the_loop)
        # asyncio's debug mode (PYTHONASYNCIODEBUG) writes the arguments of slow calls into the log.
        loop.slow_callback_duration = float("inf")
        if self._opening.settings.theme in self.available_themes:
            self.theme = self._opening.settings.theme
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self.screen_change_signal.subscribe(self, self._cover_new_screen)

    def get_driver_class(self) -> type[Driver]:
        """Return what reads keys and draws: on POSIX one that also survives signals and odd terminals."""
        driver = super().get_driver_class()
        if sys.platform == "win32" or driver.__name__ != "LinuxDriver":
            return driver
        from nango_tui.posix_driver import PosixDriver

        return PosixDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Draw letters whose width every terminal agrees on, also where a server's text holds others."""
        return (*super().get_line_filters(), STEADY)

    def get_default_screen(self) -> Screen[None]:
        """Return Home: the first screen, without another one drawn under it first."""
        return self._home

    def on_ready(self) -> None:
        self._is_ready = True
        self._collecting.settle()
        # After a stop the shell has drawn there: Textual draws again what a new size changes, which may be nothing.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self._cover_or_uncover()
        if self._loaded.problem:
            self.notify(self._loaded.problem, severity="warning", timeout=20, markup=False)
        self._opening.start(self._start)

    def _keep_theme(self, _: object) -> None:
        if self.theme != self._opening.settings.theme:
            self._opening.save(replace(self._opening.settings, theme=self.theme))

    @on(Group.Changed)
    def _read_more(self) -> None:
        """Once all connections are read, they stay."""
        session = self._home.session
        if session is not None and session is not self._read_of and not self._home.fixes.reading:
            self._read_of = session
            self._collecting.settle()

    @on(HomeScreen.EnvironmentsWanted)
    def _environments_wanted(self) -> None:
        self._opening.choose()

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

    def action_command_palette(self) -> None:
        """Open the palette, unless it is open: under a question it cannot be opened once more."""
        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            from nango_tui.screens.palette import Palette

            # Without an id: the one before may not be gone yet.
            self.push_screen(Palette())

    def search_themes(self) -> None:
        """Open the palette of themes."""
        from textual.theme import ThemeProvider

        from nango_tui.screens.palette import Palette

        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End the program. What is still under way is dropped first: its answer would find no screen any more."""
        self.workers.cancel_all()
        super().exit(result, return_code, message)

    async def action_quit(self) -> None:
        """End; with something typed and not sent, ask once. A second Ctrl+Q ends at once."""
        # What was typed just before it is with its field by then.
        self.after_turns(partial(self._quit, monotonic() + LONGEST))

    def _quit(self, latest: float) -> None:
        if not self._asked_to_quit and monotonic() < latest and self._form_is_coming():
            once(self, STEP, partial(self._quit, latest))
            return
        lost = None if self._asked_to_quit else self._lost()
        if lost is None:
            self.exit()
            return
        from nango_tui.screens.dialogs import Confirm

        self._asked_to_quit = True
        self.push_screen(Confirm(*lost, yes="Quit", no="Stay"), self._quit_answered)

    def is_changing(self) -> bool:
        """Say whether something is just coming: a step, the screen that a page's action opens, an environment."""
        return self.is_busy() or self._form_is_coming()

    def is_busy(self) -> bool:
        """Say whether the screen waits for what was asked of it: an environment, or what a key or a paste needs."""
        return isinstance(self.screen, Awaiting) and self.screen.is_awaiting

    def is_reading(self) -> bool:
        """Say whether the screen reads what Enter chooses from."""
        return isinstance(self.screen, Awaiting) and self.screen.is_reading

    def is_expecting(self) -> bool:
        """Say whether Home is about to be covered by what was ordered, or by what asks for a key."""
        return self.screen is self._home and (not self._is_ready or self._opening.is_asking)

    def _form_is_coming(self) -> bool:
        """Say whether a step of the wizard is typed into already, and cannot be read yet."""
        if not _forms_were_opened():
            return False
        from nango_tui.screens.quitting import is_changing

        return is_changing(self.screen_stack)

    def _lost(self) -> tuple[str, str] | None:
        """Return what to ask before quitting, None if nothing would be lost."""
        if not _forms_were_opened():
            return None
        from nango_tui.screens.quitting import lost_by_quitting

        return lost_by_quitting(self.screen_stack, self._opening.drafts)

    def _quit_answered(self, quit_: bool | None) -> None:
        self._asked_to_quit = False
        if quit_:
            self.exit()

    # The window ------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        # Later, by the size of then: a cover for one that is past would take a key that is meant for what it covers.
        self.call_later(self._cover_or_uncover)

    def _cover_new_screen(self, _: object) -> None:
        # Whoever opens help or the palette looks away from the field; Textual leaves the focus in it.
        self._hide_secrets()
        self.call_later(self._cover_or_uncover)

    @property
    def _is_large_enough(self) -> bool:
        return self.size.width >= SMALLEST[0] and self.size.height >= SMALLEST[1]

    def stands(self) -> bool:
        """Say whether the screen has its contents, and is not just a cover that is about to go."""
        return super().stands() and not (self.screen.has_class(COVER) and self._is_large_enough)

    def is_covered(self) -> bool:
        """Say whether the window is too small: what was typed before waits until it is large enough."""
        return bool(self.screen_stack) and self.screen.has_class(COVER)

    def _cover_or_uncover(self) -> None:
        """Cover what does not fit into the window, and take the cover away once it does.

        Both from here: a cover that is just coming does not hear of a window that grows meanwhile.
        """
        covered = self.screen.has_class(COVER)
        if covered and self._is_large_enough:
            self.screen.dismiss(None)
        elif not covered and not self._is_large_enough:
            from nango_tui.screens.dialogs import TooSmall

            self.push_screen(TooSmall(SMALLEST).add_class(COVER))

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Hide every revealed secret before the picture is taken."""
        self._hide_secrets()
        return super().export_screenshot(title=title, simplify=simplify)

    def _hide_secrets(self) -> None:
        from nango_tui.widgets.area import SecretAreaEntry

        for screen in self.screen_stack:
            for entry in (*screen.query(SecretEntry), *screen.query(SecretAreaEntry)):
                entry.hide()

    # Crashes ---------------------------------------------------------------------------------------------------

    def panic(self, *renderables: object) -> None:
        """Refuse other reports than ours: they could show values."""
        self._fatal_error()

    def _handle_exception(self, error: Exception) -> None:
        """Let nothing break once the program or a screen is being left: screens lose their contents then."""
        if not (self._exit or left_behind(error)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Say where the program broke, without values: Textual's report prints local variables.

        Private in Textual; the version is bounded for it, and a test crashes the program with secrets in it.
        """
        self.bell()
        self._exit_renderables.append(Segments([Segment(crash_report(sys.exc_info()[1]))]))
        self._close_messages_no_wait()


def _forms_were_opened() -> bool:
    """Say whether there was ever a form: where none was, nobody need wait until it is loaded."""
    return "nango_tui.screens.wizard" in sys.modules
