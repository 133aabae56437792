"""What a JWT says about itself. Its signature is not checked: it is a hint, never a proof."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from nango_tui.model.expiry import relative
from nango_tui.model.text import cut, plain

_JWT = re.compile(r"(eyJ[\w-]{5,})\.(eyJ[\w-]{2,}|[\w-]{4,})\.[\w-]*", re.ASCII)
_LONGEST = 32_768


@dataclass(frozen=True, slots=True)
class Claims:
    """What a JWT says: when it expires and was issued, and the host of its issuer, "" where it does not."""

    expires: datetime | None
    issued: datetime | None
    issuer: str


def is_jwt(value: str) -> bool:
    """Say whether a value has the shape of a JWT."""
    return value.startswith("eyJ") and len(value) <= _LONGEST and _JWT.fullmatch(value) is not None


def claims_of(value: str) -> Claims | None:
    """Return what a JWT says, None where the value is none."""
    if not is_jwt(value):
        return None
    payload = value.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return Claims(None, None, "")
    if not isinstance(claims, dict):
        return Claims(None, None, "")
    return Claims(_moment(claims.get("exp")), _moment(claims.get("iat")), _issuer(claims.get("iss")))


def words_of(claims: Claims, now: datetime) -> str:
    """Return what to call a JWT: "JWT of login.example.com, expires in 52 min"."""
    issuer = f" of {claims.issuer}" if claims.issuer else ""
    if claims.expires is None:
        return f"JWT{issuer}"
    return f"JWT{issuer}, {'expires' if claims.expires > now else 'expired'} {relative(claims.expires, now)}"


def _moment(claim: object) -> datetime | None:
    if isinstance(claim, str) and claim.isdecimal() and len(claim) < 16:
        claim = int(claim)
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    try:
        moment = datetime.fromtimestamp(claim / 1000 if claim > 1e11 else claim, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment if 2000 <= moment.year <= 9998 else None


def _issuer(claim: object) -> str:
    if not isinstance(claim, str) or len(claim) > 500:
        return ""
    try:
        host = urlsplit(claim).hostname if "://" in claim else claim
    except ValueError:
        return ""
    return cut(plain(host or ""), 60)
