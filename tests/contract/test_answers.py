"""What a real server answered, as our client reads, explains and shows it."""

from __future__ import annotations

import json
import re

import pytest

from nango_tui.model.body import Json, reveal_tree
from nango_tui.model.connection import Connection, Look
from nango_tui.model.outcome import Call, Failure, Got, Refused, Stored
from nango_tui.model.secret import BULLETS
from tests.conftest import Figure
from tests.contract.exchanges import KEY, SECRET_FIELDS, Done, Exchange, exchanges, leaves, parsed, refused
from tests.contract.facts import told
from tests.contract.repeating import look, repeat

pytestmark = pytest.mark.contract

FIELD_OF_PATH = {
    "provider_config_key": "integration",
    "connection_id": "connection_id",
    "connectionId": "connection_id",
    "metadata": "metadata",
    "connection_config": "config",
    "connection_config.oauth_scopes_override": "scopes",
    "tags": "tags",
    "end_user": "customer",
    "end_user.id": "customer.id",
    "end_user.email": "customer.email",
    "end_user.display_name": "customer.name",
    "webhook_url_override": "webhook_url",
    "credentials": "credentials",
    "credentials.type": "mode",
    "credentials.apiKey": "credentials.api_key",
    "credentials.expires_at": "expiry",
    "credentials.config_override.client_id": "credentials.client_id_override",
    "credentials.config_override.client_secret": "credentials.client_secret_override",
    "integration_id": "integration",
    "allowed_integrations": "integration",
    "integrations_config_defaults": "integration",
    "connection-id": "connection_id",
    "provider-config-key": "integration",
}
FIELD_OF_CODE = {
    "missing_provider_config": "integration",
    "unknown_provider_config": "integration",
    "missing_expires_at": "expiry",
    "invalid_expires_at": "expiry",
    "missing_access_token": "credentials.",
    "missing_api_key": "credentials.api_key",
    "missing_basic_username": "credentials.username",
    "missing_account_id": "config.accountId",
    "missing_app_id": "credentials.app_id",
    "missing_installation_id": "credentials.installation_id",
    "unhandled_missing_oauth_token": "credentials.oauth_token",
    "unhandled_missing_oauth_token_secret": "credentials.oauth_token_secret",
    "unhandled_unknown_oauth_type": "mode",
    "unknown_connection": "connection_id",
}


@pytest.fixture(params=["contract", "contract facts"])
def source(request: pytest.FixtureRequest) -> tuple[str, list[Exchange], int]:
    """Return answers of a real server, then those that the embedded one gives to what the recordings told."""
    line = str(request.param)
    return (line, *exchanges()) if line == "contract" else (line, told(), 0)


Source = tuple[str, list[Exchange], int]


ECHOED = ("authorization", "x-n8n-api-key")
"""Headers with the credential, as a provider tells that it got them."""


async def test_each_recorded_answer_becomes_an_outcome(source: Source, figure: Figure) -> None:
    line, found, short = source
    wrong = [exchange.name for exchange in found if not parsed(exchange, await repeat(exchange))]
    figure(line, f"parsed {len(found) - len(wrong)}/{len(found)}", 1)
    if short:
        figure("contract: not read, since only a part of the answer was recorded", str(short))
    assert not wrong, "\n".join(wrong)


async def test_each_recorded_refusal_has_an_explanation_of_its_own_and_names_the_field(
    source: Source, figure: Figure
) -> None:
    line, found, _ = source
    refusals = [(exchange, refusal) for exchange in found if (refusal := refused(await repeat(exchange)))]
    wrong = [f"{exchange.name}: {why}" for exchange, refusal in refusals if (why := _unexplained(exchange, refusal))]
    figure(line, f"explained {len(refusals) - len(wrong)}/{len(refusals)}", 2)
    assert not wrong, "\n".join(wrong)


