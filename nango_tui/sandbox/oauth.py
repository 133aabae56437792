"""Connecting by a browser: GET /oauth/connect sends it to the provider, GET /oauth/callback takes it back.

Refusals are pages with status 400 (seen on Nango 0.71.4).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html import escape
from typing import Final
from urllib.parse import quote, urlencode
from uuid import uuid1

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox.answers import Refused
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.connect import check_allowed, connect, connection_id_for, forbid_connection_id
from nango_tui.sandbox.imports import app_credentials, app_token
from nango_tui.sandbox.imports_legacy import split_scopes
from nango_tui.sandbox.javascript import MISSING, text_of, truthy
from nango_tui.sandbox.played import Granted, TokenAnswer, address
from nango_tui.sandbox.sessions import config_of, defaults_of
from nango_tui.sandbox.store import Authorization, Integration, Template
from nango_tui.sandbox.tokens import given_token, granted, token_metadata

CALLBACK: Final = "http://localhost:3003/oauth/callback"
_OAUTH2 = ("OAUTH2", "MCP_OAUTH2", "MCP_OAUTH2_GENERIC")
_APPS = ("APP", "CUSTOM")

Body = dict[str, Json]


def page(status: int, text: str) -> Response:
    """Return a page for the customer's browser."""
    body = f'<!DOCTYPE html>\n<html lang="en"><body><p>{escape(text)}</p></body></html>\n'
    return Response(status, {"content-type": "text/html; charset=utf-8"}, body.encode())


def _error(text: str) -> Refused:
    return Refused(page(400, text))


def start(call: Call) -> Response:
    """Answer GET /oauth/connect: 302 to the provider, with a state that names the attempt."""
    forbid_connection_id(call)
    key = call.params["providerConfigKey"]
    integration = call.environment.integrations.get(key)
    if integration is None:
        raise _error(f"There is no integration {key}.")
    template = call.store.templates.get(integration.provider)
    if template is None:
        raise _error(f"There is no provider {integration.provider}.")
    session = call.own_session()
    check_allowed(session, integration)
    connection_id = connection_id_for(call)
    config = config_of(call, key)
    mode = str(template.get("auth_mode"))
    state = str(uuid1())
    url = _page_of(call, integration, template, mode, config, state)
    call.store.authorizations[state] = Authorization(session, integration, connection_id, config)
    headers = {"content-type": "text/plain; charset=utf-8", "location": url}
    return Response(302, headers, f"Found. Redirecting to {url}".encode())


def _page_of(call: Call, integration: Integration, template: Template, mode: str, config: Body, state: str) -> str:
    """Return the provider's page to which the customer is sent; raises the page that says why there is none."""
    if mode == "INSTALL_PLUGIN":
        return f"{integration.app('install_url') or 'null'}?payload={state}"
    client = integration.app("client_id")
    if mode in _APPS:
        link = integration.app("app_link")
        return f"{link}/installations/new?state={state}"
    if mode != "OAUTH1" and mode not in _OAUTH2:
        raise _error(f"{mode} is not connected by a browser.")
    if not truthy(client) and mode != "MCP_OAUTH2":
        raise _error("The integration has no OAuth app.")
    url = address(template, "authorization_url", config)
    if url is None or ("token_url" in template and address(template, "token_url", config) is None):
        raise _error("Connection configuration lacks what the provider's address needs.")
    if mode == "OAUTH1":
        return f"{url}?{urlencode({'oauth_token': state, 'oauth_callback': f'{CALLBACK}?state={state}'})}"
    return _with_query(url, _oauth2_query(call, integration, template, config, state))


def _oauth2_query(call: Call, integration: Integration, template: Template, config: Body, state: str) -> Body:
    defaults = defaults_of(call.own_session(), integration.unique_key)
    separator = template.get("scope_separator")
    scopes = config.get("oauth_scopes_override") or integration.app("scopes") or ""
    verifier = hashlib.sha256(state.encode()).digest()
    extra = template.get("authorization_params")
    wanted = defaults.get("authorization_params")
    query: Body = {
        **({"response_type": "code"} | (extra if isinstance(extra, dict) else {})),
        "client_id": integration.app("client_id"),
        "redirect_uri": CALLBACK,
        "scope": (separator if isinstance(separator, str) else " ").join(text_of(scopes).split(",")),
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(verifier).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    if truthy(user := defaults.get("user_scopes", "")):
        query["user_scope"] = user
    return query | (wanted if isinstance(wanted, dict) else {})


def _with_query(url: str, query: Body) -> str:
    joined = urlencode({name: text_of(item) for name, item in query.items()}, quote_via=quote, safe="")
    return f"{url}{'&' if '?' in url else '?'}{joined.replace('%20', '+')}"


def callback(call: Call) -> Response:
    """Answer GET /oauth/callback: exchange the code, store the connection, say so on a page.

    A state can be used once. The session may have expired meanwhile (source).
    """
    state = call.query.get("state")
    found = call.store.authorizations.pop(state, None) if isinstance(state, str) else None
    if found is None:
        raise _error("No attempt to connect belongs to this address.")
    if truthy(call.query.get("error", "")):
        raise _error(f"The provider refused: {text_of(call.query['error'])}")
    template = call.template(found.integration)
    mode = str(template.get("auth_mode"))
    answered, config = _asked(call, found, template, mode)
    if not isinstance(answered, Granted) or not given_token(template, dict(answered.answer)):
        raise _error("The provider gave no token.")
    raw = dict(answered.answer)
    config = split_scopes(config | token_metadata(template, raw))
    credentials = _credentials(call, found.integration, template, mode, raw)
    old = found.session.connection
    environment = call.store.environment(found.session.environment)
    if old is not None and environment.find(old.connection_id, old.integration.unique_key) is not old:
        raise _error("The connection has been deleted in the meantime.")
    # The browser brings no key: where it belongs is known by the session alone.
    there = replace(call, environment=environment)
    connect(there, found.session, found.integration, found.connection_id, credentials, config, MISSING)
    return page(200, "The connection is made. This page can be closed.")


def _asked(call: Call, found: Authorization, template: Template, mode: str) -> tuple[TokenAnswer, Body]:
    if mode in _APPS:
        ids: Body = {"app_id": found.integration.app("app_id"), "installation_id": call.query.get("installation_id")}
        return app_token(call, found.integration, mode, ids), found.config | ids
    code = call.query.get("oauth_verifier" if mode == "OAUTH1" else "code")
    if not isinstance(code, str) or not code:
        raise _error("The provider sent no code.")
    return call.provider.exchange(template, code, found.config), found.config


def _credentials(call: Call, integration: Integration, template: Template, mode: str, raw: Body) -> Body:
    if mode in _APPS:
        return app_credentials(call, integration, raw)
    if mode == "OAUTH1":
        names = ("oauth_token", "oauth_token_secret")
        return {"type": mode, **{name: raw.get(name) for name in names}, "raw": raw}
    return granted(mode, template, {}, raw, call.now)


def state_of(location: str) -> str:
    """Return the state in the address of a provider's page, "" if there is none: what a played browser needs."""
    match = re.search(r"(?:state|payload|state%3D)=?([0-9a-f-]{36})", location)
    return match[1] if match else ""
