"""The embedded Nango: a server without a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import RLock

from nango_tui.model.body import Json
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox.answers import Crashed, Refused, answer, crash, no_route, refusal
from nango_tui.sandbox.auth import Key, Keyring, bearer, check_scopes
from nango_tui.sandbox.body import check_content_type, read_body
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.played import NothingReachable, PlayedProvider
from nango_tui.sandbox.query import parse_query
from nango_tui.sandbox.ratelimit import RateLimit
from nango_tui.sandbox.routing import JSON_ONLY, Credential, Route, Router
from nango_tui.sandbox.seeds import Seed
from nango_tui.sandbox.sessions import PREFIX, SESSION_SCOPES, query_token, recognise
from nango_tui.sandbox.store import Connection, Integration, Session, Store, Template

Between = tuple[Callable[[], None], Callable[[Request], bool]]


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


class Sandbox:
    """Nango in memory, as version 0.71.4 answers; one account, any number of environments.

    `templates`: raw JSON of provider templates, by provider. `clock`: returns an aware time. `provider` plays all
    providers; without one nothing can be reached. `rate_limit`: calls a minute, None: no limit. `connect_url`: where
    links for customers point. An import clears the error of authentication just after its answer: `clearing` later by
    the clock, so a read at the same instant still shows it; `settle()` is that moment.
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
        connect_url: str = "http://localhost:3009/",
        clearing: timedelta = timedelta(0),
    ) -> None:
        self._store = Store(templates, integrations, clearing, connect_url)
        self._keyring = Keyring(keys)
        self._clock = clock
        self._provider = provider or NothingReachable()
        self._rate_limit = rate_limit
        self._limits: dict[str, RateLimit] = {}
        self._router = Router()
        self._lock = RLock()
        self._between: list[Between] = []

    def handle(self, request: Request) -> Response:
        """Answer a request; safe to call from several threads."""
        self._act_between(request)
        with self._lock:
            now = self._clock()
            self._store.settle(now)
            try:
                response = self._answer(request)
            except Refused as refused:
                response = refused.response
            except (Crashed, RecursionError):
                response = crash()
        headers = {**response.headers, "date": format_datetime(now.astimezone(UTC), usegmt=True)}
        return Response(response.status, headers, b"" if request.method == "HEAD" else response.body)

    def _answer(self, request: Request) -> Response:
        path, _, text = request.target.partition("?")
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
        now = self._clock()
        query = parse_query(text)
        key, session = self._caller(route, request, query, now)
        limits = {}
        if route.credential is not Credential.NOTHING:
            # Calls with a session are counted apart from those with the account's keys.
            counter = self._limits.setdefault(session.token if session else "", RateLimit(self._rate_limit))
            limits = counter.count(request.method, path, now)
        try:
            check_scopes(key, route.scopes)
            if key.environment is None:
                raise refusal(403, "forbidden", "The key does not open an environment")
            environment = self._store.environment(key.environment)
            call = Call(key, environment, self._store, self._provider, now, params, query, body, request, session)
            response = route.handler(call)
        except Refused as refused:
            response = refused.response
        except Crashed:
            response = crash()
        return Response(response.status, {**response.headers, **limits}, response.body)

    def _caller(
        self, route: Route, request: Request, query: Mapping[str, Json], now: datetime
    ) -> tuple[Key, Session | None]:
        """Return who calls: a key, or a session and what it may do; raises 401."""
        match route.credential:
            case Credential.KEY:
                return self._keyring.recognise(request.headers), None
            case Credential.NOTHING:
                return Key("anybody", "", ()), None
            case Credential.QUERY:
                token = query_token(query)
            case Credential.SESSION | Credential.KEY_OR_SESSION:
                token = bearer(request.headers)
                if route.credential is Credential.KEY_OR_SESSION and not token.startswith(PREFIX):
                    return self._keyring.recognise(request.headers), None
        session = recognise(self._store, token, now)
        return Key("session", "", SESSION_SCOPES, session.environment), session

    def between(self, act: Callable[[], None], *, before: Callable[[Request], bool]) -> None:
        """Do something once, just before the next request of which `before` is true: as a second client would."""
        self._between.append((act, before))

    def _act_between(self, request: Request) -> None:
        due = [item for item in self._between if item[1](request)]
        # Taken out first, since what they do are requests as well.
        self._between = [item for item in self._between if item not in due]
        for act, _ in due:
            act()

    def settle(self) -> None:
        """Let what follows an answer have happened: errors of authentication that imports end are gone."""
        with self._lock:
            self._store.settle()

    def refreshes(self, connection_id: str, integration: str, *, environment: str = "dev") -> int:
        """Return how often a provider was asked for a new token of a connection."""
        with self._lock:
            return self._connection(connection_id, integration, environment).refreshes

    def add_integration(self, integration: Integration) -> None:
        """Set up an integration, or replace the one of this id."""
        with self._lock:
            self._store.environment(integration.environment).integrations[integration.unique_key] = integration

    def integrations(self, *, environment: str = "dev") -> tuple[Integration, ...]:
        """Return the integrations of an environment."""
        with self._lock:
            return tuple(self._store.environment(environment).integrations.values())

    def auth_mode(self, integration: Integration) -> str:
        """Return the auth mode of an integration's provider, "" if the server has no such provider."""
        return str(self._store.templates.get(integration.provider, {}).get("auth_mode", ""))

    def plant(self, seeds: Iterable[Seed], *, environment: str = "dev") -> None:
        """Store connections as they are, in place of any of the same id and integration."""
        with self._lock:
            found = self._store.environment(environment)
            for seed in seeds:
                connection = seed.connection(self._store.new_id(), found.integrations[seed.integration])
                found.connections[seed.connection_id, seed.integration] = connection

    def now(self) -> datetime:
        """Return the time by the sandbox's clock."""
        return self._clock()

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
