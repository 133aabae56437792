"""Asks the advisory service for known holes in what nango-tui needs to run, in the versions that are installed.

Ends with 1 only for a hole that is known. Where the service cannot be reached, it says so and ends with 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROGRAM = "nango-tui"
LONGEST = 120
"""Seconds for all of it."""


def needed(name: str) -> dict[str, str]:
    """Return what a distribution needs to run here, directly or not, with the versions that are installed."""
    found: dict[str, str] = {}
    ahead = [Requirement(name)]
    while ahead:
        requirement = ahead.pop()
        key = canonicalize_name(requirement.name)
        if key in found:
            continue
        distribution = metadata.distribution(requirement.name)
        found[key] = distribution.version
        extras = ["", *sorted(requirement.extras)]
        for text in distribution.requires or ():
            each = Requirement(text)
            if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras):
                ahead.append(each)
    del found[canonicalize_name(name)]
    return found


def answers(versions: dict[str, str], folder: Path) -> list[dict[str, object]] | None:
    """Return what the service says of each package, None where no answer is to be had."""
    asked, answered = folder / "asked.txt", folder / "answered.json"
    asked.write_text("".join(f"{name}=={version}\n" for name, version in sorted(versions.items())))
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "-r", str(asked)]
    command += ["--progress-spinner", "off", "--timeout", "15", "-f", "json", "-o", str(answered)]
    try:
        subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)
        return list(json.loads(answered.read_text())["dependencies"])
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return None


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"audit: {text}\n")


def main() -> int:
    """Print one line, and one more for each hole; return the exit code."""
    versions = needed(PROGRAM)
    with tempfile.TemporaryDirectory() as folder:
        found = answers(versions, Path(folder))
    audited = [each for each in found or () if "vulns" in each]
    if not audited:
        say(f"the advisory service cannot be asked here; 0 of {len(versions)} packages looked at")
        return 0
    holes = [(each["name"], each["version"], hole["id"]) for each in audited for hole in each["vulns"]]
    say(f"{len(audited)} of {len(versions)} packages looked at, {len(holes)} known holes")
    for name, version, hole in holes:
        say(f"{name} {version}: {hole}")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
