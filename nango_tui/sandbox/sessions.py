"""Connect sessions: half an hour in which a customer may connect, or reconnect, without a login."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox import views
from nango_tui.sandbox.answers import answer, flat_refusal, invalid, refusal
from nango_tui.sandbox.auth import CANNOT
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.imports import given_text, spread, storable
from nango_tui.sandbox.imports_current import end_user
from nango_tui.sandbox.javascript import text_of, truthy
from nango_tui.sandbox.schemas import NOTHING, WEBHOOK_URL
from nango_tui.sandbox.session_schemas import RECONNECT, integrations_exist, nothing, session
from nango_tui.sandbox.store import Connection, EndUser, Organization, Session, Store
from nango_tui.sandbox.validation import Findings, Found

LIFE: Final = timedelta(minutes=30)
"""How long a session can be used; it cannot be changed."""
PREFIX: Final = "nango_connect_session_"
SESSION_SCOPES: Final = ("environment:integrations:list",)
"""What a session's token may do besides connecting."""
_TOKEN = re.compile(PREFIX + "[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UI_SETTINGS: Final[dict[str, Json]] = {
    "showWatermark": True,
    "defaultTheme": "system",
    "theme": {"light": {"primary": "#00B2E3"}, "dark": {"primary": "#00B2E3"}},
}

Body = dict[str, Json]


def recognise(store: Store, token: str, now: datetime) -> Session:
    """Return the session of a token; raises 401 for one that is malformed, unknown, deleted or expired."""
    if not _TOKEN.fullmatch(token):
        words = CANNOT + "The connect session token is malformed."
        raise flat_refusal(401, "invalid_connect_session_token_format", words)
    found = store.sessions.get(token)
    if found is None or found.expires <= now:
        words = CANNOT + "The connect session token does not match any account."
        raise flat_refusal(401, "unknown_connect_session_token", words)
    return found


def query_token(query: Mapping[str, Json]) -> str:
    """Return the token in a query; raises 401 where there is none: a header, or a key, does not count."""
    token = query.get("connect_session_token")
    if isinstance(token, str) and token:
        return token
    public = query.get("public_key")
    if not isinstance(public, str) or not public:
        words = CANNOT + "The request lacks a public key."
        raise flat_refusal(401, "missing_public_key", words)
    if not _UUID.fullmatch(public):
        raise flat_refusal(401, "invalid_public_key", CANNOT + "The public key is not a UUID.")
    raise flat_refusal(401, "unknown_account", CANNOT + "The key does not match any account.")


def create(call: Call) -> Response:
    """Answer POST /connect/sessions: 201 with a token, a link and when they end."""
    call.checked_query(NOTHING)
    body = _hoisted(call.checked_body(session))
    _check_integrations(call, body)
    user = _user(body)
    allowed = [text_of(name) for name in _list(body.get("allowed_integrations"))]
    return _made(call, body, user, allowed=tuple(allowed) or None)


def reconnect(call: Call) -> Response:
    """Answer POST /connect/sessions/reconnect: the same for a connection that exists."""
    call.checked_query(NOTHING)
    body = _hoisted(call.checked_body(RECONNECT))
    key = text_of(body["integration_id"])
    connection = call.environment.find(text_of(body["connection_id"]), key)
    if connection is None:
        raise refusal(400, "invalid_body", "There is no such connection")
    _check_integrations(call, body)
    return _made(call, body, _user(body), allowed=(key,), connection=connection)


def get_session(call: Call) -> Response:
    """Answer GET /connect/session: what the connect page needs to know."""
    call.checked_query(NOTHING)
    call.checked_body(nothing)
    found = call.own_session()
    linked = found.connection.end_user if found.connection else None
    data: Body = {"endUser": views.end_user(linked or found.end_user), "connectUISettings": {**_UI_SETTINGS}}
    if found.allowed is not None:
        data["allowed_integrations"] = list(found.allowed)
    if found.defaults is not None:
        data["integrations_config_defaults"] = {
            key: {name: item for name, item in given.items() if name != "user_scopes"}
            for key, given in found.defaults.items()
        }
    if found.connection is not None:
        data["isReconnecting"] = True
    if found.overrides:
        data["overrides"] = found.overrides
    return answer(200, {"data": data | {"websocketsPath": "/"}})


