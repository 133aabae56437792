"""Which connections fit what is typed, as quickly as keys come."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from nango_tui.model.connection import ConnectionRow, Trouble
from nango_tui.model.moments import moment_of

Key = tuple[str, str]
"""What names a connection: its id and its integration."""

_TOKEN = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_FILTER = "is:"
_FLAGS = {"is:broken": "broken", "is:syncerror": "sync error"}
_LOGGED = re.compile(r"(\d{13})_", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, taken apart: all of it must fit.

    `words`: each anywhere in a connection. `integrations`: of `in:zendesk`, a part of the integration's id. `flags`: of
    `is:broken` (an auth error) and `is:syncerror`. `tags`: of `tag:key=value` and `tag:key`, how they begin.
    Everything casefolded but `text`, which is what was typed. `operators`: one was typed, be it unfinished or unknown.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    integrations: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    tags: tuple[tuple[str, str | None], ...] = ()
    operators: bool = False

    @property
    def unknown_filter(self) -> str:
        """A word that looks like a filter and is none, "" if there is none."""
        return next((word for word in self.words if word.startswith(_FILTER)), "")

    def narrows(self, other: Query) -> bool:
        """Say whether all that fits this query fits the other one too."""
        return (
            _each_within(other.words, self.words)
            and _each_within(other.integrations, self.integrations)
            and other.flags <= self.flags
            and all(any(_narrows_tag(mine, tag) for mine in self.tags) for tag in other.tags)
        )


def _each_within(wide: tuple[str, ...], narrow: tuple[str, ...]) -> bool:
    return all(any(word in longer for longer in narrow) for word in wide)


def _narrows_tag(narrow: tuple[str, str | None], wide: tuple[str, str | None]) -> bool:
    (key, value), (wide_key, wide_value) = narrow, wide
    if wide_value is None:
        return key.startswith(wide_key)
    return value is not None and key == wide_key and value.startswith(wide_value)


def parse(text: str) -> Query:
    """Take a typed text apart. An operator that is typed half fits everything, so that no list flashes empty."""
    words: list[str] = []
    integrations: list[str] = []
    flags: set[str] = set()
    tags: list[tuple[str, str | None]] = []
    operators = False
    for token in _TOKEN.findall(text.casefold()):
        name, _, rest = token.replace('"', "").partition(":")
        if name == "in" and token != "in":
            operators = True
            integrations.extend([rest] if rest else [])
        elif name == "tag" and token != "tag":
            operators = True
            key, equals, value = rest.partition("=")
            tags.extend([(key, value if equals else None)] if key else [])
        elif token.startswith(_FILTER) and any(flag.startswith(token) for flag in _FLAGS):
            operators = True
            flags.update([_FLAGS[token]] if token in _FLAGS else [])
        elif word := token.replace('"', ""):
            operators = operators or word.startswith(_FILTER)
            words.append(word)
    return Query(text.strip(), tuple(words), tuple(integrations), frozenset(flags), tuple(tags), operators)


def looks_like_an_id(text: str) -> bool:
    """Say whether a text is a UUID, as Nango and this program make connection ids."""
    return _UUID.fullmatch(text) is not None


@dataclass(slots=True)
class _Entry:
    row: ConnectionRow
    rank: tuple[bool, str, int]
    haystack: str
    connection_id: str
    integration: str
    flags: frozenset[str]
    tags: str
    """Each as a line "key=value" with a line end before it."""


def _entry(row: ConnectionRow) -> _Entry:
    texts = (*row.end_user.values(), *row.tags.values(), row.connection_id, row.integration, row.provider)
    broken = row.auth_error
    since = logged_at(broken) if broken else None
    flags = [*(["broken"] if broken else []), *(["sync error"] if row.sync_errors else [])]
    return _Entry(
        row,
        (broken is not None, since.isoformat() if since else row.created, row.number),
        # No word holds a line end, so none fits across two texts.
        "\n".join(dict.fromkeys(texts)).casefold(),
        row.connection_id.casefold(),
        row.integration.casefold(),
        frozenset(flags),
        "".join(f"\n{key}={text}" for key, text in row.tags.items()).casefold(),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """The best of what fits, and how much fits. `exact`: the first one's id is what was typed."""

    rows: tuple[ConnectionRow, ...]
    total: int
    exact: bool = False


class Index:
    """Connections that are found by what is typed: those with an auth error first, then the newest.

    What fits is kept, and searched alone when the next text narrows the last one: 10,000 take a millisecond.
    """

    def __init__(self) -> None:
        self._entries: dict[Key, _Entry] = {}
        self._order: list[_Entry] | None = None
        self._last: tuple[Query, list[_Entry]] | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: Key) -> bool:
        return key in self._entries

    @property
    def keys(self) -> tuple[Key, ...]:
        """What names the connections that are here."""
        return tuple(self._entries)

    @property
    def broken(self) -> int:
        """How many have an auth error: these come first."""
        return bisect(self._in_order(), False, key=lambda entry: not entry.rank[0]) if self._entries else 0

    def get(self, key: Key) -> ConnectionRow | None:
        """Return the connection as it was last put."""
        entry = self._entries.get(key)
        return entry.row if entry else None

    def put(self, rows: Iterable[ConnectionRow]) -> None:
        """Take connections, in place of those that are named the same."""
        self._entries.update({row.key: _entry(row) for row in rows})
        self._order = self._last = None

    def drop(self, keys: Iterable[Key]) -> None:
        """Forget connections."""
        for key in keys:
            self._entries.pop(key, None)
        self._order = self._last = None

    def find(self, query: Query, limit: int) -> Found:
        """Return at most `limit` of the connections that fit, and how many there are."""
        found = self._last[1] if self._last and query.narrows(self._last[0]) else self._in_order()
        for flag in query.flags:
            found = [entry for entry in found if flag in entry.flags]
        for part in query.integrations:
            found = [entry for entry in found if part in entry.integration]
        for key, value in query.tags:
            begins = f"\n{key}" if value is None else f"\n{key}={value}"
            found = [entry for entry in found if begins in entry.tags]
        for word in query.words:
            found = [entry for entry in found if word in entry.haystack]
        self._last = query, found
        typed = query.text.casefold()
        exact = [entry for entry in found if entry.connection_id == typed] if typed else []
        best = [*exact, *(entry for entry in found if entry.connection_id != typed)] if exact else found
        return Found(tuple(entry.row for entry in best[:limit]), len(found), bool(exact))

    def _in_order(self) -> list[_Entry]:
        if self._order is None:
            self._order = sorted(self._entries.values(), key=lambda entry: entry.rank, reverse=True)
        return self._order


def logged_at(trouble: Trouble) -> datetime | None:
    """Return when an error was logged: a log id begins with the milliseconds (seen on Nango 0.71.4)."""
    found = _LOGGED.match(trouble.log_id)
    return datetime.fromtimestamp(int(found[1]) / 1000, UTC) if found else None


def age(since: datetime | str | None, now: datetime) -> str:
    """Say in few letters how long ago a moment was: "12 min", "2 h", "190 d"; "" where it is none."""
    if isinstance(since, str):
        since = moment_of(since)
    if since is None:
        return ""
    minutes = max(0, round((now - since).total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 2880:
        return f"{round(minutes / 60)} h"
    return f"{round(minutes / 1440)} d" if minutes < 1_051_200 else f"{round(minutes / 525_600)} y"
