"""Servers that repeat what they were sent, secrets included, in every shape that an answer can have."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import quote

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response
from tests.screens.front import HTML, PLAIN, hangs_up, refusal, said

Answer = Callable[[Request, Handler], Response]


def _leaves(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, str):
        yield value


def _sent(request: Request) -> list[str]:
    """Return every text of a request, the key of the environment first."""
    return [request.headers["authorization"].removeprefix("Bearer "), *_leaves(json.loads(request.body or b"null"))]


def telling(answer: Answer, *stored: str) -> Answer:
    """Return an answer that repeats what is stored as well, as if it had been sent."""

    def handle(request: Request, behind: Handler) -> Response:
        body: Json = {"sent": json.loads(request.body or b"null"), "stored": list(stored)}
        return answer(replace(request, body=json.dumps(body).encode()), behind)

    return handle


def in_the_message(request: Request, _: Handler) -> Response:
    return refusal(500, "server_error", f"Failed for {' and '.join(_sent(request))}")


def as_an_unknown_key(request: Request, _: Handler) -> Response:
    return refusal(401, "unknown_account", f"No account for {' and '.join(_sent(request))}")


def in_the_message_where_it_is_cut(request: Request, _: Handler) -> Response:
    """Put each text where a message of at most 500 characters ends."""
    return refusal(
        400, "unheard_of", "".join(text.rjust(500 + len(text) // 2, ".")[-500:] for text in _sent(request)[1:2])
    )


def in_every_text_cut_short(request: Request, _: Handler) -> Response:
    """Let each text straddle the places at which codes, paths and messages are cut."""
    found: list[Json] = []
    for text in _sent(request):
        for limit in (40, 60, 80, 120, 200, 500):
            padded = "." * (limit - len(text) // 2) + text
            found.append({"code": "custom", "message": padded, "path": ["connection_config", padded]})
    return refusal(400, "invalid_body", errors=found[:50])


def in_a_code(request: Request, _: Handler) -> Response:
    return refusal(400, max(_sent(request), key=len), "no message")


def nested(request: Request, _: Handler) -> Response:
    body = json.loads(request.body)
    found: list[Json] = [
        {"code": "custom", "message": f"{text} is no good", "path": ["credentials", text]} for text in _sent(request)
    ]
    headers: Json = dict(request.headers)
    return said(400, {"error": {"code": "invalid_body", "errors": found, "payload": body}, "sent": [headers, body]})


def dumped_into_the_message(request: Request, _: Handler) -> Response:
    return refusal(400, "invalid_credentials", f"It failed with payload '{request.body.decode()}'")


def as_a_page(request: Request, _: Handler) -> Response:
    texts = "\n".join(
        form
        for text in _sent(request)
        for form in (
            html.escape(text),
            quote(text, safe=""),
            base64.b64encode(text.encode()).decode(),
            json.dumps(json.dumps(text)),
        )
    )
    return Response(502, HTML, f"<!doctype html><html><pre>{texts}</pre></html>".encode())


def as_text_cut_in_the_middle(request: Request, _: Handler) -> Response:
    return Response(500, PLAIN, b"upstream said: " + request.body[:-3])


def as_a_redirect(request: Request, _: Handler) -> Response:
    query = "&".join(quote(text, safe="") for text in _sent(request))
    return Response(302, {"location": f"https://elsewhere.example/?{query}"}, b"")


def as_a_success_of_no_kind(request: Request, _: Handler) -> Response:
    body = json.loads(request.body)
    return said(200, {"ok": body, "list": [body, [body]], " ".join(_sent(request)): 1})


REFUSALS: tuple[Answer, ...] = (
    in_the_message,
    in_the_message_where_it_is_cut,
    in_every_text_cut_short,
    in_a_code,
    nested,
    dumped_into_the_message,
    as_a_page,
    as_text_cut_in_the_middle,
    as_a_redirect,
    as_a_success_of_no_kind,
    hangs_up,
)
"""What a server answers in turn before it stores the import; the last one loses the answer."""
