"""Asking a provider through Nango's proxy, and telling its answer from Nango's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nango_tui.api.asking import refused, unreachable
from nango_tui.api.http import Http, Lost, Reply
from nango_tui.api.paths import proxy_path
from nango_tui.model.connection import ProviderAnswer
from nango_tui.model.outcome import Advice, Call, Failure, Got, Unreachable
from nango_tui.model.secret import BULLETS
from nango_tui.model.text import cut, plain
from nango_tui.model.tree import Json

_NANGOS: Mapping[str, tuple[int, ...]] = {
    "missing_auth_header": (401,),
    "malformed_auth_header": (401,),
    "invalid_secret_key_format": (401,),
    "unknown_account": (401,),
    "invalid_headers": (400,),
    "invalid_connection_retries": (400,),
    "unknown_provider_config": (400, 404),
    "unsupported_provider": (400,),
    "base_url_override_not_allowed": (400,),
    "connection_refresh_backoff": (424,),
    "too_many_request": (429,),
    "generic_error_support": (500,),
}
"""Nango's own refusals of a proxied call, by code and status (seen on 0.71.4, and read in its source)."""
_WORDED: Mapping[str, str] = {"server_error": "Failed to get connection", "forbidden": "Insufficient scope"}
"""Codes that a provider may well use itself: Nango's own is told by how its message begins."""


async def ask_provider(http: Http, connection_id: str, integration: str, path: str) -> Got[ProviderAnswer] | Failure:
    """Call a path of the provider's API with the connection's credentials: one GET, never tried again.

    Whatever the provider answers is its answer, a refusal too; Refused is what Nango, or something before it, says.
    """
    call = Call.PROXY
    names = (connection_id, integration)
    if any(name != name.strip() or not name or not name.isascii() or not name.isprintable() for name in names):
        return Unreachable(
            call,
            Advice("This ID cannot be sent in a header, so the provider cannot be asked.", "Read the connection."),
            0,
        )
    headers = {"Connection-Id": connection_id, "Provider-Config-Key": integration}
    reply = await http.call(call, "GET", proxy_path(path), headers=headers)
    if isinstance(reply, Lost):
        return unreachable(call, reply)
    if not _is_providers(reply):
        return refused(call, reply)
    shown = reply.redactor.tree(reply.value, call) if reply.success else None
    return Got(ProviderAnswer(reply.status, identity_in(shown), reply.answer.body), reply.answer)


def _is_providers(reply: Reply) -> bool:
    """Say whether an answer of the proxy is the provider's: seen on Nango 0.71.4, that is told by the body only."""
    if 300 <= reply.status < 400:
        return False
    if reply.body.shape == "HTML":
        # Nango counts each call and says so; a gateway's or a login page does not.
        return "x-ratelimit-limit" in reply.headers
    value = reply.value
    if reply.success or not isinstance(value, dict):
        return True
    if value.keys() == {"message", "code", "method"}:
        return False  # Nango did not reach the provider
    error = value.get("error")
    if not isinstance(error, dict):
        return True
    code, message = error.get("code"), error.get("message")
    if not isinstance(code, str):
        return True
    if start := _WORDED.get(code):
        return not (isinstance(message, str) and message.startswith(start))
    return reply.status not in _NANGOS.get(code, ())


_WRAPPERS = ("data", "user", "viewer", "me", "account", "profile", "result", "response", "organization", "team")
_NAMES = (
    "display_name", "displayName", "name", "full_name", "fullName", "real_name", "login", "username", "user_name",
    "company_name", "companyName", "account_name", "accountName", "title",
    "team", "user",
)  # fmt: skip
_MAILS = ("email", "emailAddress", "email_address", "mail", "userPrincipalName", "primary_email")
_IDS = ("id", "user_id", "userId", "account_id", "accountId", "sub", "uid", "gid", "portalId", "hub_id", "team_id")


def identity_in(body: Json) -> str:
    """Return which account an answer is about, as well as can be guessed: name, e-mail and id; "" if it does not say.

    `body` is redacted already. A list of several things names no account.
    """
    for item in _candidates(body, 3):
        said = [text for names in (_NAMES, _MAILS) if (text := _first(item, names))]
        if number := _first(item, _IDS):
            said.append(f"id {number}" if said else number)
        if said:
            return ", ".join(dict.fromkeys(said))
    return ""


def _candidates(body: Json, depth: int) -> Iterator[dict[str, Json]]:
    if isinstance(body, list) and len(body) == 1:
        yield from _candidates(body[0], depth)
    if not isinstance(body, dict) or depth == 0:
        return
    inner = [body[name] for name in _WRAPPERS if isinstance(body.get(name), dict | list)]
    if not _first(body, _MAILS):
        for item in inner:
            yield from _candidates(item, depth - 1)
    yield body


def _first(item: dict[str, Json], names: tuple[str, ...]) -> str:
    for name in names:
        value = item.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip() and BULLETS not in value:
            return cut(plain(value).strip(), 120)
    return ""
