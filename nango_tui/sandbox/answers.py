"""Answers in the shapes that Nango gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from uuid import uuid4

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox.javascript import stringify


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding of a validation: zod's code and message, and where."""

    code: str
    message: str
    path: tuple[str | int, ...] = ()

    def json(self) -> Json:
        """Return it as Nango answers it."""
        return {"code": self.code, "message": self.message, "path": list(self.path)}


class Refused(Exception):  # it is an answer on its way out, not a fault
    """Ends a call with a response."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


class Crashed(Exception):
    """What Nango does not catch: answered as 500 `generic_error_support`, without a reason."""


def answer(status: int, value: Json, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    return Response(status, {"content-type": "application/json; charset=utf-8", **(headers or {})}, stringify(value))


def refusal(status: int, code: str, message: str = "") -> Refused:
    """Return a refusal of the current endpoints: `{"error":{"code","message"}}`."""
    error: dict[str, Json] = {"code": code}
    if message:
        error["message"] = message
    return Refused(answer(status, {"error": error}))


def flat_refusal(status: int, code: str, message: str, payload: Json = None) -> Refused:
    """Return a refusal of authentication and of the deprecated endpoint, which carries a payload."""
    error: Json = {"message": message, "code": code, "payload": {} if payload is None else payload}
    return Refused(answer(status, {"error": error}))


def invalid(code: str, issues: Sequence[Issue]) -> Refused:
    """Return a refusal by validation; `code` says what was validated, as "invalid_body"."""
    return Refused(answer(400, {"error": {"code": code, "errors": [issue.json() for issue in issues]}}))


def unhandled(kind: str) -> Refused:
    """Return the 500 for an error that has no words of its own."""
    return flat_refusal(500, f"unhandled_{kind}", f"Nango has no words for {kind}.")


def crash() -> Response:
    """Return the 500 that stands for anything unforeseen."""
    number = str(uuid4())
    message = f"Something unforeseen happened. Its number is {number}."
    return answer(500, {"error": {"message": message, "code": "generic_error_support", "payload": number}})


def no_route(method: str, path: str) -> Response:
    """Return Express's page for a method that a path does not have."""
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n'
        f"<pre>Cannot {escape(method)} {escape(path)}</pre>\n</body>\n</html>\n"
    )
    return Response(404, {"content-type": "text/html; charset=utf-8"}, page.encode())
