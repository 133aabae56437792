"""Small questions and notices over a screen."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from nango_tui.screens.closing import Dialog
from nango_tui.widgets.entry import TextEntry

T = TypeVar("T")


class Question(Dialog[T]):
    """What is asked over a screen; F1 says how to answer."""

    HOW: ClassVar[str]
    """How to answer."""
    BINDINGS = [Binding("f1", "help", "Help", tooltip="Say how to answer")]

    def action_help(self) -> None:
        """Say how to answer."""
        self.app.push_screen(Notice("A question", Content(self.HOW)))


class Confirm(Question[bool | None]):
    """A question with two answers; Esc gives none, and nothing happens."""

    HOW = """\
Left and Right choose an answer, Enter gives it; n is the answer on the left, y the one on the right.

Esc gives none: the question closes, and nothing happens."""

    BINDINGS = [
        Binding("n", "answer(False)", "No", tooltip="Answer no"),
        Binding("escape", "close_page", "Back", tooltip="Go back without an answer, which is no yes"),
        Binding("y", "answer(True)", "Yes", tooltip="Answer yes"),
        Binding("left,right,up,down", "app.focus_next", show=False),
    ]
    DEFAULT_CSS = """
    Confirm {
        align: center middle;
        & > Vertical {
            width: 60; max-width: 90%; height: auto; padding: 1 2; background: $panel; border: round $warning;
        }
        &.-red > Vertical { border: round $error; }
        &.-red .question { color: $text-error; }
        .question { text-style: bold; height: auto; }
        .detail { height: auto; margin-top: 1; }
        Horizontal { height: auto; margin-top: 1; align-horizontal: right; }
        Button { margin-left: 2; }
    }
    """

    def __init__(self, question: str, detail: str = "", *, yes: str = "Yes", no: str = "No", red: bool = False) -> None:
        """Take the question and what follows from a yes; `red`: a yes may hurt a customer."""
        super().__init__(classes="-red" if red else None)
        self._question, self._detail, self._yes, self._no = question, detail, yes, no

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(self._question), classes="question")
            if self._detail:
                yield Static(Content(self._detail), classes="detail")
            with Horizontal():
                yield Button(Content(self._no), id="no", compact=True)
                yield Button(Content(self._yes), id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """Close with this answer."""
        self.dismiss(yes)


async def agreed(app: App[None], question: Confirm) -> bool:
    """Ask; return whether the answer was yes."""
    answer = await app.push_screen_wait(question)
    return answer is True


class TypedConfirm(Question[bool | None]):
    """A question that is answered yes by typing a name; Esc says no."""

    HOW = """\
What follows cannot be undone, so that a key pressed by mistake must not do it. Type the name as it stands there, then \
press Enter.

Esc closes the question, and nothing happens."""

    BINDINGS = [Binding("escape", "close", "No", tooltip="Answer no")]
    DEFAULT_CSS = """
    TypedConfirm {
        align: center middle;
        & > Vertical {
            width: 70; max-width: 94%; height: auto; max-height: 90%; padding: 1 2;
            background: $panel; border: round $error;
        }
        .question { text-style: bold; height: auto; }
        .detail { height: auto; margin-top: 1; }
        .ask { height: auto; margin-top: 1; }
        .mark { height: auto; color: $text-error; }
    }
    """

    def __init__(self, question: str, detail: str, name: str, *, yes: str) -> None:
        """Take the question, what follows from a yes, the name to type, and what Enter does then: "delete it"."""
        super().__init__()
        self._question, self._detail, self._wanted, self._yes = question, detail, name, yes

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(self._question), classes="question")
            yield Static(Content(self._detail), classes="detail")
            yield Static(
                Content.from_markup("Type [b]$name[/b] and press Enter to $yes.", name=self._wanted, yes=self._yes),
                classes="ask",
            )
            yield TextEntry()
            yield Static(classes="mark")

    def on_mount(self) -> None:
        self.query_one(TextEntry).focus()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(".mark", Static).update(Content(""))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip() == self._wanted.strip():
            self.dismiss(True)
        else:
            self.query_one(".mark", Static).update(Content("That does not match. Esc goes back."))

    def action_close(self) -> None:
        """Close without a yes."""
        self.dismiss(False)


class Notice(Dialog[None]):
    """A text to read: help, a raw answer."""

    BINDINGS: ClassVar = [Binding("escape,f1,enter,q", "close_page", "Close", tooltip="Close this text")]
    DEFAULT_CSS = """
    Notice {
        align: center middle;
        & > VerticalScroll {
            width: 76; max-width: 96%; height: auto; max-height: 90%; padding: 1 2;
            background: $panel; border: round $primary; border-subtitle-color: $text-muted;
        }
        Static { height: auto; }
    }
    """

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._body = title, text

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = Content(self._title)
            box.border_subtitle = "Esc closes"
            yield Static(self._body)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()


class TooSmall(Dialog[None]):
    """Covers everything while the window is too small to work in; what was typed stays underneath."""

    DEFAULT_CSS = """
    TooSmall {
        align: center middle; background: $background;
        Static { width: auto; max-width: 100%; text-align: center; }
    }
    """

    def __init__(self, needed: tuple[int, int]) -> None:
        super().__init__()
        self._needed = needed

    def compose(self) -> ComposeResult:
        width, height = self._needed
        needed = f"Please make this window larger.\nnango-tui needs {width} x {height}."
        yield Static(Content(f"{needed}\nNothing is lost. No key counts until then."))
