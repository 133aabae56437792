"""The zone in which the engineer types times, with its clock changes where they can be known."""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")
UNREADABLE = (OSError, ValueError, LookupError, struct.error)
"""What a zone that is not there, or a file that is cut, raises."""


def local_zone(environ: Mapping[str, str], localtime: Path = LOCALTIME) -> tzinfo:
    """Return the zone that TZ or /etc/localtime names; where neither does, today's offset, without clock changes."""
    name = environ.get("TZ", "").lstrip(":")
    if not name and localtime.is_symlink():
        name = os.readlink(localtime).partition("zoneinfo/")[2]
    if name:
        with suppress(*UNREADABLE):
            return ZoneInfo(name)
    try:
        with localtime.open("rb") as file:
            return ZoneInfo.from_file(file)
    except UNREADABLE:
        # Windows has no such file.
        return datetime.now().astimezone().tzinfo or ZoneInfo("UTC")
