"""Moments as servers and token answers write them."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_of(text: str) -> datetime | None:
    """Return the moment that an ISO 8601 text says, in UTC; None if it says none. Without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):  # the first and the last day there is lie outside of it in another zone
        return None
