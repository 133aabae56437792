"""Trying a connection's credentials: what is called, whether it can be, and what the answer proves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from nango_tui.model.auth import title_of
from nango_tui.model.connection import Connection, Presence, ProviderAnswer
from nango_tui.model.details import Tone, when
from nango_tui.model.expiry import REFRESH_AHEAD
from nango_tui.model.moments import moment_of
from nango_tui.model.outcome import Failure, Refused
from nango_tui.model.template import Template
from nango_tui.model.text import cut, plain

SIGNED = frozenset(("JWT", "SIGNATURE"))
"""Auth modes whose token Nango makes by itself, without asking the provider."""
REFRESHED = SIGNED | frozenset(("OAUTH2", "OAUTH2_CC", "APP", "TWO_STEP", "BILL", "AWS_SIGV4"))
"""Auth modes whose token Nango renews (seen on Nango 0.71.4, and read in its source)."""
NEEDS_CREDENTIALS = (
    "Not possible with this key: a refresh needs the scope environment:connections:read_credentials."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test found. `short`: for the history, in a few words without values. `renewed`: it stored a new token."""

    text: str
    tone: Tone
    short: str
    renewed: bool = False


def refresh_hindrance(mode: str, refresh_token: Presence, can_read_credentials: bool | None) -> str:
    """Return why Nango cannot be asked to refresh, "" if it can, or if that is not known."""
    if can_read_credentials is False:
        return NEEDS_CREDENTIALS
    if mode and mode not in REFRESHED:
        return f"Nango has nothing to refresh for {title_of(plain(mode))}."
    if mode == "OAUTH2" and refresh_token == "absent":
        return "There is no refresh token, so Nango cannot refresh the access token."
    return ""


def refresh_words(mode: str) -> str:
    """Say what a refresh calls and does."""
    if mode in SIGNED:
        return "Nango signs a new token. It does not ask the provider."
    extra = ""
    if mode in ("OAUTH2", ""):
        extra = " It uses up a rotating refresh token, harmlessly: the new one is stored."
    return f"Nango asks the provider for a new token now.{extra}"


def refreshed(mode: str, before: Connection, after: Connection, now: datetime) -> Finding:
    """Return what a forced refresh proves: only another token shows that the provider gave one."""
    moment = moment_of(after.expires_at)
    until = f" It expires {when(moment, now)}." if moment else ""
    if not after.credentials:
        return Finding("Nango did not show the credentials, so nothing is known.", "doubt", "not known")
    if mode in SIGNED:
        text = f"Nango signed a new token.{until} Whether the provider takes it is not known: call it below."
        return Finding(text, "doubt", "token signed", renewed=True)
    moved = after.expires_at != before.expires_at or after.updated_at != before.updated_at
    another = bool(before.credentials) and any(
        name in before.credentials and before.credentials[name] != after.credentials[name]
        for name in ("access_token", "token")
        if name in after.credentials
    )
    if another or (moved and not before.credentials):
        text = f"Refreshed: the provider gave a new token, so the credentials work.{until}"
        return Finding(text, "good", "refreshed", renewed=True)
    return Finding("Nango returned the stored token: nothing was refreshed, so nothing is known.", "doubt", "not known")


def not_refreshed(failure: Failure) -> Finding:
    """Return why a refresh did not come about, in words."""
    text = f"{failure.advice.happened} {failure.advice.do}"
    if not isinstance(failure, Refused):
        return Finding(text, "doubt", "no answer")
    if failure.scope:
        return Finding(f"{NEEDS_CREDENTIALS} Nothing was changed.", "doubt", "refused: the key lacks a scope")
    failed = failure.code == "invalid_credentials"
    return Finding(f"Not refreshed. {text}", "bad" if failed else "doubt", "not refreshed" if failed else "refused")


def provider_url(template: Template | None, connection: Connection) -> str:
    """Return the address in front of the path, as far as it is known: "https://acme.example.com/api", or ""."""

    def known(match: re.Match[str]) -> str:
        value = connection.config.get(match[1])
        return value if isinstance(value, str) and value else "…"

    text = template.base_url.partition("||")[0].strip() if template else ""
    text = re.sub(r"\$\{connectionConfig\.([\w.-]+)\}", known, text)
    return cut(plain(text), 100).rstrip("/")


def call_words(template: Template | None, connection: Connection, mode: str = "") -> str:
    """Say what a call of the provider does. `mode` "": it is not known."""
    whom = provider_url(template, connection) or (template.display_name if template else "the provider")
    due = " Nango refreshes the token first if it is due." if not mode or mode in REFRESHED else ""
    return f"One GET of {whom}, with these credentials, through Nango.{due}"


def provider_found(answer: ProviderAnswer) -> Finding:
    """Return what the provider's answer says about the credentials."""
    status = f"HTTP {answer.status}"
    if 200 <= answer.status < 300:
        who = f" It says it is the account: {plain(answer.identity)}." if answer.identity else ""
        return Finding(
            f"Works: the provider takes these credentials ({status}).{who}", "good", "the provider takes them"
        )
    if answer.status == 401:
        return Finding(f"The provider refuses these credentials ({status}).", "bad", "the provider refuses them")
    if answer.status == 403:
        text = f"The provider refuses these credentials, or they may not do this ({status})."
        return Finding(text, "bad", "the provider refuses them")
    text = f"The provider answered {status}. That says nothing about the credentials."
    more = " Try another path." if answer.status == 404 else ""
    return Finding(f"{text}{more}", "doubt", "says nothing")


def not_called(failure: Failure) -> Finding:
    """Return why the provider was not asked, in words."""
    text = f"{failure.advice.happened} {failure.advice.do}"
    if isinstance(failure, Refused) and failure.scope:
        scope = plain(failure.scope)
        return Finding(f"Not possible with this key: it lacks {scope}.", "doubt", "refused: the key lacks a scope")
    return Finding(text, "doubt", "refused" if isinstance(failure, Refused) else "no answer")


def is_due(connection: Connection, now: datetime) -> bool:
    """Say whether a call makes Nango refresh the token first, so that the connection is another afterwards."""
    moment = moment_of(connection.expires_at)
    return moment is not None and moment - now < REFRESH_AHEAD + timedelta(minutes=1)
