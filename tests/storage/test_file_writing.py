"""How the environment file is written: for its owner only, in one step, and never through a planted link."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from nango_tui.model.environment import Environment
from nango_tui.model.ports import Loaded, Settings
from nango_tui.storage.environments import EnvironmentFile
from nango_tui.storage.folder import locked, why, write_file

SETTINGS = Settings((Environment("a", "dev"),), "a")
posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


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
def test_a_folder_that_somebody_holds_for_ever_is_written_to_all_the_same(tmp_path: Path) -> None:
    with locked(tmp_path), locked(tmp_path, wait=0.01):
        write_file(tmp_path / "file", b"x")
    assert (tmp_path / "file").read_bytes() == b"x"


@posix
def test_what_killed_writers_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    old, young = tmp_path / ".environments.toml-old.tmp", tmp_path / ".environments.toml-young.tmp"
    old.write_text("")
    young.write_text("")
    os.utime(old, (0, 0))
    EnvironmentFile(tmp_path).save(SETTINGS)
    assert not old.exists()
    assert young.exists()


RIGHTS = """
    import os, sys
    from pathlib import Path
    from nango_tui.model.environment import Environment
    from nango_tui.model.ports import Settings
    from nango_tui.storage.environments import EnvironmentFile

    def give_up_rights():
        if os.geteuid() == 0:
            os.chown(".", 65534, 65534)
            os.chown(file.path, 65534, 65534)
            os.seteuid(65534)

    os.chdir(sys.argv[1])
    file = EnvironmentFile(Path("."))
    settings = Settings((Environment("a", "dev"),), "a")
    file.save(settings)
"""


def without_rights(program: str, folder: Path) -> list[str]:
    """Return the lines that a program prints; it can give up the rights of root, if this is root."""
    code = textwrap.dedent(RIGHTS) + textwrap.dedent(program)
    run = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


@posix
def test_a_folder_that_may_not_be_written_to_is_told_and_stops_nothing(tmp_path: Path) -> None:
    program = """
        file.path.write_text("not toml")
        give_up_rights()
        os.chmod(".", 0o500)
        print(file.save(settings))
        print(file.load().problem)
        print(file.path.read_text())
    """
    saved, loaded, kept = without_rights(program, tmp_path)
    assert "no right" in saved
    assert "could not be kept aside" in loaded
    assert kept == "not toml"


@posix
def test_a_file_that_may_not_be_read_is_told_and_not_overwritten(tmp_path: Path) -> None:
    program = """
        give_up_rights()
        file.path.chmod(0)
        print(file.load().problem)
        print(file.save(Settings()))
        file.path.chmod(0o600)
        print(file.load().settings == settings)
    """
    loaded, saved, kept = without_rights(program, tmp_path)
    assert "no right" in loaded
    assert "no right" in saved
    assert kept == "True"


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
