"""An entry of the history as a note for a ticket."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.history import Entry, note
from tests.storage.history_making import START, entry


def test_a_note_says_what_where_when_with_which_outcome_and_which_log() -> None:
    assert note(entry()) == (
        "Nango replacement of credentials: stored (HTTP 201)\n"
        "Connection ID: acme-0\n"
        "Integration: zendesk\n"
        "Customer: Acme Inc.\n"
        "Environment: dev (api.nango.dev)\n"
        "Endpoint: POST /connections\n"
        "Time: 2025-03-01 16:30:05 UTC\n"
        "Log ID: log-0\n"
    )


def test_a_note_leaves_out_what_is_not_known() -> None:
    bare = Entry(START, "prod", "localhost:3003", "test", "zendesk", "acme")
    assert note(bare) == (
        "Nango test: no answer\n"
        "Connection ID: acme\n"
        "Integration: zendesk\n"
        "Environment: prod (localhost:3003)\n"
        "Time: 2025-03-01 16:30:05 UTC\n"
    )


@pytest.mark.parametrize(
    ("outcome", "status", "first"),
    [
        ("stored", 201, "Nango import: stored (HTTP 201)"),
        ("", 403, "Nango import: HTTP 403"),
        ("No answer: it may have arrived", 0, "Nango import: No answer: it may have arrived"),
        ("", 0, "Nango import: no answer"),
    ],
)
def test_a_note_begins_with_the_outcome_and_the_status_if_there_is_one(outcome: str, status: int, first: str) -> None:
    each = replace(entry(), action="create", outcome=outcome, status=status)
    assert note(each).splitlines()[0] == first


def test_no_text_forges_a_line_of_a_note_or_acts_on_a_terminal() -> None:
    evil = note(replace(entry(), customer="Acme\nTime: never\r\nLog ID: forged\x1b[2J"))
    assert len(evil.splitlines()) == len(note(entry()).splitlines())
    assert "\x1b" not in evil
