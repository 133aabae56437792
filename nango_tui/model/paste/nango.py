"""Bodies and answers of Nango itself: imports of both endpoints, a connection, a list of connections."""

from __future__ import annotations

from collections.abc import Mapping

from nango_tui.model.paste.found import Kind
from nango_tui.model.paste.sheet import Sheet
from nango_tui.model.text import cut, plain
from nango_tui.model.tree import Json

_CREDENTIALS: Mapping[str, Kind] = {
    "access_token": "access token", "token": "access token", "refresh_token": "refresh token",
    "client_id": "client id", "client_secret": "client secret", "client_certificate": "certificate",
    "client_private_key": "private key", "oauth_token": "oauth token", "oauth_token_secret": "oauth token secret",
    "apiKey": "api key", "api_key": "api key", "username": "user name", "password": "password",
    "token_id": "token id", "token_secret": "token secret", "app_id": "named", "installation_id": "named",
    "expires_at": "expires at", "expires_in": "expires in", "jwtToken": "access token",
    "oauth_client_id_override": "client id", "oauth_client_secret_override": "client secret", "scope": "scopes",
}  # fmt: skip
_OWN = (
    "id",
    "created_at",
    "updated_at",
    "last_fetched_at",
    "errors",
    "deleted_at",
    "last_refresh_success",
    "environment",
)
_HANDLED = frozenset(
    (
        "connection_id", "provider_config_key", "credentials", "connection_config", "metadata", "tags", "end_user",
        "webhook_url_override", "provider", "no_expiration", *_OWN,
    )
)  # fmt: skip
_MOST_ROWS = 50
_CONFIG_OF_THE_INTEGRATION = ("oauth_client_id", "oauth_client_secret")


def is_connection(tree: Json) -> bool:
    """Say whether an object is a connection or an import of one: it names an integration of Nango."""
    if not isinstance(tree, dict) or not isinstance(tree.get("provider_config_key"), str):
        return False
    return len(tree) > 1


def rows_of(tree: Json) -> list[dict[str, Json]] | None:
    """Return the connections of a list of GET /connections, None if it is none."""
    rows = tree.get("connections") if isinstance(tree, dict) else tree
    if not isinstance(rows, list) or not rows:
        return None
    found = [row for row in rows if isinstance(row, dict) and is_connection(row) and "connection_id" in row]
    listed = len(found) == len(rows) and not any("credentials" in row for row in found)
    return found if listed else None


def read_list(sheet: Sheet, rows: list[dict[str, Json]]) -> None:
    """Take the one connection of a list, or ask which one is meant."""
    sheet.be("a list of Nango connections")
    sheet.note("a list holds no credentials: copy the answer for one connection to have them")
    options = []
    for row in rows[:_MOST_ROWS]:
        inner = sheet.inner()
        _common(inner, row, "list of connections")
        options.append((_label(row), inner.items))
    if len(rows) > _MOST_ROWS:
        sheet.note(f"the list has {len(rows)} connections: the first {_MOST_ROWS} are offered")
    if len(options) == 1:
        sheet.items += options[0][1]
    else:
        sheet.choices.append(("Which connection is meant?", options))


def _label(row: Mapping[str, Json]) -> str:
    user = row.get("end_user")
    names = [user.get(key) for key in ("display_name", "email", "id")] if isinstance(user, dict) else []
    who = next((name for name in names if isinstance(name, str) and name), "")
    text = f"{row.get('connection_id')} on {row.get('provider_config_key')}"
    return cut(plain(f"{text}, {who}" if who else text), 120)


def read_connection(sheet: Sheet, tree: Mapping[str, Json]) -> None:
    """Take everything that a form can hold; drop what Nango sets itself."""
    credentials = tree.get("credentials")
    answer = any(key in tree for key in ("created_at", "updated_at", "last_fetched_at", "id"))
    sheet.be("a Nango connection" if answer else "a Nango import")
    source = sheet.shape.removeprefix("a ")
    _common(sheet, tree, source)
    if isinstance(credentials, dict):
        _credentials(sheet, credentials, source)
    elif answer:
        sheet.note("no credentials are inside")
    for name, value in tree.items():
        if name in _HANDLED:
            if name in _OWN and value not in (None, [], {}):
                sheet.ignore(name, "Nango sets it itself")
            continue
        _credential(sheet, name, value, source)
    if tree.get("no_expiration") is True:
        sheet.take("named", "true", "no_expiration", source=source)
        sheet.note("it says that the token never expires")


def _common(sheet: Sheet, tree: Mapping[str, Json], source: str) -> None:
    singles: tuple[tuple[Kind, str], ...] = (
        ("connection id", "connection_id"), ("integration", "provider_config_key"), ("named", "provider"),
        ("webhook url", "webhook_url_override"),
    )  # fmt: skip
    for kind, name in singles:
        if isinstance(value := tree.get(name), str) and value:
            sheet.take(kind, value, name, source=source)
    config = tree.get("connection_config")
    if isinstance(config, dict):
        _config(sheet, config, source)
    objects: tuple[Kind, ...] = ("metadata", "tags")
    for kind in objects:
        if isinstance(value := tree.get(kind), dict):
            sheet.take_json(kind, value, kind, source)
    user = tree.get("end_user")
    if isinstance(user, dict):
        for name in ("id", "email", "display_name"):
            if isinstance(value := user.get(name), str):
                sheet.take("customer", value, f"end_user.{name}", source=source)
        organization = user.get("organization")
        if isinstance(organization, dict) and isinstance(value := organization.get("id"), str):
            sheet.take("customer", value, "end_user.organization", source=source)


def _config(sheet: Sheet, config: dict[str, Json], source: str) -> None:
    kept = dict(config)
    for name in _CONFIG_OF_THE_INTEGRATION:
        if kept.pop(name, None):
            sheet.ignore(name, "it is the integration's own")
    scopes = kept.pop("oauth_scopes_override", None)
    if isinstance(scopes, list):
        scopes = ",".join(scope for scope in scopes if isinstance(scope, str))
    if isinstance(scopes, str) and scopes:
        sheet.take("scopes", scopes, "oauth_scopes_override", source=source)
    if kept:
        sheet.take_json("config", kept, "connection_config", source)


def _credentials(sheet: Sheet, credentials: Mapping[str, Json], source: str) -> None:
    if not any(value for key, value in credentials.items() if key not in ("type", "raw")):
        sheet.note("no credentials are inside")
        return
    for name, value in credentials.items():
        if name == "raw":
            if value:
                sheet.ignore("credentials.raw", "it is the provider's old answer")
        elif name == "config_override" and isinstance(value, dict):
            for key in ("client_id", "client_secret"):
                if isinstance(text := value.get(key), str) and text:
                    sheet.take(_CREDENTIALS[key], text, f"{key}_override", source=source)
        elif name != "type":
            _credential(sheet, name, value, source)


def _credential(sheet: Sheet, name: str, value: Json, source: str) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return
    kind = _CREDENTIALS.get(name)
    if kind:
        sheet.take(kind, str(value), name, source=source)
    elif value != "":
        sheet.named(name, str(value), source=source)
