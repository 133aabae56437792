"""Why the history file cannot be used, in words: one table for what the system and what SQLite report."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import sqlite3

STATE_VARIABLE = "NANGO_TUI_STATE_DIR"
_ELSEWHERE = f"set {STATE_VARIABLE} to another folder."

Kind = Literal["absent", "broken", "busy", "failed", "foreign", "full", "moved", "newer", "readonly", "rights"]
"""absent: there is no file. foreign: no file of ours is in its place. moved: another instance has just put a new one
in its place. failed: anything else."""

_WORDS: dict[Kind, str] = {
    "absent": f"it is gone, or cannot be made there. Make the folder, or {_ELSEWHERE}",
    "broken": "the file is broken.",
    "busy": "another program holds the file, or was stopped while it wrote. Close the other nango-tui.",
    "foreign": "a link, or something else than a file, is in its place. Move that away.",
    "full": "the disk is full. Free some space.",
    "moved": "another program put a new file in its place.",
    "readonly": f"the disk, its folder or the file cannot be written to. Change that, or {_ELSEWHERE}",
    "rights": f"this user has no right to it. Change the rights, or {_ELSEWHERE}",
}

_SYSTEM: dict[int, Kind] = {
    errno.ENOENT: "absent",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "readonly",
    errno.EACCES: "rights",
    errno.EPERM: "rights",
    errno.ELOOP: "foreign",
    errno.EISDIR: "foreign",
    errno.EINVAL: "foreign",
}


class Unusable(Exception):
    """The history file cannot be used: what kind of reason, and the words to follow a colon. No value is in them.

    `seen`: device and number of the file that was opened, so that not another one is taken for it.
    """

    def __init__(self, kind: Kind, words: str = "") -> None:
        self.kind = kind
        self.words = words or _WORDS.get(kind, "it cannot be used.")
        self.seen: tuple[int, int] | None = None
        super().__init__(self.words)


def of_system(error: OSError) -> Unusable:
    """Translate what the operating system said."""
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return Unusable("foreign", f"its folder is a file. Move that file away, or {_ELSEWHERE}")
    kind = _SYSTEM.get(error.errno or 0, "failed")
    return Unusable(kind, "" if kind != "failed" else f"{os.strerror(error.errno or 0)}. If that stays, {_ELSEWHERE}")


def of_sqlite(error: sqlite3.Error) -> Unusable:
    """Translate what SQLite said, by its code: its messages can hold values."""
    import sqlite3

    kinds: dict[int, Kind] = {
        sqlite3.SQLITE_BUSY: "busy",
        sqlite3.SQLITE_LOCKED: "busy",
        sqlite3.SQLITE_FULL: "full",
        sqlite3.SQLITE_READONLY: "readonly",
        sqlite3.SQLITE_CANTOPEN: "rights",
        sqlite3.SQLITE_PERM: "rights",
        sqlite3.SQLITE_NOTADB: "broken",
        sqlite3.SQLITE_CORRUPT: "broken",
        # Our statements do not change: if SQLite does not understand one, the tables are not ours.
        sqlite3.SQLITE_ERROR: "broken",
    }
    code: int = getattr(error, "sqlite_errorcode", 0)
    kind: Kind = "moved" if code == sqlite3.SQLITE_READONLY_DBMOVED else kinds.get(code & 0xFF, "failed")
    name: str = getattr(error, "sqlite_errorname", type(error).__name__)
    return Unusable(
        kind, f"the disk reports an error ({name}). If that stays, {_ELSEWHERE}" if kind == "failed" else ""
    )


def no_sqlite() -> Unusable:
    """Return the reason where Python was built without SQLite."""
    return Unusable("failed", "this Python has no SQLite. Install one that has its module sqlite3.")
