"""Each spelling in which a secret comes back is found whole, by one secret or another that tells them apart."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote, quote_plus

import pytest

from nango_tui.model.body import Json
from nango_tui.model.outcome import Call
from nango_tui.model.redact import Redactor, always_shown, is_secret_name
from nango_tui.model.secret import BULLETS, Secret

SECRETS: Final = (
    "shpat_0123456789abcdef",
    "a/b c+d=e&f%g",
    'say "it\'s" <here> & there',
    'quote"back\\slash/',
    "tab\tand ünï 漢字",
    ">>>???~~~\u00ff\u00fe",
    "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7+/xyz==\n-----END KEY-----\n",
    "-----BEGIN KEY-----\r\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\r\n-----END KEY-----",
    "two lines\nof a secret",
)
PEM: Final = SECRETS[6]


def _b64(text: str, *, url: bool = False) -> str:
    raw = text.encode(errors="surrogatepass")
    return (base64.urlsafe_b64encode(raw) if url else base64.b64encode(raw)).decode()


def _lower(text: str) -> str:
    return "".join(part if not at else f"%{part[:2].lower()}{part[2:]}" for at, part in enumerate(text.split("%")))


def _lines(text: str, end: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", end)


SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "as it is": str,
    "URL": lambda text: quote(text, safe=""),
    "URL, lower case": lambda text: _lower(quote(text, safe="")),
    "path": quote,
    "path, lower case": lambda text: _lower(quote(text)),
    "form": quote_plus,
    "form, lower case": lambda text: _lower(quote_plus(text)),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "JSON in JSON, not ASCII inside": lambda text: json.dumps(json.dumps(text, ensure_ascii=False)[1:-1])[1:-1],
    "JSON with slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "page": html.escape,
    "page, quotes left": lambda text: html.escape(text, quote=False),
    "page, decimal apostrophes": lambda text: html.escape(text).replace("&#x27;", "&#39;"),
    "page, decimal quotes": lambda text: html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    "base64": _b64,
    "base64 without its end": lambda text: _b64(text).rstrip("="),
    "base64 of URLs": lambda text: _b64(text, url=True),
    "base64 of URLs without its end": lambda text: _b64(text, url=True).rstrip("="),
    "user name": lambda text: _b64(f"{text}:"),
    "password": lambda text: _b64(f":{text}"),
    "lines of Unix": lambda text: _lines(text, "\n"),
    "lines of Windows": lambda text: _lines(text, "\r\n"),
    "lines written out": lambda text: _lines(text, "\\n"),
    "lines of Windows written out": lambda text: _lines(text, "\\r\\n"),
    "lines written out twice": lambda text: _lines(text, "\\\\n"),
    "lines as blanks": lambda text: _lines(text, " "),
    "one line": lambda text: _lines(text, ""),
    "lines of Windows, trimmed": lambda text: _lines(text, "\r\n").removesuffix("\r\n"),
    "lines written out, trimmed": lambda text: _lines(text, "\\n").removesuffix("\\n"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
def test_a_secret_is_found_whole_in_each_spelling(secret: str, spelling: str) -> None:
    spelled = SPELLINGS[spelling](secret)
    assert Redactor([Secret(secret)]).text(f"漢{spelled}漢") == f"漢{BULLETS}漢"


@pytest.mark.parametrize("url", [True, False])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_inside_the_base64_of_a_longer_text_no_sign_is_left_that_tells_more_than_its_neighbor(
    before: str, url: bool
) -> None:
    for secret in SECRETS:
        shown = Redactor([Secret(secret)]).text(_b64(f"{before}{secret}x", url=url)).rstrip("=")
        beginning, _, end = shown.partition(BULLETS)
        assert BULLETS in shown
        assert len(beginning) == -(-len(before) * 8 // 6)
        assert len(end) <= 3


def test_a_line_of_a_pem_is_found_alone_and_its_frame_is_not() -> None:
    redactor = Redactor([Secret(PEM)])
    assert redactor.text("line 2: MIIEvQIBADANBgkqhkiG9w0BAQEFAASC") == f"line 2: {BULLETS}"
    assert redactor.text("-----BEGIN KEY-----") == "-----BEGIN KEY-----"
    assert redactor.text("no -----END KEY----- was found") == "no -----END KEY----- was found"
    short = Redactor([Secret("0123456789abcde\n0123456789abcdef\nx")])
    assert short.text("0123456789abcdef 0123456789abcde.") == f"{BULLETS} 0123456789abcde."


def test_lines_so_short_that_they_could_be_any_word_do_not_shred_a_text() -> None:
    redactor = Redactor([Secret("secret\nx\n")])
    assert redactor.text("secret and x") == "secret and x"
    assert redactor.text("secret\\nx\\n") == BULLETS


def test_half_a_surrogate_in_a_secret_stops_nothing() -> None:
    secret = "half-\ud800-secret"
    redactor = Redactor([Secret(secret)], basic=[("user", Secret(secret))])
    assert redactor.text(f"<{secret}>") == f"<{BULLETS}>"
    assert redactor.text(_b64(secret)) == BULLETS
    assert redactor.text(quote("half-?-secret")) == BULLETS


def test_a_number_of_eight_digits_is_hidden_where_it_is_a_secret() -> None:
    redactor = Redactor([Secret("12345678"), Secret("1234567")])
    answer: Json = {"n": 12345678, "m": 1234567}
    assert redactor.tree(answer, Call.GET_CONNECTION) == {"n": BULLETS, "m": 1234567}


def test_a_configuration_among_credentials_keeps_its_own_rules() -> None:
    answer: Json = {"credentials": {"connection_config": {"subdomain": "acme", "apiKey": "k"}, "subdomain": "acme"}}
    assert Redactor().tree(answer, Call.GET_CONNECTION) == {
        "credentials": {"connection_config": {"subdomain": "acme", "apiKey": BULLETS}, "subdomain": BULLETS}
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("type", True), ("grantType", True), ("scope", True), ("scopes", True), ("grantedScope", True),
        ("granted_scopes", True), ("expires_at", True), ("expiry", True), ("tokenExpiry", True),
        ("expiration", True), ("expiration_time", True), ("id", True), ("ids", True), ("accountIds", True),
        ("team_identifier", True), ("oauth_client_id_override", True), ("next_page_token", True),
        ("token_id", False), ("session id", False), ("connect_link", False), ("access_token", False), ("", False),
        ("name", False), ("_", False), ("xxxx", False),
    ],
)  # fmt: skip
def test_these_are_shown_among_credentials_and_those_are_not(name: str, shown: bool) -> None:
    assert always_shown(name) is shown


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("token_expires", False),
        ("token_expires_soon", False),
        ("tokenX", True),
        ("connect_link", True),
        ("xxxx", False),
    ],
)
def test_when_a_token_expires_is_no_secret(name: str, secret: bool) -> None:
    assert is_secret_name(name) is secret
