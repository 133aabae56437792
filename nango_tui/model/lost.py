"""The engineer stopped waiting for the answer to an import."""

from __future__ import annotations

from nango_tui.model.auth import Endpoint
from nango_tui.model.outcome import Advice, Call, Unknown


def gave_up(endpoint: Endpoint, seconds: float) -> Unknown:
    """Return what is known then: nothing. A POST that is under way is not undone by not waiting for it."""
    call = Call.IMPORT if endpoint is Endpoint.CURRENT else Call.IMPORT_LEGACY
    return Unknown(
        call,
        Advice(
            "You stopped waiting. The import was under way, so it may have arrived.",
            "Look whether it did before you send again: press l.",
        ),
        seconds,
    )
