"""The program with somebody who writes down what it shows, copies, logs and posts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import RenderableType
from textual.message import Message
from textual.screen import Screen
from textual.selection import SELECT_ALL
from textual.widget import Widget
from textual.widgets import OptionList

import nango_tui.app
from nango_tui.app import NangoApp
from nango_tui.model.ports import Loaded, Settings
from nango_tui.storage.environments import EnvironmentFile
from nango_tui.widgets.rows import RowList
from tests.screens.driving import MemoryEnvironments


class WatchedApp(NangoApp):
    """Keeps every frame that would have reached the terminal, and everything that was copied."""

    CSS_PATH = str(Path(nango_tui.app.__file__).with_name("app.tcss"))

    frames: list[str]
    copied: list[str]
    watching: bool

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if not hasattr(self, "frames"):
            self.frames, self.copied, self.watching = [], [], True
        if renderable is not None and self.watching and screen.is_current:
            self.frames.append(frame_of(screen))

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)
        super().copy_to_clipboard(text)


def frame_of(screen: Screen[object]) -> str:
    """Return what stands on a screen, line by line."""
    strips = screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def texts_behind(app: NangoApp) -> Iterator[tuple[str, str]]:
    """Yield every text that the screens hold, in sight or not, but for what was typed into inputs: place and text."""
    for screen in app.screen_stack:
        for widget in (screen, *screen.query("*")):
            yield "mouse selection", selected(widget)
            yield "tooltips", str(widget.tooltip or "")
            yield "titles of frames", f"{widget.border_title or ''} {widget.border_subtitle or ''}"
            yield "reprs of widgets", repr(widget)
            yield "help of widgets", str(getattr(widget, "HELP", "") or "")
            yield "placeholders", str(getattr(widget, "placeholder", "") or "")
            if isinstance(widget, OptionList):
                yield "lists", "\n".join(str(option.prompt) for option in widget.options)
            if isinstance(widget, RowList):
                yield "lists", "\n".join(widget.texts())
        yield "keys", " ".join(f"{key} {active.binding}" for key, active in screen.active_bindings.items())
    for notification in app._notifications:
        yield "toasts", f"{notification.title} {notification.message}"
    yield "the program's clipboard", app.clipboard


_TEXTUALS = frozenset(vars(Screen[object]()))
"""The attributes that every screen has."""


def values_of(app: NangoApp) -> Iterator[str]:
    """Yield how the values print themselves that the screens of this program hold, as a traceback would show them."""
    for screen in app.screen_stack:
        for holder in (screen, *(widget for widget in screen.query("*") if hasattr(widget, "draft"))):
            if type(holder).__module__.startswith("nango_tui"):
                yield from (repr(value) for name, value in vars(holder).items() if name not in _TEXTUALS)
    # Also of a screen that was left.
    if session := app._home.session:
        yield from map(repr, (session, session.looks, session.drafts, app._home.fixes.shown))


def selected(widget: Widget) -> str:
    """Return what the mouse would take with all of the widget selected."""
    found = widget.get_selection(SELECT_ALL)
    return found[0] if found else ""


@dataclass
class FileEnvironments(MemoryEnvironments):
    """The environment file as the program writes it, in a folder of the test."""

    folder: Path = field(default_factory=Path)

    def load(self) -> Loaded:
        return Loaded(self.settings)

    def save(self, settings: Settings) -> str:
        self.settings = settings
        return EnvironmentFile(self.folder).save(settings)


@dataclass
class Posted:
    """Sees every message; keeps how those of this program print themselves."""

    reprs: set[str] = field(default_factory=set)

    def __call__(self, message: Message) -> None:
        if type(message).__module__.startswith("nango_tui"):
            self.reprs.add(f"{message!r} {message}")


@contextmanager
def all_logs() -> Iterator[list[str]]:
    """Write down what reaches any log, with every logger at its lowest level."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {logging.Formatter().formatException(record.exc_info)}"
                         if record.exc_info else record.getMessage())  # fmt: skip

    keeper = Keeper(logging.DEBUG)
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    before = [(logger, logger.level) for logger in loggers]
    logging.getLogger().addHandler(keeper)
    try:
        for logger in loggers:
            logger.setLevel(logging.DEBUG)
        yield lines
    finally:
        logging.getLogger().removeHandler(keeper)
        for logger, level in before:
            logger.setLevel(level)
