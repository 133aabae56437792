"""Bodies, numbers, dates, queries and URLs, as Node reads them."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import subprocess
import zlib

import pytest

from nango_tui.model.body import Json
from nango_tui.sandbox.javascript import parse, parse_int, stringify, truthy
from nango_tui.sandbox.jsdate import database_takes, parse_date, to_date
from nango_tui.sandbox.moments import iso_text
from nango_tui.sandbox.query import parse_query
from nango_tui.sandbox.urls import is_public, read_url
from tests.sandbox.asking import KEY, Nango

PLAIN = {"content-type": "application/json"}


def post(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Send a body to the legacy import and return status and code; a body that was read has no integration in it."""
    sized = {"authorization": f"Bearer {KEY}", "content-length": str(len(body)), **headers}
    response = Nango().send("POST", "/connection", sized, body)
    return response.status, json.loads(response.body)["error"]["code"]


READ = (400, "missing_provider_config")
CRASH = (500, "generic_error_support")


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b"{}", PLAIN, READ),
        (b"", PLAIN, READ),
        (b"[]", PLAIN, READ),
        (b"\xef\xbb\xbf{}", PLAIN, READ),
        (b"null", PLAIN, (400, "invalid_json")),
        (b'"x"', PLAIN, (400, "invalid_json")),
        (b'{"a":', PLAIN, (400, "invalid_json")),
        (b'{"a":NaN}', PLAIN, (400, "invalid_json")),
        (b"{'a':1}", PLAIN, (400, "invalid_json")),
        (b'{"a":1,}', PLAIN, (400, "invalid_json")),
        (b"{}", {"content-type": "application/json; charset=utf-8"}, READ),
        ("{}".encode("utf-16"), {"content-type": "application/json; charset=utf-16"}, READ),
        (b"{}", {"content-type": "application/json; charset=iso-8859-1"}, CRASH),
        (b"{}", {"content-type": "Application/JSON"}, (415, "invalid_content_type")),
        (b"a=b", {"content-type": "application/x-www-form-urlencoded"}, (415, "invalid_content_type")),
        (b"{}", {}, CRASH),
        (gzip.compress(b"{}", mtime=0), PLAIN | {"content-encoding": "gzip"}, READ),
        (zlib.compress(b"{}"), PLAIN | {"content-encoding": "deflate"}, READ),
        (b"{}", PLAIN | {"content-encoding": "gzip"}, CRASH),
        (b"{}", PLAIN | {"content-encoding": "zstd"}, CRASH),
    ],
)
def test_a_body_is_read_or_refused_as_express_does(
    body: bytes, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert post(body, headers) == expected


def test_a_body_is_looked_at_before_the_key() -> None:
    response = Nango().send("POST", "/connections", PLAIN | {"content-length": "1"}, b"{")
    assert response.status == 400
    assert b"invalid_json" in response.body


def test_a_body_that_is_too_large_when_unpacked_crashes() -> None:
    huge = gzip.compress(b" " * (75 * 1024 * 1024 + 1), mtime=0)
    assert post(huge, PLAIN | {"content-encoding": "gzip"}) == CRASH


def test_nothing_sent_is_an_object_that_is_missing() -> None:
    response = Nango().send("POST", "/connections", {"authorization": f"Bearer {KEY}"})
    assert json.loads(response.body)["error"]["errors"][0]["path"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12345678901234567890", b"12345678901234567000"),
        ("1.0", b"1"),
        ("-0", b"0"),
        ("1e400", b"null"),
        ("[0.1,1E5]", b"[0.1,100000]"),
        ('{"b":1,"10":2,"9":3}', b'{"9":3,"10":2,"b":1}'),
        ('{"a":1,"a":2}', b'{"a":2}'),
        (r'"\ud800"', rb'"\ud800"'),
        ('"é"', '"é"'.encode()),
    ],
)
def test_json_goes_through_javascript(text: str, expected: bytes) -> None:
    assert stringify(parse(text)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1h", 1),
        (" 42x", 42),
        ("-5", -5),
        ("soon", None),
        (True, None),
        (None, None),
        ([7, 8], 7),
        (1.9, 1),
        ("", None),
    ],
)
def test_parse_int_reads_what_it_can(value: Json, expected: int | None) -> None:
    assert parse_int(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [([], True), ({}, True), ("0", True), (0, False), ("", False), (None, False)]
)
def test_truth_is_javascripts(value: Json, expected: bool) -> None:
    assert truthy(value) is expected


