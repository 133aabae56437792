"""Ctrl+Q while a form is just coming: what is typed into it is seen before it can be read."""

from __future__ import annotations

import pytest

from nango_tui.screens.dialogs import Confirm
from tests.screens.driving import running
from tests.screens.places import on


@pytest.mark.fault
async def test_ctrl_q_while_a_form_is_coming_waits_for_it_and_asks_about_what_was_typed() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.put("config.subdomain", "acorn")
        wizard = drive.wizard
        step, wizard._step = wizard._step, None
        await drive.pilot.press("ctrl+q")
        assert not drive.app._exit
        wizard._step = step
        await on(drive, Confirm)
        await drive.wait_for("What you typed was not sent")
        await drive.press("ctrl+q")
        assert drive.app._exit
