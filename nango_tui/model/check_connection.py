"""What can be wrong with the connection itself: its id, customer, tags, metadata, scopes and webhook."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from nango_tui.model.auth import Endpoint
from nango_tui.model.check_value import EMAIL, control_problem, length
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.findings import Findings
from nango_tui.model.form import Form
from nango_tui.model.metadata import parse_metadata
from nango_tui.model.text import plain

_READABLE = re.compile(r"[a-zA-Z0-9,.;:=+~\[\]|@${}\"'\\/_ -]")
_TAG_KEY = re.compile(r"[a-zA-Z][a-zA-Z0-9_\-./]*", re.ASCII)
READABLE_SIGNS = ", . ; : = + ~ [ ] | @ $ { } \" ' \\ / _ -"
MOST_TAGS = 10
CUSTOMER_TAGS = ("end_user_id", "end_user_email", "end_user_display_name", "organization_id")


def check_connection(draft: Draft, form: Form, endpoint: Endpoint, found: Findings) -> None:
    """Note what is wrong with everything but credentials and configuration."""
    if draft.connection_id:
        found.error("connection_id", id_problem(draft.connection_id))
        if draft.connection_id != draft.connection_id.strip():
            found.warn("connection_id", "There is a blank at the beginning or the end, which will be part of the id.")
    _customer(draft.customer, endpoint, found)
    _tags(draft, endpoint, found)
    metadata = parse_metadata(draft.metadata)
    if isinstance(metadata, str):
        found.error("metadata", metadata)
    _webhook(draft.webhook_url.strip(), found)
    if form.scopes:
        found.error("scopes", control_problem(draft.scopes))
        if any(" " in scope.strip() for scope in draft.scopes.split(",")):
            found.warn("scopes", "Put commas between scopes, unless the blank belongs to one.")


def id_problem(connection_id: str) -> str:
    """Return why Nango could store a connection id but never read or delete it again, "" if it could.

    Nango takes nearly any id on an import and few in the path of its other calls (seen on Nango 0.71.4).
    """
    if connection_id in (".", "..", "metadata"):
        return f"The id {connection_id} would lead to another address of Nango's API. Choose another id."
    if length(connection_id) > 255:
        return "A connection id has at most 255 characters."
    for character in connection_id:
        if not _READABLE.fullmatch(character):
            return (
                f"With {_name_of(character)} in its id the connection could never be read or deleted again. "
                f"Use a to z, digits, blanks and {READABLE_SIGNS}"
            )
    return ""


def _name_of(character: str) -> str:
    if character in "\r\n":
        return "a line break"
    if not character.isprintable():
        return "an invisible character"
    return plain(character)


def _customer(customer: Customer, endpoint: Endpoint, found: Findings) -> None:
    entered = (customer.id, customer.email, customer.name, customer.organization)
    for key, text in zip(("id", "email", "name", "organization"), entered, strict=True):
        found.error(f"customer.{key}", control_problem(text))
        if length(text) > 255:
            found.error(f"customer.{key}", "A tag has at most 255 characters.")
    if customer.link and not customer.id.strip() and (customer.email.strip() or customer.name.strip()):
        found.error("customer.id", "To link an end user, enter their id in your application.")
    email = customer.email.strip()
    if email and not EMAIL.fullmatch(email):
        text = "This is not an e-mail address. Example: name@example.com"
        if customer.link:
            found.error("customer.email", text)
        else:
            found.warn("customer.email", text)
    if endpoint is Endpoint.LEGACY and any(text.strip() for text in entered):
        found.warn("customer.id", "The legacy endpoint does not store who the customer is.")


def _tags(draft: Draft, endpoint: Endpoint, found: Findings) -> None:
    """POST /connections refuses all tags when one is wrong; it counts them before it adds those of an end user."""
    customer = draft.customer
    linked = customer.link and bool(customer.id.strip())
    held = dict(zip(CUSTOMER_TAGS, (customer.id, customer.email, customer.name, customer.organization), strict=True))
    keys = [key for key, text in held.items() if text.strip() and not (linked and key != "organization_id")]
    typed = [
        (key.strip(), value)
        for key, value in draft.tags
        if (key.strip() or value.strip()) and not (key.strip() in CUSTOMER_TAGS and not value.strip())
    ]
    for key, value in typed:
        if key and not value.strip():
            found.warn("tags", f"The tag {plain(key)} has no value, and is not sent.")
            continue
        found.error("tags", _tag_problem(key, value))
        if key.lower() in keys:
            found.error("tags", f"The tag {plain(key.lower())} is there twice. Nango stores tags in lower case.")
        keys.append(key.lower())
    if len(keys) > MOST_TAGS:
        found.error("tags", f"Nango takes at most {MOST_TAGS} tags; these are {len(keys)}, the customer's included.")
    if typed and endpoint is Endpoint.LEGACY:
        found.warn("tags", "The legacy endpoint does not store tags.")


def _tag_problem(key: str, value: str) -> str:
    if not key:
        return "A tag needs a name."
    if len(key) > 64:
        return "A tag's name has at most 64 characters."
    if not _TAG_KEY.fullmatch(key):
        return f"The tag {plain(key)} starts with a letter and has only letters, digits and _ - . / in its name."
    if length(value) > 255:
        return f"The value of the tag {key} has at most 255 characters."
    return control_problem(value)


def _webhook(url: str, found: Findings) -> None:
    if not url:
        return
    found.error("webhook_url", control_problem(url))
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        found.error("webhook_url", "This is not a URL. Example: https://example.com/webhooks")
        return
    if parts.scheme not in ("http", "https") or not host or " " in url:
        found.error("webhook_url", "Type a URL that starts with https://. Example: https://example.com/webhooks")
        return
    _webhook_host(host.rstrip("."), found)


def _webhook_host(host: str, found: Findings) -> None:
    """Nango refuses loopback addresses whatever is configured, and private ones unless its operator allowed them."""
    never = "Nango cannot send webhooks to its own machine. Use a public address."
    private = "Nango sends webhooks to public addresses only, unless its operator allowed others."
    if host == "localhost" or host.endswith(".localhost"):
        found.error("webhook_url", never)
        return
    try:
        address = ip_address(host)
    except ValueError:
        if "." not in host or host.endswith((".local", ".internal", ".lan", ".home.arpa")):
            found.warn("webhook_url", private)
        return
    if address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast:
        found.error("webhook_url", never)
    elif not address.is_global:
        found.warn("webhook_url", private)
