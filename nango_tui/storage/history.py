"""What was sent, kept in a file of this user: no secret, and no value of a field."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from nango_tui.model.history import Entry, holds, matches, words_of
from nango_tui.model.text import cut, plain
from nango_tui.storage.folder import in_home
from nango_tui.storage.history_db import COLUMNS, WAIT, keep_aside, remove, remove_kept, transaction, wipe
from nango_tui.storage.history_words import STATE_VARIABLE, Unusable

FILE_NAME = "history.sqlite"
MOST = 10_000
"""How many entries are kept; older ones are removed."""
LONGEST = 300
"""How many characters of a text are kept: more than a connection id can have that can be read again (255)."""

_COLUMNS = ", ".join(COLUMNS)
_INSERT = f"INSERT INTO entry ({_COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS))})"
_DELETE = f"DELETE FROM entry WHERE {' AND '.join(f'{name} = ?' for name in COLUMNS)}"
_TRIM = "DELETE FROM entry WHERE id <= (SELECT id FROM entry ORDER BY id DESC LIMIT 1 OFFSET ?)"
_NEWEST = f"SELECT {_COLUMNS} FROM entry ORDER BY id DESC"
_OFF = "No history is kept: it is switched off (history = false in the environment file)."


def state_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the history: NANGO_TUI_STATE_DIR, else where this system wants it.

    Raises ValueError where neither is known.
    """
    if override := environ.get(STATE_VARIABLE, "").strip():
        # Not Path.expanduser, which raises for the home of a user whom nobody knows.
        return Path(os.path.expanduser(override)).absolute()
    from platformdirs import user_state_path

    return in_home(partial(user_state_path, "nango-tui", appauthor=False), STATE_VARIABLE)


def clear_history(environ: Mapping[str, str]) -> tuple[bool, str]:
    """Forget everything that is kept for this user; return whether that succeeded, and what became of it in words."""
    try:
        history = HistoryFile(state_folder(environ))
    except ValueError as wrong:
        return False, f"The history was not cleared: {wrong}"
    count = len(history.entries(most=MOST))
    unread = history.problem
    if problem := history.clear():
        return False, problem
    were = {0: "Nothing was in it", 1: "1 entry was in it"}.get(count, f"{count:,} entries were in it")
    return True, f"The history is cleared. {'It could not be read' if unread else were}: {history.path}"


class HistoryFile:
    """`history.sqlite` in a folder; implements the port History. Any thread may call, several programs may write.

    A call takes some milliseconds, on a slow disk more, and less than a second while another program holds the file:
    on an event loop, `await asyncio.to_thread(history.add, entry)`, whose threads do not hold the end of the program
    (Services.executor). Not `enabled`: nothing is added; what is there can be read and cleared. `most`: entries that
    are kept. `wait`: seconds for another program's transaction.
    """

    def __init__(self, folder: Path, enabled: bool = True, *, most: int = MOST, wait: float = WAIT) -> None:
        self.path = folder / FILE_NAME
        self._most = most
        self._wait = wait
        self._off = "" if enabled else _OFF
        self._writing = ""
        self._reading = ""
        self._aside = ""

    @property
    def problem(self) -> str:
        """Why no history is kept, or what became of a broken one, as the last calls found it; "" if all is well.

        That it is switched off is told to who reads it, not to who adds: it was asked for.
        """
        return self._writing or self._reading or self._aside

    def add(self, entry: Entry, instead_of: Entry | None = None) -> None:
        """Remember one thing; texts are made plain and cut at 300 characters.

        `instead_of`: the entry of the same thing while it was under way; it goes in the same transaction.
        """
        if self._off:
            self._reading = ""
            return
        self._writing = self._tell("No history is kept", lambda: self._add(entry, instead_of))
        if not self._writing:
            self._reading = ""

    def entries(self, text: str = "", most: int = 200) -> tuple[Entry, ...]:
        """Return the newest entries in which each word of the text stands, as `matches` says; newest first."""
        found: list[Entry] = []
        unread = self._tell("The history cannot be read", lambda: found.extend(self._entries(text, most)))
        self._reading = self._off or unread
        return tuple(found)

    def clear(self) -> str:
        """Forget everything, broken files that were kept aside too; return why that failed, "" if it did not."""
        try:
            try:
                wipe(self.path, self._wait)
            except Unusable as error:
                if error.kind in ("newer", "busy", "foreign"):
                    raise
                if error.kind != "absent":  # another program may be making it
                    remove(self.path)  # broken, or the disk is too full even for a journal
            remove_kept(self.path)
        except Unusable as error:
            return f"The history was not cleared: {error.words} ({self.path})"
        self._aside = ""
        return ""

    def _add(self, entry: Entry, instead_of: Entry | None) -> None:
        with transaction(self.path, "make", self._wait) as connection:
            if instead_of is not None:
                connection.execute(_DELETE, _row(instead_of))
            connection.execute(_INSERT, _row(entry))
            connection.execute(_TRIM, (self._most,))

    def _entries(self, text: str, most: int) -> list[Entry]:
        try:
            with transaction(self.path, "read", self._wait) as connection:
                # Most rows are told apart as they come: making all 10,000 into entries takes ten times as long.
                words = words_of(text)
                rows = (row for row in connection.execute(_NEWEST) if holds(map(str, row), words))
                every = filter(None, map(_entry, rows))
                return list(islice((entry for entry in every if matches(entry, text)), max(0, most)))
        except Unusable as error:
            if error.kind == "absent":
                return []
            raise

    def _tell(self, what: str, call: Callable[[], None]) -> str:
        """Make the call, once more where that can help; return what kept it from succeeding, "" if nothing."""
        try:
            try:
                call()
            except Unusable as error:
                if error.kind == "broken" and not self._aside:
                    self._keep_aside(error)
                elif error.kind not in ("moved", "absent"):
                    raise
                call()
        except Unusable as error:
            return f"{what}: {error.words} ({self.path})"
        return ""

    def _keep_aside(self, error: Unusable) -> None:
        # Once in a session: a file that is broken again at once is no file to litter the disk with.
        if aside := keep_aside(self.path, error.seen):
            self._aside = f"The history file was broken. It was kept as {aside}, and a new one was begun."


def _row(entry: Entry) -> tuple[str | int, ...]:
    when = entry.when.astimezone(UTC) if entry.when.tzinfo else entry.when
    texts = {name: cut(plain(getattr(entry, name)), LONGEST) for name in COLUMNS if name not in ("at", "status")}
    values: dict[str, str | int] = {
        **texts,
        "at": when.replace(tzinfo=None).isoformat(" "),
        "status": min(max(entry.status, 0), 999),
    }
    return tuple(values[name] for name in COLUMNS)


def _entry(row: Iterable[object]) -> Entry | None:
    """Return a row as an entry, None for one that this program did not write: a file can be edited."""
    values = dict(zip(COLUMNS, row, strict=True))
    at, status = values.pop("at"), values.pop("status")
    texts = {name: plain(value) for name, value in values.items() if isinstance(value, str)}
    if len(texts) != len(values) or not isinstance(at, str) or not isinstance(status, int):
        return None
    try:
        when = datetime.fromisoformat(at).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Entry(when=when, status=status, **texts)
