"""The history file as an SQLite database: opened for its owner only, read and written in short transactions.

A connection for each transaction, so that any thread may call and nothing is held between calls. The rollback
journal, not WAL: WAL needs memory shared between processes, which home folders on a network do not have.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from nango_tui.storage.folder import locked
from nango_tui.storage.history_words import Unusable, no_sqlite, of_sqlite, of_system

if TYPE_CHECKING:
    import sqlite3

How = Literal["read", "write", "make"]

VERSION = 1
"""The format of the file, as PRAGMA user_version. A file with a higher one was written by a newer program."""
WAIT = 0.4
"""Seconds to wait for another program's transaction. SQLite waits this long at most twice: for a stopped writer, and
for a stopped reader."""
COLUMNS = (
    "at",
    "environment",
    "host",
    "action",
    "integration",
    "connection_id",
    "endpoint",
    "outcome",
    "status",
    "log_id",
    "customer",
)
_CREATE = f"CREATE TABLE entry (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})"

_making = Lock()
"""Closing a file drops all locks that this process has on it (POSIX): no other thread may have opened a new file."""


@contextlib.contextmanager
def transaction(path: Path, how: How, wait: float = WAIT) -> Iterator[sqlite3.Connection]:
    """Give a connection in a transaction, which is kept if nothing is raised in it; raises Unusable.

    "make": folder, file and table are made where they are missing; else a missing one is Unusable as "absent".
    """
    with _connection(path, wait, make=how == "make") as connection:
        # All locks at once: each later step that needs another one would be another wait.
        connection.execute("BEGIN" if how == "read" else "BEGIN EXCLUSIVE")
        _check(connection, make=how == "make")
        yield connection
        connection.execute("COMMIT")


def wipe(path: Path, wait: float = WAIT) -> None:
    """Remove all rows from the file and from its free space; raises Unusable."""
    with transaction(path, "write", wait) as connection:
        connection.execute("DELETE FROM entry")
    # What was deleted is zeros by now; a file that cannot shrink is no failure.
    with contextlib.suppress(Unusable), _connection(path, wait) as connection:
        connection.execute("VACUUM")


def remove(path: Path) -> None:
    """Remove the file and its journal; raises Unusable."""
    try:
        for each in (_journal(path), path):
            each.unlink(missing_ok=True)
    except OSError as error:
        raise of_system(error) from None


def remove_kept(path: Path) -> None:
    """Remove the broken files that were kept aside; raises Unusable."""
    try:
        for name in os.listdir(path.parent):
            if name.startswith(f"{path.name}.broken-"):
                path.with_name(name).unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except OSError as error:
        raise of_system(error) from None


def keep_aside(path: Path, seen: tuple[int, int] | None) -> Path | None:
    """Rename a broken file, and its journal, to name.broken-<time>; return the new path; raises Unusable.

    None: `seen`, the file that was found broken, is gone: another instance has just done it.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    try:
        with locked(path.parent, wait=WAIT):
            if identity(path) != seen:
                return None
            aside, number = path.with_name(f"{path.name}.broken-{stamp}"), 0
            while os.path.lexists(aside):
                number += 1
                aside = path.with_name(f"{path.name}.broken-{stamp}-{number}")
            # The journal first: SQLite would play it back into the next file of that name.
            with contextlib.suppress(FileNotFoundError):
                os.rename(_journal(path), _journal(aside))
            os.rename(path, aside)
            return aside
    except FileNotFoundError:
        return None
    except OSError as error:
        raise of_system(error) from None


def identity(path: Path) -> tuple[int, int]:
    """Return device and number of the file; raises OSError, and Unusable for a link or what else is no file."""
    info = os.lstat(path)
    if not stat.S_ISREG(info.st_mode) or os.path.islink(_journal(path)):
        raise Unusable("foreign")
    return info.st_dev, info.st_ino


def _is_another(path: Path, seen: tuple[int, int] | None) -> bool:
    """Say whether another file than the one that was looked at stands there now."""
    try:
        return seen is not None and identity(path) != seen
    except (OSError, Unusable):
        return False


@contextlib.contextmanager
def _connection(path: Path, wait: float, *, make: bool = False) -> Iterator[sqlite3.Connection]:
    try:
        import sqlite3
    except ImportError:
        raise no_sqlite() from None
    seen: tuple[int, int] | None = None
    try:
        if make:
            _make(path)
        seen = identity(path)
        # mode=rw: SQLite itself never makes the file, whose rights would be wider for a moment.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=wait, isolation_level=None
        )
        try:
            # SQLite follows links, so what it has opened must still be what was looked at.
            if identity(path) != seen:
                raise Unusable("moved")
            connection.text_factory = _text
            connection.execute("PRAGMA secure_delete = ON")
            yield connection
        finally:
            connection.close()
    except Unusable as error:
        error.seen = seen
        raise
    except OSError as error:
        raise of_system(error) from None
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # The names of columns, and messages that quote them, are decoded strictly: in a broken file they fail.
        unusable = of_sqlite(error) if isinstance(error, sqlite3.Error) else Unusable("broken")
        if not os.path.lexists(path):
            unusable = Unusable("absent")
        elif _is_another(path, seen):
            # While SQLite opened it, another program kept it aside: what went wrong was that.
            unusable = Unusable("moved")
        unusable.seen = seen
        raise unusable from None


def _make(path: Path) -> None:
    """Make folder and file where they are missing, and take others' rights from a file that is there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _making:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            info = os.lstat(path)
            if os.name == "posix" and stat.S_ISREG(info.st_mode) and stat.S_IMODE(info.st_mode) & 0o077:
                os.chmod(path, 0o600)


def _check(connection: sqlite3.Connection, *, make: bool) -> None:
    """Make the table in an empty file, refuse a newer program's file and one that is not ours."""
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise Unusable("newer", f"a newer nango-tui wrote it (version {version}, this one reads {VERSION}). Update it.")
    if version == VERSION:
        return
    [tables] = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if version or tables:
        raise Unusable("broken")
    if not make:
        raise Unusable("absent")
    connection.execute(_CREATE)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _text(data: bytes) -> str:
    return data.decode(errors="replace")
