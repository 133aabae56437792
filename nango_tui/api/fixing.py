"""What a fix asks of Nango: looking at a connection, changing it without credentials, a link for the customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nango_tui.api import answers, failures
from nango_tui.api.asking import refused, unreachable
from nango_tui.api.connections import connection_in, failed_connection_in, has_credentials
from nango_tui.api.http import Http, Lost, Reply
from nango_tui.api.paths import connection_path
from nango_tui.model.body import SCOPES_KEY
from nango_tui.model.check_value import text_of
from nango_tui.model.connection import Connection, Edit, Link, LinkOrder, Look
from nango_tui.model.outcome import Advice, Call, Failure, Got, Refused, Unreachable
from nango_tui.model.redact import Redactor, always_shown, is_secret_name
from nango_tui.model.secrecy import PLAIN_ENDINGS, words
from nango_tui.model.tree import Tree, as_trees

_REFRESH_FAILED = ("invalid_credentials", "connection_refresh_backoff")
_OPTION = "refresh_token"


async def look(http: Http, connection_id: str, integration: str, *, whole: bool = True) -> Look | Failure:
    """Read one connection for a fix: one GET with refresh_token=true, and one without where that is refused.

    Seen on Nango 0.71.4: a key that may not read credentials gets 403 for the option, without any effect.
    """
    reply = await _read(http, connection_id, integration, {_OPTION: "true"} if whole else {})
    if whole and isinstance(reply, Reply) and _option_refused(reply):
        whole = False
        reply = await _read(http, connection_id, integration, {})
    call = Call.GET_CONNECTION
    if isinstance(reply, Lost):
        return unreachable(call, reply)
    if not reply.success:
        failed = refused(call, reply)
        told = failed_connection_in(reply.value, connection_id, integration) if failed.code in _REFRESH_FAILED else None
        return Look(told, "failed", refused=failed, answer=reply.answer) if told else failed
    found = connection_in(reply.value)
    if found is None:
        return refused(call, reply)
    http.know(_redactor(found))
    if whole:
        has = bool(found.credentials.get(_OPTION))
        return Look(found, "whole", "present" if has else "absent", answer=reply.answer)
    return Look(found, "stripped" if has_credentials(reply.value) else "hidden", answer=reply.answer)


async def _read(http: Http, connection_id: str, integration: str, options: Mapping[str, str]) -> Reply | Lost:
    target = connection_path(connection_id, {"provider_config_key": integration, **options})
    return await http.call(Call.GET_CONNECTION, "GET", target)


def _option_refused(reply: Reply) -> bool:
    if reply.status not in (400, 403):
        return False
    found = refused(Call.GET_CONNECTION, reply)
    # An older server does not know the option, and names it.
    unknown = found.code == "invalid_query_params" and any(_OPTION in text for text in found.problems.values())
    unknown = unknown or _OPTION in found.problems
    return unknown or (found.code == "forbidden" and "read_credentials" in found.scope)


def _redactor(connection: Connection) -> Redactor:
    """Return what takes the secrets that a look showed out of all that comes later."""
    credentials = connection.credentials
    user, password = credentials.get("username"), credentials.get("password")
    # With a password that is none, the user name is the key: some providers take "key:X".
    filler = len(text_of(password or "")) < 2
    return Redactor(
        (
            secret
            for name, secret in credentials.items()
            if _secret_credential(name.rpartition(".")[2]) or (name == "username" and filler)
        ),
        basic=((user, password),) if user and password else (),
    )


def _secret_credential(name: str) -> bool:
    last = (words(name) or [""])[-1]
    return is_secret_name(name) or not (always_shown(name) or last in PLAIN_ENDINGS)


async def edit(http: Http, connection_id: str, integration: str, wanted: Edit) -> Got[None] | Failure:
    """Change tags, end user and webhook URL by PATCH, then the metadata by its own call; the first failure ends it."""
    done: Got[None] | Failure | None = None
    if body := _patch(wanted):
        target = connection_path(connection_id, {"provider_config_key": integration})
        done = await _change(http, Call.PATCH_CONNECTION, "PATCH", target, body)
        if not isinstance(done, Got):
            return done
    if wanted.metadata is not None:
        call, method = (Call.SET_METADATA, "POST") if wanted.replace_metadata else (Call.MERGE_METADATA, "PATCH")
        named: dict[str, Tree] = {
            "connection_id": connection_id,
            "provider_config_key": integration,
            "metadata": as_trees(wanted.metadata),
        }
        result = await _change(http, call, method, "/connections/metadata", named)
        return result if isinstance(result, Got) or done is None else _half(result)
    return done or Unreachable(Call.PATCH_CONNECTION, Advice("There is nothing to change.", "Change something."), 0)


def _patch(wanted: Edit) -> dict[str, Tree]:
    body: dict[str, Tree] = {}
    if wanted.tags is not None:
        body["tags"] = dict(wanted.tags)
    if wanted.end_user is not None:
        body["end_user"] = _end_user(wanted.end_user, wanted.end_user_tags)
    if wanted.webhook_url is not None:
        body["webhook_url_override"] = wanted.webhook_url
    return body


def _end_user(user: Mapping[str, str], tags: Mapping[str, str]) -> dict[str, Tree]:
    # What is empty is left out: an e-mail "" is refused.
    told: dict[str, Tree] = {name: text for name in ("id", "email", "display_name") if (text := user.get(name))}
    return {**told, "tags": dict(tags)} if tags else told


async def _change(http: Http, call: Call, method: str, target: str, body: dict[str, Tree]) -> Got[None] | Failure:
    reply = await http.call(call, method, target, body=body)
    if isinstance(reply, Lost):
        advice = failures.lost(call, reply.advice) if reply.sent else reply.advice
        return Unreachable(call, advice, reply.seconds, sent=reply.sent)
    # The metadata calls answer with what is stored, the others say that it was done.
    done = isinstance(reply.value, dict) if target.endswith("/metadata") else answers.succeeded(reply.value)
    return Got(None, reply.answer) if reply.success and done else refused(call, reply)


def _half(failure: Failure) -> Failure:
    """Return the failure of the second call of a change, whose first one went well."""
    # Without an answer, and after a server's own failure, nobody knows whether it was stored.
    refused_at_once = isinstance(failure, Refused) and failure.answer.status < 500
    done = "The metadata was not changed, the rest was." if refused_at_once else "The other changes were made."
    happened = f"{done} {failure.advice.happened}"
    return replace(failure, advice=replace(failure.advice, happened=happened), half=True)


async def link(http: Http, order: LinkOrder) -> Got[Link] | Failure:
    """Make a connect link for a new connection, or a reconnect link for one that is there."""
    call = Call.RECONNECT_SESSION if order.connection_id else Call.CONNECT_SESSION
    target = "/connect/sessions/reconnect" if order.connection_id else "/connect/sessions"
    reply = await http.call(call, "POST", target, body=_session(order))
    if isinstance(reply, Lost):
        # A link that nobody has seen opens nothing for anybody.
        return unreachable(call, reply)
    found = answers.link_in(reply.value) if reply.success else None
    return Got(found, reply.answer) if found else refused(call, reply)


def _session(order: LinkOrder) -> dict[str, Tree]:
    body: dict[str, Tree] = (
        {"connection_id": order.connection_id, "integration_id": order.integration}
        if order.connection_id
        else {"allowed_integrations": [order.integration]}
    )
    if order.end_user.get("id"):
        body["end_user"] = _end_user(order.end_user, order.end_user_tags)
    if order.tags or not (order.connection_id or "end_user" in body):
        # Nango wants to be told who it is for: an end user, or tags.
        body["tags"] = dict(order.tags)
    if order.config:
        defaults: dict[str, Tree] = {"connection_config": dict(_config(order.config))}
        body["integrations_config_defaults"] = {order.integration: defaults}
    if order.webhook_url:
        body["webhook_url_override"] = order.webhook_url
    return body


def _config(config: Mapping[str, Tree]) -> Iterator[tuple[str, Tree]]:
    for key, value in config.items():
        if key == SCOPES_KEY and isinstance(value, list):
            # A session takes scopes as text with commas, where POST /connections takes a list (seen on Nango 0.71.4).
            yield key, ",".join(item for item in value if isinstance(item, str))
        else:
            yield key, value
