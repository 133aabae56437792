"""A connection as a text that can be pasted into another environment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from nango_tui.model.auth import MODES
from nango_tui.model.body import SCOPES_KEY, scopes_of
from nango_tui.model.check_value import text_of
from nango_tui.model.connection import Connection
from nango_tui.model.draft import Draft
from nango_tui.model.expiry import Resolved, iso_utc, resolve
from nango_tui.model.metadata import parse_metadata
from nango_tui.model.prefill import ORGANIZATION_TAG, USER_TAGS
from nango_tui.model.secrecy import secret_name
from nango_tui.model.secret import Secret, Text
from nango_tui.model.tree import Json, Tree, as_trees


def for_another_environment(
    source: Draft | Connection, *, with_credentials: bool, now: datetime | None = None, zone: tzinfo = UTC
) -> str:
    """Return the connection as JSON in the shape in which Nango answers for one.

    Credentials, and secret values of the configuration, are in it only `with_credentials`: the engineer said so. It
    goes to the clipboard and nowhere else. A draft's expiry is in it where `now` is given, with typed times in `zone`.
    """
    body = _of_draft(source, now, zone) if isinstance(source, Draft) else _of_connection(source)
    if not with_credentials:
        body["credentials"] = {}
    return json.dumps(_clear(body, secrets=with_credentials), indent=2, ensure_ascii=False)


def _of_draft(draft: Draft, now: datetime | None, zone: tzinfo) -> dict[str, Tree]:
    body: dict[str, Tree] = {}
    if draft.connection_id:
        body["connection_id"] = draft.connection_id
    if draft.integration:
        body["provider_config_key"] = draft.integration.unique_key
        body["provider"] = draft.integration.provider
    customer = draft.customer
    who = {"id": customer.id, "email": customer.email, "display_name": customer.name}
    linked = customer.link and bool(customer.id.strip())
    tags = {} if linked else {USER_TAGS[name]: text for name, text in who.items() if text.strip()}
    if customer.organization.strip():
        tags[ORGANIZATION_TAG] = customer.organization
    tags |= {key.strip().lower(): value for key, value in draft.tags if key.strip() and value}
    body["end_user"] = {name: text for name, text in who.items() if text.strip()} if linked else None
    body["tags"] = dict(tags)
    metadata = parse_metadata(draft.metadata)
    body["metadata"] = as_trees(metadata) if isinstance(metadata, dict) else {}
    config: dict[str, Tree] = {key: _kept(key, value) for key, value in draft.config.items() if key and value}
    if scopes := scopes_of(draft.scopes):
        config[SCOPES_KEY] = list(scopes)
    credentials = dict(_credentials(draft))
    if draft.mode in MODES:
        config |= {
            field.name: draft.values[field.name]
            for field in MODES[draft.mode].fields
            if field.mirror and draft.values.get(field.name)
        }
    body["connection_config"] = config
    body["webhook_url_override"] = draft.webhook_url.strip() or None
    found = resolve(draft.expiry, now, zone) if now and draft.expiry.choice and not draft.fetch else None
    if isinstance(found, Resolved) and found.at:
        credentials["expires_at"] = iso_utc(found.at)
    body["credentials"] = credentials
    return body


def _kept(key: str, value: Text) -> Tree:
    return Secret(value) if isinstance(value, str) and secret_name(key) else value


def _credentials(draft: Draft) -> Iterator[tuple[str, Tree]]:
    mode = MODES.get(draft.mode)
    if mode is None:
        return
    yield "type", mode.code
    own: dict[str, Tree] = {}
    for field in mode.fields:
        value = draft.values.get(field.name)
        if not value or field.current is None or (draft.fetch and field.name in ("access_token", "token")):
            continue
        if field.override:
            own[field.current[-1]] = value
        else:
            yield field.current[-1], value
    if own and draft.own_app:
        yield "config_override", own


def _of_connection(connection: Connection) -> dict[str, Tree]:
    row = connection.row
    credentials: dict[str, Tree] = dict(connection.credentials)
    if connection.override:
        own = connection.override
        credentials["config_override"] = {"client_id": own.client_id, "client_secret": own.client_secret}
    if credentials and connection.expires_at:
        credentials["expires_at"] = connection.expires_at
    return {
        "connection_id": row.connection_id,
        "provider_config_key": row.integration,
        "provider": row.provider,
        "end_user": dict(row.end_user) or None,
        "tags": dict(row.tags),
        "metadata": as_trees(connection.metadata),
        "connection_config": dict(connection.config),
        "webhook_url_override": connection.webhook_url or None,
        "credentials": credentials,
    }


def _clear(value: Tree, *, secrets: bool) -> Json:
    """Return the tree as JSON; without `secrets`, each of them is left out with its key."""
    if isinstance(value, Secret):
        return text_of(value) if secrets else None
    if isinstance(value, dict):
        return {
            key: _clear(inner, secrets=secrets)
            for key, inner in value.items()
            if secrets or not isinstance(inner, Secret)
        }
    if isinstance(value, list):
        return [_clear(inner, secrets=secrets) for inner in value if secrets or not isinstance(inner, Secret)]
    return value
