"""Requests to one server, and what came back: bytes read, secrets known, nothing raised."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import httpx

from nango_tui.api import bodies, failures
from nango_tui.api.certificates import trusting
from nango_tui.api.errors import moment_in, whole_number, without_dumps
from nango_tui.api.transport import HandlerTransport, Progress
from nango_tui.model.body import Json, Tree, reveal_tree, secrets_in
from nango_tui.model.environment import LOOPBACK, Environment, clean_url, url_problem
from nango_tui.model.outcome import Advice, Answer, Call
from nango_tui.model.ports import Limits
from nango_tui.model.redact import Redactor
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Handler

# At INFO they write every URL, at DEBUG every header of an answer: nothing of it may reach anybody's log.
for _name in ("httpx", "httpcore"):
    _logger = logging.getLogger(_name)
    _logger.setLevel(logging.WARNING)
    _logger.addHandler(logging.NullHandler())
    _logger.propagate = False

IDLE = 2.0
"""Seconds for which an unused connection is kept: Node closes it after 5, and a POST must not meet that moment."""

PIECE = 65536
"""Bytes of a body that are sent at once."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer, read. `value` is not redacted yet; `answer` is."""

    status: int
    headers: Mapping[str, str]
    body: bodies.Body
    answer: Answer
    redactor: Redactor

    @property
    def value(self) -> Json:
        """The body as JSON, None if it is none."""
        return self.body.value

    @property
    def success(self) -> bool:
        """Whether the status says that it went well."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer. `sent`: the whole request went out, so it may have arrived."""

    advice: Advice
    seconds: float
    sent: bool


class Http:
    """Calls one server with one key. Nothing raises but cancellation.

    With a `handler` the calls go there instead of to the network.
    """

    def __init__(self, environment: Environment, key: Secret, limits: Limits, handler: Handler | None = None) -> None:
        self._environment = environment
        self._key = key
        self._limits = limits
        self._handler = handler
        self._client: httpx.AsyncClient | None = None
        self._making = threading.Lock()
        self._known = Redactor([key])

    def warm(self) -> None:
        """Make the HTTP client, which reads certificates; any thread may do that before the first call."""
        # What is wrong with proxy or certificates is said by the first call.
        with suppress(Exception):
            self._made()

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        made, self._client = self._client, None
        if made:
            # A server that is gone may refuse even that.
            with suppress(Exception):
                await made.aclose()

    async def call(
        self,
        call: Call,
        method: str,
        target: str,
        *,
        body: dict[str, Tree] | None = None,
        headers: Mapping[str, str] | None = None,
        redactor: Redactor | None = None,
    ) -> Reply | Lost:
        """Send a request once and return the answer, redacted by `redactor` and by all that is known here."""
        self._remember(secret for _, secret in secrets_in(body or {}))
        started = time.monotonic()
        progress = Progress()
        advice = self._obstacle()
        if advice is None:
            try:
                status, received, raw, was_cut = await self._exchange(method, target, body, headers or {}, progress)
            except Exception as error:
                # Whatever it is, it ends here: its text may hold a header.
                advice = failures.advice_for(
                    error, progress, self._environment.host, self._limits.connect, self._limits.answer
                )
            else:
                seconds = time.monotonic() - started
                return self._reply(call, status, received, raw, was_cut, seconds, redactor or Redactor())
        return Lost(advice, time.monotonic() - started, progress.sent)

    async def _exchange(
        self, method: str, target: str, body: dict[str, Tree] | None, wanted: Mapping[str, str], progress: Progress
    ) -> tuple[int, Mapping[str, str], bytes, bool]:
        headers = {**wanted, "Authorization": f"Bearer {self._key.reveal()}", "Accept-Encoding": "gzip, deflate"}
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
            if self._client is None:
                transport = HandlerTransport(self._handler) if self._handler else None
                timeout = httpx.Timeout(None, connect=self._limits.connect, pool=self._limits.connect)
                host = httpx.URL(self._environment.url).host
                self._client = httpx.AsyncClient(
                    transport=transport,
                    timeout=timeout,
                    follow_redirects=False,
                    limits=httpx.Limits(keepalive_expiry=IDLE),
                    verify=trusting() if transport is None else False,
                    # A proxy cannot reach this machine, and would see the key of a plain call.
                    trust_env=host not in LOOPBACK,
                    headers={"User-Agent": "nango-tui", "Accept": "application/json"},
                )
            return self._client

    def _reply(
        self,
        call: Call,
        status: int,
        headers: Mapping[str, str],
        raw: bytes,
        was_cut: bool,
        seconds: float,
        redactor: Redactor,
    ) -> Reply:
        body = bodies.told_apart(raw, headers.get("content-type", ""), was_cut)
        # A provider's own answer has names of its own: what it calls a key may be anybody's project.
        if call is not Call.PROXY:
            self._remember(redactor.found(body.value, call))
        redactor = redactor.also(self._known)
        value = body.value if 200 <= status < 300 else without_dumps(body.value)
        text, is_cut = bodies.shown(body, value, redactor, call)
        remaining = whole_number(headers.get("x-ratelimit-remaining", ""))
        at = moment_in(headers.get("date", ""))
        return Reply(status, headers, body, Answer(status, seconds, text, body.shape, is_cut, remaining, at), redactor)

    def know(self, redactor: Redactor) -> None:
        """Take what this one looks for out of all that is shown from now on."""
        self._known = self._known.also(redactor)

    def _remember(self, secrets: Iterable[Secret]) -> None:
        """Take secrets out of all that is shown from now on."""
        if new := [secret for secret in secrets if not self._known.knows(secret)]:
            self._known = self._known.also(Redactor(new))


async def _pieces(whole: bytes) -> AsyncIterator[bytes]:
    # A connection that breaks is noticed before the next piece only: in one piece, all would count as sent.
    for start in range(0, len(whole), PIECE):
        yield whole[start : start + PIECE]
