"""What is in a text that someone has in hand: tokens, keys, hosts, times, each with what it is."""

from __future__ import annotations

import re
from datetime import datetime

from nango_tui.model.paste import curl, http
from nango_tui.model.paste.bodies import json_in
from nango_tui.model.paste.clean import clean, straightened
from nango_tui.model.paste.finish import finished
from nango_tui.model.paste.found import Recognized
from nango_tui.model.paste.lines import read_lines
from nango_tui.model.paste.literals import CutOff, NoLiteral, TooMany, read_first_json, read_literal
from nango_tui.model.paste.pairs import tagged
from nango_tui.model.paste.pem import blocks_in
from nango_tui.model.paste.sheet import CUT_TEXT, Refusal, Sheet
from nango_tui.model.paste.shell import Unclosed
from nango_tui.model.paste.table import read_table
from nango_tui.model.paste.trees import read_tree
from nango_tui.model.paste.urls import FORM, pairs_in, take_pairs

LIMIT = 1024 * 1024
"""Bytes of a text, in UTF-8, that are looked at."""
TOO_LONG = "it is longer than 1 MiB: copy only the part with the token"
BLANK = "there is no text in it"
_OBJECT = re.compile(
    r"[{\[](?=\s*[{\"'“‘:\w])"
    r"|(?<![\w.])[A-Za-z_][\w.]{0,80}\((?=\s*(?:[A-Za-z_]\w{0,40}\s*=|[\"'][\w.-]{1,40}[\"']\s*=>))"
)
_CURLY = re.compile(r"[“”„]|(?:^|(?<=[=:\s]))[‘’]|[‘’](?=[ \t]*[,;]?[ \t]*$)", re.MULTILINE)
_FRAGMENT = re.compile(r"[\"'“‘][\w.-]{1,60}[\"'”’]\s*(?::|=>)")
_TO_NANGO = re.compile(
    r"https?://[\w.-]{0,60}nango|localhost:3003|new Nango\(|@nangohq|(?:host|authority):[ ]?[\w.-]{0,60}nango",
    re.IGNORECASE,
)
_PEM_END = re.compile(r"(?:\\[rn])*[\"']?")
_MOST_OBJECTS = 4
_NAME_BEFORE = re.compile(r"[\"']?[A-Za-z_][\w .-]{0,60}[\"']?[ \t]*(?:[:=]|=>)[ \t]*[|\"'>(-]*[ \t]*$")


def recognize(text: str, now: datetime) -> Recognized:
    """Take a text apart: what is in it, what is ignored and why, what was cleaned, what only the engineer can tell.

    `now` is aware; a life without a beginning counts from it. Nothing is evaluated or fetched, and no text makes it
    fail: what cannot be read is refused with the reason.
    """
    if len(text) > LIMIT or len(text.encode(errors="surrogatepass")) > LIMIT:
        return Recognized("a text", refused=TOO_LONG)
    cleaned = clean(text)
    if not cleaned.text.strip():
        return Recognized("a text", refused=BLANK)
    sheet = Sheet(now, nango=_TO_NANGO.search(cleaned.text) is not None, mentioned="nango" in cleaned.text.lower())
    try:
        _read(sheet, cleaned.text.strip())
        if cleaned.around:
            _read_around(sheet, cleaned.around)
    except Refusal as refusal:
        return Recognized(
            sheet.shape or "a text", ignored=tuple(sheet.ignored), cleaned=cleaned.what, refused=str(refusal)
        )
    return finished(sheet, cleaned.what)


def _read(sheet: Sheet, text: str, depth: int = 0) -> None:
    if text[0] in '{["“' and _read_whole(sheet, text, depth):
        return
    if _FRAGMENT.match(text) and _read_fragment(sheet, text):
        return
    if http.is_http(text):
        text = http.read_http(sheet, text)
    elif curl.find(text) >= 0:
        text = _straight(sheet, text, everywhere=True)
        try:
            text = curl.read_commands(sheet, text)
        except Unclosed:
            text = ""
        if not text and not sheet.items and not sheet.shape:
            raise Refusal(CUT_TEXT)
    text = _read_pem(sheet, text)
    text = _read_objects(sheet, text)
    if not text.strip():
        return
    if FORM.fullmatch(text.strip()):
        sheet.be("form data")
        take_pairs(sheet, pairs_in(text.strip()), source="form data")
        return
    if "</" in text and (tags := tagged(text)):
        sheet.be("XML")
        for pair in tags:
            sheet.named(pair.name, pair.value, source="XML")
        return
    straight = _straight(sheet, text)
    if not read_table(sheet, straight):
        read_lines(sheet, straight)


