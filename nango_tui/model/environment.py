"""Where connections are imported: one Nango environment, on one server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from nango_tui.model.auth import Endpoint
from nango_tui.model.secret import Secret

PRODUCTION_URL = "https://api.nango.dev"
LOCAL_URL = "http://localhost:3003"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
VARIABLES_ID = "variables"
"""The id of the environment that exists only in variables; it is never written to the environment file."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment of Nango: its name there, its server, and how careful to be.

    `id` never changes; the key is stored in the keyring under it, so that renaming keeps the key. `endpoint` fixes
    one of the two imports, None: chosen for each import. `plain_http`: the engineer allowed http to a host that is
    not this machine.
    """

    id: str
    name: str
    url: str = PRODUCTION_URL
    production: bool = False
    endpoint: Endpoint | None = None
    plain_http: bool = False

    @property
    def host(self) -> str:
        """The server's host, with the port where one is given: "api.nango.dev"."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def account(self) -> str:
        """Under what its key is stored: the id and, but for Nango Cloud, the server that the key was entered for.

        So a changed URL finds no key, and asks for one, instead of sending the stored one to another server.
        """
        server = server_of(self.url)
        return self.id if server == PRODUCTION_URL else f"{self.id} {server}"


KeySource = Literal["keyring", "session", "demo"] | str
"""Where a key came from: one of these words, or the name of an environment variable."""


@dataclass(frozen=True, slots=True)
class HeldKey:
    """An API key in this session's memory, and where it came from."""

    key: Secret
    source: KeySource


def url_problem(url: str, *, plain_http: bool = False) -> str:
    """Return why the URL cannot be the server of an environment, "" if it can.

    A key sent over plain http can be read on the way, so only this machine is reached that way unless allowed.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is not a URL. Example: https://nango.example.com"
    if parts.scheme not in ("http", "https") or not host:
        return "Start with https://, or with http:// for this machine. Example: https://nango.example.com"
    if parts.username or parts.password:
        return "Leave out user name and password."
    if parts.query or parts.fragment:
        return "Leave out everything from the ? or # on."
    if parts.scheme == "http" and host not in LOOPBACK and not plain_http:
        return "http:// would send the key in clear over the network. Use https://."
    return ""


def server_of(url: str) -> str:
    """Return scheme, host and port of a URL, each spelled in one way: "https://nango.example.com:8443"."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def clean_url(url: str) -> str:
    """Return the URL without blanks and trailing slashes."""
    return url.strip().rstrip("/")


def variable_suffix(name: str) -> str:
    """Return the name as NANGO_SECRET_KEY_<...> spells it: upper case, other characters as underscores."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def looks_like_production(name: str) -> bool:
    """Say whether an environment of this name is one where mistakes reach customers."""
    return name.casefold() in ("prod", "production", "live", "prd")
