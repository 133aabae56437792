"""An embedded Nango, in memory: for --demo, for tests, for other clients. Standard library only."""

from nango_tui.sandbox.auth import FULL, Key
from nango_tui.sandbox.played import Denied, Granted, NothingReachable, PlayedProvider, Unreachable
from nango_tui.sandbox.sandbox import Sandbox
from nango_tui.sandbox.store import Integration

__all__ = [
    "FULL",
    "Denied",
    "Granted",
    "Integration",
    "Key",
    "NothingReachable",
    "PlayedProvider",
    "Sandbox",
    "Unreachable",
]
