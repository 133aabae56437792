"""What a key can do, found out by calls that change nothing."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from nango_tui.api.client import Client
from nango_tui.model.connection import Connection
from nango_tui.model.draft import Integration
from nango_tui.model.environment import Environment
from nango_tui.model.key_check import PROBE, KeyReport, check_key
from nango_tui.model.outcome import Advice, Answer, Call, Failure, Got, Refused, Unreachable
from nango_tui.model.ports import Nango
from nango_tui.model.secret import Secret
from nango_tui.sandbox.demo import demo
from tests.screens.driving import LIMITS, StillClock
from tests.screens.front import Front

ANSWER = Answer(200, 0.1, "{}")


def refused(code: str, *, scope: str = "", route_missing: bool = False) -> Refused:
    call = Call.IMPORT_LEGACY
    return Refused(call, ANSWER, code, "", Advice("a", "b"), scope=scope, route_missing=route_missing)


UNREACHABLE = Unreachable(Call.IMPORT_LEGACY, Advice("No connection.", "Check the network."), 0.1)
SCOPE = refused("forbidden", scope="environment:something")
UNKNOWN_CONNECTION = refused("unknown_provider_config")


@dataclasses.dataclass
class Answers:
    """A Nango that answers the four questions of a check, and notes what was asked."""

    name: Got[str] | Failure = dataclasses.field(default_factory=lambda: Got("dev", ANSWER))
    lists: Got[tuple[Integration, ...]] | Failure = dataclasses.field(default_factory=lambda: Got((), ANSWER))
    reads: Got[Connection] | Failure = UNKNOWN_CONNECTION
    credentials: Got[Connection] | Failure = UNKNOWN_CONNECTION
    asked: list[str] = dataclasses.field(default_factory=list)

    async def environment_name(self) -> Got[str] | Failure:
        self.asked.append("name")
        return self.name

    async def integrations(self) -> Got[tuple[Integration, ...]] | Failure:
        self.asked.append("list")
        return self.lists

    async def connection(
        self, connection_id: str, integration: str, *, refresh_token: bool = False, force_refresh: bool = False
    ) -> Got[Connection] | Failure:
        assert (connection_id, integration) == (PROBE, PROBE)
        assert not force_refresh
        self.asked.append("credentials" if refresh_token else "read")
        return self.credentials if refresh_token else self.reads


def check(answers: Answers) -> KeyReport | Failure:
    nango: Nango = answers  # type: ignore[assignment]  # the four calls that a check makes
    return asyncio.run(check_key(nango))


def test_a_key_that_may_everything_is_full() -> None:
    report = check(Answers())
    assert report == KeyReport("dev", True, True, True, True)
    assert isinstance(report, KeyReport)
    assert report.words().startswith("Full key")


def test_a_key_that_may_not_read_credentials_is_quiet_and_says_what_that_costs() -> None:
    report = check(Answers(credentials=SCOPE))
    assert report == KeyReport("dev", True, True, True, False)
    assert isinstance(report, KeyReport)
    assert report.words().startswith("Quiet key")
    assert "environment:connections:read_credentials" in report.words()


@pytest.mark.parametrize(
    ("answers", "scopes"),
    [
        (Answers(name=SCOPE), ["environment:connections:create"]),
        (Answers(lists=SCOPE), ["environment:integrations:list"]),
        (Answers(reads=SCOPE, credentials=SCOPE), ["environment:connections:read"]),
        (
            Answers(lists=SCOPE, reads=SCOPE, credentials=SCOPE),
            ["environment:integrations:list", "environment:connections:read"],
        ),
    ],
)
def test_what_a_key_lacks_is_named(answers: Answers, scopes: list[str]) -> None:
    report = check(answers)
    assert isinstance(report, KeyReport)
    assert report.words() == f"This key lacks {', '.join(scopes)}."


def test_a_key_that_may_not_create_is_valid_and_the_other_questions_are_asked() -> None:
    answers = Answers(name=SCOPE)
    report = check(answers)
    assert report == KeyReport("", False, True, True, True)
    assert answers.asked == ["name", "list", "read", "credentials"]


@pytest.mark.parametrize(
    "failure",
    [
        refused("unknown_account"),
        refused("invalid_secret_key_format"),
        refused("malformed_auth_header"),
        refused("missing_auth_header"),
        refused(""),
        refused("", route_missing=True),
        UNREACHABLE,
    ],
    ids=lambda failure: getattr(failure, "code", "unreachable") or "no code",
)
def test_a_wrong_key_or_server_ends_the_check_at_the_first_answer(failure: Failure) -> None:
    answers = Answers(name=failure)
    assert check(answers) is failure
    assert answers.asked == ["name"]


def test_what_could_not_be_asked_is_not_called_missing() -> None:
    report = check(Answers(lists=UNREACHABLE, reads=UNREACHABLE, credentials=UNREACHABLE))
    assert report == KeyReport("dev", True, None, None, None)
    assert isinstance(report, KeyReport)
    assert report.words() == "What this key can do is not known yet."


def test_a_refusal_of_another_kind_leaves_open_whether_the_key_may_create() -> None:
    report = check(Answers(name=refused("resource_capped")))
    assert report == KeyReport("", None, True, True, True)


@pytest.mark.parametrize(
    ("key", "report"),
    [
        ("full", KeyReport("demo", True, True, True, True)),
        ("quiet", KeyReport("demo", True, True, True, False)),
        ("create-only", KeyReport("demo", True, False, False, False)),
        ("read-no-credentials", KeyReport("", False, True, True, False)),
        ("other-environment", KeyReport("empty", True, True, True, True)),
    ],
)
def test_the_embedded_nangos_keys_are_told_apart_without_changing_anything(key: str, report: KeyReport) -> None:
    nango = demo(clock=StillClock().now)
    front = Front()
    client = Client(
        Environment("e1", "demo"), Secret(nango.keys[key]), LIMITS, clock=StillClock(), handler=front.over(nango.handle)
    )
    before = nango.sandbox
    assert asyncio.run(check_key(client)) == report
    assert {request.method for request in front.asked} <= {"GET", "POST"}
    assert [request.target for request in front.asked if request.method == "POST"] == ["/connection"]
    assert nango.sandbox is before


@pytest.mark.parametrize(
    ("status", "code"), [(500, "server_error"), (503, "generic_error_support"), (429, "too_many_request")]
)
async def test_a_server_that_fails_or_has_no_calls_left_says_nothing_about_the_key(status: int, code: str) -> None:
    failed = dataclasses.replace(refused(code), answer=Answer(status, 0.1, "{}"))
    assert await check_key(Answers(name=failed)) is failed  # type: ignore[arg-type]  # the four questions are enough
    report = await check_key(Answers(lists=failed, reads=failed, credentials=failed))  # type: ignore[arg-type]  # as above
    assert report == KeyReport("dev", True, None, None, None)
