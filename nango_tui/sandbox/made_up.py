"""Providers for demo and tests, which go by made-up secrets."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from nango_tui.model.body import Json
from nango_tui.sandbox.javascript import stringify
from nango_tui.sandbox.played import (
    Asked,
    CallAnswer,
    Denied,
    Granted,
    Replied,
    TokenAnswer,
    Unreachable,
    address,
    netloc,
)
from nango_tui.sandbox.store import Template

_WORDS = re.compile(r"(?<![a-z])(bad|denied|wrong|down|empty|html|keep|noexp)(?![a-z])")
_NOT_WORDS = ("type", "private_key")
_JWT = re.compile(r"(Bearer )?eyJ")
"""A token that the server signed itself: its letters are chance."""
_REFUSED = {"bad", "denied", "wrong"}


class MadeUpProvider:
    """Providers for demo and tests, that go by words in the made-up secrets.

    "bad", "denied" or "wrong" in a credential: refused. "down": unreachable. "empty": an answer without a token.
    "html": a page instead of an answer. "keep": no new refresh token. "noexp": a token that never expires. Otherwise
    each request grants new tokens for an hour. So does any host; what connection_config lacks for the URL fails.
    """

    def __init__(self) -> None:
        self._count = 0

    def verify(self, template: Template, credentials: Mapping[str, Json], config: Mapping[str, Json]) -> int | None:
        """Answer 200 or 401."""
        words = _words(credentials)
        if address(template, "proxy", config) is None or "down" in words:
            return None
        return 401 if words & _REFUSED else 200

    def refresh(
        self, template: Template, mode: str, credentials: Mapping[str, Json], config: Mapping[str, Json]
    ) -> TokenAnswer:
        """Grant, refuse or rotate."""
        words = _words(credentials if mode != "OAUTH2" else {"refresh_token": credentials.get("refresh_token")})
        reachable = isinstance(template.get("token_url"), dict) or address(template, "token_url", config) is not None
        if not reachable or "down" in words:
            return Unreachable()
        if words & _REFUSED:
            return Denied(401, {"error": "invalid_grant" if mode == "OAUTH2" else "invalid_client"})
        if "html" in words:
            return Denied(502)
        if "empty" in words:
            return Granted({})
        self._count += 1
        answer: dict[str, Json] = {"access_token": f"fresh-access-token-{self._count}", "token_type": "Bearer"}
        if "noexp" not in words:
            answer["expires_in"] = 3600
        if mode == "OAUTH2" and "keep" not in words:
            answer["refresh_token"] = f"fresh-refresh-token-{self._count}"
        return Granted(answer)

    def exchange(self, template: Template, code: str, config: Mapping[str, Json]) -> TokenAnswer:
        """Grant any code that is not bad."""
        mode = "OAUTH2" if template.get("auth_mode") != "OAUTH1" else "OAUTH1"
        answered = self.refresh(template, mode, {"refresh_token": code}, config)
        if mode == "OAUTH1" and isinstance(answered, Granted):
            return Granted({"oauth_token": f"fresh-token-{self._count}", "oauth_token_secret": "fresh-token-secret"})
        return answered

    def assume_role(self, url: str, role: str) -> TokenAnswer:
        """Give temporary credentials for any role that is not bad."""
        if _words({"role": role}) & _REFUSED:
            return Denied(403)
        self._count += 1
        names = ("accessKeyId", "secretAccessKey", "sessionToken")
        return Granted({name: f"fresh-{name}-{self._count}" for name in names})

    def call(self, asked: Asked) -> CallAnswer:
        """Say who is asking, to any credential that is not bad; a path /status/429 answers so."""
        words = _words({**asked.headers, "pair": _pair(asked.headers.get("authorization", ""))})
        if "down" in words:
            return Unreachable(f"connect ECONNREFUSED {netloc(asked.url)}")
        wanted = re.search(r"/status/(\d{3})\b", asked.url)
        status = int(wanted[1]) if wanted else 401 if words & _REFUSED else 200
        headers = {"content-type": "application/json"} | ({"retry-after": "30"} if status == 429 else {})
        if status == 204:
            return Replied(status)
        host = netloc(asked.url)
        body: Json = {"error": "invalid_token"}
        if status < 300:
            account: Json = {"id": f"acct-{len(host)}-{host[:1]}", "name": host.partition(".")[0]}
            body = {"account": account, "method": asked.method, "path": urlsplit(asked.url).path}
        return Replied(status, headers, stringify(body))

    def introspect(self, template: Template, credentials: Mapping[str, Json], config: Mapping[str, Json]) -> bool:
        """Confirm every token that is not bad."""
        return not _words(credentials) & (_REFUSED | {"down"})

    def after_import(self, template: Template, config: Mapping[str, Json]) -> Mapping[str, Json]:
        """Fill the automated fields that are empty with a number."""
        fields = template.get("connection_config")
        if not isinstance(fields, dict):
            return {}
        automated = [name for name, field in fields.items() if isinstance(field, dict) and field.get("automated")]
        return {name: "7350042" for name in automated if not config.get(name)}


def _pair(header: str) -> str:
    """Return user and password of a Basic header, "" for another one."""
    encoded = header.removeprefix("Basic ")
    try:
        return "" if encoded == header else base64.b64decode(encoded).decode(errors="replace")
    except ValueError:
        return ""


def _words(values: Mapping[str, Json]) -> set[str]:
    found: set[str] = set()
    for name, item in values.items():
        if isinstance(item, str) and name not in _NOT_WORDS and not _JWT.match(item):
            found.update(_WORDS.findall(item.lower()))
        elif isinstance(item, dict) and name != "raw":
            found |= _words(item)
    return found
