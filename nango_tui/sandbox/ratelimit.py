"""Nango's limit on calls: so many a minute for all keys of the account together."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from nango_tui.model.wire import Response
from nango_tui.sandbox.answers import Refused, answer

WINDOW = timedelta(seconds=60)


class RateLimit:
    """Counts calls in windows of a minute. `limit` None: does not limit, and says nothing of limits."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._end: datetime | None = None
        self._used = 0

    def count(self, method: str, path: str, now: datetime) -> dict[str, str]:
        """Count a call and return the headers that tell of the limit; raises 429."""
        if self._limit is None:
            return {}
        if self._end is None or now >= self._end:
            self._end, self._used = now + WINDOW, 0
        self._used += 1
        headers = {
            "x-ratelimit-limit": str(self._limit),
            "x-ratelimit-remaining": str(max(0, self._limit - self._used)),
            "x-ratelimit-reset": str(math.floor(self._end.timestamp())),
        }
        if self._used > self._limit:
            wait = {"retry-after": str(math.floor((self._end - now).total_seconds()))}
            refused: Response = answer(
                429, {"error": {"code": "too_many_request", "method": method, "path": path}}, headers | wait
            )
            raise Refused(refused)
        return headers
