"""Answers of success, read into values of the model. What is not Nango's shape gives None."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from nango_tui.model.body import Json, Tree
from nango_tui.model.connection import Connection, ConnectionRow, Trouble
from nango_tui.model.draft import Integration
from nango_tui.model.ports import ProviderHit
from nango_tui.model.redact import is_secret_name
from nango_tui.model.secret import Secret
from nango_tui.model.text import plain

M = TypeVar("M", bound=BaseModel)


def _text(value: object) -> object:
    return plain(value) if isinstance(value, str) else value


def _maybe_text(value: object) -> object:
    return plain(value) if isinstance(value, str) else ""


def _object(value: object) -> object:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> object:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


_Text = Annotated[str, BeforeValidator(_text)]
_Maybe = Annotated[str, BeforeValidator(_maybe_text)]
_Object = Annotated[dict[str, object], BeforeValidator(_object)]


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Integration(_Lenient):
    unique_key: _Text
    provider: _Maybe = ""
    display_name: _Maybe = ""


class _Integrations(_Lenient):
    data: list[_Integration]


class _OneIntegration(_Lenient):
    data: _Integration


class _Provider(_Lenient):
    name: _Text
    display_name: _Maybe = ""
    auth_mode: _Maybe = ""


class _Providers(_Lenient):
    data: list[_Provider]


class _Template(_Lenient):
    data: dict[str, object]


class _Trouble(_Lenient):
    type: _Maybe = ""
    log_id: _Maybe = ""


class _Row(_Lenient):
    connection_id: _Text
    provider_config_key: _Text
    provider: _Maybe = ""
    errors: Annotated[list[_Trouble], BeforeValidator(_objects)] = []
    tags: _Object = {}
    end_user: _Object = {}
    created: _Maybe = ""


class _Rows(_Lenient):
    connections: list[_Row]


class _Connection(_Row):
    connection_config: _Object = {}
    metadata: _Object = {}
    credentials: _Object = {}
    created_at: _Maybe = ""
    updated_at: _Maybe = ""


class _Deleted(_Lenient):
    success: bool


def _read(model: type[M], body: Json) -> M | None:
    try:
        return model.model_validate(body)
    except ValidationError:  # its text would hold the input
        return None


def integrations_in(body: Json) -> tuple[Integration, ...] | None:
    """Read the list of integrations."""
    found = _read(_Integrations, body)
    return tuple(_integration(item) for item in found.data) if found else None


def integration_in(body: Json) -> Integration | None:
    """Read one integration."""
    found = _read(_OneIntegration, body)
    return _integration(found.data) if found else None


def _integration(item: _Integration) -> Integration:
    return Integration(item.unique_key, item.provider, item.display_name)


def providers_in(body: Json) -> tuple[ProviderHit, ...] | None:
    """Read the providers that a search found."""
    found = _read(_Providers, body)
    return tuple(ProviderHit(item.name, item.display_name, item.auth_mode) for item in found.data) if found else None


def template_data_in(body: Json) -> dict[str, object] | None:
    """Read the template in an answer, as it stands."""
    found = _read(_Template, body)
    return found.data if found else None


def rows_in(body: Json) -> tuple[ConnectionRow, ...] | None:
    """Read a list of connections."""
    found = _read(_Rows, body)
    return tuple(_row(item) for item in found.connections) if found else None


def connection_in(body: Json) -> Connection | None:
    """Read one connection. `credentials` holds each text in them by its name, dotted where nested, without `raw`."""
    found = _read(_Connection, body)
    if not found or not isinstance(body, dict):
        return None
    expires = found.credentials.get("expires_at")
    config, metadata = body.get("connection_config"), body.get("metadata")
    return Connection(
        row=_row(found, found.created_at),
        config=_config(config) if isinstance(config, dict) else {},
        metadata=metadata if isinstance(metadata, dict) else {},
        credentials=dict(_credentials(found.credentials)),
        expires_at=plain(expires) if isinstance(expires, str) else "",
        updated_at=found.updated_at,
    )


def _config(config: dict[str, Json]) -> dict[str, Tree]:
    return {
        plain(key): _guarded(key, value)
        for key, value in config.items()
        if key not in ("oauth_client_id", "oauth_client_secret")
    }


def _guarded(name: str, value: Json) -> Tree:
    if isinstance(value, dict):
        return {key: _guarded(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_guarded(name, inner) for inner in value]
    return Secret(value) if isinstance(value, str) and value and is_secret_name(name) else value


def deleted_in(body: Json) -> bool:
    """Say whether the answer says that a connection was deleted."""
    found = _read(_Deleted, body)
    return bool(found and found.success)


def _row(item: _Row, created: str = "") -> ConnectionRow:
    return ConnectionRow(
        connection_id=item.connection_id,
        integration=item.provider_config_key,
        provider=item.provider,
        errors=tuple(Trouble(error.type, error.log_id) for error in item.errors),
        tags=_texts(item.tags),
        end_user=_texts(item.end_user),
        created=item.created or created,
    )


def _texts(value: Mapping[str, object]) -> dict[str, str]:
    return {plain(key): plain(text) for key, text in value.items() if isinstance(text, str)}


def _credentials(value: Mapping[str, object], before: str = "") -> Iterator[tuple[str, Secret]]:
    for key, inner in value.items():
        if isinstance(inner, dict) and key != "raw":
            yield from _credentials(inner, f"{before}{plain(key)}.")
        elif isinstance(inner, str) and key not in ("type", "expires_at"):
            yield f"{before}{plain(key)}", Secret(inner)
