"""Replacing a stored connection without losing anything: what changes, what stays, what would be lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nango_tui.model.auth import Endpoint
from nango_tui.model.tree import Json, Tree

Lines = tuple[tuple[str, str], ...]
"""Label and text, without secrets."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something the engineer must say yes to before the update is sent.

    `name` "": a yes is enough; else this text has to be typed. `red`: it may hurt a customer.
    """

    key: str
    text: str
    red: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be there after the update, to be compared with a read. None: not compared.

    `config`: leaves under secret names are Secret, as a read has them.
    """

    config: Mapping[str, Tree] | None = field(default=None, repr=False)
    metadata: Mapping[str, Json] | None = None
    tags: Mapping[str, str] | None = None
    webhook_url: str | None = None
    end_user: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """An update, decided: what is sent, by which endpoint and why, and what that does to what is stored.

    `blocked`: why it may not be sent as it is, "" if it may. `body` still holds its secrets as Secret. `verified`:
    Nango knows how to test this provider's credential, as the template says.
    """

    endpoint: Endpoint
    reason: str
    body: Mapping[str, Tree] = field(repr=False)
    mode: str = ""
    changes: Lines = ()
    kept: Lines = ()
    lost: Lines = ()
    unsure: tuple[str, ...] = ()
    """The labels in `lost` of what goes only if it is stored, which nobody could see."""
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    blocked: str = ""
    expected: Expected = Expected()
    verified: bool = False


Arrival = Literal["arrived", "arrived and refreshed", "not arrived", "unknown"]
"""What a read after a lost answer proves."""


Part = Literal["Configuration", "Metadata", "Tags", "Webhook URL", "End user"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it must be after an update.

    `name`: its key, "" where the part is one value. `wanted`, `found`: both values as they may be shown, "" where
    there is none. `value`: what must be there, None: nothing.
    """

    part: Part
    name: str
    wanted: str
    found: str
    value: Tree = field(default=None, repr=False)
