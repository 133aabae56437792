"""What chats, mails and documents do to a text on its way, undone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_COLORS = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\u0085]")
_SLACK_LINK = re.compile(r"<(https?://[^<>|\s]+|mailto:[^<>|\s]+|tel:[^<>|\s]+)(?:\|[^<>|\n]*)?>", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[[^\[\]\n]{0,300}\]\(<?(https?://[^()<>\[\]\s]+)>?\)", re.IGNORECASE)
_ESCAPES = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
    "&#x27;": "'",
    "&#34;": '"',
    "&nbsp;": " ",
}
_ESCAPE = re.compile("|".join(map(re.escape, _ESCAPES)))
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_FENCE = re.compile(r"```[ \t]*(?:[A-Za-z0-9_+-]{1,20}[ \t]*(?=\n))?|^[ \t]*~~~[^\n]*$", re.MULTILINE)
_SMART = str.maketrans({**dict.fromkeys("“”„‟❝❞″＂", '"'), **dict.fromkeys("‘’‚‛❛❜′", "'")})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without what was put round it. `what`: what was taken off, in words. `around`: text outside of fences."""

    text: str = field(repr=False)
    what: tuple[str, ...] = ()
    around: str = field(default="", repr=False)


def clean(text: str) -> Cleaned:
    """Return the text as it was before it travelled. Curly quotes stay: only a reader knows whether they are meant."""
    what: list[str] = []

    def swap(other: str, words: str) -> None:
        nonlocal text
        if other != text:
            text = other
            what.append(words)

    swap(text.replace("\r\n", "\n"), "Windows line ends")
    # What a terminal makes of every line end.
    text = text.replace("\r", "\n")
    if "\x1b" in text:
        swap(_COLORS.sub("", text), "colors of a terminal")
    if not text.isascii():
        swap(_INVISIBLE.sub("", text), "invisible characters")
        swap(_BLANKS.sub(" ", text), "non-breaking spaces")
    swap(_CONTROLS.sub("", text), "control characters")
    swap(_without_quoting(text), "quoting with >")
    if "<" in text:
        swap(_SLACK_LINK.sub(_address, text), "links of a chat")
    if "](" in text:
        swap(_MARKDOWN_LINK.sub(lambda found: found[1], text), "Markdown links")
    if "&" in text:
        swap(_ESCAPE.sub(lambda found: _ESCAPES[found[0]], text), "HTML escapes")
        swap(_without_quoting(text), "quoting with >")
    inside, around = _fenced(text)
    swap(inside, "a code fence")
    return Cleaned(text.strip("\n"), tuple(dict.fromkeys(what)), around)


def straightened(text: str) -> str:
    """Return the text with straight quotes in place of curly ones."""
    return text if text.isascii() else text.translate(_SMART)


def _address(found: re.Match[str]) -> str:
    return re.sub(r"(?i)^(?:mailto|tel):", "", found[1])


def _without_quoting(text: str) -> str:
    if ">" not in text:
        return text
    lines = text.split("\n")
    # A verbose curl marks what was sent by > and what came by <.
    if any(line.startswith(("< ", "* ")) for line in lines[:400]):
        return text
    return "\n".join(_QUOTE.sub("", line, count=1) if line.lstrip()[:1] == ">" else line for line in lines)


def _fenced(text: str) -> tuple[str, str]:
    if "```" not in text and "~~~" not in text:
        bare = text.strip()
        single = len(bare) > 2 and bare[0] == bare[-1] == "`" and "`" not in bare[1:-1]
        return (bare[1:-1] if single else text), ""
    pieces = _FENCE.split(text)
    inside = "\n".join(piece.strip("\n") for piece in pieces[1::2])
    around = "\n".join(pieces[::2]).strip()
    if not inside.strip():
        return "\n".join(pieces), ""
    return inside, around
