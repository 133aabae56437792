"""What a pasted text would put into a form: to be looked at, and then taken or left. No value is in any repr."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from nango_tui.model.draft import Draft
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form
from nango_tui.model.paste.found import Ignored, Recognized
from nango_tui.model.secret import Secret, Text

YES = "yes"
"""The value of a fill that turns a switch on; "" turns it off."""

ELSEWHERE = "Another integration of this provider may take it."
"""How a warning ends where the text holds credentials of another auth type."""

SWITCHES = ("fetch", "own_app", "customer.link")
"""Keys of fills that turn something on or off: let Nango fetch the token, another OAuth app, a linked end user."""


@dataclass(frozen=True, slots=True)
class Fill:
    """One field that would be filled.

    `key`: as drafts' problems spell it ("credentials.api_key", "config.subdomain", "expiry", "metadata",
    "customer.email"), one of the switches, or "tags." and the tag's name. `value`: an Expiry for "expiry". `what`:
    what kind of value it is, or why, in words. `replaces`: something else is entered there already;
    `stored`: that was filled in from what is stored, and typed by nobody.
    """

    key: str
    label: str
    value: Text | Expiry = field(repr=False)
    what: str = ""
    replaces: bool = False
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What only the engineer can tell. `key` names it while answers come in; the option is meant by its index."""

    key: str
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a filling was made from, so that an answer can make a new one."""

    found: Recognized
    draft: Draft
    form: Form
    now: datetime
    zone: tzinfo
    answers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filling:
    """What a pasted text would do to a draft.

    `questions` are still open; what depends on them is in no fill yet. `ignored`: what is not used, and why.
    `warnings`: what to look at before it is taken. `nango_key`: a key of Nango that was in the text, for the
    environment and nothing else. `refused`: why nothing is taken at all, "" if something may be.
    """

    fills: tuple[Fill, ...] = ()
    questions: tuple[Question, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    notes: tuple[str, ...] = ()
    cleaned: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: str = ""
    nango_key: Secret | None = field(default=None, repr=False)
    basis: Basis | None = field(default=None, repr=False, compare=False)

    def fill(self, key: str) -> Fill | None:
        """Return the fill of that key."""
        return next((item for item in self.fills if item.key == key), None)
