"""The embedded Nango answers what a real one answered."""

from __future__ import annotations

from typing import cast

import pytest

from tests.conftest import Figure
from tests.contract.distill import Templates, read_facts, reduced
from tests.contract.exchanges import folders
from tests.contract.replay import Replay
from tests.contract.steps import Results, load
from tests.model.templates import real_raw

pytestmark = pytest.mark.contract

ENOUGH = 0.95


def test_every_recorded_call_is_answered_as_the_real_server_did(figure: Figure) -> None:
    found = folders()
    if not found:
        pytest.skip("no recordings of a real server here (NANGO_RECORDINGS names their folder)")
    results = Replay(cast("Templates", real_raw())).run(load(found))
    figure("contract", f"sandbox {results.same}/{results.compared}", 0)
    if results.left_out:
        figure("contract left out", _counted(results))
    assert results.compared, "nothing was compared"
    assert results.same >= ENOUGH * results.compared, "\n".join(results.different)


def test_a_clone_without_recordings_holds_the_sandbox_to_what_they_told(figure: Figure) -> None:
    steps, templates = read_facts()
    results = Replay(templates, view=reduced).run(steps)
    figure("contract facts", f"sandbox {results.same}/{results.compared}")
    assert not results.different, "\n".join(results.different)


def _counted(results: Results) -> str:
    return ", ".join(
        f"{count} {reason}" for reason, count in sorted(results.left_out.items(), key=lambda item: -item[1])
    )
