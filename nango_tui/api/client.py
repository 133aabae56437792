"""One environment of a Nango server over HTTP: the port that the screens ask."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from nango_tui.api import answers, failures, fixing, proxying
from nango_tui.api.asking import get, refused, unreachable
from nango_tui.api.errors import environment_in
from nango_tui.api.facts import facts_in
from nango_tui.api.http import Http, Lost
from nango_tui.api.paths import connection_path, part, query
from nango_tui.api.templates import template_from
from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import encode, secrets_in
from nango_tui.model.connection import Connection, ConnectionRow, Edit, Link, LinkOrder, Look, ProviderAnswer
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.endpoint import TESTED_MODES
from nango_tui.model.environment import Environment
from nango_tui.model.form import Form, Place
from nango_tui.model.form_rules import build
from nango_tui.model.outcome import Advice, Call, Failure, Got, Outcome, Stored, Unknown, Unreachable
from nango_tui.model.ports import Clock, Limits, ProviderHit
from nango_tui.model.redact import Redactor
from nango_tui.model.secret import Secret, Text
from nango_tui.model.template import Template
from nango_tui.model.text import plain
from nango_tui.model.tree import Json, Tree
from nango_tui.model.update import Plan
from nango_tui.model.wire import Handler

T = TypeVar("T")


class Client:
    """Calls one environment with its key. No method raises but on cancellation; each answer is a value.

    With a `handler` the calls go there instead of to the network. `aclose` ends its connections.
    """

    def __init__(
        self,
        environment: Environment,
        key: Secret,
        limits: Limits | None = None,
        *,
        clock: Clock,
        handler: Handler | None = None,
    ) -> None:
        self._clock = clock
        self._http = Http(environment, key, limits or Limits(), handler)

    def warm(self) -> None:
        """Make the HTTP client, which reads certificates; any thread may do that before the first call."""
        self._http.warm()

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        await self._http.aclose()

    # What the screens ask.

    async def environment_name(self) -> Got[str] | Failure:
        """Ask which environment the key opens, by an import for an integration that does not exist.

        Nango refuses it with the environment's name and stores nothing (seen on Nango 0.71.4). Needs the scope
        connections:create; a 403 means that the key is valid and may not create.
        """
        name = f"nango-tui-asks-for-the-environment-{uuid.uuid4()}"
        call = Call.IMPORT_LEGACY
        reply = await self._http.call(
            call, "POST", "/connection", body={"provider_config_key": name, "connection_id": name}
        )
        if isinstance(reply, Lost):
            return unreachable(call, reply)
        error = reply.value.get("error") if isinstance(reply.value, dict) else None
        found = environment_in(error.get("payload")) if isinstance(error, dict) else ""
        return Got(found, reply.answer) if found else refused(call, reply)

    async def integrations(self) -> Got[tuple[Integration, ...]] | Failure:
        """List the environment's integrations."""
        return await self._get(Call.LIST_INTEGRATIONS, "/integrations", answers.integrations_in)

    async def integration(self, unique_key: str) -> Got[Integration] | Failure:
        """Read one integration."""
        return await self._get(Call.GET_INTEGRATION, f"/integrations/{part(unique_key)}", answers.integration_in)

    async def template(self, provider: str) -> Got[Template] | Failure:
        """Read a provider's template."""

        def read(value: Json) -> Template | None:
            data = answers.template_data_in(value)
            found = template_from(data, provider) if data is not None else None
            return found if isinstance(found, Template) else None

        return await self._get(Call.GET_PROVIDER, f"/providers/{part(provider)}", read)

    async def search_providers(self, text: str) -> Got[tuple[ProviderHit, ...]] | Failure:
        """Find providers by name."""
        return await self._get(Call.SEARCH_PROVIDERS, f"/providers?{query({'search': text})}", answers.providers_in)

    async def find(self, connection_id: str) -> Got[tuple[ConnectionRow, ...]] | Failure:
        """List the connections with exactly this id, in all integrations."""
        wanted = query({"connectionId": connection_id})
        return await self._get(Call.LIST_CONNECTIONS, f"/connections?{wanted}", answers.rows_in)

    async def page(
        self,
        number: int,
        *,
        size: int = 200,
        search: str = "",
        integration: str = "",
        tag: tuple[str, str] | None = None,
    ) -> Got[tuple[ConnectionRow, ...]] | Failure:
        """List connections, newest first: page `number` from 0 of `size` rows. A page after the last is empty."""
        wanted = {"limit": str(size), "page": str(number)}
        # An empty search is refused, not ignored (seen on Nango 0.71.4).
        wanted |= {"search": search} if search else {}
        wanted |= {"integrationId": integration} if integration else {}
        wanted |= {f"tags[{tag[0]}]": tag[1]} if tag else {}
        return await self._get(Call.LIST_CONNECTIONS, f"/connections?{query(wanted)}", answers.rows_in)

    async def connection(
        self,
        connection_id: str,
        integration: str,
        *,
        refresh_token: bool = False,
        force_refresh: bool = False,
    ) -> Got[Connection] | Failure:
        """Read one connection. With a key that reads credentials, Nango may refresh its token."""
        wanted = {"provider_config_key": integration}
        if refresh_token:
            wanted["refresh_token"] = "true"
        if force_refresh:
            wanted["force_refresh"] = "true"
        return await self._get(Call.GET_CONNECTION, connection_path(connection_id, wanted), answers.connection_in)

    async def send(self, draft: Draft, endpoint: Endpoint) -> Outcome:
        """Send the import once."""
        mode = MODES.get(draft.mode)
        call = call_of(endpoint)
        if mode is None or draft.integration is None:
            return Unreachable(call, Advice("The import is not complete.", "Choose an integration and auth type."), 0)
        form = build(draft.template, mode, endpoint)
        body = encode(draft, form, endpoint, self._clock.now(), self._clock.zone())
        verified = bool(draft.template and draft.template.verification)
        return await self.send_body(endpoint, body, mode.code, redactor_for(form, body, draft), verified=verified)

    async def send_body(
        self,
        endpoint: Endpoint,
        body: dict[str, Tree],
        mode: str,
        redactor: Redactor | None = None,
        *,
        verified: bool = False,
    ) -> Outcome:
        """Send an encoded import once. `verified`: Nango knows how to test the credential of this provider."""
        call = call_of(endpoint)
        reply = await self._http.call(call, "POST", endpoint.value, body=body, redactor=redactor)
        if isinstance(reply, Lost):
            if reply.sent:
                return Unknown(call, failures.lost(call, reply.advice), reply.seconds)
            return unreachable(call, reply)
        value = reply.value
        found = value.get("connection_id") if isinstance(value, dict) else None
        if not reply.success or found is None:
            return refused(call, reply, mode)
        shown = reply.redactor.tree(value, call)
        return Stored(
            reply.answer,
            plain(found if isinstance(found, str) else json.dumps(found)),
            str(body.get("provider_config_key", "")),
            endpoint,
            tested=verified and endpoint is Endpoint.CURRENT and mode in TESTED_MODES,
            facts=facts_in(shown, echo=endpoint is Endpoint.LEGACY),
        )

    async def delete(self, connection_id: str, integration: str) -> Got[None] | Failure:
        """Delete a connection."""
        call = Call.DELETE_CONNECTION
        reply = await self._http.call(
            call, "DELETE", connection_path(connection_id, {"provider_config_key": integration})
        )
        if isinstance(reply, Lost):
            advice = failures.lost(call, reply.advice) if reply.sent else reply.advice
            return Unreachable(call, advice, reply.seconds, sent=reply.sent)
        if reply.success and answers.succeeded(reply.value):
            return Got(None, reply.answer)
        return refused(call, reply)

    # What a fix asks.

    async def look(self, connection_id: str, integration: str, *, whole: bool = True) -> Look | Failure:
        """Read one connection for a fix, with as little effect as possible."""
        return await fixing.look(self._http, connection_id, integration, whole=whole)

    async def replace(self, plan: Plan) -> Outcome:
        """Send a planned update once; a blocked one is not sent."""
        if plan.blocked:
            return Unreachable(call_of(plan.endpoint), Advice("The update was not sent.", plan.blocked), 0)
        body = dict(plan.body)
        return await self.send_body(plan.endpoint, body, plan.mode, redactor_of(body), verified=plan.verified)

    async def edit(self, connection_id: str, integration: str, edit: Edit) -> Got[None] | Failure:
        """Change tags, end user and webhook URL by PATCH, metadata by its own call; the first failure ends it."""
        return await fixing.edit(self._http, connection_id, integration, edit)

    async def link(self, order: LinkOrder) -> Got[Link] | Failure:
        """Make a connect link for a new connection, or a reconnect link for one that is there."""
        return await fixing.link(self._http, order)

    async def ask_provider(self, connection_id: str, integration: str, path: str) -> Got[ProviderAnswer] | Failure:
        """Call a path of the provider's API with the connection's credentials: one GET through Nango's proxy."""
        return await proxying.ask_provider(self._http, connection_id, integration, path)

    async def _get(self, call: Call, target: str, read: Callable[[Json], T | None]) -> Got[T] | Failure:
        return await get(self._http, call, target, read)


