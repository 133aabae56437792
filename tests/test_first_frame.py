"""What is loaded when: the first frame does without what is slow to load, and each part without the others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.pty.terminal import Terminal

PARTS_BEHIND_PORTS = ("nango_tui.api", "nango_tui.storage", "nango_tui.sandbox")

AT_THE_FIRST_FRAME = """
import json, sys
from pathlib import Path
from textual.drivers.linux_driver import LinuxDriver
from nango_tui import cli

out, text = Path(sys.argv[1]), sys.argv[2]
write = LinuxDriver.write

def watched(self, data):
    write(self, data)
    if text in data and not out.exists():
        out.write_text(json.dumps(sorted(sys.modules)))

LinuxDriver.write = watched
sys.exit(cli.run(sys.argv[3:]))
"""


def loaded_at_the_first_frame(
    tmp_path: Path, *arguments: str, text: str, environ: dict[str, str] | None = None
) -> set[str]:
    """Run the program in a terminal until this text is drawn; return the modules that were loaded then."""
    out = tmp_path / "modules.json"
    program = (sys.executable, "-c", AT_THE_FIRST_FRAME, str(out), text)
    with Terminal(arguments, home=tmp_path, program=program, environ=environ) as terminal:
        # The cursor covers the first letter.
        terminal.wait_for(text)
        while not out.exists() or not (written := out.read_text()):
            terminal.read()
    return set(json.loads(written))


def under(names: set[str], *packages: str) -> set[str]:
    return {name for name in names if any(name == each or name.startswith(f"{each}.") for each in packages)}


@pytest.mark.pty
@pytest.mark.xdist_group("pty")
class TestFirstFrame:
    def test_the_demos_does_without_http_pydantic_keyring_and_all_parts_behind_ports(self, tmp_path: Path) -> None:
        loaded = loaded_at_the_first_frame(tmp_path, "--demo", text="ype an integration")
        assert "textual.app" in loaded
        assert not under(loaded, "httpx", "pydantic", "keyring", "sqlite3", "tomli_w", *PARTS_BEHIND_PORTS)

    def test_a_real_environments_does_without_http_pydantic_and_keyring(self, tmp_path: Path) -> None:
        folder = tmp_path / "config" / "nango-tui"
        folder.mkdir(parents=True)
        table = '[[environment]]\nid = "a"\nname = "dev"\nurl = "http://127.0.0.1:9"\n'
        (folder / "environments.toml").write_text(f"version = 1\n{table}")
        loaded = loaded_at_the_first_frame(tmp_path, text="ype an integration")
        assert "nango_tui.storage.environments" in loaded
        assert not under(loaded, "httpx", "pydantic", "keyring", "sqlite3", "tomli_w", "nango_tui.storage.history")
        assert not under(loaded, "nango_tui.api", "nango_tui.sandbox")

    def test_the_wizard_is_not_loaded_for_it(self, tmp_path: Path) -> None:
        loaded = loaded_at_the_first_frame(tmp_path, "--demo", text="ype an integration")
        assert not under(loaded, "nango_tui.screens.wizard", "nango_tui.screens.connect", "nango_tui.screens.dialogs")

    def test_what_connections_need_is_not_loaded_for_it(self, tmp_path: Path) -> None:
        loaded = loaded_at_the_first_frame(tmp_path, "--demo", text="ype an integration")
        screens = (f"nango_tui.screens.{name}" for name in ("connections", "detail", "find", "history", "session"))
        assert not under(loaded, "nango_tui.model.search", "nango_tui.model.connection", *screens)


def loaded_by(*packages: str) -> set[str]:
    """Import every module of some packages in a process of its own; return all that is loaded then."""
    program = (
        "import importlib, json, pkgutil, sys\n"
        "for name in sys.argv[1:]:\n"
        "    package = importlib.import_module(name)\n"
        "    for found in pkgutil.walk_packages(package.__path__, name + '.'):\n"
        "        importlib.import_module(found.name)\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *packages], capture_output=True, text=True, cwd=REPO, check=True
    )
    return set(json.loads(done.stdout))


def test_screens_and_widgets_load_no_part_behind_a_port() -> None:
    loaded = loaded_by("nango_tui.screens", "nango_tui.widgets")
    assert "nango_tui.screens.wizard" in loaded
    assert not under(loaded, *PARTS_BEHIND_PORTS, "nango_tui.cli", "nango_tui.app", "httpx", "pydantic", "keyring")


def test_the_model_loads_the_standard_library_only() -> None:
    loaded = loaded_by("nango_tui.model")
    assert "nango_tui.model.form_rules" in loaded
    roots = {name.split(".")[0] for name in loaded}
    foreign = {
        name for name in roots if name not in sys.stdlib_module_names and not name.startswith(("_", "nango_tui"))
    }
    assert foreign <= {"sitecustomize", "usercustomize"}
    assert under(loaded, "nango_tui") <= under(loaded, "nango_tui.model") | {"nango_tui"}


@pytest.mark.parametrize("part", PARTS_BEHIND_PORTS)
def test_no_part_behind_a_port_loads_another_or_what_draws(part: str) -> None:
    loaded = loaded_by(part)
    others = [each for each in PARTS_BEHIND_PORTS if each != part]
    assert not under(loaded, *others, "textual", "nango_tui.screens", "nango_tui.widgets", "nango_tui.app")


def test_the_storage_loads_the_keyring_only_when_it_is_asked() -> None:
    assert not under(loaded_by("nango_tui.storage"), "keyring", "httpx", "pydantic", "platformdirs", "tomli_w")
