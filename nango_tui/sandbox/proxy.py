"""Calling a provider's own API through Nango, with a connection's credentials. Seen on Nango 0.71.4."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox.answers import Issue, answer, refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.javascript import Value, text_of
from nango_tui.sandbox.played import Asked, CallAnswer, NotAllowed, Replied, Unreachable, address
from nango_tui.sandbox.refresh import RefreshFailed, refresh_if_due
from nango_tui.sandbox.schemas import CONNECTION_ID, INTEGRATION_ID
from nango_tui.sandbox.store import Connection, Template
from nango_tui.sandbox.urls import is_public, read_url
from nango_tui.sandbox.validation import (
    Findings,
    Found,
    Path,
    Schema,
    at_most,
    checked,
    fields,
    number,
    optional,
    pattern,
    string,
)

_PASSED_ON: Final = ("content-type", "mcp-session-id", "x-request-id", "x-correlation-id")
_FORWARDED: Final = "nango-proxy-"
_REFRESHED_AGAIN: Final = (401, 429)


def _override(value: Value, path: Path, findings: Findings) -> Value:
    if value != "" and (not isinstance(value, str) or read_url(value) is None):
        findings.append(Found(Issue("invalid_union", "Neither a URL nor empty", path)))
    return value


def _yes_no(value: Value, path: Path, findings: Findings) -> Value:
    if value not in ("true", "false"):
        findings.append(Found(Issue("invalid_value", "Expected true or false", path)))
    return value


_HEADERS: Final[Schema] = fields(
    {
        "provider-config-key": INTEGRATION_ID,
        "connection-id": CONNECTION_ID,
        "retries": optional(number(-(2**53))),
        "base-url-override": optional(_override),
        "decompress": optional(_yes_no),
        "retry-on": optional(string(pattern(r"\d+(,\d+)*"))),
        "forward-headers-on-redirect": optional(_yes_no),
        "nango-activity-log-id": optional(string(at_most(255))),
        "nango-is-sync": optional(_yes_no),
        "nango-is-dry-run": optional(_yes_no),
    },
    strict=False,
)


@dataclass(frozen=True, slots=True)
class Retrying:
    """How often a call is tried again, and after which answers; a real server waits 3, 6, 12 ... seconds between."""

    times: int
    codes: tuple[int, ...] | None
    template_codes: tuple[str, ...]

    def wants(self, answered: CallAnswer) -> bool:
        """Say whether an answer is worth another try."""
        match answered:
            case Replied(status=status):
                if self.codes is not None and status in self.codes:
                    return True
                text = str(status)
                named = any(
                    text == code or (code.endswith("xx") and code[0] == text[0]) for code in self.template_codes
                )
                return named or status >= 500 or status in _REFRESHED_AGAIN
            case Unreachable():
                return True
            case NotAllowed():
                return False


NO_CONNECTION: Final = "Failed to get connection"
"""How Nango's own `server_error` begins: a provider may use the same code, and clients tell the two by these words."""


def proxied(call: Call) -> Response:
    """Answer any call below /proxy: refresh what is due, ask the provider, hand on what it answers."""
    headers = checked("invalid_headers", _HEADERS, {**call.request.headers})
    assert isinstance(headers, dict)
    key, name = text_of(headers["provider-config-key"]), text_of(headers["connection-id"])
    integration = call.environment.integrations.get(key)
    if integration is None:
        raise refusal(404, "unknown_provider_config", "There is no such integration")
    connection = call.environment.find(name, key)
    if connection is None:
        raise refusal(400, "server_error", NO_CONNECTION)
    _refresh(call, connection)
    connection.fetched = call.now
    template = call.template(integration)
    base = text_of(headers.get("base-url-override") or "") or address(template, "proxy", connection.config)
    if not base:
        raise refusal(400, "unsupported_provider", "The provider has no base URL")
    _check_allowed(base)
    asked = _asked(call, template, connection, base)
    return _handed_on(call, _tried(call.provider.call, asked, _retrying(headers, template)))


def _refresh(call: Call, connection: Connection) -> None:
    try:
        refresh_if_due(call, connection, force=False)
    except RefreshFailed as failed:
        if failed.backing_off:
            raise refusal(failed.status, "connection_refresh_backoff", failed.message) from None
        words = f"{NO_CONNECTION} credentials: '{failed.message}'"
        raise refusal(failed.status, "server_error", words) from None


