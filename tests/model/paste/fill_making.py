"""Providers, drafts and recognized texts made for the tests of filling, in the shapes of real ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.check_value import text_of
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form
from nango_tui.model.form_rules import build
from nango_tui.model.paste.fill import Filling, answered, fill
from nango_tui.model.paste.found import Choice, Confidence, Finding, Kind, Recognized
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template, TemplateField

NOW: Final = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
DEV: Final = Environment("dev", "dev")

_C = TemplateField
TEMPLATES: Final[Mapping[str, Template]] = {
    item.name: item
    for item in (
        Template(
            "salesforce",
            "Salesforce",
            "OAUTH2",
            config=(
                _C("instance_url", "Instance URL", format="uri", automated=True),
                _C("hostname", "Hostname", prefix="https://", optional=True, example="acme.my.salesforce.com"),
            ),
            base_url="${connectionConfig.instance_url}",
            token_urls=(
                "https://${connectionConfig.hostname}/services/oauth2/token "
                "|| https://login.salesforce.com/services/oauth2/token",
            ),
            token_response_metadata=("instance_url",),
        ),
        Template(
            "zendesk",
            "Zendesk",
            "OAUTH2",
            config=(_C("subdomain", "Zendesk Domain", prefix="https://", suffix=".zendesk.com", order=1),),
            base_url="https://${connectionConfig.subdomain}.zendesk.com",
        ),
        Template(
            "zendesk-api-key",
            "Zendesk (API Token)",
            "BASIC",
            credentials=(
                _C("username", "Email Address", format="email"),
                _C("password", "API Token", pattern="^[A-Za-z0-9]+$"),
            ),
            config=(_C("subdomain", "Zendesk Domain", prefix="https://", suffix=".zendesk.com", order=1),),
            base_url="https://${connectionConfig.subdomain}.zendesk.com",
            docs_connect="https://docs.example.com/zendesk-api-key",
        ),
        Template("google", "Google", "OAUTH2", base_url="https://www.googleapis.com"),
        Template(
            "slack",
            "Slack",
            "OAUTH2",
            base_url="https://slack.com/api",
            token_response_metadata=("bot_user_id", "team.id"),
        ),
        Template(
            "quickbooks",
            "Quickbooks",
            "OAUTH2",
            config=(_C("realmId", "Realm ID", optional=True),),
            base_url="https://quickbooks.api.intuit.com",
        ),
        Template(
            "netsuite-tba",
            "NetSuite (TBA)",
            "TBA",
            config=(_C("accountId", "Account ID", pattern="^[a-zA-Z0-9-_]+$"),),
            base_url="https://${connectionConfig.accountId}.suitetalk.api.netsuite.com/services/rest",
        ),
        Template(
            "github-app",
            "GitHub (App)",
            "APP",
            config=(_C("app_id", "App ID", hidden=True), _C("installation_id", "Installation ID", automated=True)),
            base_url="https://api.github.com",
        ),
        Template(
            "shopify-api-key",
            "Shopify (API Key)",
            "API_KEY",
            credentials=(_C("apiKey", "API Access Token", pattern="^(shpat|shpca)_[a-f0-9]{8,40}$"),),
            config=(_C("subdomain", "Shopify Domain", prefix="https://", suffix=".myshopify.com"),),
            base_url="https://${connectionConfig.subdomain}.myshopify.com",
        ),
        Template(
            "freshdesk",
            "FreshDesk",
            "BASIC",
            credentials=(
                _C("username", "FreshDesk API Key"),
                _C("password", "Password", hidden=True, default_value="X"),
            ),
            config=(_C("subdomain", "FreshDesk Domain", prefix="https://", suffix=".freshdesk.com"),),
            base_url="https://${connectionConfig.subdomain}.freshdesk.com",
        ),
        Template(
            "auth0-cc",
            "Auth0 (Client Credentials)",
            "OAUTH2_CC",
            config=(_C("hostname", "Host name", prefix="https://", format="hostname"), _C("audience", "Audience")),
            base_url="https://${connectionConfig.hostname}",
        ),
        Template(
            "lightspeed-retail",
            "Lightspeed Retail",
            "OAUTH2",
            config=(_C("domain_prefix", "Domain prefix", automated=True),),
            base_url="https://${connectionConfig.domain_prefix}.retail.lightspeed.app",
        ),
        Template(
            "azure-devops",
            "Azure DevOps",
            "BASIC",
            credentials=(
                _C("username", hidden=True, default_value=""),
                _C("password", "Personal Access Token"),
            ),
            config=(_C("organizationUrl", "Organization URL", prefix="https://", example="dev.azure.com/myorg"),),
            base_url="https://${connectionConfig.organizationUrl}",
        ),
        Template("openai", "OpenAI", "API_KEY", base_url="https://api.openai.com"),
        Template("github-pat", "GitHub (Personal Access Token)", "API_KEY", base_url="https://api.github.com"),
        Template("twitter", "Twitter (v1)", "OAUTH1", base_url="https://api.twitter.com"),
        Template("adp", "ADP", "OAUTH2_CC", require_client_certificate=True, base_url="https://api.adp.com"),
        Template("public", "Public", "NONE"),
    )
}


def draft(provider: str, **parts: object) -> Draft:
    """Return an import that is begun."""
    made = TEMPLATES[provider]
    begun = Draft(DEV, "generated", Integration(provider, provider, made.display_name), made, made.auth_mode)
    return replace(begun, **parts)  # type: ignore[arg-type]  # fields by name, in tests only


def form(provider: str) -> Form:
    """Return its form."""
    made = TEMPLATES[provider]
    return build(made, MODES[made.auth_mode], Endpoint.CURRENT)


def a(kind: Kind, value: str, name: str = "", confidence: Confidence = "certain", *, source: str = "JSON",
      what: str = "") -> Finding:  # fmt: skip
    """Return one value of a text."""
    return Finding(kind, Secret(value), name, confidence, source, what)


def text(*findings: Finding, shape: str = "a text", choices: tuple[Choice, ...] = (), **parts: object) -> Recognized:
    """Return a recognized text."""
    made = Recognized(shape, findings, choices)
    return replace(made, **parts)  # type: ignore[arg-type]  # fields by name, in tests only


def filled(provider: str, *findings: Finding, **parts: object) -> Filling:
    """Return what these values fill in an import that is begun."""
    return fill(text(*findings), draft(provider, **parts), form(provider), NOW, UTC)


def chosen(filling: Filling, *options: str) -> Filling:
    """Return the filling after answers: to each first question, the option that begins so."""
    for option in options:
        shown = filling.questions[0].options
        filling = answered(filling, 0, next(i for i, label in enumerate(shown) if label.startswith(option)))
    return filling


def values(filling: Filling) -> dict[str, str]:
    """Return what would be filled, in clear; of an expiry its answer and its text."""
    found = {}
    for item in filling.fills:
        value = item.value
        found[item.key] = f"{value.choice} {value.text}".strip() if isinstance(value, Expiry) else text_of(value)
    return found


def ignored(filling: Filling) -> dict[str, str]:
    """Return what is not used, and why."""
    return {item.name: item.why for item in filling.ignored}


def asked(filling: Filling) -> list[str]:
    """Return the open questions."""
    return [question.text for question in filling.questions]
