"""What Nango makes of a provider's token answer, and the tokens that it signs itself.

Seen on Nango 0.71.4, but where a rule says (source).
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from nango_tui.model.body import Json
from nango_tui.sandbox.javascript import parse_int, stringify, text_of, truthy
from nango_tui.sandbox.jsdate import parse_date
from nango_tui.sandbox.moments import iso_text, milliseconds
from nango_tui.sandbox.store import Template

CLIENT_CREDENTIALS_LIFE: Final = timedelta(minutes=55)
APP_TOKEN_LIFE: Final = timedelta(hours=1)
SIGNED_LIFE: Final = timedelta(minutes=5)
_ROLE_LIFE: Final = timedelta(hours=1)
_CLIENT = ("client_id", "client_secret", "client_certificate", "client_private_key")
_ROLE = ("accessKeyId", "access_key_id"), ("secretAccessKey", "secret_access_key"), ("sessionToken", "session_token")
_MADE = ("type", "token", "refresh_token", "expires_at", "raw")
"""What Nango adds to the fields that the customer filled in."""


def given_token(template: Template, raw: dict[str, Json]) -> Json:
    """Return the token of a provider's answer, "" if there is none.

    Where a template says the place (`token_response.token`), it is taken from there (source).
    """
    place = template.get("token_response")
    named = walked(raw, str(place["token"])) if isinstance(place, dict) and "token" in place else None
    found = named or raw.get("access_token") or raw.get("token") or raw.get("accessKeyId") or raw.get("oauth_token")
    return found if truthy(found) else ""


def granted(
    mode: str, template: Template, old: dict[str, Json], raw: dict[str, Json], now: datetime
) -> dict[str, Json]:
    """Return the credentials that Nango makes of a provider's token answer.

    Without a new refresh token the old one is kept; without `expires_in` the token never expires.
    """
    token = given_token(template, raw)
    expires = _expiry(template, raw, now)
    match mode:
        case "OAUTH2_CC":
            expires = expires or _later(now, CLIENT_CREDENTIALS_LIFE)
            kept = {name: old[name] for name in _CLIENT if name in old}
            return {"type": mode, "token": token, **kept, "expires_at": expires, "raw": raw}
        case "APP":
            app: dict[str, Json] = {"type": mode, "access_token": token}
            return app | {"expires_at": expires or _later(now, APP_TOKEN_LIFE), "raw": raw}
        case "TWO_STEP" | "BILL":
            return _with_fields(mode, token, expires, raw, old)
        case "AWS_SIGV4":
            return _role(old, raw, now)
        case _:
            return _oauth2(mode, token, expires, raw, old)


def _oauth2(mode: str, token: Json, expires: str | None, raw: dict[str, Json], old: dict[str, Json]) -> dict[str, Json]:
    new: dict[str, Json] = {"type": mode, "access_token": token}
    refresh_token = raw.get("refresh_token") or old.get("refresh_token")
    if refresh_token is not None:
        new["refresh_token"] = refresh_token
    if expires is not None:
        new["expires_at"] = expires
        raw = raw | {"expires_at": expires}
    if "config_override" in old:
        new["config_override"] = old["config_override"]
    return new | {"raw": raw}


def _with_fields(
    mode: str, token: Json, expires: str | None, raw: dict[str, Json], old: dict[str, Json]
) -> dict[str, Json]:
    """Return a token together with what the customer filled in, from which the next one is made."""
    new: dict[str, Json] = {"type": mode, "token": token}
    if truthy(refresh_token := raw.get("refresh_token", "")):
        new["refresh_token"] = refresh_token
    if expires is not None:
        new["expires_at"] = expires
    return new | {"raw": raw} | {name: item for name, item in old.items() if name not in _MADE}


def _role(old: dict[str, Json], raw: dict[str, Json], now: datetime) -> dict[str, Json]:
    temporary: dict[str, Json] = {names[1]: raw.get(names[0]) for names in _ROLE}
    temporary["expires_at"] = raw.get("expiration") or _later(now, _ROLE_LIFE)
    kept = {name: item for name, item in old.items() if name in ("role_arn", "region", "service", "external_id")}
    return {"type": "AWS_SIGV4", "raw": dict(temporary), **kept, **temporary}


def signed(template: Template, mode: str, fields: dict[str, Json], now: datetime) -> dict[str, Json]:
    """Return credentials with a token that Nango signs itself: it lives as long as the template says."""
    token = template.get("token")
    life = token.get("expires_in_ms") if isinstance(token, dict) else None
    lasts = timedelta(milliseconds=life) if isinstance(life, int) else SIGNED_LIFE
    own = {name: item for name, item in fields.items() if name not in _MADE}
    return {"type": mode, **own, "token": _jwt(now, lasts), "expires_at": _later(now, lasts)}


def _jwt(now: datetime, lasts: timedelta) -> str:
    """Return a token that looks like a JWT; nobody checks its signature."""
    end = round((now + lasts).timestamp())
    parts: list[Json] = [{"alg": "none", "typ": "JWT"}, {"exp": end}]
    encoded = [base64.urlsafe_b64encode(stringify(part)).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, uuid4().hex])


def token_metadata(template: Template, raw: dict[str, Json]) -> dict[str, Json]:
    """Return what a template wants kept of a token answer in connection_config.

    A dotted name is found by walking, and kept as one flat name (source).
    """
    names = template.get("token_response_metadata")
    found = {str(name): walked(raw, str(name)) for name in names} if isinstance(names, list) else {}
    return {name: item for name, item in found.items() if item is not None}


def walked(value: Json, path: str) -> Json:
    """Return what stands at a dotted path, None if nothing does."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _expiry(template: Template, raw: dict[str, Json], now: datetime) -> str | None:
    seconds = parse_int(raw.get("expires_in", ""))
    if seconds:
        return _later(now, timedelta(seconds=seconds))
    moment = parse_date(text_of(raw.get("expires_at", "")))
    if moment is not None:
        return iso_text(moment)
    life = template.get("token_expires_in_ms")
    return _later(now, timedelta(milliseconds=life)) if isinstance(life, int) else None


def _later(now: datetime, life: timedelta) -> str:
    return iso_text(milliseconds(now + life))
