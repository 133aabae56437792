"""What a server stored, in words."""

from __future__ import annotations

from collections.abc import Iterator

from nango_tui.model.auth import title_of
from nango_tui.model.body import Json
from nango_tui.model.moments import moment_of
from nango_tui.model.text import cut, plain


def facts_in(body: Json, *, echo: bool) -> tuple[tuple[str, str], ...]:
    """Return what the server stored, in words: label and text. `body` is redacted already.

    `echo`: the body is what was sent, as POST /connection answers it, so it is no witness for tags and customer.
    """
    if not isinstance(body, dict):
        return ()
    facts: list[tuple[str, str]] = [("Connection ID", _short(body.get("connection_id")))]
    facts.append(("Integration", _short(body.get("provider_config_key"))))
    credentials = body if echo else body.get("credentials")
    if isinstance(credentials, dict):
        facts += _credential_facts(credentials, echo=echo)
    config = body.get("connection_config")
    if isinstance(config, dict) and config:
        facts.append(("Connection configuration", ", ".join(f"{plain(key)} {_short(config[key])}" for key in config)))
    metadata = body.get("metadata")
    if isinstance(metadata, dict) and metadata:
        facts.append(("Metadata", f"{len(metadata)} {'key' if len(metadata) == 1 else 'keys'}"))
    tags = body.get("tags")
    if not echo and isinstance(tags, dict) and tags:
        facts.append(("Tags", ", ".join(f"{plain(key)}={_short(tags[key])}" for key in tags)))
    user = body.get("end_user")
    if not echo and isinstance(user, dict) and user:
        facts.append(("Customer", _short(user.get("display_name") or user.get("email") or user.get("id"))))
    if webhook := _short(body.get("webhook_url_override")):
        facts.append(("Override webhook URL", webhook))
    return tuple((label, text) for label, text in facts if text)


def _credential_facts(credentials: dict[str, Json], *, echo: bool) -> Iterator[tuple[str, str]]:
    kind = credentials.get("type")
    if not echo and isinstance(kind, str):
        yield "Auth type", title_of(_short(kind))
    if "access_token" in credentials or "token" in credentials:
        yield "Access token", _expiry(credentials, echo=echo)
    if kind == "OAUTH2" or (echo and "access_token" in credentials):
        yield "Refresh token", "stored" if credentials.get("refresh_token") else "none"


def _expiry(credentials: dict[str, Json], *, echo: bool) -> str:
    expires, seconds = credentials.get("expires_at"), credentials.get("expires_in")
    if isinstance(expires, str):
        return f"expires {_when(expires)}"
    if echo and isinstance(seconds, int):
        return f"expires {seconds} seconds after the import"
    # POST /connection stores 55 minutes where it is told nothing for OAUTH2_CC (seen on Nango 0.71.4).
    return "stored" if echo and credentials.get("no_expiration") is not True else "never expires"


def _when(text: str) -> str:
    moment = moment_of(text)
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else _short(text)


def _short(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return cut(", ".join(_short(item) for item in value), 120)
    if isinstance(value, dict):
        return f"{{{len(value)} inside}}"
    return cut(plain(str(value)), 120)
