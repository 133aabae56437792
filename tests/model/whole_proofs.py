"""What a read after an update proves, written out whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from nango_tui.model.body import FETCH_PLACEHOLDER
from nango_tui.model.connection import Look, Reading, Trouble
from nango_tui.model.draft import Draft
from nango_tui.model.outcome import Advice, Answer, Call, Refused
from nango_tui.model.secret import Secret
from nango_tui.model.update_proof import prove
from tests.model.looks import LATER, NEVER, draft, look, planned
from tests.model.whole_fixes import AUTH, HOOK, SYNC

NEW: Final = {"access_token": Secret("new")}
REFUSED: Final = Refused(
    Call.GET_CONNECTION,
    Answer(400, 0.1, "{}"),
    "invalid_credentials",
    "",
    Advice("Nango could not refresh.", "Relink."),
)


def _fixes() -> Iterator[tuple[str, Draft]]:
    hook = {"webhook_url": HOOK}
    yield "a broken one", draft(_numbered(look(errors=AUTH, metadata={"plan": "gold"})), values=NEW, expiry=NEVER)
    yield "one that works", draft(look(connection=hook), values=NEW, expiry=NEVER, webhook_url="")
    yield "one read without credentials", draft(look(reading="hidden"), values=NEW, expiry=NEVER)
    yield "one that nobody could read", draft(None, values=NEW, expiry=NEVER)
    yield "one whose token is fetched", draft(look(errors=AUTH), values={"refresh_token": Secret("r")}, fetch=True)
    yield "one without credentials", draft(look("NONE", errors=AUTH), "NONE")


def _after(
    credentials: Mapping[str, str], reading: Reading = "whole", errors: tuple[Trouble, ...] = (), **more: object
) -> Look:
    seen = look(credentials=credentials, reading=reading, errors=errors, metadata={"plan": "gold"})
    return replace(seen, connection=replace(seen.connection, **more))  # type: ignore[arg-type]  # fields by name


def _numbered(seen: Look, number: int = 7) -> Look:
    return replace(seen, connection=replace(seen.connection, row=replace(seen.connection.row, number=number)))


def _reads() -> Iterator[tuple[str, Look]]:
    sent = {"access_token": "new"}
    yield "as sent", _numbered(_after(sent))
    yield "made anew", _numbered(_after(sent), 8)
    yield "an auth error with a log", _after(sent, errors=AUTH)
    yield "an auth error without a log", _after(sent, errors=(Trouble("auth", ""),))
    yield "sync errors with logs", _after(sent, errors=SYNC)
    yield "a sync error without a log", _after(sent, errors=(Trouble("sync", ""),))
    yield "a refresh that failed", replace(_after({}, "failed", AUTH), refused=REFUSED)
    yield "a refresh that failed, its error not told", replace(_after({}, "failed"), refused=REFUSED)
    yield "other credentials", _after({"access_token": "another"})
    yield "the old credentials", _after({"access_token": "stored-access-token"})
    yield "no credentials to be seen", _after({}, "hidden")
    yield "the placeholder", _after({"access_token": FETCH_PLACEHOLDER})
    yield "a token that lives longer", _after({"access_token": "fetched"}, expires_at=LATER)
    yield "another webhook URL", _after(sent, webhook_url=HOOK)
    yield "other metadata", replace(_after(sent), connection=replace(_after(sent).connection, metadata={"plan": "x"}))


def proofs() -> Iterator[tuple[str, list[str]]]:
    """Yield each proof with its name."""
    for name, fix in _fixes():
        plan = planned(fix)
        for told, after in _reads():
            for tested in (False, True):
                if tested and told != "as sent":
                    continue
                found = prove(fix, plan, after, tested=tested)
                stays = ", the error stays" if found.error_stays else ""
                lines = [f"{found.works}{stays}", *found.lines]
                lines += [f"fact {fact}" for fact in found.facts if fact not in found.lines]
                lines += [f"differs in {item.part} {item.name}" for item in found.differences]
                lines += [f"restores {found.restore}: {found.restore_words}"] if found.differences else []
                assert found.facts == found.lines[: len(found.lines) - len(found.differences)]
                yield f"{name}, read again: {told}{', tested' if tested else ''}", lines
