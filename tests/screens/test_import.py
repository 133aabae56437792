"""The main job, through the front: from Home to a stored connection."""

from __future__ import annotations

from tests.screens.driving import running


async def test_an_api_key_goes_from_home_to_a_stored_connection() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.put("config.subdomain", "acme")
        await drive.put("credentials.api_key", "cp_live_canary_1")
        await drive.press("enter")
        await drive.wait_step("Review")
        await drive.press("enter")
        await drive.wait_step("Result")
        await drive.wait_for("Stored")
