"""The bodies and queries that Nango takes, field by field; credentials come from the table of auth modes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from nango_tui.model.auth import MODES, AuthMode
from nango_tui.sandbox.answers import Crashed, Issue
from nango_tui.sandbox.javascript import MISSING, Value
from nango_tui.sandbox.urls import is_public, read_url
from nango_tui.sandbox.validation import (
    Check,
    Findings,
    Found,
    Path,
    Schema,
    array,
    at_least,
    at_most,
    date,
    email,
    email_check,
    fields,
    literal,
    number,
    one_of,
    optional,
    pattern,
    record,
    string,
    then,
    yes_no,
)

TAG_LIMIT: Final = 10
_TAG_KEY = re.compile(r"[a-zA-Z][a-zA-Z0-9_\-./]{0,63}")

INTEGRATION_ID: Final = string(pattern(r"[a-zA-Z0-9~:.@ _-]+"), at_most(255))
CONNECTION_ID: Final = string(pattern(r"[a-zA-Z0-9,.;:=+~\[\]|@${}\"'\\/_ -]+"), at_most(255))
PROVIDER: Final = string(pattern(r"[a-zA-Z0-9_-]+"), at_most(255))
NOTHING: Final = fields({})


def _tag_key(name: str, path: Path) -> Iterable[Found]:
    if not _TAG_KEY.fullmatch(name):
        yield Found(Issue("invalid_key", "Not a tag", path))


def _tag_rules(value: Value, path: Path) -> Iterable[Issue]:
    """Check what concerns all tags: how many, alike but for case, the e-mail address."""
    if not isinstance(value, dict):
        return
    if len(value) > TAG_LIMIT:
        yield Issue("custom", f"More than {TAG_LIMIT} tags", path)
        return
    seen: set[str] = set()
    for name, text in value.items():
        lower = name.lower()
        if lower in seen:
            yield Issue("custom", f'Twice, but for case: "{lower}"', path)
        seen.add(lower)
        if lower == "end_user_email" and isinstance(text, str) and not (email(text) and len(text) >= 5):
            yield Issue("custom", '"end_user_email" is not an e-mail address', path)


def _lower(inner: Schema) -> Schema:
    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        result = inner(value, path, findings)
        return {name.lower(): text for name, text in result.items()} if isinstance(result, dict) else result

    return _schema


TAGS: Final = _lower(then(record(_tag_key, string(at_least(1), at_most(255))), _tag_rules))

END_USER: Final = fields(
    {
        "id": string(at_most(255), at_least(1)),
        "email": optional(string(email_check, at_least(5))),
        "display_name": optional(string(at_most(255))),
        "tags": optional(then(record(_tag_key, string(at_most(255))), _tag_rules)),
    }
)


def _url(value: Value, path: Path, findings: Findings) -> Value:
    if not isinstance(value, str):
        findings.append(Found(Issue("invalid_union", "Neither a URL nor empty", path)))
    elif value and read_url(value) is None:
        findings.append(Found(Issue("invalid_format", "Not a URL", path), mild=True))
    else:
        return value.strip()
    return value


def _url_rules(value: Value, path: Path) -> Iterable[Issue]:
    """Check that a webhook goes to a public host that is not Nango's."""
    if not isinstance(value, str) or not value.strip():
        return
    url = read_url(value)
    if url is None:
        # The rule takes the URL apart without a net, so what is no URL becomes a 500.
        raise Crashed
    scheme, host = url
    host = host.rstrip(".")
    if host == "nango.dev" or host.endswith(".nango.dev"):
        yield Issue("custom", "Nango's own domain", path)
    if scheme not in ("http", "https") or not is_public(host):
        yield Issue("custom", "Not a public address", path)


WEBHOOK_URL: Final = then(optional(_url), _url_rules)

