"""A form in which everything is filled, and what tests look up in it."""

from __future__ import annotations

from textual.widgets import Static

from nango_tui.model.secret import Secret
from nango_tui.screens.steps.credentials import CredentialsStep
from nango_tui.widgets.pairs import PairRows
from tests.screens.driving import Driver

PEM = "-----BEGIN CERTIFICATE-----\nTUlJRG9uIHRoZSBjYW5hcnk=\n-----END CERTIFICATE-----"
EVERYTHING = {
    "config.subdomain": "acme",
    "credentials.access_token": "canary-access",
    "credentials.refresh_token": "canary-refresh",
    "expiry": "2h",
    "credentials.client_id_override": "other-app",
    "credentials.client_secret_override": "canary-other",
    "customer.id": "cus_9",
    "customer.email": "it@acme.example",
    "customer.name": "Acme Inc.",
    "customer.organization": "org_9",
    "connection_id": "acme-new",
    "metadata": '{"plan": "gold"}',
    "webhook_url": "https://hooks.example.com/nango",
    "scopes": "read, write",
}
FREE = (("region", "eu"), ("app_secret", "canary-config"))
TAGS = (("tier", "gold"), ("owner", "emea"))
FOLDS = ["Connection configuration", "Tags", "Metadata", "Webhook, scopes and other overrides"]


def mark(drive: Driver, key: str) -> str:
    """Return what stands beside a field."""
    return drive.row(key).said


def focused(drive: Driver) -> str:
    """Return the key of the field that has the focus."""
    for row in step(drive).rows.values():
        if row.has_focus_within:
            return row.key
    return ""


def step(drive: Driver) -> CredentialsStep:
    """Return the form."""
    found = drive.wizard.step
    assert isinstance(found, CredentialsStep)
    return found


async def stays(drive: Driver) -> None:
    """Press Enter and see that the form stays."""
    await drive.press("enter")
    await drive.pilot.pause()
    assert step(drive)


def rows_mark(drive: Driver, key: str) -> str:
    """Return what stands at rows of key and value: "config", "tags"."""
    return str(rows_of(drive, key).query_one(".mark", Static).render())


def rows_of(drive: Driver, key: str) -> PairRows:
    """Return rows of key and value."""
    return next(rows for rows in drive.app.screen.query(PairRows) if rows.key == key)


async def fill_everything(drive: Driver) -> None:
    """Type all that the form has room for."""
    await drive.form("harborline")
    for name in ("own-app", "link", "send-expires-in"):
        await drive.switch(name, True)
    await drive.fill(EVERYTHING)
    await drive.put_pairs("config", *FREE)
    await drive.put_pairs("tags", *TAGS)


def assert_everything(drive: Driver) -> None:
    """Hold the form on screen to what was typed."""
    step = drive.wizard.step
    assert isinstance(step, CredentialsStep)
    assert {key: drive.typed(key) for key in EVERYTHING} == EVERYTHING
    draft = step.collect()
    assert draft.config == {"subdomain": "acme", "region": "eu", "app_secret": Secret("canary-config")}
    assert draft.tags == TAGS
    assert (draft.own_app, draft.customer.link, draft.send_expires_in, draft.fetch) == (True, True, True, False)
    assert drive.open_folds() == FOLDS


async def short(drive: Driver, connection_id: str = "") -> None:
    """Fill the shortest form with secrets in it and go to the review."""
    await drive.form("pinegrove")
    await drive.fill({"credentials.oauth_token": "canary-a", "credentials.oauth_token_secret": "canary-b"})
    if connection_id:
        await drive.put("connection_id", connection_id)
    await drive.to_review()
