"""What both imports share: creating or replacing a connection, and getting the token of a GitHub App."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

from nango_tui.model.body import Json
from nango_tui.sandbox.answers import Crashed
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.javascript import MISSING, Value, stringify, text_of, truthy
from nango_tui.sandbox.played import TokenAnswer
from nango_tui.sandbox.store import Connection, Integration
from nango_tui.sandbox.tokens import granted

OAUTH_LIKE = ("OAUTH2", "OAUTH2_CC", "OAUTH1")
SCRIPT_DELAY: Final = timedelta(seconds=2)
"""How long after an import a provider's script has done its work."""
_ID_LIMIT = 255


@dataclass(frozen=True, slots=True, repr=False)
class Import:
    """A connection to be stored. `metadata` MISSING: what is stored is kept, or nothing."""

    connection_id: str
    integration: Integration
    credentials: dict[str, Json]
    config: dict[str, Json]
    metadata: Value
    webhook_url: str | None


def new_connection_id() -> str:
    """Return the id that Nango makes where none was sent: a UUID v4."""
    return str(uuid4())


def find_integration(call: Call, unique_key: str) -> Integration | None:
    """Return an integration of the environment; raises Crashed for a name that the database cannot look up."""
    if "\0" in unique_key:
        raise Crashed
    return call.environment.integrations.get(unique_key)


def upsert(call: Call, new: Import) -> Connection:
    """Store a connection, or replace the one of this id and integration.

    An update keeps tags and the linked end user, replaces credentials, connection_config and the webhook URL, and
    clears the error of authentication, never that of a sync. `updated_at` does not move for OAuth (seen on 0.71.4).
    Raises Crashed for what the database refuses.
    """
    _check_storable(new)
    environment = call.environment
    old = environment.find(new.connection_id, new.integration.unique_key)
    mode = new.credentials.get("type")
    if old is None:
        metadata = None if new.metadata is MISSING else new.metadata
        connection = Connection(
            call.store.new_id(), new.connection_id, new.integration, call.now, call.now, call.now, metadata=metadata
        )
        environment.connections[new.connection_id, new.integration.unique_key] = connection
    else:
        connection = old
        call.store.mend(connection, call.now)
        if new.metadata is not MISSING:
            connection.metadata = new.metadata
        if mode not in OAUTH_LIKE:
            connection.updated = call.now
    connection.credentials = new.credentials
    connection.config = new.config
    connection.webhook_url = new.webhook_url
    if "post_connection_script" in call.template(new.integration):
        connection.script_at = call.now + SCRIPT_DELAY
    return connection


def run_script(call: Call, connection: Connection) -> None:
    """Let the provider's script have filled connection_config, if its time has come (source)."""
    if connection.script_at is not None and call.now >= connection.script_at:
        connection.script_at = None
        connection.config |= call.provider.after_import(call.template(connection.integration), connection.config)


def _check_storable(new: Import) -> None:
    """Raise Crashed for what Postgres refuses: long ids, NUL, lone surrogates in JSON."""
    if len(new.connection_id) > _ID_LIMIT or "\0" in new.connection_id or "\0" in (new.webhook_url or ""):
        raise Crashed
    for value in (new.config, None if new.metadata is MISSING else new.metadata):
        if not storable(value):
            raise Crashed


def storable(value: Json) -> bool:
    """Say whether Postgres takes a value as jsonb."""
    match value:
        case str():
            return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
        case list():
            return all(storable(item) for item in value)
        case dict():
            return all(storable(name) and storable(item) for name, item in value.items())
        case _:
            return True


def as_text(value: Json) -> str:
    """Return how a value arrives in a text column: objects as JSON, lists as a Postgres array."""
    match value:
        case dict():
            return stringify(value).decode()
        case list():
            return "{" + ",".join(_element(item) for item in value) + "}"
        case _:
            return text_of(value)


def _element(value: Json) -> str:
    match value:
        case None:
            return "NULL"
        case list():
            return as_text(value)
        case _:
            return json.dumps(as_text(value), ensure_ascii=False)


def as_jsonb(value: Json) -> Json:
    """Return how a value arrives in a jsonb column; raises Crashed where it is no JSON there.

    A text has to be JSON itself, and a list becomes an array of Postgres, which is not (seen on Nango 0.71.4).
    """
    if not isinstance(value, (str, list)):
        return value
    try:
        result: Json = json.loads(as_text(value))
    except ValueError:
        raise Crashed from None
    return result


def spread(value: Value) -> dict[str, Json]:
    """Return `{...value}`: of a text its characters, of a list its items by number, of the rest nothing."""
    match value:
        case dict():
            return dict(value)
        case str() | list():
            return {str(index): item for index, item in enumerate(value)}
        case _:
            return {}


def app_token(call: Call, integration: Integration, mode: str, config: dict[str, Json]) -> TokenAnswer:
    """Ask the provider for the token of a GitHub App, with the integration's private key."""
    credentials: dict[str, Json] = {"private_key": integration.app("private_key"), **config}
    return call.provider.refresh(call.template(integration), mode, credentials, config)


def app_credentials(call: Call, integration: Integration, raw: dict[str, Json]) -> dict[str, Json]:
    """Return the credentials of an app connection, as a GET shows them."""
    return granted("APP", call.template(integration), {}, raw, call.now)


def given_text(value: Value) -> str | None:
    """Return a text that is not empty, else None."""
    return value if isinstance(value, str) and truthy(value) else None
