"""The embedded Nango: a server without a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from threading import RLock

from nango_tui.model.wire import Request, Response
from nango_tui.sandbox.answers import Crashed, Refused, answer, crash, no_route, refusal
from nango_tui.sandbox.auth import Key, Keyring, check_scopes
from nango_tui.sandbox.body import check_content_type, read_body
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.played import NothingReachable, PlayedProvider
from nango_tui.sandbox.query import parse_query
from nango_tui.sandbox.ratelimit import RateLimit
from nango_tui.sandbox.routing import JSON_ONLY, Router
from nango_tui.sandbox.store import Connection, Integration, Store, Template


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


class Sandbox:
    """Nango in memory, as version 0.71.4 answers; one account, any number of environments.

    `templates`: raw JSON of provider templates, by provider. `clock`: returns an aware time. `provider` plays all
    providers; without one nothing can be reached. `rate_limit`: calls a minute, None: no limit.
    """

    def __init__(
        self,
        *,
        templates: Mapping[str, Template],
        integrations: Iterable[Integration],
        keys: Iterable[Key],
        clock: Callable[[], datetime] = utc_now,
        provider: PlayedProvider | None = None,
        rate_limit: int | None = None,
    ) -> None:
        self._store = Store(templates, integrations)
        self._keyring = Keyring(keys)
        self._clock = clock
        self._provider = provider or NothingReachable()
        self._limit = RateLimit(rate_limit)
        self._router = Router()
        self._lock = RLock()

    def handle(self, request: Request) -> Response:
        """Answer a request; safe to call from several threads."""
        with self._lock:
            try:
                response = self._answer(request)
            except Refused as refused:
                response = refused.response
            except (Crashed, RecursionError):
                response = crash()
        return Response(response.status, response.headers) if request.method == "HEAD" else response

    def _answer(self, request: Request) -> Response:
        path, _, query = request.target.partition("?")
        if request.method == "OPTIONS":
            return Response(204, {"access-control-allow-origin": "*"})
        body = read_body(request)
        if path.split("/")[1:2] and path.split("/")[1].lower() in JSON_ONLY:
            check_content_type(request.headers)
        if path == "/health":
            return answer(200, {"result": "ok"})
        found = self._router.find(request.method, path)
        if found is None:
            # A server without the web application stumbles over any page that is asked for.
            return crash() if request.method in ("GET", "HEAD") else no_route(request.method, path)
        route, params = found
        key = self._keyring.recognise(request.headers)
        now = self._clock()
        limits = self._limit.count(request.method, path, now)
        try:
            check_scopes(key, route.scopes)
            if key.environment is None:
                raise refusal(403, "forbidden", "The key does not open an environment")
            environment = self._store.environment(key.environment)
            call = Call(key, environment, self._store, self._provider, now, params, parse_query(query), body)
            response = route.handler(call)
        except Refused as refused:
            response = refused.response
        except Crashed:
            response = crash()
        return Response(response.status, {**response.headers, **limits}, response.body)

    def add_integration(self, integration: Integration) -> None:
        """Set up an integration, or replace the one of this id."""
        with self._lock:
            self._store.environment(integration.environment).integrations[integration.unique_key] = integration

    def fail_sync(self, connection_id: str, integration: str, log_id: str, *, environment: str = "dev") -> None:
        """Mark a sync of a connection as failed, which no call does."""
        with self._lock:
            self._connection(connection_id, integration, environment).health.sync_log_ids.append(log_id)

    def fail_auth(self, connection_id: str, integration: str, log_id: str, *, environment: str = "dev") -> None:
        """Mark a connection's credentials as refused, as Nango's own checks do some time after an import."""
        with self._lock:
            self._connection(connection_id, integration, environment).health.log_id = log_id

    def exhaust(self, connection_id: str, integration: str, *, environment: str = "dev") -> None:
        """Mark a connection as one whose refreshes failed on too many days."""
        with self._lock:
            self._connection(connection_id, integration, environment).health.exhausted = True

    def has(self, connection_id: str, integration: str, *, environment: str = "dev") -> bool:
        """Say whether a connection is stored."""
        with self._lock:
            return self._store.environment(environment).find(connection_id, integration) is not None

    def _connection(self, connection_id: str, integration: str, environment: str) -> Connection:
        found = self._store.environment(environment).find(connection_id, integration)
        if found is None:
            raise KeyError(connection_id)
        return found
