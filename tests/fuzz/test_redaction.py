"""Of any answer the secrets go, however they are spelled, and nothing else: it is compared with what must be shown."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

from nango_tui.model.body import Json
from nango_tui.model.outcome import Call
from nango_tui.model.redact import Redactor, is_secret_name
from nango_tui.model.secret import BULLETS, Secret
from tests.conftest import Figure
from tests.fuzz.fuzzing import fuzz

PEM: Final = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7+/xyz==\n-----END KEY-----\n"


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _page(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#39;")


SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "as it is": str,
    "in a URL": lambda text: quote(text, safe=""),
    "in a path": quote,
    "in a form": quote_plus,
    "in a URL, lower case": lambda text: _lower_codes(quote(text, safe="")),
    "in JSON": _json,
    "in JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "in JSON in JSON": lambda text: _json(_json(text)),
    "in JSON of PHP": lambda text: _json(text).replace("/", "\\/"),
    "in a page": html.escape,
    "in a page of Go": lambda text: _page(text).replace("&quot;", "&#34;"),
    "in a page's text": lambda text: html.escape(text, quote=False),
    "in base64": lambda text: _coded(text),
    "in base64 of a URL": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "as user name": lambda text: _coded(f"{text}:"),
    "as password": lambda text: _coded(f":{text}"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "line ends written out": lambda text: text.replace("\n", "\\n"),
    "in one line": lambda text: text.replace("\n", ""),
}


def _lower_codes(text: str) -> str:
    return "".join(
        part if not index else f"%{part[:2].lower()}{part[2:]}" for index, part in enumerate(text.split("%"))
    )


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@dataclass(frozen=True)
class Case:
    """Secrets that are known, and an answer: "{0}" in a text or name stands for the first of them, as it is spelled."""

    secrets: tuple[str, ...]
    spelled: tuple[str, str]
    answer: Json
    call: Call


_SIGNS: Final = "abcXYZ0189+/=_-.~ %&'\"\\<>$ü漢\t"
secrets: Final = st.one_of(
    st.text(_SIGNS, min_size=10, max_size=24).map(lambda text: f"Zq{text}81"),
    st.sampled_from((PEM, PEM.strip(), "shpat_0123456789abcdef", "line one\nline two and three", "p" * 300)),
)
OPEN: Final = (
    "id",
    "name",
    "subdomain",
    "note",
    "errors",
    "created_at",
    "end_user",
    "tags",
    "scope",
    "message",
    "x {0}",
)
HIDDEN: Final = ("access_token", "apiKey", "client_secret", "password", "refreshToken", "API_PASSWORD", "jwt")
NAMES: Final = (*OPEN, *HIDDEN, "credentials", "metadata", "connection_config")
_PLAIN: Final = (
    "",
    "acme",
    "漢字",
    "a\nb",
    "2026-03-14",
    "type",
    "•",
    "{",
    "https://acme.example/?a=b&c=%20",
    "x" * 50,
)
_leaves = st.one_of(
    st.sampled_from((None, True, False, 0, 17, -3, 1.5, 10**20)),
    st.sampled_from(_PLAIN),
    st.sampled_from(("{0}", "<{0}>", "got {0}, {1} and {0}", "{1}", "漢{0}漢", "key={1};", "a {1}{0} b")),
)
answers: Final[st.SearchStrategy[Json]] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    ),
    max_leaves=9,
)
cases: Final = st.builds(
    lambda one, other, how, answer, call: Case(
        (one, other), (SPELLINGS[how[0]](one), SPELLINGS[how[1]](other)), answer, call
    ),
    secrets,
    secrets,
    st.tuples(st.sampled_from(tuple(SPELLINGS)), st.sampled_from(tuple(SPELLINGS))),
    answers,
    st.sampled_from((Call.GET_CONNECTION, Call.IMPORT, Call.IMPORT_LEGACY, Call.GET_PROVIDER, Call.PROXY)),
)


def put(value: Json, texts: tuple[str, str]) -> Json:
    """Return the answer with these texts in the places of the secrets."""
    if isinstance(value, str):
        return value.replace("{0}", texts[0]).replace("{1}", texts[1])
    if isinstance(value, list):
        return [put(inner, texts) for inner in value]
    return (
        {str(put(key, texts)): put(inner, texts) for key, inner in value.items()} if isinstance(value, dict) else value
    )


@dataclass(frozen=True)
class Rules:
    """How the answer must be shown, by the rules in words.

    Under credentials every leaf is hidden but types, scopes and ids; elsewhere what has a secret name; in metadata, and
    in a template, nothing but the secrets themselves.
    """

    case: Case

    def shown(self, value: Json, place: str = "open", name: str = "") -> Json:
        """Return a part of the answer as it must be shown at that place."""
        bare = put(value, (BULLETS, BULLETS))
        if isinstance(value, dict):
            return {
                str(put(key, (BULLETS, BULLETS))): self.shown(inner, self.inside(key, inner, place), key)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self.shown(inner, place, name) for inner in value]
        if value is None or isinstance(value, bool) or value == "" or place == "metadata":
            return bare
        if self.case.call is Call.GET_PROVIDER:
            return bare
        hidden = self.named(name) or (place == "credentials" and name not in ("id", "scope"))
        return BULLETS if hidden else bare

    def named(self, name: str) -> bool:
        """Say whether the name is a secret's. A secret in a name may look like one."""
        return name in HIDDEN or ("{0}" in name and is_secret_name(str(put(name, self.case.spelled))))

    def inside(self, key: str, value: Json, place: str) -> str:
        """Return which place the value of a key is."""
        if place == "metadata" or key == "metadata":
            return "metadata"
        if key == "connection_config":
            return "open"
        inner = isinstance(value, dict | list) and self.named(key)
        return "credentials" if place == "credentials" or key == "credentials" or inner else "open"


def holds(case: Case) -> None:
    """Say that exactly the secrets are gone."""
    redactor = Redactor(map(Secret, case.secrets))
    answer = put(case.answer, case.spelled)
    shown = redactor.tree(answer, case.call)
    told = json.dumps(shown, ensure_ascii=False)
    for secret, spelled in zip(case.secrets, case.spelled, strict=True):
        assert secret not in told
        assert spelled not in told
    assert shown == Rules(case).shown(case.answer)
    text = json.dumps(answer, ensure_ascii=False)
    assert not any(spelled in redactor.text(text) for spelled in case.spelled if "\\" not in spelled)


def _coded_deep(case: tuple[str, str, str, bool]) -> None:
    """Say that nothing which stands for the secret is left of a longer text in base64."""
    secret, before, after, url = case
    encode = base64.urlsafe_b64encode if url else base64.b64encode
    coded = encode(f"{before}{secret}{after}".encode()).decode()
    shown = Redactor([Secret(secret)]).text(f'{{"authorization": "Basic {coded}"}}')
    parts = shown.removeprefix('{"authorization": "Basic ').removesuffix('"}').split(BULLETS)
    assert len(parts) == 2
    # What is left may tell bits of one sign at each end.
    assert len("".join(parts).rstrip("=")) * 6 // 8 <= len(f"{before}{after}".encode()) + 2


def test_nothing_is_left_of_a_secret_in_the_base64_of_a_longer_text(figure: Figure) -> None:
    beside = st.text("ab:c1=_ü ", max_size=9)
    fuzz(figure, "redaction in base64", st.tuples(secrets, beside, beside, st.booleans()), _coded_deep)


def test_exactly_the_secrets_are_gone_however_they_are_spelled(figure: Figure) -> None:
    fuzz(figure, "redaction", cases, holds)
