"""Headers of HTTP: which of them carry a credential, and what the schemes of Authorization mean."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace

from nango_tui.model.paste.bare import looks_secret
from nango_tui.model.paste.found import Kind
from nango_tui.model.paste.names import meaning_of
from nango_tui.model.paste.sheet import UUID4, Sheet
from nango_tui.model.paste.values import trouble, unquoted

_ORDINARY = frozenset(
    (
        "accept", "accept-charset", "accept-encoding", "accept-language", "access-control-allow-origin", "age", "allow",
        "alt-svc", "cache-control", "connection", "content-encoding", "content-language", "content-length",
        "content-type", "dnt", "etag", "expect", "expires", "from", "if-modified-since", "if-none-match", "keep-alive",
        "last-modified", "location", "origin", "pragma", "priority", "referer", "referrer", "server", "te", "trailer",
        "transfer-encoding", "upgrade", "upgrade-insecure-requests", "user-agent", "vary", "via", "x-request-id",
    )
)  # fmt: skip
_SESSION = frozenset(("cookie", "set-cookie"))
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,29}")
BEARERS = ("bearer", "token", "oauth", "zoho-oauthtoken", "apikey", "api-key", "key", "ghost")
"""Schemes of Authorization that stand before one token."""


def take_header(sheet: Sheet, name: str, value: str, *, to_nango: bool | None = None, group: str = "") -> bool:
    """Take what a header carries; say whether it was a header that means something.

    `to_nango`: whether the request goes to Nango, so that its bearer is a key; None: the text does not tell.
    """
    lowered = name.strip().lower().lstrip(":")
    if lowered == "date":
        sheet.answered_at = (name.strip(), value.strip())
        return True
    if lowered in ("host", "authority"):
        sheet.host(value.strip().partition(":")[0])
        return True
    if lowered in ("authorization", "proxy-authorization", "x-authorization"):
        return lowered.startswith("proxy") or take_authorization(
            sheet, value, source=f"header {name.strip()}", to_nango=to_nango, group=group
        )
    if lowered in _SESSION:
        sheet.ignore(name, "cookies are of a browser's session")
        return True
    if lowered in _ORDINARY or lowered.startswith(("sec-", "access-control-", "x-ratelimit", "cf-", "x-forwarded")):
        return True
    meaning = meaning_of(name)
    if (
        meaning.kind in ("access token", "api key", "user name", "password", "client id", "client secret")
        or meaning.why
    ):
        if meaning.why:
            sheet.ignore(name, meaning.why)
        else:
            kind: Kind = "nango key" if to_nango and UUID4.fullmatch(value.strip()) else meaning.kind
            sheet.take(kind, value, name.strip(), meaning.confidence, source=f"header {name.strip()}", group=group)
        return True
    return False


def take_authorization(sheet: Sheet, value: str, *, source: str, to_nango: bool | None = None, group: str = "") -> bool:
    """Take the token, or the user name and password, of an Authorization header's value."""
    bare = unquoted(value)
    scheme, _, rest = bare.partition(" ")
    lowered, rest = scheme.lower().rstrip(":"), rest.strip()
    if lowered == "basic" and rest:
        return take_basic(sheet, rest, source=source, to_nango=to_nango, group=group)
    if lowered in ("aws4-hmac-sha256", "digest", "hmac", "negotiate", "ntlm", "sapisidhash") or (
        lowered == "oauth" and "oauth_signature" in rest
    ):
        sheet.ignore(source, "it is a signature of one request, no token")
        return True
    if lowered in BEARERS and rest:
        token = rest
        for word in ("token=", "token "):
            if token.lower().startswith(word):
                token = token[len(word) :]
        sheet.clean(f"the word {scheme.rstrip(':')}")
    elif rest and " " not in rest and _SCHEME.fullmatch(scheme) and not looks_secret(scheme):
        # A scheme of the provider's own: "GenieKey", "Klaviyo-API-Key".
        token, lowered = rest, "key"
        sheet.clean(f"the word {scheme}")
    elif " " in bare:
        return False
    else:
        token, lowered = bare, ""
    token = unquoted(token)
    uuid = UUID4.fullmatch(token) is not None
    if uuid and not (to_nango or (sheet.nango and to_nango is None)):
        _ask_for_uuid(sheet, token, source)
        return True
    kind: Kind = "access token" if lowered in ("", "bearer", "oauth", "token", "zoho-oauthtoken") else "api key"
    if uuid or (to_nango and lowered in ("bearer", "")):
        kind = "nango key"
    sheet.take(kind, token, "Authorization", "certain" if lowered else "likely", source=source, group=group)
    return True


def _ask_for_uuid(sheet: Sheet, token: str, source: str) -> None:
    """A UUID as a bearer can be a provider's token, and is what every key of Nango looks like."""
    sheet.ask_one(
        "This token has the form of a Nango key. What is it?",
        [
            ("the provider's token or API key", "access token", token, "Authorization", source),
            ("the API key of a Nango environment", "nango key", token, "Authorization", source),
        ],
    )


def take_basic(sheet: Sheet, coded: str, *, source: str, to_nango: bool | None = None, group: str = "") -> bool:
    """Take user name and password out of the base64 of a Basic header, split at the first colon."""
    coded = coded.strip()
    if why := trouble(coded):
        sheet.ignore(source, why)
        return True
    try:
        text = base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    if ":" not in text or not text.isprintable():
        sheet.ignore(source, "it is not the base64 of a user name and a password")
        return True
    sheet.clean("the word Basic and its base64")
    take_pair(sheet, text, source=source, to_nango=to_nango, group=group)
    return True


def take_pair(sheet: Sheet, text: str, *, source: str, to_nango: bool | None = None, group: str = "") -> None:
    """Take "user:password"; either may be empty. A user name alone that is no address is a key."""
    user, _, password = text.partition(":")
    if to_nango or (UUID4.fullmatch(user) and sheet.nango and to_nango is None):
        sheet.take("nango key", user or password, "", source=source, group=group)
        return
    what = "user name of Zendesk's API tokens" if user.endswith("/token") and "@" in user else ""
    sheet.take("user name", user, "user name" if user else "", source=source, what=what, group=group)
    if password:
        what = "Zendesk API token" if what else ""
        sheet.take("password", password, "password", source=source, what=what, group=group)
    elif user:
        sheet.note("the password is empty")


def pair_is_client(sheet: Sheet, since: int) -> None:
    """User name and password of a request for a token are the id and the secret of an OAuth app."""
    for at in range(since, len(sheet.items)):
        item = sheet.items[at]
        if item.source in ("-u", "header Authorization") and item.kind in ("user name", "password"):
            kind: Kind = "client id" if item.kind == "user name" else "client secret"
            sheet.items[at] = replace(item, kind=kind, name=kind.replace(" ", "_"), what="")
