"""Requests that people paste: curl, headers, HTTP, HAR, addresses; 11 to 13, 16, 19, 20 and 22 of the table."""

from __future__ import annotations

import base64
import json

from tests.model.paste.cases import NANGO_KEY, TEXT, Case, Variant
from tests.model.paste.cases_answers import ERROR, FROM_NOW


def coded(payload: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")


def jwt(**claims: object) -> str:
    return f"{coded({'alg': 'RS256', 'typ': 'JWT'})}.{coded(claims)}.c2lnbmF0dXJl"


JWT = jwt(exp=1795610000, iss="https://login.initech.example/", sub="u1")
OTHER_UUID = "d41d8cd9-8f00-4204-a980-0998ecf8427e"
JWT_AT = "2026-11-25T12:33:20.000Z"
BODY = (
    '{"provider_config_key":"zendesk","connection_id":"globex-9","access_token":"tok-9",'
    '"connection_config":{"subdomain":"globex"}}'
)
HAR_OTHER = {
    "request": {"method": "GET", "url": "https://globex.example/app.js", "headers": []},
    "response": {"status": 200, "headers": [], "content": {"mimeType": "text/javascript", "text": "var a = {};"}},
}
HAR_TOKEN = {
    "request": {
        "method": "POST",
        "url": "https://login.globex.example/oauth/token",
        "headers": [{"name": "Authorization", "value": "Basic Y2lkOmNzZWM="}, {"name": "Cookie", "value": "a=b"}],
        "postData": {
            "mimeType": "application/x-www-form-urlencoded",
            "text": "grant_type=refresh_token&refresh_token=old-r",
        },
    },
    "response": {
        "status": 200,
        "headers": [{"name": "date", "value": "Wed, 25 Nov 2026 11:30:00 GMT"}],
        "content": {
            "mimeType": "application/json",
            "text": '{"access_token":"har-a","refresh_token":"har-r","expires_in":3600}',
        },
    },
}

REQUESTS = (
    Case(
        11,
        "curl with a user",
        (
            Variant(
                "curl -u agent@globex.example/token:Zk4Tq9 https://globex.zendesk.com/api/v2/users.json",
                {
                    "user name": "agent@globex.example/token",
                    "password": "Zk4Tq9",
                    "url": "https://globex.zendesk.com/api/v2/users.json",
                },
            ),
            Variant(
                "$ curl https://globex.zendesk.com/api/v2/me.json -sS --user 'it@globex.example/token:q:7:z' | jq .",
                {"user name": "it@globex.example/token", "password": "q:7:z"},
                never=("jq", "."),
            ),
            Variant(
                "curl -sSuroot:\"pass word\" -X POST 'https://initech.example/x'",
                {"user name": "root", "password": "pass word", "url": "https://initech.example/x"},
            ),
            Variant(
                "curl -X GET \\\n  -u k9-key: \\\n  https://globex.freshdesk.com/api/v2/tickets",
                {"user name": "k9-key"},
                says=("the password is empty",),
            ),
            Variant(
                "curl —header “X-Api-Key: smart-11” <https://globex.example/z|globex.example/z>",
                {"api key": "smart-11", "url": "https://globex.example/z"},
            ),
            Variant("curl —user bob:sesame7 https://initech.example/y", {"user name": "bob", "password": "sesame7"}),
        ),
        TEXT,
    ),
    Case(
        12,
        "curl with headers and a body",
        (
            Variant(
                "curl 'https://api.globex.example/v1/x?a=1' \\\n  -H 'Accept: application/json' \\\n"
                '  -H \'Authorization: Bearer tok-12-a\' \\\n  --data-raw \'{"portalId": 77, "note": "it\\u0027s"}\'',
                {"access token": "tok-12-a", "portalId": "77", "url": "https://api.globex.example/v1/x"},
            ),
            Variant(
                'curl ^"https://api.globex.example/v2^" ^\n  -H ^"authorization: Bearer tok-12-b^" ^\n'
                '  --data-raw ^"^{^\\^"api_key^\\^":^\\^"k-12^\\^"^}^"',
                {"access token": "tok-12-b", "api key": "k-12"},
            ),
            Variant(
                "curl 'https://api.globex.example/v3' -H 'X-Api-Key: "
                "hk-1' --data-raw $'{\"client_secret\":\"it\\'s-12\"}'",
                {"api key": "hk-1", "client secret": "it's-12"},
            ),
            Variant(
                "curl --location --request POST 'https://login.globex.example/token' --header 'Content-Type: x' "
                "--data-urlencode 'grant_type=refresh_token' --data-urlencode 'refresh_token=r+1/2==' "
                "-d client_id=cid-3 -d client_secret=cs-3",
                {"refresh token": "r+1/2==", "client id": "cid-3", "client secret": "cs-3"},
            ),
            Variant(
                "curl https://login.globex.example/token -u cid-4:cs-4 -d grant_type=client_credentials",
                {"client id": "cid-4", "client secret": "cs-4"},
            ),
            Variant(
                'curl.exe "https://api.globex.example" `\n -H "PRIVATE-TOKEN: glpat-made-up-1234"',
                {"api key": "glpat-made-up-1234"},
            ),
            Variant(
                "curl https://api.globex.example -H 'Authorization: Bearer $TOKEN'",
                {"url": "https://api.globex.example"},
                says=("placeholder",),
                never=("$TOKEN",),
            ),
            Variant("curl https://api.globex.example -H 'Authorization: Bearer tok", refused="cut off"),
        ),
        {"quoting": TEXT["quoting"], "Windows line ends": TEXT["Windows line ends"], "Markdown": TEXT["Markdown"]},
    ),
    Case(
        13,
        "curl to Nango",
        (
            Variant(
                f"curl -X POST https://api.nango.dev/connection -H 'Authorization: Bearer {NANGO_KEY}' "
                f"-H 'Content-Type: application/json' -d '{BODY}'",
                {
                    "nango key": NANGO_KEY,
                    "access token": "tok-9",
                    "integration": "zendesk",
                    "connection id": "globex-9",
                    "config": '{"subdomain": "globex"}',
                },
            ),
            Variant(
                f"curl https://nango.initech.internal:8443/connections --oauth2-bearer {NANGO_KEY} --json '{BODY}'",
                {"nango key": NANGO_KEY, "access token": "tok-9"},
            ),
            Variant(
                f"curl --request POST --url http://localhost:3003/connections "
                f"--header 'authorization: Bearer {NANGO_KEY}' "
                '--data \'{"provider_config_key":"fd","credentials":{"type":"BASIC","username":"u1","password":"X"}}\'',
                {"nango key": NANGO_KEY, "integration": "fd", "user name": "u1", "password": "X"},
            ),
            Variant(
                f"curl https://integrations.initech.example/connection/abc?provider_config_key=x "
                f"-H 'Authorization: Bearer {NANGO_KEY}'",
                {"nango key": NANGO_KEY},
            ),
            Variant(
                f"NANGO_SECRET_KEY={NANGO_KEY}\nGLOBEX_API_KEY={OTHER_UUID}\n",
                {"nango key": NANGO_KEY, "api key": OTHER_UUID},
            ),
            Variant(
                f"NANGO_SECRET_KEY={NANGO_KEY}\ncurl https://a.example -H 'Authorization: Bearer {OTHER_UUID}'",
                {"nango key": NANGO_KEY},
                asks="the form of a Nango key",
            ),
            Variant(f"Please enter it in Nango:\napi key: {OTHER_UUID}", {"api key": OTHER_UUID}),
            Variant(
                "fetch('https://api.nango.dev/connection', {method: 'POST', "
                f"headers: {{Authorization: 'Bearer {NANGO_KEY}'}}, "
                "body: JSON.stringify({provider_config_key: 'x', api_key: 'k-13'})})",
                {"nango key": NANGO_KEY, "api key": "k-13", "integration": "x"},
            ),
            Variant(
                "curl https://api.nango.dev/connections -H 'Authorization: Bearer nango_sbx_v1_made-up'",
                {"nango key": "nango_sbx_v1_made-up"},
            ),
        ),
        TEXT,
    ),
    Case(
        16,
        "an HTTP answer",
        (
            Variant(
                "HTTP/1.1 200 OK\nDate: Wed, 25 Nov 2026 11:45:00 GMT\nContent-Type: "
                "application/json\nSet-Cookie: s=1\n\n"
                '{"access_token":"h-1","refresh_token":"h-2","expires_in":3600}',
                {"access token": "h-1", "refresh token": "h-2", "expires at": "2026-11-25T12:45:00.000Z"},
            ),
            Variant(
                'HTTP/2 200\ncontent-type: application/json\n\n{"access_token": "h-3",\n "expires_in": 60}',
                {"access token": "h-3", "expires in": "60"},
                says=(FROM_NOW,),
            ),
            Variant(
                "* Trying 10.0.0.1\n> POST /oauth/token HTTP/1.1\n> Host: login.globex.example\n> "
                "Authorization: Basic Y2lkOmNzZWM=\n>\n"
                "{ [5 bytes data]\n< HTTP/1.1 200 OK\n< Date: Wed, 25 Nov 2026 11:50:00 GMT\n<\n"
                '{ "access_token": "h-4", "expires_in": 600}\n* Connection #0 left intact',
                {
                    "access token": "h-4",
                    "client id": "cid",
                    "client secret": "csec",
                    "expires at": "2026-11-25T12:00:00.000Z",
                },
            ),
            Variant(
                "HTTP/1.1 200 OK\nDate: Wed, 25 Nov 2026 11:45:00 GMT\n\naccess_token=h-5&expires_in=120",
                {"access token": "h-5", "expires at": "2026-11-25T11:47:00.000Z"},
            ),
            Variant(
                'HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{"message":"Bad credentials"}',
                refused=ERROR,
            ),
        ),
        {"Windows line ends": TEXT["Windows line ends"], "Markdown": TEXT["Markdown"]},
    ),
    Case(
        16,
        "a HAR file",
        (
            Variant(
                json.dumps({"log": {"version": "1.2", "entries": [HAR_OTHER, HAR_TOKEN]}}),
                {
                    "access token": "har-a",
                    "refresh token": "har-r",
                    "expires at": "2026-11-25T12:30:00.000Z",
                    "client id": "cid",
                    "client secret": "csec",
                },
                never=("old-r",),
                says=("the answer has a newer one",),
            ),
            Variant(json.dumps(HAR_TOKEN), {"access token": "har-a", "refresh token": "har-r"}),
            Variant(json.dumps({"log": {"entries": [HAR_TOKEN, HAR_OTHER]}}, indent=1), {"access token": "har-a"}),
        ),
        {"Windows line ends": TEXT["Windows line ends"], "Markdown": TEXT["Markdown"]},
    ),
    Case(
        19,
        "a token in a header, or alone",
        (
            Variant(f"Bearer {JWT}", {"access token": JWT, "expires at": JWT_AT}, says=("the word Bearer",)),
            Variant("Authorization: Token tok-19", {"access token": "tok-19"}, says=("the word Token",)),
            Variant(JWT, {"access token": JWT, "expires at": JWT_AT}),
            Variant("authorization: Zoho-oauthtoken 1000.aa.bb", {"access token": "1000.aa.bb"}),
            Variant("xoxb-77-made-up", {"access token": "xoxb-77-made-up"}),
            Variant('"shpat_made0up1"', {"access token": "shpat_made0up1"}),
            Variant("X-Shopify-Access-Token: shpat_made0up2", {"access token": "shpat_made0up2"}),
            Variant(f"Authorization: Bearer {NANGO_KEY}", asks="the form of a Nango key"),
        ),
        TEXT,
    ),
    Case(
        20,
        "Basic",
        (
            Variant("Authorization: Basic YWdlbnQ6c2VjcmV0", {"user name": "agent", "password": "secret"}),
            Variant(
                "Basic " + base64.b64encode(b"it@globex.example/token:a:b:c").decode(),
                {"user name": "it@globex.example/token", "password": "a:b:c"},
            ),
            Variant(
                "authorization: basic " + base64.b64encode("jörg:pässe".encode()).decode().rstrip("="),
                {"user name": "jörg", "password": "pässe"},
            ),
            Variant("Authorization: Basic ****", refused="masked"),
        ),
        TEXT,
    ),
    Case(
        22,
        "an address",
        (
            Variant("https://globex.myshopify.com/admin", {"url": "https://globex.myshopify.com/admin"}),
            Variant(
                "https://globex--uat.sandbox.my.salesforce.com/lightning/page/home",
                {"url": "https://globex--uat.sandbox.my.salesforce.com/lightning/page/home"},
            ),
            Variant("<https://globex.zendesk.com|globex.zendesk.com>", {"url": "https://globex.zendesk.com"}),
            Variant("[Globex](https://globex.atlassian.net/jira?x=1)", {"url": "https://globex.atlassian.net/jira"}),
            Variant("globex.freshdesk.com", {"host": "globex.freshdesk.com"}),
            Variant(
                "agent@globex.example/token:AbC124\nhttps://globex.zendesk.com/agent",
                {
                    "user name": "agent@globex.example/token",
                    "password": "AbC124",
                    "url": "https://globex.zendesk.com/agent",
                },
            ),
        ),
        TEXT,
    ),
)
