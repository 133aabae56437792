"""POST /connection, deprecated: a flat body that is hardly checked; answers 201 with what was sent.

Each check and each crash here was seen on Nango 0.71.4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox.answers import Crashed, Refused, answer, flat_refusal, refusal, unhandled
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.imports import (
    Import,
    app_credentials,
    app_token,
    as_jsonb,
    as_text,
    find_integration,
    given_text,
    new_connection_id,
    spread,
    upsert,
)
from nango_tui.sandbox.javascript import MISSING, Value, parse_int, stringify, truthy
from nango_tui.sandbox.jsdate import database_takes, parse_date
from nango_tui.sandbox.moments import LAST, from_number, iso_text, milliseconds
from nango_tui.sandbox.played import BadKey, Granted
from nango_tui.sandbox.refresh import failure_words
from nango_tui.sandbox.schemas import WEBHOOK_URL
from nango_tui.sandbox.store import Integration
from nango_tui.sandbox.tokens import CLIENT_CREDENTIALS_LIFE
from nango_tui.sandbox.validation import checked

Body = dict[str, Json]


def import_connection(call: Call) -> Response:
    """Answer POST /connection."""
    if call.body is MISSING:
        raise Crashed
    body = spread(call.body) if isinstance(call.body, dict) else {}
    key = body.get("provider_config_key")
    if not truthy(key):
        raise flat_refusal(400, "missing_provider_config", "The param 'provider_config_key' is missing.")
    webhook = checked("invalid_body", WEBHOOK_URL, body.get("webhook_url_override", MISSING))
    integration = find_integration(call, as_text(key))
    if integration is None:
        raise unknown_integration(key, call.environment.name)
    template = call.store.templates.get(integration.provider)
    if template is None:
        raise refusal(404, "unknown_provider_template")
    sent_id = body.get("connection_id")
    new = Import(
        connection_id=as_text(sent_id) if truthy(sent_id) else new_connection_id(),
        integration=integration,
        credentials={},
        config=spread(body.get("connection_config")),
        metadata=_metadata(body),
        webhook_url=given_text(webhook),
    )
    make = _MODES.get(str(template.get("auth_mode")))
    if make is None:
        raise unhandled("unknown_oauth_type")
    stored = make(call, body, new)
    upsert(call, stored)
    return answer(201, {**body, "connection_id": sent_id if truthy(sent_id) else new.connection_id})


def unknown_integration(key: Json, environment: str) -> Refused:
    """Return the refusal that tells the environment's name, in words and as payload."""
    payload: Json = {"providerConfigKey": key, "environmentName": environment}
    words = f"No integration of this environment has this key: {stringify(payload).decode()}"
    return flat_refusal(400, "unknown_provider_config", words, payload)


def _missing(code: str, name: str) -> Refused:
    return flat_refusal(400, code, f"The param '{name}' is missing.")


def _metadata(body: Body) -> Value:
    """Return the metadata that replace what is stored; MISSING keeps it."""
    given = body.get("metadata")
    return as_jsonb(given) if truthy(given) else MISSING


def _raw(body: Body) -> Json:
    return body["raw"] if truthy(body.get("raw")) else {**body}


def split_scopes(config: Body) -> Body:
    """Split oauth_scopes_override at commas, without trimming."""
    scopes = config.get("oauth_scopes_override")
    if not truthy(scopes) or isinstance(scopes, list):
        return config
    if not isinstance(scopes, str):
        raise Crashed
    return config | {"oauth_scopes_override": [*scopes.split(",")]}


def _oauth2(call: Call, body: Body, new: Import) -> Import:
    if not truthy(body.get("access_token")):
        raise Crashed
    expires = _expiry(call, body)
    if expires is MISSING and body.get("no_expiration") is not True:
        raise flat_refusal(400, "missing_expires_at", "Neither 'expires_at' nor 'no_expiration' was given.")
    if expires is None:
        raise flat_refusal(400, "invalid_expires_at", "'expires_at' is not a date.")
    credentials: Body = {"type": "OAUTH2", "access_token": body["access_token"]}
    if "refresh_token" in body:
        credentials["refresh_token"] = body["refresh_token"]
    config = split_scopes(new.config)
    if truthy(at := body.get("expires_at")):
        # As it was sent it goes into the database, which has its own idea of dates.
        if not isinstance(at, str) or not database_takes(at):
            raise Crashed
        credentials["expires_at"] = expires if isinstance(expires, str) else at
    elif isinstance(expires, str):
        credentials["expires_at"] = expires
    override = {name: body[f"oauth_{name}_override"] for name in _APP if truthy(body.get(f"oauth_{name}_override"))}
    if override:
        credentials["config_override"] = override
    credentials["raw"] = _raw(body)
    return replace(new, credentials=credentials, config=config)


_APP = ("client_id", "client_secret")


