"""A screen with a draft that pasted texts fill, and that can be copied as text."""

from __future__ import annotations

from typing import Literal

from textual import events, work
from textual.binding import Binding

from nango_tui.model.auth import MODES
from nango_tui.model.draft import Draft
from nango_tui.model.moving import for_another_environment
from nango_tui.model.needs import still_missing
from nango_tui.model.paste.found import Recognized
from nango_tui.model.secret import Secret
from nango_tui.model.unsent import unsent
from nango_tui.screens.closing import Page
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.moving import CopyForAnother
from nango_tui.screens.session import Session
from nango_tui.widgets.entry import TakesPaste

Readiness = Literal["ready", "form comes first", "busy"]


CLIPBOARD_ACTIONS = ("undo_paste", "copy_missing", "copy_for_another", "start_over")


class ClipboardScreen(Page[None], TakesPaste):
    """Shows what a pasted text would fill. Nothing of the text is kept once its preview is closed."""

    BINDINGS = [
        Binding("ctrl+z", "undo_paste", "Undo paste", priority=True, tooltip="Take back what the last paste filled"),
        Binding("f3", "copy_missing", "Copy what is missing", show=False, tooltip="Copy what to ask the customer for"),
        Binding(
            "f4",
            "copy_for_another",
            "Copy for another environment",
            show=False,
            tooltip="Copy this form as a text that fills it in another environment",
        ),
        Binding("f5", "start_over", "Start over", show=False, tooltip="Drop what was typed into this form"),
    ]

    LEADING = frozenset({"paste", "start over"})

    session: Session
    draft: Draft

    def __init__(self, pasted: Recognized | None = None, *, asked_for: bool = False) -> None:
        """Take what was recognized before the screen was opened. `asked_for`: it would have opened without that."""
        super().__init__()
        self._pasted = pasted
        self._only_for_paste = pasted is not None and not asked_for
        """Whether a pasted text opened it, and was not taken or left yet."""
        self._before_paste: Draft | None = None
        self._filled: Draft | None = None
        self._asked_to_undo = False

    # What the screen itself says -------------------------------------------------------------------------------

    @property
    def readiness(self) -> Readiness:
        """Whether a text can be shown over the form now."""
        raise NotImplementedError

    def collect(self) -> None:
        """Take what is on screen into the draft."""
        raise NotImplementedError

    def show_form(self, draft: Draft) -> None:
        """Show the form with this draft."""
        raise NotImplementedError

    # Pasting ---------------------------------------------------------------------------------------------------

    def forget_paste(self) -> None:
        """Leave nothing to be taken back: what it filled was sent, or was another customer's."""
        self._before_paste = None

    @property
    def can_undo(self) -> bool:
        """Whether there is a paste to be taken back."""
        return self._before_paste is not None

    def take_paste(self, text: Secret) -> None:
        """Show what a pasted text would fill; where the form is not on screen it comes first."""
        if self.readiness == "busy":
            return
        self._pasted = self.session.recognized(text)
        if self.readiness == "ready":
            self.show_pasted()
        else:
            self.collect()
            self.show_form(self.draft)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste that no field took."""
        event.stop()
        self.take_paste(Secret(event.text))

    def show_pasted(self) -> None:
        """Show the preview of what was pasted before the form was there, if there is something."""
        pasted, self._pasted = self._pasted, None
        if pasted is not None:
            self._preview(pasted)

    @work(exclusive=True, group="paste")
    async def _preview(self, found: Recognized) -> None:
        from nango_tui.screens.paste import PasteScreen

        self.collect()
        before = self.draft
        filled = await self.app.push_screen_wait(PasteScreen(self.session, before, found))
        only_for_paste, self._only_for_paste = self._only_for_paste, False
        if filled is None and only_for_paste and not unsent(before):
            # Esc leaves everything as it was: the form was not open.
            self.dismiss(None)
        elif filled is not None and filled != before:
            self._before_paste, self._filled, self._asked_to_undo = before, filled, False
            self.show_form(filled)

    @work(exclusive=True, group="start over")
    async def action_start_over(self) -> None:
        """Show the form as it was before anything was typed, after a yes."""
        self.collect()
        if not unsent(self.draft):
            self.notify("Nothing was typed here.", markup=False)
            return
        detail = "The form is filled again with what is stored." if self.draft.exists else ""
        if await self.app.push_screen_wait(Confirm("Drop what you typed here?", detail, yes="Drop it", no="Keep it")):
            self.forget_paste()
            # What was said of what was typed is not true any more.
            self.app.clear_notifications()
            self.show_form(self.session.afresh(self.draft))

    # Copying ---------------------------------------------------------------------------------------------------

    def action_copy_missing(self) -> None:
        """Copy what is still missing, to be asked of the customer."""
        self.collect()
        text = still_missing(self.session.form_of(self.draft), self.draft) if self.draft.mode in MODES else ""
        if text:
            self.app.copy_to_clipboard(text)
        said = "What is still missing was sent to your terminal's clipboard." if text else "Nothing is missing."
        self.notify(said, markup=False)

    @work(exclusive=True, group="copy")
    async def action_copy_for_another(self) -> None:
        """Copy the form as a text that fills it in another environment."""
        self.collect()
        draft, clock = self.draft, self.session.services.clock
        with_credentials = await self.app.push_screen_wait(CopyForAnother(has_credentials=bool(draft.values)))
        if with_credentials is None:
            return
        text = for_another_environment(draft, with_credentials=with_credentials, now=clock.now(), zone=clock.zone())
        self.app.copy_to_clipboard(text)
        what = "with its credentials" if with_credentials else "without credentials"
        self.notify(f"The connection was sent to your terminal's clipboard, {what}.", markup=False)

    def action_undo_paste(self) -> None:
        """Take back what the last paste filled."""
        self.collect()
        if self._before_paste is not None and self.draft != self._filled and not self._asked_to_undo:
            self._asked_to_undo = True
            self.notify("You changed the form since the paste. Ctrl+Z again takes all of it back.", markup=False)
            return
        before, self._before_paste = self._before_paste, None
        if before is not None:
            self.show_form(before)
