"""Which field of a form the name of a value means: ZENDESK_API_TOKEN, realmId, connection_config.subdomain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nango_tui.model.auth import MODES, AuthMode
from nango_tui.model.draft import Draft
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.paste.names import meaning_of
from nango_tui.model.secrecy import words
from nango_tui.model.siblings import service_name

EXACT = 100
LABEL = 85
ALSO = 75
KIND = 70
TAIL = 50
"""How well a name fits, best first: the field's own name, its label, another word, the value's kind, its end."""

_ALSO: Mapping[str, str] = {
    "access_token": "token oauthtoken bearertoken oauthaccesstoken oauth2token authtoken apitoken bearer",
    "refresh_token": "oauthrefreshtoken",
    "token": "accesstoken bearertoken authtoken bearer",
    "oauth_token": "accesstoken token",
    "oauth_token_secret": "accesstokensecret tokensecret",
    "api_key": "apikey apitoken key token accesstoken personalaccesstoken pat secretkey authtoken apiaccesstoken "
    "accesskey bearertoken apisecret bearer",
    "username": "username user login email emailaddress useremail loginemail apiuser apiusername",
    "password": "pass passwd pwd userpassword apipassword",
    "client_id": "consumerkey applicationid appclientid",
    "client_secret": "consumersecret applicationsecret appsecret appclientsecret",
    "client_certificate": "certificate cert clientcert",
    "client_private_key": "privatekey clientkey",
    "app_id": "githubappid",
    "installation_id": "installationid githubinstallationid githubappinstallationid",
}
HOSTS = frozenset(
    (
        "subdomain", "domain", "host", "hostname", "url", "baseurl", "site", "siteurl", "shop", "shopdomain",
        "shopname", "instance", "instanceurl", "server", "serverurl", "apiurl", "apihost", "apidomain",
        "endpoint", "apiendpoint", "endpointurl", "tenanturl", "accounturl", "orgurl", "organizationurl",
        "workspaceurl", "shopurl", "storeurl", "storedomain", "domainname", "myshopifydomain", "apibaseurl",
    )
)  # fmt: skip
"""Names of values that say which host a customer has, spelled without blanks and signs."""

_CONTAINERS = frozenset(
    (
        "credentials", "connectionconfig", "params", "raw", "data", "result", "response", "body", "json",
        "payload", "configoverride", "tokens", "tokenresponse", "oauth", "auth", "headers", "connection",
        "usercredentials", "integration", "values", "env", "variables", "fields", "login",
    )
)  # fmt: skip
_ANY = frozenset(
    (
        "my", "the", "app", "our", "api", "x", "client", "customer", "prod", "production", "dev",
        "development", "staging", "stage", "test", "testing", "sandbox", "live", "new", "vite", "react",
        "next", "public", "env", "secret", "config", "oauth", "auth", "user", "account", "http", "https",
        "key", "token", "value", "s",
    )
)  # fmt: skip
_DULL = frozenset(
    (
        "api", "key", "oauth", "oauth2", "basic", "token", "app", "client", "credentials", "cc", "access",
        "personal", "auth", "the", "v1", "v2", "v3", "user", "and", "of", "for", "a", "service", "account",
        "cloud", "sandbox", "legacy", "admin", "partner",
    )
)  # fmt: skip


def squash(text: str) -> str:
    """Return a name without signs, blanks and case: "realm_id", "realmId" and "Realm ID" are one."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def brand_of(draft: Draft) -> frozenset[str]:
    """Return the words that name the chosen provider, squashed: "zendesk", "hubspot"."""
    texts = []
    if draft.template:
        texts += [draft.template.name, service_name(draft.template.display_name)]
    if draft.integration:
        texts += [
            draft.integration.provider,
            draft.integration.unique_key,
            service_name(draft.integration.display_name),
        ]
    return brand_words(texts)


