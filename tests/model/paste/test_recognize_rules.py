"""What a value is called, what is never done with a text, and what a refusal says."""

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest

from nango_tui.model import paste
from nango_tui.model.paste.names import meaning_of
from nango_tui.model.paste.prefixes import PREFIXES, Prefix, prefix_of, words_for
from nango_tui.model.paste.recognize import recognize
from nango_tui.model.paste.values import CUT, MASKED, PLACEHOLDER, trouble
from tests.model.paste.cases import NOW

TAIL = "Made0Up1Value2OfSomeLength3"


@pytest.mark.parametrize("prefix", PREFIXES, ids=lambda prefix: prefix.begins)
def test_a_known_beginning_says_what_a_token_is(prefix: Prefix) -> None:
    begins = prefix.begins if prefix.begins != "pat-" else "pat-na1-"
    found = prefix_of(begins + TAIL)
    assert found is not None
    assert found.begins.startswith(prefix.begins)
    (item,) = recognize(begins + TAIL, NOW).findings[:1]
    assert (item.kind, item.what) == (found.kind, words_for(found))


def test_a_word_with_a_common_beginning_is_no_token() -> None:
    for word in ("EAAsy", "re_use", "key-ring", "secret_santa", "SG.", "pat-a-cake", "00Days!", "sk-i"):
        assert prefix_of(word) is None, word


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("access_token", "access token"),
        ("accessToken", "access token"),
        ("ACCESS-TOKEN", "access token"),
        ("GLOBEX_ACCESS_TOKEN", "access token"),
        ("X-Api-Key", "api key"),
        ("ZENDESK_API_TOKEN_PROD", "api key"),
        ("API key for Globex", "api key"),
        ("oauth_token_secret", "oauth token secret"),
        ("Token Secret", "token secret"),
        ("consumerSecret", "client secret"),
        ("NANGO_SECRET_KEY", "nango key"),
        ("NANGO_API_KEY_DEV", "nango key"),
        ("next_page_token", "named"),
        ("csrfToken", "named"),
        ("AWS_SECRET_ACCESS_KEY", "named"),
        ("subdomain", "named"),
    ],
)
def test_a_name_tells_what_its_value_is_however_it_is_spelled(name: str, kind: str) -> None:
    assert meaning_of(name).kind == kind


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("F***9", MASKED),
        ("••••1234", MASKED),
        ("sk_live_xxxxABCD", MASKED),
        ("[REDACTED]", MASKED),
        ("<hidden>", MASKED),
        ("hidden", MASKED),
        ("ya29.abc…", CUT),
        ("sk-...abcd", CUT),
        ("{{token}}", PLACEHOLDER),
        ("$TOKEN", PLACEHOLDER),
        ("${TOKEN}", PLACEHOLDER),
        ("<your key>", PLACEHOLDER),
        ("YOUR_API_KEY", PLACEHOLDER),
        ("p*ss*w**d", ""),
        ("a.b..c", ""),
        ("$ecret9", ""),
        ("hiddenvalley7", ""),
        ("Axxx9", ""),
        ("A" * 150 + "xxxx" + "B" * 150, ""),
    ],
)
def test_masked_cut_and_stand_in_values_are_told_from_passwords_that_look_alike(value: str, why: str) -> None:
    assert trouble(value) == why


@pytest.mark.parametrize(
    "text",
    [
        "{'access_token': __import__('os').system('touch /tmp/evaluated')}",
        '{"access_token" => `touch /tmp/evaluated`}',
        "TOKEN=$(touch /tmp/evaluated)",
        "access_token: !!python/object/apply:os.system ['touch /tmp/evaluated']",
        'curl -u "$(touch /tmp/evaluated)" https://a.example',
        "{'a': (lambda: 1)(), 'access_token': [x for x in (1,)]}",
    ],
)
def test_code_in_a_text_is_only_a_text(text: str) -> None:
    recognize(text, NOW)
    assert not Path("/tmp/evaluated").exists()


def test_no_reader_evaluates_reads_files_calls_out_or_logs() -> None:
    forbidden = {"eval", "exec", "compile", "open", "print", "__import__", "reveal"}
    modules = {
        "subprocess",
        "socket",
        "logging",
        "os",
        "pickle",
        "ast",
        "urllib.request",
        "http",
        "shutil",
        "tempfile",
        "io",
    }
    for path in Path(paste.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert not modules & {alias.name for alias in node.names}, path.name
            elif isinstance(node, ast.ImportFrom):
                assert node.module not in modules, path.name
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in forbidden, path.name


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        recognize('{"access_token": "made-up-secret", "expires_in": "soon"}', NOW)
    assert not caplog.records


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "there is no text in it"),
        ("See you tomorrow.", "there is no token, key or other value in it"),
        ('{"error": "invalid_grant"}', "this is an error, there is no token in it"),
        ('{"access_token": "abc', "the text is cut off: copy all of it"),
        ('{"access_token": "abc…"}', "the text is cut off: copy all of it"),
        ('{"access_token": "F***9"}', "its values are masked: copy them in clear"),
        ("API_KEY=$API_KEY", "it has placeholders instead of values"),
        ("https://app.example/cb?code=a1&state=b2", "the code of a callback is used up by the app that got it"),
        ("NANGO_PUBLIC_KEY=7c1f0b52-93ad-4e6f-8a07-5d2b9e44c310", "Nango's public key is not needed for an import"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(text: str, reason: str) -> None:
    found = recognize(text, NOW)
    assert found.refused.startswith(reason)
    assert not found.findings
    assert not found.choices


def test_a_name_that_looks_like_a_secret_is_not_shown() -> None:
    found = recognize(
        '{"xoxb-77-made-up-0001": "x1", "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.x": "y1", "access_token": "F***9"}', NOW
    )
    assert "xoxb-77" not in repr(found)
    assert "eyJ" not in repr(found)
