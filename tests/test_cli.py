"""The command line: what it refuses before anything is drawn, with which words and exit codes."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import nango_tui
from nango_tui.storage.history import HistoryFile
from tests.conftest import REPO
from tests.pty.terminal import Terminal
from tests.storage.history_making import entry

KEY = "5d3f7f0a-2a0b-4a57-8f59-0d1f5b1c9e22"


def environ(home: Path) -> dict[str, str]:
    """Return variables of a machine on which nothing of this program is set up."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NANGO", "TEXTUAL"))}
    return clean | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "TERM": "xterm-256color",
    }


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the program for what it says before it looks for a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "nango_tui", *arguments],
        capture_output=True,
        text=True,
        cwd=REPO,
        env=environ(home),
        timeout=60,
        check=False,
    )


def in_terminal(*arguments: str, home: Path, **more: str) -> tuple[int, str]:
    """Run the program in a terminal until it ends by itself; return its exit code and what it showed, unwrapped."""
    with Terminal(arguments, size=(300, 24), home=home, environ=more) as terminal:
        code = terminal.wait_end()
        return code, terminal.text


def test_version_is_told_and_ends_well(tmp_path: Path) -> None:
    done = run("--version", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"nango-tui {nango_tui.__version__}\n")


def test_version_answers_beside_other_arguments_too(tmp_path: Path) -> None:
    done = run("--demo", "--version", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"nango-tui {nango_tui.__version__}\n")


def test_help_names_every_argument_the_variables_and_the_exit_codes(tmp_path: Path) -> None:
    done = run("--help", home=tmp_path)
    assert done.returncode == 0
    for word in (
        "--demo",
        "--environment",
        "--endpoint",
        "--allow-key-logging",
        "--clear-history",
        "--version",
        "NANGO_TUI_STATE_DIR",
        "NANGO_SECRET_KEY_<ENVIRONMENT>",
        "NANGO_API_KEY",
        "NANGO_HOSTPORT",
        "Exit codes",
    ):
        assert word in done.stdout


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("--demo", "--version"), ("--clear-history",)], ids=" ".join
)
def test_help_version_and_clearing_do_without_loading_what_draws(arguments: tuple[str, ...], tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from nango_tui.__main__ import main\n"
        f"sys.argv = ['nango-tui', *{arguments!r}]\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'textual', 'rich', 'httpx', 'keyring'}))\n"
    )
    more = {"NANGO_TUI_STATE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=REPO, check=True, env=os.environ | more
    )
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--nonsense",),
        ("--endpoint", "other"),
        ("--environment",),
        ("--demo", "--environment", "dev"),
        ("--demo", "--clear-history"),
    ],
    ids=" ".join,
)
def test_wrong_arguments_end_with_2_and_the_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: nango-tui")


def test_an_api_key_is_no_argument(tmp_path: Path) -> None:
    done = run("--key", KEY, home=tmp_path)
    assert done.returncode == 2
    assert "unrecognized arguments" in done.stderr


def test_the_history_is_cleared_without_a_terminal_and_what_was_in_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "state" / "nango-tui" / "history.sqlite"
    history = HistoryFile(path.parent)
    history.add(entry(1, "Canary Ltd."))
    history.add(entry(2))
    done = run("--clear-history", home=tmp_path)
    words = f"The history is cleared. 2 entries were in it: {path}\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, words, "")
    assert history.entries() == ()
    assert b"anary" not in path.read_bytes()
    again = run("--clear-history", home=tmp_path)
    assert (again.returncode, again.stdout) == (0, f"The history is cleared. Nothing was in it: {path}\n")


