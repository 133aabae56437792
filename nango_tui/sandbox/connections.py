"""The calls on connections: list, read, change, delete."""

from __future__ import annotations

import re
from collections.abc import Callable

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox import views
from nango_tui.sandbox.answers import Crashed, answer, refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.imports import given_text, run_script, spread, storable
from nango_tui.sandbox.imports_current import end_user
from nango_tui.sandbox.javascript import text_of
from nango_tui.sandbox.refresh import RefreshFailed, refresh_if_due, refused_read
from nango_tui.sandbox.schemas import CONNECTION_ID, GET_QUERY, KEY_QUERY, LIST_QUERY, PATCH
from nango_tui.sandbox.store import Connection

READ_CREDENTIALS = "environment:connections:read_credentials"
_DEFAULT_LIMIT = 10_000
_REFRESH_TOKEN = re.compile(r"refresh[_\- ]?token", re.IGNORECASE)


def list_connections(call: Call) -> Response:
    """Answer GET /connections: newest first, no credentials, no connection_config, no count."""
    query = call.checked_query(LIST_QUERY)
    if not storable(query):
        raise Crashed
    wanted = _filter(query)
    found = [item for item in call.environment.connections.values() if wanted(item)]
    found.sort(key=lambda item: (item.created, item.id), reverse=True)
    limit = int(_number(query.get("limit"), _DEFAULT_LIMIT))
    start = int(_number(query.get("page"), 0) * limit)
    return answer(200, {"connections": [views.row(item) for item in found[start : start + limit]]})


def _number(value: Json, default: float) -> float:
    return value if isinstance(value, (int, float)) else default


def _filter(query: dict[str, Json]) -> Callable[[Connection], bool]:
    connection_id, search, user_id = (query.get(name) for name in ("connectionId", "search", "endUserId"))
    integrations = (
        [item.strip() for item in text_of(query["integrationId"]).split(",")] if "integrationId" in query else None
    )
    tags = spread(query.get("tags"))
    like = _like(search) if isinstance(search, str) else None

    def _wanted(item: Connection) -> bool:
        user = item.end_user
        return (
            (connection_id is None or item.connection_id == connection_id)
            and (integrations is None or item.integration.unique_key in integrations)
            and (user_id is None or (user is not None and user.id == user_id))
            and "endUserOrganizationId" not in query
            and all(item.tags.get(name) == text for name, text in tags.items())
            and (
                like is None
                or any(
                    like.fullmatch(text or "")
                    for text in (item.connection_id, user and user.display_name, user and user.email)
                )
            )
        )

    return _wanted


def _like(text: str) -> re.Pattern[str]:
    """Return SQL's ILIKE '%text%': % and _ in the text are wildcards."""
    parts = {"%": ".*", "_": "."}
    return re.compile(".*" + "".join(parts.get(char, re.escape(char)) for char in text) + ".*", re.I | re.S)


def get_connection(call: Call) -> Response:
    """Answer GET /connections/{id}; with the scope for credentials a token that is due is refreshed first."""
    query = call.checked_query(GET_QUERY)
    call.checked_params(connectionId=CONNECTION_ID)
    may_see = call.key.may(READ_CREDENTIALS)
    refresh_token, force = bool(query.get("refresh_token")), bool(query.get("force_refresh"))
    if not may_see and (refresh_token or force or query.get("refresh_github_app_jwt_token")):
        raise refusal(403, "forbidden", f"These options require the scope {READ_CREDENTIALS}")
    call.integration(query["provider_config_key"])
    connection = call.connection(call.params["connectionId"], query["provider_config_key"])
    run_script(call, connection)
    if may_see:
        try:
            refresh_if_due(call, connection, force=force)
        except RefreshFailed as failed:
            raise refused_read(failed, connection) from None
    connection.fetched = call.now
    shown = views.full(connection, connection.credentials if may_see else {})
    if not refresh_token:
        shown = spread(shown) | {
            name: _without_refresh_tokens(spread(shown)[name]) for name in ("credentials", "connection_config")
        }
    return answer(200, shown)


def _without_refresh_tokens(value: Json) -> Json:
    """Drop every key that spells refresh token, at every depth (seen on Nango 0.71.4)."""
    match value:
        case dict():
            return {
                name: _without_refresh_tokens(item)
                for name, item in value.items()
                if not _REFRESH_TOKEN.fullmatch(name)
            }
        case list():
            return [_without_refresh_tokens(item) for item in value]
        case _:
            return value


def patch_connection(call: Call) -> Response:
    """Answer PATCH /connections/{id}: tags, end user and webhook URL, never credentials; it clears no error."""
    query = call.checked_query(KEY_QUERY)
    body = call.checked_body(PATCH)
    call.checked_params(connectionId=CONNECTION_ID)
    call.integration(query["provider_config_key"])
    connection = call.connection(call.params["connectionId"], query["provider_config_key"])
    tags = {name: text_of(text) for name, text in spread(body.get("tags")).items()}
    if not storable({**tags}):
        raise Crashed
    if "end_user" in body:
        connection.end_user = end_user(body["end_user"])
        connection.tags = connection.end_user.as_tags() | tags
    elif "tags" in body:
        connection.tags = tags
    if "webhook_url_override" in body:
        connection.webhook_url = given_text(body["webhook_url_override"])
    return answer(200, {"success": True})


def delete_connection(call: Call) -> Response:
    """Answer DELETE /connections/{id}; a missing one is 400, not 404 (seen on Nango 0.71.4)."""
    call.checked_params(connectionId=CONNECTION_ID)
    query = call.checked_query(KEY_QUERY)
    key = (call.params["connectionId"], text_of(query["provider_config_key"]))
    if key not in call.environment.connections:
        raise refusal(400, "unknown_connection")
    del call.environment.connections[key]
    return answer(200, {"success": True})
