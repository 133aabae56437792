"""Changes that change nothing: no test can notice them. Each was looked at, and stands here with the reason."""

from __future__ import annotations

from typing import Final

EQUIVALENT: Final[dict[str, tuple[tuple[str, str], ...]]] = {}
"""By function: the change, as the run prints it, and why it makes no difference."""
