"""Which auth type an integration takes, as far as a refused import tells."""

from __future__ import annotations

import re

from nango_tui.model.auth import MODES
from nango_tui.model.outcome import Refused

_BY_CODE = {
    "missing_access_token": "OAUTH2_CC",
    "missing_expires_at": "OAUTH2",
    "invalid_expires_at": "OAUTH2",
    "unhandled_missing_oauth_token": "OAUTH1",
    "unhandled_missing_oauth_token_secret": "OAUTH1",
    "missing_api_key": "API_KEY",
    "missing_basic_username": "BASIC",
    "missing_account_id": "TBA",
    "missing_app_id": "APP",
    "missing_installation_id": "APP",
}
"""POST /connection looks at the integration's auth mode and misses what that mode needs (seen on Nango 0.71.4)."""


def taken_mode(refused: Refused, sent: str) -> str:
    """Return the code of the auth mode that the integration takes in place of the one that was sent, "" if unknown.

    POST /connections names both, POST /connection only misses a field of the right one (seen on Nango 0.71.4).
    """
    found = re.search(r"Provider (\w+) does not support \w+ auth", refused.message)
    told = found[1] if found else _BY_CODE.get(refused.code, "")
    return told if told != sent and (found or told in MODES) else ""
