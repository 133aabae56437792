"""The main job, through the front: from Home to a stored connection, for every auth type on both endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import Json
from nango_tui.type_ahead import RUN
from tests.screens.driving import LIMITS, Driver, running

PEM = "-----BEGIN CERTIFICATE-----\nTUlJRG9uIHRoZSBjYW5hcnk=\n-----END CERTIFICATE-----"
PRIVATE = "-----BEGIN PRIVATE KEY-----\nTUlJRXByaXZhdGUgY2FuYXJ5\n-----END PRIVATE KEY-----"
JWK = '{"kty": "RSA", "kid": "k1", "d": "canary-canary"}'
SOON = "2026-11-24T16:30:00.000Z"
"""Two hours after the clock of these tests."""


@dataclass(frozen=True)
class Job:
    """What is typed for one integration, and what Nango must hold afterwards."""

    integration: str
    mode: str
    typed: Mapping[str, str]
    credentials: Mapping[str, Json]
    config: Mapping[str, Json] = field(default_factory=dict)
    switches: Mapping[str, bool] = field(default_factory=dict)


JOBS = (
    Job(
        "harborline", "OAUTH2",
        {"config.subdomain": "https://acme.harborline.example/agent", "credentials.access_token": "canary-access",
         "credentials.refresh_token": "canary-refresh", "expiry": "2h"},
        {"access_token": "canary-access", "refresh_token": "canary-refresh", "expires_at": SOON},
        {"subdomain": "acme"},
    ),
    Job(
        "cobalt-pay", "OAUTH2_CC",
        {"config.merchant": "M-77", "credentials.client_id": "acme-client", "credentials.client_secret": "canary-cc",
         "credentials.token": "canary-token", "expiry": "2h"},
        {"token": "canary-token", "client_id": "acme-client", "client_secret": "canary-cc", "expires_at": SOON},
        {"stage": "api", "merchant": "M-77"},
        {"fetch": False},
    ),
    Job(
        "pinegrove", "OAUTH1",
        {"credentials.oauth_token": "canary-oauth", "credentials.oauth_token_secret": "canary-oauth-secret"},
        {"oauth_token": "canary-oauth", "oauth_token_secret": "canary-oauth-secret"},
    ),
    Job(
        "harborline-key", "API_KEY",
        {"config.subdomain": "acme", "credentials.api_key": "hbl_0123456789abcdea"},
        {"apiKey": "hbl_0123456789abcdea"},
        {"subdomain": "acme"},
    ),
    Job(
        "mossdesk", "BASIC",
        {"credentials.username": "agent@acme.example", "credentials.password": "canary-password"},
        {"username": "agent@acme.example", "password": "canary-password"},
    ),
    Job(
        "ledgerstone", "TBA",
        {"config.accountId": "7654321", "credentials.token_id": "canary-id", "credentials.token_secret": "canary-sec"},
        {"token_id": "canary-id", "token_secret": "canary-sec"},
        {"accountId": "7654321"},
    ),
    Job(
        "gitgarden", "APP",
        {"credentials.app_id": "100200", "credentials.installation_id": "5550"},
        {"app_id": "100200", "installation_id": "5550"},
    ),
    Job(
        "gitgarden-oauth", "CUSTOM",
        {"credentials.app_id": "100200", "credentials.installation_id": "5550"},
        {},
        {"app_id": "100200", "installation_id": "5550"},
    ),
    Job("plain-weather", "NONE", {}, {}),
)  # fmt: skip

ON_BOTH = [
    pytest.param(job, endpoint, id=f"{job.mode}-{endpoint.name.lower()}")
    for job in JOBS
    for endpoint in Endpoint
    if endpoint is Endpoint.CURRENT or MODES[job.mode].legacy
]


async def fill(drive: Driver, job: Job) -> None:
    """Open the form and type everything."""
    await drive.form(job.integration)
    for name, on in job.switches.items():
        await drive.switch(name, on)
    await drive.fill(job.typed)


def assert_stored(drive: Driver, job: Job) -> None:
    """Hold what Nango has to what was typed."""
    stored = drive.stored(drive.sent_id, job.integration)
    credentials, config = stored["credentials"], stored["connection_config"]
    assert isinstance(credentials, dict)
    assert isinstance(config, dict)
    wanted = dict(job.credentials)
    if job.mode == "APP":
        # Nango makes its own token of the two ids.
        assert "access_token" in credentials
        wanted = {}
        config = config | {}
    assert {name: credentials.get(name) for name in wanted} == wanted
    assert {name: config.get(name) for name in job.config} == dict(job.config)


def test_the_jobs_of_these_tests_cover_every_mode_that_can_be_imported() -> None:
    assert {job.mode for job in JOBS} == set(MODES)


@pytest.mark.parametrize(("job", "endpoint"), ON_BOTH)
async def test_every_auth_type_is_stored_through_the_endpoint_chosen_on_the_review(
    job: Job, endpoint: Endpoint
) -> None:
    async with running() as drive:
        await fill(drive, job)
        await drive.to_review()
        assert "POST /connections " in drive.text
        if endpoint is Endpoint.LEGACY:
            await drive.press("l")
            await drive.wait_for("POST /connection ")
        await drive.send()
        await drive.wait_for("Stored")
        assert [path for path, _ in drive.front.imports()] == [endpoint.value]
        assert_stored(drive, job)


@pytest.mark.parametrize(("job", "endpoint"), ON_BOTH)
async def test_every_auth_type_is_stored_through_an_endpoint_that_the_command_line_fixed(
    job: Job, endpoint: Endpoint
) -> None:
    async with running(fixed=endpoint) as drive:
        await fill(drive, job)
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")
        assert [path for path, _ in drive.front.imports()] == [endpoint.value]
        assert_stored(drive, job)


async def test_an_enter_that_is_held_down_counts_once() -> None:
    async with running(limits=replace(LIMITS, repeat=30.0)) as drive:
        await drive.form("plain-weather")
        # The keyboard repeats the Enter that chose the integration.
        await drive.press("enter", "enter", "enter")
        # What follows a key that is held down so closely goes with it.
        await drive.pilot.pause(RUN + 0.1)
        await drive.wait_step("Credentials")
        await drive.press("tab", "enter")
        await drive.wait_step("Review")
        await drive.press("enter", "enter")
        await drive.pilot.pause(0.1)
        await drive.wait_step("Review")
        assert drive.front.imports() == []
