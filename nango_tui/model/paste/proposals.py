"""Which integrations a text fits that was pasted before one was chosen, best first, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.check_value import text_of
from nango_tui.model.draft import Integration
from nango_tui.model.form_rules import build
from nango_tui.model.paste.fill_guard import unusable
from nango_tui.model.paste.fill_names import Name, brand_words, squash
from nango_tui.model.paste.fill_urls import Address, fits, own_host
from nango_tui.model.paste.found import Finding, Recognized
from nango_tui.model.paste.prefixes import prefix_of
from nango_tui.model.siblings import service_name
from nango_tui.model.template import Template
from nango_tui.model.text import cut, plain

NAMED = 100
STRONG = 60
LIKELY = 40
SLIGHT = 10
"""What a reason weighs: the text names the integration; host, token or variable of the provider; fields; the rest."""

_SIGNS: Mapping[str, tuple[str, ...]] = {
    "salesforce": ("access_token", "instance_url"),
    "slack": ("access_token", "team.id"),
    "quickbooks": ("realmId",),
    "hubspot": ("portalId",),
    "microsoft": ("access_token", "ext_expires_in"),
    "zoho": ("access_token", "api_domain"),
    "shopify": ("shop",),
    "netsuite": ("accountId", "token_id", "token_secret"),
    "github": ("app_id", "installation_id"),
    "jira": ("cloudId",),
    "mailchimp": ("dc",),
}
"""Names of values by which a provider is known, where its template is not at hand; two providers may share one."""

_DULL_CONFIG = frozenset(
    (
        "subdomain", "domain", "host", "hostname", "region", "environment", "version", "username", "password", "apikey",
        "clientid", "accountid", "tenantid", "tenant", "scope", "resource", "baseurl", "url", "email", "owner",
        "patient",
    )
)  # fmt: skip
_TELLING = frozenset(
    ("access token", "refresh token", "password", "user name", "api key", "client secret", "client id")
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An integration that a text fits. `why`: the reasons in words, the strongest first. `certain`: it is this one."""

    integration: Integration
    why: tuple[str, ...]
    weight: int = field(default=0, compare=False)
    certain: bool = False


@dataclass(frozen=True, slots=True)
class _Reason:
    weight: int
    text: str


def proposals(
    found: Recognized,
    integrations: Iterable[Integration],
    templates: Mapping[str, Template],
    provider_names: Mapping[str, str],
) -> tuple[Proposal, ...]:
    """Return the integrations that fit, best first; none, if nothing in the text tells.

    `templates`: those at hand, by provider; the others are known by their names only. `provider_names`: what providers
    are called, by provider. One is `certain` only where the text itself names the integration, or where a host, a token
    or a variable tells the provider and no other integration fits as well.
    """
    if found.refused:
        return ()
    seen = _Seen.of(found)
    made = []
    for integration in integrations:
        template = templates.get(integration.provider)
        called = service_name(
            provider_names.get(integration.provider)
            or (template.display_name if template else "")
            or integration.display_name
            or integration.provider
        )
        reasons = sorted(_reasons(seen, integration, template, called), key=lambda reason: -reason.weight)
        # What an auth type takes tells nothing by itself: many providers take a token.
        if reasons and any(reason.weight >= LIKELY for reason in reasons):
            total = reasons[0].weight + sum(min(reason.weight, SLIGHT) for reason in reasons[1:])
            made.append((total, reasons[0].weight, integration, tuple(_unique(reasons))))
    made.sort(key=lambda one: (-one[0], one[2].unique_key))
    return tuple(
        Proposal(integration, why, total, _certain(position, strongest, [one[1] for one in made]))
        for position, (total, strongest, integration, why) in enumerate(made)
    )


def _unique(reasons: list[_Reason]) -> Iterator[str]:
    yield from dict.fromkeys(reason.text for reason in reasons if reason.text and reason.weight > 0)


