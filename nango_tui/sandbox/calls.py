"""One call on its way through the server, and the answers that several calls share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from nango_tui.model.body import Json
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox.answers import refusal
from nango_tui.sandbox.auth import Key
from nango_tui.sandbox.javascript import Value
from nango_tui.sandbox.played import PlayedProvider
from nango_tui.sandbox.store import Connection, Environment, Integration, Session, Store, Template
from nango_tui.sandbox.validation import Schema, checked


@dataclass(frozen=True, slots=True)
class Call:
    """A call that passed authentication: who calls, what was sent, and the world it acts on.

    `session`: the connect session whose token came with it, None: it came with a key.
    """

    key: Key
    environment: Environment
    store: Store
    provider: PlayedProvider
    now: datetime
    params: Mapping[str, str]
    query: dict[str, Json]
    body: Value
    request: Request
    session: Session | None = None

    def own_session(self) -> Session:
        """Return the session of a call that takes nothing else."""
        assert self.session is not None
        return self.session

    def checked_query(self, schema: Schema) -> dict[str, Json]:
        """Return the query as the schema gives it on; raises 400 `invalid_query_params`."""
        return _object(checked("invalid_query_params", schema, self.query))

    def checked_params(self, **schemas: Schema) -> None:
        """Check parts of the path by name; raises 400 `invalid_uri_params`."""
        for name, schema in schemas.items():
            checked("invalid_uri_params", _at(name, schema), self.params[name])

    def checked_body(self, schema: Schema) -> dict[str, Json]:
        """Return the body as the schema gives it on; raises 400 `invalid_body`."""
        return _object(checked("invalid_body", schema, self.body))

    def template(self, integration: Integration) -> Template:
        """Return an integration's template; raises 404 where the server has none."""
        template = self.store.templates.get(integration.provider)
        if template is None:
            raise refusal(404, "not_found", "The provider does not exist")
        return template

    def integration(self, unique_key: Json) -> Integration:
        """Return an integration, as the calls on one connection look it up; raises 400."""
        found = self.environment.integrations.get(str(unique_key))
        if found is None:
            raise refusal(400, "unknown_provider_config", "The integration does not exist")
        return found

    def connection(self, connection_id: str, unique_key: Json) -> Connection:
        """Return a connection; raises 404."""
        found = self.environment.find(connection_id, str(unique_key))
        if found is None:
            raise refusal(404, "not_found", "The connection was not found")
        return found


Handler = Callable[[Call], Response]


def _at(name: str, schema: Schema) -> Schema:
    return lambda value, path, findings: schema(value, (*path, name), findings)


def _object(value: Value) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