DATES: dict[str, str | None] = {
    "2099-01-01": "2099-01-01T00:00:00.000Z",
    "2099-01-01T02:00:00+02:00": "2099-01-01T00:00:00.000Z",
    "2099-01-01T00:00:00+0200": "2098-12-31T22:00:00.000Z",
    "2099-01-01T00:00:00.123456Z": "2099-01-01T00:00:00.123Z",
    "2099-02-30T00:00:00Z": "2099-03-02T00:00:00.000Z",
    "2099-01-01T24:00:00Z": "2099-01-02T00:00:00.000Z",
    "2099-01-01T00:00:60Z": None,
    "2099-13-01": None,
    "01/02/2099": "2099-01-02T00:00:00.000Z",
    "1/1/49": "2049-01-01T00:00:00.000Z",
    "Thu, 01 Jan 2099 00:00:00 GMT": "2099-01-01T00:00:00.000Z",
    "1 January 2099 10:30 PM EST": "2099-01-02T03:30:00.000Z",
    "2099-01-01 00:00:00": "2099-01-01T00:00:00.000Z",
    "tomorrow": None,
    "4070908800": None,
    "": None,
    "12": "2001-12-01T00:00:00.000Z",
    "+275760-09-13T00:00:00.000Z": "+275760-09-13T00:00:00.000Z",
    "+275760-09-13T00:00:00.001Z": None,
    "-000001-01-01": "-000001-01-01T00:00:00.000Z",
}


@pytest.mark.parametrize(("text", "expected"), DATES.items())
def test_dates_are_read_as_v8_reads_them(text: str, expected: str | None) -> None:
    moment = parse_date(text)
    assert (None if moment is None else iso_text(moment)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, 0), (True, 1), (0, 0), (1e18, None), ([], None), (["2099-01-01"], 4070908800000), ({}, None)],
)
def test_a_date_is_made_of_anything(value: Json, expected: int | None) -> None:
    assert to_date(value) == expected


@pytest.mark.parametrize(
    ("text", "taken"),
    [("2099-01-01", True), ("01/02/2099", True), ("Thu, 01 Jan 2099 00:00:00 GMT", True), ("2099-02-30", False),
     ("2099-01", False), ("2099", False), ("12", False), ("never", False)],
)  # fmt: skip
def test_the_database_knows_the_calendar(text: str, taken: bool) -> None:
    assert database_takes(text) is taken


def test_made_up_dates_are_read_as_node_reads_them() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node on this machine to compare with")
    rolled = random.Random(7)
    letters = "0123456789-/:. TZ+,()aJpmGM"
    texts = list(DATES)
    for _ in range(3000):
        text = rolled.choice(list(DATES))
        for _ in range(rolled.randint(1, 3)):
            at = rolled.randint(0, len(text))
            text = text[:at] + rolled.choice([*letters, ""]) + text[at + rolled.randint(0, 1) :]
        texts.append(text)
    script = (
        "const texts = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(texts.map(text => { const t = Date.parse(text); return isNaN(t) ? null : t; })))"
    )
    ran = subprocess.run(
        [node, "-e", script], input=json.dumps(texts), capture_output=True, text=True, check=True, env={"TZ": "UTC"}
    )
    wrong = [text for text, read in zip(texts, json.loads(ran.stdout), strict=True) if parse_date(text) != read]
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("a=1&a=2", {"a": ["1", "2"]}),
        ("a[b]=1&a[c]=2", {"a": {"b": "1", "c": "2"}}),
        ("a[]=1", {"a": ["1"]}),
        ("a[1]=y&a[0]=x", {"a": ["x", "y"]}),
        ("a[30]=x", {"a": {"30": "x"}}),
        ("a%5Bb%5D=two+words", {"a": {"b": "two words"}}),
        ("a", {"a": ""}),
        ("a=%zz", {"a": "%zz"}),
        ("[x=1", {"[x": "1"}),
        ("a[b][c][d][e][f][g]=1", {"a": {"b": {"c": {"d": {"e": {"f": {"[g]": "1"}}}}}}}),
    ],
)
def test_queries_nest_by_brackets(text: str, expected: Json) -> None:
    assert parse_query(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://Hooks.Example.com/x", ("https", "hooks.example.com")),
        ("http:a", ("http", "a")),
        ("https://u:p@host:8443/", ("https", "host")),
        ("http://127.1/", ("http", "127.0.0.1")),
        ("http://0x7f000001", ("http", "127.0.0.1")),
        ("http://[::1]:80/", ("http", "[::1]")),
        ("mailto:a@b.c", ("mailto", "")),
        ("nope", None),
        ("http://", None),
        ("http://a b", None),
        ("http://host:99999", None),
    ],
)
def test_urls_are_read_as_browsers_read_them(text: str, expected: tuple[str, str] | None) -> None:
    assert read_url(text) == expected


@pytest.mark.parametrize(
    ("host", "public"),
    [("example.com", True), ("8.8.8.8", True), ("10.0.0.1", False), ("169.254.169.254", False), ("[::1]", False),
     ("localhost", False), ("db.internal", False), ("", False)],
)  # fmt: skip
def test_hosts_inside_are_not_public(host: str, public: bool) -> None:
    assert is_public(host) is public
