"""From what was recognized in a text to the fields of the chosen provider and auth type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from nango_tui.model.check_value import text_of
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.expiry import Expiry
from nango_tui.model.findings import forget
from nango_tui.model.form import Form
from nango_tui.model.needs import missing
from nango_tui.model.paste.fill_expiry import fill_expiry, of_time
from nango_tui.model.paste.fill_fields import fill_fields, unused_modes
from nango_tui.model.paste.fill_guard import NANGO_KEY, holds_key, unusable
from nango_tui.model.paste.fill_names import Name, squash
from nango_tui.model.paste.fill_nango import fill_connection, stopped
from nango_tui.model.paste.fill_work import LEAVE, Item, Work, entered, says_yes
from nango_tui.model.paste.filling import YES, Basis, Fill, Filling, Question
from nango_tui.model.paste.found import Recognized
from nango_tui.model.secret import Secret, Text
from nango_tui.model.text import plain

__all__ = ["Fill", "Filling", "Question", "answered", "apply", "fill", "leftover"]

_TOKENS = {"OAUTH2": "access_token", "OAUTH2_CC": "token"}
_APP = "own app"
_OWN_APP = "Was the token issued by another OAuth app than this integration's?"
_OWN_APP_OPTIONS = ("No, by the integration's own app: leave these out", "Yes, by the app in this text")


def fill(found: Recognized, draft: Draft, form: Form, now: datetime, zone: tzinfo) -> Filling:
    """Return what a recognized text would put into the draft, and what has to be asked first.

    `now` is aware. Nothing is changed: `apply` does that with what the engineer agreed to.
    """
    return _fill(Basis(found, draft, form, now, zone))


def answered(filling: Filling, index: int, option: int) -> Filling:
    """Return the filling after an answer: the option of that index, to the open question of that index."""
    basis, question = filling.basis, filling.questions[index]
    if basis is None or not 0 <= option < len(question.options):
        return filling
    return _fill(replace(basis, answers={**basis.answers, question.key: option}))


def leftover(form: Form, draft: Draft) -> tuple[str, ...]:
    """Return the labels of what is needed and still empty."""
    return tuple(label for label, _ in missing(form, draft))


def _fill(basis: Basis) -> Filling:
    found = basis.found
    work = Work(basis)
    items = list(_items(work))
    nango = [item for item in items if item.finding.kind == "nango key"]
    key = nango[0].finding.value if nango else None
    if found.refused:
        return Filling(refused=found.refused, cleaned=found.cleaned, ignored=found.ignored, nango_key=key, basis=basis)
    keys = frozenset(item.text for item in nango)
    if not stopped(work, items):
        _everything(work, [item for item in items if _usable(work, item, keys)], keys)
    return work.done(key)


def _items(work: Work) -> Iterator[Item]:
    """Yield the findings that count, as far as choices between readings are made."""
    found = work.basis.found
    for position, finding in enumerate(found.findings):
        yield Item(f"{position}", finding)
    for place, choice in enumerate(found.choices):
        options = tuple(plain(label) for label, _ in choice.options)
        answer = work.ask(f"choice:{place}", plain(choice.question), (*options, LEAVE))
        if answer is not None and answer < len(choice.options):
            for position, finding in enumerate(choice.options[answer][1]):
                yield Item(f"{place}.{answer}.{position}", finding, agreed=True)


def _usable(work: Work, item: Item, keys: frozenset[str]) -> bool:
    """Say whether a value may go anywhere; the reason is noted if not."""
    finding = item.finding
    if finding.kind == "nango key":
        return False
    if finding.kind in ("config", "metadata", "tags") or (finding.kind == "customer" and item.text.startswith("{")):
        return True
    secret = finding.kind not in ("url", "host", "named", "bare", "user name", "client id", "integration", "customer")
    why = NANGO_KEY if holds_key(item.text, keys) else unusable(item.text, secret=secret)
    if why:
        work.ignore(finding, why)
    return not why


def _everything(work: Work, items: list[Item], keys: frozenset[str]) -> None:
    rest = _own_app(work, fill_connection(work, items, keys))
    times = [item for item in rest if of_time(item)]
    values = [item for item in rest if item not in times]
    fill_fields(work, values)
    unused_modes(work, values)
    fill_expiry(work, times, token=_has_token(work))
    _fetch(work)


def _has_token(work: Work) -> bool:
    """Say whether there is an access token for which the text can say when it expires."""
    token = f"credentials.{_TOKENS.get(work.form.mode, '')}"
    return token in work.fills or ("credentials.refresh_token" not in work.fills and _entered(work, token))


def _own_app(work: Work, items: list[Item]) -> list[Item]:
    """Note the OAuth app that issued the token, where the text has one; return the other findings.

    A refresh token works only with the app that issued it. What is called an override is one; else it is asked.
    """
    fields = {
        kind: f"credentials.{name}_override"
        for kind, name in (("client id", "client_id"), ("client secret", "client_secret"))
    }
    if not any(work.form.field(key) for key in fields.values()):
        return items
    # A few providers ask for a client id of their own in the configuration.
    asked = {squash(item.name) for item in work.form.fields if item.key.startswith("config.")}
    apps = [item for item in items if item.finding.kind in fields and squash(item.finding.name) not in asked]
    if not apps:
        return items
    said = [item for item in apps if Name.of(item.finding.name).override]
    if not said and work.ask(_APP, _OWN_APP, _OWN_APP_OPTIONS) != 1:
        if _APP in work.basis.answers:
            for item in apps:
                work.ignore(item.finding, "it is of the integration's own OAuth app")
        return [item for item in items if item not in apps]
    for item in said or apps:
        key = fields[item.finding.kind]
        if (field := work.form.field(key)) and not unusable(item.text, secret=field.secret):
            work.fill(key, Secret(item.text) if field.secret else item.text, "of another OAuth app")
    work.fill("own_app", YES)
    return [item for item in items if item not in apps]


def _fetch(work: Work) -> None:
    """Propose that Nango fetches the token, where the text has what it takes and no token."""
    name = _TOKENS.get(work.form.mode)
    if name is None or any(question.key != _APP for question in work.questions):
        return  # an answer may bring the token
    token = f"credentials.{name}"
    if token in work.fills:
        if work.draft.fetch:
            work.fill("fetch", "", "the token is in the text")
        return
    if work.draft.fetch or entered(work.draft, work.form, token):
        return
    if work.form.mode == "OAUTH2":
        if "credentials.refresh_token" in work.fills:
            work.fill("fetch", YES, "with the refresh token, as no access token is in the text")
        return
    # Some providers sign with a key and have no secret.
    proof = ("credentials.client_secret", "credentials.client_private_key")
    asked = [key for key in proof if (item := work.form.field(key)) and item.required]
    there = [key for key in ("credentials.client_id", *asked) if key in work.fills or _entered(work, key)]
    if any(key in work.fills for key in there) and len(there) == len(asked) + 1:
        work.fill("fetch", YES, "with client ID and secret, as no access token is in the text")


def _entered(work: Work, key: str) -> bool:
    return entered(work.draft, work.form, key) is not None


def apply(filling: Filling, draft: Draft, *, overwrite: bool = False) -> Draft:
    """Return the draft with the fills in it, and nothing else changed.

    What stands there already stays, unless `overwrite`: the engineer agreed to replace it.
    """
    form = filling.basis.form if filling.basis else Form(draft.mode)
    for item in filling.fills:
        if overwrite or entered(draft, form, item.key) is None:
            draft = _put(draft, item)
    return draft


def _put(draft: Draft, item: Fill) -> Draft:
    place, _, name = item.key.partition(".")
    value = item.value
    accepted = forget(draft.accepted, "tags" if place == "tags" else item.key)
    draft = replace(draft, accepted=accepted)
    if isinstance(value, Expiry):
        return replace(draft, expiry=value)
    if item.key == "fetch":
        return replace(draft, fetch=says_yes(item))
    if item.key == "own_app":
        return replace(draft, own_app=says_yes(item))
    if place == "credentials":
        return replace(draft, values={**draft.values, name: value})
    if place == "config":
        return replace(draft, config={**draft.config, name: value})
    return _put_text(draft, item.key, value)


def _put_text(draft: Draft, key: str, value: Text) -> Draft:
    """Put in what is no field of the form, and no secret."""
    text, name = text_of(value), key.partition(".")[2]
    if key.startswith("tags."):
        others = tuple((tag, old) for tag, old in draft.tags if tag.strip().lower() != name.lower())
        return replace(draft, tags=(*others, (name, text)))
    if key.startswith("customer."):
        return replace(draft, customer=_customer(draft.customer, name, text))
    if key == "connection_id":
        return replace(draft, connection_id=text)
    if key == "metadata":
        return replace(draft, metadata=text)
    if key == "webhook_url":
        return replace(draft, webhook_url=text)
    return replace(draft, scopes=text) if key == "scopes" else draft


def _customer(customer: Customer, name: str, text: str) -> Customer:
    match name:
        case "id":
            return replace(customer, id=text)
        case "email":
            return replace(customer, email=text)
        case "name":
            return replace(customer, name=text)
        case "organization":
            return replace(customer, organization=text)
        case "link":
            return replace(customer, link=text == YES)
        case _:
            return customer
