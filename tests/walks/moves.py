"""What a walk can do: keys, pastes, clicks, sizes, fields filled; each a plain value that can be repeated."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from textual.app import App
from textual.screen import Screen
from textual.widgets import Input, TextArea

from nango_tui.screens.connect import ConnectScreen
from nango_tui.screens.dialogs import Confirm, Notice, TooSmall, TypedConfirm
from nango_tui.screens.environments import EnvironmentsScreen
from nango_tui.screens.find import FindScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.moving import CopyForAnother
from nango_tui.screens.wizard import WizardScreen
from nango_tui.widgets.choice import ChoiceEntry
from nango_tui.widgets.entry import SecretEntry
from nango_tui.widgets.row import Row
from tests.canary.secrets import ALL
from tests.model.paste.cases_answers import ANSWERS
from tests.model.paste.cases_files import FILES
from tests.model.paste.cases_nango import NANGO_BODIES
from tests.model.paste.cases_requests import REQUESTS

Kind = Literal["key", "typed", "burst", "paste", "click", "scroll", "resize", "fill", "window", "theme", "rest"]
TEXTS = tuple(variant.text for case in (*ANSWERS, *FILES, *NANGO_BODIES, *REQUESTS) for variant in case.variants)
"""What people have on the clipboard."""
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 .-_@:/{}[]\"'ABCXYZé字👍"
KEYS = (
    *("tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown", "home", "end", "space", "backspace"),
    *("delete", "enter", "escape", "ctrl+a", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+z", "ctrl+y", "ctrl+v", "ctrl+c"),
    *("ctrl+x", "ctrl+t", "ctrl+p", "f1", "f2", "f3", "f4", "ctrl+e", "ctrl+f", "ctrl+l", "ctrl+r", "ctrl+s"),
    *("ctrl+o", "ctrl+left", "shift+right", "y", "n", "slash", "ctrl+backslash", "insert", "f12"),
)
"""Keys that are pressed wherever the walk is."""
SIZES = ((80, 24), (120, 40), (60, 18), (100, 30), (79, 23), (200, 60), (59, 18), (40, 10), (1, 1))
THEMES = ("textual-dark", "textual-light", "nord", "ansi-dark", "textual-ansi")
SEARCHES = ("harborline", "acme-42", "in:harborline is:broken", "tag:tier=gold", "oceanic", "walked-1", "globex", "zz")
VALUES = {
    "id": ("acme-42", "oceanic-payments", "walked-1", "walked-2", "globex", "no such id", "a/b?c#d"),
    "integration": ("harborline", "cobalt-pay", "lumenboard", "nope"),
    "name": ("walked", "prod eu", "dev", "demo", "Staging"),
    "metadata": ('{"plan": "gold"}', '{"walk": 2, "a": [1]}', "{", "[]", '{"plan": null}'),
    "connection_id": ("", "", "", "walked-3", "acme-42", "new-one", "bad id/?"),
    "webhook_url": ("https://hooks.walk.example/x", "", "ftp://no"),
    "customer.email": ("it@walk.example", "odd"),
    "customer.id": ("cus_walk", ""),
    "credentials.expires_at": ("2h", "in 3 days", "2027-01-01T00:00:00Z", "yesterday", "3600", "soon"),
}
"""What fits into a field, by its key or the last part of it; and what does not."""
ANY = ("walk", "walk", "walk-er", "eu", "12345", "https://walk.example/x", "a b", "é字👍", "*" * 300)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that somebody does. `text`: the key, what is pasted, the field; `value`: what is filled in."""

    kind: Kind
    text: str = ""
    value: str = ""
    at: tuple[int, int] = (0, 0)

    @property
    def keys(self) -> int:
        """How many keys it counts as."""
        return len(self.text) if self.kind in ("typed", "burst") else int(self.kind != "rest")


