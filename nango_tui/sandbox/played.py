"""The providers behind Nango, played: whether they can be reached, and what they say to a credential."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from nango_tui.model.body import Json
from nango_tui.sandbox.store import Template


@dataclass(frozen=True, slots=True, repr=False)
class Granted:
    """A provider's answer to a token request, as it came: `access_token`, `expires_in` in seconds, and so on."""

    answer: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Denied:
    """A refusal by the provider, or anything that is no token answer; `status` is HTTP's, `answer` its body."""

    status: int = 400
    answer: Json = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No way to the provider, and why, in words."""

    reason: str = "The provider's name could not be resolved."


@dataclass(frozen=True, slots=True)
class BadKey:
    """The integration's own private key cannot sign: the provider was not even asked."""

    reason: str = "The private key of the app cannot be used"


TokenAnswer = Granted | Denied | Unreachable | BadKey


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A call to a provider's own API, as Nango sends it on. Header names are lower case."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, repr=False)
class Replied:
    """What a provider answers to a call. Header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The server may not call that address, or its name does not resolve: Nango does not tell them apart."""


CallAnswer = Replied | Unreachable | NotAllowed


class PlayedProvider(Protocol):
    """All providers at once. `credentials` and `config` are as the connection stores them."""

    def verify(self, template: Template, credentials: Mapping[str, Json], config: Mapping[str, Json]) -> int | None:
        """Return the status with which the provider answers a check, None if it cannot be reached."""

    def refresh(
        self, template: Template, mode: str, credentials: Mapping[str, Json], config: Mapping[str, Json]
    ) -> TokenAnswer:
        """Answer a request for a token; for APP and CUSTOM `credentials` hold the integration's `private_key`."""

    def exchange(self, template: Template, code: str, config: Mapping[str, Json]) -> TokenAnswer:
        """Answer the code that a customer brings back from the provider's page."""

    def assume_role(self, url: str, role: str) -> TokenAnswer:
        """Answer a request for temporary credentials of AWS: `accessKeyId` and the like."""

    def call(self, asked: Asked) -> CallAnswer:
        """Answer a call to the provider's API."""

    def introspect(self, template: Template, credentials: Mapping[str, Json], config: Mapping[str, Json]) -> bool:
        """Say whether the provider confirms that an access token still lives; unreachable counts as no."""

    def after_import(self, template: Template, config: Mapping[str, Json]) -> Mapping[str, Json]:
        """Return what the template's `post_connection_script` writes into connection_config after an import."""


def address(template: Template, name: str, config: Mapping[str, Json]) -> str | None:
    """Return a URL of a template with the connection's values in it, None where they are missing.

    `name` "proxy" means `proxy.base_url`. Of "A || B" the first whose values are all there is taken.
    """
    found = template.get(name)
    if name == "proxy":
        found = found.get("base_url") if isinstance(found, dict) else None
    if not isinstance(found, str):
        return None
    for side in found.split("||"):
        missing = False

        def _value(match: re.Match[str]) -> str:
            nonlocal missing
            given = config.get(match[1])
            missing = missing or given in (None, "")
            return str(given)

        url = re.sub(r"\$\{connectionConfig\.([^}]+)\}", _value, side.strip())
        if not missing:
            return url
    return None


def netloc(url: str | None) -> str:
    """Return host and port of a URL, "" if there is none."""
    try:
        return urlsplit(url or "").netloc
    except ValueError:
        return ""


class NothingReachable:
    """A server without a way out: no name resolves."""

    def verify(self, template: Template, credentials: Mapping[str, Json], config: Mapping[str, Json]) -> int | None:
        """Reach nobody."""
        return None

    def refresh(
        self, template: Template, mode: str, credentials: Mapping[str, Json], config: Mapping[str, Json]
    ) -> TokenAnswer:
        """Reach nobody; a private key that is none fails before."""
        key = credentials.get("private_key")
        if mode in ("APP", "CUSTOM") and isinstance(key, str) and not usable_key(key):
            return BadKey()
        return Unreachable()

    def exchange(self, template: Template, code: str, config: Mapping[str, Json]) -> TokenAnswer:
        """Reach nobody."""
        return Unreachable()

    def assume_role(self, url: str, role: str) -> TokenAnswer:
        """Reach nobody."""
        return Unreachable()

    def call(self, asked: Asked) -> CallAnswer:
        """Reach nobody."""
        return NotAllowed()

    def introspect(self, template: Template, credentials: Mapping[str, Json], config: Mapping[str, Json]) -> bool:
        """Confirm nothing."""
        return False

    def after_import(self, template: Template, config: Mapping[str, Json]) -> Mapping[str, Json]:
        """Find out nothing."""
        return {}


def usable_key(text: str) -> bool:
    """Say whether a text could be a private key: a PEM with enough in it, or one that was left out."""
    inside = re.sub(r"-----[A-Z ]+-----|\s", "", text)
    return text.startswith("<") or len(inside) > 100
