"""How long a server that takes no more calls wants one to wait."""

from __future__ import annotations

from nango_tui.model.outcome import Refused

LONGEST = 300
"""Seconds that are waited for by themselves; after more than that somebody has to say that it is still wanted."""
MINUTE = 60
"""Seconds after which calls are counted anew, where the refusal does not say how long to wait."""


def waiting_words(seconds: int) -> str:
    """Return a waiting time as one says it: "59 seconds", "5 minutes", "24 hours"."""
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes" if seconds < 7200 else f"{-(-seconds // 3600)} hours"


def worth_waiting(refused: Refused) -> int | None:
    """Return the seconds after which to ask again unasked; None: that is too long, or not what was refused.

    A server that says 0 is asked again after a second all the same: it has just refused.
    """
    if refused.answer.status != 429:
        return None
    told = MINUTE if refused.retry_after is None else max(1, refused.retry_after)
    return told if told <= LONGEST else None
