"""Changes that change nothing: no test can notice them. Each was looked at, and stands in the list with the reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("equivalent.toml")


def _read() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in tomllib.loads(LIST.read_text("utf-8"))["equivalent"]:
        found.setdefault(entry["where"], []).extend((change, entry["why"]) for change in entry["changes"])
    return found


EQUIVALENT: Final = _read()
"""By function: the change, as the run prints it, and why it makes no difference."""
