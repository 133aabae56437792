"""Providers for demo and tests, which go by made-up secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nango_tui.model.body import Json
from nango_tui.sandbox.played import Denied, Granted, TokenAnswer, Unreachable, address
from nango_tui.sandbox.store import Template

_WORDS = re.compile(r"(?<![a-z])(bad|denied|wrong|down|empty|html|keep|noexp)(?![a-z])")
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
            return Denied(401)
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


def _words(values: Mapping[str, Json]) -> set[str]:
    texts = [text for name, text in values.items() if isinstance(text, str) and name not in ("type", "private_key")]
    return {word for text in texts for word in _WORDS.findall(text.lower())}
