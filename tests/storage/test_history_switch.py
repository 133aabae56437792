"""The setting that switches the history off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.environment import Environment
from nango_tui.model.ports import Settings
from nango_tui.storage.environments import EnvironmentFile, merge
from nango_tui.storage.settings_toml import dump, parse

DEV = Settings((Environment("a", "dev"),), "a")


@pytest.mark.parametrize("history", [True, False])
def test_the_switch_is_found_by_the_next_start(history: bool, tmp_path: Path) -> None:
    assert EnvironmentFile(tmp_path).save(replace(DEV, history=history)) == ""
    assert EnvironmentFile(tmp_path).load().settings.history is history


def test_a_file_that_does_not_name_it_keeps_a_history() -> None:
    assert parse(b'theme = "x"\n').settings.history


@pytest.mark.parametrize("value", ['"false"', "0", "[]", '"off"'])
def test_a_value_that_is_neither_is_told_and_switches_it_off(value: str) -> None:
    parsed = parse(dump(DEV).replace(b"history = true", f"history = {value}".encode()))
    assert parsed.problems == ("history: must be true or false, without quotes",)
    assert parsed.settings == replace(DEV, history=False)


@given(st.booleans(), st.booleans(), st.booleans())
def test_of_two_programs_the_one_that_switched_it_counts(base: bool, mine: bool, theirs: bool) -> None:
    old, own, other = (replace(DEV, history=history) for history in (base, mine, theirs))
    assert merge(old, own, other).history is (mine if mine != base else theirs)
