"""What was typed or pasted into a field, made into what Nango stores."""

from __future__ import annotations

import re
from itertools import product

from nango_tui.model.form import FormField

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_ALTERNATIVES = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
_LAST_NUMBER = re.compile(r"^https?://.*/(\d+)/?(?:[?#].*)?$", re.IGNORECASE)
_BLANK = " \t\r\n\v\f\u00a0\ufeff\u200b"


def clean(field: FormField, text: str) -> str:
    """Return the text without the field's prefix and suffix and without blanks and newlines at its ends.

    Prefix and suffix are shown round the input and never sent, so `https://acme.zendesk.com/agent` is `acme`. The
    inside of a secret is left alone. Cleaning twice changes nothing more.
    """
    text = text.strip(_BLANK)
    if field.secret or field.kind == "choice":
        return text
    while True:
        before, text = text, _strip(field, text).strip(_BLANK)
        if text == before:
            return text


def _strip(field: FormField, text: str) -> str:
    if shop := _shop(field, text):
        return shop
    if field.format == "number" and (number := _LAST_NUMBER.search(text)):
        return number[1]
    text = _without_prefix(field, text)
    for suffix in suffixes(field):
        position = text.lower().find(suffix.lower(), _start(text))
        if position >= 0:
            text = text[:position]
    if field.suffix or field.format == "hostname":
        start = _start(text)
        text = text[:start] + re.split(r"[/?#]", text[start:], maxsplit=1)[0]
    return text


def _start(text: str) -> int:
    """Return where the host begins, behind a scheme that is part of the value."""
    scheme = _SCHEME.match(text)
    return scheme.end() if scheme else 0


def _without_prefix(field: FormField, text: str) -> str:
    """Take the prefix away with or without its scheme, in any case.

    A scheme goes too where the prefix has one, or where the value is a host or the first part of one.
    """
    bare = _SCHEME.sub("", field.prefix, count=1)
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    if bare and rest.lower().startswith(bare.lower()):
        return rest[len(bare) :]
    host = field.format == "hostname" or field.suffix.startswith((".", "-"))
    return rest if field.prefix or (host and field.format != "uri") else text


def suffixes(field: FormField) -> tuple[str, ...]:
    """Return the field's suffix; one with alternatives, "-(live|test).example.com", gives each of them."""
    if not field.suffix:
        return ()
    pieces = _ALTERNATIVES.split(field.suffix)
    choices = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    return tuple("".join(parts) for parts in product(*choices))[:16]


def _shop(field: FormField, text: str) -> str:
    """Return the shop of an address of Shopify's own admin, which has the shop in its path and not in its host."""
    if field.suffix.lower() != ".myshopify.com":
        return ""
    match = re.match(r"(?:https?://)?admin\.shopify\.com/store/([^/?#\s]+)", text, re.IGNORECASE)
    return match[1] if match else ""


def account_in_host(text: str) -> str:
    """Return a NetSuite account id as it stands in the URL's host, "" if it is spelled so already.

    `1234567_SB1` is how NetSuite shows a sandbox; its host is `1234567-sb1`, which calls need.
    """
    text = text.strip()
    other = text.lower().replace("_", "-")
    return other if re.fullmatch(r"[A-Za-z0-9]+[_-][A-Za-z0-9]+", text, re.ASCII) and other != text else ""
