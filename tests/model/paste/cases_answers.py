"""Answers of providers that people paste, 1 to 10 of the table."""

from __future__ import annotations

import json

from tests.model.paste import mangling
from tests.model.paste.cases import FLAT, JSON, TEXT, Case, Variant

ERROR = "this is an error, there is no token in it"
FROM_NOW = "counted from now; correct it if the token is older"
SALESFORCE = "00D7Q000004kZbX!AQEAQPx2TT.kk0"

ANSWERS = (
    Case(
        1,
        "Salesforce's token response",
        (
            Variant(
                json.dumps(
                    {
                        "access_token": SALESFORCE,
                        "refresh_token": "5Aep8614iLM.Dq661",
                        "signature": "c2lnbmVk=",
                        "scope": "refresh_token api",
                        "instance_url": "https://globex.my.salesforce.com",
                        "id": "https://login.salesforce.com/id/00D7Q/0057Q",
                        "token_type": "Bearer",
                        "issued_at": "1795600000000",
                    }
                ),
                {
                    "access token": SALESFORCE,
                    "refresh token": "5Aep8614iLM.Dq661",
                    "url": "https://globex.my.salesforce.com",
                    "issued at": "2026-11-25T09:46:40.000Z",
                },
                says=("signature",),
            ),
            Variant(
                json.dumps(
                    {
                        "issued_at": "1795600000000",
                        "instance_url": "https://initech--uat.sandbox.my.salesforce.com",
                        "token_type": "Bearer",
                        "refresh_token": "5Aep77hq",
                        "access_token": "00D9999999999!XY_z",
                    }
                ),
                {"access token": "00D9999999999!XY_z", "url": "https://initech--uat.sandbox.my.salesforce.com"},
            ),
            Variant(
                json.dumps({"access_token": "00D1t000000abcd!a.b", "instance_url": "https://hooli.my.salesforce.com"}),
                {"access token": "00D1t000000abcd!a.b", "url": "https://hooli.my.salesforce.com"},
                says=("no refresh token is in it",),
            ),
        ),
        FLAT,
    ),
    Case(
        2,
        "a token with its life, without a refresh token",
        (
            Variant(
                '{"access_token": "ya29.a0Made-Up_1", "expires_in": 3599, "token_type": "Bearer"}',
                {"access token": "ya29.a0Made-Up_1", "expires in": "3599"},
                says=("no refresh token is in it", FROM_NOW),
            ),
            Variant(
                '{"token_type": "bearer", "expires_in": "7200", "access_token": "plain-2f9"}',
                {"access token": "plain-2f9", "expires in": "7200"},
                says=("no refresh token is in it", FROM_NOW),
            ),
            Variant(
                '{"accessToken": "camel-81", "expiresIn": 900, "tokenType": "Bearer"}',
                {"access token": "camel-81", "expires in": "900"},
                says=("no refresh token is in it",),
            ),
            Variant(
                '{"access_token": "made-up-41", "created_at": 1795605000, "expires_in": 7200}',
                {"access token": "made-up-41", "expires at": "2026-11-25T13:10:00.000Z"},
            ),
        ),
        FLAT,
    ),
    Case(
        3,
        "Google's authorized_user file",
        (
            Variant(
                json.dumps(
                    {
                        "client_id": "77-x.apps.googleusercontent.com",
                        "client_secret": "GOCSPX-made-up",
                        "refresh_token": "1//0eMade-Up",
                        "type": "authorized_user",
                    }
                ),
                {
                    "client id": "77-x.apps.googleusercontent.com",
                    "client secret": "GOCSPX-made-up",
                    "refresh token": "1//0eMade-Up",
                },
                says=("no access token is in it",),
            ),
            Variant(
                json.dumps(
                    {
                        "type": "authorized_user",
                        "refresh_token": "1//03zz",
                        "client_secret": "old-style-secret",
                        "client_id": "12.apps.googleusercontent.com",
                        "quota_project_id": "proj-1",
                    }
                ),
                {"refresh token": "1//03zz", "client secret": "old-style-secret"},
            ),
            Variant(
                json.dumps(
                    {
                        "client_id": "a",
                        "client_secret": "b-1",
                        "refresh_token": "1//c-2",
                        "account": "",
                        "universe_domain": "googleapis.com",
                        "type": "authorized_user",
                    }
                ),
                {"refresh token": "1//c-2", "client id": "a", "client secret": "b-1"},
            ),
        ),
        FLAT,
    ),
    Case(
        4,
        "google-auth's token.json",
        (
            Variant(
                json.dumps(
                    {
                        "token": "ya29.tok-1",
                        "refresh_token": "1//ref-1",
                        "token_uri": "https://oauth2.googleapis.com/token",
                        "client_id": "9.apps.googleusercontent.com",
                        "client_secret": "GOCSPX-9",
                        "scopes": ["https://www.googleapis.com/auth/drive"],
                        "expiry": "2026-11-25T12:45:10.551Z",
                    }
                ),
                {"access token": "ya29.tok-1", "refresh token": "1//ref-1", "expires at": "2026-11-25T12:45:10.551Z"},
            ),
            Variant(
                json.dumps(
                    {"token": "ya29.tok-2", "refresh_token": "1//ref-2", "expiry": "2026-11-25T14:00:00.123456"}
                ),
                {"access token": "ya29.tok-2", "expires at": "2026-11-25T14:00:00.123Z"},
                says=("no time zone",),
            ),
            Variant(
                json.dumps(
                    {
                        "access_token": "ya29.node",
                        "refresh_token": "1//node",
                        "scope": "openid",
                        "token_type": "Bearer",
                        "expiry_date": 1795612345678,
                    }
                ),
                {"access token": "ya29.node", "refresh token": "1//node", "expires at": "2026-11-25T13:12:25.678Z"},
            ),
        ),
        JSON,
    ),
    Case(
        5,
        "HubSpot's token response",
        (
            Variant(
                '{"refresh_token": "na1-made-up", "access_token": "CMade-Up-5", "expires_in": 1800}',
                {"access token": "CMade-Up-5", "refresh token": "na1-made-up", "expires in": "1800"},
                says=(FROM_NOW,),
            ),
            Variant(
                '{"token_type": "bearer", "refresh_token": "eu1-r", "access_token": '
                '"C-2", "hub_id": 42, "expires_in": 1800}',
                {"access token": "C-2", "refresh token": "eu1-r", "hub_id": "42"},
                says=(FROM_NOW,),
            ),
            Variant(
                '{"refreshToken": "na1-c", "accessToken": "C-3", "expiresIn": 1800, "createdAt": 1795607400}',
                {"access token": "C-3", "refresh token": "na1-c", "expires at": "2026-11-25T12:20:00.000Z"},
            ),
        ),
        FLAT,
    ),
    Case(
        6,
        "Slack's bot and user tokens",
        (
            Variant(
                json.dumps(
                    {
                        "ok": True,
                        "access_token": "xoxb-11-aa",
                        "token_type": "bot",
                        "scope": "chat:write",
                        "team": {"id": "T77", "name": "Globex"},
                        "authed_user": {"id": "U7", "access_token": "xoxp-11-bb"},
                    }
                ),
                {"team.id": "T77"},
                asks="The bot's token or the user's?",
                choices=(("xoxb-11-aa",), ("xoxp-11-bb",)),
            ),
            Variant(
                json.dumps(
                    {
                        "authed_user": {"access_token": "xoxp-2-b", "scope": "search:read", "id": "U1"},
                        "ok": True,
                        "team": {"id": "T1"},
                        "access_token": "xoxb-2-a",
                    }
                ),
                {"team.id": "T1"},
                asks="The bot's token or the user's?",
                choices=(("xoxb-2-a",), ("xoxp-2-b",)),
            ),
            Variant(
                json.dumps(
                    {
                        "ok": True,
                        "access_token": "xoxe.xoxb-1-rot",
                        "refresh_token": "xoxe-1-r",
                        "expires_in": 43200,
                        "authed_user": {
                            "access_token": "xoxe.xoxp-1-rot",
                            "refresh_token": "xoxe-1-s",
                            "expires_in": 43200,
                        },
                    }
                ),
                asks="The bot's token or the user's?",
                choices=(("xoxe.xoxb-1-rot", "xoxe-1-r", "43200"), ("xoxe.xoxp-1-rot", "xoxe-1-s", "43200")),
            ),
        ),
        JSON,
    ),
    Case(
        7,
        "an error",
        (
            Variant('{"ok": false, "error": "invalid_code"}', refused=ERROR),
            Variant(
                '{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}', refused=ERROR
            ),
            Variant('{"error": {"message": "No such key", "code": "unknown_account", "payload": {}}}', refused=ERROR),
            Variant('{"errorCode": "INVALID_SESSION_ID", "message": "Session expired"}', refused=ERROR),
        ),
        JSON,
    ),
    Case(
        8,
        "QuickBooks: a token response, a callback",
        (
            Variant(
                json.dumps(
                    {
                        "x_refresh_token_expires_in": 8726400,
                        "refresh_token": "AB117-made",
                        "access_token": "eyJlbmMi.made",
                        "token_type": "bearer",
                        "expires_in": 3600,
                    }
                ),
                {"access token": "eyJlbmMi.made", "refresh token": "AB117-made", "expires in": "3600"},
                says=("x_refresh_token_expires_in",),
                never=("8726400",),
            ),
            Variant(
                json.dumps({"access_token": "q2", "refresh_token": "AB2", "expires_in": 3600, "realmId": "934145209"}),
                {"access token": "q2", "realmId": "934145209"},
            ),
            Variant(
                json.dumps(
                    {
                        "token": {
                            "access_token": "q3",
                            "refresh_token": "AB3",
                            "realmId": "12",
                            "expires_in": 3600,
                            "x_refresh_token_expires_in": 1,
                        }
                    }
                ),
                {"access token": "q3", "refresh token": "AB3", "realmId": "12"},
            ),
        ),
        JSON,
    ),
    Case(
        8,
        "a callback's address",
        (
            Variant(
                "https://app.example/cb?code=AB11z&state=xyz&realmId=4620816365",
                {"realmId": "4620816365"},
                says=("the code of a callback is used up",),
                never=("AB11z", "xyz"),
            ),
            Variant("http://localhost:8000/callback?realmId=77&code=zz-1", {"realmId": "77"}, never=("zz-1",)),
            Variant("<https://a.example/cb?state=1&code=q&realmId=5|the link>", {"realmId": "5"}, never=("q",)),
            Variant("https://app.example/cb?error=access_denied&state=1", refused=ERROR),
        ),
        TEXT,
    ),
    Case(
        9,
        "Microsoft's three times",
        (
            Variant(
                json.dumps(
                    {
                        "token_type": "Bearer",
                        "expires_in": "3599",
                        "ext_expires_in": "3599",
                        "expires_on": "1795612345",
                        "access_token": "ey0.made",
                    }
                ),
                {"access token": "ey0.made", "expires at": "2026-11-25T13:12:25.000Z"},
                says=("expires_on says it", "ext_expires_in"),
            ),
            Variant(
                '{"expires_on": 1795612345, "access_token": "m2", "expires_in": 3599, "resource": "https://graph.microsoft.com"}',
                {"access token": "m2", "expires at": "2026-11-25T13:12:25.000Z"},
            ),
            Variant(
                '{"accessToken": "m3", "expiresOn": "2026-11-25 13:30:00.000000",'
                ' "expires_on": 1795613400, "tenant": "t-1"}',
                {"access token": "m3", "expires at": "2026-11-25T13:30:00.000Z", "tenant": "t-1"},
            ),
        ),
        FLAT,
    ),
    Case(
        10,
        "form data",
        (
            Variant(
                "access_token=gho_made16&scope=repo%2Cgist&token_type=bearer",
                {"access token": "gho_made16", "scopes": "repo,gist"},
            ),
            Variant(
                "token_type=bearer&expires_in=28800&refresh_token=ghr_r1&access_token=ghu_a1",
                {"access token": "ghu_a1", "refresh token": "ghr_r1", "expires in": "28800"},
            ),
            Variant(
                "oauth_token=72157-abc&oauth_token_secret=deadbeef01&fullname=Jo%20Doe",
                {"oauth token": "72157-abc", "oauth token secret": "deadbeef01"},
            ),
            Variant("error=bad_verification_code&error_description=expired", refused=ERROR),
        ),
        {**TEXT, "HTML": mangling.on_a_page},
    ),
)
