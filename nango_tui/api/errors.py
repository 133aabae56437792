"""Refusals: the shapes in which Nango and others answer them, read into what was said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from nango_tui.model.advice import Said, message_of
from nango_tui.model.advice_fields import Issue
from nango_tui.model.body import Json
from nango_tui.model.text import plain


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _as_path(value: object) -> list[str]:
    return [_as_text(part) for part in value] if isinstance(value, list) else []


def _as_list(value: object) -> list[object]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


_Text = Annotated[str, BeforeValidator(_as_text)]


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Issue(_Lenient):
    code: _Text = ""
    message: _Text = ""
    path: Annotated[list[str], BeforeValidator(_as_path)] = []


class _Error(_Lenient):
    code: _Text = ""
    message: _Text = ""
    payload: object = None
    errors: Annotated[list[_Issue], BeforeValidator(_as_list)] = []


class _Body(_Lenient):
    error: _Error


_UNREACHED = {"message", "code", "method"}
"""What Nango's proxy answers that did not reach the provider: {"message", "code": "ECONNREFUSED", "method"}."""


def read_refusal(status: int, headers: Mapping[str, str], body: Json, shape: str) -> Said:
    """Return what a refusal says, whatever its body is. `shape`: what the body is, "JSON" if it was read as that.

    Nango's own are {"error": {code, message, payload}}, the same with `errors`, and the {"message"} of its OpenAPI
    document. Anything else comes from something in between.
    """
    retry_after = _seconds(headers)
    if shape != "JSON" or not isinstance(body, dict):
        return Said(status, nango=False, retry_after=retry_after)
    try:
        error = _Body.model_validate(body).error
    except ValidationError:
        message = body.get("message")
        if isinstance(message, str):
            code = plain(_as_text(body["code"]))[:80] if body.keys() == _UNREACHED else ""
            return Said(status, code, plain(message_of(message)), retry_after=retry_after)
        words = body.get("error")
        text = plain(message_of(words)) if isinstance(words, str) else ""
        return Said(status, message=text, nango=False, retry_after=retry_after)
    return Said(
        status,
        plain(error.code)[:80],
        plain(message_of(error.message)),
        tuple(
            Issue(plain(issue.code), plain(issue.message)[:500], tuple(plain(part) for part in issue.path))
            for issue in error.errors[:50]
        ),
        nango=True,
        environment=environment_in(error.payload),
        retry_after=retry_after,
    )


def environment_in(payload: object) -> str:
    """Return the name of the environment that a refusal for an unknown integration tells, "" if it tells none."""
    name = payload.get("environmentName") if isinstance(payload, dict) else None
    return plain(name)[:200] if isinstance(name, str) else ""


def without_dumps(body: Json) -> Json:
    """Return a refusal without the rows that some messages end in: they hold internal columns of the server."""
    if not isinstance(body, dict) or not isinstance(error := body.get("error"), dict):
        return body
    message = error.get("message")
    if not isinstance(message, str) or "{" not in message:
        return body
    return {**body, "error": {**error, "message": f"{message_of(message)} {{…}}"}}


def whole_number(text: str) -> int | None:
    """Return the number that a header is, None if it is none."""
    return int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text) else None


def _seconds(headers: Mapping[str, str]) -> int | None:
    """Return for how long a server wants one to wait, a day at most; None where it does not say."""
    told = headers.get("retry-after", "")
    found = whole_number(told)
    if found is None:
        # Gateways name a moment. Only their own clock tells how far away it is.
        moment, now = moment_in(told), moment_in(headers.get("date", ""))
        found = round((moment - now).total_seconds()) if moment and now and moment > now else None
    return None if found is None else min(found, 24 * 3600)


def moment_in(text: str) -> datetime | None:
    """Return the moment that a header names, in UTC; None if it names none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
