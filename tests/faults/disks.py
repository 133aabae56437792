"""Disks that take nothing, rights that are missing, and an import that must be done all the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import machine
from tests.pty.terminal import Terminal


def without_rights() -> tuple[str, ...]:
    """Return what makes a program subject to rights, of root too; skips where that cannot be."""
    if os.geteuid():
        return ()
    drop = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
    if shutil.which(drop[0]) is None or subprocess.run([*drop, "true"], capture_output=True, check=False).returncode:
        pytest.skip("root cannot give up its rights on this machine")
    return drop


def no_file_may_be_written(home: Path) -> tuple[str, ...]:
    return ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh")


def on_a_full_disk(folder: Path) -> tuple[str, ...]:
    """Return what puts a disk without any room in place of a folder, with what is in it."""
    mount = (
        'mkdir /tmp/kept.$$ && cp -a "$0/." /tmp/kept.$$ && mount -t tmpfs -o size=16k none "$0" '
        '&& cp -a /tmp/kept.$$/. "$0" && rm -r /tmp/kept.$$ && { head -c 20000 /dev/zero > "$0/ballast" || true; } 2> '
        '/dev/null; exec "$@"'
    )
    if os.geteuid() or sys.platform != "linux" or shutil.which("unshare") is None:
        pytest.skip("mounting a disk needs Linux and root")
    if subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], check=False, capture_output=True
    ).returncode:
        pytest.skip("this machine mounts no disk for tests")
    return ("unshare", "-m", "sh", "-c", mount, str(folder))


def import_one(terminal: Terminal) -> None:
    """Import a connection without credentials."""
    terminal.type("plain-w")
    terminal.wait_for("1 of 22")
    terminal.press("enter")
    terminal.wait_for("3 Credentials", "Connection ID")
    terminal.press("enter")
    terminal.wait_for("CREATE", "Send")
    machine.send(terminal)
    terminal.wait_for("HTTP 201")
