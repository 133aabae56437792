"""Which values are secret: by a template's mark, by the auth mode, by what names and titles say."""

from __future__ import annotations

import re

SECRET_WORDS = frozenset(
    (
        "key", "keys", "token", "tokens", "secret", "secrets", "password", "passwords", "passphrase", "passwd", "pwd",
        "jwt", "credential", "credentials", "apikey", "apitoken", "accesskey", "accesstoken", "authtoken", "secretkey",
        "appsecret", "clientsecret", "privatekey",
    )
)  # fmt: skip
"""Whole words of a name, title or description that say: this is a secret."""

PLAIN_ENDINGS = frozenset(
    (
        "url", "uri", "domain", "subdomain", "host", "hostname", "id", "ids", "identifier", "identifiers", "name",
        "username", "endpoint",
    )
)  # fmt: skip
"""Last words that say the opposite: an "Access Key ID" or a "Token URL" is no secret."""

_USER_TITLES = frozenset(("", "username", "user name", "user", "login", "name"))
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ACRONYMS = {word.lower(): word for word in ("ID", "URL", "URI", "API", "JWT", "JWK", "SSO", "SCIM", "AWS", "OAuth")}


def words(name: str) -> list[str]:
    """Return the words of a name, lower case: "apiKey" and "API_KEY" both give api, key."""
    return [word.lower() for word in _WORD.findall(name)]


def humanize(name: str) -> str:
    """Return a label for a field that has no title: "api_domain" gives "API domain"."""
    parts = [_ACRONYMS.get(word, word) for word in words(name)]
    label = " ".join(parts)
    return label[:1].upper() + label[1:] if label else name


def _says_secret(text: str) -> bool:
    """Say whether a secret word occurs that is not the beginning of "key ID" or the like, nor a public key."""
    parts = words(text)
    return any(
        word in SECRET_WORDS and not (following in PLAIN_ENDINGS or before == "public")
        for before, word, following in zip(["", *parts], parts, [*parts[1:], ""], strict=False)
    )


def _plain_ending(text: str) -> bool:
    parts = words(re.sub(r"\([^)]*\)\s*$", "", text))
    return bool(parts) and parts[-1] in PLAIN_ENDINGS


def secret_name(name: str, title: str = "") -> bool:
    """Say whether a key of connection_config, of a tag or of a typed row names a secret.

    Templates leave secrets in connection_config unmarked (API_PASSWORD, appSecret, staffUserToken), so names and
    titles count; what ends in URL, Domain, Host, ID or Name is none, although the word may occur in it.
    """
    if _plain_ending(title) or (not title and _plain_ending(name)):
        return False
    return _says_secret(title) or (_says_secret(name) and not _plain_ending(name))


def secret_credential(name: str, title: str = "", description: str = "", *, partner_hidden: bool = False) -> bool:
    """Say whether a credential that is usually shown (user name, client id) is a secret here.

    Many providers take their API key as the user name of basic authentication. `partner_hidden`: the template hides
    the password, so the user name is all there is.
    """
    if partner_hidden:
        return True
    if title.strip().lower() in _USER_TITLES:
        return name == "username" and _says_secret(description)
    return _says_secret(title) and not _plain_ending(title)


def is_secret(
    name: str,
    *,
    credential: bool,
    marked: bool | None = None,
    title: str = "",
    description: str = "",
    shown_by_mode: bool = False,
    partner_hidden: bool = False,
    in_url: bool = False,
) -> bool:
    """Say whether a field's value must never be seen.

    `marked`: the template's own mark, which wins both ways. `credential`: it goes into the credentials; there all is
    secret but what the auth mode shows (`shown_by_mode`: user name, client id, app id). `in_url`: a connection_config
    value that becomes part of a host or path, and nothing else: providers show it in their URLs.
    """
    if marked is not None:
        return marked
    if not credential:
        return secret_name(name, title) and not in_url
    if not shown_by_mode:
        return True
    return secret_credential(name, title, description, partner_hidden=partner_hidden)
