"""Whether this machine's clock is right, as far as a server's tells."""

from __future__ import annotations

from datetime import datetime, timedelta

OFF = timedelta(minutes=5)
"""A difference that no network makes, and that matters: Nango refreshes a token some minutes before its end."""


def clock_words(now: datetime, server: datetime | None) -> str:
    """Say that this machine's clock and the server's differ, and what that does; "" where they do not, or who knows."""
    if server is None or abs(server - now) < OFF:
        return ""
    return (
        f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, the server's {server:%Y-%m-%d %H:%M}. Set the clock, or "
        "enter when a token expires as date and time: what is counted from now comes out wrong."
    )
