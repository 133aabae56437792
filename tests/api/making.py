"""What the tests of the client share: a clock that stands, an environment, a draft."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from nango_tui.api.client import Client
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.outcome import Outcome, Unknown, Unreachable
from nango_tui.model.ports import Limits
from nango_tui.model.secret import Secret
from nango_tui.model.wire import Handler, Response

KEY = "7c1f5b0e-6d0e-4a39-9c0b-2f4f6c1d9a77"
TOKEN = "the-access-token-of-acme"
SHORT = Limits(connect=0.4, answer=0.6)
AMPLE = Limits(connect=3.0, answer=3.0)
"""For who is answered: on a busy machine a thread may wait for longer than SHORT."""


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)

    def zone(self) -> tzinfo:
        return UTC

    async def sleep(self, seconds: float) -> None:
        del seconds


def environment(url: str = "https://api.nango.dev", *, plain_http: bool = False) -> Environment:
    return Environment("e", "dev", url, plain_http=plain_http)


def client_of(url: str, limits: Limits | None = None, *, key: str = KEY, plain_http: bool = False) -> Client:
    return Client(environment(url, plain_http=plain_http), Secret(key), limits, clock=Noon())


def handled(handler: Handler) -> Client:
    return Client(environment(), Secret(KEY), clock=Noon(), handler=handler)


def answered(body: bytes, status: int = 200, content_type: str = "application/json", **headers: str) -> Client:
    """Return a client that gets this answer to everything."""
    whole = {"content-type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}
    return handled(lambda _: Response(status, whole, body))


def draft() -> Draft:
    return Draft(
        environment(),
        "generated",
        Integration("github", "github"),
        mode="OAUTH2",
        values={"access_token": Secret(TOKEN)},
        expiry=Expiry("never"),
    )


def words(outcome: Outcome | object) -> str:
    """Return what a lost call says."""
    assert isinstance(outcome, Unreachable | Unknown)
    assert outcome.advice.happened.endswith(".")
    assert outcome.advice.do
    assert KEY not in repr(outcome)
    assert TOKEN not in repr(outcome)
    return f"{outcome.advice.happened} {outcome.advice.do}"
