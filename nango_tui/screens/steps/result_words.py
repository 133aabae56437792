"""The words and contents of the result step that need no widget."""

from __future__ import annotations

from typing import assert_never

from textual.content import Content

from nango_tui.model.connection import Connection
from nango_tui.model.form import Later
from nango_tui.model.outcome import Answer, Failure, Got, Refused, Unreachable
from nango_tui.model.update_proof import UNTRIED, fetched

SHOWN = 20_000
"""How many characters of an answer are put on screen."""


def bold(text: str) -> Content:
    """Return the text in bold."""
    return Content.from_markup("[b]$text[/b]", text=text)


def untried() -> Content:
    """Say that nobody has tried the credentials, and how that is done."""
    return Content(f"{UNTRIED} v tests them.")


def status(answer: Answer, code: str) -> Content:
    """Return status, code and time of an answer in one line."""
    code = f" {code}" if code else ""
    return Content.from_markup(
        "[dim]HTTP $status$code, $time s[/]", status=str(answer.status), code=code, time=f"{answer.seconds:.1f}"
    )


def refused_words(refused: Refused, wait: int) -> list[Content]:
    """Say what a refusal means and what to do; `wait`: seconds until it may be sent again."""
    lines = [bold(refused.advice.happened), Content(refused.advice.do)]
    if wait > 0:
        lines.append(Content(f"You can send again in {wait} s."))
    if refused.message:
        lines.append(Content.from_markup("[dim]Nango says: $message[/]", message=refused.message))
    return [*lines, status(refused.answer, refused.code)]


def fetched_words(found: Got[Connection] | Failure) -> tuple[bool | None, str]:
    """Say whether Nango fetched the token that it was to fetch, as a read shows it; None: that is not known."""
    match found:
        case Got(value=connection):
            got = fetched(connection)
            if got is None:
                return None, "Nango fetches the token at first use: this key may not read credentials."
            if got:
                return True, "Refreshed: Nango fetched a token, so these credentials work."
            return False, "Nango did not fetch a token: the connection still holds the placeholder."
        case Refused(scope=scope) if scope:
            return None, "Nango fetches the token at first use: this key may not read connections."
        case Refused(advice=advice):
            return False, f"{advice.happened} {advice.do}"
        case Unreachable(advice=advice):
            return None, f"{advice.happened} {advice.do}"
        case never:
            assert_never(never)


def raw(answer: Answer) -> Content:
    """Return an answer as it is shown: redacted already, cut."""
    body = answer.body or "(empty)"
    more = len(body) > SHOWN or answer.cut
    note = "\n… more was received than is shown" if more else ""
    return Content.from_markup(
        "[b]$shape, secrets hidden[/b]\n$body$note", shape=answer.shape, body=body[:SHOWN], note=note
    )


def filled_words(found: Got[Connection] | Failure, later: tuple[Later, ...]) -> str:
    """Say what Nango's own scripts have filled in by now."""
    match found:
        case Got(value=connection):
            held = connection.config
            lines = [
                f"{one.label}: {held[one.name]}" if one.name in held else f"{one.label}: not filled in yet"
                for one in later
            ]
            return "Filled in by Nango: " + "; ".join(lines)
        case Refused(scope=scope) if scope:
            return "Nango may have filled in the rest: this key may not look."
        case Refused(advice=advice) | Unreachable(advice=advice):
            return f"What Nango has filled in is not known: {advice.happened}"
        case never:
            assert_never(never)
