"""What became of a call: a closed set of values, each with its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from nango_tui.model.auth import Endpoint

T_co = TypeVar("T_co", covariant=True)


class Call(StrEnum):
    """The calls that the program makes, as Nango's documentation writes them."""

    IMPORT = "POST /connections"
    IMPORT_LEGACY = "POST /connection"
    LIST_INTEGRATIONS = "GET /integrations"
    GET_INTEGRATION = "GET /integrations/{unique_key}"
    GET_PROVIDER = "GET /providers/{provider}"
    SEARCH_PROVIDERS = "GET /providers"
    LIST_CONNECTIONS = "GET /connections"
    GET_CONNECTION = "GET /connections/{id}"
    DELETE_CONNECTION = "DELETE /connections/{id}"
    PATCH_CONNECTION = "PATCH /connections/{id}"
    SET_METADATA = "POST /connections/metadata"
    MERGE_METADATA = "PATCH /connections/metadata"
    CONNECT_SESSION = "POST /connect/sessions"
    RECONNECT_SESSION = "POST /connect/sessions/reconnect"
    PROXY = "GET /proxy"


@dataclass(frozen=True, slots=True)
class Advice:
    """An explanation: what happened, and what to do."""

    happened: str
    do: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer as it may be shown: redacted, harmless to a terminal, cut.

    `seconds`: from sending to the last byte. `shape`: what the body was. `cut`: more came than is shown. `remaining`:
    calls that the account has left this minute, None: not said. `at`: what time it is for the server, None: not said.
    """

    status: int
    seconds: float
    body: str
    shape: str = "JSON"
    cut: bool = False
    remaining: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Got(Generic[T_co]):
    """A read that succeeded."""

    value: T_co
    answer: Answer


@dataclass(frozen=True, slots=True)
class Stored:
    """An import that the server answered with success.

    `tested`: Nango checked the credential at the provider before storing it. `facts`: what the server stored, in
    words, label and text.
    """

    answer: Answer
    connection_id: str
    integration: str
    endpoint: Endpoint
    tested: bool = False
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that the server, or something between, answered with a refusal.

    `code`: Nango's error code, "" if none. `message`: the server's own words, redacted, cut where it dumps a row.
    `problems`: message by form key ("credentials.access_token"), where the answer names fields. `general`: no
    explanation of its own exists for this refusal. `scope`: the missing scope, "" if none is. `retry_after`: seconds.
    `route_missing`: this server does not have the call. `half`: it was the second of two, and the first was done.
    """

    call: Call
    answer: Answer
    code: str
    message: str
    advice: Advice
    problems: Mapping[str, str] = field(default_factory=dict)
    general: bool = False
    scope: str = ""
    retry_after: int | None = None
    route_missing: bool = False
    half: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A POST that was sent and got no answer: it may have arrived."""

    call: Call
    advice: Advice
    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A call without an answer. An import's never left: nothing was changed.

    `sent`: a change that may have arrived all the same. `half`: it was the second of two, and the first was done.
    """

    call: Call
    advice: Advice
    seconds: float
    sent: bool = False
    half: bool = False


def may_have_arrived(outcome: Stored | Refused | Unknown | Unreachable) -> bool:
    """Say whether an import may be stored although nothing says so.

    There was no answer, or it was not Nango's: a gateway that gave up, a success without a connection in it.
    """
    match outcome:
        case Unknown():
            return True
        case Refused(answer=answer, code=code, route_missing=missing):
            return not missing and not code and (answer.status >= 500 or answer.status < 300)
        case _:
            return False


def is_lasting(refused: Refused) -> bool:
    """Say whether asking again would give the same: it is Nango's own word, and neither a failure nor a pause."""
    answer = refused.answer
    if answer.status < 300:
        # An object that lacks something; a portal's page, or any other thing, has the same status.
        return answer.shape == "JSON" and answer.body.startswith("{")
    return refused.route_missing or (bool(refused.code) and answer.status < 500 and answer.status != 429)


Outcome = Stored | Refused | Unknown | Unreachable
Failure = Refused | Unreachable
