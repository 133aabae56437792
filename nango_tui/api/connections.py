"""Connections in answers, read into values of the model. What is not Nango's shape gives None.

In a list everything is made harmless to a terminal. In an answer with one connection, configuration, metadata, tags,
end user and webhook URL are exactly as they are stored, since a fix sends them again: who shows them makes them
harmless there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator

from nango_tui.api.lenient import Lenient, MaybeObject, MaybeText, PlainText, objects, read
from nango_tui.model.connection import Connection, ConnectionRow, Override, Trouble
from nango_tui.model.redact import is_secret_name
from nango_tui.model.secret import Secret
from nango_tui.model.text import plain
from nango_tui.model.tree import Json, Tree

_TOKENS = frozenset(
    ("type", "access_token", "token", "refresh_token", "token_type", "expires_in", "expires_at", "oauth_token",
     "oauth_token_secret")
)  # fmt: skip
"""What every token answer of a provider holds: the tokens and how long they live."""
_SENT = frozenset(
    ("provider_config_key", "connection_id", "no_expiration", "metadata", "connection_config", "webhook_url_override",
     "oauth_client_id_override", "oauth_client_secret_override", "tags", "end_user", "type", "client_id",
     "client_secret", "config_override")
)  # fmt: skip
"""What an import sends besides; both endpoints store that as the token answer (seen on Nango 0.71.4)."""


_Reading = Callable[[Mapping[str, object]], dict[str, str]]


def _number(value: object) -> object:
    return value if type(value) is int else 0


class _Trouble(Lenient):
    type: MaybeText = ""
    log_id: MaybeText = ""


class _Row(Lenient):
    id: Annotated[int, BeforeValidator(_number)] = 0
    connection_id: PlainText
    provider_config_key: PlainText
    provider: MaybeText = ""
    errors: Annotated[list[_Trouble], BeforeValidator(objects)] = []
    tags: MaybeObject = {}
    end_user: MaybeObject = {}
    created: MaybeText = ""


class _Rows(Lenient):
    connections: list[_Row]


class _Connection(_Row):
    credentials: MaybeObject = {}
    created_at: MaybeText = ""
    updated_at: MaybeText = ""
    last_fetched_at: MaybeText = ""
    webhook_url_override: object = None


def rows_in(body: Json) -> tuple[ConnectionRow, ...] | None:
    """Read a list of connections."""
    found = read(_Rows, body)
    return tuple(_row(item, _plain_texts) for item in found.connections) if found else None


def connection_in(body: Json) -> Connection | None:
    """Read one connection. `credentials` holds each text in them by its name, dotted where nested, without `raw`."""
    found = read(_Connection, body)
    if not found or not isinstance(body, dict):
        return None
    expires = found.credentials.get("expires_at")
    config, metadata = body.get("connection_config"), body.get("metadata")
    user, raw = found.end_user, found.credentials.get("raw")
    organization = user.get("organization")
    company = organization.get("id") if isinstance(organization, dict) else None
    user_tags, webhook = user.get("tags"), found.webhook_url_override
    return Connection(
        row=_row(found, _texts, found.created_at),
        config=_config(config) if isinstance(config, dict) else {},
        metadata=metadata if isinstance(metadata, dict) else {},
        credentials=dict(_credentials(found.credentials)),
        expires_at=plain(expires) if isinstance(expires, str) else "",
        updated_at=found.updated_at,
        created_at=found.created_at,
        last_fetched_at=found.last_fetched_at,
        webhook_url=webhook if isinstance(webhook, str) else "",
        override=_override(found.credentials.get("config_override")),
        raw_names=_raw_names(raw) if isinstance(raw, dict) else (),
        end_user_tags=_texts(user_tags) if isinstance(user_tags, dict) else {},
        organization=company if isinstance(company, str) else "",
    )


def failed_connection_in(body: Json, connection_id: str, integration: str) -> Connection | None:
    """Read the connection that the refusal of a read tells: Nango could not refresh its token.

    Whatever of it is missing or of another kind is left out; None where it tells none at all.
    """
    error = body.get("error") if isinstance(body, dict) else None
    payload = error.get("payload") if isinstance(error, dict) else None
    told = payload.get("connection") if isinstance(payload, dict) else None
    if not isinstance(told, dict):
        return None
    names = {"connection_id": connection_id, "provider_config_key": integration}
    named = {**told, **{name: text for name, text in names.items() if not isinstance(told.get(name), str)}}
    return connection_in(named)


def has_credentials(body: Json) -> bool:
    """Say whether an answer with one connection shows its credentials."""
    return isinstance(body, dict) and bool(body.get("credentials"))


def _config(config: dict[str, Json]) -> dict[str, Tree]:
    return {
        key: _guarded(key, value)
        for key, value in config.items()
        if key not in ("oauth_client_id", "oauth_client_secret")
    }


def _guarded(name: str, value: Json) -> Tree:
    if isinstance(value, dict):
        return {key: _guarded(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_guarded(name, inner) for inner in value]
    return Secret(value) if isinstance(value, str) and value and is_secret_name(name) else value


def _row(item: _Row, texts: _Reading, created: str = "") -> ConnectionRow:
    return ConnectionRow(
        connection_id=item.connection_id,
        integration=item.provider_config_key,
        provider=item.provider,
        errors=tuple(Trouble(error.type, error.log_id) for error in item.errors),
        tags=texts(item.tags),
        end_user=texts(item.end_user),
        created=item.created or created,
        number=item.id,
    )


def _override(value: object) -> Override | None:
    if not isinstance(value, dict):
        return None
    app, secret = value.get("client_id"), value.get("client_secret")
    app, secret = app if isinstance(app, str) else "", secret if isinstance(secret, str) else ""
    # A stored override without anything in it is {} (seen on Nango 0.71.4).
    return Override(app, Secret(secret)) if app or secret else None


def _raw_names(raw: Mapping[str, object]) -> tuple[str, ...]:
    own = _SENT if "provider_config_key" in raw or "type" in raw else frozenset()
    return tuple(plain(name) for name in raw if name not in _TOKENS and name not in own)


def _texts(value: Mapping[str, object]) -> dict[str, str]:
    return {key: text for key, text in value.items() if isinstance(text, str)}


def _plain_texts(value: Mapping[str, object]) -> dict[str, str]:
    return {plain(key): plain(text) for key, text in _texts(value).items()}


def _credentials(value: Mapping[str, object], before: str = "") -> Iterator[tuple[str, Secret]]:
    for key, inner in value.items():
        if isinstance(inner, dict) and key != "raw":
            yield from _credentials(inner, f"{before}{plain(key)}.")
        elif isinstance(inner, str) and key not in ("type", "expires_at"):
            yield f"{before}{plain(key)}", Secret(inner)
