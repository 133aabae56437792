"""What is in a pasted text: tokens by name, by shape and by place, and what is never taken from it."""

from __future__ import annotations

from datetime import UTC, datetime

from nango_tui.model.paste.recognize import recognize

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_a_token_response_gives_the_token_and_how_long_it_lives() -> None:
    found = recognize('{"access_token":"ya29.made-up","expires_in":3599,"token_type":"Bearer"}', NOW)
    assert [(item.kind, item.value.reveal()) for item in found.findings] == [
        ("access token", "ya29.made-up"),
        ("token type", "Bearer"),
        ("expires in", "3599"),
    ]
    assert "no refresh token is in it" in found.notes


def test_an_error_is_refused() -> None:
    found = recognize('{"error":"invalid_grant","error_description":"Token has been expired or revoked."}', NOW)
    assert found.refused == "this is an error, there is no token in it"
