"""Lines of name and value: .env files, YAML, headers, notes, and values that stand alone on a line."""

from __future__ import annotations

import re

from nango_tui.model.paste.bare import Bare, is_email, is_telling_host, looks_secret, take_bare
from nango_tui.model.paste.headers import BEARERS, take_authorization, take_header, take_pair
from nango_tui.model.paste.jwt import is_jwt
from nango_tui.model.paste.names import is_known
from nango_tui.model.paste.pairs import Pair, divided, pair_of
from nango_tui.model.paste.prefixes import prefix_of
from nango_tui.model.paste.sheet import CREDENTIALS, ERROR, UUID4, Refusal, Sheet
from nango_tui.model.paste.urls import FORM, URL, pairs_in, take_pairs, take_url
from nango_tui.model.paste.values import CUT, EMPTY, trouble, unquoted

_BULLET = re.compile(r"(?:[-*•▪◦–][ \t]+|\d{1,2}[.)][ \t]+)")
_SECTION = re.compile(r"\[[\w .\"'-]{1,80}\]|---+|===+|%[A-Z]+ .*")
_BLOCK = re.compile(r"[|>][+-]?\d?")
_HEADER = re.compile(
    r"\s*:?(?:authorization|content-type|user-agent|accept|accept-encoding|authority|private-token|x-[\w-]{1,40}):",
    re.IGNORECASE,
)
_HEADER_INSIDE = re.compile(r"authorization[\"']?[ ]?[:=][ ]?[\"']?((?:bearer|basic|token)[ ][^\s\"']+)", re.IGNORECASE)
_BOLD_VALUE = re.compile(r"(\*{1,2}|__)([^*\s](?:[^*]*[^*\s])?)\1")
_LABELS = ("name", "key", "label", "field")
_TAG = re.compile(r"!{1,2}[\w:]{1,20}[ ]")
_MOST_LINES = 300
_LONG_TEXT = 40
_MOST_URLS = 10


def read_lines(sheet: Sheet, text: str) -> None:
    """Take what stands on the lines of a text by name, and ask about values that have none."""
    _Lines(sheet, text.split("\n")).read()


