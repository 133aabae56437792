"""One open environment: its key, its client, and what was learned from the server so far."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import uuid4

from nango_tui.model.accounts import names_account
from nango_tui.model.auth import MODES, OTHER_MODES, Endpoint
from nango_tui.model.check import check, own_key, repeated
from nango_tui.model.clock import clock_words
from nango_tui.model.connection import ConnectionRow, Look
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.endpoint import choose
from nango_tui.model.environment import Environment, HeldKey
from nango_tui.model.findings import Problems
from nango_tui.model.form import Form
from nango_tui.model.form_rules import build
from nango_tui.model.history import UNSEEN, Entry, ended
from nango_tui.model.key_check import KeyReport, check_key
from nango_tui.model.outcome import Failure, Got, Refused, Unreachable, is_lasting
from nango_tui.model.paste.found import Recognized
from nango_tui.model.ports import Nango, Services
from nango_tui.model.prefill import prefill
from nango_tui.model.secret import Secret, Text
from nango_tui.model.summary import customer_of
from nango_tui.model.takeover import taken_over
from nango_tui.model.template import Template
from nango_tui.model.update import Plan
from nango_tui.model.update_check import check_fix, form_shown
from nango_tui.model.update_plan import before_of, plan
from nango_tui.screens.connections import Roster
from nango_tui.screens.notes import Notes

G = TypeVar("G", bound=Got[None] | Failure)


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
    unread: dict[str, Failure] = field(default_factory=dict)
    """Why a provider's template could not be read the last time; the next look asks again."""
    drafts: dict[str, Draft] = field(default_factory=dict)
    legacy_only: bool = False
    fixed: Endpoint | None = None
    unsure: set[str] = field(default_factory=set)
    """Ids that were sent and may be stored, although no answer said so."""
    looks: dict[tuple[str, str], Look] = field(default_factory=dict)
    """What looking at a connection showed, by id and integration, for as long as its page or its fix is open."""
    can_read_credentials: bool | None = None
    """Whether the key may read credentials; None: not known yet."""
    overrides_seen: set[tuple[str, str]] = field(default_factory=set)
    """The connections that were seen to have an OAuth app of the customer's own."""
    connections: Roster = field(default_factory=Roster)
    """The connections that were read so far."""
    same_for_all: dict[str, bool] = field(default_factory=dict)
    """By integration: whether its configuration is the same for every customer, as the engineer said once."""
    clock_words: str = ""
    """What is wrong with this machine's clock, "" if nothing is known to be."""
    tell: Callable[[str], None] = field(default=lambda _: None, repr=False)
    """Says something in passing, whatever is on screen."""
    notes: Notes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.notes = Notes(self.services.history, self.tell)

    def learned(self, name: str, production: bool) -> None:
        """Take what the server calls the environment, and whether that is production."""
        self.environment = replace(self.environment, name=name, production=production)
        for key, draft in list(self.drafts.items()):
            self.drafts[key] = replace(draft, environment=self.environment)

    async def load_integrations(self) -> None:
        """Ask for the list of integrations."""
        match await self.nango.integrations():
            case Got(value=integrations, answer=answer):
                self.integrations, self.failure = integrations, None
                self.clock_words = clock_words(self.services.clock.now(), answer.at)
            case Refused() | Unreachable() as failure:
                self.failure = failure

    async def template_of(self, provider: str) -> Template | None:
        """Return the provider's template, asking once; None where the server has none or did not give it.

        Only what Nango itself says is remembered: after a gateway's page or no answer the next look asks again.
        """
        if provider in self.templates:
            return self.templates[provider]
        self.unread.pop(provider, None)
        match await self.nango.template(provider):
            case Got(value=template):
                self.templates[provider] = template
                return template
            case Refused() as refused if is_lasting(refused):
                self.templates[provider] = None
                return None
            case Refused() | Unreachable() as failure:
                self.unread[provider] = failure
                return None

    async def identify(self, integration: Integration) -> tuple[Integration, Template | None]:
        """Return the integration with its provider, and the provider's template, as far as the server tells them.

        A key that may only create cannot ask for the provider. Many integrations have its name, so the template of
        that name is returned as a guess: then the integration's provider is still "".
        """
        if not integration.provider and self.integrations is None:
            match await self.nango.integration(integration.unique_key):
                case Got(value=found):
                    integration = found
                case Refused() | Unreachable():
                    pass
        return integration, await self.template_of(integration.provider or integration.unique_key)

    async def already_there(self, draft: Draft) -> tuple[ConnectionRow | None, str]:
        """Return the draft's connection if it exists, and why that is not known ("" where it is)."""
        unknown = f"Whether {draft.id} exists already is not known:"
        match await self.nango.find(draft.id):
            case Got(value=rows):
                key = draft.integration.unique_key if draft.integration else ""
                return next((row for row in rows if row.integration == key), None), ""
            case Refused(scope=scope) if scope:
                return None, f"{unknown} this key may not list connections."
            case Refused(advice=advice) | Unreachable(advice=advice):
                return None, f"{unknown} {advice.happened}"

    async def look(self, connection_id: str, integration: str) -> Look | Failure:
        """Look at a connection once, and remember what it showed and what it told about the key."""
        found = await self.nango.look(connection_id, integration, whole=self.can_read_credentials is not False)
        if isinstance(found, Look):
            key = connection_id, integration
            self.looks[key] = found
            if found.reading != "failed":
                # The answer to a failed one does not tell all that the list tells.
                self.connections.update(found.connection.row)
            if found.reading in ("whole", "hidden"):
                self.can_read_credentials = found.reading == "whole"
            if found.connection.override is not None:
                self.overrides_seen.add(key)
        return found

    def forget_look(self, key: tuple[str, str]) -> None:
        """Forget what a look showed: it may have been changed since, so that nothing of it may be sent again."""
        self.looks.pop(key, None)

    def recognized(self, text: Secret) -> Recognized:
        """Take a pasted text apart."""
        # Loaded at the first paste: nothing else needs it.
        from nango_tui.model.paste.recognize import recognize

        return recognize(text.reveal(), self.services.clock.now())

    def seen(self, row: ConnectionRow) -> Look | None:
        """Take what the list tells of a connection into what a look showed; return that, None if there was no look."""
        self.connections.update(row)
        found = self.looks.get(row.key)
        if found is None:
            return None
        shown = replace(found.connection, row=replace(found.connection.row, errors=row.errors))
        self.looks[row.key] = replace(found, connection=shown)
        return self.looks[row.key]

    def resumed(self, fix: Draft) -> Draft:
        """Return the fix with what was entered for it before, where it was left unfinished."""
        before = self.drafts.get(fix.place)
        return taken_over(before, fix) if before else fix

    def remember(
        self,
        action: str,
        connection_id: str,
        integration: str,
        outcome: str,
        *,
        endpoint: str = "",
        status: int = 0,
        log_id: str = "",
        customer: str = "",
    ) -> None:
        """Note in the history what was done.

        `action` and `outcome` as `Entry` has them: no secret, no value of a field.
        """
        begun = self.begun(action, connection_id, integration, endpoint=endpoint, customer=customer)
        self.notes.write(replace(begun, outcome=outcome, status=status, log_id=log_id))

    def begun(
        self, action: str, connection_id: str, integration: str, *, endpoint: str = "", customer: str = ""
    ) -> Entry:
        """Return the entry of what is about to be sent."""
        clock, environment = self.services.clock, self.environment
        return Entry(
            clock.now(), environment.name, environment.host, action, integration, connection_id, endpoint, UNSEEN,
            customer=customer,
        )  # fmt: skip

    def begun_import(self, draft: Draft, endpoint: Endpoint) -> Entry:
        """Return the entry of an import, or of the update of a fix, that is about to be sent."""
        return self.begun(
            "replace" if draft.exists else "create",
            draft.id,
            draft.integration.unique_key if draft.integration else "",
            endpoint=f"POST {endpoint.value}",
            customer=customer_of(draft),
        )

    async def noted(self, begun: Entry, change: Awaitable[G], done: str) -> G:
        """Make a change that is in the history while it is under way: also where the program ends meanwhile.

        `done`: what a success is called there.
        """
        self.notes.write(begun)
        outcome = await change
        self.notes.write(ended(begun, outcome, done), begun)
        return outcome

    def form_of(self, draft: Draft, endpoint: Endpoint | None = None) -> Form:
        """Return the draft's form for an endpoint, None: the one that will be used; of a fix, as it is shown."""
        if draft.exists:
            return form_shown(draft, self._form_of_fix(draft))
        return build(draft.template, MODES[draft.mode], endpoint or choose(draft, self.legacy_only)[0])

    def _form_of_fix(self, draft: Draft) -> Form:
        # The form of the endpoint that takes everything: which one is used depends on what is entered.
        return build(draft.template, MODES[draft.mode], Endpoint.CURRENT)

    def plan(self, draft: Draft) -> Plan:
        """Return what a fix sends, and what that does to what is stored."""
        clock = self.services.clock
        return plan(
            draft,
            self._form_of_fix(draft),
            clock.now(),
            clock.zone(),
            can_read_credentials=self.can_read_credentials,
            legacy_only=self.legacy_only,
            override_seen=(draft.id, draft.integration.unique_key if draft.integration else "") in self.overrides_seen,
        )

    def check(self, draft: Draft, endpoint: Endpoint | None = None) -> Problems:
        """Return what is wrong with the draft for an endpoint, None: the one that will be used."""
        clock = self.services.clock
        if draft.exists:
            endpoint = endpoint or self.plan(draft).endpoint
            found = check_fix(draft, self._form_of_fix(draft), endpoint, clock.now(), clock.zone())
        else:
            endpoint = endpoint or choose(draft, self.legacy_only)[0]
            found = check(draft, self.form_of(draft, endpoint), endpoint, clock.now(), clock.zone())
        rows = repeated(draft, self.form_of(draft)) if draft.repeated else {}
        return replace(found, errors={**found.errors, **own_key(draft, self.held.key), **rows})

    def known_template(self, integration: Integration) -> Template | None:
        """Return the template if it was read already."""
        return self.templates.get(integration.provider)

    def type_of(self, template: Template) -> str:
        """Say in a few words which auth type the provider takes."""
        known = MODES.get(template.auth_mode)
        if known:
            return known.label
        other = OTHER_MODES.get(template.auth_mode)
        return f"not imported: {other.label if other else template.auth_mode}"

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

    def afresh(self, draft: Draft) -> Draft:
        """Return the draft as it was before anything was typed: of a fix, as what is stored fills it in."""
        if draft.stored:
            return before_of(draft)
        if draft.exists or not draft.integration:
            return Draft(
                draft.environment,
                draft.generated_id,
                draft.integration,
                draft.template,
                draft.mode,
                connection_id=draft.connection_id,
                exists=draft.exists,
            )
        fresh = new_draft(draft.environment, draft.integration, self.fixed)
        return replace(fresh, template=draft.template, mode=draft.mode)

    def next_draft(self, last: Draft, integration: Integration) -> Draft:
        """Return a draft for the next customer: of the last one it keeps only what does not concern a customer.

        The configuration where the engineer said that it is the same for all; of the tags the keys.
        """
        fresh = replace(new_draft(last.environment, integration, self.fixed), template=last.template, mode=last.mode)
        if last.exists:
            return fresh
        return replace(
            fresh,
            fetch=last.fetch,
            webhook_url=last.webhook_url,
            scopes=last.scopes,
            config=common(last.config) if self.same_for_all.get(integration.unique_key) else {},
            tags=tuple((key, "") for key, _ in last.tags),
        )

    def fix_of(self, found: Look | None, draft: Draft) -> Draft:
        """Return the fix of a connection that an import of `draft` would replace, with what was entered.

        `found` None: it could not be read, so all that stays has to be entered.
        """
        if found is None:
            return replace(draft, connection_id=draft.id, exists=True)
        return taken_over(draft, prefill(found, self.environment, draft.integration, draft.template, draft.mode))


def new_draft(environment: Environment, integration: Integration, endpoint: Endpoint | None = None) -> Draft:
    """Return an empty draft with a connection id of its own (UUID v4), so that a repeat cannot make a second one."""
    return Draft(
        environment=environment,
        generated_id=str(uuid4()),
        integration=integration,
        endpoint=endpoint,
    )


def common(config: Mapping[str, Text]) -> dict[str, Text]:
    """Return the part of a configuration that may be the same for all customers: it is no secret and names nobody."""
    return {key: value for key, value in config.items() if not isinstance(value, Secret) and not names_account(key)}


async def what_it_can_do(services: Services, environment: Environment, key: Secret) -> KeyReport | Failure:
    """Ask the server what a key opens and may do. The client is made in a thread: it loads much."""
    loop = asyncio.get_running_loop()
    return await check_key(await loop.run_in_executor(None, services.nango, environment, key))
