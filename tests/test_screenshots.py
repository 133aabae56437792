"""The command that makes the README's pictures still makes them."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.screenshots import CELL, FOLDER, PICTURES, Picture, slim

README = REPO / "README.md"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    command = [sys.executable, "-m", "tests.screenshots", str(folder)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return folder


TEXT = re.compile(r'<text [^>]*x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')


def words_of(svg: str) -> str:
    """Return the lines that can be read in a picture."""
    lines: defaultdict[float, str] = defaultdict(str)
    for x, y, text in TEXT.findall(svg):
        lines[float(y)] = f"{lines[float(y)]:<{round(float(x) / CELL)}}{html.unescape(text)}"
    return "\n".join(line.replace("\xa0", " ") for _, line in sorted(lines.items()))


@pytest.mark.xdist_group("screenshots")
@pytest.mark.parametrize("picture", PICTURES, ids=[picture.name for picture in PICTURES])
def test_the_command_makes_every_picture_with_its_words(picture: Picture, made: Path) -> None:
    words = words_of((made / f"{picture.name}.svg").read_text(encoding="utf-8"))
    assert [word for word in picture.words if word not in words] == [], words
    assert "made-up" not in words, "a secret is in the picture"


@pytest.mark.xdist_group("screenshots")
def test_pictures_name_no_other_host_and_are_small(made: Path) -> None:
    for file in [*made.glob("*.svg"), *FOLDER.glob("*.svg")]:
        svg = file.read_text(encoding="utf-8")
        outside = re.sub(r"<text[^>]*>[^<]*</text>", "", svg).replace("http://www.w3.org/2000/svg", "")
        assert "http" not in outside, file.name
        assert "@font-face" not in svg
        assert len(svg) < 90_000, file.name


def test_every_picture_that_the_readme_shows_is_there_and_none_is_left_over() -> None:
    shown = set(re.findall(r"\(screenshots/([\w-]+)\.svg\)", README.read_text(encoding="utf-8")))
    stored = {file.stem for file in FOLDER.glob("*.svg")}
    made = {picture.name for picture in PICTURES}
    assert shown <= made
    assert stored == made


def test_a_picture_keeps_its_words_where_blanks_are_taken_off_their_ends() -> None:
    blank = '<text class="a" x="0" y="5" textLength="12.2">&#160;</text>'
    svg = blank + '<text class="a" x="10" y="5" textLength="48.8">&#160;ab&#160;</text>'
    assert slim(svg) == '<text class="a" x="22.2" y="5" textLength="24.4">ab</text>\n'