class _Lines:
    """Goes over the lines once. `path`: the YAML objects round a line, with their indents."""

    def __init__(self, sheet: Sheet, lines: list[str]) -> None:
        self._sheet = sheet
        self._lines = lines[:_MOST_LINES]
        self._at = 0
        self._path: list[tuple[int, str]] = []
        self._bare: list[Bare] = []
        self._prose = 0
        self._failed = False
        # What was read before is the text; these lines are what stands round it.
        self._others = bool(sheet.items or sheet.choices)
        self._pairs = 0
        self._spoken = 0
        # Host and Date are headers only among others: elsewhere they are names as any.
        self._headers = any(_HEADER.match(line) for line in self._lines)
        if len(lines) > _MOST_LINES:
            sheet.note(f"only the first {_MOST_LINES} lines were looked at")

    def read(self) -> None:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if line.strip():
                self._line(line, self._at)
        filled = [line for line in self._lines if line.strip()]
        alone = len(filled) == 1 and not self._others
        take_bare(self._sheet, self._bare, alone=alone)
        if self._failed and not any(item.kind in CREDENTIALS for item in self._sheet.items):
            raise Refusal(ERROR)
        if self._prose:
            self._sheet.ignore("other text", f"{self._prose} {'line' if self._prose == 1 else 'lines'} without a value")
        self._sheet.be(self._shape(alone))

    def _shape(self, alone: bool) -> str:
        if self._pairs:
            return "lines of name and value" if self._spoken * 2 > self._pairs else "an .env file"
        if alone and self._sheet.items:
            return "a URL" if self._sheet.items[0].source in ("URL", "URL, before the @") else "one value"
        return "a text"

    def _line(self, raw: str, number: int) -> None:
        indent = len(raw) - len(raw.lstrip())
        line = raw.strip()
        if bullet := _BULLET.match(line):
            line = line[bullet.end() :]
        if (
            line.startswith(("# ", "##", "//", ";"))
            or (line[:1] == "#" and line[:2] != "#<")
            or _SECTION.fullmatch(line[:100])
        ):
            return
        if line in ("…", "..."):
            self._sheet.ignore(f"line {number}", CUT)
            return
        while self._path and self._path[-1][0] >= indent:
            self._path.pop()
        source = f"line {number}"
        if URL.fullmatch(line):
            take_url(self._sheet, line, source="URL")
        elif FORM.fullmatch(line):
            take_pairs(self._sheet, pairs_in(line), source=source)
            self._sheet.be("form data")
        elif (pieces := divided(line)) != [line]:
            for piece in pieces:
                if (pair := pair_of(piece)) is not None:
                    self._pair(pair, indent, source)
        elif (pair := pair_of(line)) is not None:
            self._pair(pair, indent, source)
        elif is_known(line.rstrip(":")) and len(line) < _LONG_TEXT and (value := self._next_value()) is not None:
            self._take(line.rstrip(": "), value, source)
        else:
            self._other(line, source)

    def _pair(self, pair: Pair, indent: int, source: str) -> None:
        if pair.spoken and pair.name.lower() in _LABELS and self._at < len(self._lines):
            below = pair_of(self._lines[self._at].strip())
            if below and below.name.lower() in ("value", "val"):
                self._at += 1
                self._take(unquoted(pair.value), self._whole(below.value.strip()), source)
                return
        value = pair.value.strip()
        if value[-1:] in (",", ";") and (value[-2:-1] in ("'", '"') or pair.spoken):
            value = value[:-1]
        if pair.spoken and (bold := _BOLD_VALUE.fullmatch(value)):
            value = bold[2]
            self._sheet.clean("bold letters")
        if pair.spoken and (not value or _BLOCK.fullmatch(value)):
            block = self._block(indent) if value else None
            if block is not None:
                value = block
            elif self._deeper(indent):
                self._path.append((indent, pair.name))
                return
            elif (following := self._next_value()) is not None and is_known(pair.name):
                value = following
            else:
                return
        else:
            value = self._whole(_TAG.sub("", value, count=1) if pair.spoken else value)
        self._take(pair.name, value, source, spoken=pair.spoken)

    def _take(self, name: str, value: str, source: str, *, spoken: bool = True) -> None:
        self._pairs += 1
        self._failed = self._failed or name.lower() in ("error", "error_description", "errorcode", "error_code")
        self._spoken += spoken
        spelled = name.lower().lstrip(":")
        if (self._headers or spelled in ("authorization", "cookie")) and take_header(self._sheet, name, value):
            return
        bare = unquoted(value)
        user, colon, password = bare.partition(":")
        if colon and password and is_email(user) and " " not in bare and not is_known(name):
            take_pair(self._sheet, bare, source=source)
            return
        scheme, _, rest = bare.partition(" ")
        if scheme.lower() in ("bearer", "basic") and rest and " " not in rest and not is_known(name):
            take_authorization(self._sheet, bare, source=source)
            return
        path = ".".join((*(key for _, key in self._path), name))
        group = "/".join(key for _, key in self._path)
        if trouble(unquoted(value)) == EMPTY and not is_known(name):
            return
        if " " in unquoted(value) and not is_known(name) and unquoted(value) != value[1:-1]:
            # A sentence with a colon in it.
            if len(value) > _LONG_TEXT or not self._words(value, source):
                self._prose += 1
            return
        self._sheet.named(name, value, source=source, group=group, path=path)

    def _whole(self, value: str) -> str:
        """Return a value without a comment behind it; one in quotes may go on over lines."""
        quote = value[:1]
        if (quote in ('"', "'") and len(value) > 1) or quote in ('"', "'"):
            end = _closing(value, quote)
            if end < 0 and any(quote in line for line in self._lines[self._at :]):
                while end < 0 and self._at < len(self._lines):
                    value += "\n" + self._lines[self._at]
                    self._at += 1
                    end = _closing(value, quote)
            if end < 0:
                return value
            inner = value[1:end]
            return f'"{_unescaped(inner)}"' if quote == '"' else f"'{inner}'"
        return re.split(r"[ \t]#", value, maxsplit=1)[0].rstrip()

    def _block(self, indent: int) -> str | None:
        lines = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                break
            lines.append(line.strip())
            self._at += 1
        return "\n".join(lines).strip() or None

    def _deeper(self, indent: int) -> bool:
        following = next((line for line in self._lines[self._at : self._at + 3] if line.strip()), "")
        return len(following) - len(following.lstrip()) > indent and pair_of(following.strip()) is not None

    def _next_value(self) -> str | None:
        """Return the next line as the value of a label that stands on a line of its own."""
        for at in range(self._at, min(self._at + 2, len(self._lines))):
            line = self._lines[at].strip()
            if not line:
                continue
            if (" " in line and not line.lower().startswith(BEARERS)) or pair_of(line) or is_known(line.rstrip(":")):
                return None
            self._at = at + 1
            return line
        return None

    def _other(self, line: str, source: str) -> None:
        line = re.sub(r"(?i)^authorization[ \t]+", "", line)
        scheme, _, rest = line.partition(" ")
        user, colon, password = line.partition(":")
        if scheme.lower().rstrip(":") in (*BEARERS, "basic") and rest and " " not in rest.strip():
            take_authorization(self._sheet, line, source=source)
        elif colon and is_email(user) and password and " " not in password:
            take_pair(self._sheet, line, source=source)
        elif " " not in line and "\t" not in line and not URL.search(line):
            self._bare.append(Bare(line, source))
        elif not self._beside(line, source) and not self._words(line, source):
            self._prose += 1

    def _beside(self, line: str, source: str) -> bool:
        """Take an address and a password that stand side by side; say whether they do."""
        parts = [part for part in line.split() if part not in ("/", "|", "-", "–", ",", ":")]
        parts = [part.strip(",;") for part in parts]
        if len(parts) > 3 or not any(map(is_email, parts)):
            return False
        if not all(is_email(part) or looks_secret(part) or URL.fullmatch(part) for part in parts):
            return False
        self._bare += [
            Bare(part, f"{source}, word {at}") for at, part in enumerate(parts, 1) if not URL.fullmatch(part)
        ]
        for part in parts:
            take_url(self._sheet, part, source="URL")
        return True

    def _words(self, line: str, source: str) -> bool:
        """Take what can be told by its shape alone out of a sentence; say whether there was anything."""
        found = False
        if header := _HEADER_INSIDE.search(line[:4000]):
            found = take_authorization(self._sheet, header[1], source="header Authorization")
        for at, url in enumerate(URL.finditer(line)):
            if at < _MOST_URLS:
                found = take_url(self._sheet, url[0].rstrip(".,;:!?)]*_"), source="URL in the text") or found
        for word in URL.sub(" ", line).split()[:200]:
            word = word.strip("\"'`“”‘’()[]<>,;!?*_").rstrip(".:")
            if UUID4.fullmatch(word) and "nango" in line.lower():
                found = self._sheet.take("nango key", word, source=source) or found
            elif is_jwt(word) or ((prefix := prefix_of(word)) and (prefix.rare or len(word) > 12) and len(word) > 7):
                self._bare.append(Bare(word, source))
                found = True
            elif is_telling_host(word) and word.count(".") > 1:
                self._sheet.host(word)
        return found


def _closing(value: str, quote: str) -> int:
    at = value.find(quote, 1)
    while at > 0 and value[at - 1] == "\\" and quote == '"':
        at = value.find(quote, at + 1)
    return at


def _unescaped(inner: str) -> str:
    return inner.replace('\\"', '"').replace("\\$", "$").replace("\\\\", "\\") if "-----BEGIN" not in inner else inner
