"""The zone in which times are typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

import pytest

from nango_tui.storage.zone import local_zone

SUMMER, WINTER = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, 12, tzinfo=UTC)
NOWHERE = Path("/nowhere/localtime")


def zone_file(name: str) -> Path:
    """Return a zone's file on this machine."""
    for folder in TZPATH:
        if (found := Path(folder) / name).is_file():
            return found
    pytest.skip("this machine has no zone files")


def offsets(zone: object) -> tuple[timedelta | None, timedelta | None]:
    assert hasattr(zone, "utcoffset")
    return (
        SUMMER.astimezone(zone).utcoffset(),  # type: ignore[arg-type]  # a tzinfo, as the assertion says
        WINTER.astimezone(zone).utcoffset(),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("name", ["Europe/Berlin", ":Europe/Berlin"])
def test_the_variable_names_the_zone_with_its_clock_changes(name: str) -> None:
    zone_file("Europe/Berlin")
    assert local_zone({"TZ": name}, NOWHERE) == ZoneInfo("Europe/Berlin")
    assert offsets(local_zone({"TZ": name}, NOWHERE)) == (timedelta(hours=2), timedelta(hours=1))


def test_the_variable_counts_before_the_file(tmp_path: Path) -> None:
    link = tmp_path / "localtime"
    link.symlink_to(zone_file("America/New_York"))
    assert local_zone({"TZ": "Europe/Berlin"}, link) == ZoneInfo("Europe/Berlin")


def test_a_link_into_the_zone_files_names_the_zone(tmp_path: Path) -> None:
    link = tmp_path / "localtime"
    link.symlink_to(zone_file("America/New_York"))
    assert local_zone({}, link) == ZoneInfo("America/New_York")


def test_a_copy_of_a_zone_file_gives_its_clock_changes(tmp_path: Path) -> None:
    copy = tmp_path / "localtime"
    copy.write_bytes(zone_file("America/New_York").read_bytes())
    assert offsets(local_zone({}, copy)) == (timedelta(hours=-4), timedelta(hours=-5))


@pytest.mark.parametrize("name", ["No/Such_Zone", "../../etc/passwd", "/etc/passwd", "\0", "EST5EDT,M3.2.0,M11.1.0"])
def test_a_variable_that_names_no_zone_is_passed_over(name: str, tmp_path: Path) -> None:
    link = tmp_path / "localtime"
    link.symlink_to(zone_file("America/New_York"))
    assert offsets(local_zone({"TZ": name}, link)) == (timedelta(hours=-4), timedelta(hours=-5))


@pytest.mark.parametrize(
    "content", [None, b"", b"not a zone file", b"TZif" + bytes(3), b"TZif2" + bytes(39) + b"\xff" * 4]
)
def test_without_a_usable_file_there_is_still_a_zone(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "localtime"
    if content is not None:
        path.write_bytes(content)
    zone = local_zone({}, path)
    assert datetime.now(zone).utcoffset() is not None


def test_a_link_that_leads_nowhere_is_no_zone_and_breaks_nothing(tmp_path: Path) -> None:
    link = tmp_path / "localtime"
    link.symlink_to(tmp_path / "zoneinfo" / "Gone" / "Zone")
    assert datetime.now(local_zone({}, link)).utcoffset() is not None
