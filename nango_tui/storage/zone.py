"""The zone in which the engineer types times, with its clock changes where they can be known."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")


def local_zone(environ: Mapping[str, str], localtime: Path = LOCALTIME) -> tzinfo:
    """Return the zone that TZ or /etc/localtime names; where neither does, today's offset, without clock changes."""
    name = environ.get("TZ", "").lstrip(":")
    if not name and localtime.is_symlink():
        name = os.readlink(localtime).partition("zoneinfo/")[2]
    if name:
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            pass
    try:
        with localtime.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        # Windows has no such file.
        return datetime.now().astimezone().tzinfo or ZoneInfo("UTC")
