"""Answers in which every text that is read by people is strange: commands of terminals, letters of odd widths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle

from nango_tui.model.body import Json
from nango_tui.model.wire import Handler, Request, Response

FAMILIES = {
    "markup": "[red]R[/red] [/] [b [$x] \\[",
    "a link with an action": "[@click=app.quit]Q[/] [link=https://x.example]L[/link]",
    "CSI": "\x1b[2J\x1b[31m\x1b[1;1H\x9b31m\x1bc",
    "OSC 8": "\x1b]8;;https://x.example\x1b\\here\x1b]8;;\x1b\\",
    "OSC 52": "\x1b]52;c;aG9zdGlsZQ==\x07",
    "a title": "\x1b]0;hostile\x07\x1b]2;hostile\x1b\\",
    "DCS": "\x1bP1$r0m\x1b\\\x90q\x9c",
    "APC": "\x1b_Ghostile\x1b\\\x9fhostile\x9c",
    "controls": "a\x00b\x07c\x08d\x7fe",
    "bidi": "\u202ehostile\u2066x\u2069\u200f",
    "zero width": "a\u200bb\u2060c\ufeffd\u00ade",
    "emoji": "😀👍🏽❤️👩‍👩‍👧‍👦🇩🇪1️⃣☺️⚠️",
    "wide": "日本語のテキスト漢字ＡＢＣ",
    # pyte drops the rest of a line behind a sign without width that is no combining one (Devanagari, Hangul letters).
    "combining": "e\u0301a\u0308" + "Z" + "\u0323\u0324\u0325\u0330" * 4 + "\u0e01\u0e33",
    "a lone surrogate": "a\ud800b\udfffc",
    "line ends": "a\nb\r\nc\td\x0be\x85f\u2028g",
    "a long word": "w" * 300,
    "ambiguous": "①★→§±×÷°¨´Ω─│",
}
"""Texts that try something, by what they try."""

KEPT = ("provider", "auth_mode", "type", "unique_key", "provider_config_key", "connection_id", "token", "connect_link",
        "format", "order", "id", "code", "created", "created_at", "updated_at", "expires_at")  # fmt: skip
"""What the program asks for again, and moments: left as they are, so that the walk goes on."""


@dataclass
class Stranger:
    """Stands before a server and puts something strange behind each text of its answers.

    `first`: with which family it begins, so that walks differ. `huge`: a text of so many characters is one of them.
    """

    first: int = 0
    huge: int = 0
    _families: Iterator[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        texts = list(FAMILIES.values())
        self._families = cycle([*texts[self.first :], *texts[: self.first]])

    def over(self, handler: Handler) -> Handler:
        """Return the handler that answers so."""

        def handle(request: Request) -> Response:
            answer = handler(request)
            if not answer.headers.get("content-type", "").startswith("application/json") or not answer.body:
                return answer
            told = self._strange(json.loads(answer.body))
            return replace(answer, body=json.dumps(told).encode())

        return handle

    def _strange(self, value: Json, name: str = "") -> Json:
        if isinstance(value, dict):
            made = {key: self._strange(inner, key) for key, inner in value.items()}
            if name in ("metadata", "tags", "connection_config", "credentials", "raw"):
                made[next(self._families)] = next(self._families)
            return made
        if isinstance(value, list):
            return [self._strange(inner, name) for inner in value]
        if not isinstance(value, str) or name in KEPT:
            return value
        if self.huge and name == "display_name":
            size, self.huge = self.huge, 0
            return "M" * size
        return f"{value} {next(self._families)} {next(self._families)}" if name != "pattern" else value
