"""The bodies and queries of connect sessions, and of what a customer's browser sends with one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nango_tui.sandbox.answers import Issue
from nango_tui.sandbox.javascript import MISSING, Value
from nango_tui.sandbox.schemas import CONNECTION_ID, END_USER, INTEGRATION_ID, TAGS, WEBHOOK_URL
from nango_tui.sandbox.validation import (
    Findings,
    Found,
    Path,
    Schema,
    array,
    at_least,
    at_most,
    fields,
    optional,
    pattern,
    record,
    string,
)


def _key(name: str, path: Path) -> Iterable[Found]:
    findings: Findings = []
    INTEGRATION_ID(name, path, findings)
    return findings


_ORGANIZATION: Final = fields({"id": string(at_most(255)), "display_name": optional(string(at_most(255)))})
_DEFAULTS: Final = record(
    _key,
    fields(
        {
            "user_scopes": optional(string()),
            "authorization_params": optional(record(item=string())),
            "connection_config": optional(fields({"oauth_scopes_override": optional(string())}, strict=False)),
        }
    ),
)
_OVERRIDES: Final = record(_key, fields({"docs_connect": optional(string())}, strict=False))
_SHARED: Final[dict[str, Schema]] = {
    "organization": optional(_ORGANIZATION),
    "integrations_config_defaults": optional(_DEFAULTS),
    "overrides": optional(_OVERRIDES),
    "webhook_url_override": WEBHOOK_URL,
    "tags": optional(TAGS),
}
_ALLOWED: Final[dict[str, Schema]] = {"allowed_integrations": optional(array(INTEGRATION_ID))}
_FOR_USER: Final = fields({"end_user": END_USER, **_ALLOWED, **_SHARED})
_FOR_TAGS: Final = fields({"end_user": optional(END_USER), **_ALLOWED, **_SHARED})


def session(value: Value, path: Path, findings: Findings) -> Value:
    """Take the body of POST /connect/sessions: an end user is needed, unless there are tags and none is named."""
    tagged = isinstance(value, dict) and "tags" in value and "end_user" not in value
    return (_FOR_TAGS if tagged else _FOR_USER)(value, path, findings)


RECONNECT: Final = fields(
    {"connection_id": CONNECTION_ID, "integration_id": INTEGRATION_ID, "end_user": optional(END_USER), **_SHARED}
)


def integrations_exist(value: Value, known: Iterable[str]) -> list[Issue]:
    """Return what a body names as integrations and is none; the place in a list is a text there."""
    if not isinstance(value, dict):
        return []
    exists = set(known)
    listed = value.get("allowed_integrations")
    if isinstance(listed, list) and (
        missing := [str(index) for index, name in enumerate(listed) if name not in exists]
    ):
        return [_unknown("allowed_integrations", index) for index in missing]
    found: list[Issue] = []
    for place in ("integrations_config_defaults", "overrides"):
        named = value.get(place)
        if isinstance(named, dict):
            found += [_unknown(place, name) for name in named if name not in exists]
    return found


def _unknown(place: str, name: str) -> Issue:
    return Issue("custom", "There is no such integration", (place, name))


AUTH_QUERY: Final = fields(
    {
        "connection_id": optional(CONNECTION_ID),
        "params": optional(fields({}, strict=False)),
        "user_scope": optional(string()),
    },
    strict=False,
)
_TEXT: Final = string(at_least(1))
_REGION: Final = string(at_least(1), pattern(r"[a-z0-9-]+"))


def nothing(value: Value, path: Path, findings: Findings) -> Value:
    """Take no body, or an empty object."""
    return {} if value is MISSING else fields({})(value, path, findings)


ANYTHING: Final = fields({}, strict=False)
API_KEY: Final = fields({"apiKey": _TEXT})
BASIC: Final = fields({"username": string(at_most(1024)), "password": string(at_most(1024))})
SIGNATURE: Final = fields({"username": _TEXT, "password": _TEXT, "type": _TEXT})
BILL: Final = fields({"username": _TEXT, "password": _TEXT, "organization_id": _TEXT, "dev_key": _TEXT})
AWS: Final = fields({"role_arn": _TEXT, "region": optional(_REGION)})
TBA: Final = fields(
    {
        "token_id": _TEXT,
        "token_secret": _TEXT,
        "oauth_client_id_override": optional(string()),
        "oauth_client_secret_override": optional(string()),
    }
)
