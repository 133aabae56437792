"""What the real `keyring` library finds on a machine, each in a process of its own, without any D-Bus session."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's real keyring would be asked")

PROGRAM = """
    import asyncio, json, sys
    from nango_tui.model.environment import Environment
    from nango_tui.model.secret import Secret
    from nango_tui.storage.keys import KeyRing

    async def main():
        keys, environment = KeyRing({}), Environment("a", "dev")
        before = "keyring" in sys.modules
        found = await keys.find(environment)
        kept = await keys.keep(environment, Secret("canary"))
        print(json.dumps([before, found.state, found.happened + found.do, kept.state, keys.held(environment).source]))

    asyncio.run(main())
"""

PLAINTEXT = """
    from keyring.backend import KeyringBackend

    class PlaintextKeyring(KeyringBackend):
        priority = 0.5

        def get_password(self, service, username):
            raise SystemExit("asked for a key")

        def set_password(self, service, username, password):
            raise SystemExit("given a key")

        def delete_password(self, service, username):
            raise SystemExit("asked to remove a key")
"""


def ask(tmp_path: Path, **environ: str) -> tuple[str, str]:
    """Return state and words of what a fresh process finds; it must neither store nor print anything."""
    path = [str(tmp_path), *filter(None, sys.path)]
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PYTHONPATH": ":".join(path), "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), **environ},
    )
    assert not run.stderr
    before, state, words, kept, source = json.loads(run.stdout)
    assert not before, "the keyring is loaded before it is asked"
    assert kept == state
    assert source == "session"
    return state, words


def install_plaintext(folder: Path) -> None:
    """Put a keyring that writes plain text where keyrings.alt would be, with its entry point."""
    package = folder / "keyrings" / "alt"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "file.py").write_text(textwrap.dedent(PLAINTEXT))
    info = folder / "keyrings_alt-5.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: keyrings.alt\nVersion: 5.0\n")
    (info / "entry_points.txt").write_text("[keyring.backends]\nfile = keyrings.alt.file\n")


def test_no_session_bus_means_no_keyring(tmp_path: Path) -> None:
    state, words = ask(tmp_path)
    assert state == "none"
    assert "D-Bus" in words


def test_a_session_bus_that_is_gone_means_no_keyring(tmp_path: Path) -> None:
    state, words = ask(tmp_path, DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/gone")
    assert state == "none"
    assert "gnome-keyring" in words


def test_installed_plain_text_files_are_never_used(tmp_path: Path) -> None:
    install_plaintext(tmp_path)
    assert ask(tmp_path)[0] == "insecure"


def test_configured_plain_text_files_are_never_used(tmp_path: Path) -> None:
    install_plaintext(tmp_path)
    assert ask(tmp_path, PYTHON_KEYRING_BACKEND="keyrings.alt.file.PlaintextKeyring")[0] == "insecure"


@pytest.mark.parametrize("name", ["no.such.module.Keyring", "keyring.backends.null.NoSuchClass", "nonsense"])
def test_a_configured_keyring_that_does_not_exist_is_told(name: str, tmp_path: Path) -> None:
    state, words = ask(tmp_path, PYTHON_KEYRING_BACKEND=name)
    assert state == "failed"
    assert "PYTHON_KEYRING_BACKEND" in words


def test_a_configured_keyring_that_does_not_run_here_is_told(tmp_path: Path) -> None:
    state, _ = ask(tmp_path, PYTHON_KEYRING_BACKEND="keyring.backends.SecretService.Keyring")
    assert state == "none"


def test_a_keyring_that_is_switched_off_is_told(tmp_path: Path) -> None:
    for environ in ({"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}, {}):
        folder = tmp_path / "python_keyring"
        folder.mkdir(exist_ok=True)
        (folder / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
        state, words = ask(tmp_path, **environ)
        assert state == "none"
        assert "switched off" in words


def test_a_broken_keyring_configuration_is_told_and_nothing_is_printed(tmp_path: Path) -> None:
    (tmp_path / "python_keyring").mkdir()
    config = tmp_path / "python_keyring" / "keyringrc.cfg"
    for content, state in (
        ("[backend]\ndefault-keyring=no.such.Keyring\n", "failed"),
        ("not a configuration\n", "failed"),
        ("[backend]\nother=x\n", "none"),
    ):
        config.write_text(content)
        assert ask(tmp_path)[0] == state
