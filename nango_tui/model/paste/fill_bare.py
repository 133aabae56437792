"""Values that nothing names, and how a value is put into its field."""

from __future__ import annotations

from nango_tui.model.check_value import EMAIL
from nango_tui.model.form import FormField, Place
from nango_tui.model.form_clean import clean
from nango_tui.model.paste.fill_guard import may_be_nango_key, unusable
from nango_tui.model.paste.fill_urls import Address, fits
from nango_tui.model.paste.fill_work import LEAVE, NO_FIELD, Item, Work, described, entered
from nango_tui.model.pattern import matches
from nango_tui.model.secrecy import words
from nango_tui.model.secret import Secret
from nango_tui.model.text import plain

KEY_WORDS = frozenset(("key", "token", "secret", "apikey", "pat"))
"""Words of a label that say that the field takes an API key, whatever the auth type calls it."""

MOST = 12
"""Values without a name that are asked about; a form has no more fields for them."""


def fill_bare(work: Work, items: list[Item]) -> None:
    """Place values that nothing names: one that fits one empty field is for it, everything else is asked."""
    taken: set[str] = set()
    for item in items[MOST:]:
        work.ignore(item.finding, "there are too many values without a name")
    items = items[:MOST]
    for item, shown in zip(items, described(items), strict=True):
        fields, told = _open(work, item, taken)
        address = Address.of(item.text)
        if address and (found := fits(work.form, work.draft.template, address)) and found[0].sure:
            put(work, found[0].key, item, found[0].value)
            continue
        if not fields:
            work.ignore(item.finding, NO_FIELD)
            continue
        doubt = doubtful(fields[0], item, item.text)
        labels = [plain(field.label) for field in fields]
        if len(fields) == 1 and (told or len(items) == 1) and not doubt and _likely(item):
            answer: int | None = 0
        else:
            question = doubt or f"What is this? {shown}"
            answer = work.ask(f"bare:{item.id}", question, (*labels, LEAVE))
        if answer is None:
            continue
        if answer < len(fields):
            field = fields[answer]
            taken.add(field.key)
            put(work, field.key, item, clean(field, item.text))
        else:
            work.ignore(item.finding, "it was left out")


def _likely(item: Item) -> bool:
    return item.agreed or item.finding.confidence != "possible"


def _open(work: Work, item: Item, taken: set[str]) -> tuple[list[FormField], bool]:
    """Return the fields that a bare value can be for, and whether its looks tell which one it is."""
    found = [
        field
        for field in work.form.fields
        if field.key not in taken
        and field.key not in work.fills
        and _wants(field, secret_only=bool(item.finding.what))
        and entered(work.draft, work.form, field.key) is None
        and _could_be(field, item.text)
    ]
    if EMAIL.fullmatch(item.text) and (mails := [field for field in found if field.name == "username"]):
        return mails, True
    told = [field for field in found if field.pattern and _telling(field) and matches(field.pattern, item.text)]
    return (told, True) if len(told) == 1 else (found, False)


def _wants(field: FormField, *, secret_only: bool) -> bool:
    if field.folded or field.name.endswith("_override") or (secret_only and not field.secret):
        return False
    return field.place is Place.CREDENTIAL or (field.required and not field.secret and not field.default)


def _could_be(field: FormField, text: str) -> bool:
    if field.choices and text not in field.choices:
        return False
    if field.kind == "long_secret" and "-----BEGIN" not in text and not text.startswith("{"):
        return False
    return not (unusable(text, secret=field.secret) or (EMAIL.fullmatch(text) and field.secret))


def _telling(field: FormField) -> bool:
    """Say whether a pattern tells a value of this field from others: it asks for more than letters and digits."""
    return not matches(field.pattern, "abcdefghij") and not matches(field.pattern, "0123456789abcdef")


def doubtful(field: FormField | None, item: Item, value: str) -> str:
    """Return the question that a value raises by itself, "" if none: a Nango key is a random UUID too."""
    if not field or not field.secret or not may_be_nango_key(value) or item.finding.name or item.agreed:
        return ""
    uuid = field.format == "uuid" or (field.pattern and matches(field.pattern, value))
    return "" if uuid else "This has the form of a Nango API key. Is it the customer's?"


def put(work: Work, key: str, item: Item, value: str) -> None:
    """Note one value for a field, and what was taken off it."""
    field = work.form.field(key)
    if field and field.key.startswith("config.") and value != item.text.strip():
        work.cleaned.append(f"{plain(field.label)}: only the part that is asked for")
    if key == "credentials.username" and value.endswith("/token") and _password_is_token(work):
        value = value.removesuffix("/token")
        work.cleaned.append("/token behind the user name, which Nango adds itself")
    secret = field.secret if field else False
    work.fill(key, Secret(value) if secret else value, item.finding.what)


def _password_is_token(work: Work) -> bool:
    password = work.form.field("credentials.password")
    return password is not None and bool(KEY_WORDS & set(words(password.label)))
