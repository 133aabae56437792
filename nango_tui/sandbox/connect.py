"""What the connect page posts for a customer: one call for each auth mode that needs no browser.

The order of the checks was read in the source of Nango 0.71.4; the answers were seen on a server of that version.
"""

from __future__ import annotations

from dataclasses import dataclass

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox import connect_aws, session_schemas
from nango_tui.sandbox.answers import Issue, answer, flat_refusal, invalid, refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.connect_credentials import CHECK_FAILED, client_credentials, jwt, two_step
from nango_tui.sandbox.imports import Import, new_connection_id, upsert
from nango_tui.sandbox.imports_current import is_testable
from nango_tui.sandbox.imports_legacy import app_keys
from nango_tui.sandbox.javascript import MISSING, Value, truthy
from nango_tui.sandbox.played import Granted
from nango_tui.sandbox.schemas import INTEGRATION_ID
from nango_tui.sandbox.sessions import config_of
from nango_tui.sandbox.store import Connection, Integration, Session, Template
from nango_tui.sandbox.tokens import granted, signed, token_metadata
from nango_tui.sandbox.validation import Schema

Body = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One customer's try at connecting: for which integration, with what, and under which connection id."""

    call: Call
    integration: Integration
    template: Template
    connection_id: str
    body: Body
    config: Body


def begin(call: Call, mode: str, schema: Schema) -> Attempt:
    """Check everything that all modes check, in Nango's order; raises the refusal."""
    body = call.checked_body(schema)
    call.checked_query(session_schemas.AUTH_QUERY)
    call.checked_params(providerConfigKey=INTEGRATION_ID)
    forbid_connection_id(call)
    key = call.params["providerConfigKey"]
    integration = call.environment.integrations.get(key)
    if integration is None:
        raise refusal(404, "unknown_provider_config")
    template = call.store.templates.get(integration.provider)
    if template is None:
        raise refusal(404, "unknown_provider_template")
    if template.get("auth_mode") != mode:
        raise refusal(400, "invalid_auth_mode")
    check_allowed(call.own_session(), integration)
    return Attempt(call, integration, template, connection_id_for(call), body, config_of(call, key))


def forbid_connection_id(call: Call) -> None:
    """Raise 400 for a chosen connection id: with a session the server makes it."""
    if truthy(call.query.get("connection_id", "")):
        raise invalid("invalid_query_params", [Issue("custom", "Not allowed with a session", ("connection_id",))])


def check_allowed(session: Session, integration: Integration) -> None:
    """Raise 400 unless the session is for the integration."""
    if session.allowed is not None and integration.unique_key not in session.allowed:
        raise refusal(400, "integration_not_allowed")


def connection_id_for(call: Call) -> str:
    """Return the id of the connection that a session reconnects, else a new one; raises 400 if it was deleted."""
    old = call.own_session().connection
    if old is None:
        return new_connection_id()
    if call.environment.find(old.connection_id, old.integration.unique_key) is not old:
        raise refusal(400, "invalid_connection")
    return old.connection_id


def finish(attempt: Attempt, credentials: Body, *, config: Body | None = None, metadata: Value = MISSING) -> Response:
    """Store the connection and answer 200 with its id.

    A reconnect resets tags, webhook URL and connection_config to the session's; metadata MISSING are kept.
    """
    call = attempt.call
    stored = attempt.config if config is None else config
    connect(call, call.own_session(), attempt.integration, attempt.connection_id, credentials, stored, metadata)
    found: Json = {"connectionId": attempt.connection_id, "providerConfigKey": attempt.integration.unique_key}
    return answer(200, found)


def connect(
    call: Call,
    session: Session,
    integration: Integration,
    connection_id: str,
    credentials: Body,
    config: Body,
    metadata: Value,
) -> Connection:
    """Store what a customer brought, with the session's tags, webhook URL and end user."""
    new = Import(connection_id, integration, credentials, config, metadata, session.webhook_url)
    connection = upsert(call, new)
    connection.tags = dict(session.tags)
    if session.end_user is not None:
        connection.end_user = session.end_user
    return connection


def post_two_step(call: Call) -> Response:
    """Answer POST /auth/two-step: the provider is asked for a token; the fields are not checked."""
    attempt = begin(call, "TWO_STEP", session_schemas.ANYTHING)
    raw = two_step(call, attempt.template, attempt.body, attempt.config)
    credentials = granted("TWO_STEP", attempt.template, attempt.body, raw, call.now)
    config = attempt.config | token_metadata(attempt.template, raw)
    return finish(attempt, credentials, config=config, metadata={})


