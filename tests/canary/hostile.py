"""A Nango whose every text tries to be a command: markup, escape sequences, marks that turn lines round."""

from __future__ import annotations

import json
from collections.abc import Callable

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response
from tests.screens.front import Front, refusal, said

Answer = Callable[[Request, Handler], Response]

MARKUP = "[red]R[/red] [@click=app.quit]Q[/] [/] [b [$x] \\["
"""Markup that colors, that acts when it is clicked, that closes nothing, that never ends."""

CLIPBOARD = "\x1b]52;c;aG9zdGlsZQ==\x07"
"""Puts a word on the terminal's clipboard."""

COMMANDS = f"{CLIPBOARD}\x1b[31m\x1b[2J\x9b31m\x1bc\x00\x07\x08\x7f\x1b]0;hostile\x1b\\\u202e\u2066\u200b\ufeff\u2028"

STRANGE = f"{COMMANDS}{MARKUP}"

FORBIDDEN = frozenset(map(chr, (*range(32), *range(127, 160)))) - {"\n"} | frozenset("\u202e\u2066\u200b\ufeff\u2028")
"""Characters that must not stand on a screen."""

ISSUES: list[Json] = [
    {"code": STRANGE, "message": STRANGE, "path": ["credentials", "apiKey"]},
    {"code": "custom", "message": STRANGE, "path": ["connection_config", STRANGE]},
    {"code": "unrecognized_keys", "message": f'"{STRANGE}"', "path": []},
]


def _field(**more: Json) -> Json:
    texts: dict[str, Json] = {"title": STRANGE, "description": STRANGE, "example": STRANGE, "doc_section": STRANGE}
    return {"type": "string", **texts, **more}


def template(mode: str = "API_KEY") -> Json:
    """Return a provider's template that is strange throughout."""
    return {
        "name": STRANGE,
        "display_name": STRANGE * 20,
        "auth_mode": mode,
        "docs": f"https://{STRANGE}",
        "docs_connect": f"https://{STRANGE}",
        "require_client_certificate": True,
        "credentials": {
            "apiKey": _field(pattern=f"({STRANGE}"),
            "client_id": _field(),
            "client_certificate": _field(),
        },
        "connection_config": {
            "host": _field(prefix=STRANGE, suffix=STRANGE, order=1),
            "region": _field(enum=[STRANGE, f"{STRANGE}2"], order=2, optional=True),
            "secretPart": _field(optional=True, order=3),
            STRANGE: _field(optional=True, order=4),
        },
        "proxy": {"base_url": f"https://${{connectionConfig.host}}/{STRANGE}"},
    }


def front(imports: Answer, mode: str = "API_KEY") -> Front:
    """Return a server of strange integrations that answers imports in this way."""
    one: dict[str, Json] = {
        "unique_key": f"strange{STRANGE}",
        "provider": "strange",
        "display_name": STRANGE * 40,
    }
    hit: dict[str, Json] = {"name": STRANGE, "display_name": f"{STRANGE} ({STRANGE})", "auth_mode": STRANGE}
    return Front(
        {
            ("GET", "/integrations"): said(200, {"data": [one, {**one, "unique_key": "second", "provider": STRANGE}]}),
            ("GET", "/providers/*"): said(200, {"data": template(mode)}),
            ("GET", "/providers"): said(200, {"data": [hit]}),
            ("POST", "/connections"): imports,
            ("POST", "/connection"): imports,
        }
    )


def stores(request: Request, _: Handler) -> Response:
    """Store, and answer with strange values."""
    sent = json.loads(request.body)
    return said(
        201,
        {
            "connection_id": STRANGE,
            "provider_config_key": STRANGE,
            "credentials": {"type": STRANGE, "expires_at": STRANGE},
            "connection_config": {STRANGE: STRANGE, "list": [STRANGE]},
            "tags": {STRANGE: STRANGE},
            "metadata": {STRANGE: STRANGE},
            "end_user": {"display_name": STRANGE},
            "webhook_url_override": STRANGE,
            "sent": sent,
        },
    )


def refuses_fields(_: Request, __: Handler) -> Response:
    return said(400, {"error": {"code": "invalid_body", "message": STRANGE, "errors": ISSUES}})


def refuses(_: Request, __: Handler) -> Response:
    return said(418, {"error": {"code": STRANGE, "message": STRANGE, "payload": STRANGE}})


def forbids(_: Request, __: Handler) -> Response:
    return said(403, {"error": {"code": "forbidden", "message": f"environment:x:y {STRANGE}"}})


def answers_a_page(_: Request, __: Handler) -> Response:
    return Response(502, {"content-type": "text/html"}, f"<html>{STRANGE}</html>".encode())


def answers_text(_: Request, __: Handler) -> Response:
    return Response(500, {"content-type": "text/plain"}, (STRANGE * 3000).encode())


def redirects(_: Request, __: Handler) -> Response:
    return Response(302, {"location": f"https://x.example/{MARKUP}"}, b"")


ANSWERS = (stores, refuses_fields, refuses, forbids, answers_a_page, answers_text, redirects)


def _row(**more: Json) -> Json:
    return {
        "id": 7,
        "connection_id": STRANGE,
        "provider_config_key": "second",
        "provider": STRANGE,
        "errors": [{"type": "auth", "log_id": STRANGE}, {"type": STRANGE, "log_id": STRANGE}],
        "tags": {STRANGE: STRANGE, "tier": STRANGE},
        "end_user": {"id": STRANGE, "email": STRANGE, "display_name": STRANGE, "tags": {STRANGE: STRANGE}},
        "created": STRANGE,
        **more,
    }


CONNECTION = _row(
    created_at=STRANGE,
    updated_at=STRANGE,
    last_fetched_at=STRANGE,
    webhook_url_override=f"https://{STRANGE}",
    connection_config={
        STRANGE: STRANGE, "host": STRANGE, "nested": {STRANGE: [STRANGE]}, "oauth_scopes_override": STRANGE,
    },
    metadata={STRANGE: STRANGE, "nested": {STRANGE: [STRANGE]}},
    credentials={
        "type": "API_KEY",
        "apiKey": "a-stored-key",
        STRANGE: STRANGE,
        "expires_at": STRANGE,
        "config_override": {"client_id": STRANGE, "client_secret": "a-stored-secret"},
        "raw": {STRANGE: STRANGE},
    },
)  # fmt: skip
"""A connection that is strange throughout."""

FAILED = refusal(400, "invalid_credentials", STRANGE, payload={"connection": CONNECTION})
LINK = said(201, {"data": {"token": "t" * 40, "connect_link": f"https://{MARKUP}/?t={STRANGE}", "expires_at": STRANGE}})


def fixing(look: Response, change: Answer) -> Front:
    """Return a server with one strange connection, that answers a look and every change in these ways."""
    found = front(change)
    provider = {"content-type": "application/json", "x-ratelimit-limit": STRANGE.encode("unicode_escape").decode()}
    found.answers |= {
        ("GET", "/connections"): said(200, {"connections": [_row()]}),
        ("GET", "/connections/*"): look,
        ("PATCH", "/connections*"): change,
        ("POST", "/connections/metadata"): change,
        ("DELETE", "/connections*"): change,
        ("POST", "/connect/sessions*"): LINK if change is stores else change,
        ("GET", "/proxy*"): Response(200, provider, json.dumps({"name": STRANGE, STRANGE: [STRANGE]}).encode()),
    }
    return found
