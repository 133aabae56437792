"""Where the program keeps its files, and how a file is written so that a crash leaves the old or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

CONFIG_VARIABLE = "NANGO_TUI_CONFIG_DIR"
MAX_BYTES = 1024 * 1024
"""More than this is not read: no settings are that long."""
_STALE = 3600.0


def config_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the environment file: NANGO_TUI_CONFIG_DIR, else where this system wants it.

    Raises ValueError where neither is known.
    """
    if override := environ.get(CONFIG_VARIABLE, "").strip():
        # Not Path.expanduser, which raises for the home of a user whom nobody knows.
        return Path(os.path.expanduser(override)).absolute()
    from platformdirs import user_config_path

    return in_home(partial(user_config_path, "nango-tui", appauthor=False), CONFIG_VARIABLE)


def in_home(find: Callable[[], Path], variable: str) -> Path:
    """Return the path; raises ValueError where the system knows no home of this user, a bare number in a container.

    platformdirs 4.14 raises RuntimeError then, older ones return a folder "~" wherever the program is started.
    """
    with contextlib.suppress(RuntimeError):
        if (path := find()).is_absolute():
            return path
    raise ValueError(f"this user has no home folder. Set HOME, or {variable} to a folder.")


def read_file(path: Path) -> bytes:
    """Return what a file holds; raises OSError, also for what is no regular file or longer than 1 MiB.

    A pipe in its place would otherwise be waited on for ever.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OSError(errno.EOVERFLOW, "longer than 1 MiB")
    return data


def strangers(path: Path) -> str:
    """Close a file to others, and say who else may have changed what stands in it until now; "" for nobody."""
    if os.name != "posix":
        return ""
    with contextlib.suppress(OSError):
        info = os.stat(path)
        if info.st_uid not in (os.geteuid(), 0):
            return "belongs to another user, who can change it"
        if info.st_mode & 0o077 and not path.is_symlink():
            path.chmod(0o600)
        if info.st_mode & 0o002:
            return "could be changed by every user of this machine until now"
    return ""


def write_file(path: Path, data: bytes) -> None:
    """Put a file of mode 0600 in place of what is there, in one step; raises OSError.

    A symlink in its place is replaced, not followed.
    """
    import tempfile

    _sweep(path)
    # mkstemp: mode 0600, and a name that nobody could have planted.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)


def set_aside(path: Path, data: bytes) -> Path | None:
    """Rename a file that cannot be used to name.broken-<time>, or copy it; return the new path, None if neither."""
    import tempfile

    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    for number in range(100):
        aside = path.with_name(f"{path.name}.broken-{stamp}" + (f"-{number}" if number else ""))
        if os.path.lexists(aside):
            continue
        try:
            os.rename(path, aside)
        except OSError:
            break
        return aside
    try:
        handle, name = tempfile.mkstemp(prefix=f"{path.name}.broken-{stamp}-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError:
        return None
    return Path(name)


@contextlib.contextmanager
def locked(folder: Path, wait: float = 2.0) -> Iterator[None]:
    """Hold the folder against other instances of the program while a file in it is read and rewritten.

    After `wait` seconds, or on a file system without locks, it goes on without: then only the merge is a guard.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = -1
    try:
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            deadline = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        break
                    time.sleep(0.01)
        yield
    finally:
        if handle >= 0:
            os.close(handle)


def why(error: OSError) -> str:
    """Return in words why a file could not be read or written, to follow a colon."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full. Free some space, then try again."
        case errno.EROFS:
            return f"the disk cannot be written to. Set {CONFIG_VARIABLE} to another folder."
        case errno.EACCES | errno.EPERM:
            return f"this user has no right to it. Change the rights, or set {CONFIG_VARIABLE} to another folder."
        case errno.ENOTDIR | errno.EEXIST:
            return f"its folder is a file. Move that file away, or set {CONFIG_VARIABLE} to another folder."
        case errno.EISDIR | errno.EINVAL:
            return "something else than a file is in its place. Move that away, then try again."
        case errno.EOVERFLOW:
            return "it is longer than 1 MiB. Move it away, then try again."
        case errno.EFBIG:
            return "this user may not write files of that length (ulimit -f). Allow it, then try again."
        case code:
            return f"{os.strerror(code) if code else type(error).__name__}."


def _sweep(path: Path) -> None:
    """Remove what writers left behind that were killed; a young one may be another instance's."""
    for left in path.parent.glob(f".{path.name}-*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.lstat().st_mtime > _STALE:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, where a folder can be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