def delete_session(call: Call) -> Response:
    """Answer DELETE /connect/session: 204, and the token is no longer known."""
    call.checked_query(NOTHING)
    call.checked_body(nothing)
    del call.store.sessions[call.own_session().token]
    return Response(204)


def _made(
    call: Call,
    body: Body,
    user: EndUser | None,
    allowed: tuple[str, ...] | None,
    connection: Connection | None = None,
) -> Response:
    tags = {name: text_of(text) for name, text in spread(body.get("tags")).items()}
    defaults = body.get("integrations_config_defaults")
    made = Session(
        token=PREFIX + secrets.token_hex(32),
        environment=call.environment.name,
        expires=call.now + LIFE,
        end_user=user,
        tags=(_user_tags(user) if user else {}) | tags,
        webhook_url=given_text(body.get("webhook_url_override")),
        allowed=allowed,
        defaults={key: spread(given) for key, given in defaults.items()} if isinstance(defaults, dict) else None,
        overrides=body.get("overrides"),
        connection=connection,
    )
    if not storable({**made.tags}):
        raise refusal(500, "server_error", "The session could not be made")
    call.store.sessions[made.token] = made
    link = f"{call.store.connect_url}?session_token={made.token}"
    data: Json = {"token": made.token, "connect_link": link, "expires_at": views.zulu(made.expires)}
    return answer(201, {"data": data})


def _user_tags(user: EndUser) -> dict[str, str]:
    """Return the tags made of a session's user: its own ones win over those that are made (source)."""
    own = {name.lower(): text for name, text in (user.tags or {}).items() if text}
    return user.as_tags() | own


def _user(body: Body) -> EndUser | None:
    if "end_user" not in body:
        return None
    user = end_user(body["end_user"])
    company = body.get("organization")
    if not isinstance(company, dict):
        return user
    organization = Organization(text_of(company["id"]), given_text(company.get("display_name")))
    return EndUser(user.id, user.email, user.display_name, user.tags, organization)


def _check_integrations(call: Call, body: Body) -> None:
    if issues := integrations_exist(body, call.environment.integrations):
        raise invalid("invalid_body", issues)
    overrides = body.get("overrides")
    given = overrides.values() if isinstance(overrides, dict) else ()
    if any(isinstance(item, dict) and truthy(item.get("docs_connect", "")) for item in given):
        raise refusal(403, "forbidden", "This plan does not allow another address of the documentation")


def _hoisted(body: Body) -> Body:
    """Move a `webhook_url` of connection_config, where older clients send it, to its own place (source)."""
    defaults = body.get("integrations_config_defaults")
    if not isinstance(defaults, dict):
        return body
    findings: Findings = []
    urls: list[Json] = []
    kept: Body = {}
    for key, given in defaults.items():
        entry = spread(given)
        config = entry.get("connection_config")
        if isinstance(config, dict) and "webhook_url" in config:
            path = ("integrations_config_defaults", key, "connection_config", "webhook_url")
            urls.append(_text(WEBHOOK_URL(config["webhook_url"], path, findings)))
            entry["connection_config"] = {name: item for name, item in config.items() if name != "webhook_url"}
            if not entry["connection_config"]:
                del entry["connection_config"]
        kept[key] = entry
    _raise(findings)
    url = body.get("webhook_url_override", next((url for url in urls if url), ""))
    return body | {"integrations_config_defaults": kept, "webhook_url_override": url}


def _raise(findings: list[Found]) -> None:
    if findings:
        raise invalid("invalid_body", [found.issue for found in findings])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def config_of(call: Call, integration: str) -> Body:
    """Return the connection_config of what a customer sent: texts of `params`, under the session's own values."""
    params = call.query.get("params")
    given = {
        name: text
        for name, text in (params.items() if isinstance(params, dict) else ())
        if isinstance(text, str) and name != "webhook_url"
    }
    return {**given, **spread(defaults_of(call.own_session(), integration).get("connection_config"))}


def defaults_of(found: Session, integration: str) -> Mapping[str, Json]:
    """Return what a session says about an integration."""
    return (found.defaults or {}).get(integration, {})