def anywhere(random: Random) -> Move:
    """Return a move that does not depend on what is on screen."""
    turn = random.random()
    if turn < 0.35:
        return Move("key", random.choice(KEYS))
    if turn < 0.45:
        return Move("key", random.choice(LETTERS))
    if turn < 0.68:
        return Move("typed", "".join(random.choice(LETTERS) for _ in range(random.randrange(2, 16))))
    if turn < 0.70:
        return Move("burst", "".join(random.choice(LETTERS + "\n\t") for _ in range(random.randrange(2, 12))))
    if turn < 0.78:
        return Move("paste", random.choice(TEXTS))
    if turn < 0.90:
        return Move("click", at=(random.randrange(80), random.randrange(24)))
    if turn < 0.93:
        return Move("scroll", random.choice(("up", "down")), at=(random.randrange(80), random.randrange(24)))
    if turn < 0.96:
        return Move("resize", at=random.choice(SIZES))
    if turn < 0.98:
        return Move("window", random.choice(("blur", "focus")))
    return Move("theme", random.choice(THEMES)) if turn < 0.99 else Move("rest")


def here(app: App[None], random: Random) -> list[Move]:
    """Return moves that lead on from what is on screen: a key that is offered, a field that is filled."""
    screen = app.screen
    if isinstance(screen, TooSmall):
        return [Move("resize", at=random.choice(SIZES[:6]))]
    turn = random.random()
    filling = _filling(screen, random) if turn < 0.45 else []
    if filling:
        return filling
    offered = [name for name, active in app.active_bindings.items() if active.enabled and name != "ctrl+q"]
    if isinstance(screen, HomeScreen | WizardScreen) and random.random() < 0.3:
        return [Move("key", "enter")]
    if isinstance(screen, CopyForAnother):
        # With credentials they would be on the clipboard, and whoever pastes them sees them: that is no leak.
        offered = ["enter", "escape"]
    return [Move("key", random.choice(offered))] if offered else [Move("key", "escape")]


def _filling(screen: Screen[object], random: Random) -> list[Move]:
    if isinstance(screen, Confirm):
        return [Move("key", random.choice("yyn"))]
    if isinstance(screen, Notice):
        return [Move("key", "escape")]
    if isinstance(screen, TypedConfirm):
        return [Move("fill", "", screen._wanted), Move("rest"), Move("key", "enter"), Move("rest")]
    if isinstance(screen, HomeScreen):
        return [Move("fill", "", random.choice(SEARCHES)), Move("rest"), *([Move("key", "tab")] * random.randrange(2))]
    if isinstance(screen, EnvironmentsScreen):
        return [Move("key", random.choice("arkcd")), Move("rest")]
    rows = list(screen.query(Row))
    if not rows:
        return []
    if not isinstance(screen, ConnectScreen | FindScreen) and random.random() < 0.3:
        rows = [random.choice(rows)]
    moves = [Move("fill", row.key, _value_for(row, random)) for row in rows if _wants(row, random)]
    go_on = [Move("rest"), Move("key", random.choice(("enter", "enter", "ctrl+s"))), Move("rest")]
    return [*moves, *go_on]


def _wants(row: Row, random: Random) -> bool:
    entry = row.entry
    if not isinstance(entry, Input | TextArea | ChoiceEntry) or (not entry.is_on_screen and random.random() < 0.5):
        return False
    return (row._required and not row.value) or random.random() < 0.15 or row.key in ("id", "integration", "url", "key")


def _value_for(row: Row, random: Random) -> str:
    """Return something for a field. Its secrets are known, so that they are found wherever they are seen."""
    name = row.key.rpartition(".")[2]
    if row.key in ("url", "key"):
        return f"<{row.key}>"
    if name in ("private_key", "private_keys"):
        return next(one.text for one in ALL if one.kind == "private key")
    if isinstance(row.entry, SecretEntry | TextArea) and row.key != "metadata":
        return random.choice(ALL).text
    return random.choice(VALUES.get(row.key) or VALUES.get(name) or ANY)
