"""What the beginning of a token tells: who issued it, and what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nango_tui.model.paste.found import Kind


@dataclass(frozen=True, slots=True)
class Prefix:
    """One known beginning. `kind`: what such a value is where no name says it. `provider`: a word of its issuer."""

    begins: str
    what: str
    kind: Kind
    provider: str

    @property
    def rare(self) -> bool:
        """Whether no ordinary word begins so."""
        return self.begins not in _FACES and len(self.begins) > 3


PREFIXES: tuple[Prefix, ...] = (
    Prefix("shpat_", "Shopify Admin API token", "access token", "shopify"),
    Prefix("shpca_", "Shopify custom app token", "access token", "shopify"),
    Prefix("shpua_", "Shopify user token", "access token", "shopify"),
    Prefix("shppa_", "Shopify private app password", "password", "shopify"),
    Prefix("shpss_", "Shopify app secret", "client secret", "shopify"),
    Prefix("xoxb-", "Slack bot token", "access token", "slack"),
    Prefix("xoxp-", "Slack user token", "access token", "slack"),
    Prefix("xoxe.xoxb-", "Slack bot token that rotates", "access token", "slack"),
    Prefix("xoxe.xoxp-", "Slack user token that rotates", "access token", "slack"),
    Prefix("xoxe-", "Slack refresh token", "refresh token", "slack"),
    Prefix("xapp-", "Slack app-level token", "access token", "slack"),
    Prefix("ghp_", "GitHub personal access token", "access token", "github"),
    Prefix("gho_", "GitHub OAuth token", "access token", "github"),
    Prefix("ghu_", "GitHub App user token", "access token", "github"),
    Prefix("ghs_", "GitHub App installation token", "access token", "github"),
    Prefix("ghr_", "GitHub refresh token", "refresh token", "github"),
    Prefix("github_pat_", "GitHub fine-grained token", "access token", "github"),
    Prefix("glpat-", "GitLab personal access token", "access token", "gitlab"),
    Prefix("ya29.", "Google access token", "access token", "google"),
    Prefix("1//", "refresh token of Google", "refresh token", "google"),
    Prefix("GOCSPX-", "Google client secret", "client secret", "google"),
    Prefix("AIza", "Google API key", "api key", "google"),
    Prefix("5Aep", "Salesforce refresh token", "refresh token", "salesforce"),
    Prefix("sk_live_", "Stripe secret key", "api key", "stripe"),
    Prefix("sk_test_", "Stripe secret key, test mode", "api key", "stripe"),
    Prefix("rk_live_", "Stripe restricted key", "api key", "stripe"),
    Prefix("rk_test_", "Stripe restricted key, test mode", "api key", "stripe"),
    Prefix("pk_live_", "Stripe publishable key", "api key", "stripe"),
    Prefix("pk_test_", "Stripe publishable key, test mode", "api key", "stripe"),
    Prefix("pk_", "public or personal key", "api key", ""),
    Prefix("SG.", "SendGrid API key", "api key", "sendgrid"),
    Prefix("EAA", "Meta access token", "access token", "facebook"),
    Prefix("AKIA", "AWS access key ID", "named", "aws"),
    Prefix("ASIA", "AWS temporary access key ID", "named", "aws"),
    Prefix("pat-", "HubSpot private app token", "access token", "hubspot"),
    Prefix("ATATT", "Atlassian API token", "api key", "jira"),
    Prefix("sk-ant-", "Anthropic API key", "api key", "anthropic"),
    Prefix("sk-", "API key of the sk- family, as OpenAI's", "api key", ""),
    Prefix("secret_", "Notion token", "access token", "notion"),
    Prefix("ntn_", "Notion token", "access token", "notion"),
    Prefix("lin_api_", "Linear API key", "api key", "linear"),
    Prefix("lin_oauth_", "Linear OAuth token", "access token", "linear"),
    Prefix("figd_", "Figma personal access token", "access token", "figma"),
    Prefix("dop_v1_", "DigitalOcean token", "access token", "digitalocean"),
    Prefix("key-", "Mailgun API key", "api key", "mailgun"),
    Prefix("xkeysib-", "Brevo API key", "api key", "brevo"),
    Prefix("re_", "Resend API key", "api key", "resend"),
    Prefix("phc_", "PostHog project key", "api key", "posthog"),
    Prefix("phx_", "PostHog personal key", "api key", "posthog"),
    Prefix("EAAA", "Square or Meta access token", "access token", ""),
    Prefix("dapi", "Databricks token", "access token", "databricks"),
    Prefix("hf_", "Hugging Face token", "access token", "hugging face"),
    Prefix("npm_", "npm token", "access token", "npm"),
)
"""Known beginnings; of two that fit, the longer counts."""

_LONGEST_FIRST = sorted(PREFIXES, key=lambda prefix: len(prefix.begins), reverse=True)
_ANY = ("00D", *(prefix.begins for prefix in PREFIXES))
_HUBSPOT = re.compile(r"pat-(?:na|eu|ap|ca)\d-")
_SALESFORCE = re.compile(r"00D[A-Za-z0-9]{9,15}!")
_FACES = {"EAA", "EAAA", "AIza", "dapi", "AKIA", "ASIA", "5Aep", "ATATT", "re_", "pk_", "sk-", "key-", "secret_", "SG."}
"""Beginnings that other words have too: they count only for a value of some length."""

_SALESFORCE_TOKEN = Prefix("00D", "Salesforce access token", "access token", "salesforce")


def prefix_of(value: str) -> Prefix | None:
    """Return what the value's beginning tells, None if nothing."""
    if not value.startswith(_ANY):
        return None
    if _SALESFORCE.match(value):
        return _SALESFORCE_TOKEN
    for prefix in _LONGEST_FIRST:
        begins = prefix.begins
        if value.startswith(begins) and len(value) > len(begins):
            if begins in _FACES and len(value) < 16:
                continue
            if begins == "pat-" and not _HUBSPOT.match(value):
                continue
            return prefix
    return None


def words_for(prefix: Prefix) -> str:
    """Return what a value with that beginning is, in words: "Shopify Admin API token (shpat_)"."""
    return f"{prefix.what} ({prefix.begins})"
