"""A connection in words: what is wrong with it, what it holds, and what cannot be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from nango_tui.model.auth import MODES, title_of
from nango_tui.model.body import SCOPES_KEY
from nango_tui.model.connection import Connection, ConnectionRow, Look, Trouble
from nango_tui.model.expiry import relative
from nango_tui.model.moments import moment_of
from nango_tui.model.outcome import Failure, Refused
from nango_tui.model.seen import ACTIONS, Seen, hindrance
from nango_tui.model.stored import REFRESH_TOKEN, readable
from nango_tui.model.text import cut, plain
from nango_tui.model.update_words import scopes_words, value_words

MOST = 12
"""Lines of configuration, metadata or tags that are shown."""
LONGEST = 300
"""Characters of a text that are shown."""
_NO_CREDENTIALS = ("type", "expires_at", "token_type", "expires_in", "scope")
"""What stands beside credentials and is none."""

Tone = Literal["", "bad", "doubt", "good"]


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of the page. `label` "": it goes on with what stands above."""

    label: str
    text: str
    tone: Tone = ""


def details(seen: Seen, now: datetime) -> tuple[Detail, ...]:
    """Return the page of a connection, line by line. Nothing in it is a secret or could act on a terminal."""
    return (*_standing(seen), *hindrances(seen), *_facts(seen, now))


def _standing(seen: Seen) -> Iterator[Detail]:
    """Say whether it works, as far as Nango knows, and why not."""
    auth = next((error for error in seen.errors if error.kind == "auth"), None)
    failed = seen.look.refused if seen.look else None
    if auth or failed:
        yield Detail("Auth error", f"Nango cannot use these credentials{_log(auth)}.", "bad")
    do = plain(failed.advice.do) if failed and not hindrance("replace", seen) else ""
    if failed:
        yield Detail("", plain(failed.advice.happened), "bad")
    if do:
        yield Detail("", do)
    if (auth or failed) and "dashboard" not in do:
        yield Detail("", "The provider's own reason is only in the log of Nango's dashboard.")
    for error in seen.errors:
        if error.kind != "auth":
            yield Detail("Sync error", f"A sync failed{_log(error)}. New credentials do not clear it.", "doubt")
    if not seen.known:
        yield Detail("Status", "not known")
    elif not seen.errors and not failed:
        yield Detail("Status", "Nango knows of no error.", "good")


def _log(error: Trouble | None) -> str:
    return f" (log {_cut(error.log_id)})" if error and error.log_id else ""


def _facts(seen: Seen, now: datetime) -> Iterator[Detail]:
    row, look = seen.latest, seen.look
    yield Detail("Customer", _cut(seen.customer) or "not known: no end user and no tag names one")
    provider = row.provider or seen.row.provider
    other = f" ({_cut(provider)})" if provider and provider != row.integration else ""
    yield Detail("Integration", f"{_cut(row.integration)}{other}")
    yield Detail("Connection ID", _cut(row.connection_id))
    if seen.mode:
        yield Detail("Auth type", title_of(plain(seen.mode)))
    if look:
        yield from _credentials(look, seen.mode, now)
    yield from _times(seen, now)
    if look:
        yield from _stored(look.connection, seen.mode)
        known = MODES.get(seen.mode)
        if not readable(look) and known and any(field.override for field in known.fields):
            yield Detail("OAuth app", "unknown: whether the customer has one of their own is told with the credentials")
    elif seen.known:
        yield from _pairs("Tags", row.tags)
    if look and look.connection.end_user_tags:
        yield from _pairs("End user's tags", look.connection.end_user_tags)


def _credentials(look: Look, mode: str, now: datetime) -> Iterator[Detail]:
    stored = look.connection
    if readable(look):
        names = [_label(mode, name) for name in stored.credentials if name.rpartition(".")[2] not in _NO_CREDENTIALS]
        yield Detail("Credentials", f"{_cut(', '.join(names))} (never shown here)" if names else "none")
        known = MODES.get(mode)
        if stored.expires_at or (known and known.expires):
            yield _expires(stored.expires_at, now)
    else:
        why = "Nango shows them only when it can refresh the token"
        yield Detail("Credentials", f"not shown: {why if look.reading == 'failed' else NO_CREDENTIALS_KEY}")
    if mode in ("OAUTH2", "CUSTOM", "MCP_OAUTH2", "MCP_OAUTH2_GENERIC", ""):
        yield Detail("Refresh token", _refresh_token(look))


NO_CREDENTIALS_KEY = "this key may not read credentials"