def _expiry(call: Call, body: Body) -> Value:
    """Return the expiry as ISO text, MISSING if none can be told, None if it is no date."""
    at, seconds = body.get("expires_at"), body.get("expires_in")
    if truthy(at):
        return _moment(at)
    if not truthy(seconds):
        return MISSING
    given = parse_int(seconds)
    moment = None if given is None else from_number(milliseconds(call.now) + given * 1000)
    return None if moment is None else iso_text(moment)


def _moment(value: Value) -> Value:
    match value:
        case bool():
            return MISSING
        case int() | float():
            moment = int(value * 1000) if abs(value) * 1000 <= LAST else None
            return None if moment is None else iso_text(moment)
        case str():
            moment = parse_date(value)
            return MISSING if moment is None else iso_text(moment)
        case _:
            return MISSING


def _client_credentials(call: Call, body: Body, new: Import) -> Import:
    if not truthy(body.get("access_token")):
        raise _missing("missing_access_token", "access_token")
    if truthy(body.get("expires_at")):
        expires = _moment(body["expires_at"])
    else:
        expires = iso_text(milliseconds(call.now + CLIENT_CREDENTIALS_LIFE))
    if expires is None:
        raise flat_refusal(400, "invalid_expires_at", "'expires_at' is not a date.")
    credentials: Body = {"type": "OAUTH2_CC", "token": body["access_token"]}
    if isinstance(expires, str):
        credentials["expires_at"] = expires
    credentials |= {name: body[f"oauth_{name}_override"] for name in _APP if f"oauth_{name}_override" in body}
    credentials["raw"] = _raw(body)
    return replace(new, credentials=credentials, config=split_scopes(new.config))


def _oauth1(call: Call, body: Body, new: Import) -> Import:
    names = ("oauth_token", "oauth_token_secret")
    for name in names:
        if not truthy(body.get(name)):
            raise unhandled(f"missing_{name}")
    return replace(new, credentials={"type": "OAUTH1", **{name: body[name] for name in names}, "raw": _raw(body)})


def _basic(call: Call, body: Body, new: Import) -> Import:
    if not truthy(body.get("username")):
        raise _missing("missing_basic_username", "username")
    credentials: Body = {}
    for name in ("username", "password"):
        if name in body:
            credentials[name] = body[name]
    return _forgetting(replace(new, credentials={"type": "BASIC", **credentials}))


def _api_key(call: Call, body: Body, new: Import) -> Import:
    if not truthy(body.get("api_key")):
        raise _missing("missing_api_key", "api_key")
    return _forgetting(replace(new, credentials={"type": "API_KEY", "apiKey": body["api_key"]}))


def _forgetting(new: Import) -> Import:
    """Say that metadata which were not sent are not kept either."""
    return replace(new, metadata=None) if new.metadata is MISSING else new


def _app(call: Call, body: Body, new: Import) -> Import:
    names = ("app_id", "installation_id")
    for name in names:
        if not truthy(body.get(name)):
            raise _missing(f"missing_{name}", name)
    config = {name: body[name] for name in names}
    answered = app_token(call, new.integration, "APP", config)
    match answered:
        case Granted(answer=raw):
            return replace(new, credentials=app_credentials(call, new.integration, dict(raw)), config=config)
        case BadKey():
            raise unhandled("invalid_private_key")
        case _:
            raise flat_refusal(500, "refresh_token_external_error", failure_words(answered))


def _tba(call: Call, body: Body, new: Import) -> Import:
    if body.get("connection_config") is None:
        raise Crashed
    if not truthy(new.config.get("accountId") if isinstance(body["connection_config"], dict) else None):
        raise refusal(400, "missing_account_id", "Missing in connection_config: accountId")
    names = ("token_id", "token_secret")
    override = {name: body[f"oauth_{name}_override"] for name in _APP if f"oauth_{name}_override" in body}
    credentials = {"type": "TBA", **{name: body[name] for name in names if name in body}, "config_override": override}
    return _forgetting(replace(new, credentials=credentials, config=new.config | app_keys(new.integration)))


def app_keys(integration: Integration) -> Body:
    """Return what TBA writes into connection_config: the integration's own client id and secret."""
    return {f"oauth_{name}": integration.app(name) for name in _APP}


def _none(call: Call, body: Body, new: Import) -> Import:
    known = call.environment.find(new.connection_id, new.integration.unique_key)
    return replace(new, metadata={}) if new.metadata is MISSING and known is None else new


_MODES: dict[str, Callable[[Call, Body, Import], Import]] = {
    "OAUTH2": _oauth2,
    "OAUTH2_CC": _client_credentials,
    "OAUTH1": _oauth1,
    "BASIC": _basic,
    "API_KEY": _api_key,
    "APP": _app,
    "TBA": _tba,
    "NONE": _none,
}
