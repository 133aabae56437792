"""An embedded Nango, in memory: for --demo, for tests, for other clients. Standard library only."""

from nango_tui.sandbox.auth import FULL, Key
from nango_tui.sandbox.played import (
    Asked,
    Denied,
    Granted,
    NotAllowed,
    NothingReachable,
    PlayedProvider,
    Replied,
    Unreachable,
)
from nango_tui.sandbox.sandbox import Sandbox
from nango_tui.sandbox.store import Integration

__all__ = [
    "FULL",
    "Asked",
    "Denied",
    "Granted",
    "Integration",
    "Key",
    "NotAllowed",
    "NothingReachable",
    "PlayedProvider",
    "Replied",
    "Sandbox",
    "Unreachable",
]