def post_jwt(call: Call) -> Response:
    """Answer POST /auth/jwt: signed here; the provider is asked only where its template has a check."""
    attempt = begin(call, "JWT", session_schemas.ANYTHING)
    credentials = jwt(attempt.template, attempt.body, call.now)
    _test(attempt, credentials)
    return finish(attempt, credentials, metadata={})


def post_signature(call: Call) -> Response:
    """Answer POST /auth/signature."""
    attempt = begin(call, "SIGNATURE", session_schemas.SIGNATURE)
    fields = {name: attempt.body[name] for name in ("username", "password")}
    credentials = signed(attempt.template, "SIGNATURE", fields, call.now)
    _test(attempt, credentials)
    return finish(attempt, credentials, metadata={})


def post_bill(call: Call) -> Response:
    """Answer POST /auth/bill. Where the provider refuses, a real server never answers: here it is 504 at once."""
    attempt = begin(call, "BILL", session_schemas.BILL)
    answered = call.provider.refresh(attempt.template, "BILL", attempt.body, attempt.config)
    if not isinstance(answered, Granted):
        raise refusal(504, "no_answer", "A real server would not answer at all")
    credentials = granted("BILL", attempt.template, attempt.body, dict(answered.answer), call.now)
    return finish(attempt, credentials, metadata={})


def post_aws(call: Call) -> Response:
    """Answer POST /auth/aws-sigv4: a role is assumed, and checked."""
    attempt = begin(call, "AWS_SIGV4", session_schemas.AWS)
    old = call.own_session().connection
    credentials, config = connect_aws.assume(call, attempt.integration, attempt.body, attempt.config, old)
    return finish(attempt, credentials, config=config, metadata={})


def post_api_key(call: Call) -> Response:
    """Answer POST /api-auth/api-key."""
    attempt = begin(call, "API_KEY", session_schemas.API_KEY)
    return _finish_tested(attempt, {"type": "API_KEY", "apiKey": attempt.body["apiKey"]})


def post_basic(call: Call) -> Response:
    """Answer POST /api-auth/basic."""
    attempt = begin(call, "BASIC", session_schemas.BASIC)
    return _finish_tested(attempt, {"type": "BASIC", **attempt.body})


def post_tba(call: Call) -> Response:
    """Answer POST /auth/tba."""
    attempt = begin(call, "TBA", session_schemas.TBA)
    body = attempt.body
    override = {
        name: body[f"oauth_{name}_override"]
        for name in ("client_id", "client_secret")
        if truthy(body.get(f"oauth_{name}_override", ""))
    }
    tokens = {name: body[name] for name in ("token_id", "token_secret")}
    config = attempt.config | app_keys(attempt.integration)
    return _finish_tested(attempt, {"type": "TBA", **tokens, "config_override": override}, config)


def post_none(call: Call) -> Response:
    """Answer POST /auth/unauthenticated."""
    attempt = begin(call, "NONE", session_schemas.nothing)
    new = call.own_session().connection is None
    return finish(attempt, {}, metadata={} if new else MISSING)


def post_client_credentials(call: Call) -> Response:
    """Answer POST /oauth2/auth: Nango fetches the token itself, which an import cannot."""
    body = call.body if isinstance(call.body, dict) else {}
    if not truthy(body.get("client_id", "")):
        raise flat_refusal(400, "missing_client_id", "The param 'client_id' is missing.")
    if not truthy(body.get("client_secret", "")) and not truthy(body.get("client_private_key", "")):
        raise flat_refusal(400, "missing_client_secret", "The param 'client_secret' is missing.")
    attempt = begin(call, "OAUTH2_CC", session_schemas.ANYTHING)
    raw = client_credentials(call, attempt.template, attempt.body, attempt.config)
    credentials = granted("OAUTH2_CC", attempt.template, attempt.body, raw, call.now)
    return finish(attempt, credentials, config=attempt.config | token_metadata(attempt.template, raw))


def _finish_tested(attempt: Attempt, credentials: Body, config: Body | None = None) -> Response:
    if not _passes(attempt, credentials):
        raise refusal(400, "connection_test_failed", CHECK_FAILED)
    return finish(attempt, credentials, config=config, metadata={})


def _test(attempt: Attempt, credentials: Body) -> None:
    if not _passes(attempt, credentials):
        raise flat_refusal(400, "connection_test_failed", CHECK_FAILED)


def _passes(attempt: Attempt, credentials: Body) -> bool:
    if not is_testable(attempt.template):
        return True
    status = attempt.call.provider.verify(attempt.template, credentials, attempt.config)
    return status is not None and 200 <= status < 300
