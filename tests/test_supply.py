"""What is handed out: bounded dependencies, and a wheel with all that it needs, which installs and starts."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import nango_tui
from tests.conftest import REPO
from tests.pty.terminal import Terminal

PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text())
NEEDED = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
SOURCES = ("nango_tui", "pyproject.toml", "README.md")


@pytest.mark.parametrize("requirement", NEEDED, ids=lambda requirement: requirement.name)
def test_each_dependency_is_bounded_below_and_above_and_the_installed_one_is_within(requirement: Requirement) -> None:
    operators = {each.operator for each in requirement.specifier}
    assert ">=" in operators
    assert operators & {"<", "=="}
    assert Version(metadata.version(requirement.name)) in requirement.specifier


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel and the source archive, built without the network."""
    if importlib.util.find_spec("build") is None:
        pytest.skip("the module build is not installed")
    wanted = Requirement(PROJECT["build-system"]["requires"][0])
    if Version(metadata.version(wanted.name)) not in wanted.specifier:
        pytest.skip(f"{wanted} is not installed, and nothing is downloaded for tests")
    folder = tmp_path_factory.mktemp("supply")
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        path = REPO / name
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(path, source / name, ignore=ignored) if path.is_dir() else shutil.copy(path, source / name)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / "dist"), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "dist"


@pytest.mark.xdist_group("supply")
def test_the_wheel_holds_every_module_and_style_the_mark_of_types_and_no_tests(built: Path) -> None:
    [path] = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
    held = {name for name in names if not name.partition("/")[0].endswith(".dist-info")}
    wanted = {
        str(path.relative_to(REPO))
        for path in (REPO / "nango_tui").rglob("*")
        if path.suffix in (".py", ".tcss") or path.name == "py.typed"
    }
    assert held == wanted
    assert "nango_tui/py.typed" in held
    assert any(name.endswith(".tcss") for name in held)


@pytest.mark.xdist_group("supply")
def test_the_source_archive_holds_what_a_wheel_is_built_from(built: Path) -> None:
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "nango_tui/py.typed", "nango_tui/app.tcss"} <= names


@pytest.mark.pty
@pytest.mark.xdist_group("supply")
def test_the_wheel_installs_into_a_clean_environment_without_the_network_and_starts(
    built: Path, tmp_path: Path
) -> None:
    [wheel] = built.glob("*.whl")
    home = tmp_path / "clean"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    done = subprocess.run([*command, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # What it needs is taken from here; the checkout itself, which may be installed here too, is not.
    here = {str(Path(str(metadata.distribution(each.name).locate_file(""))).resolve()) for each in NEEDED}
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    library = Path(subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip())
    (library / "here.pth").write_text("\n".join(sorted(here)))
    script = python.with_name("nango-tui")
    told = subprocess.run([script, "--version"], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert told.stdout == f"nango-tui {nango_tui.__version__}\n"
    where = "import nango_tui; print(nango_tui.__file__)"
    found = subprocess.run([python, "-c", where], capture_output=True, text=True, cwd=tmp_path, check=True).stdout
    assert Path(found.strip()).is_relative_to(home)
    with Terminal(["--demo"], home=tmp_path, program=(str(script),)) as terminal:
        terminal.wait_for("Import into", "22 of 22")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


STAGED = """
import json, sys
answer = {answer!r}
if answer is None:
    raise SystemExit("no network")
asked = open(sys.argv[sys.argv.index("-r") + 1]).read().split()
json.dump(
    {{"dependencies": [dict(zip(("name", "version"), each.split("=="))) | answer for each in asked]}},
    open(sys.argv[sys.argv.index("-o") + 1], "w"),
)
"""
AUDITS: dict[str, tuple[dict[str, object] | None, int, str]] = {
    "a hole": ({"vulns": [{"id": "PYSEC-1"}]}, 1, "textual "),
    "no hole": ({"vulns": []}, 0, " 0 known holes"),
    "nothing known of any": ({"skip_reason": "not found"}, 0, "cannot be asked here"),
    "no network": (None, 0, "cannot be asked here"),
}


@pytest.mark.parametrize(("answer", "code", "words"), AUDITS.values(), ids=AUDITS.keys())
def test_only_a_known_hole_fails_the_audit(
    answer: dict[str, object] | None, code: int, words: str, tmp_path: Path
) -> None:
    (tmp_path / "pip_audit.py").write_text(STAGED.format(answer=answer))
    environ = os.environ | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, str(REPO / ".ci" / "audit.py")]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert (done.returncode, done.stderr) == (code, "")
    assert words in done.stdout
