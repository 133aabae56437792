"""What a real server named as it went, and how the embedded one names the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs
from uuid import uuid4

from nango_tui.model.body import Json
from nango_tui.model.wire import Request, Response
from nango_tui.sandbox import Sandbox
from nango_tui.sandbox.oauth import state_of
from tests.contract.comparing import parsed
from tests.contract.steps import SESSION, SIGNED, Step
from tests.contract.traces import leaves
from tests.contract.world import KEY, KEYS

One = tuple[str, str]
"""A connection: its id and its integration."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PROVIDERS = ("fake-access-token-new", "fake-refresh-rotated", "Bearer")
"""What the recorded provider hands out."""


@dataclass(slots=True)
class Names:
    """Keys, generated ids, session tokens and states: recorded ones and own ones; and every value that was sent."""

    keys: dict[str, str] = field(default_factory=lambda: {name: str(uuid4()) for name in KEYS})
    ids: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=lambda: {*_PROVIDERS, SIGNED})
    unnamed: dict[str, str] = field(default_factory=dict)
    """The own id of the connection that was made last without an answer that tells it, by integration."""
    reconnects: dict[str, One] = field(default_factory=dict)
    """The connection that a session, or an attempt to connect, is about: by recorded token and state."""

    def own(self, text: str) -> str:
        """Return a text with own names for the recorded ones."""
        text = KEY.sub(lambda match: self.keys.get(match[1] or "", match[0]), text)
        for recorded, own in self.ids.items():
            text = text.replace(recorded, own)
        return text

    def know(self, value: Json) -> None:
        """Note every value that has been sent."""
        self.known |= set(leaves(value))

    def learn(self, step: Step, response: Response, sandbox: Sandbox) -> Iterator[One]:
        """Note what an answer names; gives the connections that were connected again."""
        self.know(step.sent)
        expected, got = step.expected.stored, parsed(response)
        if step.state:
            self.ids[step.state] = state_of(response.headers.get("location", ""))
            token = parse_qs(step.path.partition("?")[2]).get("connect_session_token", [""])[0]
            if token in self.reconnects:
                self.reconnects[step.state] = self.reconnects[token]
        if step.path.startswith("/oauth/callback") and response.status == 200:
            yield from self._called_back(step, sandbox)
        if not isinstance(expected, dict) or not isinstance(got, dict):
            return
        self._learn_session(step, expected.get("data"), got.get("data"))
        if isinstance(made := expected.get("connectionId"), str) and "connectionId" in got:
            self.ids.setdefault(made, str(got["connectionId"]))
            yield str(got["connectionId"]), str(got["providerConfigKey"])
        recorded, sent = expected.get("connection_id"), step.sent
        if step.method != "POST" or response.status != 201 or not isinstance(recorded, str):
            return
        if isinstance(sent, dict) and recorded != got.get("connection_id") and not sent.get("connection_id"):
            self.ids[recorded] = str(got.get("connection_id"))

    def _learn_session(self, step: Step, expected: Json, got: Json) -> None:
        if not isinstance(expected, dict) or not isinstance(got, dict):
            return
        token, sent = str(expected.get("token")), step.sent
        if not SESSION.fullmatch(token):
            return
        self.ids[token] = str(got["token"])
        if isinstance(sent, dict) and "integration_id" in sent:
            self.reconnects[token] = self.own(str(sent["connection_id"])), str(sent["integration_id"])

    def _called_back(self, step: Step, sandbox: Sandbox) -> Iterator[One]:
        """Note the connection of which the answer, a page, does not tell the id."""
        state = parse_qs(step.path.partition("?")[2]).get("state", [""])[0]
        if state in self.reconnects:
            yield self.reconnects[state]
            return
        headers = {"authorization": f"Bearer {self.keys['']}"}
        newest = parsed(sandbox.handle(Request("GET", "/connections?limit=1", headers)))
        rows = newest.get("connections") if isinstance(newest, dict) else None
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                self.unnamed[str(row["provider_config_key"])] = str(row["connection_id"])

    def name(self, connection_id: str, integration: str, sandbox: Sandbox) -> None:
        """Take an id that is unknown for the connection whose id no answer told."""
        if integration in self.unnamed and _UUID.fullmatch(connection_id) and connection_id not in self.ids:
            own = self.unnamed.pop(integration)
            if not sandbox.has(connection_id, integration):
                self.ids[connection_id] = own
