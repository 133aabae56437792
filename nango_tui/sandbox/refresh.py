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
from nango_tui.sandbox.javascript import stringify, text_of, truthy
from nango_tui.sandbox.jsdate import parse_date
from nango_tui.sandbox.moments import milliseconds
from nango_tui.sandbox.played import Denied, Granted, TokenAnswer, Unreachable
from nango_tui.sandbox.store import Connection, Template, log_id
from nango_tui.sandbox.tokens import given_token, granted, signed

MARGIN: Final = timedelta(minutes=15)
"""A token that expires within this time is refreshed by a read."""
BACK_OFF: Final = timedelta(seconds=30)
DAYS_UNTIL_EXHAUSTED: Final = 4
"""Failures on so many days end it (source)."""

_INTROSPECTED = ("salesforce", "salesforce-sandbox", "salesforce-experience-cloud")
_ONLY_FORCED = ("facebook", "instagram", "threads")
_SIGNED = ("JWT", "SIGNATURE")
"""Modes whose token Nango makes itself, without asking anybody."""
_REFRESHED = ("OAUTH2", "OAUTH2_CC", "APP", "TWO_STEP", "BILL", "AWS_SIGV4", *_SIGNED)

_FAILED = "The provider answered the token refresh with an error, or could not be reached. Try again later."
_BACKING_OFF = "A refresh failed just now. Waiting before the next try."
_EXHAUSTED = "The refreshes of this connection have failed too often. No more are tried."


class RefreshFailed(Exception):
    """A token that was due could not be refreshed. `backing_off`: it was not even tried, so soon after a failure."""

    def __init__(self, status: int, message: str, *, backing_off: bool = False) -> None:
        super().__init__(status)
        self.status = status
        self.message = message
        self.backing_off = backing_off


def refresh_if_due(call: Call, connection: Connection, *, force: bool) -> None:
    """Refresh a connection's token if it is due; raises RefreshFailed.

    Forcing passes back-off and exhaustion.
    """
    mode = connection.credentials.get("type")
    health = connection.health
    if mode not in _REFRESHED or not isinstance(mode, str):
        return
    if not force and health.exhausted:
        raise RefreshFailed(424, _EXHAUSTED)
    template = call.template(connection.integration)
    if not _due(call, connection, template, force):
        return
    if not force and health.failed_at is not None and call.now - health.failed_at < BACK_OFF:
        raise RefreshFailed(424, _BACKING_OFF, backing_off=True)
    connection.refreshes += 1
    if mode in _SIGNED:
        connection.credentials = signed(template, mode, connection.credentials, call.now)
        health.good()
        return
    answered = _ask(call, connection, template, mode)
    match answered:
        case Granted(answer=raw) if given_token(template, dict(raw)):
            connection.credentials = granted(mode, template, connection.credentials, dict(raw), call.now)
            connection.updated = call.now
            health.good()
        case Granted():
            _failed(call, connection)
            raise RefreshFailed(500, f"Could not read the provider's answer: {_dump(connection)}")
        case Denied() if mode == "OAUTH2_CC":
            _failed(call, connection)
            raise RefreshFailed(400, f"Could not fetch a client credentials token: {_dump(connection)}")
        case _:
            _failed(call, connection)
            raise RefreshFailed(400, _FAILED)


def refused_read(failed: RefreshFailed, connection: Connection) -> Refused:
    """Return how GET words a failed refresh: with the connection, but without its credentials."""
    error: Json = {
        "code": "invalid_credentials",
        "message": failed.message,
        "payload": {"connection": views.full(connection, {})},
    }
    return Refused(answer(failed.status, {"error": error}))


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
    if mode == "AWS_SIGV4":
        settings = connection.integration.settings
        return call.provider.assume_role(str(settings.get("stsEndpointUrl", "")), str(credentials.get("role_arn")))
    if mode == "APP":
        credentials["private_key"] = connection.integration.app("private_key")
    return call.provider.refresh(template, mode, credentials, connection.config)


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
