"""One environment of a Nango server over HTTP: the port that the screens ask."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode

import httpx

from nango_tui.api import answers, bodies, failures
from nango_tui.api.errors import environment_in, read_refusal, without_dumps
from nango_tui.api.facts import facts_in
from nango_tui.api.templates import template_from
from nango_tui.api.transport import HandlerTransport, Progress
from nango_tui.model.advice import explain, not_nangos, redirected
from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import Json, Tree, encode, reveal_tree, secrets_in
from nango_tui.model.connection import Connection, ConnectionRow
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.endpoint import TESTED_MODES
from nango_tui.model.environment import LOOPBACK, Environment, clean_url, url_problem
from nango_tui.model.form import Form, Place
from nango_tui.model.form_rules import build
from nango_tui.model.outcome import Advice, Answer, Call, Failure, Got, Outcome, Refused, Stored, Unknown, Unreachable
from nango_tui.model.ports import Clock, Limits, ProviderHit
from nango_tui.model.redact import Redactor
from nango_tui.model.secret import Secret, Text
from nango_tui.model.template import Template
from nango_tui.model.text import plain
from nango_tui.model.wire import Handler

# At INFO they write every URL.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

T = TypeVar("T")

IDLE = 2.0
"""Seconds for which an unused connection is kept: Node closes it after 5, and a POST must not meet that moment."""

PIECE = 65536
"""Bytes of a body that are sent at once."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """A server's answer, read. `value` is not redacted yet; `answer` is."""

    status: int
    headers: Mapping[str, str]
    body: bodies.Body
    answer: Answer
    redactor: Redactor

    @property
    def value(self) -> Json:
        return self.body.value


@dataclass(frozen=True, slots=True)
class _Lost:
    """No answer. `sent`: the whole request went out, so it may have arrived."""

    advice: Advice
    seconds: float
    sent: bool


