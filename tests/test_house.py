"""The house rules that a machine can hold: style, types, which folder may import which, and what is public."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPO

PACKAGE = REPO / "nango_tui"
MAY_REVEAL = {
    "model/body.py",  # what is sent
    "model/redact.py",  # what is taken out of answers
    "model/check_value.py",  # the checks read what was entered
    "widgets/entry.py",  # going back must refill a field
    "widgets/area.py",
    "api/http.py",  # the key in the header
    "storage/keyring_os.py",  # what the keyring keeps
    "screens/link_page.py",  # a link is copied for the customer
    "screens/session.py",  # pastes are taken apart
    "screens/paste_home.py",  # a pasted name is searched for
}
"""The only modules that may take a secret's text, with the reason."""


def sources() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


@pytest.mark.xdist_group("house")
def test_what_belongs_together_is_run_by_one_process(request: pytest.FixtureRequest) -> None:
    if not hasattr(request.config, "workerinput"):
        pytest.skip("there is only one process")
    assert request.node.nodeid.endswith("@house"), "pytest-xdist does not understand this pytest"


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("importlinter",),
    ],
    ids=" ".join,
)
def test_tools_find_nothing(command: tuple[str, ...]) -> None:
    if command == ("importlinter",):
        run = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    else:
        run = [sys.executable, "-m", *command]
    done = subprocess.run(run, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_named_modules_take_the_text_of_a_secret() -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and _takes_a_secret(node) and path.name != "secret.py"
    }
    assert found == MAY_REVEAL, f"not allowed: {sorted(found - MAY_REVEAL)}, not needed: {sorted(MAY_REVEAL - found)}"


def _takes_a_secret(node: ast.Attribute) -> bool:
    own = isinstance(node.value, ast.Name) and node.value.id == "self"
    return node.attr == "reveal" or (node.attr == "_text" and not own)


def public(body: list[ast.stmt]) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield what a module or class offers; functions inside functions are nobody's business."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def test_every_public_thing_says_what_it_is() -> None:
    handlers = ("compose", "on_", "watch_", "check_action", "validate_")
    silent = [
        f"{path.relative_to(REPO)}:{node.lineno} {node.name}"
        for path in sources()
        for node in public(ast.parse(path.read_text()).body)
        if not node.name.startswith(handlers) and not ast.get_docstring(node) and not _inherits(node)
    ]
    assert not silent, "\n".join(silent)


STEP = ("take_focus", "go_on", "can_go_on", "collect", "mark", "help_text", "render")


def _inherits(node: ast.AST) -> bool:
    """Steps give their base class's documented methods other bodies, setters those of their property."""
    if not isinstance(node, ast.FunctionDef):
        return False
    return node.name in STEP or any(
        isinstance(one, ast.Attribute) and one.attr == "setter" for one in node.decorator_list
    )


def test_no_file_grows_beyond_what_fits_in_a_head() -> None:
    long = {str(path.relative_to(REPO)): count for path in sources() if (count := len(path.open().readlines())) > 500}
    assert not long


def test_no_color_is_fixed_in_a_style() -> None:
    styled = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".tcss") and "screens" in path.parts]
    fixed = [
        f"{path.name}: {line.strip()}"
        for path in styled
        for line in path.read_text().splitlines()
        if ("color:" in line or "background:" in line) and "#" in line.split(":", 1)[1].split(";")[0]
    ]
    assert not fixed


def test_what_is_done_later_is_done_surely() -> None:
    """`set_timer` of Textual 8.2 can forget its only tick: `widgets.once` does not."""
    assert [path.name for path in sources() if ".set_timer(" in path.read_text(encoding="utf-8")] == []


def test_the_visible_top_level_is_fixed() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=REPO, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("no git checkout")
    visible = {name.split("/")[0] for name in tracked if not name.startswith(".")}
    assert visible <= {"pyproject.toml", "README.md", "nango_tui", "tests", "screenshots"}