def brand_words(texts: list[str]) -> frozenset[str]:
    """Return the words of providers' names that say who it is, each alone and all in one: "hubspot", "auth0"."""
    found = set()
    for text in texts:
        parts = [*words(text), *map(squash, re.split(r"[\s_.:@~-]+", text))]
        telling = [word for word in parts if len(word) > 2 and not word.isdigit() and word not in _DULL | _ANY]
        found |= set(telling) | {squash(text)}
    return frozenset(word for word in found if len(word) > 2 and word not in _DULL | _ANY)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a value, taken apart. `own`: without containers. `variable`: spelled as a variable is."""

    text: str
    own: str
    parts: tuple[str, ...]
    variable: bool

    @classmethod
    def of(cls, text: str) -> Name:
        """Take a name apart."""
        pieces = [piece for piece in text.split(".") if piece]
        while len(pieces) > 1 and (squash(pieces[0]) in _CONTAINERS or pieces[0].isdigit()):
            pieces.pop(0)
        own = ".".join(pieces)
        return cls(text, own, tuple(words(own)[:20]), bool(re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", own)))

    @property
    def override(self) -> bool:
        """Whether it is of an OAuth app that a connection has of its own."""
        return "override" in words(self.text)

    def branded(self, brand: frozenset[str]) -> bool:
        """Say whether the provider's name is in it."""
        return self.text != "" and any(_holds(self.parts, word) for word in brand)

    def foreign(self, brand: frozenset[str]) -> str:
        """Return the first word of a variable that is neither the provider's nor anybody's: SLACK of SLACK_TOKEN."""
        if not self.variable or self.branded(brand) or self.parts[0] in _ANY:
            return ""
        meaning = meaning_of(self.own)
        return "" if meaning.kind != "named" and meaning.confidence == "certain" else self.parts[0].upper()

    def score(self, aliases: Mapping[str, int], brand: frozenset[str]) -> int:
        """Return how well the name fits a field that is called by any of these, squashed; 0: not at all."""
        best = aliases.get(squash(self.own), 0)
        for start in range(1, len(self.parts)):
            found = aliases.get("".join(self.parts[start:]), 0)
            if found:
                head = self.parts[:start]
                # SLACK_SIGNING_TOKEN is of Slack, and no token of a connection.
                best = max(best, found - 1 if _only_names(head, brand) else min(found, TAIL))
                break
        return best


def _only_names(parts: tuple[str, ...], brand: frozenset[str]) -> bool:
    """Say whether words are the provider's name, and such as stand in anybody's names, and nothing else."""
    position = 0
    while position < len(parts):
        ends = range(min(len(parts), position + 4), position, -1)
        end = next((end for end in ends if "".join(parts[position:end]) in brand), 0)
        if not end and parts[position] not in _ANY:
            return False
        position = end or position + 1
    return True


def _holds(parts: tuple[str, ...], word: str) -> bool:
    """Say whether a word stands in a row of words, alone or written in several."""
    return word in parts or any(
        "".join(parts[start:end]) == word
        for start in range(len(parts))
        for end in range(start + 2, min(start + 4, len(parts)) + 1)
    )


def aliases_of(form: Form, brand: frozenset[str]) -> dict[str, dict[str, int]]:
    """Return for each field of a form, by its key, what it is called, squashed, and how much that tells."""
    mode = MODES.get(form.mode)
    found: dict[str, dict[str, int]] = {}
    for item in form.fields:
        called = dict.fromkeys(_label(item, brand), LABEL)
        if item.place is Place.CREDENTIAL:
            for word in _ALSO.get(item.name, "").split():
                called[word] = max(ALSO, called.get(word, 0))
        for word in _own_names(item, mode):
            called[word] = EXACT
        found[item.key] = {word: score for word, score in called.items() if word}
    return found


def _own_names(item: FormField, mode: AuthMode | None) -> set[str]:
    """Return the names under which the form, the template and both endpoints know a field."""
    names = {squash(item.name)}
    field = mode.field(item.name) if mode and item.place is Place.CREDENTIAL else None
    if field and field.override:
        return {squash(item.name), squash(field.legacy[-1]) if field.legacy else ""}
    if field:
        names |= {squash(field.template)}
        names |= {squash(path[-1]) for path in (field.current, field.legacy) if path}
    return names


def _label(item: FormField, brand: frozenset[str]) -> set[str]:
    """Return the label as a name, with and without the provider's name: "Zendesk Domain" gives domain too."""
    parts = words(re.sub(r"\([^)]*\)", "", item.label))
    own = [word for word in parts if word not in brand]
    return {"".join(parts), "".join(own)} - {"id", "name", "value", "version"}


def host_like(item: FormField) -> bool:
    """Say whether a field of the configuration takes a host, or a part of one."""
    return item.place is Place.CONFIG and not item.secret and not item.choices and (
        item.format in ("hostname", "uri")
        or item.prefix.startswith("http")
        or item.suffix.startswith((".", "-"))
        or squash(item.name) in HOSTS
    )  # fmt: skip
