"""How the environment file is written: for its owner only, in one step, and never through a planted link."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from nango_tui.model.environment import Environment
from nango_tui.model.ports import Loaded, Settings
from nango_tui.storage.environments import EnvironmentFile
from nango_tui.storage.folder import why

SETTINGS = Settings((Environment("a", "dev"),), "a")
posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@contextlib.contextmanager
def as_somebody_without_rights() -> Iterator[Path]:
    """Give a folder whose owner is this process, which is not root while this lasts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)


@posix
def test_only_the_owner_may_read_the_file_and_enter_the_folder(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        file = EnvironmentFile(tmp_path / "nango-tui")
        file.save(SETTINGS)
    finally:
        os.umask(old)
    assert mode(file.path) == 0o600
    assert mode(file.path.parent) == 0o700


@posix
def test_a_file_that_others_could_read_is_closed_by_the_next_save(tmp_path: Path) -> None:
    file = EnvironmentFile(tmp_path)
    file.save(SETTINGS)
    file.path.chmod(0o644)
    file.save(SETTINGS)
    assert mode(file.path) == 0o600


@posix
def test_the_rights_of_a_folder_that_was_there_are_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    EnvironmentFile(tmp_path).save(SETTINGS)
    assert mode(tmp_path) == 0o755


@posix
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_planted_in_the_files_place_is_replaced_and_not_followed(exists: bool, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    if exists:
        victim.write_text("")
    folder = tmp_path / "config"
    folder.mkdir()
    file = EnvironmentFile(folder)
    file.path.symlink_to(victim)
    assert file.save(SETTINGS) == ""
    assert not file.path.is_symlink()
    assert victim.exists() is exists
    assert not exists or victim.read_text() == ""
    assert EnvironmentFile(folder).load() == Loaded(SETTINGS)


@posix
def test_a_link_to_a_broken_file_is_moved_aside_and_the_file_behind_it_stays(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("not toml")
    folder = tmp_path / "config"
    folder.mkdir()
    file = EnvironmentFile(folder)
    file.path.symlink_to(victim)
    assert "mistake" in file.load().problem
    assert victim.read_text() == "not toml"
    assert not file.exists()


KILLED = """
    import itertools, sys
    from pathlib import Path
    from nango_tui.model.environment import Environment
    from nango_tui.model.ports import Settings
    from nango_tui.storage.environments import EnvironmentFile

    file = EnvironmentFile(Path(sys.argv[1]))
    for number in itertools.count():
        every = tuple(Environment(f"id-{number}-{each}", "x" * 500) for each in range(40))
        assert not file.save(Settings(every, every[0].id))
        print(number, flush=True)
"""


@posix
@pytest.mark.parametrize("saves", [1, 4, 9])
def test_a_program_that_is_killed_while_it_saves_leaves_the_old_or_the_new_file(saves: int, tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for _ in range(saves):
        assert child.stdout.readline()
    child.kill()
    child.communicate()
    loaded = EnvironmentFile(tmp_path).load()
    assert loaded.problem == ""
    assert len(loaded.settings.environments) == 40
    assert len({environment.id.split("-")[1] for environment in loaded.settings.environments}) == 1


FULL = """
    import resource, signal, sys
    from pathlib import Path
    from nango_tui.model.environment import Environment
    from nango_tui.model.ports import Settings
    from nango_tui.storage.environments import EnvironmentFile

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    file = EnvironmentFile(Path(sys.argv[1]))
    old = file.load().settings
    sys.stdout.write(file.save(Settings((*old.environments, Environment("b", "x" * 500)), "b")))
"""


@posix
def test_a_file_that_cannot_be_written_whole_leaves_the_old_one_and_no_litter(tmp_path: Path) -> None:
    EnvironmentFile(tmp_path).save(SETTINGS)
    run = subprocess.run(
        [sys.executable, "-B", "-c", textwrap.dedent(FULL), str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith("The environments were not saved: ")
    assert EnvironmentFile(tmp_path).load() == Loaded(SETTINGS)
    assert [path.name for path in tmp_path.iterdir()] == ["environments.toml"]


@posix
def test_what_killed_writers_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    old, young = tmp_path / ".environments.toml-old.tmp", tmp_path / ".environments.toml-young.tmp"
    old.write_text("")
    young.write_text("")
    os.utime(old, (0, 0))
    EnvironmentFile(tmp_path).save(SETTINGS)
    assert not old.exists()
    assert young.exists()


@posix
def test_a_folder_that_may_not_be_written_to_is_told_and_stops_nothing() -> None:
    with as_somebody_without_rights() as folder:
        file = EnvironmentFile(folder)
        file.path.write_text("not toml")
        folder.chmod(0o500)
        assert "no right" in file.save(SETTINGS)
        loaded = file.load()
        assert "could not be kept aside" in loaded.problem
        assert file.path.read_text() == "not toml"
        folder.chmod(0o700)


@posix
def test_a_file_that_may_not_be_read_is_told_and_not_overwritten() -> None:
    with as_somebody_without_rights() as folder:
        file = EnvironmentFile(folder)
        file.save(SETTINGS)
        file.path.chmod(0)
        assert "no right" in file.load().problem
        assert "no right" in file.save(Settings())
        file.path.chmod(0o600)
        assert EnvironmentFile(folder).load() == Loaded(SETTINGS)


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    file = EnvironmentFile(tmp_path / "config")
    assert "folder is a file" in file.load().problem
    assert "folder is a file" in file.save(SETTINGS)


def test_a_name_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    problem = EnvironmentFile(tmp_path).save(Settings((Environment("a", "\udcff"),)))
    assert "characters that cannot be written" in problem


def test_each_reason_of_the_system_says_what_to_do() -> None:
    for code, word in (
        (errno.ENOSPC, "Free some space"),
        (errno.EDQUOT, "Free some space"),
        (errno.EROFS, "NANGO_TUI_CONFIG_DIR"),
        (errno.EACCES, "Change the rights"),
    ):
        assert word in why(OSError(code, "x"))
    assert why(OSError(errno.EIO, "x")) == f"{os.strerror(errno.EIO)}."
    assert why(OSError("no code")) == "OSError."
