"""Bodies and answers of Nango that people paste, 13, 17 and 18 of the table."""

from __future__ import annotations

import json

from tests.model.paste import mangling
from tests.model.paste.cases import NANGO_KEY, Case, Variant

NANGO = {
    "id": 318,
    "connection_id": "globex-7",
    "provider_config_key": "hubspot-eu",
    "provider": "hubspot",
    "errors": [{"type": "auth", "log_id": "lg_9"}],
    "created_at": "2026-03-02T10:00:00.000Z",
    "updated_at": "2026-11-01T10:00:00.000Z",
    "last_fetched_at": "2026-11-02T10:00:00.000Z",
    "metadata": {"region": "emea", "limits": [1, 2]},
    "tags": {"plan": "gold"},
    "connection_config": {"portalId": 5550123, "oauth_client_secret": "integration-own-Z1"},
    "end_user": {
        "id": "u-77",
        "email": "it@globex.example",
        "display_name": "Globex",
        "tags": {},
        "organization": None,
    },
    "webhook_url_override": None,
    "credentials": {
        "type": "OAUTH2",
        "access_token": "CMzz-hub-1",
        "refresh_token": "na1-hub-2",
        "expires_at": "2026-11-25T12:30:00.000Z",
        "raw": {"access_token": "CMzz-hub-1", "hub_id": 5550123},
    },
}
NANGO_FOUND = {
    "connection id": "globex-7",
    "integration": "hubspot-eu",
    "access token": "CMzz-hub-1",
    "refresh token": "na1-hub-2",
    "expires at": "2026-11-25T12:30:00.000Z",
    "config": '{"portalId": 5550123}',
    "metadata": '{"region": "emea", "limits": [1, 2]}',
    "tags": '{"plan": "gold"}',
    "end_user.id": "u-77",
    "end_user.email": "it@globex.example",
    "end_user.display_name": "Globex",
}
ROWS = [
    {
        "id": 1,
        "connection_id": "globex-7",
        "provider_config_key": "hubspot-eu",
        "provider": "hubspot",
        "errors": [],
        "tags": {},
        "end_user": {"id": "u-77", "email": None, "display_name": "Globex"},
        "metadata": None,
    },
    {
        "id": 2,
        "connection_id": "initech-1",
        "provider_config_key": "hubspot-eu",
        "provider": "hubspot",
        "errors": [],
        "tags": {"end_user_id": "u-78"},
        "end_user": None,
        "metadata": None,
    },
]


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in NANGO.items() if key != name}


NANGO_BODIES = (
    Case(
        17,
        "one connection of Nango",
        (
            Variant(
                json.dumps(NANGO),
                NANGO_FOUND,
                never=("integration-own-Z1", "318", "lg_9"),
                says=("the integration's own", "Nango sets it itself"),
            ),
            Variant(json.dumps(NANGO, indent=2), NANGO_FOUND),
            Variant(
                json.dumps({**NANGO, "credentials": {}}),
                {"connection id": "globex-7", "config": '{"portalId": 5550123}'},
                says=("no credentials are inside",),
            ),
            Variant(
                json.dumps(
                    {**NANGO, "credentials": {"type": "BASIC", "username": "it@globex.example", "password": "pw-1z"}}
                ),
                {"user name": "it@globex.example", "password": "pw-1z"},
            ),
        ),
        mangling.JSON_MANGLES,
    ),
    Case(
        18,
        "a list of connections of Nango",
        (
            Variant(
                json.dumps({"connections": ROWS}),
                asks="Which connection",
                says=("a list holds no credentials",),
                choices=(("globex-7", "hubspot-eu"), ("initech-1", "hubspot-eu")),
            ),
            Variant(json.dumps(list(reversed(ROWS))), asks="Which connection"),
            Variant(
                json.dumps({"connections": ROWS[:1]}),
                {"connection id": "globex-7"},
                says=("a list holds no credentials",),
            ),
        ),
        mangling.JSON_MANGLES,
    ),
    Case(
        13,
        "a body for Nango",
        (
            Variant(
                json.dumps(
                    {
                        "provider_config_key": "zendesk",
                        "connection_id": "globex",
                        "access_token": "t-1",
                        "refresh_token": "r-1",
                        "oauth_client_id_override": "cid",
                        "oauth_client_secret_override": "cs",
                        "connection_config": {"subdomain": "globex", "oauth_scopes_override": "read,write"},
                        "metadata": {"a": True},
                        "expires_at": "2026-12-01T00:00:00Z",
                    }
                ),
                {
                    "integration": "zendesk",
                    "access token": "t-1",
                    "client id": "cid",
                    "client secret": "cs",
                    "scopes": "read,write",
                    "config": '{"subdomain": "globex"}',
                    "metadata": '{"a": true}',
                    "expires at": "2026-12-01T00:00:00.000Z",
                },
            ),
            Variant(
                json.dumps(
                    {
                        "provider_config_key": "ns",
                        "credentials": {
                            "type": "TBA",
                            "token_id": "ti",
                            "token_secret": "ts",
                            "config_override": {"client_id": "ck", "client_secret": "cks"},
                        },
                        "connection_config": {"accountId": "1234567-sb1"},
                    }
                ),
                {"token id": "ti", "token secret": "ts", "client id": "ck", "client secret": "cks"},
            ),
            Variant(
                json.dumps({"provider_config_key": "k", "credentials": {"type": "API_KEY", "apiKey": NANGO_KEY}}),
                {"api key": NANGO_KEY},
            ),
        ),
        mangling.JSON_MANGLES,
    ),
)
