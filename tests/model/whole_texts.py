"""Fixes written out whole: what is sent, what the review says and asks, what must be there, what a read shows then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from nango_tui.model.auth import Endpoint
from nango_tui.model.body import masked
from nango_tui.model.connection import Look
from nango_tui.model.draft import Draft
from nango_tui.model.secret import Secret
from nango_tui.model.update import Plan
from nango_tui.model.update_after import differences, restoring, verdict
from nango_tui.model.update_check import check_fix, form_of_fix, form_shown
from nango_tui.model.update_edit import edit_losses, edits
from nango_tui.model.update_words import value_words
from tests.model.looks import NEVER, NOW, draft, form_of, look, new, planned
from tests.model.whole_edits import edited, named, narrow, odd, rich
from tests.model.whole_fixes import MANY, everything, fixes
from tests.model.whole_proofs import proofs

WIDELY = (
    "a new token, everything stored", "a refresh token only, the connection works", "a read without credentials",
    "a failed read with objects", "the customer's own app is dropped", "scopes stored as one text", "BASIC",
    "API_KEY by the legacy endpoint", "APP", "CUSTOM", "client credentials that never expire",
    "a client certificate that nobody could see", "a password that the provider fixes", "more tags than are taken",
    "OAUTH2, nothing could be read", "API_KEY, nothing could be read", "a password that may be blank",
    "a user name that is gone", "the refresh token is given up", "a user name with a default",
    "a user name with a default, not seen", "odd things are stored, and edited",
)  # fmt: skip
"""Of these fixes, all is written out."""


def written(fix: Draft) -> Iterator[str]:
    """Write out all that the program makes of a fix."""
    form = form_of(fix)
    usual = list(_plan(planned(fix)))
    yield from usual
    edit = edits(fix)
    if edit:
        yield f"edit {edit}"
    yield from (f"edit loses {label}: {text}" for label, text in edit_losses(fix))
    for endpoint in Endpoint:
        found = check_fix(fix, form, endpoint, NOW, UTC)
        yield from (f"{endpoint} error {key}: {text}" for key, text in found.errors.items())
        yield from (f"{endpoint} warning {key}: {text}" for key, text in found.warnings.items())


def _widely(fix: Draft) -> Iterator[str]:
    """Write out what is otherwise with another key or server, and the form that the engineer saw."""
    form = form_of(fix)
    usual = list(_plan(planned(fix)))
    for name, other in (
        ("a key that may not read", planned(fix, can_read=False)),
        ("a server without POST /connections", planned(fix, legacy_only=True)),
        ("an own app was seen", planned(fix, override_seen=True)),
    ):
        yield from (f"with {name}: {line}" for line in _plan(other) if line not in usual)
    shown, needed = form_shown(fix, form), form_of_fix(fix, form)
    forms = {"shown": shown, "needed": needed}
    yield f"required {', '.join(item.key for item in needed.fields if item.required)}"
    for item in shown.fields:
        must = "needed" if item.required else "free"
        yield f"beside {item.key}: {item.stored or '-'}, default {item.default!r}, {must}"
        if item.blank_ok:
            yield f"beside {item.key}: may be blank"
    yield from (f"{name} constants {made.config_constants}, one of {made.one_of}" for name, made in forms.items())


def _plan(found: Plan) -> Iterator[str]:
    yield f"by {found.endpoint}: {found.reason}"
    yield f"sends {' '.join(masked(dict(found.body)).split())}"
    for name, lines in (("changes", found.changes), ("kept", found.kept), ("lost", found.lost)):
        yield from (f"{name} {label}: {text}" for label, text in lines)
    yield from (f"not sure {label}" for label in found.unsure)
    yield from (f"note {text}" for text in found.notes)
    for question in found.questions:
        red, name = " red" if question.red else "", f" [{question.name}]" if question.name else ""
        yield f"asks{red} {question.key}{name}: {question.text}"
    if found.blocked:
        yield f"blocked: {found.blocked}"
    config = ", ".join(f"{key} {value_words(value)}" for key, value in (found.expected.config or {}).items())
    yield f"expects configuration {config}; {found.expected}; mode {found.mode}, tested {found.verified}"


def _read_again() -> Iterator[tuple[str, Look]]:
    yield "all as it was", everything()
    yield "all gone", look(config={}, connection={})
    yield (
        "other values",
        everything(
            config={"subdomain": "globex", "apiKey": Secret("k2"), "deep": {"x": [2]}, "oauth_scopes_override": ["a"]},
            metadata={"plan": "free", "seats": 41, "none": None, "on": False, "new": 1},
            webhook_url="https://other.example",
            organization="org-1",
        ),
    )
    yield "a stripped read", replace(everything(), reading="stripped")
    yield "more tags", everything(row=replace(everything().connection.row, tags=MANY))
    yield "the end user is gone", everything(row=replace(everything().connection.row, end_user={}))


def reads() -> Iterator[tuple[str, list[str]]]:
    """Yield what a read after an update shows, against all that was there."""
    plan = planned(draft(everything(), values=new(), expiry=NEVER))
    cleared = planned(draft(everything(), values=new(), expiry=NEVER, webhook_url=""))
    for name, after in _read_again():
        for kind, each in (("", plan), (", the webhook URL cleared", cleared)):
            found = differences(each.expected, after)
            edit, words = restoring(found, each.expected, after)
            lines = [f"{item.part} {item.name}: {item.wanted} / {item.found} / {item.value!r}" for item in found]
            yield f"after: {name}{kind}", [*lines, verdict(each.expected, after), str(edit), words]
    yield "after: not read", [verdict(plan.expected, None)]


def report() -> str:
    """Return every fix and every read, written out."""
    parts = []
    for name, fix in (*fixes(), *edited(), *odd(), *narrow(), *named(), *rich()):
        lines = list(written(fix))
        if name in WIDELY or name.startswith("a rich"):
            lines += _widely(fix)
        parts.append((name, lines))
    parts += [*reads(), *proofs()]
    return "\n\n".join("\n".join((f"# {name}", *lines)) for name, lines in parts) + "\n"