def _read_whole(sheet: Sheet, text: str, depth: int) -> bool:
    """Read a text that is one object, or one in the quotes of another; say whether it was."""
    try:
        tree = json_in(text)
    except NoLiteral:
        return False
    if isinstance(tree, str) and tree.strip()[:1] not in ("{", "[", ""):
        if depth > 2:
            return False
        _read(sheet, tree.strip(), depth + 1)
        return True
    if straightened(text) != text:
        sheet.clean("curly quotes")
    read_tree(sheet, tree)
    return True


def _read_fragment(sheet: Sheet, text: str) -> bool:
    """Read lines out of the middle of an object; say whether they are that."""
    straight = "{" + straightened(text).rstrip().rstrip(",") + "}"
    try:
        tree, end = read_literal(straight)
    except (NoLiteral, CutOff):
        return False
    if straight[end:].strip():
        return False
    sheet.be("a part of an object")
    read_tree(sheet, tree, "object")
    return True


def _read_pem(sheet: Sheet, text: str) -> str:
    """Take PEM blocks; return the text without them and without the name that stood before each."""
    if "-----BEGIN" not in text:
        return text
    for block in blocks_in(text):
        sheet.be("a PEM block")
        start = text.find(block.partition("\n")[0])
        sheet.take("private key", block, source="PEM")
        before = _NAME_BEFORE.sub("", text[:start].rpartition("\n")[2].rstrip("\"'"))
        whole = text.find(block)
        end = whole + len(block) if whole >= 0 else len(text)
        text = text[:start].rpartition("\n")[0] + "\n" + before + text[_end_of(text, end) :]
    return text


def _end_of(text: str, end: int) -> int:
    found = _PEM_END.match(text, end)
    return found.end() if found else end


def _read_objects(sheet: Sheet, text: str) -> str:
    """Take the objects that stand somewhere in a text; return the text without them."""
    position = 0
    for _ in range(_MOST_OBJECTS):
        found = _OBJECT.search(text, position)
        if found is None:
            break
        start = found.start()
        try:
            tree, end = _object_at(sheet, text, start)
        except NoLiteral:
            position = start + 1
            continue
        if not isinstance(tree, dict | list) or not tree:
            position = start + 1
            continue
        if isinstance(tree, list) and not any(isinstance(part, dict) for part in tree):
            position = end
            continue
        read_tree(sheet, tree, "object")
        before = text[:start]
        line = before.rpartition("\n")[2]
        text = before[: len(before) - len(line)] + _NAME_BEFORE.sub("", line) + text[end:].lstrip("\"';),")
        position = start if len(before) == len(line) else 0
    return text


def _object_at(sheet: Sheet, text: str, start: int) -> tuple[object, int]:
    """Return the object that begins there. One that has no end is cut off, and so is the text."""
    for candidate in dict.fromkeys((text, straightened(text))):
        try:
            found = read_first_json(candidate, start)
        except NoLiteral:
            continue
        if candidate != text:
            sheet.clean("curly quotes")
        return found
    straight = straightened(text)
    try:
        found = read_literal(straight, start)
    except CutOff:
        pass
    except TooMany:
        if text.rstrip()[-1] in "}])":
            raise
    else:
        if straight != text:
            sheet.clean("curly quotes")
        return found
    if re.match(r"[{\[]\s*[\"'{:]", straight[start : start + 200]):
        raise Refusal(CUT_TEXT)
    raise NoLiteral


def _straight(sheet: Sheet, text: str, *, everywhere: bool = False) -> str:
    """Return lines with straight quotes, if a curly one stands where a quote begins or ends a value."""
    straight = straightened(text) if everywhere else _CURLY.sub(lambda found: straightened(found[0]), text)
    if straight != text:
        sheet.clean("curly quotes")
    return straight


def _read_around(sheet: Sheet, around: str) -> None:
    """Take the addresses out of what stands outside of a code fence."""
    outer = sheet.inner()
    try:
        read_lines(outer, around)
    except Refusal:
        return
    for host in outer.hosts:
        sheet.host(host)
    sheet.items += [item for item in outer.items if item.kind in ("url", "host")]
