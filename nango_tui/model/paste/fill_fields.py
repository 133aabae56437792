"""Which field of the form each value is for. Between two secrets nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nango_tui.model.auth import MODES
from nango_tui.model.check_value import EMAIL
from nango_tui.model.form import FormField, Place
from nango_tui.model.form_clean import clean
from nango_tui.model.paste.fill_bare import KEY_WORDS, doubtful, fill_bare, put
from nango_tui.model.paste.fill_guard import unusable
from nango_tui.model.paste.fill_names import (
    ALSO,
    EXACT,
    HOSTS,
    KIND,
    LABEL,
    TAIL,
    Name,
    aliases_of,
    brand_of,
    host_like,
    squash,
)
from nango_tui.model.paste.fill_urls import Address, Fit, fits, named_value
from nango_tui.model.paste.fill_work import LEAVE, NO_FIELD, Item, Work, credentials, described
from nango_tui.model.paste.filling import ELSEWHERE
from nango_tui.model.paste.found import Finding
from nango_tui.model.secrecy import words
from nango_tui.model.siblings import service_name
from nango_tui.model.text import cut, plain

_KINDS: Mapping[str, Mapping[str, str]] = {
    "OAUTH2": {"access token": "access_token", "refresh token": "refresh_token", "oauth token": "access_token"},
    "OAUTH2_CC": {
        "access token": "token", "oauth token": "token", "client id": "client_id", "client secret": "client_secret",
        "certificate": "client_certificate", "private key": "client_private_key",
    },
    "OAUTH1": {
        "oauth token": "oauth_token", "oauth token secret": "oauth_token_secret", "token secret": "oauth_token_secret",
        "access token": "oauth_token",
    },
    "API_KEY": {"api key": "api_key", "access token": "api_key"},
    "BASIC": {"user name": "username", "password": "password"},
    "TBA": {"token id": "token_id", "token secret": "token_secret"},
}  # fmt: skip
"""Which credential a kind of value is, by auth mode."""

_HOST_NAMES = dict.fromkeys(HOSTS, ALSO)
_PERHAPS: Mapping[str, Mapping[str, str]] = {
    "OAUTH2": {"api key": "access_token"},
    "OAUTH2_CC": {"user name": "client_id", "password": "client_secret"},
    "API_KEY": {"password": "api_key", "user name": "api_key", "client secret": "api_key", "oauth token": "api_key"},
    "TBA": {"oauth token": "token_id", "oauth token secret": "token_secret"},
}
"""The same where it is only possible, so that it is asked."""

MOST_VALUES = 500
"""Values of a text that are matched with the form: more are no credentials of one customer."""

_WHY: Mapping[str, str] = {
    "private key": "it belongs to the integration, not to a connection",
    "refresh token": "this integration keeps no refresh token",
    "user name": "this integration takes no user name",
    "password": "this integration takes no password",
}


@dataclass(frozen=True, slots=True)
class _Claim:
    """A value that may be for a field. `sure`: without asking."""

    item: Item
    key: str
    value: str
    score: int
    sure: bool = True


def fill_fields(work: Work, items: Sequence[Item]) -> None:
    """Note a fill for each value that is for one field, a question where it may be for several, or several for it."""
    brand = brand_of(work.draft)
    aliases = aliases_of(work.form, brand)
    ours = any(Name.of(item.finding.name).branded(brand) for item in items)
    claims: dict[str, list[_Claim]] = {}
    bare = []
    if len(items) > MOST_VALUES:
        work.warnings.append(f"There are {len(items):,} values in the text: the first {MOST_VALUES} were looked at.")
    for item in items[:MOST_VALUES]:
        name = Name.of(item.finding.name)
        if item.finding.kind == "bare" or (item.finding.kind == "named" and not item.finding.name):
            bare.append(item)
            continue
        called = any(squash(name.own) in known for known in aliases.values())
        foreign = "" if called else name.foreign(brand)
        if ours and foreign:
            work.ignore(item.finding, "its name is of something else")
            continue
        found = _claims(work, item, name, aliases, brand, alone=len(items) == 1)
        if not found:
            work.ignore(item.finding, _why(work, item.finding))
        elif not foreign or _ours(work, foreign):
            for claim in _chosen(work, item, found):
                claims.setdefault(claim.key, []).append(claim)
    for key, wanted in claims.items():
        _take(work, key, wanted)
    fill_bare(work, bare)


def _ours(work: Work, foreign: str) -> bool:
    """Ask, once for all of them, whether names that begin with another word are of this provider."""
    template = work.draft.template
    who = service_name(plain(template.display_name)) if template else "this provider"
    question = f"Are the values whose names begin with {plain(cut(foreign, 40))}_ of {who}?"
    return work.ask(f"names:{foreign}", question, ("Yes", LEAVE)) == 0


def _why(work: Work, finding: Finding) -> str:
    if any(squash(item.name) == squash(finding.name) for item in work.form.later):
        return "Nango fills it in by itself after the import"
    if finding.kind == "private key" and work.form.mode not in ("APP", "CUSTOM"):
        return NO_FIELD
    return _WHY.get(finding.kind, NO_FIELD)


def _claims(
    work: Work, item: Item, name: Name, aliases: Mapping[str, Mapping[str, int]], brand: frozenset[str], *, alone: bool
) -> list[_Claim]:
    """Return the fields that a value may be for, those that fit best only."""
    kind = item.finding.kind
    scores: dict[str, tuple[int, bool]] = {}
    if item.finding.name and not name.override and kind not in ("client id", "client secret"):
        for field in work.form.fields:
            if field.name.endswith("_override") or not (score := name.score(aliases[field.key], brand)):
                continue
            # The name of a credential is no name for a value whose kind says otherwise.
            if field.place is Place.CREDENTIAL and score < LABEL and not _agrees(work, kind, field):
                continue
            scores[field.key] = (score, score > TAIL or not field.secret)
    elif item.finding.name and not name.override:
        scores |= {
            field.key: (score, True)
            for field in work.form.fields
            if not field.name.endswith("_override") and (score := name.score(aliases[field.key], brand)) >= ALSO
        }
    _by_kind(work, item, scores)
    best = max((score for score, _ in scores.values()), default=0)
    found = [
        _Claim(item, key, _value(work, key, item.text), score, sure and item.finding.confidence != "possible")
        for key, (score, sure) in scores.items()
        if score == best
    ]
    found = [claim for claim in found if claim.value and _takes(work, claim)]
    return found if best >= ALSO and found else _of_url(work, item, name, brand, alone=alone) or found


def _agrees(work: Work, kind: str, field: FormField) -> bool:
    meant = _KINDS.get(work.form.mode, {}).get(kind) or _PERHAPS.get(work.form.mode, {}).get(kind)
    return meant == field.name or (meant is None and kind in ("named", "bare", "access token", "api key"))


def _by_kind(work: Work, item: Item, scores: dict[str, tuple[int, bool]]) -> None:
    kind, mode = item.finding.kind, work.form.mode
    if name := _KINDS.get(mode, {}).get(kind):
        # Where a token comes with what renews it, it is none that stays as an API key does.
        passing = mode == "API_KEY" and kind == "access token" and _renewed(work)
        _score(work, scores, name, KIND, sure=not passing)
    elif name := _PERHAPS.get(mode, {}).get(kind):
        _score(work, scores, name, KIND, sure=False)
    if mode == "BASIC" and kind in ("api key", "access token"):
        keyed = [field for field in credentials(work.form) if KEY_WORDS & set(words(field.label))]
        for field in keyed or [field for field in credentials(work.form) if field.secret]:
            _score(work, scores, field.name, KIND, sure=bool(keyed))


def _renewed(work: Work) -> bool:
    return any(finding.kind in ("refresh token", "expires in") for finding in work.basis.found.findings)


def _score(work: Work, scores: dict[str, tuple[int, bool]], name: str, score: int, *, sure: bool) -> None:
    key = f"credentials.{name}"
    there, was_sure = scores.get(key, (0, True))
    if work.form.field(key) and score > there:
        scores[key] = (score, sure)
    elif there < EXACT and key in scores and not sure:
        scores[key] = (there, was_sure and sure)


def _value(work: Work, key: str, text: str) -> str:
    field = work.form.field(key)
    if field and field.choices:
        return next((choice for choice in field.choices if choice.casefold() == text.casefold()), text)
    return named_value(field, text) if field else text


def _takes(work: Work, claim: _Claim) -> bool:
    field = work.form.field(claim.key)
    if field is None or unusable(claim.value, secret=field.secret):
        return False
    if field.secret and EMAIL.fullmatch(claim.value):
        return False  # an address is nobody's key
    return not field.choices or claim.value in field.choices


def _of_url(work: Work, item: Item, name: Name, brand: frozenset[str], *, alone: bool) -> list[_Claim]:
    """Return the fields that a URL or a host fills. A URL with a name fills only what its own host tells."""
    called = name.score(_HOST_NAMES, brand) > TAIL
    hosted = called or (item.finding.kind in ("url", "host") and not item.finding.name)
    address = Address.of(item.text) if hosted or "://" in item.text else None
    if address is None:
        return _of_hostlike_name(work, item) if hosted else []
    found = fits(work.form, work.draft.template, address)
    if not hosted:
        found = tuple(fit for fit in found if fit.sure)
    known = alone or any(word in squash(address.host) for word in brand)
    return [_Claim(item, fit.key, fit.value, ALSO, sure=fit.sure or known) for fit in _one_of_each(found)]


def _one_of_each(found: Iterable[Fit]) -> list[Fit]:
    sure = [fit for fit in found if fit.sure]
    # Several keys of one URL are several fields, each sure; of several that any host would fit, one is meant.
    return sure or list(found)


def _of_hostlike_name(work: Work, item: Item) -> list[_Claim]:
    """Return the one field that takes a host, for a value that is called site, shop or the like."""
    fields = [field for field in work.form.fields if host_like(field)]
    fields = [field for field in fields if field.required] or fields
    claims = [_Claim(item, field.key, clean(field, item.text), ALSO) for field in fields]
    return [claim for claim in claims if claim.value and _takes(work, claim)] if len(claims) == 1 else []


def _chosen(work: Work, item: Item, found: list[_Claim]) -> Sequence[_Claim]:
    """Return what a value is for, asked where several fields are possible. A URL may tell several parts at once."""
    if len(found) == 1 or (item.finding.kind in ("url", "host") and all(claim.sure for claim in found)):
        return found
    labels = [plain(_label(work, claim.key)) for claim in found]
    answer = work.ask(f"where:{item.id}", f"What is this? {described([item])[0]}", (*labels, LEAVE))
    return [replace(found[answer], sure=True)] if answer is not None and answer < len(found) else []


def _label(work: Work, key: str) -> str:
    field = work.form.field(key)
    return field.label if field else key


def _take(work: Work, key: str, wanted: list[_Claim]) -> None:
    """Fill a field with the one value that is for it; ask which if several are, and whether if it is only possible."""
    distinct: list[_Claim] = []
    for claim in sorted(wanted, key=lambda claim: (not claim.sure, -claim.score)):
        if all(claim.value != other.value for other in distinct):
            distinct.append(claim)
    chosen = _one(work, key, distinct)
    if chosen is None:
        return
    for claim in distinct:
        if claim is not chosen:
            work.ignore(claim.item.finding, f"another value is the {plain(_label(work, key))}")
    put(work, key, chosen.item, chosen.value)


def _one(work: Work, key: str, distinct: list[_Claim]) -> _Claim | None:
    """Return the value for a field, None if nobody said which one, or whether it is one."""
    field, first = work.form.field(key), distinct[0]
    least = min(KIND, first.score) if field is None or field.secret else first.score
    rivals = [claim for claim in distinct if claim.score >= least and claim.sure == first.sure]
    label = plain(_label(work, key))
    if len(rivals) > 1:
        options = described([claim.item for claim in rivals])
        answer = work.ask(f"which:{key}", f"Which one is the {label}?", (*options, LEAVE))
        return rivals[answer] if answer is not None and answer < len(rivals) else None
    doubt = doubtful(field, first.item, first.value)
    if first.sure and not doubt:
        return first
    shown = first.value if first.item.finding.kind in ("url", "host") else described([first.item])[0]
    text = f"{doubt or f'Is this the {label}?'} {plain(cut(shown, 100))}"
    return first if work.ask(f"use:{first.item.id}", text, (f"Use it as {label}", LEAVE)) == 0 else None


def unused_modes(work: Work, items: Sequence[Item]) -> None:
    """Warn where the text holds credentials, and none of them is of this integration's auth type."""
    kinds = {item.finding.kind for item in items} & {
        "access token", "refresh token", "api key", "user name", "password", "client id", "client secret", "token id",
        "token secret", "oauth token", "oauth token secret",
    }  # fmt: skip
    filled = any(key.startswith("credentials.") for key in work.fills)
    if kinds and not filled and not work.questions and work.form.mode in MODES:
        held = ", ".join(sorted(kinds))
        work.warnings.append(
            f"This integration takes {MODES[work.form.mode].title}; the text holds: {held}. {ELSEWHERE}"
        )
