"""Watching a list until a customer is through, without using up calls that the customer's production needs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from nango_tui.model.connection import ConnectionRow
from nango_tui.model.outcome import Failure, Got, Refused, Unreachable
from nango_tui.model.ports import Services
from nango_tui.model.waiting import waiting_words

LONGEST: Final = timedelta(minutes=30)
"""A watch ends after this time: a link is valid no longer."""
FEW: Final = 20
"""With fewer calls left this minute the account's limit is left to production, which shares it."""
MOST_PAUSE: Final = 60.0
"""Seconds between two tries at most, while the server does not answer."""
TOO_MANY: Final = 30
"""Seconds to wait where a server says "too many calls" and not for how long."""

Rows = tuple[ConnectionRow, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the list shows."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Trouble:
    """The list could not be read; it is tried again."""

    words: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The watch has ended, and why."""

    words: str


Sign = Seen | Trouble | Stopped


async def watch(services: Services, ask: Callable[[], Awaitable[Got[Rows] | Failure]]) -> AsyncGenerator[Sign, None]:
    """Ask again and again and tell each answer; the last sign is Stopped unless nobody listens any more."""
    clock, every = services.clock, services.limits.watch
    end = clock.now() + LONGEST
    failures = 0
    while True:
        pause = every
        match await ask():
            case Got(value=rows, answer=answer):
                failures = 0
                yield Seen(rows)
                if answer.remaining is not None and answer.remaining < FEW:
                    yield Stopped(
                        f"Stopped watching: this account has only {answer.remaining} calls left this minute, and "
                        "production shares them. w watches again."
                    )
                    return
            case Refused(scope=scope) if scope:
                yield Stopped(f"This key may not list connections, so nothing can be watched: it lacks {scope}.")
                return
            case Refused(answer=answer, retry_after=wait) if answer.status == 429:
                pause = max(every, wait or TOO_MANY)
                if clock.now() + timedelta(seconds=pause) > end:
                    told = waiting_words(int(pause))
                    yield Stopped(f"Stopped watching: this account may make no calls for {told}. w watches again.")
                    return
                yield Trouble(f"Too many calls for this account: asking again in {pause:.0f} s.")
            case Refused(advice=advice) | Unreachable(advice=advice):
                failures += 1
                pause = min(MOST_PAUSE, every * 2**failures)
                yield Trouble(f"{advice.happened} Asking again in {pause:.0f} s.")
        if clock.now() >= end:
            yield Stopped("Stopped watching after 30 minutes. w watches again.")
            return
        await clock.sleep(pause)
