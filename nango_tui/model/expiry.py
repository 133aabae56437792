"""When a token expires: at, in, never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Choice = Literal["", "at", "in", "never"]


@dataclass(frozen=True, slots=True)
class Expiry:
    """The engineer's answer to "When does the access token expire?", as given.

    `choice` "": not answered. `text`: what was typed for at or in. `since`: the moment from which a duration counts,
    in UTC; None: from when it was typed is not known yet. `reason`: why the answer was preset, "" if it was given.
    """

    choice: Choice = ""
    text: str = ""
    since: datetime | None = None
    reason: str = ""
