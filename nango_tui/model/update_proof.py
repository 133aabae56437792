"""What a read after an update proves: whether the credentials work, whether the error is gone, what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nango_tui.model.auth import MODES
from nango_tui.model.body import FETCH_PLACEHOLDER
from nango_tui.model.connection import Connection, Edit, Look
from nango_tui.model.draft import Draft
from nango_tui.model.lost import arrival
from nango_tui.model.secret import Secret
from nango_tui.model.stored import readable
from nango_tui.model.text import plain
from nango_tui.model.update import Arrival, Difference, Plan
from nango_tui.model.update_after import differences, restoring, verdict

UNTRIED = "Whether these credentials work at the provider is not known yet."

Works = Literal["tested", "refreshed", "waiting", "failed", "not known"]
"""tested: Nango called the provider with them. refreshed: it fetched a token with them. waiting: it will at first use.

failed: it could not fetch one. not known: stored, and nobody has tried them.
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known now. `lines`: it in words. `restore` puts back what differs, as `restore_words` says."""

    works: Works
    lines: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    restore: Edit | None = None
    restore_words: str = ""
    error_stays: bool = False
    """The auth error is still there, or is again."""
    facts: tuple[str, ...] = ()
    """The lines that hold no value of a field."""


def prove(draft: Draft, plan: Plan, after: Look, *, tested: bool) -> Proof:
    """Return what a look after the update shows.

    `draft`: as it was sent, with the connection as it was before. `tested`: Nango tried the credentials before it
    stored them.
    """
    arrived = arrival(draft.stored, draft, after, sent=plan.body)
    works = _works(draft, after, arrived, tested=tested)
    found = differences(plan.expected, after)
    restore, words = restoring(found, plan.expected, after)
    stays = after.reading == "failed" or after.connection.row.auth_error is not None
    lines = (
        *_works_words(works, after),
        *_error_words(draft, after),
        *_race_words(draft, after, arrived),
        verdict(plan.expected, after),
        *_unseen_words(draft, plan),
    )
    return Proof(works, (*lines, *map(_difference_words, found)), found, restore, words, stays, lines)


def _works(draft: Draft, after: Look, arrived: Arrival, *, tested: bool) -> Works:
    if after.reading == "failed":
        return "failed"
    if tested:
        return "tested"
    if draft.fetch:
        got = fetched(after.connection)
        return "waiting" if got is None else "refreshed" if got else "failed"
    return "refreshed" if arrived == "arrived and refreshed" else "not known"


def _works_words(works: Works, after: Look) -> Iterator[str]:
    match works:
        case "tested":
            yield "Tested: Nango tried the new credentials at the provider before it stored them."
        case "refreshed":
            yield "Refreshed: Nango fetched a token, so these credentials work."
        case "waiting":
            yield "Nango fetches the token at first use: this key may not read credentials."
        case "failed" if after.refused:
            yield f"These credentials do not work yet. {after.refused.advice.happened} {after.refused.advice.do}"
        case "failed":
            yield "Nango did not fetch a token: the connection still holds the placeholder."
        case "not known":
            yield UNTRIED


def _error_words(draft: Draft, after: Look) -> Iterator[str]:
    was = draft.stored.connection.row.auth_error if draft.stored else None
    row = after.connection.row
    if row.auth_error:
        log = f" (log {plain(row.auth_error.log_id)})" if row.auth_error.log_id else ""
        yield f"The auth error is {'still there' if was else 'new'}{log}. Its reason is in the dashboard's log."
    elif after.reading == "failed":
        pass  # the answer to a read that failed does not always tell the error
    elif was:
        yield "The auth error is gone."
    elif draft.stored is None:
        yield "The connection has no auth error."
    if row.sync_errors:
        logs = ", ".join(plain(error.log_id) for error in row.sync_errors if error.log_id)
        yield f"The sync error stays until that sync next succeeds{f' (log {logs})' if logs else ''}."


def _race_words(draft: Draft, after: Look, arrived: Arrival) -> Iterator[str]:
    """Say what somebody else did meanwhile: a second terminal, an application, the customer."""
    if draft.stored is None:
        return
    before, now = draft.stored.connection.row.number, after.connection.row.number
    if before and now and before != now:
        yield "The connection was deleted meanwhile: what is there now was made anew by this update."
    if arrived in ("not arrived", "unknown") and readable(after) and not draft.fetch and MODES[draft.mode].fields:
        yield "Other credentials than those sent are stored now: somebody else changed this connection meanwhile."


def _unseen_words(draft: Draft, plan: Plan) -> Iterator[str]:
    """Name what nobody could see before, so that nobody can say that it stayed."""
    unseen = [label for label, _ in plan.lost if label in plan.unsure]
    if draft.stored is not None and not draft.stored.config_whole:
        unseen.append("configuration keys named like a refresh token")
    if unseen:
        yield f"Not known, since it could not be read before: {', '.join(unseen)}."


def _difference_words(found: Difference) -> str:
    name = f"{found.part} {found.name}".strip()
    if not found.found:
        return f"{name}: must be {found.wanted}, is not there."
    return f"{name}: must be {found.wanted or 'empty'}, is {found.found}."


def fetched(connection: Connection) -> bool | None:
    """Say whether Nango fetched the token that it was to fetch, None where the key may not see credentials."""
    if Secret(FETCH_PLACEHOLDER) in connection.credentials.values():
        return False
    return True if connection.credentials else None
