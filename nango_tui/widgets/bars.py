"""The top line of every screen, and the line of the wizard's steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.text import cut


class TopBar(Horizontal):
    """Which environment, which server, and where its key came from. Always in sight."""

    DEFAULT_CSS = """
    TopBar {
        height: 1; padding: 0 1; background: $panel;
        .name { width: auto; text-style: bold; color: $primary; padding-right: 2; }
        .where { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        .key { width: auto; color: $text-muted; }
        &.-production {
            background: $error;
            .name, .key, .where { color: auto 100%; text-style: bold; }
            /* A terminal's own colors: which of black and white reads well on its red is not known. */
            &:ansi { background: ansi_red; .name, .key, .where { color: ansi_bright_white; } }
        }
    }
    """

    def __init__(
        self, environment: Environment | None = None, held: HeldKey | None = None, *, opening: bool = False
    ) -> None:
        """Take what to show first; while `opening`, nothing is said about a key yet."""
        super().__init__()
        self._environment = environment
        self._held = held
        self._opening = opening

    def compose(self) -> ComposeResult:
        environment = self._environment
        self.set_class(environment is not None and environment.production, "-production")
        yield Static("nango-tui", classes="name")
        yield Static(Content(where(environment) if environment else ""), classes="where")
        yield Static(Content("" if self._opening else key_words(self._held)), classes="key")

    def tell(self, environment: Environment | None, held: HeldKey | None, *, opening: bool = False) -> None:
        """Show this environment and this key's source; while `opening`, nothing is said about a key yet."""
        self.set_class(environment is not None and environment.production, "-production")
        self.query_one(".where", Static).update(Content(where(environment) if environment else ""))
        self.query_one(".key", Static).update(Content("" if opening else key_words(held)))


def where(environment: Environment) -> str:
    """Say which environment this is; production in words, since colors may be off."""
    name = f"PROD {environment.name}" if environment.production else environment.name
    if environment.production and environment.name.casefold() == "prod":
        name = "PROD"
    return f"{name} · {environment.host}"


def key_words(held: HeldKey | None) -> str:
    """Say where the key came from."""
    if held is None:
        return "no key"
    words = {"keyring": "key: keyring", "session": "key: this session only", "demo": "demo: nothing is real"}
    return words.get(held.source, f"key: {held.source}")


SHORTEST = 8
"""What of a step's name stands there at least, in letters."""


class StepLine(Horizontal):
    """Where one is in the wizard. A click on a done step reopens it."""

    DEFAULT_CSS = """
    StepLine {
        height: 1; padding: 0 1;
        Static { width: auto; color: $text-muted; }
        .done { color: $text-success; &:hover { text-style: underline; } }
        .current { color: $text; text-style: bold reverse; }
    }
    """

    @dataclass
    class Reopen(Message):
        """The engineer wants to go back to a step."""

        index: int

    def __init__(self) -> None:
        super().__init__()
        self._names: list[_StepName] = []

    def tell(self, titles: Sequence[str], current: int) -> None:
        """Show these steps; those before the current one are done."""
        if len(self._names) != len(titles):
            self.remove_children()
            self._names = [_StepName(index) for index in range(len(titles))]
            parts = [part for name in self._names for part in (Static(" ─ "), name)]
            self.mount(*parts[1:])
        # The first one is what somebody named, so it makes room for the others.
        marks = (current + 1) * len("1  ✓") + (len(titles) - current - 1) * len("1 ") + (len(titles) - 1) * len(" ─ ")
        missing = marks + sum(cell_len(title) for title in titles) - (self.app.size.width - 2)
        first = cut(titles[0], max(SHORTEST, len(titles[0]) - missing)) if missing > 0 else titles[0]
        for name, title in zip(self._names, (first, *titles[1:]), strict=True):
            name.tell(title, current)


class _StepName(Static):
    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        self._said = ("", "")

    def tell(self, title: str, current: int) -> None:
        """Show the step's title, and whether it is done."""
        state = "done" if self._index < current else "current" if self._index == current else "coming"
        text = f"{self._index + 1} {title}{' ✓' if state == 'done' else ''}"
        if (text, state) != self._said:
            self._said = text, state
            self.set_classes(state)
            self.update(Content(f" {text} " if state == "current" else text))

    def on_click(self, event: events.Click) -> None:
        if self.has_class("done"):
            self.post_message(StepLine.Reopen(self._index))
