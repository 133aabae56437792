"""A program that leaks in every way at once is seen doing it: the hunt in a terminal overlooks no place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.canary.secrets import Canary, Hunt
from tests.pty.traced import CHILDREN, LOUD, TracedTerminal

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty-leaks")]

SECRET = Canary("planted", "pl4nted-s3cret-of-a-pr0gram")

LEAKY = """
import base64, logging, os, socket, sqlite3, subprocess, sys, tempfile, warnings
secret = os.environ["PLANTED"]
say = sys.stdout.write
match sys.argv[1]:
    case "screen":
        say(secret)
    case "bytes":
        say(secret[:12] + "\\x1b[1m" + secret[12:] + "\\x1b[H\\x1b[2J")
    case "scroll-back":
        say(secret + "\\n" * 40)
    case "title":
        say("\\x1b]2;" + secret + "\\x07")
    case "clipboard":
        say("\\x1b]52;c;" + base64.b64encode(secret.encode()).decode() + "\\x07")
    case "files":
        open(os.path.join(os.environ["HOME"], "kept.txt"), "w").write(secret)
    case "files that are gone":
        path = os.path.join(tempfile.mkdtemp(), "gone.txt")
        with open(path, "w") as file:
            file.write(secret)
        os.remove(path)
    case "files that were written":
        open(os.path.join(os.environ["ELSEWHERE"], "strayed.txt"), "w").write(secret)
    case "traced: sql":
        made = sqlite3.connect(os.path.join(os.environ["HOME"], "made.sqlite"))
        made.execute("create table t (a)")
        made.execute("insert into t values (?)", (secret,))
    case "traced: subprocess.Popen":
        subprocess.run(["true"], env={**os.environ, "TOKEN": secret})
    case "traced: os.putenv":
        os.environ["TOKEN"] = secret
    case "traced: socket.getaddrinfo":
        try:
            socket.getaddrinfo(secret + ".invalid", 80)
        except OSError:
            pass
    case "log":
        logging.getLogger("any").debug("told %s", secret)
    case "warning":
        warnings.warn(secret)
"""

PLACES = {
    "screen": "screen",
    "bytes": "bytes without their commands",
    "scroll-back": "scroll-back",
    "title": "title",
    "clipboard": "clipboard",
    "files": "files",
    "files that are gone": "files that are gone",
    "files that were written": "files that were written",
    "traced: sql": "traced: sql",
    "traced: subprocess.Popen": "traced: subprocess.Popen",
    "traced: os.putenv": "traced: os.putenv",
    "traced: socket.getaddrinfo": "traced: socket.getaddrinfo",
    "log": "bytes",
    "warning": "bytes",
}
"""How it leaks, and where that is found."""


@pytest.mark.parametrize("way", PLACES)
def test_a_planted_leak_is_found_in_its_place(way: str, tmp_path: Path) -> None:
    hunt, home = Hunt((SECRET,)), tmp_path / "home"
    (tmp_path / "elsewhere").mkdir()
    with TracedTerminal(
        [way], hunt, home=home, outside=tmp_path / "outside", sites=LOUD, program=(sys.executable, "-c", LEAKY),
        environ={"PLANTED": SECRET.text, "ELSEWHERE": str(tmp_path / "elsewhere")},
    ) as terminal:  # fmt: skip
        assert terminal.wait_end() == 0, terminal.text
        terminal.look_back()
    assert (SECRET.kind, PLACES[way]) in hunt.leaks, hunt.leaks
    assert bool(terminal.strayed) == (way == "files that were written")
    assert bool(terminal.trace.of(*CHILDREN)) == (way == "traced: subprocess.Popen")


def test_a_secret_among_the_arguments_is_found(tmp_path: Path) -> None:
    hunt = Hunt((SECRET,))
    with TracedTerminal(
        [SECRET.text], hunt, home=tmp_path / "home", outside=tmp_path / "outside",
        program=(sys.executable, "-c", "print('here'); input()"),
    ) as terminal:  # fmt: skip
        terminal.wait_for("here")
        terminal.look()
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("this system shows no arguments of a process")
    assert hunt.leaks == {(SECRET.kind, "arguments")}
