"""The connections of --demo: customers as they come, healthy and broken in each way that there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from nango_tui.model.body import Json
from nango_tui.sandbox.seeds import Seed, log_id_at
from nango_tui.sandbox.store import EndUser, Organization

READ_LATER = (
    (timedelta(days=3), "vandelay-industries-import-export-latex-division-emea",
     "harborline-emea-production-migration-2026"),
    (timedelta(hours=9), "oceanic-payments", "cobalt-pay"),
    (timedelta(hours=2), "acme-42", "harborline"),
)  # fmt: skip
"""Reads that find a token that cannot be refreshed: how long ago, connection and integration, oldest first."""
SYNCS_FAILED = (
    (timedelta(hours=22), "umbrella-marketing", "tideflow"),
    (timedelta(days=2), "vandelay-industries-import-export-latex-division-emea",
     "harborline-emea-production-migration-2026"),
)  # fmt: skip


def imports(now: datetime) -> list[tuple[timedelta, Json]]:
    """Return the connections that were imported: how long ago, and by which body."""
    later = (now + timedelta(days=30)).isoformat()
    past = (now - timedelta(days=2)).isoformat()

    def _oauth2(name: str, expires: str = later) -> dict[str, Json]:
        return {
            "type": "OAUTH2",
            "access_token": f"demo-access-{name}",
            "refresh_token": f"demo-refresh-{name}",
            "expires_at": expires,
        }

    def _customer(user: str, email: str, name: str) -> Json:
        return {"id": user, "email": email, "display_name": name}

    return [
        (timedelta(days=190), {
            "provider_config_key": "harborline", "connection_id": "acme-42", "credentials": _oauth2("denied", past),
            "connection_config": {"subdomain": "acme"}, "metadata": {"plan": "enterprise", "region": "eu", "seats": 40},
            "tags": {"tier": "gold", "owner": "support-emea"},
            "end_user": _customer("cus_1042", "it@acme.example", "Acme Inc."),
        }),
        (timedelta(days=171), {
            "provider_config_key": "harborline", "connection_id": "globex", "credentials": _oauth2("globex"),
            "connection_config": {"subdomain": "globex"}, "metadata": {"plan": "pro"}, "tags": {"tier": "silver"},
            "end_user": _customer("cus_2051", "admin@globex.example", "Globex"),
        }),
        (timedelta(days=120), {
            "provider_config_key": "tallyroom", "connection_id": "b7e1c9a2-5a40-4d1c-9f43-0f0d6a2e7c11",
            "credentials": {"type": "BASIC", "username": "demo-agent-key", "password": "X"},
            "connection_config": {"subdomain": "initech"},
            "tags": {"end_user_id": "cus_3300", "end_user_email": "lumbergh@initech.example",
                     "end_user_display_name": "Initech", "organization_id": "org_77"},
        }),
        (timedelta(days=110), {
            "provider_config_key": "cobalt-pay", "connection_id": "oceanic-payments",
            "credentials": {"type": "OAUTH2_CC", "token": "demo-token-oceanic", "client_id": "oceanic",
                            "client_secret": "demo-secret-wrong", "expires_at": past},
            "connection_config": {"stage": "sandbox"}, "metadata": {"currency": "AUD"},
            "tags": {"organization_id": "org_oceanic", "tier": "gold"},
            "end_user": _customer("cus_3815", "finance@oceanic.example", "Oceanic Airlines"),
        }),
        (timedelta(days=104), {
            "provider_config_key": "harborline-emea-production-migration-2026",
            "connection_id": "vandelay-industries-import-export-latex-division-emea",
            "credentials": {
                **_oauth2("denied-vandelay", (now - timedelta(days=4)).isoformat()),
                "config_override": {"client_id": "vandelay-own-app", "client_secret": "demo-own-app-secret"},
            },
            "connection_config": {
                "subdomain": "vandelay-import-export", "oauth_scopes_override": ["read", "contacts.write"],
                "regions": {"primary": "eu-central", "fallback": ["eu-west", "us-east"]},
                "userCredentials": {"refresh_token": "demo-nested-refresh", "scope": "admin"},
            },
            "metadata": {"plan": "enterprise", "flags": {"beta": True, "limits": [10, 250, None]}},
            "tags": {"tier": "gold", "owner": "support-emea", "account.manager": "kel-varnsen", "cohort": "2026-q3"},
            "end_user": _customer("cus_3907", "art@vandelay.example",
                                  "Vandelay Industries Import/Export GmbH & Co. KG (Latex Division, EMEA)"),
            "webhook_url_override": "https://hooks.vandelay.example/nango?team=integrations",
        }),
        (timedelta(days=101), {
            "provider_config_key": "mossdesk", "connection_id": "support@dundermifflin.example",
            "credentials": {"type": "BASIC", "username": "support@dundermifflin.example", "password": "demo-token-dm"},
            "tags": {f"feature-{number}": "on" for number in range(1, 11)},
            "end_user": _customer("cus_4001", "support@dundermifflin.example", "Dunder Mifflin, Scranton"),
        }),
        (timedelta(days=96), {
            "provider_config_key": "tideflow", "connection_id": "umbrella-marketing",
            "credentials": _oauth2("umbrella"),
            "connection_config": {"portalId": "7350042"}, "metadata": {"list": "newsletter"},
            "end_user": _customer("cus_4410", "marketing@umbrella.example", "Umbrella Pharmaceuticals, Marketing EMEA"),
        }),
        (timedelta(days=61), {
            "provider_config_key": "cobalt-pay", "connection_id": "stark-payments",
            "credentials": {"type": "OAUTH2_CC", "token": "demo-token", "client_id": "stark",
                            "client_secret": "demo-secret", "expires_at": later},
            "connection_config": {"stage": "api", "merchant": "M-1042"},
            "end_user": _customer("cus_5008", "payments@stark.example", "Stark Industries"),
        }),
        (timedelta(days=33), {
            "provider_config_key": "ledgerstone",
            "connection_id": "wayne-enterprises-holding-subsidiary-north-america-east-ledger-2026",
            "credentials": {"type": "TBA", "token_id": "demo-token-id", "token_secret": "demo-token-secret"},
            "connection_config": {"accountId": "1234567-sb1"},
            "tags": {"organization_id": "org_wayne", "tier": "gold"},
            "end_user": _customer("cus_6120", "erp@wayne.example", "Wayne Enterprises"),
        }),
        (timedelta(days=12), {
            "provider_config_key": "lumenboard", "connection_id": "hooli",
            "credentials": {"type": "API_KEY", "apiKey": "demo-key"}, "connection_config": {"region": "us"},
            "end_user": _customer("cus_7002", "data@hooli.example", "Hooli"),
        }),
        (timedelta(days=3), {
            "provider_config_key": "pinegrove", "connection_id": "piedpiper",
            "credentials": {"type": "OAUTH1", "oauth_token": "demo-token", "oauth_token_secret": "demo-secret"},
            "end_user": _customer("cus_7003", "richard@piedpiper.example", "Pied Piper"),
        }),
        (timedelta(hours=5), {
            "provider_config_key": "plain-weather", "connection_id": "weather", "credentials": {"type": "NONE"},
        }),
    ]  # fmt: skip


def seeds(now: datetime) -> Iterator[Seed]:
    """Give the connections that no import makes: from the connect page, and broken by checks of the server's own."""
    soylent = EndUser(
        "cus_2600", "ops@soylent.example", "Soylent Corp", organization=Organization("org_soy", "Soylent")
    )
    yield Seed(
        "soylent-newsletter", "tideflow", now - timedelta(days=150),
        {"type": "OAUTH2", "access_token": "demo-access-soylent", "refresh_token": "demo-refresh-denied-soylent",
         "expires_at": (now - timedelta(days=20)).isoformat()},
        {"portalId": "8812034"}, {"list": "green", "since": "2024-11-02"}, {"tier": "silver"} | soylent.as_tags(),
        soylent, auth_error=log_id_at(now - timedelta(days=16, hours=5)), exhausted=True,
    )  # fmt: skip
    wonka = EndUser("cus_2711", "it@wonka.example", "Wonka Industries")
    yield Seed(
        "wonka-boards", "lumenboard", now - timedelta(days=140),
        {"type": "API_KEY", "apiKey": "demo-key-denied"}, {"region": "eu", "apiVersion": "2026-05"},
        {"boards": [4, 8, 15]}, {"tier": "gold"} | wonka.as_tags(), wonka,
        auth_error=log_id_at(now - timedelta(hours=26)),
    )  # fmt: skip
    yield Seed(
        "5f0c7a10-3b1e-4a41-8a55-9d3c1f2e7b60", "fogbank", now - timedelta(days=88),
        {"type": "TWO_STEP", "token": "demo-token", "expires_at": (now - timedelta(days=5)).isoformat(),
         "user": "backup", "key": "demo-key-denied-fogbank"},
        {"hostname": "fog.nakatomi.example"}, {}, {"end_user_email": "backup@nakatomi.example"},
        auth_error=log_id_at(now - timedelta(days=5)),
    )  # fmt: skip
    yield Seed(
        "c3b6d2f8-77aa-4c4b-9e0a-2a6f54d1e9b3", "signet-store", now - timedelta(days=45),
        {"type": "JWT", "privateKeyId": "2X9DEMO", "privateKey": "<the customer's key>", "token": "demo-token",
         "expires_at": (now + timedelta(minutes=40)).isoformat()},
        metadata={}, tags={"organization_display_name": "Tyrell Corporation"},
    )  # fmt: skip