_CONFIG_OVERRIDE: Final = {
    "client_id": optional(string(at_least(1), at_most(255))),
    "client_secret": optional(string(at_least(1), at_most(2048))),
}
# Where the server checks otherwise than "one character at least, the table's limit at most".
_CHECKS: Final[dict[tuple[str, str], tuple[Check, ...]]] = {
    ("BASIC", "username"): (at_most(1024),),
    ("BASIC", "password"): (at_most(1024),),
    ("TBA", "token_id"): (at_least(1),),
    ("TBA", "token_secret"): (at_least(1),),
}


def credentials_of(mode: AuthMode) -> Schema:
    """Return the schema of one kind of credentials in POST /connections, from the table of auth modes."""
    shape: dict[str, Schema] = {"type": literal(mode.code)}
    overrides = False
    order = sorted(mode.fields, key=lambda item: (item.current or ("",)) == ("credentials", "token"), reverse=True)
    for field in order:
        path = field.current or ()
        if len(path) != 2:
            overrides = overrides or path[1:2] == ("config_override",)
            continue
        checks = _CHECKS.get((mode.code, path[1]), (at_least(1), at_most(field.limit)))
        shape[path[1]] = optional(string(*checks)) if field.optional else string(*checks)
    if mode.expires:
        shape["expires_at"] = optional(date)
    if overrides:
        shape["config_override"] = optional(fields(_CONFIG_OVERRIDE))
    return fields(shape)


CONNECTION: Final = fields(
    {
        "provider_config_key": string(),
        "metadata": optional(record()),
        "connection_config": optional(
            fields({"oauth_scopes_override": optional(array(string()))}, strict=False),
        ),
        "connection_id": optional(string()),
        "credentials": one_of("type", {code: credentials_of(mode) for code, mode in MODES.items()}),
        "end_user": optional(END_USER),
        "tags": optional(TAGS),
        "webhook_url_override": WEBHOOK_URL,
    }
)
PATCH: Final = fields(
    {"end_user": optional(END_USER), "tags": optional(TAGS), "webhook_url_override": WEBHOOK_URL},
)


def _ids(value: Value, path: Path, findings: Findings) -> Value:
    """Take one connection id or a list of them."""
    if isinstance(value, str):
        return CONNECTION_ID(value, path, findings)
    own: Findings = []
    array(CONNECTION_ID)(value, path, own)
    if any(not found.mild for found in own):
        findings.append(Found(Issue("invalid_union", "Neither a connection id nor a list of them", path)))
    else:
        findings.extend(own)
    return value


METADATA: Final = fields({"connection_id": _ids, "provider_config_key": INTEGRATION_ID, "metadata": record()})

_SHORT = string(at_least(1), at_most(255))
LIST_QUERY: Final = fields(
    {
        "connectionId": optional(_SHORT),
        "search": optional(_SHORT),
        "endUserId": optional(string(at_most(255), at_least(1))),
        "integrationId": optional(string(at_least(1))),
        "endUserOrganizationId": optional(string(at_most(255), at_least(1))),
        "tags": optional(TAGS),
        "limit": optional(number(1, 2000)),
        "page": optional(number(0)),
    }
)
GET_QUERY: Final = fields(
    {
        "provider_config_key": INTEGRATION_ID,
        "refresh_token": optional(yes_no),
        "force_refresh": optional(yes_no),
        "refresh_github_app_jwt_token": optional(yes_no),
    }
)
KEY_QUERY: Final = fields({"provider_config_key": INTEGRATION_ID})


def _include(value: Value, path: Path, findings: Findings) -> Value:
    asked = value if isinstance(value, list) else [value]
    if value is MISSING or not all(item in ("webhook", "credentials") for item in asked):
        findings.append(Found(Issue("invalid_union", "Expected webhook or credentials", path)))
    return [item for item in asked if isinstance(item, str)]


INCLUDE_QUERY: Final = fields({"include": optional(_include)})
SEARCH_QUERY: Final = fields({"search": optional(INTEGRATION_ID)})
