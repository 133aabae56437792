"""Whatever is pasted, in whatever shape people copy it: it is read or refused, and what it fills is what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Final
from urllib.parse import urlencode

from hypothesis import strategies as st

from nango_tui.model.auth import Endpoint
from nango_tui.model.check import check
from nango_tui.model.check_value import text_of
from nango_tui.model.expiry import Expiry
from nango_tui.model.paste.fill import answered, apply, fill
from nango_tui.model.paste.found import Recognized
from nango_tui.model.paste.recognize import recognize
from nango_tui.model.text import plain
from tests.conftest import Figure
from tests.fuzz.fuzzing import fuzz
from tests.fuzz.shaking import HOSTILE
from tests.model.paste.fill_making import NOW, TEMPLATES, draft, form
from tests.model.paste.mangling import JSON_MANGLES

NANGO_KEY: Final = "0d1f8a6e-7b55-4c1e-9f43-2a6d1b8e7c90"
NAMES: Final = (
    "access_token", "refresh_token", "token", "api_key", "apiKey", "ZENDESK_API_TOKEN", "subdomain", "instance_url",
    "username", "password", "client_id", "client_secret", "expires_in", "expires_at", "issued_at", "created_at",
    "scope", "realmId", "connection_id", "provider_config_key", "credentials", "connection_config", "metadata", "tags",
    "end_user", "token_id", "token_secret", "oauth_token", "NANGO_SECRET_KEY", "Authorization", "team.id", "id_token",
    "error", "type", "token_type", "app_id", "installation_id", "certificate", "email", "customer", "code", "",
)  # fmt: skip
VALUES: Final = (
    "shpat_0123456789abcdef0123456789abcdef", "xoxb-1234567890-abcdefghijkl",
    "eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTU2MDAwMDB9.c2ln",
    "harbor", "it@harbor.com", "it@harbor.com/token", "https://harbor.zendesk.com/agent", "harbor.my.salesforce.com",
    "3600", "1795600000", "1795600000123", "2026-05-04T10:00:00Z", "2026-05-04", "never", "null", "true", "", "0", "-1",
    "F***9", "••••••••", "read write", NANGO_KEY, "nango_sbx_v1_9f8e7d6c5b4a",
    "-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----",
    "{\"a\": 1}", "0001-01-01T00:00:00+14:00", "1e999", "9" * 40, "x" * 300, *HOSTILE,
)  # fmt: skip
Pairs = Mapping[str, str]


def _curl(pairs: Pairs) -> str:
    heads = " ".join(f"-H '{name}: {value}'" for name, value in pairs.items())
    return f"curl -X POST https://api.harbor.example/v1 {heads} -d '{urlencode(pairs, errors='replace')}'"


def _csv(pairs: Pairs) -> str:
    return f"{','.join(pairs)}\n{','.join(pairs.values())}\n"


def _http(pairs: Pairs) -> str:
    heads = "\n".join(f"{name}: {value}" for name, value in pairs.items())
    return f"HTTP/1.1 200 OK\n{heads}\n\n{json.dumps(dict(pairs))}"


SHAPES: Final[Mapping[str, Callable[[Pairs], str]]] = {
    "JSON": lambda pairs: json.dumps(dict(pairs)),
    "indented JSON": lambda pairs: json.dumps({"data": dict(pairs)}, indent=2, ensure_ascii=False),
    "rows of JSON": lambda pairs: json.dumps([dict(pairs), dict(reversed(list(pairs.items())))]),
    "an import": lambda pairs: json.dumps({"provider_config_key": "x", "credentials": dict(pairs), **pairs}),
    "env": lambda pairs: "\n".join(f"export {name}='{value}'" for name, value in pairs.items()),
    "bare env": lambda pairs: "\n".join(f"{name}={value}" for name, value in pairs.items()),
    "headers": lambda pairs: "\n".join(f"{name}: Bearer {value}" for name, value in pairs.items()),
    "YAML": lambda pairs: "auth:\n" + "\n".join(f"  {name}: {value}" for name, value in pairs.items()),
    "CSV": _csv,
    "tabs": lambda pairs: _csv(pairs).replace(",", "\t"),
    "a table": lambda pairs: "\n".join(f"| {name} | {value} |" for name, value in pairs.items()),
    "a query": lambda pairs: "https://a.example/cb?" + urlencode(pairs, errors="replace"),
    "curl": _curl,
    "HTTP": _http,
    "Python": lambda pairs: f"response = {dict(pairs)!r}",
    "values": lambda pairs: "\n".join(pairs.values()),
    "a chat": lambda pairs: "Hi!\n" + "\n".join(f"{name}\n{value}" for name, value in pairs.items()),
}
SIGNS: Final = (
    *"{}[]()\"'`\\:,=|\n\t #-…*$",
    "“",
    "\u00a0",
    "\u200b",
    "\x00",
    "\ud800",
    "```",
    "\\n",
    '\\"',
    "=>",
    "null",
)
Edit = tuple[str, int, int]
Case = tuple[str, str, list[tuple[str, str]], str, list[Edit], list[int]]
cases: Final[st.SearchStrategy[Case]] = st.tuples(
    st.sampled_from(tuple(TEMPLATES)),
    st.sampled_from(tuple(SHAPES)),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), min_size=1, max_size=6),
    st.sampled_from(("", "", "", *JSON_MANGLES)),
    st.lists(
        st.tuples(st.sampled_from(("cut", "drop", "put", "double")), st.integers(0, 999), st.integers(0, 999)),
        max_size=3,
    ),
    st.lists(st.integers(0, 3), max_size=3),
)


def text_in(case: Case) -> str:
    """Return the text as it is pasted."""
    _, shape, pairs, mangle, edits, _ = case
    text = SHAPES[shape](dict(pairs))
    text = JSON_MANGLES[mangle](text) if mangle else text
    for op, where, which in edits:
        at = where * len(text) // 1000
        match op:
            case "cut":
                text = text[:at] if which % 2 else text[at:]
            case "drop":
                text = text[:at] + text[at + 1 + which % 5 :]
            case "put":
                text = text[:at] + SIGNS[which % len(SIGNS)] + text[at:]
            case _:
                text = text[:at] + text[at - which % 40 : at] + text[at:]
    return text


def holds(case: Case) -> None:
    """Say what is true of any text, and of what it fills."""
    provider, _, _, _, _, picks = case
    text = text_in(case)
    found = recognize(text, NOW)
    taken = [*found.findings, *(item for choice in found.choices for _, items in choice.options for item in items)]
    assert bool(found.refused) is not bool(taken)
    assert all(item.value for item in taken)
    _is_safe_to_show(found)
    made = form(provider)
    begun = draft(provider)
    filling = fill(found, begun, made, NOW, UTC)
    for pick in range(40):
        if not filling.questions:
            break
        answer = picks[pick % len(picks)] if picks else 0
        filling = answered(filling, 0, answer % len(filling.questions[0].options))
    assert not filling.questions, "questions without end"
    keys = {text_of(item.value) for item in found.findings if item.kind == "nango key"}
    for item in filling.fills:
        assert item.label
        if not isinstance(item.value, Expiry):
            assert not any(key in text_of(item.value) for key in keys)
    after = apply(filling, begun)
    for endpoint in Endpoint:
        check(after, made, endpoint, NOW, UTC)
    assert not fill(found, after, made, NOW, UTC).refused or filling.refused


def _is_safe_to_show(found: Recognized) -> None:
    said = [found.shape, found.refused, *found.cleaned, *found.notes, *found.hosts]
    said += [part for item in found.ignored for part in (item.name, item.why)]
    said += [part for choice in found.choices for part in (choice.question, *(label for label, _ in choice.options))]
    said += [part for item in found.findings for part in (item.source, item.what)]
    for text in said:
        assert plain(text) == text, repr(text)


def test_any_text_is_read_or_refused_and_what_it_fills_can_be_checked(figure: Figure) -> None:
    fuzz(figure, "pastes", cases, holds)
