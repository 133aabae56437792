"""What can be wrong with one value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from nango_tui.model.findings import Findings
from nango_tui.model.form import FormField
from nango_tui.model.form_clean import suffixes
from nango_tui.model.pattern import matches
from nango_tui.model.secrecy import secret_name
from nango_tui.model.secret import Secret, Text

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_NANGO_KEY = re.compile(r"nango_[a-z_]+[0-9a-z_]*")
_MASKED = re.compile(r"\*{3}|[•●∙▪]|\[redacted\]|<redacted>|<secret", re.IGNORECASE)
_SCHEME_WORD = re.compile(r"(?:bearer|basic|token)\s+\S", re.IGNORECASE)
_HOST = re.compile(r"[^\s/?#@]+")

NANGO_KEY = "This is a key of Nango, not a credential of the customer."
OWN_KEY = "This is the API key of Nango that is used here, not a credential of the customer."
MAYBE_NANGO_KEY = "This has the form of a Nango API key. Is it the customer's credential?"
MASKED = "This is a masked value, not the credential itself. Get the whole one."


def text_of(value: Text) -> str:
    """Return a value in clear, for a check only."""
    return value.reveal() if isinstance(value, Secret) else value


def blank(value: Text) -> bool:
    """Say whether a value is empty, or blanks only."""
    return not text_of(value).strip()


def has(values: Mapping[str, Text], name: str) -> bool:
    """Say whether a value was entered under a name."""
    return not blank(values.get(name, ""))


def length(text: str) -> int:
    """Return the length as Nango counts it: UTF-16 units, in which an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def control_problem(text: str, *, lines: bool = False) -> str:
    """Return why a character keeps the text from being stored, "" if none does. `lines`: it may have several."""
    for character in text:
        if character in "\n\r":
            if not lines:
                return "There is a line break inside. Enter it as one line."
        elif character == "\0":
            return "There is a NUL character inside, which Nango cannot store."
        elif unicodedata.category(character) in ("Cc", "Cs") and not (lines and character == "\t"):
            return "There is a control character inside. Type or paste it again."
    return ""


def check_value(item: FormField, value: Text, found: Findings) -> None:
    """Note what is wrong with the value of a field; it is not blank."""
    text = text_of(value)
    secret = item.secret or isinstance(value, Secret)
    found.error(item.key, control_problem(text, lines=item.kind == "long_secret"))
    if item.choices and text not in item.choices:
        found.error(item.key, f"Choose one of: {', '.join(item.choices)}.")
    if item.limit and length(text) > item.limit:
        found.error(item.key, f"Nango takes at most {item.limit:,} characters here.")
    if inside := next((end for end in suffixes(item) if end.lower() in text.lower()), ""):
        found.error(item.key, f"Leave out {inside} and what follows: it is added to what you type.")
    _nango_key(item, text, found, secret=secret)
    if secret and _MASKED.search(text):
        found.error(item.key, MASKED)
    if secret and _SCHEME_WORD.match(text):
        found.warn(item.key, "Leave out the word in front of the value, unless it belongs to it.")
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        found.warn(item.key, "Leave out the quotes, unless they belong to the value.")
    if any(unicodedata.category(character) in ("Cf", "Co") for character in text):
        found.warn(item.key, "There is an invisible character inside. Type or paste it again.")
    if text != text.strip() and item.kind != "long_secret":
        found.warn(item.key, "There is a blank at the beginning or the end.")
    if not item.choices:
        found.warn(item.key, _unusual(item, text))


def _nango_key(item: FormField, text: str, found: Findings, *, secret: bool) -> None:
    if _NANGO_KEY.fullmatch(text):
        found.error(item.key, NANGO_KEY)
    elif secret and UUID_V4.fullmatch(text) and not _wants_uuid(item):
        found.warn(item.key, MAYBE_NANGO_KEY)


def _wants_uuid(item: FormField) -> bool:
    """Say whether the template expects a UUID, by its format, its example or its pattern."""
    if item.format == "uuid" or UUID.search(item.example):
        return True
    probe = "5ab87915-2deb-429c-a1e2-8b0495900f45"
    return bool(item.pattern) and bool(matches(item.pattern, probe)) and not matches(item.pattern, "x" * len(probe))


def _unusual(item: FormField, text: str) -> str:
    """Return that a value does not look as the template says, with an example; it may be right all the same.

    Patterns of templates have rejected valid keys more than once.
    """
    example = f" Example: {item.example}" if item.example else ""
    if item.pattern and matches(item.pattern, text) is False:
        return f"This does not look like the usual {item.label}.{example}"
    wrong = {
        "uuid": UUID.fullmatch(text) is None,
        "email": EMAIL.fullmatch(text) is None,
        "hostname": _HOST.fullmatch(text) is None,
        "uri": re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) is None,
        "number": re.fullmatch(r"[0-9]+", text) is None,
    }
    named = {
        "uuid": "a UUID",
        "email": "an e-mail address",
        "hostname": "a host name",
        "uri": "a URL with https://",
        "number": "a number",
    }
    if wrong.get(item.format, False):
        return f"{item.label} is usually {named[item.format]}.{example}"
    return ""


def check_free_row(name: str, value: Text, found: Findings) -> None:
    """Note what is wrong with a row that the engineer added to the connection configuration."""
    key, text = f"config.{name}", text_of(value)
    if not name.strip():
        found.error(key, "This value needs a name.")
    found.error(key, control_problem(name) or control_problem(text))
    if _NANGO_KEY.fullmatch(text):
        found.error(key, NANGO_KEY)
    if secret_name(name) and _MASKED.search(text):
        found.error(key, MASKED)
