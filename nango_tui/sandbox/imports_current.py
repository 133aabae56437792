"""POST /connections: nested, strict, checked at the provider where that is possible."""

from __future__ import annotations

from nango_tui.model.auth import MODES
from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox import views
from nango_tui.sandbox.answers import Crashed, answer, refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.imports import (
    OAUTH_LIKE,
    Import,
    app_credentials,
    app_token,
    find_integration,
    given_text,
    new_connection_id,
    spread,
    storable,
    upsert,
)
from nango_tui.sandbox.javascript import text_of, truthy
from nango_tui.sandbox.played import Granted
from nango_tui.sandbox.refresh import failure_words
from nango_tui.sandbox.schemas import CONNECTION, NOTHING
from nango_tui.sandbox.store import Connection, EndUser, Integration, Template

_TESTED = ("API_KEY", "BASIC", "TBA")


def import_connection(call: Call) -> Response:
    """Answer POST /connections: 201 with the whole connection, credentials in clear."""
    call.checked_query(NOTHING)
    body = call.checked_body(CONNECTION)
    integration = find_integration(call, text_of(body["provider_config_key"]))
    if integration is None:
        raise refusal(404, "not_found", "The integration does not exist")
    template = call.template(integration)
    given = spread(body["credentials"])
    mode = text_of(given["type"])
    if template.get("auth_mode") != mode:
        words = f"The provider takes {template.get('auth_mode')}, not {mode}"
        raise refusal(400, "invalid_body", words)
    config = spread(body.get("connection_config"))
    credentials, config = _stored(call, integration, template, mode, given, config)
    new = Import(
        connection_id=text_of(body["connection_id"]) if "connection_id" in body else new_connection_id(),
        integration=integration,
        credentials=credentials,
        config=config,
        metadata=body.get("metadata", {}),
        webhook_url=given_text(body.get("webhook_url_override")),
    )
    tags = {name: text_of(text) for name, text in spread(body.get("tags")).items()}
    user = end_user(body["end_user"]) if "end_user" in body else None
    if not storable({**tags}):
        raise Crashed
    connection = upsert(call, new)
    link(connection, user)
    connection.tags = tags | (user.as_tags() if user else {})
    return answer(201, views.imported(connection, user))


def _stored(
    call: Call,
    integration: Integration,
    template: Template,
    mode: str,
    given: dict[str, Json],
    config: dict[str, Json],
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return credentials and connection_config as they are stored; raises what refuses them."""
    if mode in OAUTH_LIKE:
        return {**given, "raw": given}, config
    if mode in ("APP", "CUSTOM"):
        ids = {name: given[name] for name in ("app_id", "installation_id")}
        answered = app_token(call, integration, mode, ids | (config if mode == "CUSTOM" else {}))
        if not isinstance(answered, Granted):
            raise refusal(500, "server_error", failure_words(answered))
        return app_credentials(call, integration, dict(answered.answer)), config
    if mode == "NONE":
        return {}, config
    if missing := [name for name in MODES[mode].config if not truthy(config.get(name))]:
        raise refusal(400, "invalid_body", f"Missing in connection_config: {', '.join(missing)}")
    if mode in _TESTED and is_testable(template):
        status = call.provider.verify(template, given, config)
        if status is None or not 200 <= status < 300:
            raise refusal(400, "connection_test_failed", "The credentials did not pass the provider's check.")
    if mode == "TBA":
        config = config | {f"oauth_{name}": integration.app(name) for name in ("client_id", "client_secret")}
    return given, config


def is_testable(template: Template) -> bool:
    """Say whether Nango can check a credential of this provider."""
    proxy = template.get("proxy")
    return "credentials_verification_script" in template or (isinstance(proxy, dict) and "verification" in proxy)


def end_user(value: Json) -> EndUser:
    """Return the end user of a checked body."""
    given = spread(value)
    tags = given.get("tags")
    return EndUser(
        text_of(given["id"]),
        email=given_text(given.get("email")),
        display_name=given_text(given.get("display_name")),
        tags={name: text_of(text) for name, text in tags.items()} if isinstance(tags, dict) else None,
    )


def link(connection: Connection, user: EndUser | None) -> None:
    """Link a user; none given keeps the one that is linked."""
    if user is not None:
        connection.end_user = user
