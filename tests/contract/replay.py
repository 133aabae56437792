"""Asks an embedded Nango everything that was once asked of a real one, and compares the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote
from uuid import uuid4

from nango_tui.model.body import Json
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox import Integration, Key, Sandbox
from nango_tui.sandbox.oauth import state_of
from tests.contract.steps import SESSION, SIGNED, Expected, Results, Step, alike, comparable, refusal
from tests.contract.traces import leaves, told_errors, told_values, unmade_integrations
from tests.contract.world import KEY, KEYS, LaterReachable

UNMADE = "connections that no recording made"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TRANSPORT = ("accept", "user-agent", "accept-encoding", "host", "connection", "content-length")


@dataclass(slots=True)
class Replay:
    """One run over recorded steps."""

    templates: Mapping[str, Mapping[str, Json]]
    view: Callable[[str, Json], Json] = lambda _path, body: body
    """What of a path's body is compared."""
    results: Results = field(default_factory=Results)
    now: datetime = datetime(2026, 11, 24, tzinfo=UTC)
    keys: dict[str, str] = field(default_factory=lambda: {name: str(uuid4()) for name in KEYS})
    ids: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    marked: set[tuple[str, str, str]] = field(default_factory=set)
    reconnected: set[tuple[str, str]] = field(default_factory=set)
    """Connections on which something was done that no recording shows."""
    failing: set[tuple[str, str]] = field(default_factory=set)
    integrations: dict[str, Integration] = field(default_factory=dict)
    unnamed: dict[str, str] = field(default_factory=dict)
    """The own id of the connection that was made last without an answer that tells it, by integration."""
    sandbox: Sandbox = field(init=False)

    def __post_init__(self) -> None:
        self.known |= {"fake-access-token-new", "fake-refresh-rotated", "Bearer", SIGNED}
        self.sandbox = Sandbox(
            templates=self.templates,
            integrations=(),
            keys=[Key(name, self.keys[name], *KEYS[name]) for name in KEYS],
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
        self.sandbox.settle()
        self._go_on(step)
        self._learn(step, response)
        if reason:
            self.results.leave_out(reason)
            return
        self.results.compared += 1
        if difference := self._difference(step, response):
            self.results.different.append(f"{step.name} ({step.method} {step.path}): {difference}")
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
        self._know(sent)
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
            self._know(body)
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
        headers = {name: self._own(value) for name, value in step.headers.items()}
        body = self._own(step.body.decode("latin-1")).encode("latin-1")
        if body:
            headers["content-length"] = str(len(body))
        return Request(step.method, self._own(step.path), headers, body)

    def _own(self, text: str) -> str:
        text = KEY.sub(lambda match: self.keys.get(match[1] or "", match[0]), text)
        for recorded, own in self.ids.items():
            text = text.replace(recorded, own)
        return text

    def _learn(self, step: Step, response: Response) -> None:
        """Note the ids, tokens and states that were made, and every value that has been sent."""
        self._know(step.sent)
        if step.state:
            self.ids[step.state] = state_of(response.headers.get("location", ""))
        expected = step.expected.stored
        got = _parsed(response)
        if not isinstance(expected, dict) or not isinstance(got, dict):
            if step.path.startswith("/oauth/callback") and response.status == 200:
                self._note_newest()
            return
        data, own = expected.get("data"), got.get("data")
        if isinstance(data, dict) and isinstance(own, dict) and SESSION.fullmatch(str(data.get("token"))):
            self.ids[str(data["token"])] = str(own["token"])
        if isinstance(made := expected.get("connectionId"), str) and "connectionId" in got:
            self.ids.setdefault(made, str(got["connectionId"]))
            one = str(got["connectionId"]), str(got["providerConfigKey"])
            self.reconnected.discard(one)
            self.failing.discard(one)
        recorded, sent = expected.get("connection_id"), step.sent
        if step.method != "POST" or response.status != 201 or not isinstance(recorded, str):
            return
        if isinstance(sent, dict) and recorded != got.get("connection_id") and not sent.get("connection_id"):
            self.ids[recorded] = str(got.get("connection_id"))

    def _note_newest(self) -> None:
        """Note a connection of which the answer, a page, does not tell the id."""
        headers = {"authorization": f"Bearer {self.keys['']}"}
        newest = _parsed(self.sandbox.handle(Request("GET", "/connections?limit=1", headers)))
        rows = newest.get("connections") if isinstance(newest, dict) else None
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                self.unnamed[str(row["provider_config_key"])] = str(row["connection_id"])

    def _name(self, connection_id: str, integration: str) -> None:
        """Take an id that is unknown for the connection whose id no answer told."""
        if integration in self.unnamed and _UUID.fullmatch(connection_id) and connection_id not in self.ids:
            own = self.unnamed.pop(integration)
            if not self.sandbox.has(connection_id, integration):
                self.ids[connection_id] = own

    def _know(self, value: Json) -> None:
        self.known |= set(leaves(value))

    def _unknown(self, step: Step) -> str:
        """Return why the answer cannot be had: it tells of what no replayed call made; "" if it does not."""
        stored = step.expected.stored
        if SESSION.search(self._own(step.path + str(dict(step.headers)))):
            return "connect sessions that no recording made"
        keys = parse_qs(step.path.partition("?")[2]).get("provider_config_key", [""])
        self._name(unquote(step.path.partition("?")[0].rpartition("/")[2]), keys[0])
        name = unquote(self._own(step.path).partition("?")[0].rpartition("/")[2])
        if missing := self._missing(step):
            return missing
        refused = step.expected.code in ("invalid_credentials",)
        one = re.match(r"/connections?/[^/]+(\?|$)", step.path) and "/metadata" not in step.path
        if one and (stored is not None or refused) and not self._has(name, keys[0]):
            return UNMADE
        if "/metadata" in step.path and isinstance(step.sent, dict) and stored is not None:
            ids, key = step.sent.get("connection_id"), str(step.sent.get("provider_config_key"))
            if not all(self._has(self._own(str(item)), key) for item in (ids if isinstance(ids, list) else [ids])):
                return UNMADE
        rows = stored.get("connections") if isinstance(stored, dict) else None
        if isinstance(rows, list) and isinstance(stored, dict):
            if not all(
                isinstance(row, dict)
                and self._has(self._own(str(row["connection_id"])), str(row["provider_config_key"]))
                for row in rows
            ):
                return UNMADE
            total = stored.get("__truncated_total")
            if isinstance(total, int) and total > self._count(step):
                return UNMADE
        if self._mended_unseen(step):
            return "states that no recording made"
        if step.method == "GET" and "connection" in step.path and not self.known.issuperset(told_values(stored)):
            return "values that no recording sent"
        return ""

    def _missing(self, step: Step) -> str:
        """Return why a call on sessions, OAuth or the proxy cannot be answered, "" if it can."""
        path = step.path.partition("?")[0]
        if path == "/connect/sessions/reconnect" and step.expected.status == 201 and isinstance(step.sent, dict):
            one = self._own(str(step.sent.get("connection_id"))), str(step.sent.get("integration_id"))
            return "" if self._has(*one) else UNMADE
        if path == "/oauth/callback" and step.expected.status == 200:
            state = parse_qs(step.path.partition("?")[2]).get("state", [""])[0]
            return "" if state in self.ids else "attempts to connect that no recording began"
        if path.startswith("/proxy/") and step.expected.code != "forbidden" and "connection-id" in step.headers:
            one = self._own(step.headers["connection-id"]), step.headers["provider-config-key"]
            # What is refused since there is no such connection can be had.
            if not self._has(*one) and step.expected.code not in ("server_error", "unknown_provider_config"):
                return UNMADE
        return ""

    def _mended_unseen(self, step: Step) -> bool:
        """Say whether an error of authentication is gone that only an import could end, and none was replayed."""
        gone = False
        for name, key, errors in told_errors(step.expected.stored):
            one = (self._own(name), key)
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
            name = self._own(recorded)
            for error in errors:
                mark = (name, key, str(error.get("type")) if isinstance(error, dict) else "")
                if isinstance(error, dict) and error.get("hand") and mark not in self.marked:
                    self.marked.add(mark)
                    write = self.sandbox.fail_sync if mark[2] == "sync" else self.sandbox.fail_auth
                    write(name, key, "1795000000000_byhand")

    def _difference(self, step: Step, response: Response) -> str:
        got = _got(response)
        expected = step.expected
        if (got.status, got.code, got.paths) != (expected.status, expected.code, expected.paths):
            return (
                f"expected {expected.status} {expected.code} {expected.paths}, got {got.status} {got.code} {got.paths}"
            )
        wanted = json.loads(self._own(json.dumps(expected.stored)))
        seen = self.view(step.path, got.stored)
        if step.path.startswith("/proxy"):
            wanted, seen = _echo(wanted), _echo(seen)
        if not 200 <= expected.status < 300 or _same(wanted, seen, len(response.body)):
            return ""
        return f"expected {json.dumps(wanted)[:700]}, got {json.dumps(got.stored)[:700]}"


def _parsed(response: Response) -> Json:
    try:
        body: Json = json.loads(response.body)
    except ValueError:
        return None
    return body


def _echo(body: Json) -> Json:
    """Return what a provider told that it was sent; of headers the names, without those of the transport."""
    headers = body.get("headers") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(headers, dict):
        return body
    names: list[Json] = [name for name in sorted(headers) if name not in _TRANSPORT]
    sent = str(body.get("body", ""))
    return body | {"headers": names, "body": json.loads(sent) if sent.startswith(("{", "[")) else sent}


def _got(response: Response) -> Expected:
    body = _parsed(response)
    if 200 <= response.status < 300:
        return Expected(response.status, stored=comparable(body))
    return refusal(response.status, body)


def _same(expected: Json, got: Json, size: int) -> bool:
    """Compare bodies, knowing how long ones were shortened when they were recorded."""
    if not isinstance(expected, dict) or not isinstance(got, dict):
        return alike(expected, got)
    if isinstance(length := expected.get("__len"), int):
        return abs(size - length) <= 64
    total, last = expected.get("__truncated_total"), expected.get("__last")
    wanted = {name: item for name, item in expected.items() if not name.startswith("__")}
    given = dict(got)
    for name, rows in wanted.items():
        own = given.get(name)
        if isinstance(rows, list) and isinstance(own, list) and total is not None:
            if total != len(own) or (last and isinstance(own[-1], dict) and own[-1].get("connection_id") != last):
                return False
            given[name] = own[: len(rows)]
    return alike(wanted, given)
