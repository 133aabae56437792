"""One open environment: its key, its client, and what was learned from the server so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import uuid4

from nango_tui.model.auth import MODES, OTHER_MODES, Endpoint
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.form_rules import build
from nango_tui.model.outcome import Failure, Got, Refused, Unreachable
from nango_tui.model.ports import Nango, Services
from nango_tui.model.template import Template


@dataclass(slots=True)
class Session:
    """One open environment. Made when its key is at hand, dropped when another is opened.

    `integrations` None: not loaded (yet); `failure` says why. `drafts`: what was typed for each integration, so that
    going back loses nothing. `legacy_only`: this server has no POST /connections. `fixed`: the endpoint that the
    command line asked for.
    """

    services: Services
    environment: Environment
    held: HeldKey
    nango: Nango
    integrations: tuple[Integration, ...] | None = None
    failure: Failure | None = None
    templates: dict[str, Template | None] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    legacy_only: bool = False
    fixed: Endpoint | None = None

    def learned(self, name: str, production: bool) -> None:
        """Take what the server calls the environment, and whether that is production."""
        self.environment = replace(self.environment, name=name, production=production)
        for key, draft in list(self.drafts.items()):
            self.drafts[key] = replace(draft, environment=self.environment)

    async def load_integrations(self) -> None:
        """Ask for the list of integrations."""
        match await self.nango.integrations():
            case Got(value=integrations):
                self.integrations, self.failure = integrations, None
            case Refused() | Unreachable() as failure:
                self.failure = failure

    async def template_of(self, provider: str) -> Template | None:
        """Return the provider's template, asking once; None where the server has none or was not reached.

        A failure to reach the server is not remembered, so the next look asks again.
        """
        if provider in self.templates:
            return self.templates[provider]
        match await self.nango.template(provider):
            case Got(value=template):
                self.templates[provider] = template
                return template
            case Refused():
                self.templates[provider] = None
                return None
            case Unreachable():
                return None

    def known_template(self, integration: Integration) -> Template | None:
        """Return the template if it was read already."""
        return self.templates.get(integration.provider)

    def type_of(self, template: Template) -> str:
        """Say in a few words which auth type the provider takes."""
        known = MODES.get(template.auth_mode)
        if known:
            return known.label
        other = OTHER_MODES.get(template.auth_mode)
        return f"{other.label if other else template.auth_mode}, not imported"

    def needs_of(self, template: Template) -> str:
        """Say what an import of this provider asks for: "API key, Subdomain"; "" where nothing is imported."""
        mode = MODES.get(template.auth_mode)
        if mode is None:
            return ""
        form = build(template, mode, Endpoint.CURRENT)
        return ", ".join(field.label for field in form.fields if field.required and not field.folded)

    def draft_for(self, integration: Integration) -> Draft:
        """Return what was typed for this integration before, or a new draft."""
        found = self.drafts.get(integration.unique_key)
        return found or new_draft(self.environment, integration, self.fixed)


def new_draft(environment: Environment, integration: Integration, endpoint: Endpoint | None = None) -> Draft:
    """Return an empty draft with a connection id of its own (UUID v4), so that a repeat cannot make a second one."""
    return Draft(
        environment=environment,
        generated_id=str(uuid4()),
        integration=integration,
        endpoint=endpoint,
    )
