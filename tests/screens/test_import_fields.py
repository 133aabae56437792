"""Every field of both bodies can be filled in the wizard, and arrives as it was typed."""

from __future__ import annotations

from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json
from tests.screens.driving import Driver, running

DOCUMENT = {
    "connection_id", "provider_config_key", "access_token", "refresh_token", "expires_at", "expires_in",
    "no_expiration", "oauth_client_id_override", "oauth_client_secret_override", "oauth_token", "oauth_token_secret",
    "metadata", "connection_config", "username", "password", "api_key",
}  # fmt: skip
"""The body fields of the documented import, POST /connection."""

TOKENS = {"config.subdomain": "acme", "credentials.access_token": "canary-access"}


async def sent(drive: Driver) -> dict[str, Json]:
    """Send the filled form and return the body that arrived."""
    await drive.to_review()
    await drive.send()
    await drive.wait_for("Stored")
    return drive.front.imports()[-1][1]


async def fill_everything(drive: Driver) -> None:
    """Fill all that an OAuth 2 import takes."""
    await drive.form("harborline")
    await drive.fill(TOKENS | {"credentials.refresh_token": "canary-refresh", "expiry": "2026-12-01 08:00Z"})
    await drive.switch("own-app", True)
    await drive.fill(
        {
            "credentials.client_id_override": "other-app",
            "credentials.client_secret_override": "canary-other",
            "customer.id": "cus_9",
            "customer.email": "it@acme.example",
            "customer.name": "Acme Inc.",
            "customer.organization": "org_9",
            "connection_id": "acme-new",
            "metadata": '{"plan": "gold", "seats": 12, "deep": {"list": [1, null, true]}}',
            "webhook_url": "https://hooks.example.com/nango",
            "scopes": "read, write",
        }
    )
    await drive.put_pairs("config", ("region", "eu"), ("app_secret", "canary-config"))
    await drive.put_pairs("tags", ("tier", "gold"), ("owner", "emea"))


CREDENTIALS: dict[str, Json] = {
    "type": "OAUTH2",
    "access_token": "canary-access",
    "refresh_token": "canary-refresh",
    "expires_at": "2026-12-01T08:00:00.000Z",
    "config_override": {"client_id": "other-app", "client_secret": "canary-other"},
}
METADATA: Json = {"plan": "gold", "seats": 12, "deep": {"list": [1, None, True]}}


async def test_everything_that_the_current_endpoint_takes_arrives_there() -> None:
    async with running() as drive:
        await fill_everything(drive)
        body = await sent(drive)
        assert body == {
            "provider_config_key": "harborline",
            "connection_id": "acme-new",
            "credentials": CREDENTIALS,
            "connection_config": {
                "subdomain": "acme",
                "region": "eu",
                "app_secret": "canary-config",
                "oauth_scopes_override": ["read", "write"],
            },
            "metadata": METADATA,
            "tags": {
                "end_user_id": "cus_9",
                "end_user_email": "it@acme.example",
                "end_user_display_name": "Acme Inc.",
                "organization_id": "org_9",
                "tier": "gold",
                "owner": "emea",
            },
            "webhook_url_override": "https://hooks.example.com/nango",
        }
        stored = drive.stored("acme-new", "harborline")
        assert stored["tags"] == body["tags"]
        assert stored["metadata"] == METADATA
        assert stored["webhook_url_override"] == "https://hooks.example.com/nango"


async def test_everything_that_the_legacy_endpoint_takes_arrives_there() -> None:
    async with running(fixed=Endpoint.LEGACY) as drive:
        await fill_everything(drive)
        body = await sent(drive)
        assert body == {
            "provider_config_key": "harborline",
            "connection_id": "acme-new",
            "access_token": "canary-access",
            "refresh_token": "canary-refresh",
            "expires_at": "2026-12-01T08:00:00.000Z",
            "oauth_client_id_override": "other-app",
            "oauth_client_secret_override": "canary-other",
            "connection_config": {
                "subdomain": "acme",
                "region": "eu",
                "app_secret": "canary-config",
                "oauth_scopes_override": "read,write",
            },
            "metadata": METADATA,
            "webhook_url_override": "https://hooks.example.com/nango",
        }


