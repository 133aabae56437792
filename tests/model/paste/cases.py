"""What people have on the clipboard, as data: a table of cases, each with texts of its own. All values are made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from tests.model.paste import mangling

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NANGO_KEY = "7c1f0b52-93ad-4e6f-8a07-5d2b9e44c310"
End = Literal["recognized", "asked", "refused"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One text, and what must come of it.

    `found`: kind of finding, or its name, and the value. `asks`: a part of the question, `choices`: the values of each
    option. `refused`: a part of the reason. `says`: parts of what is noted, ignored or cleaned. `never`: values that
    no finding has.
    """

    text: str
    found: Mapping[str, str] = field(default_factory=dict)
    asks: str = ""
    choices: tuple[tuple[str, ...], ...] = ()
    refused: str = ""
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    how: str = "as it is"

    @property
    def end(self) -> End:
        return "refused" if self.refused else "asked" if self.asks else "recognized"


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of clipboard. `mangles`: what else is done to its texts."""

    number: int
    title: str
    variants: tuple[Variant, ...]
    mangles: Mapping[str, object] = field(default_factory=dict)

    def all(self) -> Iterator[Variant]:
        """Yield its texts, and each of them after what happens on the way."""
        for variant in self.variants:
            yield variant
            for how, mangle in self.mangles.items():
                if callable(mangle):
                    yield Variant(
                        mangle(variant.text), variant.found, variant.asks, variant.choices, variant.refused,
                        variant.says, variant.never, how,
                    )  # fmt: skip


JSON = {**mangling.JSON_MANGLES, **mangling.LANGUAGES}
FLAT = {**JSON, "YAML": mangling.as_yaml}
TEXT = mangling.TEXT_MANGLES
