"""Templates of invented providers: every auth mode that Nango imports, every feature that a template can have.

All companies are made up; example.com and its kind lead nowhere.
"""

from __future__ import annotations

from typing import Final

from nango_tui.model.body import Json

Fields = dict[str, Json]

_DOCS = "https://docs.example.com/nango/{}"


def _field(title: str, description: str, **more: Json) -> Json:
    return {"type": "string", "title": title, "description": description, **more}


def _template(name: str, display_name: str, auth_mode: str, category: str, **more: Json) -> Fields:
    docs = _DOCS.format(name)
    return {
        "display_name": display_name,
        "categories": [category],
        "auth_mode": auth_mode,
        **more,
        "docs": docs,
        "docs_connect": f"{docs}/connect",
    }


def _host(label: str, domain: str, *, order: int = 1) -> Json:
    return _field(
        f"{label} workspace",
        f"The first part of the address at which the customer opens {label}.",
        example="acme",
        pattern="^[a-z0-9][a-z0-9-]*$",
        prefix="https://",
        suffix=f".{domain}",
        order=order,
        doc_section="#where-to-find-the-workspace",
    )


_HARBORLINE = "https://${connectionConfig.subdomain}.harborline.example"

TEMPLATES: Final[dict[str, Fields]] = {
    "harborline": _template(
        "harborline", "Harborline", "OAUTH2", "crm",
        authorization_url=f"{_HARBORLINE}/oauth/authorize",
        token_url=f"{_HARBORLINE}/oauth/token",
        proxy={"base_url": f"{_HARBORLINE}/api/v2"},
        connection_config={"subdomain": _host("Harborline", "harborline.example")},
    ),
    "harborline-api-key": _template(
        "harborline-api-key", "Harborline (API Key)", "API_KEY", "crm",
        proxy={
            "base_url": f"{_HARBORLINE}/api/v2",
            "headers": {"authorization": "Bearer ${apiKey}"},
            "verification": {"method": "GET", "endpoints": ["/me"]},
        },
        credentials={
            "apiKey": _field("API Key", "A key of a user who may read contacts.", example="hbl_0123456789abcdef",
                             pattern="^hbl_[0-9a-f]{16,}$", secret=True, doc_section="#create-a-key"),
        },
        connection_config={"subdomain": _host("Harborline", "harborline.example")},
    ),
    "fernmail": _template(
        "fernmail", "Fernmail", "OAUTH2", "communication",
        authorization_url="https://accounts.fernmail.example/authorize",
        token_url="https://accounts.fernmail.example/token",
        token_response_metadata=["api_domain"],
        proxy={"base_url": "${connectionConfig.api_domain}"},
        connection_config={
            "api_domain": _field("API domain", "Where Fernmail keeps this account: it comes with the token.",
                                 example="https://eu.api.fernmail.example", format="uri", automated=True),
        },
    ),
    "zephyr-books": _template(
        "zephyr-books", "Zephyr Books", "OAUTH2", "accounting",
        authorization_url="https://accounts.zephyr.${connectionConfig.extension}/oauth/v2/auth",
        token_url="https://accounts.zephyr.${connectionConfig.extension}/oauth/v2/token",
        token_params={"grant_type": "authorization_code"},
        token_response_metadata=["api_domain", "team.id"],
        proxy={"base_url": "${connectionConfig.api_domain}/books"},
        connection_config={
            "team.id": _field("Team ID", "The team that approved the access.", automated=True),
        },
    ),
    "tideflow": _template(
        "tideflow", "Tideflow Marketing Suite", "OAUTH2", "marketing",
        authorization_url="https://app.tideflow.example/oauth/authorize",
        token_url="https://api.tideflow.example/oauth/v1/token",
        post_connection_script="tideflowPostConnection",
        proxy={"base_url": "https://api.tideflow.example"},
        connection_config={
            "portalId": _field("Portal ID", "The number of the customer's portal.", automated=True),
        },
    ),
    "beacon-ads": _template(
        "beacon-ads", "Beacon Ads", "OAUTH2", "marketing",
        authorization_url="https://ads.beacon.example/authorize",
        token_url="https://ads.beacon.example/token",
        token_expiration_buffer=1800,
        proxy={
            "base_url": "https://ads.beacon.example/v1",
            "headers": {"developer-token": "${connectionConfig.developer_token}"},
        },
        connection_config={
            "developer_token": _field("Developer token", "Beacon counts calls by it.", automated=True),
        },
    ),
    "cobalt-pay": _template(
        "cobalt-pay", "Cobalt Pay", "OAUTH2_CC", "payment",
        token_url="https://${connectionConfig.stage}.cobaltpay.example/oauth/token",
        proxy={"base_url": "https://${connectionConfig.stage}.cobaltpay.example/v3"},
        connection_config={
            "stage": _field("Stage", "Where the customer's account is.", enum=["api", "sandbox"],
                            default_value="api", order=1, doc_section="#stages"),
            "merchant": _field("Merchant number", "Only for accounts with several merchants.", optional=True,
                               example="M-1042", order=2),
        },
    ),
    "brasswork-mtls": _template(
        "brasswork-mtls", "Brasswork Payroll (mTLS)", "OAUTH2_CC", "hr",
        require_client_certificate=True,
        token_url="https://accounts.brasswork.example/auth/oauth/v2/token",
        proxy={"base_url": "https://api.brasswork.example"},
        credentials={
            "client_id": _field("Client ID", "The id of the project in Brasswork's portal.", format="uuid",
                                example="3f2b6c1e-8a4d-4d0b-9b1e-2f6f6f1f0a11"),
            "client_secret": _field("Client Secret", "The secret of the same project.", secret=True),
            "client_certificate": _field("Client Certificate", "The signed certificate, with its first and last line.",
                                         secret=True, doc_section="#certificate"),
            "client_private_key": _field("Client Private Key", "The key that belongs to the certificate.",
                                         secret=True, doc_section="#certificate"),
        },
    ),
    "osprey-id": _template(
        "osprey-id", "Osprey Identity (Client Credentials)", "OAUTH2_CC", "iam",
        token_request_auth_method="private_key_jwt",
        token_url="https://${connectionConfig.domain}/oauth2/v1/token",
        proxy={"base_url": "https://${connectionConfig.domain}/api/v1"},
        credentials={
            "client_id": _field("Client ID", "The id of the service app.", example="0oa1b2c3d4"),
            "client_private_key": _field("Private Key (JWK)", "The private key of the service app, as JSON.",
                                         secret=True),
        },
        connection_config={
            "domain": _field("Domain", "The domain of the customer's Osprey organization.", format="hostname",
                             example="acme.osprey-id.example", order=1),
        },
    ),
    "pinegrove": _template(
        "pinegrove", "Pinegrove Boards", "OAUTH1", "productivity",
        request_url="https://pinegrove.example/oauth/request",
        authorization_url="https://pinegrove.example/oauth/authorize",
        token_url="https://pinegrove.example/oauth/access",
        signature_method="HMAC-SHA1",
        proxy={"base_url": "https://api.pinegrove.example"},
    ),
    "lumenboard": _template(
        "lumenboard", "Lumenboard", "API_KEY", "analytics",
        proxy={
            "base_url": "https://${connectionConfig.hostname} || https://${connectionConfig.region}.lumenboard.example",
            "headers": {"x-api-key": "${apiKey}", "x-app": "${connectionConfig.appSecret}"},
            "verification": {"method": "GET", "endpoints": ["/v1/ping"]},
        },
        credentials={"apiKey": _field("API Key", "From Settings, then Integrations, then API.")},
        connection_config={
            "hostname": _field("Own host", "Only where the customer runs Lumenboard.", format="hostname",
                               example="boards.acme.example", optional=True, order=1),
            "region": _field("Region", "Only in Lumenboard's own cloud.", enum=["eu", "us", "ap"], optional=True,
                             order=2),
            "appSecret": _field("App secret", "Given to partners only.", hidden=True),
            "apiVersion": _field("API version", "The version that the calls speak.", hidden=True,
                                 default_value="2026-05"),
        },
    ),
    "tallyroom": _template(
        "tallyroom", "Tallyroom", "BASIC", "support",
        proxy={"base_url": "https://${connectionConfig.subdomain}.tallyroom.example/api"},
        credentials={
            "username": _field("API Key", "The key of an agent, from the agent's profile.",
                               doc_section="#your-key"),
            "password": _field("Password", "Not used.", hidden=True, default_value="X"),
        },
        connection_config={"subdomain": _host("Tallyroom", "tallyroom.example")},
    ),
    "mossdesk": _template(
        "mossdesk", "Mossdesk (Email and Token)", "BASIC", "ticketing",
        proxy={
            "base_url": "https://api.mossdesk.example",
            "verification": {"method": "GET", "endpoints": ["/agents/me"]},
        },
        credentials={
            "username": _field("Email", "The address of the agent who made the token.", format="email",
                               example="agent@acme.example"),
            "password": _field("API Token", "The token; leave it out for a public help center.", secret=True,
                               default_value=""),
        },
    ),
    "ledgerstone-tba": _template(
        "ledgerstone-tba", "Ledgerstone ERP (TBA)", "TBA", "erp",
        proxy={"base_url": "https://${connectionConfig.accountId}.ledgerstone.example"},
        credentials={
            "token_id": _field("Token ID", "Shown once, when the token is made."),
            "token_secret": _field("Token Secret", "Shown once, beside the token id.", secret=True),
        },
        connection_config={
            "accountId": _field("Account ID", "As in the address of the customer's Ledgerstone.",
                                example="1234567-sb1", pattern="^[0-9]+(-sb[0-9]+)?$", order=1),
        },
    ),
    "gitgarden-app": _template(
        "gitgarden-app", "Gitgarden (App)", "APP", "dev-tools",
        authorization_url="${connectionConfig.appPublicLink}/installations/new",
        token_url="https://api.gitgarden.example/app/installations/${connectionConfig.installation_id}/access_tokens",
        proxy={"base_url": "https://api.gitgarden.example"},
        connection_config={
            "appPublicLink": _field("App public link", "Where the app is described.", automated=True),
        },
    ),
    "gitgarden-app-oauth": _template(
        "gitgarden-app-oauth", "Gitgarden (App OAuth)", "CUSTOM", "dev-tools",
        authorization_url="https://gitgarden.example/login/oauth/authorize",
        token_url={
            "OAUTH2": "https://gitgarden.example/login/oauth/access_token",
            "APP": "https://api.gitgarden.example/app/installations/${connectionConfig.installation_id}/access_tokens",
        },
        proxy={"base_url": "https://api.gitgarden.example"},
        connection_config={
            "appPublicLink": _field("App public link", "Where the app is described.", automated=True),
        },
    ),
    "plain-weather": _template(
        "plain-weather", "Plain Weather", "NONE", "other",
        proxy={"base_url": "https://api.plain-weather.example"},
    ),
    "fogbank": _template(
        "fogbank", "Fogbank Storage", "TWO_STEP", "storage",
        token_url="https://${connectionConfig.hostname}/login",
        token_params={"user": "${credentials.user}", "key": "${credentials.key}"},
        proxy={"base_url": "https://${connectionConfig.hostname}/api"},
        credentials={
            "user": _field("User", "A user of the customer's Fogbank."),
            "key": _field("Key", "The user's key.", secret=True),
        },
        connection_config={
            "hostname": _field("Hostname", "Where the customer's Fogbank runs.", format="hostname", order=1),
        },
    ),
    "signet-store": _template(
        "signet-store", "Signet App Store", "JWT", "e-commerce",
        proxy={"base_url": "https://api.signet.example/v1"},
        credentials={
            "privateKeyId": _field("Key ID", "Shown beside the key."),
            "privateKey": _field("Private Key", "Downloaded once, with its first and last line.", secret=True),
        },
    ),
    "relaybot-mcp": _template(
        "relaybot-mcp", "Relaybot (MCP)", "MCP_OAUTH2", "mcp",
        client_registration="dynamic",
        authorization_url="https://mcp.relaybot.example/authorize",
        token_url="https://mcp.relaybot.example/token",
        proxy={"base_url": "https://mcp.relaybot.example"},
    ),
}  # fmt: skip
"""Provider templates by name, as GET /providers/{provider} answers them without name and logo."""
