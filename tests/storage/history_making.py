"""Entries of a history, and programs that write one."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nango_tui.model.history import Entry

START = datetime(2025, 3, 1, 16, 30, 5, 123456, tzinfo=UTC)
posix = pytest.mark.skipif(sys.platform == "win32", reason="rights, links and signals of POSIX")

PROLOGUE = """
    import os, sys, time
    from datetime import datetime, UTC
    from pathlib import Path
    from nango_tui.model.history import Entry
    from nango_tui.storage.history import HistoryFile

    folder = Path(sys.argv[1])
    # Patient: on a slow and busy machine others must not be given up on, where that is not what is tried.
    history = HistoryFile(folder, wait=30)

    def entry(number):
        return Entry(datetime(2025, 3, 1, tzinfo=UTC), "dev", "api.nango.dev", "create", "zendesk", f"id-{number}")
"""


def entry(number: int = 0, customer: str = "Acme Inc.") -> Entry:
    """Return an entry with something in each column, told from others by its connection id."""
    return Entry(
        when=START + timedelta(seconds=number),
        environment="dev",
        host="api.nango.dev",
        action="replace",
        integration="zendesk",
        connection_id=f"acme-{number}",
        endpoint="POST /connections",
        outcome="stored",
        status=201,
        log_id=f"log-{number}",
        customer=customer,
    )


def command(program: str, *arguments: str | Path) -> list[str]:
    """Return the command line of a program that has `history` and `entry` at hand; the folder comes first."""
    code = textwrap.dedent(PROLOGUE) + textwrap.dedent(program)
    return [sys.executable, "-B", "-c", code, *map(str, arguments)]


def lines_of(program: str, *arguments: str | Path) -> list[str]:
    """Run such a program to its end and return what it prints, by line."""
    run = subprocess.run(command(program, *arguments), capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()
