"""Home's group of connections: read page by page, found by what is typed, broken ones first."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import work
from textual.content import Content
from textual.timer import Timer

from nango_tui.screens.groups import ROWS, Group, counted, fit
from nango_tui.widgets.once import once

if TYPE_CHECKING:
    # As Home, which is the first frame.
    from nango_tui.model.connection import ConnectionRow
    from nango_tui.model.outcome import Failure, Got
    from nango_tui.model.search import Query
    from nango_tui.screens.session import Session

    Listed = Got[tuple[ConnectionRow, ...]] | Failure

PATIENCE = 3
"""So often in a row a refusal for too many calls is waited out."""
SHORTEST = 2
"""With fewer letters the server is not asked: nearly everything would fit."""
READS_ONCE = "Enter reads it once; Nango may try its refresh token again"


class FixGroup(Group):
    """The connections that fit. Reading goes on while other screens lie above."""

    TITLE = "Fix"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.shown: tuple[ConnectionRow, ...] = ()
        self._total = 0
        self._typed = ""
        self.operators = False
        """Whether an operator was typed, as in:zendesk."""
        self._asked = ""
        """The last text that the server was asked about."""
        self._unanswered: Failure | None = None
        """Why the server did not answer that; it is asked again by Ctrl+R, or for another text."""
        self._resting: Timer | None = None

    @property
    def highlighted(self) -> ConnectionRow | None:
        """The connection of the highlighted row."""
        index = self.rows.highlighted
        return self.shown[index] if index is not None and index < len(self.shown) else None

    @property
    def reading(self) -> bool:
        """Whether more connections will come without being asked for."""
        roster = self.session.connections if self.session else None
        return roster is not None and not roster.complete and roster.stopped is None and roster.failure is None

    def open(self, session: Session | None) -> None:
        """Read this environment's connections, from where reading it ended."""
        self.workers.cancel_group(self, "pages")
        self.workers.cancel_group(self, "ask")
        self.session, self._asked, self._unanswered = session, "", None
        if self.reading:
            self._read()

    def again(self) -> None:
        """Go on where reading stopped, or read all once more."""
        if self.session:
            roster = self.session.connections
            self._asked, self._unanswered = "", None
            if roster.stopped is not None or (roster.failure and roster.page):
                roster.go_on()
            else:
                roster.again()
            self._read()

    # What fits -------------------------------------------------------------------------------------------------

    def search(self, typed: str, *, keep: bool) -> bool:
        """Show what fits; say whether the typed text is a connection's id. `keep`: the highlighted one stays so."""
        before = self.highlighted
        self._typed = typed
        session = self.session
        if session is None:
            self.shown, self._total, self.operators = (), 0, False
            self.fill(0, 0)
            self.head("", "")
            self.say(None)
            return False
        from nango_tui.model.search import parse

        query = parse(typed)
        self.operators = query.operators
        found = session.connections.index.find(query, ROWS)
        self.shown, self._total = found.rows, found.total
        at = 0
        if keep and before and (self.active or self.rows.highlighted):
            keys = [row.key for row in found.rows]
            at = keys.index(before.key) if before.key in keys else 0
        self.fill(len(found.rows), at)
        self.moved()
        self.say(self._words(session, query))
        self._ask_soon(session, query)
        return found.exact

    def _words(self, session: Session, query: Query) -> Content | None:
        roster = session.connections
        if roster.failure:
            return _failure_words(roster.failure, len(roster.index))
        if roster.stopped is not None:
            calls = f"nly {roster.stopped} calls are left for this account this minute"
            if roster.complete:
                return Content(f"O{calls}: the server is not asked. Ctrl+R asks it again.")
            return Content(f"Stopped at {len(roster.index):,}: o{calls}. Ctrl+R goes on.")
        if self.shown or self.reading:
            return None
        if self._unanswered and self._asked == query.text:
            return _failure_words(self._unanswered, 0)
        if not len(roster.index):
            return Content("There is no connection in this environment yet.")
        if unknown := query.unknown_filter:
            return Content(f"{unknown} is no filter: there are is:broken, is:syncerror, in: and tag:.")
        return Content("No connection matches. Ctrl+F: enter connection id and integration.")

    def moved(self) -> None:
        """Say what opening the highlighted connection does, before it is opened."""
        session, row = self.session, self.highlighted
        if session is None:
            return
        about = ""
        if self.active and row and row.auth_error and session.can_read_credentials is not False:
            about = READS_ONCE
        elif self.active and row and row.sync_errors and not row.auth_error:
            about = "a sync failed: new credentials do not change that"
        elif broken := session.connections.index.broken:
            about = f"{broken:,} auth {'error' if broken == 1 else 'errors'} first"
        self.head(about, self._counted(session, short=bool(about is READS_ONCE)))

    def _counted(self, session: Session, *, short: bool) -> str:
        roster = session.connections
        there = len(roster.index)
        if roster.failure and not there:
            return ""
        if roster.waiting:
            return f"{there:,}, goes on in {roster.waiting} s"
        if self.reading and not self._typed:
            return f"reading… {there:,}"
        count = counted(self._total, there)
        if short:
            return f"{ROWS} of {self._total:,}" if self._total > ROWS else count
        if self.reading:
            return f"{count}, reading…"
        answered = self._typed and self._asked == self._typed and self._unanswered is None
        return f"{count}, also asked the server" if answered else count

    def draw(self, index: int, width: int) -> Content:
        """Return the row of a connection: who, where, what is wrong, how old."""
        from nango_tui.model.search import age, logged_at
        from nango_tui.model.text import plain

        row = self.shown[index]
        now = self.session.services.clock.now() if self.session else None
        broken = row.auth_error
        trouble = "auth error" if broken else "sync error" if row.sync_errors else ""
        since = logged_at(broken or row.sync_errors[0]) if trouble else None
        when = age(since, now) if now else ""
        customer, error = (30, 20) if width >= 99 else (20, 18)
        between = max(10, width - customer - error - 10)
        where = min(cell_len(row.integration), between // 2)
        named = fit(f"{fit(plain(row.integration), where)} · {plain(row.connection_id)}", between)
        return Content.assemble(
            f" {fit(plain(row.customer) or '—', customer)} {named} ",
            (fit(f"{trouble}, {when}" if when else trouble, error), "$text-error" if broken else "$text-warning"),
            (f"{age(row.created, now) if now else '':>7}", "dim"),
        )

    # Reading ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="pages")
    async def _read(self) -> None:
        """Read page after page, never two at a time, and stop where the account's calls run out."""
        from nango_tui.model.outcome import Got, Refused
        from nango_tui.model.waiting import worth_waiting

        session = self.session
        if session is None:
            return
        roster, refused = session.connections, 0
        self._changed()
        while self.reading:
            found = await self._in_turn(session, partial(session.nango.page, roster.page))
            if self._gone(session):
                return
            if isinstance(found, Got):
                refused = 0
                roster.take(found.value, found.answer)
            elif isinstance(found, Refused) and refused < PATIENCE and (wait := worth_waiting(found)):
                refused += 1
                await self._count_down(session, wait)
            else:
                roster.failure = found
            self._changed()

    async def _in_turn(self, session: Session, call: Callable[[], Coroutine[object, object, Listed]]) -> Listed:
        async with session.connections.turn:
            return await call()

    async def _count_down(self, session: Session, seconds: int) -> None:
        for left in range(seconds, 0, -1):
            session.connections.waiting = left
            self.moved()
            await session.services.clock.sleep(1)
        session.connections.waiting = 0

    def _gone(self, session: Session) -> bool:
        return session is not self.session or self.ending

    def _changed(self) -> None:
        if not self.ending:
            self.post_message(self.Changed())

    @work(exclusive=True, group="newest")
    async def read_newest(self) -> None:
        """Read the newest connections once more: something was stored or deleted."""
        from nango_tui.model.outcome import Got

        session = self.session
        if session is None or session.connections.stopped is not None:
            return
        found = await self._in_turn(session, partial(session.nango.page, 0))
        if isinstance(found, Got) and not self._gone(session):
            session.connections.merge(found.value, found.answer)
            self._changed()

    def _ask_soon(self, session: Session, query: Query) -> None:
        if self._resting:
            self._resting.stop()
            self._resting = None
        if query.text != self._asked:
            self.workers.cancel_group(self, "ask")
        if query.text != self._asked and self._worth_asking(session, query):
            self._resting = once(self, session.services.limits.pause, self._ask)

    def _worth_asking(self, session: Session, query: Query) -> bool:
        """Say whether the server could know more than what was read: it looks in id, name and e-mail."""
        roster = session.connections
        if roster.stopped is not None or roster.waiting or len(query.text) < SHORTEST or _may_not(roster.failure):
            return False
        return not self.shown or not roster.complete

    @work(exclusive=True, group="ask")
    async def _ask(self) -> None:
        """Let the server complete what was found in what is read so far."""
        from nango_tui.model.outcome import Got, Refused
        from nango_tui.model.search import looks_like_an_id, parse

        session, query = self.session, parse(self._typed)
        if session is None or self.ending:
            return
        if looks_like_an_id(query.text):
            found = await self._in_turn(session, partial(session.nango.find, query.text))
        elif query.words:
            # The server looks for one text, not for several words.
            longest = max(query.words, key=len)
            found = await self._in_turn(session, partial(session.nango.page, 0, search=longest))
        else:
            return
        if self._gone(session):
            return
        if isinstance(found, Got):
            session.connections.merge(found.value, found.answer)
        elif isinstance(found, Refused) and found.answer.status == 429:
            session.connections.stopped = 0
        # Whatever came of it: a server that does not answer would be asked for ever.
        self._asked = query.text
        self._unanswered = None if isinstance(found, Got) else found
        self._changed()


def _may_not(failure: Failure | None) -> bool:
    """Say whether the key may not list connections."""
    from nango_tui.model.outcome import Refused

    return isinstance(failure, Refused) and bool(failure.scope)


def _failure_words(failure: Failure, read: int) -> Content:
    if _may_not(failure):
        return Content(f"{failure.advice.happened} Ctrl+F: enter connection id and integration.")
    stopped = f"Stopped at {read:,}: " if read else ""
    return Content(f"{stopped}{failure.advice.happened} Ctrl+R {'goes on' if read else 'tries again'}.")
