"""Answers of success, read into values of the model. What is not Nango's shape gives None."""

from __future__ import annotations

from urllib.parse import urlsplit

from nango_tui.api.connections import connection_in, rows_in
from nango_tui.api.lenient import Lenient, MaybeText, PlainText, read
from nango_tui.model.connection import Link
from nango_tui.model.draft import Integration
from nango_tui.model.ports import ProviderHit
from nango_tui.model.secret import Secret
from nango_tui.model.text import plain
from nango_tui.model.tree import Json

__all__ = [
    "connection_in",
    "integration_in",
    "integrations_in",
    "link_in",
    "providers_in",
    "rows_in",
    "succeeded",
    "template_data_in",
]


class _Integration(Lenient):
    unique_key: PlainText
    provider: MaybeText = ""
    display_name: MaybeText = ""


class _Integrations(Lenient):
    data: list[_Integration]


class _OneIntegration(Lenient):
    data: _Integration


class _Provider(Lenient):
    name: PlainText
    display_name: MaybeText = ""
    auth_mode: MaybeText = ""


class _Providers(Lenient):
    data: list[_Provider]


class _Template(Lenient):
    data: dict[str, object]


class _Session(Lenient):
    connect_link: str
    expires_at: MaybeText = ""


class _Linked(Lenient):
    data: _Session


class _Done(Lenient):
    success: bool


def integrations_in(body: Json) -> tuple[Integration, ...] | None:
    """Read the list of integrations."""
    found = read(_Integrations, body)
    return tuple(_integration(item) for item in found.data) if found else None


def integration_in(body: Json) -> Integration | None:
    """Read one integration."""
    found = read(_OneIntegration, body)
    return _integration(found.data) if found else None


def _integration(item: _Integration) -> Integration:
    return Integration(item.unique_key, item.provider, item.display_name)


def providers_in(body: Json) -> tuple[ProviderHit, ...] | None:
    """Read the providers that a search found."""
    found = read(_Providers, body)
    return tuple(ProviderHit(item.name, item.display_name, item.auth_mode) for item in found.data) if found else None


def template_data_in(body: Json) -> dict[str, object] | None:
    """Read the template in an answer, as it stands."""
    found = read(_Template, body)
    return found.data if found else None


def link_in(body: Json) -> Link | None:
    """Read a link for a customer; None also where it is no URL that a browser opens."""
    found = read(_Linked, body)
    url = found.data.connect_link if found else ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not found or parts.scheme not in ("http", "https") or not host or plain(url) != url:
        return None
    return Link(Secret(url), found.data.expires_at, parts.netloc.rpartition("@")[2])


def succeeded(body: Json) -> bool:
    """Say whether the answer says that what was asked for was done: a deletion, a change."""
    found = read(_Done, body)
    return bool(found and found.success)