class Client:
    """Calls one environment with its key. No method raises but on cancellation; each answer is a value.

    With a `handler` the calls go there instead of to the network. `close` ends its connections.
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
        self._environment = environment
        self._key = key
        self._limits = limits or Limits()
        self._clock = clock
        self._handler = handler
        self._http: httpx.AsyncClient | None = None
        self._making = threading.Lock()
        self._known: list[Secret] = []

    def warm(self) -> None:
        """Make the HTTP client, which reads certificates; any thread may do that before the first call."""
        self._made()

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        made, self._http = self._http, None
        if made:
            await made.aclose()

    # What the screens ask.

    async def environment_name(self) -> Got[str] | Failure:
        """Ask which environment the key opens, by an import for an integration that does not exist.

        Nango refuses it with the environment's name and stores nothing (seen on Nango 0.71.4). Needs the scope
        connections:create; a 403 means that the key is valid and may not create.
        """
        name = f"nango-tui-asks-for-the-environment-{uuid.uuid4()}"
        call = Call.IMPORT_LEGACY
        reply = await self._call(call, "POST", "/connection", body={"provider_config_key": name, "connection_id": name})
        if isinstance(reply, _Lost):
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
        self._remember(secret for _, secret in secrets_in(body))
        reply = await self._call(call, "POST", endpoint.value, body=body, redactor=redactor)
        if isinstance(reply, _Lost):
            if reply.sent:
                return Unknown(call, failures.lost(call, reply.advice), reply.seconds)
            return Unreachable(call, reply.advice, reply.seconds)
        value = reply.value
        found = value.get("connection_id") if isinstance(value, dict) else None
        if not _success(reply.status) or found is None:
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
        reply = await self._call(call, "DELETE", _connection_path(connection_id, {"provider_config_key": integration}))
        if isinstance(reply, _Lost):
            advice = failures.lost(call, reply.advice) if reply.sent else reply.advice
            return Unreachable(call, advice, reply.seconds)
        if _success(reply.status) and answers.deleted_in(reply.value):
            return Got(None, reply.answer)
        return self._refused(call, reply)

    # How it is asked.

    async def _get(self, call: Call, target: str, read: Callable[[Json], T | None]) -> Got[T] | Failure:
        reply = await self._call(call, "GET", target)
        if isinstance(reply, _Lost):
            return Unreachable(call, reply.advice, reply.seconds)
        found = read(reply.value) if _success(reply.status) else None
        return Got(found, reply.answer) if found is not None else self._refused(call, reply)

    async def _call(
        self,
        call: Call,
        method: str,
        target: str,
        *,
        body: dict[str, Tree] | None = None,
        redactor: Redactor | None = None,
    ) -> _Reply | _Lost:
        started = time.monotonic()
        progress = Progress()
        advice = self._obstacle()
        if advice is None:
            try:
                status, headers, raw, was_cut = await self._exchange(method, target, body, progress)
            except Exception as error:
                # Whatever it is, it ends here: its text may hold a header.
                advice = failures.advice_for(
                    error, progress, self._environment.host, self._limits.connect, self._limits.answer
                )
            else:
                seconds = time.monotonic() - started
                return self._reply(call, status, headers, raw, was_cut, seconds, redactor or Redactor())
        return _Lost(advice, time.monotonic() - started, progress.sent)

    async def _exchange(
        self, method: str, target: str, body: dict[str, Tree] | None, progress: Progress
    ) -> tuple[int, Mapping[str, str], bytes, bool]:
        headers = {"Authorization": f"Bearer {self._key.reveal()}", "Accept-Encoding": "gzip, deflate"}
        content = None
        if body is not None:
            whole = json.dumps(reveal_tree(body), allow_nan=False).encode("ascii")
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(whole))}
            content = _pieces(whole)
        request = self._made().build_request(
            method,
            clean_url(self._environment.url) + target,
            headers=headers,
            content=content,
            extensions={"trace": progress.trace},
        )
        async with asyncio.timeout(self._limits.answer):
            response = await self._made().send(request, stream=True)
            try:
                raw, was_cut = await bodies.read(response.aiter_raw(), response.headers.get("content-encoding", ""))
            finally:
                await response.aclose()
        return response.status_code, response.headers, raw, was_cut

    def _obstacle(self) -> Advice | None:
        """Return why there is no use in calling."""
        if not self._handler and (
            problem := url_problem(self._environment.url, plain_http=self._environment.plain_http)
        ):
            return Advice("The server's URL cannot be called. Correct it in the environment's settings.", problem)
        key = self._key.reveal()
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            return Advice("The API key holds characters that no key has.", "Enter it again, alone on its line.")
        try:
            self._made()
        except Exception as error:
            return failures.setup_advice(error)
        return None

    def _made(self) -> httpx.AsyncClient:
        with self._making:
            if self._http is None:
                transport = HandlerTransport(self._handler) if self._handler else None
                timeout = httpx.Timeout(None, connect=self._limits.connect, pool=self._limits.connect)
                host = httpx.URL(self._environment.url).host
                self._http = httpx.AsyncClient(
                    transport=transport,
                    timeout=timeout,
                    follow_redirects=False,
                    limits=httpx.Limits(keepalive_expiry=IDLE),
                    verify=httpx.create_ssl_context() if transport is None else False,
                    # A proxy cannot reach this machine, and would see the key of a plain call.
                    trust_env=host not in LOOPBACK,
                    headers={"User-Agent": "nango-tui", "Accept": "application/json"},
                )
            return self._http

    def _reply(
        self,
        call: Call,
        status: int,
        headers: Mapping[str, str],
        raw: bytes,
        was_cut: bool,
        seconds: float,
        redactor: Redactor,
    ) -> _Reply:
        body = bodies.told_apart(raw, headers.get("content-type", ""), was_cut)
        redactor = self._learning(body.value, call, redactor)
        value = body.value if _success(status) else without_dumps(body.value)
        text, is_cut = bodies.shown(body, value, redactor, call)
        return _Reply(status, headers, body, Answer(status, seconds, text, body.shape, is_cut), redactor)

    def _learning(self, value: Json, call: Call, redactor: Redactor) -> Redactor:
        """Return the redactor with what this answer tells, and what was read or sent before."""
        self._remember(redactor.found(value, call))
        return redactor.with_secrets((self._key, *self._known))

    def _remember(self, secrets: Iterable[Secret]) -> None:
        """Take secrets out of all that is shown later."""
        for secret in secrets:
            if not any(secret == known for known in self._known):
                self._known.append(secret)

    def _refused(self, call: Call, reply: _Reply, mode: str = "") -> Refused:
        # Redacted before it is read: codes and paths may repeat a secret, and half of one is not found.
        said = read_refusal(reply.status, reply.headers, reply.redactor.values(reply.value), reply.body.shape)
        if _success(reply.status):
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


async def _pieces(whole: bytes) -> AsyncIterator[bytes]:
    # A connection that breaks is noticed before the next piece only: in one piece, all would count as sent.
    for start in range(0, len(whole), PIECE):
        yield whole[start : start + PIECE]


def _success(status: int) -> bool:
    return 200 <= status < 300


def _part(text: str) -> str:
    """Return one part of a path: everything is encoded, a slash too, so that an id stays one part."""
    # Dots alone would be taken as a step in the path on the way.
    return quote(text, safe="", errors="replace") if text.strip(".") else text.replace(".", "%2E")


def _connection_path(connection_id: str, query: Mapping[str, str]) -> str:
    return f"/connections/{_part(connection_id)}?{urlencode(query, quote_via=quote, errors='replace')}"