async def test_a_linked_customer_is_sent_as_end_user() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.fill(TOKENS | {"expiry": "never", "customer.id": "cus_9", "customer.name": "Acme Inc."})
        await drive.put("customer.organization", "org_9")
        await drive.switch("link", True)
        body = await sent(drive)
        assert body["end_user"] == {"id": "cus_9", "display_name": "Acme Inc."}
        assert body["tags"] == {"organization_id": "org_9"}
        user = drive.stored(drive.sent_id, "harborline")["end_user"]
        assert isinstance(user, dict)
        assert (user["id"], user["display_name"]) == ("cus_9", "Acme Inc.")


async def test_a_duration_is_sent_as_expires_in_where_that_was_asked_for_on_the_legacy_endpoint() -> None:
    async with running(fixed=Endpoint.LEGACY) as drive:
        await drive.form("harborline")
        await drive.fill(TOKENS | {"expiry": "45m"})
        await drive.switch("send-expires-in", True)
        body = await sent(drive)
        assert body["expires_in"] == 2700
        assert "expires_at" not in body


async def test_never_is_left_out_on_the_current_endpoint_and_said_on_the_legacy_one() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.fill(TOKENS | {"expiry": "never"})
        body = await sent(drive)
        assert body["credentials"] == {"type": "OAUTH2", "access_token": "canary-access"}
    async with running(fixed=Endpoint.LEGACY) as drive:
        await drive.form("harborline")
        await drive.fill(TOKENS | {"expiry": "never"})
        body = await sent(drive)
        assert body["no_expiration"] is True
        assert "expires_at" not in body


async def test_a_typed_time_is_local_and_sent_in_utc() -> None:
    async with running() as drive:
        await drive.form("harborline")
        await drive.fill(TOKENS | {"expiry": "tomorrow 9:00"})
        drive.row("expiry").entry.focus()
        await drive.wait_for("09:00", "07:00 UTC")
        body = await sent(drive)
        credentials = body["credentials"]
        assert isinstance(credentials, dict)
        assert credentials["expires_at"] == "2026-11-25T07:00:00.000Z"


async def test_what_is_not_filled_is_not_sent() -> None:
    async with running() as drive:
        await drive.form("harborline-key")
        await drive.fill({"config.subdomain": "acme", "credentials.api_key": "hbl_0123456789abcdea"})
        body = await sent(drive)
        assert set(body) == {"provider_config_key", "connection_id", "credentials", "connection_config"}


async def test_all_body_fields_of_the_documented_import_can_be_filled() -> None:
    seen: set[str] = set()
    jobs: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
        ("harborline", TOKENS | {"credentials.refresh_token": "canary-r", "expiry": "2h", "metadata": "{}"}, ()),
        ("harborline", TOKENS | {"expiry": "45m"}, ("send-expires-in",)),
        ("harborline", TOKENS | {"expiry": "never", "metadata": '{"a": 1}'}, ()),
        ("pinegrove", {"credentials.oauth_token": "canary-o", "credentials.oauth_token_secret": "canary-s"}, ()),
        ("mossdesk", {"credentials.username": "a@acme.example", "credentials.password": "canary-p"}, ()),
        ("harborline-key", {"config.subdomain": "a", "credentials.api_key": "hbl_0123456789abcdea"}, ()),
    )
    async with running(fixed=Endpoint.LEGACY) as drive:
        for integration, typed, switches in jobs:
            await drive.form(integration)
            for name in switches:
                await drive.switch(name, True)
            await drive.fill(typed)
            seen |= set(await sent(drive))
            await drive.home()
        await drive.form("harborline")
        await drive.fill(TOKENS | {"expiry": "never"})
        await drive.switch("own-app", True)
        await drive.fill({"credentials.client_id_override": "x", "credentials.client_secret_override": "canary-y"})
        seen |= set(await sent(drive))
    assert seen >= DOCUMENT
