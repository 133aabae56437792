"""Shown when the key cannot be had from the keyring: wait for it, or use a key for this session only."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.ports import NoKey, Services
from nango_tui.screens.closing import Dialog
from nango_tui.screens.dialogs import Notice
from nango_tui.screens.key_help import KEYRING
from nango_tui.widgets.bars import where
from nango_tui.widgets.entry import SecretEntry
from nango_tui.widgets.keys import KeyFooter
from nango_tui.widgets.row import Row


class KeyringScreen(Dialog[HeldKey | NoKey | None]):
    """Says what the keyring answered. Takes a key, stores it where that is possible, or asks the keyring again."""

    BINDINGS = [
        Binding("enter", "use", "Use this key", tooltip="Use the key that was typed"),
        Binding("ctrl+r", "wait", "Ask again", tooltip="Ask the keyring again, and wait while you unlock it"),
        Binding("ctrl+s", "session_only", "This session only", tooltip="Use the key without storing it"),
        Binding("escape", "back", "Back", tooltip="Stop waiting, or leave without a key"),
        Binding("f1", "help", "Help", tooltip="Say what can be done about the keyring"),
    ]
    DEFAULT_CSS = """
    KeyringScreen {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 96%; height: auto; padding: 1 2; background: $panel; border: round $warning;
        }
        .title { text-style: bold; height: auto; margin-bottom: 1; }
        #said { height: auto; margin-bottom: 1; }
    }
    """

    def __init__(self, services: Services, environment: Environment, problem: NoKey) -> None:
        super().__init__()
        self._services = services
        self._environment = environment
        self._problem = problem
        self._waiting = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(f"The API key of {where(self._environment)}"), classes="title")
            yield Static(Content(self._words(self._problem)), id="said")
            yield Row(
                "key",
                "API key",
                SecretEntry(placeholder="paste it here"),
                hint="Dashboard, Environment settings, API keys.",
            )
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(SecretEntry).focus()
        if self._problem.state in ("locked", "hanging"):
            # A person may be typing the keyring's password into a window of its own right now.
            self.action_wait()

    def _words(self, problem: NoKey) -> str:
        return f"{problem.happened} {problem.do}"

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(Content(text))

    @work(exclusive=True)
    async def action_wait(self) -> None:
        """Ask the keyring again, patiently."""
        self._waiting = True
        self._say("Waiting for your keyring. Unlock it in its own window, or paste the key: this session only.")
        try:
            found = await self._services.keys.find(self._environment, patient=True)
        finally:
            self._waiting = False
        if isinstance(found, HeldKey):
            self.dismiss(found)
        else:
            self._problem = found
            self._say(self._words(found))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_use()

    def action_use(self) -> None:
        """Use the key that was typed: stored where the keyring works, else for this session only."""
        if self._problem.state == "missing" and self.query_one(SecretEntry).secret:
            self._store()
        else:
            self.action_session_only()

    @work(exclusive=True)
    async def _store(self) -> None:
        self._waiting = True
        self._say("Waiting for your keyring… Ctrl+S: this session only.")
        try:
            problem = await self._services.keys.keep(self._environment, self.query_one(SecretEntry).secret)
        finally:
            self._waiting = False
        if problem is None:
            self.dismiss(self._services.keys.held(self._environment))
        else:
            self._problem = problem
            self._say(f"{self._words(problem)} Ctrl+S: this session only.")

    def action_session_only(self) -> None:
        """Use the key without storing it."""
        secret = self.query_one(SecretEntry).secret
        if secret:
            self.workers.cancel_node(self)
            self._services.keys.hold(self._environment, secret)
            self.dismiss(self._services.keys.held(self._environment))
        else:
            self.query_one(Row).mark("Paste the API key of the environment.", error=True)

    def action_back(self) -> None:
        """Stop waiting, or leave."""
        if self._waiting:
            self.workers.cancel_node(self)
            self._waiting = False
            self._say("Stopped waiting. Paste the key to use it for this session only, or Ctrl+R asks again.")
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        """Say what can be done about the keyring."""
        self.app.push_screen(Notice("The keyring", Content(KEYRING)))
