"""Leaving is instant, whatever hangs: the keyring, name resolution, the server."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Figure
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty")]

KEY = "5d3f7f0a-2a0b-4a57-8f59-0d1f5b1c9e22"
LONG = 2.0
"""Seconds that no ending may take, on a busy machine either: what hangs here does so for a minute and more."""

BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Input
class Bare(App):
    BINDINGS = [("ctrl+q", "quit", "Quit")]
    def compose(self):
        yield Header()
        yield Input(placeholder="bare and ready")
        yield Footer()
Bare().run()
"""

NO_NAMES = """
import socket, time
def hang(*arguments, **more):
    open({marker!r}, "w").close()
    time.sleep(120)
socket.getaddrinfo = hang
"""

NO_KEYRING = """
import time
class Keyring:
    priority = 5
    def get_password(self, service, username):
        open({marker!r}, "w").close()
        time.sleep(120)
    set_password = delete_password = get_password
"""


def write_environment(home: Path, url: str) -> None:
    folder = home / "config" / "nango-tui"
    folder.mkdir(parents=True)
    table = f'[[environment]]\nid = "a"\nname = "dev"\nurl = "{url}"\n'
    (folder / "environments.toml").write_text(f"version = 1\n{table}")


def hanging_names(home: Path, marker: Path) -> dict[str, str]:
    """Name resolution does not answer."""
    write_environment(home, "https://nango.invalid")
    (home / "sitecustomize.py").write_text(NO_NAMES.format(marker=str(marker)))
    return {"NANGO_SECRET_KEY": KEY, "PYTHONPATH": str(home)}


def hanging_keyring(home: Path, marker: Path) -> dict[str, str]:
    """The keyring does not answer: a package of that name stands before the real one."""
    write_environment(home, "http://127.0.0.1:9")
    backends = home / "keyring" / "backends"
    backends.mkdir(parents=True)
    (backends / "__init__.py").write_text("")
    (backends / "SecretService.py").write_text(NO_KEYRING.format(marker=str(marker)))
    (home / "keyring" / "__init__.py").write_text(
        "from keyring.backends.SecretService import Keyring\ndef get_keyring():\n    return Keyring()\n"
    )
    (home / "keyring" / "backend.py").write_text("def get_all_keyring():\n    return []\n")
    (home / "keyring" / "core.py").write_text("def load_env():\n    return None\ndef load_config():\n    return None\n")
    return {"PYTHONPATH": str(home)}


@contextmanager
def silent_server() -> Iterator[int]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def seconds_to_end(terminal: Terminal) -> float:
    started = time.monotonic()
    terminal.press("ctrl+q")
    while terminal.process.isalive() and time.monotonic() - started < 30:
        terminal.read(0.01)
    assert not terminal.process.isalive()
    return time.monotonic() - started


def wait_until(terminal: Terminal, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        terminal.read()
    assert condition(), terminal.text


@pytest.mark.parametrize("hanging", [hanging_names, hanging_keyring], ids=lambda each: each.__name__)
def test_ctrl_q_ends_the_program_at_once_while_something_hangs(
    hanging: Callable[[Path, Path], dict[str, str]], tmp_path: Path, figure: Figure
) -> None:
    marker = tmp_path / "asked"
    with Terminal([], home=tmp_path, environ=hanging(tmp_path, marker)) as terminal:
        terminal.wait_for("dev ·")
        wait_until(terminal, marker.exists)
        taken = seconds_to_end(terminal)
    figure("quit", f"{hanging.__name__.replace('_', ' ')} {taken * 1000:.0f} ms", 2)
    assert taken < LONG


def test_ctrl_q_ends_the_program_at_once_while_the_server_is_silent(tmp_path: Path, figure: Figure) -> None:
    with silent_server() as port:
        write_environment(tmp_path, f"http://127.0.0.1:{port}")
        with Terminal([], home=tmp_path, environ={"NANGO_SECRET_KEY": KEY}) as terminal:
            terminal.wait_for("Reading the integrations")
            taken = seconds_to_end(terminal)
    figure("quit", f"silent server {taken * 1000:.0f} ms", 2)
    assert taken < LONG


def test_ctrl_q_ends_the_demo_about_as_fast_as_a_bare_app(tmp_path: Path, figure: Figure) -> None:
    with Terminal([], home=tmp_path, program=(sys.executable, "-c", BARE)) as terminal:
        terminal.wait_for("are and ready")
        bare = seconds_to_end(terminal)
    with Terminal(["--demo"], home=tmp_path) as terminal:
        terminal.wait_for("harborline")
        demo = seconds_to_end(terminal)
    figure("quit", f"bare app {bare * 1000:.0f} ms", 0)
    figure("quit", f"demo {demo * 1000:.0f} ms", 1)
    assert demo < LONG
