"""Every way by which a secret comes in, crossed with everything that is done with it: which pairs were walked."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from nango_tui.model.wire import Handler, Request, Response
from tests.canary.secrets import Canary, Hunt

IN = ("typed", "pasted", "piped", "keyring", "variable", "answer", "template", "refresh")
"""Typed, pasted, from standard input, the key of Nango from the keyring or a variable, told by an answer of the server,
the default of a provider's template, and what Nango fetched when the connection was tested."""
ON = ("create", "update", "refusal", "unknown", "undo", "reconnect", "history", "note", "curl", "verify")
"""Stored new, stored over another, refused, without an answer, a paste taken back, a link for the customer, the history
read, the note for the ticket, the copy as curl, the connection tested."""

Pair = tuple[str, str]

IMPOSSIBLE: Mapping[Pair, str] = {
    ("template", "update"): "an update fills no defaults in: it changes what it was asked to",
}
"""What cannot be walked, and why."""


@dataclass
class Walked:
    """Stands before a server, and notes which secrets are in each import and in its answer.

    `pairs`: what was walked. What is done on screen is noted by whoever does it, for the secrets that are in by then.
    `stored`: ids of connections that are there already.
    """

    hunt: Hunt
    stored: tuple[str, ...] = ()
    pairs: set[Pair] = field(default_factory=set)
    _ways: dict[str, set[str]] = field(default_factory=dict, repr=False)
    _in: set[str] = field(default_factory=set)

    def comes(self, way: str, *canaries: Canary) -> None:
        """Hunt for secrets that come in by this way."""
        assert way in IN, way
        for canary in canaries:
            self.hunt.add(canary)
            self._ways.setdefault(way, set()).update(canary.needles)

    def entered(self, *ways: str) -> None:
        """Note that the secrets of these ways are in the program now."""
        self._in.update(ways)

    def did(self, on: str) -> None:
        """Note that this was done on screen, while the secrets that came in so far were there."""
        assert on in ON, on
        self.pairs.update((way, on) for way in self._in)

    def over(self, handler: Handler) -> Handler:
        """Return the handler that notes, and lets the other one answer."""

        def handle(request: Request) -> Response:
            wire = [*request.headers.values(), unquote(request.target), request.body.decode(errors="replace")]
            try:
                answer = handler(request)
            except TimeoutError:
                # It closes the connection.
                self._note(request, None, wire)
                raise
            self._note(request, answer, [*wire, answer.body.decode(errors="replace"), *answer.headers.values()])
            return answer

        return handle

    def _note(self, request: Request, answer: Response | None, wire: Iterable[str]) -> None:
        text = "\n".join(wire)
        ways = {way for way, needles in self._ways.items() if any(_in(needle, text) for needle in needles)}
        self._in |= ways
        if on := kind_of(request, answer, self.stored):
            # Without an answer only the program could tell what it knows.
            self.pairs.update((way, on) for way in (self._in if answer is None else ways))


def _in(needle: str, text: str) -> bool:
    return needle in text or json.dumps(needle)[1:-1] in text or json.dumps(needle, ensure_ascii=False)[1:-1] in text


def kind_of(request: Request, answer: Response | None, stored: Collection[str] = ()) -> str:
    """Return which way on an import is, "" for other calls."""
    if request.method != "POST" or request.target not in ("/connections", "/connection"):
        return ""
    if answer is None:
        return "unknown"
    if answer.status >= 300:
        return "refusal"
    return "update" if json.loads(request.body).get("connection_id") in stored else "create"
