"""Which field of the form a refusal means, and what is wrong with it, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nango_tui.model.auth import MODES, AuthMode, Endpoint, Field, field_at
from nango_tui.model.text import cut


@dataclass(frozen=True, slots=True)
class Issue:
    """One entry of `error.errors`: what Nango's validation says about one place in the request."""

    code: str
    message: str
    path: tuple[str, ...] = ()


_TOP = {
    "provider_config_key": "integration",
    "provider-config-key": "integration",
    "integration_id": "integration",
    "allowed_integrations": "integration",
    "connection-id": "connection_id",
    "connection_id": "connection_id",
    "connectionId": "connection_id",
    "metadata": "metadata",
    "connection_config": "config",
    "tags": "tags",
    "end_user": "customer",
    "organization": "customer",
    "webhook_url_override": "webhook_url",
    "expires_at": "expiry",
    "expires_in": "expiry",
    "no_expiration": "expiry",
}
_LABELS = {
    "integration": "The integration",
    "connection_id": "The connection ID",
    "metadata": "The metadata",
    "config": "The connection configuration",
    "tags": "A tag",
    "customer": "The customer",
    "customer.id": "The customer's ID",
    "customer.email": "The customer's e-mail address",
    "customer.name": "The customer's name",
    "webhook_url": "The override webhook URL",
    "expiry": "The expiry",
    "scopes": "The scopes override",
    "mode": "The auth type",
    "credentials": "The credentials",
}
_OF_CUSTOMER = {"id": "customer.id", "email": "customer.email", "display_name": "customer.name"}
"""The form's keys for what Nango calls by these names in `end_user`, and with `end_user_` before them in tags."""
_TYPES = {
    "string": "text",
    "array": "a list",
    "object": "an object",
    "record": "an object",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date and time",
}


def field_for(path: Sequence[str], endpoint: Endpoint, mode: str) -> Field | None:
    """Return the credential at that path; of the auth mode if it is known, else of any that has it."""
    known = MODES.get(mode)
    modes: Iterable[AuthMode] = (known, *MODES.values()) if known else MODES.values()
    return next((found for item in modes if (found := field_at(item, endpoint, path))), None)


def form_key(path: Sequence[str], endpoint: Endpoint, mode: str = "") -> str:
    """Return the form's key for a path in the request: "credentials.api_key", "config.subdomain", "expiry"."""
    if not path:
        return ""
    if found := field_for(path, endpoint, mode):
        return f"credentials.{found.name}"
    top, rest = path[0], path[1:]
    if top == "integrations_config_defaults":
        # A connect session has the configuration of each integration under its name.
        return form_key(path[2:], endpoint, mode) if len(path) > 2 else "integration"
    if top == "credentials" and rest:
        if rest[0] == "type":
            return "mode"
        return _TOP.get(rest[0]) or f"credentials.{_override(rest)}"
    if top == "connection_config" and rest:
        return "scopes" if rest[0] == "oauth_scopes_override" else f"config.{rest[0]}"
    if top == "end_user" and rest:
        return _OF_CUSTOMER.get(rest[0], "customer")
    return _TOP.get(top, top)


def _override(rest: Sequence[str]) -> str:
    return "client_id_override" if rest[0] == "config_override" else rest[0]


def label_of(key: str) -> str:
    """Return how people call the field of that key: "Access token"."""
    place, _, name = key.partition(".")
    if place == "credentials" and name:
        found = next((field for mode in MODES.values() if (field := mode.field(name))), None)
        return found.label if found else name
    if place == "config" and name:
        return name
    return _LABELS.get(key, key)


def problems_of(issues: Sequence[Issue], endpoint: Endpoint, mode: str = "") -> dict[str, str]:
    """Return the problem of each field that the issues name, by form key."""
    problems: dict[str, str] = {}
    for issue in issues:
        for key, text in _problems(issue, endpoint, mode):
            problems[key] = f"{problems[key]} {text}" if key in problems else text
    return problems


def _problems(issue: Issue, endpoint: Endpoint, mode: str) -> list[tuple[str, str]]:
    if issue.code == "unrecognized_keys":
        found = []
        for name in re.findall(r'"([^"]+)"', issue.message) or ["this"]:
            key = form_key((*issue.path, name), endpoint, mode)
            found.append((key, f"Nango does not take {cut(name, 60)} here."))
        return found
    key = form_key(issue.path, endpoint, mode)
    if not key:
        # POST /connection names no path when it refuses a webhook (seen on Nango 0.71.4).
        key = "webhook_url" if endpoint is Endpoint.LEGACY else "request"
    if key == "tags" and "end_user_" in issue.message:
        part = re.search(rf"end_user_({'|'.join(_OF_CUSTOMER)})\b", issue.message)
        key = _OF_CUSTOMER[part[1]] if part else "customer"
    return [(key, _problem(issue, key))]


def _problem(issue: Issue, key: str) -> str:
    label = label_of(key)
    if key == "tags" and len(issue.path) > 1:
        label = f"The tag {cut(issue.path[1], 40)}"
    if key == "customer" and issue.path[1:2] == ("tags",):
        label = "A tag of the customer"
    number = re.search(r"([<>]=|at most |more than )\s*(\d+)", issue.message)
    match issue.code:
        case "invalid_type":
            return _wrong_type(issue.message, label)
        case "custom" if key == "integration":
            return "This environment has no such integration."
        case "too_big" if number:
            return f"{label} is too long or too large: at most {number[2]}."
        case "too_small" if number and number[2] == "1":
            return f"{label} is empty. Enter it, or leave it out."
        case "too_small" if number:
            return f"{label} is too small: at least {number[2]}."
        case "invalid_format" if key == "customer.email":
            return "This is no e-mail address that Nango takes."
        case "invalid_format":
            return f"{label} has characters that Nango does not take."
        case "invalid_union" if key == "mode":
            return "Nango does not import this auth type."
        case "invalid_union" if key == "webhook_url":
            return "This is not a URL that Nango takes."
        case "invalid_union":
            return f"{label} is not what Nango expects."
        case _:
            return _in_words(issue.message, label)


def _wrong_type(message: str, label: str) -> str:
    found = re.search(r"expected (\w+), received (\w+)", message)
    if not found:
        return f"{label} is not what Nango expects."
    expected, received = _TYPES.get(found[1], found[1]), found[2]
    if received == "undefined":
        return f"{label} is missing. Enter it."
    if received == "null":
        return f"{label} is empty, and Nango expects {expected}."
    if found[1] == "date":
        return "Nango cannot read this time. Enter a date and time, a duration, or never."
    return f"{label} has to be {expected}."


def _in_words(message: str, label: str) -> str:
    lower = message.lower()
    if "webhook url" in lower:
        return "Nango does not allow this URL: it must be public, not an address of this machine or a private network."
    if "duplicate tag" in lower:
        return "Two tags have the same key; capital letters do not count."
    if "more than 10" in lower:
        return "At most 10 tags can be sent."
    if "valid email" in lower:
        return "The e-mail address is not one."
    return f"{label}: {cut(message, 200)}"
