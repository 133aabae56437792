"""An import whose answer was lost, or that the engineer stopped waiting for: what a read afterwards proves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from nango_tui.model.asked import TOKENS
from nango_tui.model.auth import MODES, AuthMode, Endpoint, Field, wire_path
from nango_tui.model.body import FETCH_PLACEHOLDER
from nango_tui.model.connection import Connection, Look
from nango_tui.model.draft import Draft
from nango_tui.model.moments import moment_of
from nango_tui.model.outcome import Advice, Call, Unknown
from nango_tui.model.same import same
from nango_tui.model.secret import Secret, Text
from nango_tui.model.stored import readable, stored_credential
from nango_tui.model.tree import Tree
from nango_tui.model.update import Arrival

MOVES_UPDATED_AT = ("API_KEY", "BASIC", "CUSTOM", "NONE")
"""A newer `updated_at` of these proves an import; OAuth does not move it at an import (seen on Nango 0.71.4)."""


def gave_up(endpoint: Endpoint, seconds: float) -> Unknown:
    """Return what is known then: nothing. A POST that is under way is not undone by not waiting for it."""
    call = Call.IMPORT if endpoint is Endpoint.CURRENT else Call.IMPORT_LEGACY
    return Unknown(
        call,
        Advice(
            "You stopped waiting. The import was under way, so it may have arrived.",
            "Look whether it did before you send again: press l.",
        ),
        seconds,
    )


def arrival(
    before: Look | None, draft: Draft, after: Look | None, *, sent: Mapping[str, Tree] | None = None
) -> Arrival:
    """Return what a read after a lost answer proves.

    `before`: the connection as it was looked at, None: there was none. `after` None: the server has no such
    connection (a read that failed proves nothing: do not ask then). `sent`: the body that was sent, which also tells
    credentials and expiries that the draft only says how to find.
    """
    if before is None and not draft.exists:
        return _of_new(draft, after, sent)
    mode = MODES.get(draft.mode)
    if after is None or mode is None:
        return "unknown"
    if mode.code == "APP":
        return _of_app(before, draft, after, mode)
    told = _of_token(before, draft, after, mode, sent) if mode.fields else "unknown"
    if told == "unknown" and mode.code in MOVES_UPDATED_AT and before is not None:
        # The weaker proof: a metadata call moves it too, and of a GitHub App so does a refresh.
        moved = _moved(before.connection, after.connection)
        return "unknown" if moved is None else "arrived" if moved else "not arrived"
    return told


def _of_new(draft: Draft, after: Look | None, sent: Mapping[str, Tree] | None) -> Arrival:
    if after is None:
        return "not arrived"
    mode = MODES.get(draft.mode)
    told = _of_token(None, draft, after, mode, sent) if mode and readable(after) else "arrived"
    return "arrived and refreshed" if told == "arrived and refreshed" else "arrived"


def _of_app(before: Look | None, draft: Draft, after: Look, mode: AuthMode) -> Arrival:
    """Tell by the ids of the app, which are in the configuration; the token is fetched anew now and then."""
    stored, was = after.connection.config, before.connection.config if before else {}
    ids = [(draft.values.get(field.name), stored.get(field.name), was.get(field.name)) for field in mode.fields]
    if not all(same(entered, now) for entered, now, _ in ids):
        return "not arrived"
    return "unknown" if all(same(entered, old) for entered, _, old in ids) else "arrived"


def _of_token(
    before: Look | None, draft: Draft, after: Look, mode: AuthMode, sent: Mapping[str, Tree] | None
) -> Arrival:
    """Tell by the token: the same one has arrived; another that lives longer was fetched after the import."""
    if not readable(after):
        return "unknown"
    fields = [field for field in mode.fields if not field.override and (field.name in TOKENS or not mode.expires)]
    values = [(_sent(field, draft, sent), stored_credential(after, field), field) for field in fields]
    known = [(entered, now, stored_credential(before, field)) for entered, now, field in values if entered and now]
    if not known:
        return "not arrived" if _unchanged(before, after, fields) else "unknown"
    if all(same(entered, now) for entered, now, _ in known):
        repeated = all(same(entered, was) for entered, _, was in known)
        return _of_repeated(before, after, mode, sent) if repeated else "arrived"
    if all(was is not None and same(was, now) for _, now, was in known):
        return "not arrived"
    if not mode.expires:
        return "unknown"
    if _old_refresh_token(before, after, mode, draft, sent):
        return "not arrived"
    until, now_until = _expiry_sent(sent), moment_of(after.connection.expires_at)
    if until is None and sent is None and before is not None:
        until = moment_of(before.connection.expires_at)
    later = now_until is not None and until is not None and now_until > until
    return "arrived and refreshed" if later or draft.fetch else "unknown"


def _unchanged(before: Look | None, after: Look, fields: list[Field]) -> bool:
    """Say whether the stored values are those from before; nothing was entered to compare them with."""
    pairs = [(stored_credential(before, field), stored_credential(after, field)) for field in fields]
    return bool(pairs) and all(was is not None and same(was, now) for was, now in pairs)


def _of_repeated(before: Look | None, after: Look, mode: AuthMode, sent: Mapping[str, Tree] | None) -> Arrival:
    """Tell an import of the same token that was stored already: by its expiry, or by the time of the change."""
    if before is None:
        return "arrived"
    if not mode.expires:
        return "unknown"
    until, was = _expiry_sent(sent), moment_of(before.connection.expires_at)
    now = moment_of(after.connection.expires_at)
    if until is None or until == was:
        return "unknown"
    return "arrived" if now == until else "not arrived" if now == was else "unknown"


def _old_refresh_token(
    before: Look | None, after: Look, mode: AuthMode, draft: Draft, sent: Mapping[str, Tree] | None
) -> bool:
    """Say whether the token that is stored now came from the refresh token that was stored before."""
    field = mode.field("refresh_token")
    if field is None:
        return False
    now, was, entered = stored_credential(after, field), stored_credential(before, field), _sent(field, draft, sent)
    return now is not None and was is not None and same(now, was) and not same(entered, was)


def _sent(field: Field, draft: Draft, sent: Mapping[str, Tree] | None) -> Text | None:
    """Return what was sent of a credential: as the body has it, else as it was entered."""
    if sent is None:
        return FETCH_PLACEHOLDER if draft.fetch and field.name in TOKENS else draft.values.get(field.name) or None
    endpoint = Endpoint.CURRENT if "credentials" in sent else Endpoint.LEGACY
    here: object = sent
    for key in wire_path(field, endpoint) or ("",):
        here = here.get(key) if isinstance(here, Mapping) else None
    return here if isinstance(here, str | Secret) else None


def _expiry_sent(sent: Mapping[str, Tree] | None) -> datetime | None:
    if sent is None:
        return None
    credentials = sent.get("credentials")
    found = (credentials if isinstance(credentials, dict) else sent).get("expires_at")
    return moment_of(found) if isinstance(found, str) else None


def _moved(before: Connection, after: Connection) -> bool | None:
    """Say whether `updated_at` is newer, None where it cannot be read."""
    was, now = moment_of(before.updated_at), moment_of(after.updated_at)
    return None if was is None or now is None else now > was


def arrival_words(found: Arrival, draft: Draft) -> Advice:
    """Return what a read after a lost answer means, and what to do."""
    match found:
        case "arrived":
            return Advice("It arrived: Nango has stored what you sent.", "Do not send it again.")
        case "arrived and refreshed":
            return Advice(
                "It arrived, and Nango has fetched a newer token since.",
                "Do not send it again: that would put the used refresh token back.",
            )
        case "not arrived":
            there = "The connection is as it was." if draft.exists else "There is no such connection."
            return Advice(f"It has not arrived. {there}", "Send it again.")
        case "unknown":
            if draft.mode == "NONE":
                return Advice(
                    "No answer: it may have arrived.", "Send it again: without credentials that does no harm."
                )
            return Advice(
                "No answer: it may have arrived. What is stored does not tell.",
                "Test the connection first. Send it again only if you know that the tokens are unused.",
            )
