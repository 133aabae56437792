"""The hunt finds what stands anywhere: as much as one that looks at each character in its turn."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.canary.secrets import ALL, PART, Canary, Hunt, spellings

LETTERS = "abé•/\\%\ud800😀 \n\t"
"""Few of them, so that parts of secrets stand in texts by chance; some of them look alike in a byte."""

texts = st.text(LETTERS, max_size=60)
hidden = st.text(LETTERS.replace("\ud800", ""), min_size=PART, max_size=20)


def found_one_by_one(canaries: list[Canary], text: str) -> set[str]:
    """Return the kinds of what stands in a text, looked for at each of its characters."""
    parts = {
        spelled[at : at + PART]: canary.kind
        for canary in reversed(canaries)
        for spelled in spellings(canary.text)
        for at in range(len(spelled) - PART + 1)
    }
    versions = (text, "".join(text.split())) if text.strip() else ()
    return {parts[version[at : at + PART]] for version in versions for at in range(len(version))
            if version[at : at + PART] in parts}  # fmt: skip


@given(st.lists(hidden, min_size=1, max_size=3, unique=True), texts, texts, st.integers(0, 12), st.integers(0, 20))
def test_it_finds_what_a_look_at_each_character_finds(
    secrets: list[str], before: str, after: str, start: int, length: int
) -> None:
    canaries = [Canary(f"secret {number}", text) for number, text in enumerate(secrets)]
    planted = before + secrets[-1][start : start + length] + after
    hunt = Hunt(tuple(canaries))
    hunt.look("here", planted)
    assert {kind for kind, _ in hunt.leaks} == found_one_by_one(canaries, planted)


@pytest.mark.parametrize("canary", ALL, ids=lambda canary: canary.kind)
def test_eight_characters_of_any_spelling_are_enough_wherever_they_stand(canary: Canary) -> None:
    chance = random.Random(canary.kind)
    hunt = Hunt((canary,))
    for needle in canary.needles:
        for spelled in spellings(needle):
            for at in range(len(spelled) - PART + 1):
                hunt.leaks.clear()
                hunt.look("here", "~" * chance.randrange(9) + spelled[at : at + PART] + "~" * chance.randrange(9))
                assert hunt.leaks, f"part {at} was overlooked"


def test_what_was_looked_at_is_looked_at_again_for_a_secret_that_comes_later() -> None:
    hunt = Hunt(())
    hunt.look("here", "there is a-late-secret in it")
    assert not hunt.leaks
    hunt.add(Canary("late", "a-late-secret"))
    hunt.look("here", "there is a-late-secret in it")
    assert hunt.leaks == {("late", "here")}
    assert hunt.places == 1


def test_a_secret_in_a_file_of_any_bytes_is_found(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "file").write_bytes(b"\x00\xff\xfe" + b"a-late-secret" + b"\x00")
    hunt = Hunt((Canary("late", "a-late-secret"),))
    hunt.look_into(tmp_path)
    assert hunt.leaks == {("late", "files")}
