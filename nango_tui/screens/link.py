"""A link for the customer, and the watch for what comes of it."""

from __future__ import annotations

from contextlib import aclosing
from typing import assert_never

from textual import work
from textual.binding import Binding
from textual.content import Content

from nango_tui.model.connection import Look
from nango_tui.model.link import telling_tag
from nango_tui.model.link_after import came_through
from nango_tui.model.outcome import Failure, Got, Refused, Unreachable
from nango_tui.model.text import plain
from nango_tui.screens import link_words as words
from nango_tui.screens.dialogs import Confirm, Notice
from nango_tui.screens.link_page import LinkPage
from nango_tui.screens.link_proof import Proof, mended, prove, put_back
from nango_tui.screens.link_watch import Rows, Seen, Stopped, Trouble, watch

NEWEST = 20
"""Connections that are looked through for the one that a link made: the list has the newest first."""


class LinkScreen(LinkPage):
    """Makes a link, shows how long it is valid, and watches until the customer is through."""

    BINDINGS = [
        Binding("c", "copy_link", "Copy link", tooltip="Copy the link"),
        Binding("m", "copy_message", "Copy text", tooltip="Copy a text for the customer with the link in it"),
        Binding("w", "watch", "Watch", tooltip="Start or stop watching for the customer"),
        Binding("l", "look", "Look", tooltip="Look once whether the customer is through"),
        Binding("n", "new_link", "New link", tooltip="Make a new link"),
        Binding("p", "put_back", "Put back", tooltip="Put back what is missing"),
        Binding("i", "copy_id", "Copy id", tooltip="Copy the connection id"),
        Binding("escape", "back", "Back", tooltip="Go back"),
        Binding("f1", "help", "Help", tooltip="Say what a link does"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what there is to do now."""
        made = self.state == "made"
        match action:
            case "copy_link" | "copy_message":
                return made and not self._expired
            case "watch":
                return made and (self._broken if self._reconnect else self._before is not None)
            case "look":
                return made and self._reconnect and self.look is not None and not self._watching
            case "new_link":
                return self.state == "failed" or (made and self._expired)
            case "put_back":
                return self._restore is not None
            case "copy_id":
                return bool(self.found_id)
            case _:
                return True

    # Watching --------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._reconnect and not self._broken:
            looks = " l looks once and compares." if self.look else ""
            self._said = f"Without an auth error the list cannot show when the customer is through.{looks}"
        elif self._reconnect or self._before is not None:
            self._watch()

    def action_new_link(self) -> None:
        """Make a new link; one that was handed out before stays valid until its own end."""
        self.workers.cancel_group(self, "watch")
        self._watching = False
        self._make()

    def action_watch(self) -> None:
        """Start or stop watching."""
        if self._watching:
            self.workers.cancel_group(self, "watch")
            self._watching = False
            self._say("Not watching. w watches again.")
        else:
            self._watch()

    async def _ask(self) -> Got[Rows] | Failure:
        if self._reconnect:
            return await self.session.nango.find(self.order.connection_id)
        tag = telling_tag(self.order)
        return await self.session.nango.page(0, size=NEWEST, integration=self.order.integration, tag=tag)

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        self._watching = True
        self._say("Watching for the customer…")
        async with aclosing(watch(self.session.services, self._ask)) as signs:
            async for sign in signs:
                match sign:
                    case Seen(rows=rows):
                        if self._take(rows):
                            break
                    case Trouble(words=text) | Stopped(words=text):
                        self._say(text)
                    case never:
                        assert_never(never)
        self._watching = False
        self._show()

    def _take(self, rows: Rows) -> bool:
        """Say what the list shows now, and whether there is nothing more to watch."""
        services = self.session.services
        at = services.clock.now().astimezone(services.clock.zone())
        self._say(f"Waiting for the customer. Looked at {at:%H:%M:%S}, again every {services.limits.watch:g} s.")
        if not self._reconnect:
            return self._take_new(rows)
        row = next((one for one in rows if one.key == self._key), None)
        if row is None:
            self.session.connections.forget(self._key)
            self._said = "The connection is not there any more. It was deleted, so the link opens nothing."
        elif row.auth_error:
            self._broken = True
            return False
        elif self._handed_out:
            self._through("The auth error is gone: the customer is through.")
        else:
            self._broken = False
            self._said = "The auth error was gone before the link was copied. l looks once and compares."
        return True

    def _take_new(self, rows: Rows) -> bool:
        before = self._before or set()
        new = [row for row in rows if row.key not in before]
        if not new or not self._handed_out:
            self._before = before | {row.key for row in new}
            return False
        self.session.connections.update(new[0])
        self.found_id = new[0].connection_id
        self._through(f"The customer is through: {plain(self.found_id)} was made. i copies the connection id.")
        return True

    @work(exclusive=True, group="prove")
    async def _through(self, text: str) -> None:
        """Say that the customer is through, and then by evidence what became of what was stored."""
        self.state, self._said = "through", text
        self._show()
        self._remember("the customer is through", 0)
        if self._reconnect:
            self._evidence = ("Reading the connection once…",)
            self._show()
            await self.session.services.clock.sleep(self.session.services.limits.cleared)
            self._know(await prove(self.session, self._key, self.look, self._mode))

    @property
    def _key(self) -> tuple[str, str]:
        return self.order.connection_id, self.order.integration

    @work(exclusive=True, group="prove")
    async def action_look(self) -> None:
        """Look once, and compare with what was there before."""
        before = self.look
        if before is None:
            return
        self._say("Looking…")
        match await self.session.look(*self._key):
            case Look() as after:
                sign, text = came_through(before, after, self._mode)
                self._said = text
                if sign == "through":
                    self.state = "through"
                if sign != "no":
                    self._know(await mended(self.session, self._key, before, after, self._mode))
            case Refused(advice=advice) | Unreachable(advice=advice):
                self._said = f"{advice.happened} {advice.do}"
        self._show()

    @work(group="put back")
    async def action_put_back(self) -> None:
        """Put back what is missing, and look again."""
        restore, self._restore = self._restore, None
        if self.look and restore:
            self._know(await put_back(self.session, self._key, self.look, restore))

    def _know(self, proof: Proof) -> None:
        self._evidence, self._restore, self._settled = proof.lines, proof.restore, proof.settled
        self._alarm, self._differs = proof.alarm, proof.differs
        self._show()

    # Leaving ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="back")
    async def action_back(self) -> None:
        """Go back; while metadata wait to be written back, ask."""
        if self.owes:
            names = "; ".join(text for _, text in self._fate.back)
            detail = (
                f"The metadata, {names}, is written back from this page once the customer is through. If you leave "
                "now, it is lost when the customer uses the link."
            )
            question = "Leave before the customer is through?"
            if not await self.app.push_screen_wait(Confirm(question, detail, yes="Leave", no="Stay")):
                return
        if self._handed_out and not self._settled:
            # The customer may be through at any time from now on, or is already.
            self.session.forget_look(self._key)
        self.dismiss(None)

    def action_help(self) -> None:
        """Say what a link does."""
        self.app.push_screen(Notice("A link for the customer", Content(words.HELP)))
