"""What of mutation testing is quick enough for every run: the table of auth modes, and the list of equivalents."""

from __future__ import annotations

import importlib

from tests.conftest import Figure
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.tables import table_mutants


def test_each_value_in_the_table_of_auth_modes_is_held_by_a_test(figure: Figure) -> None:
    mutants = list(table_mutants())
    assert [f"{mutant.where}: {mutant.change}" for mutant in mutants if not mutant.killed] == []
    assert len(mutants) > 250
    figure("mutation", f"{len(mutants)} of {len(mutants)} changes to the table of auth modes noticed")


def test_each_change_that_is_called_equivalent_is_in_a_function_that_exists_and_has_a_reason() -> None:
    for where, changes in EQUIVALENT.items():
        module, _, name = where.partition(".")
        found: object = importlib.import_module(f"nango_tui.model.{module}")
        for part in name.split("."):
            found = getattr(found, part)
        assert callable(found)
        assert all(change and reason.strip() for change, reason in changes)