def _certain(position: int, strongest: int, weights: list[int]) -> bool:
    if position:
        return False
    if strongest >= NAMED:
        return weights.count(strongest) == 1
    return strongest >= STRONG and len(weights) == 1


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a text tells a provider."""

    findings: tuple[Finding, ...]
    names: tuple[Name, ...]
    addresses: tuple[Address, ...]
    kinds: frozenset[str]

    @classmethod
    def of(cls, found: Recognized) -> _Seen:
        """Collect it, from every reading of the text."""
        chosen = [finding for choice in found.choices for _, findings in choice.options for finding in findings]
        findings = (*found.findings, *chosen)
        urls = [text_of(item.value) for item in findings if item.kind in ("url", "host") or _says_url(item)]
        addresses = [address for text in (*urls, *found.hosts) if (address := Address.of(text))]
        return cls(
            findings,
            tuple(Name.of(item.name) for item in findings if item.name),
            tuple({address.text: address for address in addresses}.values()),
            frozenset(item.kind for item in findings),
        )


def _says_url(item: Finding) -> bool:
    return item.kind == "named" and text_of(item.value)[:8].lower().startswith(("https://", "http://"))


def _reasons(seen: _Seen, integration: Integration, template: Template | None, called: str) -> Iterator[_Reason]:
    brand = brand_words([integration.provider, called])
    yield from _by_integration(seen, integration, called)
    yield from _by_host(seen, template, brand, called)
    yield from _by_token(seen, integration, brand, called)
    yield from _by_variable(seen, brand, called)
    yield from _by_fields(seen, template, brand, called)
    yield from _by_mode(seen, integration, template)


def _by_integration(seen: _Seen, integration: Integration, called: str) -> Iterator[_Reason]:
    for item in seen.findings:
        text = text_of(item.value).strip()
        if item.kind == "integration" and text == integration.unique_key:
            yield _Reason(NAMED, f"the text names the integration {plain(integration.unique_key)}")
        elif squash(item.name) == "provider" and text == integration.provider and text:
            yield _Reason(STRONG, f"the text names the provider {plain(called)}")


def _by_host(seen: _Seen, template: Template | None, brand: frozenset[str], called: str) -> Iterator[_Reason]:
    mode = MODES.get(template.auth_mode) if template else None
    form = build(template, mode, Endpoint.CURRENT) if template and mode else None
    for address in seen.addresses:
        fit = form is not None and any(one.sure for one in fits(form, template, address))
        known = template is not None and own_host(template, address.host)
        if fit or known or any(_brands(part, word) for part in address.host.split(".")[:-1] for word in brand):
            yield _Reason(STRONG, f"{plain(cut(address.host, 60))} is a {plain(called)} host")


def _brands(part: str, word: str) -> bool:
    """Say whether a part of a host is a provider's: "zendesk", "googleapis", "my-salesforce"."""
    return part == word or (len(word) >= 4 and (part.startswith(word) or word in part.split("-")))


def _by_token(seen: _Seen, integration: Integration, brand: frozenset[str], called: str) -> Iterator[_Reason]:
    own = {squash(part) for part in integration.provider.split("-")} | brand
    for item in seen.findings:
        text = text_of(item.value)
        prefix = prefix_of(text)
        if prefix and prefix.provider and squash(prefix.provider) in own and not unusable(text):
            yield _Reason(STRONG, f"{prefix.begins} begins {_article(prefix.what)} {prefix.what}")


def _article(text: str) -> str:
    return "an" if text[:1].lower() in "aeiou" else "a"


def _by_variable(seen: _Seen, brand: frozenset[str], called: str) -> Iterator[_Reason]:
    for name in seen.names:
        if name.branded(brand):
            start = name.text.partition("_")[0] if name.variable else name.text
            spoken = f"{plain(cut(start, 40))}_" if name.variable else plain(cut(start, 40))
            yield _Reason(STRONG, f"{spoken} names the provider")


def _by_fields(seen: _Seen, template: Template | None, brand: frozenset[str], called: str) -> Iterator[_Reason]:
    there = {squash(name.own): name.own for name in seen.names}
    asked: list[tuple[str, ...]] = [names for word, names in _SIGNS.items() if word in brand]
    if template:
        own = [*template.token_response_metadata, *(item.name for item in template.config)]
        asked += [(name,) for name in dict.fromkeys(own) if squash(name) not in _DULL_CONFIG and len(squash(name)) > 3]
    told = [names for names in asked if all(squash(name) in there for name in names)]
    if told:
        names = list(dict.fromkeys(there[squash(name)] for group in told for name in group))
        verb, noun = ("are", "fields") if len(names) > 1 else ("is", "field")
        shown = plain(cut(", ".join(names), 80))
        yield _Reason(LIKELY + min(len(names), 9), f"the {noun} {shown} {verb} {_of(plain(called))}")


def _of(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _by_mode(seen: _Seen, integration: Integration, template: Template | None) -> Iterator[_Reason]:
    """Weigh whether the auth type takes what is in the text; it alone is no reason to propose anything."""
    held = seen.kinds & _TELLING
    if not held:
        return
    mode = template.auth_mode if template else _mode_by_name(integration.provider)
    takes = {
        "OAUTH2": {"access token", "refresh token"},
        "OAUTH2_CC": {"client id", "client secret"},
        "API_KEY": {"api key", "access token"} if "refresh token" not in held else {"api key"},
        "BASIC": {"user name", "password", "api key"},
    }.get(mode, set())
    if template is None and mode == "API_KEY":
        takes = takes | {"user name", "password"}  # an API key is often sent as one of these
    if held & takes:
        # A user name and a password are for nothing else.
        best = {"user name", "password"} <= held and mode == "BASIC"
        yield _Reason(SLIGHT - (0 if best else 2), f"it takes {' and '.join(sorted(held & takes))}" if template else "")
    elif takes:
        yield _Reason(-SLIGHT, "")


def _mode_by_name(provider: str) -> str:
    """Guess the auth type of a provider whose template is not at hand, by how Nango names siblings."""
    ends = {"-api-key": "API_KEY", "-basic": "BASIC", "-cc": "OAUTH2_CC", "-pat": "API_KEY", "-oauth": "OAUTH2"}
    return next((mode for end, mode in ends.items() if provider.endswith(end)), "")
