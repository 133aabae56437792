"""Makes recorded calls with the client, and lets it get the recorded answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from urllib.parse import unquote

from nango_tui.api.client import Client
from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json, Tree
from nango_tui.model.connection import Edit, LinkOrder, Look
from nango_tui.model.environment import Environment
from nango_tui.model.outcome import Failure
from nango_tui.model.ports import Limits
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Request, Response
from tests.contract.exchanges import KEY, SECRET_FIELDS, Done, Exchange


async def repeat(exchange: Exchange) -> Done:
    """Make the call with our client, and let it get the recorded answer."""
    asked: list[Request] = []

    def handler(request: Request) -> Response:
        asked.append(request)
        return exchange.response

    client = Client(Environment("e", "dev"), Secret(KEY), Limits(), clock=Noon(), handler=handler)
    done = await _make(client, exchange)
    assert len(asked) == 1
    assert asked[0].method == exchange.method
    # A change of nothing is not sent.
    if exchange.status < 300 and exchange.call.partition(" ")[2].startswith(_SENT_ALIKE) and exchange.sent != {}:
        assert json.loads(asked[0].body or b"null") == exchange.sent, exchange.name
    await client.aclose()
    return done


_SENT_ALIKE = ("/connections/{}", "/connections/metadata")
"""Calls that the client makes in one way only."""


async def look(exchange: Exchange) -> tuple[Look | Failure, int]:
    """Look at a connection as a fix does, get the recorded answer however it is asked, and count how often it was."""
    asked: list[Request] = []

    def handler(request: Request) -> Response:
        asked.append(request)
        return exchange.response

    client = Client(Environment("e", "dev"), Secret(KEY), Limits(), clock=Noon(), handler=handler)
    looked = await client.look(*_names(exchange))
    await client.aclose()
    return looked, len(asked)


async def _make(client: Client, exchange: Exchange) -> Done:
    last, integration = _names(exchange)
    match exchange.call:
        case "POST /connection":
            return await client.send_body(Endpoint.LEGACY, sent_tree(exchange), "")
        case "POST /connections":
            body = sent_tree(exchange)
            credentials = body.get("credentials")
            mode = credentials.get("type") if isinstance(credentials, dict) else ""
            return await client.send_body(Endpoint.CURRENT, body, mode if isinstance(mode, str) else "")
        case "GET /integrations":
            return await client.integrations()
        case "GET /integrations/{}":
            return await client.integration(last)
        case "GET /providers":
            return await client.search_providers(exchange.query.get("search", ""))
        case "GET /providers/{}":
            return await client.template(last)
        case "GET /connections":
            return await _list(client, exchange.query)
        case "GET /connections/{}":
            options = {name: name in exchange.query for name in ("refresh_token", "force_refresh")}
            return await client.connection(last, integration, **options)
        case "PATCH /connections/{}":
            return await client.edit(last, integration, _edit(exchange.sent))
        case "POST /connections/metadata" | "PATCH /connections/metadata":
            sent = _object(exchange.sent)
            edit = Edit(metadata=_object(sent.get("metadata")), replace_metadata=exchange.method == "POST")
            names = str(sent.get("connection_id", "x")), str(sent.get("provider_config_key", "x"))
            return await client.edit(*names, edit)
        case "POST /connect/sessions" | "POST /connect/sessions/reconnect":
            return await client.link(_order(exchange))
        case "GET /proxy":
            names = exchange.asked.get("connection-id", "x"), exchange.asked.get("provider-config-key", "x")
            return await client.ask_provider(*names, exchange.path.removeprefix("/proxy/"))
        case "DELETE /connections/{}":
            return await client.delete(last, integration)
        case _:
            raise AssertionError(exchange.call)


def _names(exchange: Exchange) -> tuple[str, str]:
    last = unquote(exchange.path.rpartition("/")[2]) or "x"
    return last, exchange.query.get("provider_config_key", "x")


async def _list(client: Client, query: Mapping[str, str]) -> Done:
    if "connectionId" in query or not query:
        return await client.find(query.get("connectionId", "x"))
    number, size = query.get("page", ""), query.get("limit", "")
    tag = next(((name[5:-1], text) for name, text in query.items() if name.startswith("tags[")), None)
    return await client.page(
        int(number) if number.isdigit() else 0,
        size=int(size) if size.isdigit() else 200,
        search=query.get("search", ""),
        integration=query.get("integrationId", ""),
        tag=tag,
    )


def _edit(sent: Json) -> Edit:
    """Return the change that was sent; where none of ours can be, one that is refused alike."""
    body = _object(sent)
    user, webhook = body.get("end_user"), body.get("webhook_url_override")
    tags = _texts(body["tags"]) if "tags" in body else None
    return Edit(
        tags=tags if tags is not None or user or "webhook_url_override" in body else {},
        end_user={name: text for name, text in _texts(user).items() if name != "tags"} if user else None,
        end_user_tags=_texts(_object(user).get("tags")),
        webhook_url=str(webhook or "") if "webhook_url_override" in body else None,
    )


def _order(exchange: Exchange) -> LinkOrder:
    body = _object(exchange.sent)
    allowed = body.get("allowed_integrations")
    integration = str(body.get("integration_id") or (allowed[0] if isinstance(allowed, list) and allowed else "x"))
    user = _object(body.get("end_user"))
    defaults = _object(_object(body.get("integrations_config_defaults")).get(integration))
    return LinkOrder(
        integration,
        str(body.get("connection_id", "x")) if exchange.path.endswith("reconnect") else "",
        tags=_texts(body.get("tags")),
        end_user=_texts(user),
        config={name: _tree(value, name) for name, value in _object(defaults.get("connection_config")).items()},
        webhook_url=str(body.get("webhook_url_override") or ""),
        end_user_tags=_texts(user.get("tags")),
    )


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _texts(value: Json) -> dict[str, str]:
    return {name: text for name, text in _object(value).items() if isinstance(text, str)}


def sent_tree(exchange: Exchange) -> dict[str, Tree]:
    """Return the recorded body as our encoder would hold it: secrets are Secret."""
    if not isinstance(exchange.sent, dict) or "__raw" in exchange.sent:
        return {"provider_config_key": "x"}
    return {key: _tree(value, key) for key, value in exchange.sent.items()}


def _tree(value: Json, name: str) -> Tree:
    if isinstance(value, dict):
        # Metadata is the user's own: its names mean nothing.
        return {key: _tree(inner, "" if name == "metadata" else key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_tree(inner, name) for inner in value]
    return Secret(value) if isinstance(value, str) and value and name in SECRET_FIELDS else value


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)

    def zone(self) -> tzinfo:
        return UTC

    async def sleep(self, seconds: float) -> None:
        del seconds
