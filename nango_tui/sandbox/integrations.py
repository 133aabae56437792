"""The calls that read integrations."""

from __future__ import annotations

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox import views
from nango_tui.sandbox.answers import answer, refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.schemas import INCLUDE_QUERY, INTEGRATION_ID, NOTHING
from nango_tui.sandbox.store import Integration

READ_CREDENTIALS = "environment:integrations:read_credentials"

_APP: dict[str, tuple[str, ...]] = {
    "OAUTH1": ("client_id", "client_secret", "scopes", "webhook_secret"),
    "OAUTH2": ("client_id", "client_secret", "scopes", "webhook_secret"),
    "TBA": ("client_id", "client_secret", "scopes", "webhook_secret"),
    "APP": ("app_id", "private_key", "app_link"),
    "CUSTOM": ("client_id", "client_secret", "app_id", "app_link", "private_key"),
}


def list_integrations(call: Call) -> Response:
    """Answer GET /integrations, sorted by provider; there is no auth mode in it. A session sees what it is for."""
    call.checked_query(NOTHING)
    rows: list[Json] = []
    allowed = call.session.allowed if call.session else None
    for integration in sorted(call.environment.integrations.values(), key=lambda item: item.provider):
        if allowed is not None and integration.unique_key not in allowed:
            continue
        rows.append(views.integration(integration, call.store.templates.get(integration.provider, {})))
    return answer(200, {"data": rows})


def get_integration(call: Call) -> Response:
    """Answer GET /integrations/{unique_key}; its app's secrets only on demand, silently left out without the scope."""
    asked = call.checked_query(INCLUDE_QUERY).get("include") or []
    call.checked_params(uniqueKey=INTEGRATION_ID)
    name = call.params["uniqueKey"]
    integration = call.environment.integrations.get(name)
    if integration is None:
        raise refusal(404, "not_found", f'There is no integration "{name}"')
    template = call.template(integration)
    data = views.integration(integration, template)
    if isinstance(asked, list) and "webhook" in asked:
        routed = "webhook_routing_script" in template
        data["webhook_url"] = f"http://127.0.0.1/webhook/demo/{integration.provider}" if routed else None
    if isinstance(asked, list) and "credentials" in asked and call.key.may(READ_CREDENTIALS):
        data["credentials"] = _app(integration, str(template.get("auth_mode")))
    return answer(200, {"data": data})


def _app(integration: Integration, mode: str) -> Json:
    names = _APP.get(mode)
    if names is None:
        return None
    return {"type": mode, **{name: integration.app(name) or None for name in names}}
