"""Which fields of a form a URL fills: by their prefix and suffix, by the provider's own URLs, by their format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.form_clean import clean, suffixes
from nango_tui.model.paste.fill_names import host_like, squash
from nango_tui.model.pattern import matches
from nango_tui.model.template import Template

_PLACE = re.compile(r"\$\{connectionConfig\.([^{}]+)\}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_-]+)+", re.IGNORECASE | re.ASCII)
_INSTALLATION = re.compile(r"/(?:settings|apps/[^/]+)/installations/(\d{1,20})(?:/|$)")
_LIGHTNING = ".lightning.force.com"
_LONGEST = 2000
_GENERAL = frozenset(
    (
        "www", "api", "app", "apps", "docs", "support", "help", "login", "auth", "account", "accounts",
        "admin", "developer", "developers",
    )
)  # fmt: skip
"""First parts of hosts that say nothing about a customer."""


@dataclass(frozen=True, slots=True)
class Address:
    """A URL or a host, taken apart; `base` is scheme, host and port."""

    text: str
    host: str
    base: str
    path: str
    callback: bool = False

    @classmethod
    def of(cls, text: str) -> Address | None:
        """Take a text apart; None if it is neither a URL nor a host. User and password in it are left out."""
        text = text.strip()
        if len(text) > _LONGEST or re.search(r"\s", text):
            return None
        scheme, separator, rest = text.partition("://")
        if not separator:
            scheme, rest = "https", text
        if scheme.lower() not in ("http", "https"):
            return None
        try:
            parts = urlsplit(f"{scheme}://{rest}")
            host, port, query = parts.hostname or "", parts.port, parse_qs(parts.query, max_num_fields=50)
        except ValueError:
            return None
        if not (separator and host == "localhost") and not _HOST.fullmatch(host):
            return None
        if not separator and "@" in rest.partition("/")[0]:
            return None  # an e-mail address
        base = f"{scheme.lower()}://{host}" + (f":{port}" if port else "")
        path = parts.path if parts.path != "/" else ""
        return cls(f"{base}{path}", host, base, path, callback="code" in query or "error" in query)


@dataclass(frozen=True, slots=True)
class Fit:
    """A value that a URL gives to a field. `sure`: by suffix or by the provider's own URL, not by format alone."""

    key: str
    value: str
    sure: bool


def fits(form: Form, template: Template | None, address: Address) -> tuple[Fit, ...]:
    """Return what a URL gives, best first; fields that any host would fit only where nothing else fits."""
    found: dict[str, Fit] = {}
    for fit in (*_by_suffix(form, address), *_by_template(form, template, address), *_installation(form, address)):
        found.setdefault(fit.key, fit)
    if not found and not _fixed(template, address) and not address.callback:
        for fit in (*_by_domain(form, template, address), *_by_format(form, address)):
            found.setdefault(fit.key, fit)
    return tuple(found.values())


def named_value(item: FormField, text: str) -> str:
    """Return a value that was named for a field, as the field takes it: a whole URL gives the part that is asked."""
    address = Address.of(text) if host_like(item) and "://" in text else None
    if address and item.format == "uri" and not item.suffix:
        return address.text.rstrip("/")
    if address and squash(item.name) == "instanceurl":
        return address.base
    return clean(item, text)


def _by_suffix(form: Form, address: Address) -> Iterator[Fit]:
    for item in form.fields:
        ends = [end for end in suffixes(item) if end.startswith((".", "-")) and "." in end]
        if item.place is not Place.CONFIG or not ends:
            continue
        starts = re.sub(r"^https?://", "", item.prefix)
        ended = any(address.host.endswith(end.lower()) for end in ends)
        if (ended and address.host.startswith(starts)) or (
            address.host == "admin.shopify.com" and "shopify" in ends[0]
        ):
            value = clean(item, address.text)
            part = "." not in value or (item.pattern and matches(item.pattern, value))
            if value and "/" not in value and part and _usual(item, value) and value.lower() not in _GENERAL:
                yield Fit(item.key, value, sure=True)


def _usual(item: FormField, value: str) -> bool:
    return not item.pattern or matches(item.pattern, value) is not False


