"""The tokens behind the modes of the connect page that Nango fetches or signs itself."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from nango_tui.model.body import Json
from nango_tui.sandbox.answers import Crashed, Refused, flat_refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.javascript import stringify, truthy
from nango_tui.sandbox.played import Denied, Granted, TokenAnswer, Unreachable, address, usable_key
from nango_tui.sandbox.store import Template
from nango_tui.sandbox.tokens import given_token, signed

CHECK_FAILED: Final = "The credentials did not pass the provider's check."

Body = dict[str, Json]


def two_step(call: Call, template: Template, fields: Body, config: Body) -> Body:
    """Return the provider's token answer. A field that was left out goes to the provider as its placeholder.

    Raises Crashed where the token URL lacks a value, 400 with the provider's own words for the rest.
    """
    if address(template, "token_url", config) is None:
        raise Crashed
    answered = call.provider.refresh(template, "TWO_STEP", fields, config)
    match answered:
        case Granted(answer=raw) if given_token(template, dict(raw)):
            return dict(raw)
        case _:
            payload = stringify({"message": _status_words(answered), **_reason(answered)}).decode()
            words = f"The token could not be fetched: {payload}"
            raise flat_refusal(400, "two_step_credentials_fetch_error", words, payload)


def client_credentials(call: Call, template: Template, fields: Body, config: Body) -> Body:
    """Return the provider's token answer; raises 400 with the provider's own words."""
    if "token_url" in template and address(template, "token_url", config) is None:
        raise Crashed
    answered = call.provider.refresh(template, "OAUTH2_CC", fields, config)
    match answered:
        case Granted(answer=raw) if given_token(template, dict(raw)):
            return dict(raw)
        case _:
            payload = stringify(_reason(answered)).decode()
            words = f"The client credentials token could not be fetched: {payload}"
            raise flat_refusal(400, "client_credentials_fetch_error", words, payload)


def _status_words(answered: TokenAnswer) -> str:
    match answered:
        case Denied(status=status):
            return f"Request failed with status code {status}"
        case Unreachable(reason=reason):
            return reason
        case _:
            return "There is no token in the answer"


def _reason(answered: TokenAnswer) -> Body:
    if isinstance(answered, Denied):
        return {"name": "AxiosError", "provider_error_payload": answered.answer}
    return {"name": "Error"}


def jwt(template: Template, fields: Body, now: datetime) -> Body:
    """Return the credentials with a signed token; raises 500 for a key that cannot sign."""
    protocol = template.get("signature")
    kind = protocol.get("protocol") if isinstance(protocol, dict) else None
    own = dict(fields)
    key = own.get("privateKey")
    if kind == "HMAC":
        if isinstance(key, str):
            # "id:secret" in one text is taken apart, and stored so.
            name, _, secret = key.partition(":")
            own["privateKey"] = {"id": name, "secret": secret}
            if not re.match(r"[0-9a-fA-F]{2}", secret):
                raise _unsigned("failed_to_sign")
        elif not all(truthy(item) for item in own.values()) or not own:
            raise _unsigned("failed_to_sign")
    else:
        text = key if isinstance(key, str) else "${privateKey}"
        if not text.startswith("<") and re.search(r"[^A-Za-z0-9+/=\s-]", text):
            raise _unsigned("failed_to_generate")
        if not usable_key(text):
            raise _unsigned("failed_to_sign")
    return signed(template, "JWT", own, now)


def _unsigned(code: str) -> Refused:
    return flat_refusal(500, code, "The private key cannot be used to sign.")