def _unexplained(exchange: Exchange, refusal: Refused) -> str:
    if refusal.general:
        return "only the general explanation"
    if not refusal.advice.happened or not refusal.advice.do:
        return "no words"
    error = exchange.answer.get("error") if isinstance(exchange.answer, dict) else None
    if not isinstance(error, dict):
        return "" if refusal.code in refusal.advice.happened else "does not say what the network said"
    expected = FIELD_OF_CODE.get(refusal.code, "")
    if refusal.call is Call.RECONNECT_SESSION and refusal.code == "invalid_body" and "errors" not in error:
        expected = "connection_id"
    if expected and not any(key.startswith(expected) for key in refusal.problems):
        return f"does not name {expected}"
    entries = error.get("errors")
    for entry in entries if isinstance(entries, list) else ():
        assert isinstance(entry, dict)
        if why := _unnamed(entry, refusal):
            return why
    message = str(error.get("message", ""))
    if refusal.code == "forbidden" and (scope := re.search(r"environment:\S+", message)) and scope[0] != refusal.scope:
        return f"does not name the scope {scope[0]}"
    if refusal.code == "too_many_request" and str(refusal.retry_after) not in refusal.advice.do:
        return "does not say how long to wait"
    if "{" in refusal.message:
        return "shows the row that the message ends in"
    return ""


def _unnamed(entry: dict[str, Json], refusal: Refused) -> str:
    path = entry.get("path")
    parts = [str(part) for part in path] if isinstance(path, list) else []
    if entry.get("code") == "unrecognized_keys":
        names = re.findall(r'"([^"]+)"', str(entry.get("message")))
        said = " ".join(refusal.problems.values())
        missing = [name for name in names if name not in said]
        return f"does not name {missing}" if missing else ""
    if not parts:
        return "" if refusal.problems else "names nothing"
    if parts[0] == "integrations_config_defaults" and len(parts) > 2:
        parts = parts[2:]
    whole = ".".join(parts)
    key = FIELD_OF_PATH.get(whole) or FIELD_OF_PATH.get(parts[0], whole)
    if parts[0] == "credentials" and len(parts) == 2 and whole not in FIELD_OF_PATH:
        key = whole
    if parts[0] == "tags" and "end_user_" in str(entry.get("message")):
        part = re.search(r"end_user_(\w+)", str(entry.get("message")))
        key = FIELD_OF_PATH.get(f"end_user.{part[1]}", "customer") if part else "customer"
    return "" if key in refusal.problems else f"does not name {key}, but {list(refusal.problems)}"


async def test_no_recorded_secret_is_shown_and_nothing_else_is_missing(source: Source, figure: Figure) -> None:
    line, found, _ = source
    wrong: list[str] = []
    for exchange in found:
        if why := _badly_redacted(exchange, await repeat(exchange)):
            wrong.append(f"{exchange.name}: {why}")
    figure(line, f"redacted {len(found) - len(wrong)}/{len(found)}", 3)
    assert not wrong, "\n".join(wrong)


def _badly_redacted(exchange: Exchange, done: Done) -> str:
    secrets = {KEY} | {
        leaf
        for body in (exchange.sent, exchange.answer)
        for path, leaf in leaves(body)
        if isinstance(leaf, str) and leaf and not _template(exchange) and _is_secret(path)
    }
    everything = repr(done)
    long = sorted((secret for secret in secrets if len(secret) >= 8), key=len, reverse=True)
    for secret in long:
        if secret in everything:
            return "a secret is in the outcome"
    assert isinstance(done, Stored | Got | Refused)
    if not isinstance(exchange.answer, dict):
        return ""
    shown = dict(leaves(json.loads(done.answer.body)))
    for path, leaf in leaves(exchange.answer):
        now = shown.get(path)
        if not _template(exchange) and _value(leaf) and _hidden_place(path):
            if now != BULLETS:
                return f"{'.'.join(path)} is shown"
        elif now != _expected(leaf, long) and not (path == ("error", "message") and _cut(leaf, now)):
            return f"{'.'.join(path)} is missing or changed"
    return ""