def _by_template(form: Form, template: Template | None, address: Address) -> Iterator[Fit]:
    """Yield what stands in a URL where the provider's own URLs have places."""
    if template is None:
        return
    for url in (template.base_url, *template.token_urls):
        for side in url.split("||"):
            yield from _in_places(form, side.strip(), address)


def _in_places(form: Form, side: str, address: Address) -> Iterator[Fit]:
    pieces = _PLACE.split(re.sub(r"^https?://", "", side, flags=re.IGNORECASE))
    host = _PLACE.sub("", re.sub(r"^https?://", "", side)).partition("/")[0]
    if len(pieces) < 3 or "." not in host.strip("."):
        return
    # A path behind the last place need not be there: people copy any page of the same host.
    pattern = ""
    for position, piece in enumerate(pieces):
        if position % 2 == 0:
            pattern += re.escape(piece if position < len(pieces) - 1 else piece.partition("/")[0])
        else:
            pattern += "([^/?#]{1,200})" if position == len(pieces) - 2 and not pieces[-1] else "([^./?#]{1,200})"
    found = re.match(f"{pattern}(?=[/:?#]|$)", address.text.partition("://")[2], re.IGNORECASE)
    if not found:
        return
    for name, value in zip(pieces[1::2], found.groups(), strict=True):
        item = form.field(f"config.{name}")
        if (
            item
            and value.lower() not in _GENERAL
            and _usual(item, value)
            and (not item.choices or value in item.choices)
        ):
            yield Fit(item.key, value, sure=True)


def _by_domain(form: Form, template: Template | None, address: Address) -> Iterator[Fit]:
    """Yield the first part of a host under the provider's domain: pages and API of a customer differ behind it."""
    part, _, rest = address.host.partition(".")
    for url in (template.base_url, *template.token_urls) if template else ():
        found = re.match(r"https?://\$\{connectionConfig\.([^{}]+)\}\.([a-z0-9.-]+)", url)
        if not found or part in _GENERAL or found[2].split(".")[-2:] != rest.split(".")[-2:]:
            continue
        item = form.field(f"config.{found[1]}")
        if item and _usual(item, part):
            yield Fit(item.key, part, sure=False)


def _installation(form: Form, address: Address) -> Iterator[Fit]:
    if form.field("credentials.installation_id") and (found := _INSTALLATION.search(address.path)):
        yield Fit("credentials.installation_id", found[1], sure=True)


def _fixed(template: Template | None, address: Address) -> bool:
    return template is not None and own_host(template, address.host)


def own_host(template: Template, host: str) -> bool:
    """Say whether the host is the provider's for all customers: it tells the provider, and nothing of a customer."""
    urls = (template.base_url, *template.token_urls, template.authorization_url)
    sides = [
        side.strip()
        for url in urls
        for side in url.split("||")
        if "${" not in side.partition("://")[2].partition("/")[0]
    ]
    return any((other := Address.of(side)) is not None and other.host == host for side in sides)


def _by_format(form: Form, address: Address) -> Iterator[Fit]:
    items = [item for item in form.fields if host_like(item) and not _narrow(item)]
    for item in [item for item in items if item.required] or items:
        value = _as_taken(item, address)
        if value and _usual(item, value):
            yield Fit(item.key, value, sure=False)


def _narrow(item: FormField) -> bool:
    """Say whether a field takes only a part of one provider's hosts, or a name and no host."""
    named = squash(item.name)
    part = named in ("subdomain", "shop", "shopname", "instance", "site") and item.format not in ("hostname", "uri")
    return part or any(end.startswith((".", "-")) for end in suffixes(item))


def _as_taken(item: FormField, address: Address) -> str:
    base, host = address.base, address.host
    if host.endswith(_LIGHTNING):
        # Salesforce shows its pages under another host than the one that its API answers under.
        host = f"{host.removesuffix(_LIGHTNING)}.my.salesforce.com"
        base = f"https://{host}"
    if item.format == "hostname" or squash(item.name) in ("hostname", "host", "domain"):
        return clean(item, host)
    # Some APIs have the customer's part in the path: as much of it is taken as the example has.
    example = Address.of(item.example.split()[0]) if item.example.split() else None
    depth = len([part for part in example.path.split("/") if part]) if example else 0
    parts = [part for part in address.path.split("/") if part][:depth]
    return clean(item, "/".join((base, *parts)))
