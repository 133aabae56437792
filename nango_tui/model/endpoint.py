"""Which of the two imports is used, and why."""

from __future__ import annotations

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.draft import Draft

TESTED_MODES = ("API_KEY", "BASIC", "TBA")
"""Their credential is tried at the provider by POST /connections, where the template says how; never by the other."""


def choose(draft: Draft, legacy_only: bool) -> tuple[Endpoint, str]:
    """Return the endpoint of a new connection and the reason in words.

    `legacy_only`: this server answered POST /connections in a way that shows it has no such route (404 or 405 that is
    not Nango's). A 5xx or a lost answer shows nothing of the kind. The engineer's choice counts most, then the
    environment's, unless it could not take this import.
    """
    mode = MODES.get(draft.mode)
    if draft.endpoint:
        return draft.endpoint, "You chose it."
    if legacy_only:
        return Endpoint.LEGACY, "This server does not have POST /connections."
    if draft.environment.endpoint is Endpoint.LEGACY:
        if mode and not mode.legacy:
            return Endpoint.CURRENT, f"The legacy endpoint does not import {mode.title}."
        if mode and not mode.legacy_never and draft.expiry.choice == "never" and not draft.fetch:
            return Endpoint.CURRENT, f"On the legacy endpoint, {mode.code} cannot say that a token never expires."
        return Endpoint.LEGACY, f"The environment {draft.environment.name} is set to it."
    if draft.environment.endpoint is Endpoint.CURRENT:
        return Endpoint.CURRENT, f"The environment {draft.environment.name} is set to it."
    return Endpoint.CURRENT, _why_current(draft)


def _why_current(draft: Draft) -> str:
    if draft.mode in TESTED_MODES and draft.template and draft.template.verification:
        return "It tests the credential at the provider before storing it."
    mode = MODES.get(draft.mode)
    if mode and not mode.legacy:
        return f"Only this endpoint imports {mode.title}."
    return "It checks every field, and can store who the customer is."


def differences(mode: str) -> tuple[str, ...]:
    """Return what differs between the two endpoints for an auth mode, one line each (seen on Nango 0.71.4)."""
    known = MODES.get(mode)
    if known and not known.legacy:
        return (f"POST /connection does not import {known.title}.",)
    lines = ["POST /connections stores tags and the customer; POST /connection ignores them."]
    if mode in TESTED_MODES:
        lines.append("POST /connections tests the credential where Nango knows how; POST /connection never does.")
    else:
        lines.append("POST /connections checks every field; POST /connection hardly checks, and may answer 500.")
    if mode == "OAUTH2_CC":
        lines.append("POST /connection takes no client certificate or key, and no token that never expires.")
    if mode == "APP":
        lines.append("POST /connection ignores the connection configuration.")
    lines.append("Over an existing connection: POST /connections resets tags and metadata that are not sent.")
    kept = "sets metadata to nothing" if mode in TESTED_MODES else "keeps metadata"
    lines.append(f"Over an existing connection: POST /connection keeps tags and {kept} if none is sent.")
    return tuple(lines)
