"""What the name of a value tells, however it is spelled: access_token, accessToken, ACME_ACCESS_TOKEN."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nango_tui.model.paste.found import Confidence, Kind
from nango_tui.model.secrecy import words


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name says. `why` instead of a kind: values of that name are not used, and why; "-" without a word."""

    kind: Kind = "named"
    confidence: Confidence = "certain"
    why: str = ""


_KINDS: dict[Kind, str] = {
    "access token": "access token|bearer|oauth access token|bearer token|auth token|bot token|user token"
    "|bot access token"
    "|user access token|personal access token|private app token|x auth token|oauth2 token|x shopify access token",
    "refresh token": "refresh token|oauth refresh token",
    "client id": "client id|consumer key|oauth client id|oauth client id override|client id override|app client id"
    "|oauth consumer key",
    "client secret": "client secret|consumer secret|oauth client secret|oauth client secret override"
    "|client secret override|app client secret|oauth consumer secret",
    "user name": "user name|username|user|login|api user|api username|email|email address|e mail|user email"
    "|login email",
    "password": "password|passwd|pwd|pass|passphrase|api password",
    "api key": "api key|apikey|api token|api access token|x api key|x api token|secret key|api secret key|rest api key"
    "|private token|access key|app key|service key|live api key|subscription key",
    "token id": "token id|token key",
    "token secret": "token secret",
    "oauth token": "oauth token",
    "oauth token secret": "oauth token secret",
    "certificate": "certificate|client certificate|cert|client cert|ssl certificate",
    "private key": "private key|client private key|rsa private key|ssl private key|jwk|private jwk",
    "expires at": "expires at|expiry|expires on|expiration|expires|expiry date|expiration date|expires date|expire at"
    "|access token expires at|access token expires on|access token expiry|token expires at|token expiry|valid until"
    "|expiry time|expiration time|expire time|exp|access token expiration|token expiration",
    "expires in": "expires in|expire in|expires in sec|expires in seconds|access token expires in|token expires in"
    "|expiry in|expiration in|lifetime|expires after",
    "issued at": "issued at|issued|iat|created at|obtained at|timestamp|token created at|issued on|fetched at"
    "|retrieved at|granted at|received at",
    "scopes": "scope|scopes|granted scopes|oauth scopes override|oauth scopes|granted scope",
    "token type": "token type",
    "connection id": "connection id|nango connection id",
    "integration": "provider config key|integration id|nango integration id|nango provider config key",
    "webhook url": "webhook url override",
    "nango key": "nango secret key|nango api key|nango key|nango secret|nango environment key",
}
_IGNORED = {
    "it is the refresh token's own life, which Nango does not keep": "refresh token expires in|refresh token expires at"
    "|refresh expires in|refresh token expiry|refresh token expires|refresh token expiration|refresh token lifetime"
    "|refresh token expires on|refresh token valid until|refresh expires at|refresh token issued at",
    "it is the longer life during an outage; expires_in is the token's": "ext expires in|ext expires on",
    "it tells who signed in; no API takes it": "id token",
    "a signature of the answer is no credential": "signature|hmac",
    "it is what the app sent along": "code verifier|code challenge|redirect uri|redirect url|callback url",
    "it is of a browser's session": "csrf token|xsrf token|session token|cookie|set cookie|x csrf token|x xsrf token",
    "it is good for one moment": "totp|otp|one time password|device code|user code|mfa code|authorization code",
    "it signs webhooks; no API takes it": "signing secret|webhook secret|webhook signing secret",
    "Nango's public key is not needed for an import": "nango public key",
    "-": "add token to|token name|client authentication|header prefix|use browser|challenge algorithm"
    "|grant type|response type|not before|ok|token uri|auth uri|auth provider x 509 cert url|token url"
    "|client x 509 cert url|universe domain|content type|content length|user agent|cache control|authorization url"
    "|accept encoding|accept language|pragma|referer|etag|x powered by|transfer encoding|access token url"
    "|strict transport security|access token issuer|nango host|nango hostport|nango server url",
}
_EXACT_IGNORED = {
    "code": "the code of a callback is used up by the app that got it",
    "state": "the state of a callback is used up by the app that got it",
    "type": "-",
    "method": "-",
    "status": "-",
    "status code": "-",
}
_NAMES: dict[str, Meaning] = {
    **{name: Meaning(why=why) for why, names in _IGNORED.items() for name in names.split("|")},
    **{name: Meaning(kind) for kind, names in _KINDS.items() for name in names.split("|")},
}
_JOINED: dict[str, Meaning] = {name.replace(" ", ""): meaning for name, meaning in _NAMES.items()}
# A token of another kind: its name ends like an access token's.
_OTHER_TOKENS = frozenset(
    (
        "id", "page", "push", "device", "verification", "sync", "security", "signing", "reset", "webhook", "next",
        "continuation", "upload", "invite", "registration", "verify", "csrf", "xsrf", "session",
    )
)  # fmt: skip
# Names of one word that are read at the end of a longer name too: ACME_TOKEN, ACME_PASSWORD.
_SHORT = frozenset(
    ("token", "password", "passwd", "pwd", "username", "user", "login", "email", "apikey", "certificate")
)
_LONGEST = 80
_FOR_WHOM = re.compile(r" (?:for|of|from|to|in|on|at)\b| ?\(", re.IGNORECASE)
_NOT_AT_THE_END = frozenset(("ok", "exp", "iat", "created at", "etag", "pragma", "referer"))


def meaning_of(name: str) -> Meaning:
    """Return what a name tells; a name that tells nothing has the kind "named"."""
    if len(name) > _LONGEST:
        return Meaning(confidence="possible")
    parts = words(_FOR_WHOM.split(name, maxsplit=1)[0])
    spoken = " ".join(parts)
    if spoken in _EXACT_IGNORED:
        return Meaning(why=_EXACT_IGNORED[spoken])
    if spoken == "token":
        return Meaning("access token", "likely")
    if spoken == "key":
        return Meaning("api key", "possible")
    if spoken == "secret":
        return Meaning(confidence="possible")
    if (exact := _NAMES.get(spoken) or _JOINED.get("".join(parts))) is not None:
        likely = spoken in ("email", "login", "user", "e mail", "email address", "access key", "timestamp", "exp")
        return Meaning(exact.kind, "likely", exact.why) if likely else exact
    return _ending(parts)


def _ending(parts: list[str]) -> Meaning:
    if "nango" in parts and {"secret", "key"} & set(parts) and "public" not in parts:
        return Meaning("nango key")
    for start in range(1, len(parts)):
        tail = parts[start:]
        spoken = " ".join(tail)
        if spoken in ("secret access key", "access key id", "key id") or spoken in _NOT_AT_THE_END:
            return Meaning()
        if spoken == "token" and parts[start - 1] not in _OTHER_TOKENS:
            return Meaning("access token", "likely")
        if (found := _NAMES.get(spoken)) is not None and (len(tail) > 1 or spoken in _SHORT):
            return Meaning(found.kind, "likely", found.why)
    # A suffix says which environment, as in ACME_API_KEY_PROD.
    if len(parts) > 2 and parts[-1] in ("prod", "production", "dev", "development", "staging", "test", "live"):
        return _ending(parts[:-1])
    return Meaning()


def is_known(name: str) -> bool:
    """Say whether the name alone tells what its value is."""
    meaning = meaning_of(name)
    return meaning.kind != "named" or bool(meaning.why)
