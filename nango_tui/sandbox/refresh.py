"""Keeping tokens fresh: when Nango refreshes, what it stores, and how it answers when that fails.

Seen on Nango 0.71.4, but where a rule says (source).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from nango_tui.model.body import Json
from nango_tui.sandbox import views
from nango_tui.sandbox.answers import Refused, answer
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.javascript import parse_int, stringify, text_of, truthy
from nango_tui.sandbox.jsdate import parse_date
from nango_tui.sandbox.moments import iso_text, milliseconds
from nango_tui.sandbox.played import Denied, Granted, TokenAnswer, Unreachable
from nango_tui.sandbox.store import Connection, Template, log_id

MARGIN: Final = timedelta(minutes=15)
"""A token that expires within this time is refreshed by a read."""
BACK_OFF: Final = timedelta(seconds=30)
DAYS_UNTIL_EXHAUSTED: Final = 4
"""Failures on so many days end it (source)."""
CLIENT_CREDENTIALS_LIFE: Final = timedelta(minutes=55)
APP_TOKEN_LIFE: Final = timedelta(hours=1)

_INTROSPECTED = ("salesforce", "salesforce-sandbox", "salesforce-experience-cloud")
_ONLY_FORCED = ("facebook", "instagram", "threads")
_REFRESHED = ("OAUTH2", "OAUTH2_CC", "APP")

_FAILED = "The provider answered the token refresh with an error, or could not be reached. Try again later."
_BACKING_OFF = "A refresh failed just now. Waiting before the next try."
_EXHAUSTED = "The refreshes of this connection have failed too often. No more are tried."


def refresh_if_due(call: Call, connection: Connection, *, force: bool) -> None:
    """Refresh a connection's token if it is due; raises the refusal of GET if that fails.

    Forcing passes back-off and exhaustion.
    """
    mode = connection.credentials.get("type")
    health = connection.health
    if mode not in _REFRESHED or not isinstance(mode, str):
        return
    if not force and health.exhausted:
        raise _refusal(424, _EXHAUSTED, connection)
    template = call.template(connection.integration)
    if not _due(call, connection, template, force):
        return
    if not force and health.failed_at is not None and call.now - health.failed_at < BACK_OFF:
        raise _refusal(424, _BACKING_OFF, connection)
    answered = _ask(call, connection, template, mode)
    match answered:
        case Granted(answer=raw) if truthy(raw.get("access_token", raw.get("token", ""))):
            connection.credentials = granted(mode, connection.credentials, dict(raw), call.now)
            connection.updated = call.now
            health.good()
        case Granted():
            _failed(call, connection)
            dump = f"Could not read the provider's answer: {_dump(connection)}"
            raise _refusal(500, dump, connection)
        case Denied() if mode == "OAUTH2_CC":
            _failed(call, connection)
            raise _refusal(400, f"Could not fetch a client credentials token: {_dump(connection)}", connection)
        case _:
            _failed(call, connection)
            raise _refusal(400, _FAILED, connection)


def _due(call: Call, connection: Connection, template: Template, force: bool) -> bool:
    provider = connection.integration.provider
    credentials = connection.credentials
    if not force:
        if provider in _INTROSPECTED:
            return not call.provider.introspect(template, credentials, connection.config)
        expires = parse_date(text_of(credentials.get("expires_at", "")))
        buffer = template.get("token_expiration_buffer")
        margin = timedelta(seconds=buffer) if isinstance(buffer, int) and buffer else MARGIN
        if expires is None or expires - milliseconds(call.now) >= margin / timedelta(milliseconds=1):
            return False
    if provider in _ONLY_FORCED:
        return force
    return credentials["type"] != "OAUTH2" or truthy(credentials.get("refresh_token", ""))


def _ask(call: Call, connection: Connection, template: Template, mode: str) -> TokenAnswer:
    credentials = dict(connection.credentials)
    if mode == "APP":
        credentials["private_key"] = connection.integration.app("private_key")
    return call.provider.refresh(template, mode, credentials, connection.config)


def granted(mode: str, old: dict[str, Json], raw: dict[str, Json], now: datetime) -> dict[str, Json]:
    """Return the credentials that Nango makes of a provider's token answer.

    Without a new refresh token the old one is kept; without `expires_in` the token never expires.
    """
    token = raw.get("access_token", raw.get("token"))
    expires = _expiry(raw, now)
    if mode == "OAUTH2_CC":
        expires = expires or _later(now, CLIENT_CREDENTIALS_LIFE)
        kept = {name: old[name] for name in _CLIENT if name in old}
        return {"type": mode, "token": token, **kept, "expires_at": expires, "raw": raw}
    new: dict[str, Json] = {"type": mode, "access_token": token}
    if mode == "APP":
        return new | {"expires_at": expires or _later(now, APP_TOKEN_LIFE), "raw": raw}
    refresh_token = raw.get("refresh_token") or old.get("refresh_token")
    if refresh_token is not None:
        new["refresh_token"] = refresh_token
    if expires is not None:
        new["expires_at"] = expires
        raw = raw | {"expires_at": expires}
    if "config_override" in old:
        new["config_override"] = old["config_override"]
    return new | {"raw": raw}


_CLIENT = ("client_id", "client_secret", "client_certificate", "client_private_key")


def _expiry(raw: dict[str, Json], now: datetime) -> str | None:
    seconds = parse_int(raw.get("expires_in", ""))
    if seconds:
        return _later(now, timedelta(seconds=seconds))
    moment = parse_date(text_of(raw.get("expires_at", "")))
    return None if moment is None else iso_text(moment)


def _later(now: datetime, life: timedelta) -> str:
    return iso_text(milliseconds(now + life))


def _failed(call: Call, connection: Connection) -> None:
    health = connection.health
    health.log_id = log_id(call.now)
    # Once a day, so that a provider's bad hour does not end a connection.
    if health.failed_at is None or _day(health.failed_at) != _day(call.now):
        health.failed_days += 1
    health.failed_at = call.now
    health.exhausted = health.failed_days >= DAYS_UNTIL_EXHAUSTED
    connection.fetched = connection.updated = call.now


def _day(moment: datetime) -> int:
    return moment.astimezone(UTC).toordinal()


def _refusal(status: int, message: str, connection: Connection) -> Refused:
    error: Json = {
        "code": "invalid_credentials",
        "message": message,
        "payload": {"connection": views.full(connection, {})},
    }
    return Refused(answer(status, {"error": error}))


def _dump(connection: Connection) -> str:
    """Return the row that Nango prints into some messages: internal columns, no credentials."""
    row: Json = {
        "connection": {
            "id": connection.id,
            "provider_config_key": connection.integration.unique_key,
            "connection_id": connection.connection_id,
            "connection_config": connection.config,
            "metadata": connection.metadata,
            "credentials_iv": "c2FuZGJveCBpdiAx",
            "environment_id": 1,
            "deleted": False,
            "refresh_exhausted": connection.health.exhausted,
            "tags": dict(connection.tags),
        }
    }
    return stringify(row).decode()


def failure_words(answered: TokenAnswer) -> str:
    """Return how an import of an app words that the provider gave no token."""
    match answered:
        case Unreachable(reason=reason):
            return reason
        case Denied(status=status):
            return f"The provider answered with status {status}"
        case Granted():
            return "The provider gave no token"
        case bad:
            return bad.reason