def test_a_history_that_cannot_be_cleared_is_said_to_be_there_still(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way of the folder")
    done = run("--clear-history", home=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("nango-tui: The history was not cleared: ")
    assert "NANGO_TUI_STATE_DIR" in done.stderr


@pytest.mark.parametrize("stream", ["input", "output", "error"])
def test_without_a_terminal_it_says_so_and_draws_nothing(stream: str, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    streams: dict[str, int] = {"input": slave, "output": slave, "error": slave}
    streams[stream] = subprocess.DEVNULL if stream == "input" else subprocess.PIPE
    done = subprocess.run(
        [sys.executable, "-m", "nango_tui", "--demo"],
        stdin=streams["input"],
        stdout=streams["output"],
        stderr=streams["error"],
        cwd=REPO,
        env=environ(tmp_path),
        timeout=60,
        check=False,
    )
    os.close(slave)
    shown = (done.stdout or b"") + (done.stderr or b"")
    if stream != "error":
        shown += os.read(master, 65536)
    os.close(master)
    assert done.returncode == 2
    assert f"this needs a terminal, but standard {stream} is connected to something else".encode() in shown
    assert b"\x1b" not in shown


@pytest.mark.pty
@pytest.mark.xdist_group("pty")
class TestInATerminal:
    def test_an_unknown_environment_is_refused_with_those_that_are_known(self, tmp_path: Path) -> None:
        write(tmp_path, "dev", "prod")
        code, text = in_terminal("--environment", "staging", home=tmp_path)
        assert code == 2
        assert "there is no environment staging. Known: dev, prod." in text

    def test_a_name_that_two_environments_have_is_refused(self, tmp_path: Path) -> None:
        write(tmp_path, "dev", "dev")
        code, text = in_terminal("--environment", "dev", home=tmp_path)
        assert code == 2
        assert "2 environments are called dev." in text

    def test_a_mistake_in_the_file_is_told_where_it_hides_the_named_environment(self, tmp_path: Path) -> None:
        folder = write(tmp_path, "dev")
        (folder / "environments.toml").write_text('[[environment]]\nname = "dev')
        code, text = in_terminal("--environment", "dev", home=tmp_path)
        assert code == 2
        assert "line 2, column" in text

    def test_the_named_environment_is_opened_in_any_case_and_its_key_is_the_variables(self, tmp_path: Path) -> None:
        write(tmp_path, "dev", "prod")
        with Terminal(["--environment", "PROD"], home=tmp_path, environ={"NANGO_SECRET_KEY": KEY}) as terminal:
            terminal.wait_for("prod · 127.0.0.1:9", "key: NANGO_SECRET_KEY")

    @pytest.mark.parametrize(
        ("url", "words"),
        [("api.example.com", "Start with https://"), ("http://nango.example.com", "in clear over the network")],
    )
    def test_a_server_variable_that_cannot_be_used_is_refused(self, url: str, words: str, tmp_path: Path) -> None:
        code, text = in_terminal(home=tmp_path, NANGO_SECRET_KEY=KEY, NANGO_HOSTPORT=url)
        assert code == 2
        assert "NANGO_HOSTPORT cannot be used." in text
        assert words in text
        assert KEY not in text

    @pytest.mark.parametrize(
        "more",
        [{"TEXTUAL_LOG": "keys.log"}, {"TEXTUAL": "devtools"}, {"TEXTUAL": "Debug,DevTools"}],
        ids=lambda more: "=".join(*more.items()),
    )
    def test_what_would_record_every_key_is_refused(self, more: dict[str, str], tmp_path: Path) -> None:
        code, text = in_terminal(home=tmp_path, **more)
        assert code == 2
        assert "record every key that is pressed" in text
        assert "--allow-key-logging" in text

    @pytest.mark.parametrize("argument", ["--allow-key-logging", "--demo"])
    def test_recording_keys_can_be_allowed_and_the_demo_has_no_secrets(self, argument: str, tmp_path: Path) -> None:
        log = {"TEXTUAL_LOG": str(tmp_path / "keys.log")}
        with Terminal([argument], home=tmp_path, environ=log) as terminal:
            terminal.wait_for("Open a Nango environment" if argument != "--demo" else "Import into")
            terminal.press("ctrl+q")
            assert terminal.wait_end() == 0

    @pytest.mark.parametrize("endpoint", ["connection", "connections"])
    def test_the_endpoint_can_be_fixed_for_all_imports(self, endpoint: str, tmp_path: Path) -> None:
        with Terminal(["--demo", "--endpoint", endpoint], home=tmp_path) as terminal:
            terminal.wait_for("plain-weather")
            terminal.type("plain-w")
            terminal.wait_for("1 of 22")
            terminal.press("enter")
            terminal.wait_for("3 Credentials")
            terminal.press("enter")
            terminal.wait_for(f"POST /{endpoint}  ", "CREATE")

    def test_certificates_that_cannot_be_read_are_said_on_home_and_break_nothing(self, tmp_path: Path) -> None:
        more = {"NANGO_SECRET_KEY": KEY, "SSL_CERT_FILE": str(tmp_path / "none.pem")}
        with Terminal([], home=tmp_path, environ=more) as terminal:
            terminal.wait_for("SSL_CERT_FILE", "Ctrl+R tries again")
            terminal.press("ctrl+q")
            assert terminal.wait_end() == 0


def write(home: Path, *names: str) -> Path:
    """Write an environment file; Terminal has the configuration in a folder of its own."""
    folder = home / "config" / "nango-tui"
    folder.mkdir(parents=True, exist_ok=True)
    tables = [
        f'[[environment]]\nid = "id-{index}"\nname = "{name}"\nurl = "http://127.0.0.1:9"\n'
        for index, name in enumerate(names)
    ]
    (folder / "environments.toml").write_text("version = 1\n" + "".join(tables))
    return folder


def test_needs_prints_what_to_ask_the_customer_for_and_works_in_a_pipe(tmp_path: Path) -> None:
    done = run("--demo", "needs", "harborline", home=tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""
    for text in ("Harborline workspace", "Access token", "Optional", "https://docs.example.com"):
        assert text in done.stdout
    marked = run("--demo", "needs", "harborline", "--markdown", home=tmp_path)
    assert marked.stdout.startswith("#")
    shell = f"{sys.executable} -m nango_tui --demo needs harborline | head -1"
    piped = subprocess.run(
        shell, shell=True, capture_output=True, text=True, cwd=REPO, env=environ(tmp_path), check=False
    )
    assert piped.stdout == "Harborline: what is needed to connect\n"
    assert piped.stderr == ""


def test_needs_says_what_cannot_be_told_and_ends_with_1(tmp_path: Path) -> None:
    done = run("--demo", "needs", "nothing", home=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no integration nothing in demo" in done.stderr
    assert run("--demo", "needs", "fogbank", home=tmp_path).stdout.startswith("Fogbank Storage: Two-step token")


def test_needs_without_any_environment_says_how_to_open_one(tmp_path: Path) -> None:
    done = run("needs", "zendesk", home=tmp_path)
    assert done.returncode == 2
    assert "no environment is open yet" in done.stderr


def test_a_secret_given_to_set_ends_with_2_and_is_in_no_text(tmp_path: Path) -> None:
    done = run("--demo", "zendesk", "--set", "api_key=canary-0123456789", home=tmp_path)
    assert done.returncode == 2
    assert "canary" not in done.stderr + done.stdout
    assert "--paste" in done.stderr
