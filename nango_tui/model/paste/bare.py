"""Values without a name: what their shape tells, and a question where it does not tell enough."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nango_tui.model.paste.found import Kind
from nango_tui.model.paste.sheet import UUID4, Item, Sheet, bare_kind, is_host
from nango_tui.model.paste.urls import take_url
from nango_tui.model.paste.values import EMPTY, trouble, unquoted

_EMAIL = re.compile(r"[^\s@:/,;<>\"'()]{1,100}@[A-Za-z0-9.-]{1,120}\.[A-Za-z]{2,24}(?:/token)?")
_ENDS = frozenset(
    (
        "com", "net", "org", "io", "dev", "app", "co", "us", "uk", "de", "fr", "eu", "cloud", "ai", "me", "biz", "info",
        "au", "ca", "ch", "nl", "se", "no", "es", "it", "jp", "in", "br", "nz",
    )
)  # fmt: skip
SCHEMES = ("bearer", "basic", "token", "authorization")
"""Words that stand before a token; alone they are none."""
_LEAST = 6


@dataclass(frozen=True, slots=True)
class Bare:
    """A value without a name, and where it stood: "line 2", "column 3"."""

    value: str = field(repr=False)
    place: str


def is_email(text: str) -> bool:
    """Say whether a text is an e-mail address, as Zendesk's user names with "/token" behind are too."""
    return len(text) < 260 and _EMAIL.fullmatch(text) is not None


def is_telling_host(text: str) -> bool:
    """Say whether a text is a host name and not a token with dots: its last part is a usual one."""
    return is_host(text) and text.rpartition(".")[2].lower() in _ENDS


def looks_secret(text: str) -> bool:
    """Say whether a word could be a token or a password, and not a word of a language."""
    if len(text) < _LEAST or any(sign.isspace() for sign in text):
        return False
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) < len(text) and letters and any(sign.isdigit() for sign in text):
        return True
    capitals = sum(sign.isupper() for sign in text)
    odd = any(sign in "!@#$%^&*+=/~" for sign in text[:-1])
    return len(text) >= 20 or (len(text) >= 8 and (odd or 3 <= capitals < len(letters)))


def take_bare(sheet: Sheet, values: list[Bare], *, alone: bool = False) -> None:
    """Take what can be told by its shape. Between several values that tell nothing, ask.

    `alone`: the text is this one value, so that it may be any word.
    """
    unknown: list[Bare] = []
    for bare in values:
        value = unquoted(bare.value).removeprefix("mailto:")
        if is_email(value):
            sheet.take("user name", value, "", "likely", source=bare.place)
        elif "/" in value and "://" not in value and is_telling_host(value.partition("/")[0].partition(":")[0]):
            take_url(sheet, f"https://{value}", source=bare.place)
        elif is_telling_host(value):
            sheet.host(value)
            sheet.take("host", value, "", "likely", source=bare.place)
        elif UUID4.fullmatch(value) and not trouble(value):
            _uuid(sheet, Bare(value, bare.place))
        else:
            kind, confidence, _ = bare_kind(value)
            if value.lower() in SCHEMES or (not alone and not any(map(str.isalnum, value)) and not trouble(value)):
                continue
            if kind == "bare" and not trouble(value) and not value.startswith("nango_"):
                unknown.append(bare)
            elif trouble(value) != EMPTY:
                sheet.take(kind, value, "", confidence, source=bare.place)
    if not alone:
        unknown = [bare for bare in unknown if looks_secret(unquoted(bare.value))]
    distinct = {unquoted(bare.value): bare for bare in unknown}
    if len(distinct) == 1:
        sheet.take("bare", unknown[0].value, "", "possible", source=unknown[0].place)
    elif distinct:
        options = []
        for value, bare in distinct.items():
            item = Item("bare", value, "", "possible", bare.place, "")
            options.append((f"the value in {bare.place}", [item]))
        question = "Two values have no name." if len(options) == 2 else "Several values have no name."
        sheet.choices.append((f"{question} Which one is the token, key or password?", options[:20]))


def _uuid(sheet: Sheet, bare: Bare) -> None:
    """A UUID can be a token, the id of a connection, and is what every key of Nango looks like."""
    readings: tuple[tuple[str, Kind, str], ...] = (
        ("the provider's token, key or password", "bare", ""),
        ("a connection ID", "connection id", ""),
        ("the API key of a Nango environment", "nango key", ""),
    )
    sheet.ask_one(
        "This value has the form of a Nango key, and of many ids. What is it?",
        [(label, kind, bare.value, name, bare.place) for label, kind, name in readings],
    )
