"""Connections and integrations as Nango's answers show them."""

from __future__ import annotations

from datetime import datetime

from nango_tui.model.body import Json
from nango_tui.sandbox.javascript import truthy
from nango_tui.sandbox.store import Connection, EndUser, Integration, Organization, Template

LOGO = "http://127.0.0.1/images/template-logos/{}.svg"


def zulu(moment: datetime) -> str:
    """Return a time with a Z, as answers to POST have it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def offset(moment: datetime) -> str:
    """Return a time with its offset, as answers to GET have it."""
    return zulu(moment)[:-1] + "+00:00"


def _errors(connection: Connection) -> list[Json]:
    health = connection.health
    auth: list[Json] = [{"type": "auth", "log_id": health.log_id}] if health.log_id else []
    return auth + [{"type": "sync", "log_id": log_id} for log_id in health.sync_log_ids]


def end_user(user: EndUser | None) -> Json:
    """Return who is linked, with null for what is not known."""
    if user is None:
        return None
    return {
        "id": user.id,
        "display_name": user.display_name,
        "email": user.email,
        "tags": dict(user.tags) if user.tags is not None else None,
        "organization": _organization(user.organization),
    }


def _organization(company: Organization | None) -> Json:
    return None if company is None else {"id": company.id, "display_name": company.display_name}


def _head(connection: Connection) -> dict[str, Json]:
    return {
        "id": connection.id,
        "connection_id": connection.connection_id,
        "provider_config_key": connection.integration.unique_key,
        "provider": connection.integration.provider,
    }


def _metadata(connection: Connection) -> Json:
    return connection.metadata if truthy(connection.metadata) else None


def row(connection: Connection) -> Json:
    """Return a connection as the list shows it."""
    return {
        **_head(connection),
        "errors": _errors(connection),
        "end_user": end_user(connection.end_user),
        "tags": dict(connection.tags),
        "metadata": _metadata(connection),
        "created": offset(connection.created),
    }


def full(connection: Connection, credentials: dict[str, Json]) -> Json:
    """Return a connection as GET shows it, with the credentials that may be seen."""
    return {
        **_head(connection),
        "errors": _errors(connection),
        "end_user": end_user(connection.end_user),
        "tags": dict(connection.tags),
        "metadata": _metadata(connection),
        "connection_config": connection.config,
        "webhook_url_override": connection.webhook_url,
        "created_at": offset(connection.created),
        "updated_at": offset(connection.updated),
        "last_fetched_at": offset(connection.fetched),
        "credentials": credentials,
    }


def imported(connection: Connection, user: EndUser | None) -> Json:
    """Return a connection as POST /connections answers it: no errors, and only the end user that was sent.

    Whatever is stored, `errors` is empty there and a user linked before is not shown (seen on Nango 0.71.4).
    """
    shown = full(connection, connection.credentials if connection.credentials.get("type") else {})
    assert isinstance(shown, dict)
    times = {
        "created_at": zulu(connection.created),
        "updated_at": zulu(connection.updated),
        "last_fetched_at": zulu(connection.fetched),
    }
    return shown | {"errors": [], "end_user": end_user(user)} | times


def integration(found: Integration, template: Template) -> dict[str, Json]:
    """Return an integration as lists and GET show it."""
    return {
        "unique_key": found.unique_key,
        "provider": found.provider,
        "display_name": found.display_name or str(template.get("display_name", "")),
        "logo": LOGO.format(found.provider),
        "forward_webhooks": True,
        "created_at": zulu(found.created),
        "updated_at": zulu(found.created),
    }
