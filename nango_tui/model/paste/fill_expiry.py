"""When a token expires, from what was pasted with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from nango_tui.model.expiry import Expiry, ExpiryProblem, echo, iso_utc, resolve, salesforce
from nango_tui.model.moments import moment_of
from nango_tui.model.paste.fill_names import squash
from nango_tui.model.paste.fill_work import Item, Work
from nango_tui.model.paste.found import Finding
from nango_tui.model.paste.times import FROM_NOW

SALESFORCE = "Salesforce decides: Nango asks it at each read whether the token still lives"
NEVER = "noexpiration"
"""How a body of Nango says that a token never expires."""
_REFRESH = re.compile(r"refresh", re.IGNORECASE)


def of_time(item: Item) -> bool:
    """Say whether a finding speaks of when a token expires."""
    return item.finding.kind in ("expires at", "expires in", "issued at") or squash(item.finding.name) == NEVER


def fill_expiry(work: Work, items: Iterable[Item], *, token: bool) -> None:
    """Note the expiry of the token, if one is filled.

    The truth in this order: a time that is said, issued and how long, the token's own, how long from now.
    """
    times: dict[str, list[Finding]] = {"said": [], "issued": [], "long": [], "jwt": []}
    never = None
    for item in items:
        kind, finding = item.finding.kind, item.finding
        if _REFRESH.search(finding.name):
            work.ignore(finding, "it is of the refresh token, whose end Nango does not keep")
        elif not work.form.expires:
            work.ignore(finding, "nothing expires here")
        elif not token:
            work.ignore(finding, "it is of an access token, and there is none")
        elif squash(finding.name) == NEVER:
            never = Expiry("never", reason="the text says so") if item.text.lower() == "true" else None
        elif kind == "issued at":
            times["issued"].append(finding)
        elif kind == "expires in":
            times["long"].append(finding)
        else:
            times["jwt" if _of_jwt(finding) else "said"].append(finding)
    if not (work.form.expires and token):
        return
    found = (
        _said(work, times["said"])
        or never
        or _issued(work, times)
        or _said(work, times["jwt"])
        or _from_now(work, times)
        or (Expiry("never", reason=SALESFORCE) if salesforce(work.draft) else None)
    )
    if found:
        shown = "" if found.reason == SALESFORCE else echo(found, work.basis.now, work.basis.zone)
        work.fill("expiry", found, f"{shown}; {found.reason}" if shown else found.reason)


def _of_jwt(finding: Finding) -> bool:
    return "jwt" in f"{finding.source} {finding.name} {finding.what}".lower()


def _said(work: Work, findings: list[Finding]) -> Expiry | None:
    """Return the time that the text says; where it says two, the earlier: a token is renewed too soon at worst."""
    found = []
    for finding, text in _texts(findings):
        moment = moment_of(text)
        reason = finding.what or ("as the token itself says" if _of_jwt(finding) else _as_said(finding))
        expiry = Expiry("at", _utc(moment), reason=reason) if moment else None
        if expiry and moment and _good(work, expiry):
            found.append((moment, expiry))
        else:
            work.ignore(finding, "it is no time that can be")
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _as_said(finding: Finding) -> str:
    return f"as {finding.name} says" if finding.name else "as the text says"


def _issued(work: Work, times: dict[str, list[Finding]]) -> Expiry | None:
    issued = [moment for _, text in _texts(times["issued"]) if (moment := moment_of(text))]
    spans = [span for _, text in _texts(times["long"]) if (span := _span(text))]
    if not issued or not spans:
        return None
    try:
        moment = min(issued) + min(spans)
    except OverflowError:
        return None
    expiry = Expiry("at", _utc(moment), reason="counted from when the token was issued")
    return expiry if _good(work, expiry) else None


def _from_now(work: Work, times: dict[str, list[Finding]]) -> Expiry | None:
    for finding, text in _texts(times["long"]):
        span = _span(text)
        expiry = Expiry("in", _duration(span), work.basis.now, FROM_NOW) if span else None
        if expiry and _good(work, expiry):
            return expiry
        work.ignore(finding, "it is no time that can be: say when the token expires")
    return None


def _texts(findings: list[Finding]) -> list[tuple[Finding, str]]:
    return [(item.finding, item.text) for item in (Item("", finding) for finding in findings)]


def _span(text: str) -> timedelta | None:
    try:
        seconds = float(text)
        return timedelta(seconds=seconds) if seconds > 0 else None
    except (ValueError, OverflowError):
        return None


def _utc(moment: datetime) -> str:
    try:
        return iso_utc(moment)
    except (OverflowError, ValueError):
        return ""


def _duration(span: timedelta) -> str:
    """Return a duration as people type it: "1 h", "30 min", "3599 s"."""
    seconds = round(span.total_seconds())
    for unit, size in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds and seconds % size == 0 and (unit != "days" or seconds > 2 * size):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _good(work: Work, expiry: Expiry) -> bool:
    return not isinstance(resolve(expiry, work.basis.now, work.basis.zone), ExpiryProblem)
