"""What holds for every text: it ends well and soon, and some values are never taken as what they are not."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from time import perf_counter
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nango_tui.model.paste.found import Finding, Recognized
from nango_tui.model.paste.recognize import LIMIT, TOO_LONG, recognize
from tests.model.paste.cases import NOW
from tests.model.paste.mangling import JSON_MANGLES, TEXT_MANGLES

SIGNS = (
    *"{}[]()\"'`“”‘’\\|;:,=&<>#*_-.…•%$^~@!/\n\r\t \u00a0\u200b\ufeff\x00\x1b\ud800",
    "\\n",
    '\\"',
    "=>",
    "```",
    "-----BEGIN X-----",
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----",
    "access_token",
    "refresh_token",
    "expires_in",
    "expires_at",
    "curl ",
    " -H ",
    " -u ",
    " -d ",
    "Authorization: ",
    "Bearer ",
    "Basic ",
    "HTTP/1.1 200 OK",
    "https://",
    "a.example",
    "nango",
    "NANGO_SECRET_KEY",
    "nango_sbx_v1_",
    "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.",
    "null",
    "None",
    "datetime.datetime(",
    "1795600000",
    "1e999",
    "credentials",
    "provider_config_key",
    "connections",
    "log",
    "entries",
    "request",
    "response",
    "fields",
    "login",
    "auth",
    "values",
    "key",
    "value",
    "xoxb-1",
    "***",
    "a",
    "b1",
    "Z9",
    "0",
)
TEXTS = st.text(max_size=300) | st.lists(st.sampled_from(SIGNS), max_size=120).map("".join)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(SIGNS)
NAMES = st.sampled_from([sign for sign in SIGNS if sign.isascii() and sign.isidentifier()]) | st.text(max_size=8)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25
)
MANGLES = st.sampled_from([lambda text: text, *JSON_MANGLES.values()])
LINE_MANGLES = st.sampled_from([lambda text: text, *TEXT_MANGLES.values()])
FAST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def taken(found: Recognized) -> list[Finding]:
    return [*found.findings, *(item for choice in found.choices for _, items in choice.options for item in items)]


@FAST
@given(TEXTS)
def test_any_text_ends_with_findings_a_question_or_a_reason(text: str) -> None:
    found = recognize(text, NOW)
    assert found.refused or taken(found)
    assert not (found.refused and taken(found))


@FAST
@given(TREES, MANGLES)
def test_any_json_ends_well(tree: object, mangle: Callable[[str], str]) -> None:
    found = recognize(mangle(json.dumps(tree)), NOW)
    assert found.refused or taken(found)


UUIDS = st.uuids(version=4).map(str)
TO_NANGO = st.sampled_from(
    (
        "curl https://api.nango.dev/connection -H 'Authorization: Bearer {key}' -d 'access_token={other}'",
        'curl -H "authorization: bearer {key}" http://localhost:3003/connections --json \'{{"apiKey": "{key}"}}\'',
        "curl https://api.acme.example/connections -H 'Authorization: Bearer {key}'",
        "NANGO_SECRET_KEY={key}\nACME_API_KEY={key}\nTOKEN={other}",
        "export NANGO_SECRET_KEY_PROD='{key}'\naccess_token={key}",
        "nango_api_key: {key}\npassword: {key}",
        '{{"NANGO_SECRET_KEY": "{key}", "access_token": "{key}", "note": "{other}"}}',
        "const nango = new Nango({{ secretKey: '{key}', host: 'https://api.nango.dev' }});",
        "POST /connections HTTP/1.1\nHost: api.nango.dev\nAuthorization: Bearer {key}\n\n{{}}",
        "name,nango_secret_key,api_key\nAcme,{key},{key}",
    )
)


@FAST
@given(UUIDS, TO_NANGO, LINE_MANGLES)
def test_a_key_of_nango_is_never_anything_else(key: str, shape: str, mangle: Callable[[str], str]) -> None:
    found = recognize(mangle(shape.format(key=key, other="made-up-7")), NOW)
    kinds = {item.kind for item in taken(found) if key in item.value.reveal()}
    assert kinds == {"nango key"}


@FAST
@given(
    st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=40),
    st.sampled_from(
        (
            "{key}",
            "Bearer {key}",
            '{{"access_token": "{key}"}}',
            "API_KEY={key}",
            "password: {key}",
            "a@b.example:{key}",
            "curl -u user:{key} https://a.example",
            "customer,api_key\nAcme,{key}",
            "{{'token': '{key}'}}",
            "https://u:{key}@a.example/x",
            '{{"provider_config_key": "x", "connection_config": {{"key": "{key}"}}}}',
        )
    ),
)
def test_a_sandbox_key_of_nango_is_never_anything_else(rest: str, shape: str) -> None:
    key = f"nango_sbx_v1_{rest}"
    assert {item.kind for item in taken(recognize(shape.format(key=key), NOW)) if key in item.value.reveal()} <= {
        "nango key"
    }


PART = st.text(string.ascii_letters + string.digits, max_size=8)
MASKS = st.sampled_from(
    (
        "***",
        "*****",
        "••••",
        "●●●●●",
        "xxxxxxxx",
        "XXXX",
        "[REDACTED]",
        "<redacted>",
        "<hidden>",
        "(hidden)",
        "…",
        "...",
        "[FILTERED]",
    )
)
PLACES = st.sampled_from(
    (
        "{value}",
        "Bearer {value}",
        "Authorization: Token {value}",
        '{{"access_token": "{value}", "subdomain": "acme"}}',
        "API_KEY={value}",
        "export X_TOKEN='{value}'",
        "password: {value}",
        "curl -u me:{value} https://acme.example",
        "curl https://acme.example -H 'X-Api-Key: {value}'",
        "access_token={value}&scope=a",
        "customer,api_key\nAcme,{value}",
        "{{'refresh_token': '{value}'}}",
        '{{:api_key => "{value}"}}',
        "client_secret:\n  {value}",
        "API key\n{value}",
        '{{"fields": [{{"label": "password", "value": "{value}"}}]}}',
        '[{{"key": "access_token", "value": "{value}"}}]',
        '{{"provider_config_key": "x", "credentials": {{"type": "API_KEY", "apiKey": "{value}"}}}}',
        "me@acme.example:{value}",
        '{{"provider_config_key": "x", "connection_config": {{"key": "{value}", "a": "b"}}}}',
    )
)


ROWS = st.sampled_from(
    (
        '[{{"username": "{value}", "password": "X"}}, {{"username": "other", "password": "Y"}}]',
        "name,username,password\nAcme,{value},X\nGlobex,other1234567890,Y",
        "customer\tapi_key\n{value}\tk-1\nGlobex\tk-2",
        "curl -u {value}:X https://a.example\ncurl -u other-1234567:X https://b.example",
        "Authorization: {value} made-up-2",
        "Acme\thttps://hooks.example/{value}\nGlobex\thttps://hooks.example/other",
        '[{{"title": "Acme", "fields": [{{"label": "{value}", "value": "x"}}]}}, {{"title": "B", "fields": []}}]',
        '{{"{value}": "made-up", "access_token": "F***9"}}',
        "{value}={value}",
        "{value}: {value}",
    )
)


@FAST
@given(PART, MASKS, PART, PLACES, LINE_MANGLES)
def test_a_masked_or_shortened_value_is_never_taken(
    before: str, mask: str, after: str, place: str, mangle: Callable[[str], str]
) -> None:
    value = before + mask + after
    found = recognize(mangle(place.format(value=value)), NOW)
    assert not [item for item in taken(found) if mask in item.value.reveal()]


@FAST
@given(
    st.text(string.ascii_letters + string.digits, min_size=16, max_size=60).map("9a{}8b7".format),
    st.one_of(PLACES, ROWS),
    MANGLES,
)
def test_no_value_is_in_a_repr(value: str, place: str, mangle: Callable[[str], str]) -> None:
    assert value not in repr(recognize(mangle(place.format(value=value)), NOW))


@FAST
@given(st.text(string.ascii_letters + string.digits + "-_.", min_size=6, max_size=80), st.integers(1, 30))
def test_a_json_that_was_cut_off_is_refused(token: str, lost: int) -> None:
    text = json.dumps({"access_token": token, "refresh_token": "made-up-refresh-token-of-some-length"})
    assert "cut off" in recognize(text[:-lost], NOW).refused


UNITS = (
    "{",
    "[",
    '"',
    "'",
    "\\",
    '\\"',
    '{"a":',
    "[[],",
    '{"a":1,',
    "<http://",
    "<https://a|",
    "[a](http://a ",
    "[a](",
    "`",
    "```",
    "```\n",
    "> ",
    ">> a\n",
    "a=b&",
    "a=b\n",
    "a: b\n",
    "a:\n b:\n",
    'KEY="abc\n',
    "k='x\n",
    "curl ",
    'curl -H "a: b" https://a.example\n',
    "curl '",
    '^"',
    "^\n",
    "-----BEGIN X-----\n",
    "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    "“",
    "’",
    "a,b\n",
    "a\tb\n",
    "| a | b |\n",
    "eyJa.eyJa.",
    "x",
    "*",
    ".",
    "…",
    "1",
    "a ",
    "a.",
    "https://a.example/ ",
    "a@b.example:d\n",
    "Bearer ",
    "Authorization: Bearer x\n",
    "HTTP/1.1 200 OK\n",
    "* a\n> b\n",
    "&amp;",
    "\u200b",
    "(",
    "a(b=",
    "datetime.datetime(",
    "{:a=>1,",
    "#a\n",
    "nango_sbx_v1_a ",
    "3b6f3c5e-4a1b-4c2d-9e8f-12345678abcd\n",
    "shpat_a ",
    "access_token: abc\n",
    '{"access_token":"a"}\n',
    "token\n",
    "a.b.example.com ",
    "\n",
    " ",
    "-",
    "_",
    "é",
    "😀",
    '{"k":[{"k":[',
)
KIB_100 = 100 * 1024


def seconds(text: str) -> float:
    """Return the least of some runs: other processes make a run longer, none makes it shorter."""
    runs = []
    for _ in range(7):
        start = perf_counter()
        recognize(text, NOW)
        runs.append(perf_counter() - start)
    return min(runs)


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_no_text_takes_long_and_four_times_the_text_takes_about_four_times_as_long(unit: str) -> None:
    text = (unit * KIB_100)[:KIB_100]
    once = seconds(text)
    assert once < 0.05 * 4, f"{once * 1000:.0f} ms for 100 KiB"
    assert seconds(text * 4) < max(once, 0.01) * 12


def test_a_text_above_one_mebibyte_is_refused_with_that_reason() -> None:
    assert recognize("a" * (LIMIT + 1), NOW).refused == TOO_LONG
    assert recognize("é" * (LIMIT // 2 + 1), NOW).refused == TOO_LONG
    assert recognize('{"access_token": "made-up"}' + " " * (LIMIT - 27), NOW).findings


def test_a_uuid_that_is_a_v4_only_by_chance_is_asked_about() -> None:
    found = recognize(str(UUID("3b6f3c5e-4a1b-4c2d-9e8f-123456789abc")), NOW)
    assert [label for label, _ in found.choices[0].options] == [
        "the provider's token, key or password",
        "a connection ID",
        "the API key of a Nango environment",
    ]
