"""Asks an embedded Nango everything that was once asked of a real one, and compares the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote

from nango_tui.model.body import Json
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox import Integration, Key, Sandbox
from tests.contract.comparing import difference
from tests.contract.names import Names
from tests.contract.steps import SESSION, Results, Step
from tests.contract.traces import told_errors, told_values, unmade_integrations
from tests.contract.world import KEY, KEYS, LaterReachable

UNMADE = "connections that no recording made"


@dataclass(slots=True)
class Replay:
    """One run over recorded steps."""

    templates: Mapping[str, Mapping[str, Json]]
    view: Callable[[str, Json], Json] = lambda _path, body: body
    """What of a path's body is compared."""
    seen: Callable[[Step, Response], None] = lambda _step, _response: None
    """Is told each answer."""
    results: Results = field(default_factory=Results)
    now: datetime = datetime(2026, 11, 24, tzinfo=UTC)
    names: Names = field(default_factory=Names)
    marked: set[tuple[str, str, str]] = field(default_factory=set)
    reconnected: set[tuple[str, str]] = field(default_factory=set)
    """Connections on which something was done that no recording shows."""
    failing: set[tuple[str, str]] = field(default_factory=set)
    integrations: dict[str, Integration] = field(default_factory=dict)
    sandbox: Sandbox = field(init=False)

    def __post_init__(self) -> None:
        self.sandbox = Sandbox(
            templates=self.templates,
            integrations=(),
            keys=[Key(name, self.names.keys[name], *KEYS[name]) for name in KEYS],
            clock=lambda: self.now,
            provider=LaterReachable(lambda: self.now),
        )

    def run(self, steps: Iterable[Step]) -> Results:
        """Ask everything in order."""
        every = list(steps)
        for unique_key, provider in unmade_integrations(every, self.templates).items():
            self.sandbox.add_integration(Integration(unique_key, provider))
        for step in every:
            self._one(step)
        return self.results

    def _one(self, step: Step) -> None:
        self._set_clock(step)
        if step.method == "POST" and step.path == "/integrations" and step.expected.status == 200:
            self._add_integration(step)
        if step.method == "PATCH" and step.path.startswith("/integrations/") and step.expected.status == 200:
            self._set_up(step)
        self._note_import(step)
        if step.skip:
            self.results.leave_out(step.skip)
            return
        if not all(name in KEYS for name in KEY.findall(step.headers.get("authorization", ""))):
            self.results.leave_out("key with unknown scopes")
            return
        reason = self._unknown(step)
        if not reason:
            self._mark_by_hand(step)
        response = self.sandbox.handle(self._request(step))
        self.seen(step, response)
        self.sandbox.settle()
        self._go_on(step)
        for one in self.names.learn(step, response, self.sandbox):
            self._mended(one)
        if reason:
            self.results.leave_out(reason)
            return
        self.results.compared += 1
        if found := difference(step, response, self.names.own, self.view):
            self.results.different.append(f"{step.name} ({step.method} {step.path}): {found}")
        else:
            self.results.same += 1

    def _set_clock(self, step: Step) -> None:
        # The limit's window is another one for some calls of the proxy.
        if step.clock is not None and not step.path.startswith("/proxy"):
            self.now = max(self.now, datetime.fromtimestamp(step.clock, UTC))
        self.now += timedelta(seconds=step.waited)

    def _add_integration(self, step: Step) -> None:
        sent, stored = step.sent, step.expected.stored
        data = stored.get("data") if isinstance(stored, dict) else None
        if not isinstance(sent, dict) or not isinstance(data, dict):
            return
        credentials, settings = sent.get("credentials"), sent.get("integration_config")
        self.names.know(sent)
        self._add(
            Integration(
                str(data["unique_key"]),
                str(data["provider"]),
                str(data.get("display_name", "")),
                credentials if isinstance(credentials, dict) else None,
                created=self.now,
                settings=settings if isinstance(settings, dict) else {},
            )
        )

    def _add(self, integration: Integration) -> None:
        self.integrations[integration.unique_key] = integration
        self.sandbox.add_integration(integration)

    def _note_import(self, step: Step) -> None:
        """Note that whatever was wrong with a connection is over."""
        if step.method == "POST" and step.path in ("/connection", "/connections") and isinstance(step.sent, dict):
            one = (str(step.sent.get("connection_id")), str(step.sent.get("provider_config_key")))
            self._mended(one)

    def _mended(self, one: tuple[str, str]) -> None:
        self.reconnected.discard(one)
        self.failing.discard(one)

    def _go_on(self, step: Step) -> None:
        """Make the other imports of a series: page-002 after page-001, and so on."""
        sent = step.sent
        for number in range(2, step.series + 1):
            assert isinstance(sent, dict)
            first = str(sent["connection_id"])
            width = len(first) - len(first.rstrip("0123456789"))
            tags: Json = {"half": "upper"} if number > step.series // 2 else {}
            body = {**sent, "connection_id": f"{first[:-width]}{number:0{width}}", "tags": tags}
            self.names.know(body)
            self.now += timedelta(milliseconds=10)
            self.sandbox.handle(self._request(replace(step, body=json.dumps(body).encode())))

    def _set_up(self, step: Step) -> None:
        """Give an integration the settings that a call gave it which is not served."""
        sent, key = step.sent, step.path.removeprefix("/integrations/")
        settings = sent.get("integration_config") if isinstance(sent, dict) else None
        old = self.integrations.get(key)
        if old is not None and isinstance(settings, dict):
            self._add(replace(old, settings=settings))

    def _request(self, step: Step) -> Request:
        headers = {name: self.names.own(value) for name, value in step.headers.items()}
        body = self.names.own(step.body.decode("latin-1")).encode("latin-1")
        if body:
            headers["content-length"] = str(len(body))
        return Request(step.method, self.names.own(step.path), headers, body)

    def _unknown(self, step: Step) -> str:
        """Return why the answer cannot be had: it tells of what no replayed call made; "" if it does not."""
        stored = step.expected.stored
        if SESSION.search(self.names.own(step.path + str(dict(step.headers)))):
            return "connect sessions that no recording made"
        keys = parse_qs(step.path.partition("?")[2]).get("provider_config_key", [""])
        self.names.name(unquote(step.path.partition("?")[0].rpartition("/")[2]), keys[0], self.sandbox)
        name = unquote(self.names.own(step.path).partition("?")[0].rpartition("/")[2])
        if missing := self._missing(step):
            return missing
        refused = step.expected.code in ("invalid_credentials",)
        one = re.match(r"/connections?/[^/]+(\?|$)", step.path) and "/metadata" not in step.path
        if one and (stored is not None or refused) and not self._has(name, keys[0]):
            return UNMADE
        if "/metadata" in step.path and isinstance(step.sent, dict) and stored is not None:
            ids, key = step.sent.get("connection_id"), str(step.sent.get("provider_config_key"))
            if not all(self._has(self.names.own(str(item)), key) for item in (ids if isinstance(ids, list) else [ids])):
                return UNMADE
        rows = stored.get("connections") if isinstance(stored, dict) else None
        if isinstance(rows, list) and isinstance(stored, dict):
            if not all(
                isinstance(row, dict)
                and self._has(self.names.own(str(row["connection_id"])), str(row["provider_config_key"]))
                for row in rows
            ):
                return UNMADE
            total = stored.get("__truncated_total")
            if isinstance(total, int) and total > self._count(step):
                return UNMADE
        if self._mended_unseen(step):
            return "states that no recording made"
        if step.method == "GET" and "connection" in step.path and not self.names.known.issuperset(told_values(stored)):
            return "values that no recording sent"
        return ""

    def _missing(self, step: Step) -> str:
        """Return why a call on sessions, OAuth or the proxy cannot be answered, "" if it can."""
        path = step.path.partition("?")[0]
        if path == "/connect/sessions/reconnect" and step.expected.status == 201 and isinstance(step.sent, dict):
            one = self.names.own(str(step.sent.get("connection_id"))), str(step.sent.get("integration_id"))
            return "" if self._has(*one) else UNMADE
        if path == "/oauth/callback" and step.expected.status == 200:
            state = parse_qs(step.path.partition("?")[2]).get("state", [""])[0]
            return "" if state in self.names.ids else "attempts to connect that no recording began"
        if path.startswith("/proxy/") and step.expected.code != "forbidden" and "connection-id" in step.headers:
            one = self.names.own(step.headers["connection-id"]), step.headers["provider-config-key"]
            # What is refused since there is no such connection can be had.
            if not self._has(*one) and step.expected.code not in ("server_error", "unknown_provider_config"):
                return UNMADE
        return ""

    def _mended_unseen(self, step: Step) -> bool:
        """Say whether an error of authentication is gone that only an import could end, and none was replayed."""
        gone = False
        for name, key, errors in told_errors(step.expected.stored):
            one = (self.names.own(name), key)
            failing = {"type": "auth"} in errors
            gone = gone or (one in self.failing and not failing)
            (self.failing.add if failing else self.failing.discard)(one)
            if gone:
                self.reconnected.add(one)
        return gone

    def _has(self, connection_id: str, integration: str) -> bool:
        """Say whether the sandbox has a connection, and in the state of the recorded one."""
        return self.sandbox.has(connection_id, integration) and (connection_id, integration) not in self.reconnected

    def _count(self, step: Step) -> int:
        body = json.loads(self.sandbox.handle(self._request(step)).body)
        return len(body.get("connections", ()))

    def _mark_by_hand(self, step: Step) -> None:
        """Write errors into the server that were written into the recorded one, when they are first seen."""
        for recorded, key, errors in told_errors(step.expected.stored):
            name = self.names.own(recorded)
            for error in errors:
                mark = (name, key, str(error.get("type")) if isinstance(error, dict) else "")
                if isinstance(error, dict) and error.get("hand") and mark not in self.marked:
                    self.marked.add(mark)
                    write = self.sandbox.fail_sync if mark[2] == "sync" else self.sandbox.fail_auth
                    write(name, key, "1795000000000_byhand")
