"""A history that cannot be kept: it is said once, nothing is destroyed, and what is sent is sent."""

from __future__ import annotations

import os
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nango_tui.storage.history import FILE_NAME as HISTORY_NAME
from nango_tui.storage.history import HistoryFile
from tests.faults import machine
from tests.faults.disks import import_one, no_file_may_be_written, on_a_full_disk, without_rights
from tests.pty.terminal import PROGRAM, Terminal

pytestmark = [
    pytest.mark.pty,
    pytest.mark.fault,
    pytest.mark.xdist_group("pty-disk"),
    pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX"),
]

NO_HISTORY = "No history is kept:"


@pytest.fixture
def served() -> Iterator[machine.Served]:
    with machine.nango() as served:
        yield served


def history_of_a_newer_version(home: Path) -> tuple[str, ...]:
    with sqlite3.connect(machine.state(home) / HISTORY_NAME) as connection:
        connection.execute("CREATE TABLE marvel (id)")
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    return ()


def history_disk_is_full(home: Path) -> tuple[str, ...]:
    return on_a_full_disk(machine.state(home))


def history_folder_is_read_only(home: Path) -> tuple[str, ...]:
    machine.state(home).chmod(0o500)
    return without_rights()


def history_is_a_pipe(home: Path) -> tuple[str, ...]:
    os.mkfifo(machine.state(home) / HISTORY_NAME)
    return ()


def history_is_a_socket(home: Path) -> tuple[str, ...]:
    here = Path.cwd()
    os.chdir(machine.state(home))  # a socket's path must be short
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(HISTORY_NAME)
    finally:
        os.chdir(here)
    return ()


HISTORIES: list[tuple[Callable[[Path], tuple[str, ...]], str]] = [
    (history_of_a_newer_version, "a newer nango-tui wrote it (version 99"),
    (history_disk_is_full, "the disk is full"),
    (history_folder_is_read_only, "no right to it"),
    (no_file_may_be_written, NO_HISTORY),
    (history_is_a_pipe, "something else than a file"),
    (history_is_a_socket, "something else than a file"),
]


@pytest.mark.parametrize(("prepare", "words"), HISTORIES, ids=[prepare.__name__ for prepare, _ in HISTORIES])
def test_a_history_that_cannot_be_kept_is_told_once_and_the_import_is_done(
    prepare: Callable[[Path], tuple[str, ...]], words: str, served: machine.Served, tmp_path: Path
) -> None:
    machine.write_environments(tmp_path, machine.environments(served.url))
    machine.state(tmp_path).mkdir(parents=True)
    program = (*prepare(tmp_path), *PROGRAM)
    before = {path: path.read_bytes() for path in machine.state(tmp_path).iterdir() if path.is_file()}
    with Terminal([], home=tmp_path, environ=served.environ, program=program) as terminal:
        terminal.wait_for("22 of 22")
        import_one(terminal)
        machine.wait_said(terminal, NO_HISTORY, words)
        machine.leaves_at_once(terminal)
    machine.state(tmp_path).chmod(0o700)
    assert {path: path.read_bytes() for path in before} == before


def test_a_history_of_garbage_is_kept_aside_and_a_new_one_is_begun(served: machine.Served, tmp_path: Path) -> None:
    machine.write_environments(tmp_path, machine.environments(served.url))
    garbage = os.urandom(1 << 20)
    machine.state(tmp_path).mkdir(parents=True)
    (machine.state(tmp_path) / HISTORY_NAME).write_bytes(garbage)
    with Terminal([], home=tmp_path, environ=served.environ) as terminal:
        terminal.wait_for("22 of 22")
        import_one(terminal)
        machine.wait_said(terminal, "The history file was broken. It was kept as")
        machine.leaves_at_once(terminal)
    [aside] = machine.state(tmp_path).glob(f"{HISTORY_NAME}.broken-*")
    assert aside.read_bytes() == garbage
    assert len(HistoryFile(machine.state(tmp_path)).entries()) == 1
