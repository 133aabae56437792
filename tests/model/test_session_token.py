"""Tokens of connect sessions are never shown: not in a link, not alone, not in any answer."""

from __future__ import annotations

import json

import pytest

from nango_tui.model.body import Json
from nango_tui.model.outcome import Call
from nango_tui.model.redact import Redactor
from nango_tui.model.secret import BULLETS

SESSION = "nango_connect_session_" + "0123456789abcdef" * 4


def tree(value: Json, call: Call = Call.GET_CONNECTION) -> Json:
    return Redactor().tree(value, call)


def as_json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        SESSION,
        f"the token {SESSION}, once",
        f"https://connect.example.com/?session_token={SESSION}&theme=dark",
        "https://connect.example.com/?theme=dark&session_token=of-another-form#top",
        "https://login.example.com/?next=https%3A%2F%2Fc%2F%3Fsession_token%3Dof-another-form",
        '<a href="https://c/?session_token&#61;of-another-form">',
        '{\\"link\\":\\"https://c/?connect_session_token\\u003dof-another-form\\"}',
        "HTTPS://C/?SESSION_TOKEN=of-another-form",
    ],
)
def test_the_token_of_a_connect_session_is_hidden_wherever_it_is_though_nobody_told_it(text: str) -> None:
    redactor = Redactor()
    for shown in (redactor.text(text), redactor.loose_text(text, 999), as_json(redactor.values([text, {text: 1}]))):
        assert SESSION[30:] not in shown
        assert "of-another-form" not in shown
        assert BULLETS in shown
    for name in ("metadata", "tags", "connection_config", "credentials", "error"):
        shown = as_json(tree({name: {"x": [text]}}))
        assert SESSION[30:] not in shown
        assert "of-another-form" not in shown


def test_of_a_link_only_the_token_is_hidden_and_what_speaks_of_one_is_shown() -> None:
    link = f"https://connect.example.com/?session_token={SESSION}&theme=dark"
    assert tree({"a": link}) == {"a": f"https://connect.example.com/?session_token={BULLETS}&theme=dark"}
    for text in ("the session_token expires", "sessions", "nango_connect_session_", "?session=5"):
        assert tree({"a": text}) == {"a": text}


def test_the_answer_with_a_connect_link_shows_neither_token_nor_link() -> None:
    answer: Json = {
        "data": {"token": SESSION, "connect_link": "https://c.example.com/s/abcdefgh", "expires_at": "2026"}
    }
    shown = tree(answer, call=Call.CONNECT_SESSION)
    assert shown == {"data": {"token": BULLETS, "connect_link": BULLETS, "expires_at": "2026"}}


def test_a_token_that_only_a_link_tells_is_found_and_a_templates_example_is_none() -> None:
    answer: Json = {
        "data": {"url": f"https://c/?session_token={SESSION}", "short": "https://c/?session_token=undefined"}
    }
    redactor = Redactor()
    assert [secret.reveal() for secret in redactor.found(answer, Call.CONNECT_SESSION)] == [SESSION]
    assert redactor.found(answer, Call.GET_PROVIDER) == []