def _refresh_token(look: Look) -> str:
    match look.refresh_token, look.reading:
        case "present", _:
            return "present"
        case "absent", _:
            return "absent: Nango cannot renew the access token by itself"
        case _, "hidden":
            return f"unknown: {NO_CREDENTIALS_KEY}"
        case _, "failed":
            return "unknown: Nango does not tell when a refresh fails"
        case _:
            return "unknown: this server does not tell"


def _label(mode: str, name: str) -> str:
    known = MODES.get(mode)
    for field in known.fields if known else ():
        if field.current and ".".join(field.current[1:]) == name:
            return field.label
    return "Refresh token" if name == REFRESH_TOKEN else plain(name)


def _expires(text: str, now: datetime) -> Detail:
    moment = moment_of(text)
    if not text:
        return Detail("Access token", "never expires")
    if moment is None:
        return Detail("Access token", f"expires {_cut(text)}")
    gone = moment <= now
    return Detail("Access token", f"{'expired' if gone else 'expires'} {when(moment, now)}", "doubt" if gone else "")


def _times(seen: Seen, now: datetime) -> Iterator[Detail]:
    stored = seen.look.connection if seen.look else None
    created = moment_of((stored.created_at if stored else "") or seen.row.created)
    fetched = moment_of(stored.last_fetched_at) if stored else None
    if fetched:
        yield Detail("Last fetched", when(fetched, now))
    elif stored:
        yield Detail("Last fetched", "not known")
    if created:
        yield Detail("Created", when(created, now))


def when(moment: datetime, now: datetime) -> str:
    """Return a moment relative to now, with its date: "2 days ago (2026-11-22 14:30 UTC)"."""
    return f"{relative(moment, now)} ({moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC)"


def _stored(stored: Connection, mode: str) -> Iterator[Detail]:
    known = MODES.get(mode)
    scopes = stored.config.get(SCOPES_KEY) if known is None or known.scopes else None
    config = {key: value for key, value in stored.config.items() if key != SCOPES_KEY or scopes is None}
    yield from _pairs("Configuration", config)
    if scopes:
        yield Detail("Scopes override", scopes_words(scopes))
    yield from _pairs("Metadata", stored.metadata)
    yield from _pairs("Tags", stored.row.tags)
    user = stored.row.end_user
    if user.get("id"):
        told = (user.get("display_name"), user.get("email"), f"id {user['id']}", _company(stored))
        yield Detail("End user", _cut(", ".join(text for text in told if text)))
    if stored.webhook_url:
        yield Detail("Webhook URL", _cut(stored.webhook_url))
    if stored.override:
        yield Detail("OAuth app", f"the customer's own, client id {_cut(stored.override.client_id) or 'unknown'}")


def _company(stored: Connection) -> str:
    return f"organization {stored.organization}" if stored.organization else ""


def _pairs(label: str, pairs: Mapping[str, object]) -> Iterator[Detail]:
    """Yield a line for each key; secrets by their names only."""
    if not pairs:
        yield Detail(label, "none")
    for index, (key, value) in enumerate(pairs.items()):
        if index == MOST:
            yield Detail("", f"and {len(pairs) - MOST} more")
            return
        yield Detail("" if index else label, f"{cut(plain(key), 60)}: {value_words(value)}")


def _cut(text: str) -> str:
    return cut(plain(text), LONGEST)


def hindrances(seen: Seen) -> tuple[Detail, ...]:
    """Return what cannot be done, and why: a line for each reason."""
    reasons: dict[str, list[str]] = {}
    for action, title in ACTIONS.items():
        if why := hindrance(action, seen):
            reasons.setdefault(why, []).append(title)
    lines = [f"{', '.join(titles)}: {why}" for why, titles in reasons.items()]
    return tuple(Detail("" if index else "Not possible", line, "doubt") for index, line in enumerate(lines))


def reading_words(row: ConnectionRow, can_read_credentials: bool | None) -> str:
    """Say what is under way, and what effect it has."""
    if row.auth_error and can_read_credentials is not False:
        return (
            "Reading the connection once… If this key may read credentials, Nango now tries the stored refresh token "
            "again."
        )
    return "Reading the connection…"


def failure_words(seen: Seen, failure: Failure) -> str:
    """Say why nothing could be read, and what is possible all the same."""
    told = f"{failure.advice.happened} {failure.advice.do}"
    if seen.gone:
        return told
    if isinstance(failure, Refused) and failure.scope:
        return (
            f"{failure.advice.happened} What the list told is shown. You can replace the credentials, but whatever is "
            "stored with them must be typed again; a reconnect link, a test and deleting are possible too."
        )
    return f"{told} Ctrl+R reads again."