def _check_allowed(base: str) -> None:
    """Raise 400 for this machine's own addresses; private ones are up to the server, which the provider plays."""
    url = read_url(base)
    host = url[1].strip("[]") if url else ""
    inside = host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1"
    if url is None or inside or (not is_public(host) and host.startswith("169.254.")):
        raise refusal(400, "base_url_override_not_allowed", "The server does not allow this base URL")


def _retrying(headers: dict[str, Json], template: Template) -> Retrying:
    times = headers.get("retries", 0)
    codes = headers.get("retry-on")
    proxy = template.get("proxy")
    rule = proxy.get("retry") if isinstance(proxy, dict) else None
    listed = rule.get("error_code") if isinstance(rule, dict) else None
    named: Iterable[Json] = listed if isinstance(listed, list) else [listed] if listed else []
    return Retrying(
        int(times) if isinstance(times, (int, float)) else 0,
        tuple(int(code) for code in codes.split(",")) if isinstance(codes, str) else None,
        tuple(str(code) for code in named),
    )


def _tried(ask: Callable[[Asked], CallAnswer], asked: Asked, retrying: Retrying) -> CallAnswer:
    answered = ask(asked)
    for _ in range(retrying.times):
        if not retrying.wants(answered):
            break
        answered = ask(asked)
    return answered


def _asked(call: Call, template: Template, connection: Connection, base: str) -> Asked:
    request = call.request
    target = re.sub(r"^/proxy/", "/", request.target, flags=re.IGNORECASE)
    headers = _authorization(connection.credentials) | _template_headers(template, connection)
    for name, text in request.headers.items():
        if name.startswith(_FORWARDED):
            headers[name.removeprefix(_FORWARDED)] = text
    if request.body and "content-type" in request.headers:
        headers.setdefault("content-type", request.headers["content-type"])
    return Asked(request.method, base.rstrip("/") + target, headers, request.body)


def _authorization(credentials: dict[str, Json]) -> dict[str, str]:
    match credentials.get("type"):
        case "BASIC":
            pair = f"{text_of(credentials.get('username', ''))}:{text_of(credentials.get('password', ''))}"
            return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        case "API_KEY" | None:
            return {}
        case "TBA" | "OAUTH1" | "AWS_SIGV4":
            return {"authorization": "OAuth signed-by-the-sandbox"}
        case _:
            token = credentials.get("access_token", credentials.get("token"))
            return {"authorization": f"Bearer {text_of(token)}"}


def _template_headers(template: Template, connection: Connection) -> dict[str, str]:
    proxy = template.get("proxy")
    wanted = proxy.get("headers") if isinstance(proxy, dict) else None
    if not isinstance(wanted, dict):
        return {}
    credentials = connection.credentials
    token = credentials.get("access_token", credentials.get("token", ""))
    known: dict[str, Json] = {"accessToken": token, **credentials}
    known |= {f"connectionConfig.{name}": item for name, item in connection.config.items()}
    known |= {f"credentials.{name}": item for name, item in credentials.items()}

    def _filled(match: re.Match[str]) -> str:
        return text_of(known[match[1]]) if match[1] in known else match[0]

    filled = {name.lower(): re.sub(r"\$\{([\w.]+)\}", _filled, text_of(text)) for name, text in wanted.items()}
    # What a connection does not have stays out.
    return {name: text for name, text in filled.items() if "${" not in text}


def _handed_on(call: Call, answered: CallAnswer) -> Response:
    match answered:
        case NotAllowed():
            raise refusal(400, "base_url_override_not_allowed", "The server does not allow this address")
        case Unreachable(reason=reason):
            fault: Json = {"message": reason, "code": "ECONNREFUSED", "method": call.request.method.lower()}
            return answer(500, fault)
        case Replied(status=204):
            return Response(204)
        case Replied(status=status, headers=headers, body=body) if 200 <= status < 300:
            return Response(status, {name: text for name, text in headers.items() if name in _PASSED_ON}, body)
        case Replied(status=status, headers=headers, body=body):
            return Response(status, dict(headers), body)