def _expected(leaf: Json, long: list[str]) -> Json:
    if not isinstance(leaf, str):
        return leaf
    for secret in long:
        leaf = leaf.replace(secret, BULLETS)
    return leaf


def _value(leaf: Json) -> bool:
    return not isinstance(leaf, bool | dict | list) and leaf not in (None, "")


def _cut(leaf: Json, now: Json) -> bool:
    return (
        isinstance(leaf, str)
        and isinstance(now, str)
        and "{" in leaf
        and now.endswith("{…}")
        and leaf.startswith(now.removesuffix("{…}").strip())
    )


def _template(exchange: Exchange) -> bool:
    # A template describes credentials, it holds none.
    return exchange.path.startswith("/providers")


def _is_secret(path: tuple[str, ...]) -> bool:
    names = [part for part in path if not part.isdigit()]
    return bool(names) and "metadata" not in names and names[-1] in SECRET_FIELDS


def _hidden_place(path: tuple[str, ...]) -> bool:
    names = [part for part in path if not part.isdigit()]
    if not names or "metadata" in names:
        return False
    if names[-1] in (*SECRET_FIELDS, *ECHOED) or (
        names[-2:] and set(names) & {"access_token", "token"} and len(names) > 1
    ):
        return True
    if names[-1] in ("type", "token_type", "scope", "scopes", "id") or names[-1].endswith(
        ("_id", "Id", "_in", "expires_at")
    ):
        return False
    if names[-1] in ("provider_config_key", "oauth_client_id_override", "webhook_url_override"):
        return False
    place = max((at for at, name in enumerate(names) if name in ("credentials", "raw")), default=None)
    return place is not None and place < len(names) - 1 and not {"connection_config", "tags"} & set(names[place:])


async def test_each_recorded_read_is_a_look_and_a_failed_refresh_shows_the_connection_all_the_same(
    source: Source, figure: Figure
) -> None:
    line, found, _ = source
    reads = [exchange for exchange in found if exchange.call == "GET /connections/{}"]
    wrong = [f"{exchange.name}: {why}" for exchange in reads if (why := _badly_seen(exchange, *await look(exchange)))]
    figure(line, f"looked {len(reads) - len(wrong)}/{len(reads)}", 4)
    assert not wrong, "\n".join(wrong)


def _badly_seen(exchange: Exchange, looked: Look | Failure, times: int) -> str:
    if times != (2 if exchange.code == "forbidden" and "options" in json.dumps(exchange.answer) else 1):
        return f"asked {times} times"
    body = exchange.answer
    assert isinstance(body, dict)
    if exchange.status < 300:
        return "" if isinstance(looked, Look) and _seen(body, looked.connection) else "another connection"
    if exchange.code != "invalid_credentials":
        return "" if isinstance(looked, Refused) else "not refused"
    if not isinstance(looked, Look) or looked.reading != "failed" or looked.refused is None:
        return "no look"
    error = body["error"]
    payload = error["payload"] if isinstance(error, dict) else None
    told = payload["connection"] if isinstance(payload, dict) else None
    assert isinstance(told, dict)
    return "" if _seen(told, looked.connection) and not looked.connection.credentials else "another connection"


def _seen(body: dict[str, Json], connection: Connection) -> bool:
    hidden = ("oauth_client_id", "oauth_client_secret")
    config, errors = body["connection_config"], body["errors"]
    assert isinstance(config, dict)
    assert isinstance(errors, list)
    return (
        (connection.row.connection_id, connection.row.integration)
        == (body["connection_id"], body["provider_config_key"])
        and connection.metadata == (body["metadata"] or {})
        and dict(connection.row.tags) == body["tags"]
        and reveal_tree(dict(connection.config)) == {name: config[name] for name in config if name not in hidden}
        and len(connection.row.errors) == len(errors)
    )