def call_of(endpoint: Endpoint) -> Call:
    """Return the call that an endpoint is."""
    return Call.IMPORT if endpoint is Endpoint.CURRENT else Call.IMPORT_LEGACY


def redactor_for(form: Form, body: Tree, draft: Draft) -> Redactor:
    """Return what takes the secrets of one import out of its answer."""
    secrets = list(secrets_in(body))
    values: Iterable[Text] = (*draft.values.values(), *draft.config.values())
    config = [field for field in form.fields if field.place is Place.CONFIG]
    user, password = draft.values.get("username", ""), draft.values.get("password", "")
    return Redactor(
        (*(secret for _, secret in secrets), *(value for value in values if isinstance(value, Secret))),
        basic=((user, password),) if user and password else (),
        secret_names={path[-1] for path, _ in secrets} | {field.name for field in config if field.secret},
        public_names={field.name for field in config if not field.secret},
    )


def redactor_of(body: Mapping[str, Tree]) -> Redactor:
    """Return what takes the secrets of a planned update out of its answer: what the plan holds as Secret is secret."""
    secrets = list(secrets_in(dict(body)))
    names = {path[-1] for path, _ in secrets}
    told = body.get("credentials")
    credentials = told if isinstance(told, dict) else body
    user, password = credentials.get("username"), credentials.get("password")
    config = body.get("connection_config")
    shown = {key for key, value in config.items() if isinstance(value, str)} if isinstance(config, dict) else set()
    pair = (user, password) if isinstance(user, str | Secret) and isinstance(password, str | Secret) else None
    return Redactor(
        (secret for _, secret in secrets),
        basic=(pair,) if pair and all(pair) else (),
        secret_names=names,
        public_names=shown - names,
    )
