"""One environment of a Nango server over HTTP: the port that the screens ask."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from urllib.parse import quote, urlencode

from nango_tui.api import answers, failures
from nango_tui.api.errors import environment_in, read_refusal
from nango_tui.api.facts import facts_in
from nango_tui.api.http import Http, Lost, Reply
from nango_tui.api.templates import template_from
from nango_tui.model.advice import explain, not_nangos, redirected
from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import Json, Tree, encode, secrets_in
from nango_tui.model.connection import Connection, ConnectionRow
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.endpoint import TESTED_MODES
from nango_tui.model.environment import Environment
from nango_tui.model.form import Form, Place
from nango_tui.model.form_rules import build
from nango_tui.model.outcome import Advice, Call, Failure, Got, Outcome, Refused, Stored, Unknown, Unreachable
from nango_tui.model.ports import Clock, Limits, ProviderHit
from nango_tui.model.redact import Redactor
from nango_tui.model.secret import Secret, Text
from nango_tui.model.template import Template
from nango_tui.model.text import plain
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
            return Unreachable(call, reply.advice, reply.seconds)
        error = reply.value.get("error") if isinstance(reply.value, dict) else None
        found = environment_in(error.get("payload")) if isinstance(error, dict) else ""
        return Got(found, reply.answer) if found else self._refused(call, reply)

    async def integrations(self) -> Got[tuple[Integration, ...]] | Failure:
        """List the environment's integrations."""
        return await self._get(Call.LIST_INTEGRATIONS, "/integrations", answers.integrations_in)

    async def integration(self, unique_key: str) -> Got[Integration] | Failure:
        """Read one integration."""
        return await self._get(Call.GET_INTEGRATION, f"/integrations/{_part(unique_key)}", answers.integration_in)

    async def template(self, provider: str) -> Got[Template] | Failure:
        """Read a provider's template."""

        def read(value: Json) -> Template | None:
            data = answers.template_data_in(value)
            found = template_from(data, provider) if data is not None else None
            return found if isinstance(found, Template) else None

        return await self._get(Call.GET_PROVIDER, f"/providers/{_part(provider)}", read)

    async def search_providers(self, text: str) -> Got[tuple[ProviderHit, ...]] | Failure:
        """Find providers by name."""
        return await self._get(
            Call.SEARCH_PROVIDERS, f"/providers?{urlencode({'search': text}, quote_via=quote)}", answers.providers_in
        )

    async def find(self, connection_id: str) -> Got[tuple[ConnectionRow, ...]] | Failure:
        """List the connections with exactly this id, in all integrations."""
        query = urlencode({"connectionId": connection_id}, quote_via=quote)
        return await self._get(Call.LIST_CONNECTIONS, f"/connections?{query}", answers.rows_in)

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
        return await self._get(Call.GET_CONNECTION, _connection_path(connection_id, wanted), answers.connection_in)

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
            return Unreachable(call, reply.advice, reply.seconds)
        value = reply.value
        found = value.get("connection_id") if isinstance(value, dict) else None
        if not reply.success or found is None:
            return self._refused(call, reply, mode)
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
            call, "DELETE", _connection_path(connection_id, {"provider_config_key": integration})
        )
        if isinstance(reply, Lost):
            advice = failures.lost(call, reply.advice) if reply.sent else reply.advice
            return Unreachable(call, advice, reply.seconds)
        if reply.success and answers.deleted_in(reply.value):
            return Got(None, reply.answer)
        return self._refused(call, reply)

    # How it is asked.

    async def _get(self, call: Call, target: str, read: Callable[[Json], T | None]) -> Got[T] | Failure:
        reply = await self._http.call(call, "GET", target)
        if isinstance(reply, Lost):
            return Unreachable(call, reply.advice, reply.seconds)
        found = read(reply.value) if reply.success else None
        return Got(found, reply.answer) if found is not None else self._refused(call, reply)

    def _refused(self, call: Call, reply: Reply, mode: str = "") -> Refused:
        # Redacted before it is read: codes and paths may repeat a secret, and half of one is not found.
        said = read_refusal(reply.status, reply.headers, reply.redactor.values(reply.value), reply.body.shape)
        if reply.success:
            return Refused(call, reply.answer, said.code, said.message, not_nangos(call))
        if 300 <= reply.status < 400:
            location = plain(reply.redactor.text(reply.headers.get("location", "")))
            return Refused(call, reply.answer, said.code, said.message, redirected(location))
        explained = explain(call, said, mode)
        return Refused(
            call,
            reply.answer,
            said.code,
            said.message,
            explained.advice,
            explained.problems,
            explained.general,
            explained.scope,
            said.retry_after,
            explained.route_missing,
        )


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


def _part(text: str) -> str:
    """Return one part of a path: everything is encoded, a slash too, so that an id stays one part."""
    # Dots alone would be taken as a step in the path on the way.
    return quote(text, safe="", errors="replace") if text.strip(".") else text.replace(".", "%2E")


def _connection_path(connection_id: str, query: Mapping[str, str]) -> str:
    return f"/connections/{_part(connection_id)}?{urlencode(query, quote_via=quote, errors='replace')}"
