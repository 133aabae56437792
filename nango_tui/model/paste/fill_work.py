"""A filling while it is being made: what is known so far, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nango_tui.model.accounts import names_account
from nango_tui.model.check_value import text_of
from nango_tui.model.draft import Draft
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.paste.filling import SWITCHES, YES, Basis, Fill, Filling, Question
from nango_tui.model.paste.found import Finding, Ignored
from nango_tui.model.secrecy import humanize, secret_name
from nango_tui.model.secret import Secret, Text
from nango_tui.model.text import cut, plain
from nango_tui.model.update_plan import before_of

LABELS = {
    "connection_id": "Connection ID",
    "customer.id": "Customer: ID",
    "customer.email": "Customer: e-mail",
    "customer.name": "Customer: name",
    "customer.organization": "Customer: organization",
    "customer.link": "Customer: linked as end user",
    "metadata": "Metadata",
    "webhook_url": "Override webhook URL",
    "scopes": "Scopes",
    "expiry": "Expires",
    "fetch": "Let Nango fetch the token",
    "own_app": "Another OAuth app",
}
"""What the parts of a draft are called that are no field of the form."""

LEAVE = "Leave it out"
NO_FIELD = "no field of this provider"


@dataclass(frozen=True, slots=True)
class Item:
    """A finding under an id that stays the same while answers come in."""

    id: str
    finding: Finding
    agreed: bool = False
    """The engineer said that this reading of the text is right."""

    @property
    def text(self) -> str:
        """Its value in clear, to be compared and cleaned."""
        return text_of(self.finding.value).strip()


@dataclass(slots=True)
class Work:
    """Collects a filling."""

    basis: Basis
    fills: dict[str, Fill] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cleaned: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def draft(self) -> Draft:
        """The draft that would be filled."""
        return self.basis.draft

    @property
    def form(self) -> Form:
        """The form that would be filled."""
        return self.basis.form

    def ask(self, key: str, text: str, options: Sequence[str]) -> int | None:
        """Return which option was chosen; None: not answered yet, so the question stands in the filling."""
        answer = self.basis.answers.get(key)
        if answer is not None and 0 <= answer < len(options):
            return answer
        if all(question.key != key for question in self.questions):
            self.questions.append(Question(key, text, tuple(options)))
        return None

    def fill(self, key: str, value: Text | Expiry, what: str = "") -> None:
        """Note one fill, unless the draft has the same value already; the first for a key stays."""
        if key in self.fills or (key in SWITCHES and _turned(self.draft, key) is (value == YES)):
            return
        item = self.form.field(key)
        name = key.partition(".")[2]
        label = item.label if item else LABELS.get(key) or (f"Tag {name}" if key.startswith("tags.") else _free(name))
        if isinstance(value, str) and (item.secret if item else key.startswith("config.") and secret_name(name)):
            value = Secret(value)
        there = entered(self.draft, self.form, key)
        if there is not None and _same(there, value):
            self.ignored.append(Ignored(plain(label), "the form has it already"))
            return
        stored = there is not None and self._is_stored(key, there)
        self.fills[key] = Fill(key, plain(label), value, plain(what), replaces=there is not None, stored=stored)
        if stored and key.startswith("config.") and names_account(name):
            self.warnings.append(f"{plain(label)} is another one than is stored. Is the text of another customer?")

    def _is_stored(self, key: str, there: Text | Expiry) -> bool:
        """Say whether what stands there was filled in from what is stored."""
        before = entered(before_of(self.draft), self.form, key) if self.draft.stored else None
        return before is not None and _same(before, there)

    def ignore(self, finding: Finding, why: str) -> None:
        """Note that a finding is not used."""
        said = Ignored(named(finding), why)
        if said not in self.ignored:
            self.ignored.append(said)

    def done(self, nango_key: Secret | None) -> Filling:
        """Return what was collected, in the form's order."""
        found = self.basis.found
        order = [item.key for item in self.form.fields]
        return Filling(
            fills=tuple(sorted(self.fills.values(), key=lambda fill: _place(order, fill.key))),
            questions=tuple(self.questions),
            ignored=(*self.ignored, *found.ignored),
            notes=tuple(dict.fromkeys((*self.notes, *found.notes))),
            cleaned=tuple(dict.fromkeys((*found.cleaned, *self.cleaned))),
            warnings=tuple(dict.fromkeys(self.warnings)),
            nango_key=nango_key,
            basis=self.basis,
        )


def _place(order: list[str], key: str) -> int:
    return order.index(key) if key in order else len(order) + (key in SWITCHES)


def _free(name: str) -> str:
    return humanize(name) if name else name


def named(finding: Finding) -> str:
    """Return how a finding is called where it is spoken of: never its value."""
    kind = "value" if finding.kind in ("bare", "named") else finding.kind
    return plain(cut(finding.name, 60)) or kind


def described(items: Sequence[Item]) -> tuple[str, ...]:
    """Return what tells findings apart, for a question: names, kinds, places; numbered where that is not enough."""
    texts = []
    for item in items:
        finding = item.finding
        parts = [named(finding), finding.what or ("" if finding.kind in ("named", "bare") else finding.kind)]
        parts.append(finding.source)
        texts.append(", ".join(dict.fromkeys(plain(cut(part, 80)) for part in parts if part)))
    if len(set(texts)) == len(texts):
        return tuple(texts)
    return tuple(f"{position}. {text}" for position, text in enumerate(texts, 1))


def entered(draft: Draft, form: Form, key: str) -> Text | Expiry | None:
    """Return what stands in the draft at a key, None if nothing was entered there; a form's own preset is nothing.

    A switch that is turned back is nothing typed.
    """
    place, _, name = key.partition(".")
    value: Text | Expiry | None
    if key == "expiry":
        return draft.expiry if draft.expiry.choice else None
    if key in SWITCHES:
        return None
    if place == "credentials":
        value = draft.values.get(name)
    elif place == "config":
        value = draft.config.get(name)
    elif place == "tags":
        value = next((text for tag, text in draft.tags if tag.strip().lower() == name.lower()), None)
    elif place == "customer":
        value = {
            "id": draft.customer.id,
            "email": draft.customer.email,
            "name": draft.customer.name,
            "organization": draft.customer.organization,
        }.get(name)
    else:
        value = {
            "connection_id": draft.connection_id,
            "metadata": draft.metadata,
            "webhook_url": draft.webhook_url,
            "scopes": draft.scopes,
        }.get(key)
    item = form.field(key)
    if value is None or not text_of(value).strip() or (item and item.default and text_of(value) == item.default):
        return None
    return value


def _turned(draft: Draft, key: str) -> bool:
    return {"fetch": draft.fetch, "own_app": draft.own_app, "customer.link": draft.customer.link}[key]


def _same(there: Text | Expiry, value: Text | Expiry) -> bool:
    if isinstance(there, Expiry) or isinstance(value, Expiry):
        return there == value
    return text_of(there) == text_of(value)


def credentials(form: Form) -> Iterator[FormField]:
    """Yield the fields of a form's credentials that are always asked, without overrides of the OAuth app."""
    for item in form.fields:
        if item.place is Place.CREDENTIAL and not item.name.endswith("_override"):
            yield item


def says_yes(fill: Fill) -> bool:
    """Say whether a switch is turned on."""
    return fill.value == YES
