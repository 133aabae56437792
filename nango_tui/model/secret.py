"""A value that must never be seen by accident."""

from __future__ import annotations

from typing import NoReturn

BULLETS = "••••••••"
"""What stands for a secret: always the same number, since length is a fact too."""


class Secret:
    """Holds one secret text; its repr, str and format are bullets, and it cannot be pickled or hashed.

    `reveal()` is the only way to the text. A test lists the modules that call it.
    """

    __slots__ = ("_text",)
    __hash__ = None  # type: ignore[assignment]  # a hash of a short secret would give it away

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text in clear."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return self._text == other._text

    def __repr__(self) -> str:
        return f"Secret({BULLETS})"

    def __str__(self) -> str:
        return BULLETS

    def __format__(self, spec: str) -> str:
        return BULLETS

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not written anywhere")


Text = str | Secret
"""A value that the engineer entered: secret or not, as its field says."""


def is_blank(value: Text | None) -> bool:
    """Say whether nothing was entered."""
    return not value
