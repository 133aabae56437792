"""Changes the rules of the trade one place at a time, and counts which changes a test notices.

`python -m tests.mutation` needs `pip install mutmut`, and some ten minutes of one core. It works on a copy of the
project in a folder of its own, which is named at the end. With `--read FOLDER` it counts again what is there; with
`--again FOLDER` it tries with today's program and tests what survived there, and what has changed since.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.reading import Mutant, mutants_in
from tests.mutation.tables import table_mutants

REPO = Path(__file__).parent.parent.parent
MODULES = ("redact", "spellings", "update*", "endpoint", "expiry*", "auth", "outcome", "body")
TESTS = (
    "test_redact*", "test_session_token", "test_update*", "test_whole_fixes", "test_endpoint", "test_expiry*",
    "test_auth_modes", "test_outcome", "test_body_encoding", "test_body_metadata", "test_unsent", "test_takeover",
    "test_accounts", "test_history_outcome",
)  # fmt: skip
"""What holds these modules. Few and quick: each change that nothing notices costs all of them."""
SETTINGS = """[mutmut]
source_paths=
  nango_tui
only_mutate=
{modules}
also_copy=
  README.md
pytest_add_cli_args=
  -n
  0
  -p
  no:randomly
  -p
  no:cacheprovider
pytest_add_cli_args_test_selection=
{tests}
  tests/fixes/test_races.py
"""


def main() -> int:
    """Try the changes and print the score; 1 if there are survivors that nobody has looked at."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--read", type=Path, metavar="FOLDER", help="count what an earlier run left in this folder")
    parser.add_argument("--again", type=Path, metavar="FOLDER", help="try again what survived in this folder")
    parser.add_argument("--children", type=int, default=1, metavar="N", help="processes at once")
    arguments = parser.parse_args()
    folder = arguments.read or arguments.again or Path(tempfile.mkdtemp(prefix="nango-tui-mutation-"))
    if not arguments.read:
        copied(folder)
        mutmut(folder, arguments.children)
    if arguments.again:
        # Which tests come by where is found out anew: tests that were there before may do more now.
        (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
        survivors = [each.key for each in mutants_in(folder / "mutants") if not each.killed and not known(each)]
        mutmut(folder, arguments.children, *survivors)
    found = [*mutants_in(folder / "mutants"), *table_mutants()]
    report(found)
    print(f"The copy is in {folder}.")
    return int(any(not mutant.killed and not known(mutant) for mutant in found))


def copied(folder: Path) -> None:
    """Copy the project, with the settings that mutmut reads. Times of files stay: what is older is not tried anew."""
    for name in ("nango_tui", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPO / name, folder / name, ignore=ignored, dirs_exist_ok=True)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy2(REPO / name, folder / name)
    modules = "\n".join(f"  nango_tui/model/{name}.py" for name in MODULES)
    files = sorted(path for name in TESTS for path in (folder / "tests" / "model").glob(f"{name}.py"))
    tests = "\n".join(f"  {path.relative_to(folder)}" for path in files)
    (folder / "setup.cfg").write_text(SETTINGS.format(modules=modules, tests=tests), "utf-8")


def mutmut(folder: Path, children: int, *names: str) -> None:
    """Try the mutants of these names, or all that have not been tried yet."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children), *names]
    subprocess.run(command, cwd=folder, check=True)


def known(mutant: Mutant) -> bool:
    """Say whether somebody has looked at this change and found that it changes nothing."""
    return any(change == mutant.change for change, _ in EQUIVALENT.get(mutant.where, ()))


def report(found: Iterable[Mutant]) -> None:
    """Print each survivor, and the score of each module and of all."""
    killed: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    equal = 0
    for mutant in found:
        if not mutant.killed and known(mutant):
            equal += 1
            continue
        counted[mutant.module] += 1
        killed[mutant.module] += mutant.killed
        if not mutant.killed:
            print(f"survived {mutant.where}: {mutant.change}")
    for module in sorted(counted):
        print(f"  {module}: {killed[module]:,} of {counted[module]:,}")
    share = 100 * killed.total() / max(counted.total(), 1)
    print(f"mutation: {killed.total():,} of {counted.total():,} killed ({share:.1f} %), {equal} equivalent left out")


if __name__ == "__main__":
    sys.exit(main())
