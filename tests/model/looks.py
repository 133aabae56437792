"""Stored connections as a look shows them, and fixes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.connection import Connection, ConnectionRow, Look, Override, Presence, Reading, Trouble
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form
from nango_tui.model.form_rules import build
from nango_tui.model.prefill import prefill
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template, TemplateField
from nango_tui.model.tree import Json, Tree
from nango_tui.model.update import Plan
from nango_tui.model.update_plan import plan

NOW: Final = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
DEV: Final = Environment("dev", "dev")
NEVER: Final = Expiry("never")
LATER: Final = "2026-03-14T15:00:00.000Z"

CREDENTIALS: Final[Mapping[str, Mapping[str, str]]] = {
    "OAUTH2": {"access_token": "stored-access-token"},
    "OAUTH2_CC": {"token": "stored-token", "client_id": "stored-id", "client_secret": "stored-client-secret"},
    "OAUTH1": {"oauth_token": "stored-oauth-token", "oauth_token_secret": "stored-oauth-secret"},
    "API_KEY": {"apiKey": "stored-api-key"},
    "BASIC": {"username": "stored-user", "password": "stored-password"},
    "TBA": {"token_id": "stored-token-id", "token_secret": "stored-token-secret"},
    "APP": {"access_token": "stored-app-token"},
    "CUSTOM": {"access_token": "stored-app-token"},
    "NONE": {},
}


def template(mode: str = "OAUTH2", **more: object) -> Template:
    """Return an invented provider that needs a subdomain."""
    found = Template("harborline", "Harborline", mode, config=(TemplateField("subdomain"),))
    return replace(found, **more)  # type: ignore[arg-type]  # fields by name, in tests only


def look(
    mode: str = "OAUTH2",
    *,
    reading: Reading = "whole",
    refresh_token: str = "",
    config: Mapping[str, Tree] | None = None,
    metadata: Mapping[str, Json] | None = None,
    tags: Mapping[str, str] | None = None,
    end_user: Mapping[str, str] | None = None,
    errors: tuple[Trouble, ...] = (),
    credentials: Mapping[str, str] | None = None,
    override: Override | None = None,
    connection: Mapping[str, object] | None = None,
) -> Look:
    """Return a look at a connection of that mode."""
    held = dict(CREDENTIALS[mode] if credentials is None else credentials)
    if refresh_token:
        held["refresh_token"] = refresh_token
    shown = reading in ("whole", "stripped")
    presence: Presence = ("present" if refresh_token else "absent") if reading == "whole" else "unknown"
    row = ConnectionRow("acme-42", "harborline", "harborline", errors, tags or {}, end_user or {})
    stored = Connection(
        row,
        config={"subdomain": "acme"} if config is None else config,
        metadata=metadata or {},
        credentials={name: Secret(text) for name, text in held.items()} if shown else {},
        override=override if shown else None,
    )
    return Look(replace(stored, **(connection or {})), reading, presence)  # type: ignore[arg-type]  # by name


def draft(seen: Look | None, mode: str = "OAUTH2", *, environment: Environment = DEV, **more: object) -> Draft:
    """Return the draft of a fix, with what the engineer changed in it."""
    chosen = Integration("harborline", "harborline")
    kind = more.pop("template", template(mode))
    assert isinstance(kind, Template | None)
    if seen:
        found = prefill(seen, environment, chosen, kind, mode)
    else:
        found = Draft(environment, "acme-42", chosen, kind, mode, connection_id="acme-42", exists=True)
    return replace(found, **more)  # type: ignore[arg-type]  # fields by name, in tests only


def form_of(fix: Draft) -> Form:
    """Return the form of a fix, built for POST /connections."""
    return build(fix.template, MODES[fix.mode], Endpoint.CURRENT)


def planned(
    fix: Draft, *, can_read: bool | None = True, legacy_only: bool = False, override_seen: bool = False
) -> Plan:
    """Plan it."""
    return plan(
        fix,
        form_of(fix),
        NOW,
        UTC,
        can_read_credentials=can_read,
        legacy_only=legacy_only,
        override_seen=override_seen,
    )


def new(mode: str = "OAUTH2", **more: str) -> dict[str, Secret | str]:
    """Return newly entered credentials of a mode, without a refresh token and overrides."""
    names = [field.name for field in MODES[mode].fields if not field.optional]
    values: dict[str, Secret | str] = {name: Secret(f"new-{name}") for name in names}
    return {**values, **{name: Secret(text) for name, text in more.items()}}


def labels(lines: tuple[tuple[str, str], ...]) -> set[str]:
    """Return the labels of lines."""
    return {label for label, _ in lines}


def text_of(lines: tuple[tuple[str, str], ...], label: str) -> str:
    """Return the text of a line, "" if there is none of that label."""
    return next((text for name, text in lines if name == label), "")


def asked(found: Plan) -> set[str]:
    """Return the keys of a plan's questions."""
    return {question.key for question in found.questions}
