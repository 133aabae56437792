"""Files, sheets, password managers and what chats do to them; 14, 15, 21 and 23 to 25 of the table."""

from __future__ import annotations

import json

from tests.model.paste.cases import JSON, NANGO_KEY, TEXT, Case, Variant

LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
KEY = f"-----BEGIN PRIVATE KEY-----\n{LINE}\nmadeUp+/0=\n-----END PRIVATE KEY-----"
CERTIFICATE = f"-----BEGIN CERTIFICATE-----\n{LINE}\nMade/Up1==\n-----END CERTIFICATE-----"
CUT = "the text is cut off"
MASKED = "masked"

FILES = (
    Case(
        14,
        ".env",
        (
            Variant(
                "export ZENDESK_SUBDOMAIN=\"globex\"\nZENDESK_API_TOKEN='zk-14' # new",
                {"ZENDESK_SUBDOMAIN": "globex", "api key": "zk-14"},
            ),
            Variant(
                "# Globex\nACME_CLIENT_ID=cid-14\nACME_CLIENT_SECRET=cs#14\n\nACME_BASE_URL=https://globex.example/api",
                {"client id": "cid-14", "client secret": "cs#14", "url": "https://globex.example/api"},
            ),
            Variant(
                '$env:SHOP_TOKEN = "shpat_14a"\n$env:SHOP_DOMAIN = "globex.myshopify.com"',
                {"access token": "shpat_14a", "host": "globex.myshopify.com"},
            ),
            Variant(
                "[globex]\nusername = it@globex.example\npassword = p=w;14\n",
                {"user name": "it@globex.example", "password": "p=w;14"},
            ),
            Variant(
                f"NANGO_SECRET_KEY={NANGO_KEY}\nHUBSPOT_ACCESS_TOKEN=pat-na1-14-made-up\n",
                {"nango key": NANGO_KEY, "access token": "pat-na1-14-made-up"},
            ),
            Variant(f"NANGO_SECRET_KEY_PROD='{NANGO_KEY}'\nTOKEN={NANGO_KEY}", {"nango key": NANGO_KEY}),
        ),
        TEXT,
    ),
    Case(
        15,
        "Postman",
        (
            Variant(
                json.dumps(
                    {
                        "type": "oauth2",
                        "oauth2": [
                            {"key": "accessToken", "value": "pm-1", "type": "string"},
                            {"key": "addTokenTo", "value": "header", "type": "string"},
                            {"key": "clientSecret", "value": "{{secret}}", "type": "string"},
                        ],
                    }
                ),
                {"access token": "pm-1"},
                says=("placeholder",),
                never=("header", "{{secret}}"),
            ),
            Variant(
                json.dumps(
                    {
                        "auth": [
                            {"key": "username", "value": "u-15", "type": "string"},
                            {"key": "password", "value": "pw-15", "type": "string"},
                        ]
                    }
                ),
                {"user name": "u-15", "password": "pw-15"},
            ),
            Variant(
                json.dumps(
                    {
                        "access_token": "pm-2",
                        "refresh_token": "pm-r",
                        "expires_in": 3600,
                        "timestamp": 1795606200000,
                        "name": "Globex",
                        "addTokenTo": "header",
                    }
                ),
                {"access token": "pm-2", "refresh token": "pm-r", "expires at": "2026-11-25T12:30:00.000Z"},
            ),
            Variant(
                json.dumps(
                    {
                        "name": "globex",
                        "values": [
                            {"key": "api_token", "value": "pm-3", "enabled": True},
                            {"key": "old_token", "value": "no", "enabled": False},
                        ],
                    }
                ),
                {"api key": "pm-3"},
                never=("no",),
            ),
            Variant(
                json.dumps(
                    {
                        "info": {"name": "c"},
                        "item": [
                            {
                                "name": "a",
                                "request": {
                                    "url": {"raw": "https://globex.example/x"},
                                    "method": "GET",
                                    "auth": {
                                        "type": "bearer",
                                        "bearer": [{"key": "token", "value": "pm-4", "type": "string"}],
                                    },
                                },
                            }
                        ],
                    }
                ),
                {"access token": "pm-4", "url": "https://globex.example/x"},
            ),
            Variant(
                json.dumps(
                    {"type": "apikey", "apikey": [{"key": "key", "value": "X-Key"}, {"key": "value", "value": "pm-5"}]}
                ),
                {"api key": "pm-5"},
            ),
        ),
        {name: JSON[name] for name in ("Slack", "Windows line ends", "Markdown", "quoting", "JSON in JSON", "HTML")},
    ),
    Case(
        21,
        "PEM",
        (
            Variant(KEY, {"private key": KEY}),
            Variant(CERTIFICATE, {"certificate": CERTIFICATE}),
            Variant(json.dumps(KEY), {"private key": KEY}),
            Variant("'" + CERTIFICATE.replace("\n", "\\n") + "\\n'", {"certificate": CERTIFICATE}),
            Variant(KEY.replace("\n", " "), {"private key": KEY}),
            Variant(f'CLIENT_PRIVATE_KEY="{KEY}"\nCLIENT_ID=cid-21', {"private key": KEY, "client id": "cid-21"}),
            Variant(f"{CERTIFICATE}\n{KEY}", {"certificate": CERTIFICATE, "private key": KEY}),
            Variant(
                json.dumps({"type": "service_account", "private_key": KEY + "\n", "client_email": "a@b.example"}),
                {"private key": KEY},
            ),
            Variant(
                KEY.replace("PRIVATE", "RSA PRIVATE"),
                {"private key": KEY.replace("PRIVATE", "RSA PRIVATE")},
                says=("belongs to the integration",),
            ),
            Variant(KEY[:-30], refused=CUT),
            Variant(KEY.replace("madeUp+/0=", "..."), refused=CUT),
        ),
        TEXT,
    ),
    Case(
        23,
        "a row of a sheet",
        (
            Variant(
                "customer,subdomain,email,api_token\nGlobex Inc.,globex,it@globex.example,Abc23",
                {
                    "customer": "Globex Inc.",
                    "subdomain": "globex",
                    "user name": "it@globex.example",
                    "api key": "Abc23",
                },
            ),
            Variant(
                "api token\tcompany\tdomain\nTk-23\tGlobex\tglobex.zendesk.com",
                {"api key": "Tk-23", "host": "globex.zendesk.com"},
            ),
            Variant(
                'name;client_id;client_secret\n"Globex; Inc.";cid-23;"s;23"',
                {"client id": "cid-23", "client secret": "s;23"},
            ),
            Variant(
                "customer,access_token\nGlobex,t-23-a\nInitech,t-23-b",
                asks="Which row",
                choices=(("t-23-a",), ("t-23-b",)),
            ),
            Variant(
                "Globex\tglobex.zendesk.com\tit@globex.example\tAbC23def456",
                {"host": "globex.zendesk.com", "user name": "it@globex.example", "bare": "AbC23def456"},
            ),
            Variant(
                "Globex,https://globex.zendesk.com,AbC123def456,xyz789QWE000",
                {"url": "https://globex.zendesk.com"},
                asks="Which one is the token",
                choices=(("AbC123def456",), ("xyz789QWE000",)),
            ),
            Variant(
                "| field | value |\n|---|---|\n| access_token | m-23 |\n| refresh_token | n-23 |",
                {"access token": "m-23", "refresh token": "n-23"},
            ),
            Variant("access_token\tv-1\nrefresh_token\tv-2", {"access token": "v-1", "refresh token": "v-2"}),
            Variant(
                "customer,access_token\nGlobex,F***9", {"customer": "Globex"}, says=("it is masked",), never=("F***9",)
            ),
        ),
        TEXT,
    ),
    Case(
        24,
        "an item of a password manager",
        (
            Variant(
                json.dumps(
                    {
                        "id": "x",
                        "title": "Globex",
                        "category": "API_CREDENTIAL",
                        "fields": [
                            {
                                "id": "username",
                                "type": "STRING",
                                "purpose": "USERNAME",
                                "label": "username",
                                "value": "it@globex.example",
                            },
                            {"id": "credential", "type": "CONCEALED", "label": "credential", "value": "op-24"},
                            {"id": "x1", "type": "STRING", "label": "subdomain", "value": "globex"},
                        ],
                        "urls": [{"primary": True, "href": "https://globex.zendesk.com"}],
                    }
                ),
                {
                    "user name": "it@globex.example",
                    "api key": "op-24",
                    "subdomain": "globex",
                    "url": "https://globex.zendesk.com",
                },
            ),
            Variant(
                json.dumps(
                    {
                        "object": "item",
                        "name": "Globex",
                        "notes": None,
                        "login": {
                            "username": "bob",
                            "password": "s3s4me!",
                            "totp": None,
                            "uris": [{"uri": "https://globex.freshdesk.com"}],
                        },
                    }
                ),
                {"user name": "bob", "password": "s3s4me!", "url": "https://globex.freshdesk.com"},
            ),
            Variant(
                json.dumps(
                    {
                        "object": "item",
                        "name": "Globex",
                        "login": {"username": "amy", "password": None, "totp": "otpauth://x"},
                        "fields": [{"name": "API key", "value": "bw-24", "type": 1}],
                    }
                ),
                {"user name": "amy", "api key": "bw-24"},
                says=("good for one moment",),
            ),
            Variant(
                json.dumps(
                    [
                        {"id": "username", "label": "username", "value": "eve"},
                        {"id": "password", "label": "password", "value": "op-pw"},
                    ]
                ),
                {"user name": "eve", "password": "op-pw"},
            ),
        ),
        {
            name: JSON[name]
            for name in ("Slack", "Windows line ends", "Markdown", "quoting", "JSON in JSON", "HTML", "Python")
        },
    ),
    Case(
        25,
        "languages, chats and notes",
        (
            Variant(
                "{'access_token': 'py-25', 'refresh_token': None, 'ok': True,"
                " 'expires_at': datetime.datetime(2026, 11, 25, 14, 30)}",
                {"access token": "py-25", "expires at": "2026-11-25T14:30:00.000Z"},
                says=("no time zone",),
            ),
            Variant(
                '{:access_token=>"rb-25", "expires_in"=>3600, refresh_token: nil}',
                {"access token": "rb-25", "expires in": "3600"},
            ),
            Variant(
                "access_token: yml-25\nteam:\n  id: T25\nexpires_in: 60\nprivate_key: |\n  "
                + KEY.replace("\n", "\n  "),
                {"access token": "yml-25", "team.id": "T25", "expires in": "60", "private key": KEY},
            ),
            Variant(
                "*Subdomain:* globex\n• *API token:* `ch-25`\n- **E-mail**: it@globex.example",
                {"Subdomain": "globex", "api key": "ch-25", "user name": "it@globex.example"},
            ),
            Variant("Access token\nui-25\nRefresh token\nui-26", {"access token": "ui-25", "refresh token": "ui-26"}),
            Variant(
                "Hi, the token is xoxb-25-made-up and the site https://globex.slack.com. Thanks!",
                {"access token": "xoxb-25-made-up", "url": "https://globex.slack.com"},
            ),
            Variant(
                "Credentials(token='ya29.p', refresh_token='1//p', expiry=datetime.datetime(2026,"
                " 11, 25, 15, 0, tzinfo=datetime.timezone.utc))",
                {"access token": "ya29.p", "refresh token": "1//p", "expires at": "2026-11-25T15:00:00.000Z"},
            ),
            Variant(
                "consumer key: ck-25\nconsumer secret: cs-25\ntoken id: ti-25\ntoken secret: ts-25",
                {"client id": "ck-25", "client secret": "cs-25", "token id": "ti-25", "token secret": "ts-25"},
            ),
            Variant(
                "q7w8e9r0t1y2\nu3i4o5p6a7s8",
                asks="Which one is the token",
                choices=(("q7w8e9r0t1y2",), ("u3i4o5p6a7s8",)),
            ),
        ),
        TEXT,
    ),
    Case(
        25,
        "what is no value",
        (
            Variant('{"access_token": "ya29.made-up…", "expires_in": 3599}', refused=CUT),
            Variant('{"access_token": "ya29.made-up", "refresh_token": "1//0e', refused=CUT),
            Variant('{"access_token": "F***9"}', refused=MASKED),
            Variant('{"access_token": "••••••••", "token_type": "Bearer"}', refused=MASKED),
            Variant('{"access_token": "[REDACTED]"}', refused=MASKED),
            Variant('{"api_key": "xxxx-xxxx-1234"}', refused=MASKED),
            Variant('{"api_key": "<hidden>", "subdomain": "globex"}', {"subdomain": "globex"}, says=("it is masked",)),
            Variant('{"access_token": "", "refresh_token": null, "api_key": "<your api key>"}', refused="placeholders"),
        ),
        {name: JSON[name] for name in ("Slack", "Windows line ends", "Markdown", "quoting")},
    ),
    Case(
        25,
        "what is no value, without JSON",
        (
            Variant("shpat_****", refused=MASKED),
            Variant("ya29.a0Made...", refused=CUT),
            Variant("password: ••••••••\nusername: bob", {"user name": "bob"}, says=("password: it is masked",)),
            Variant('API_KEY="k-25', refused=CUT),
            Variant("API_KEY=<hidden>", refused=MASKED),
            Variant("See you tomorrow at the office.", refused="no token"),
            Variant("  \n\u200b\n", refused="no text"),
        ),
        {"quoting": TEXT["quoting"]},
    ),
    Case(
        25,
        "one value",
        (
            Variant("globex", {"bare": "globex"}),
            Variant(" 'k9z-25' ", {"bare": "k9z-25"}),
            Variant("p@ss:w0rd#25", {"bare": "p@ss:w0rd#25"}),
            Variant(NANGO_KEY, asks="the form of a Nango key"),
            Variant("nango_sbx_v1_made-up", {"nango key": "nango_sbx_v1_made-up"}),
        ),
        TEXT,
    ),
    Case(
        25,
        "relatives",
        (
            Variant("<token><access_token>x-25</access_token></token>", {"access token": "x-25"}),
            Variant(
                "wget --header='Authorization: Bearer w-25' https://api.globex.example/x",
                {"access token": "w-25", "url": "https://api.globex.example/x"},
            ),
            Variant(
                'fetch("https://api.globex.example/y", {\n  "headers": {\n    "authorization": "Bearer f-25"\n  },\n'
                '  "method": "GET"\n});',
                {"access token": "f-25", "url": "https://api.globex.example/y"},
            ),
            Variant(
                "ID:          k2\nTitle:       Globex\nFields:\n  username:    bob\n"
                "  password:    [use 'op item get k2 --reveal' to reveal]\n",
                {"user name": "bob"},
                says=("it is masked",),
            ),
            Variant(
                "login: it@globex.example, password: s3same and subdomain: globex",
                {"user name": "it@globex.example", "password": "s3same", "subdomain": "globex"},
            ),
            Variant('array("access_token" => "php-25", "expires_in" => 60)', {"access token": "php-25"}),
            Variant('"access_token": "part-25",\n"refresh_token": "part-26",', {"refresh token": "part-26"}),
            Variant("access_token=l-25 refresh_token=l-26", {"access token": "l-25", "refresh token": "l-26"}),
            Variant("- name: API_TOKEN\n  value: k8s-25\n- name: REGION\n  value: eu", {"api key": "k8s-25"}),
            Variant(f"The Nango key of prod is {NANGO_KEY}", {"nango key": NANGO_KEY}),
            Variant('["q1w2e3r4", "t5y6u7i8"]', asks="Which one is the token"),
            Variant(
                json.dumps({"kty": "RSA", "n": "x1", "e": "AQAB", "d": "y1"}),
                {"JWK": '{"kty": "RSA", "n": "x1", "e": "AQAB", "d": "y1"}'},
            ),
            Variant("customer,access_token\nGlobex,same-25\nGlobex,same-25", asks="Which row"),
            Variant("subdomain: my-shop\napi key: <your key>", {"subdomain": "my-shop"}, says=("placeholder",)),
            Variant(
                "2026-11-25 12:00:00 INFO token answer access_token=log-25 refresh_token=log-26 expires_in=60",
                {"access token": "log-25", "refresh token": "log-26", "expires in": "60"},
            ),
            Variant(
                '#<OAuth2::AccessToken:0x01 @token="rb-27", @refresh_token="rb-28", @expires_at=1795612345>',
                {"access token": "rb-27", "refresh token": "rb-28", "expires at": "2026-11-25T13:12:25.000Z"},
            ),
            Variant("Array\n(\n    [access_token] => php-26\n    [scope] => a\n)", {"access token": "php-26"}),
            Variant("&{AccessToken:go-25 TokenType:Bearer RefreshToken:go-26}", {"refresh token": "go-26"}),
            Variant("Hi, here's the api key: mail-25", {"api key": "mail-25"}),
            Variant("Token: **bold-25**", {"access token": "bold-25"}, says=("bold letters",)),
            Variant("error: invalid_grant\nerror_description: expired", refused="this is an error"),
            Variant('customer,token\nGlobex,"cut-25', refused=CUT),
            Variant("API_KEY=$(pass show globex)", refused="placeholders"),
            Variant("API_KEY=op://vault/globex/key", refused="placeholders"),
        ),
        {"quoting": TEXT["quoting"], "Windows line ends": TEXT["Windows line ends"]},
    ),
)
