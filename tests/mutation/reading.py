"""What mutmut left behind: which changes were tried, and which of them no test noticed."""

from __future__ import annotations

import ast
import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KILLED = frozenset((1, 3, 36, -24, -9, 152, 24))
"""What a run of the tests ends with that noticed: a failure, or an end by the time limit."""
SURVIVED = frozenset((0, 5, 33))
"""Nothing was noticed: all passed, or no test comes by there at all."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of the program. `before`, `after`: the lines that differ, without blanks; empty if it was killed."""

    module: str
    function: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    killed: bool
    key: str = ""
    """What mutmut calls it."""

    @property
    def where(self) -> str:
        """The function, as the list of equivalent ones names it: "redact.Redactor.also"."""
        return f"{self.module}.{self.function}"

    @property
    def change(self) -> str:
        """The change in one line."""
        return f"{' | '.join(self.before)} -> {' | '.join(self.after)}"


def mutants_in(folder: Path) -> Iterator[Mutant]:
    """Yield the mutants of each module that has been tried; `folder`: the one that mutmut makes."""
    for meta in sorted(folder.rglob("*.py.meta")):
        codes: dict[str, int | None] = json.loads(meta.read_text())["exit_code_by_key"]
        functions = _functions(meta.with_suffix(""))
        for key, code in codes.items():
            if code is None:
                raise RuntimeError(f"{key} was not tried")
            if code not in KILLED | SURVIVED:
                raise RuntimeError(f"{key} ended with {code}")
            name = key.rpartition(".")[2]
            stem = name.rpartition("__mutmut_")[0]
            # Only what survived is shown; to compare all would take longer than some of the tests.
            lines = ([], []) if code in KILLED else (functions[f"{stem}__mutmut_orig"], functions[name])
            before, after = _difference(*lines)
            yield Mutant(meta.name.removesuffix(".py.meta"), _readable(stem), before, after, code in KILLED, key)


def _readable(stem: str) -> str:
    # x_plan is a function, xǁRedactorǁalso a method.
    return stem.removeprefix("xǁ").replace("ǁ", ".") if stem.startswith("xǁ") else stem.removeprefix("x_")


def _functions(path: Path) -> dict[str, list[str]]:
    """Return the lines of each function and method, without its name and in one spelling."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name:
            found[node.name] = [line.strip() for line in ast.unparse(node).splitlines()]
            found[node.name][0] = found[node.name][0].replace(node.name, "", 1)
    return found


def _difference(before: list[str], after: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gone, come = [], []
    for line in difflib.ndiff(before, after):
        if line.startswith("- "):
            gone.append(line[2:])
        elif line.startswith("+ "):
            come.append(line[2:])
    return tuple(gone), tuple(come)
