"""HTTP requests and answers as a tool prints them: a first line, headers, an empty line, a body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nango_tui.model.paste.bodies import read_body
from nango_tui.model.paste.headers import pair_is_client, take_header
from nango_tui.model.paste.sheet import ERROR, Refusal, Sheet
from nango_tui.model.paste.urls import address_of, goes_to_nango, is_nango, take_url

_ANSWER = re.compile(r"HTTP/\d(?:\.\d)? (\d{3})(?: [^\n]{0,200})?")
_REQUEST = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\S{1,8000})(?: HTTP/\d(?:\.\d)?)?")
_HEADER = re.compile(r":?[A-Za-z][A-Za-z0-9_-]{0,60}:(?:[ \t]|$)")
_TRANSFER = re.compile(r"[{}] \[\d{1,12} bytes data\]")
_MOST_LINES = 400


def is_http(text: str) -> bool:
    """Say whether a text begins as a request or an answer, or as a verbose curl shows them."""
    first = text.lstrip().partition("\n")[0].strip()
    if _ANSWER.fullmatch(first) or _REQUEST.fullmatch(first):
        return True
    return first.startswith(("* ", "> ", "< ")) and (
        "\n< HTTP/" in text or "\n> " in text or first.startswith(("< HTTP/", "> "))
    )


def read_http(sheet: Sheet, text: str) -> str:
    """Take the headers that mean something and the body; return a text that is neither."""
    lines = text.lstrip("\n").split("\n")
    head = _Head()
    end = head.read(lines[:_MOST_LINES])
    sheet.be("an HTTP answer" if head.status else "an HTTP request")
    address = address_of(head.url) or address_of(f"https://{head.host}{head.url}")
    for name, value in head.headers:
        take_header(sheet, name, value, to_nango=goes_to_nango(address, value))
    if address is not None and not is_nango(address):
        take_url(
            sheet, head.url if address_of(head.url) else f"https://{head.host}{head.url}", source="URL of the request"
        )
    body = "\n".join(line for line in lines[end:] if not (head.verbose and line.startswith("* "))).strip()
    if body and read_body(sheet, body, source="JSON" if body[:1] in ("{", "[") else "body"):
        body = ""
    if "/token" in head.url:
        pair_is_client(sheet, 0)
    if head.status >= 400 and not sheet.items and not body:
        raise Refusal(ERROR)
    return body


@dataclass(slots=True)
class _Head:
    """The first line and the headers. `status` 0: there was no answer."""

    url: str = field(default="", repr=False)
    host: str = ""
    status: int = 0
    verbose: bool = False
    headers: list[tuple[str, str]] = field(default_factory=list, repr=False)

    def read(self, lines: list[str]) -> int:
        """Read up to the body; return the number of the line where that begins."""
        for at, raw in enumerate(lines):
            if raw.startswith(("* ", "  % Total")) or _TRANSFER.match(raw):
                self.verbose = True
                continue
            line = "" if raw in (">", "<") else (raw[2:] if raw[:2] in ("> ", "< ") else raw).strip()
            if answer := _ANSWER.fullmatch(line):
                self.status = int(answer[1])
            elif request := _REQUEST.fullmatch(line):
                self.url = request[2]
            elif _HEADER.match(line):
                name, _, value = line.lstrip(":").partition(":")
                self.headers.append((name, value.strip()))
                if name.lower() in ("host", "authority"):
                    self.host = value.strip()
            elif line:
                return at
        return len(lines)
