"""The top line of every screen, and the line of the wizard's steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.text import cut
from nango_tui.widgets.hover import HoverLine

NAME = "nango-tui  "


class TopBar(Widget):
    """Which environment, which server, and where its key came from. Always in sight."""

    DEFAULT_CSS = """
    TopBar {
        height: 1; padding: 0 1; background: $panel; color: $text-muted; text-wrap: nowrap;
        &.-production {
            background: $error; color: auto 100%; text-style: bold;
            /* A terminal's own colors: which of black and white reads well on its red is not known. */
            &:ansi { background: ansi_red; color: ansi_bright_white; }
        }
    }
    """

    def __init__(
        self, environment: Environment | None = None, held: HeldKey | None = None, *, opening: bool = False
    ) -> None:
        """Take what to show first; while `opening`, nothing is said about a key yet."""
        super().__init__()
        self._take(environment, held, opening=opening)

    def _take(self, environment: Environment | None, held: HeldKey | None, *, opening: bool) -> None:
        self._production = environment is not None and environment.production
        self.where = where(environment) if environment else ""
        self._key = "" if opening else key_words(held)
        self.set_class(self._production, "-production")

    def tell(self, environment: Environment | None, held: HeldKey | None, *, opening: bool = False) -> None:
        """Show this environment and this key's source; while `opening`, nothing is said about a key yet."""
        self._take(environment, held, opening=opening)
        self.refresh()

    def render(self) -> Content:
        """Return the line; in production all of it has the color of the warning."""
        name, here = ("", "") if self._production else ("bold $primary", "$foreground")
        key = Content(self._key)
        room = self.size.width - len(NAME) - key.cell_length
        said = Content(self.where).truncate(room, ellipsis=True, pad=True)
        return Content.assemble((NAME, name), Content.styled(said.plain, here), key)


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
BETWEEN = " ─ "


class StepLine(HoverLine[int]):
    """Where one is in the wizard. A click on a done step reopens it."""

    DEFAULT_CSS = """
    StepLine { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    @dataclass
    class Reopen(Message):
        """The engineer wants to go back to a step."""

        index: int

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self._current = 0

    def tell(self, titles: Sequence[str], current: int) -> None:
        """Show these steps; those before the current one are done."""
        if (tuple(titles), current) != (self._titles, self._current):
            self._titles, self._current = tuple(titles), current
            self.refresh()

    @property
    def names(self) -> list[str]:
        """What stands there for each step."""
        titles, current = self._titles, self._current
        # The first one is what somebody named, so it makes room for the others.
        marks = (current + 1) * len("1  ✓") + (len(titles) - current - 1) * len("1 ") + (len(titles) - 1) * len(BETWEEN)
        missing = marks + sum(cell_len(title) for title in titles) - self.size.width
        first = cut(titles[0], max(SHORTEST, len(titles[0]) - missing)) if missing > 0 else titles[0]
        names = [f"{index + 1} {title}" for index, title in enumerate((first, *titles[1:]))]
        return [f"{name} ✓" for name in names[:current]] + [f" {names[current]} "] + names[current + 1 :]

    def render(self) -> Content:
        """Return the line: done steps, the current one, those to come."""
        if not self._titles:
            return Content("")
        states = ["$text-success"] * self._current + ["bold reverse $foreground"] + [""] * len(self._titles)
        if self.hovered is not None:
            states[self.hovered] += " underline"
        names = [Content.styled(name, state) for name, state in zip(self.names, states, strict=False)]
        return Content(BETWEEN).join(names)

    def part_at(self, x: int) -> int | None:
        """Return the done step in this column."""
        start = self.styles.padding.left
        for index, name in enumerate(self.names[: self._current] if self._titles else ()):
            if start <= x < start + cell_len(name):
                return index
            start += cell_len(name) + len(BETWEEN)
        return None

    def on_click(self, event: events.Click) -> None:
        index = self.part_at(event.x)
        if index is not None:
            self.post_message(self.Reopen(index))
