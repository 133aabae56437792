"""URLs and form data: hosts, values of queries, what comes back from an authorization."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from nango_tui.model.paste.names import meaning_of
from nango_tui.model.paste.sheet import CREDENTIALS, ERROR, UUID4, Refusal, Sheet

URL = re.compile(r"https?://[^\s<>\"'`|\\^{}]+", re.IGNORECASE)
FORM = re.compile(r"[A-Za-z_][\w.\[\]~-]{0,60}=[^\s&=]*(?:=*)(?:&[A-Za-z_][\w.\[\]~-]{0,60}=[^\s&]*)+")
_NANGO_PATH = re.compile(
    r"/(?:connections?(?:/|$)|integrations(?:/|$)|providers(?:/|$)|proxy/|connect/sessions|environment-variables|config(?:/|$)|sync/)"
)
_MOST_PAIRS = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A URL, taken apart. `clear` is the URL without user, query and fragment."""

    clear: str
    host: str
    path: str
    user: str = field(default="", repr=False)
    pairs: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    in_fragment: bool = False

    @property
    def callback(self) -> bool:
        """Whether it is where an authorization came back to."""
        return self.in_fragment or any(name in ("code", "state", "error", "realmId", "hmac") for name, _ in self.pairs)


def address_of(text: str) -> Address | None:
    """Return a URL's parts, None if the text is no URL."""
    if not text[:8].lower().startswith(("http://", "https://")) or len(text) > 16_000:
        return None
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if not host or len(host) > 253:
        return None
    base = f"{parts.scheme.lower()}://{host}" + (f":{port}" if port else "")
    user = parts.netloc.rpartition("@")[0]
    after = pairs_in(parts.fragment.rpartition("?")[2])
    pairs = [*pairs_in(parts.query), *after]
    token_after = any(meaning_of(name).kind in CREDENTIALS for name, _ in after)
    path = parts.path if parts.path != "/" else ""
    return Address(base + path, host, path, unquote(user), tuple(pairs), token_after)


def pairs_in(text: str) -> list[tuple[str, str]]:
    """Return the names and values of form data; a plus sign that a token would have stays one."""
    if "=" not in text:
        return []
    try:
        return parse_qsl(text[:200_000], keep_blank_values=True, max_num_fields=_MOST_PAIRS)
    except ValueError:
        return []


def is_nango(address: Address | None) -> bool:
    """Say whether a URL is Nango's: by its host, or a local one by its path."""
    if address is None:
        return False
    if "nango" in address.host:
        return True
    return address.host in ("localhost", "127.0.0.1", "::1") and _NANGO_PATH.match(address.path) is not None


def may_be_nango(address: Address | None) -> bool:
    """Say whether a path is one of Nango's: it may be a server of one's own."""
    return address is not None and (is_nango(address) or _NANGO_PATH.search(address.path) is not None)


def goes_to_nango(address: Address | None, carried: str) -> bool | None:
    """Say whether what a request carries goes to Nango, None where no address tells.

    On a server of one's own only the path tells that it is Nango; a UUID that goes there is a key.
    """
    if address is None:
        return None
    return is_nango(address) or (may_be_nango(address) and UUID4.search(carried) is not None)


def take_url(sheet: Sheet, text: str, *, source: str = "URL", group: str = "", name: str = "") -> bool:
    """Take a URL: the address without its query, the values of a callback; say whether it is one."""
    address = address_of(text)
    if address is None:
        return False
    if address.user:
        user, _, password = address.user.partition(":")
        sheet.take("user name", user, "user name", source=f"{source}, before the @", group=group)
        sheet.take("password", password, "password", source=f"{source}, before the @", group=group)
    if "session_token" in dict(address.pairs) or is_nango(address):
        sheet.ignore(address.host, "it is an address of Nango, not of the provider")
        return True
    if address.callback:
        take_pairs(sheet, list(address.pairs), source=source, group=group)
        sheet.ignore(address.host, "it is where the authorization came back to")
        return True
    credentials = [(key, value) for key, value in address.pairs if meaning_of(key).kind in CREDENTIALS]
    take_pairs(sheet, credentials, source=source, group=group)
    sheet.host(address.host)
    sheet.take("url", address.clear, name, "certain" if source == "URL" else "likely", source=source, group=group)
    return True


def take_pairs(sheet: Sheet, pairs: list[tuple[str, str]], *, source: str, group: str = "") -> None:
    """Take form data by name. An error that came back is refused."""
    names = {name for name, _ in pairs}
    has_token = any(meaning_of(name).kind in CREDENTIALS and value for name, value in pairs)
    if not has_token and ("error" in names or "error_description" in names):
        raise Refusal(ERROR)
    for name, value in pairs:
        if not sheet.full():
            sheet.named(name, value, source=source, group=group)
