"""After a customer is through: metadata written back, and evidence of what is there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nango_tui.model.connection import Edit, Look
from nango_tui.model.link import expected
from nango_tui.model.link_after import metadata_due
from nango_tui.model.outcome import Got, Refused, Unreachable
from nango_tui.model.text import plain
from nango_tui.model.update_after import differences, restoring, verdict
from nango_tui.screens.link_words import difference_words, other_account
from nango_tui.screens.session import Session

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found, in words. `restore` puts back what differs.

    `settled`: no metadata wait to be written back. `differs`: not all is as it was, or that is not known. `alarm`:
    something that must be looked at: another account, an auth error that is there again.
    """

    lines: tuple[str, ...]
    settled: bool = False
    restore: Edit | None = None
    alarm: str = ""
    differs: bool = False


async def prove(session: Session, key: Key, before: Look | None, mode: str) -> Proof:
    """Look once, write back what the reconnect emptied, and say by a look what is there."""
    match await session.look(*key):
        case Look() as after if before is not None:
            return await mended(session, key, before, after, mode)
        case Look() as after:
            return Proof(
                ("Not checked: what was stored before is not known.",), settled=True, alarm=_error(after), differs=True
            )
        case Refused(advice=advice) | Unreachable(advice=advice):
            return Proof((f"Not checked: {advice.happened} {advice.do}",), differs=True)


async def mended(session: Session, key: Key, before: Look, after: Look, mode: str) -> Proof:
    """Write back what the reconnect emptied, and compare."""
    due = metadata_due(before, after, mode)
    return compared(before, after) if due is None else await put_back(session, key, before, due)


async def put_back(session: Session, key: Key, before: Look, edit: Edit) -> Proof:
    """Change back what is missing, look once more, and compare."""
    metadata = edit.metadata is not None
    outcome = "metadata written back" if metadata else "put back what a reconnect took"
    answer = await session.noted(session.begun("edit", *key), session.nango.edit(*key, edit), outcome)
    match answer:
        case Got():
            done = ("The metadata were written back." if metadata else "Put back.",)
        case Refused(advice=advice) | Unreachable(advice=advice):
            lines = (f"Not written back: {advice.happened} {advice.do}", "p tries again.")
            return Proof(lines, restore=edit, differs=True)
    match await session.look(*key):
        case Look() as after:
            found = compared(before, after)
            return replace(found, lines=(*done, *found.lines))
        case Refused(advice=advice) | Unreachable(advice=advice):
            return Proof((*done, f"Not checked: {advice.happened}"), settled=True, differs=True)


def compared(before: Look, after: Look) -> Proof:
    """Say what is as it was, what differs, and what can be put back."""
    wanted = expected(before)
    found = differences(wanted, after)
    edit, how = restoring(found, wanted, after)
    lines = [verdict(wanted, after), *map(difference_words, found)]
    if found:
        lines.append(f"p puts back what it can. {how}" if edit else how)
    alarm = " ".join(text for text in (_error(after), other_account(before, after)) if text)
    return Proof(tuple(lines), settled=True, restore=edit, alarm=alarm, differs=bool(found))


def _error(after: Look) -> str:
    error = after.connection.row.auth_error
    if error is None:
        return ""
    log = f" (log {plain(error.log_id)})" if error.log_id else ""
    return f"There is an auth error again{log}: what the customer entered does not work."
