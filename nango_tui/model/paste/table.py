"""Rows of a sheet: with a header by its names; without one only what is certain."""

from __future__ import annotations

import csv
import re

from nango_tui.model.paste.bare import Bare, is_email, is_telling_host, looks_secret, take_bare
from nango_tui.model.paste.jwt import is_jwt
from nango_tui.model.paste.names import is_known, meaning_of
from nango_tui.model.paste.objects import label_of
from nango_tui.model.paste.prefixes import prefix_of
from nango_tui.model.paste.sheet import CUT_TEXT, Item, Refusal, Sheet
from nango_tui.model.paste.urls import URL, take_url
from nango_tui.model.paste.values import EMPTY, trouble, unquoted
from nango_tui.model.text import cut, plain

_SIGNS = "\t;,|"
_NAME = re.compile(r"[A-Za-z_][\w .()/#-]{0,40}")
_RULE = re.compile(r"[|\s:+-]+")
_OPENED = re.compile(r'(?:^|[\t,;|\n])[ ]?"')
_SAYS = re.compile(r"[A-Za-z][\w -]{0,40}:[ \t]")
_MOST_ROWS = 60
_MOST_CELLS = 60
_MOST_OPTIONS = 30
_WHO = ("customer", "company", "account", "name", "client", "tenant", "organization", "org", "title")
_NAMES = ("key", "name", "field", "variable", "setting", "parameter", "property", "label", "attribute")
_VALUES = ("value", "values", "content")

Rows = list[list[str]]


def read_table(sheet: Sheet, text: str) -> bool:
    """Take the rows of a table; say whether the text is one. Of several rows, ask which one is meant."""
    for sign in _SIGNS:
        rows = _rows(text, sign)
        if rows is None:
            continue
        if text.count('"') % 2 and _OPENED.search(text) and (_is_header(rows[0]) or sign == "\t"):
            raise Refusal(CUT_TEXT)
        if len(rows[0]) == 2 and (pairs := _pairs(rows)):
            sheet.be("a table of names and values")
            for name, value in pairs:
                _take(sheet, name, value, f"row {name}")
            return True
        if _is_header(rows[0]) and len(rows) > 1:
            _read_below(sheet, rows[0], rows[1:])
            return True
        if _is_row(rows, sign):
            _read_bare_rows(sheet, rows)
            return True
    return False


def _rows(text: str, sign: str) -> Rows | None:
    """Return the cells of each row, None where the sign does not divide all rows into as many cells."""
    lines = text.strip("\n").split("\n")
    if sign not in lines[0] or len(lines) > 2000:
        return None
    if sign == "|":
        lines = [line.strip().strip("|") for line in lines if not _RULE.fullmatch(line)]
    try:
        rows = list(csv.reader(lines[: _MOST_ROWS * 2], delimiter=sign, skipinitialspace=sign != "\t"))
    except csv.Error:
        return None
    rows = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)][:_MOST_ROWS]
    if not rows or not 2 <= len(rows[0]) <= _MOST_CELLS:
        return None
    same = sum(len(row) == len(rows[0]) for row in rows)
    return rows if same == len(rows) else None


def _pairs(rows: Rows) -> Rows:
    """Return the rows of a table of names and values; nothing if it is no such table."""
    if rows[0][0].lower() in _NAMES and rows[0][1].lower() in _VALUES:
        return rows[1:]
    if not all(_NAME.fullmatch(row[0]) for row in rows) or not any(is_known(row[0]) for row in rows):
        return []
    return [] if len(rows) > 1 and is_known(rows[0][1]) and not is_known(rows[1][0]) else rows


def _is_header(cells: list[str]) -> bool:
    named = [cell for cell in cells if cell]
    if not named or any(not _NAME.fullmatch(cell) or prefix_of(cell) or is_telling_host(cell) for cell in named):
        return False
    known = sum(is_known(cell) for cell in named)
    return known > 1 or (known == 1 and not any(any(sign.isdigit() for sign in cell) for cell in named))


def _is_row(rows: Rows, sign: str) -> bool:
    """Say whether cells without a header are a row of a sheet, and not a sentence with commas."""
    cells = [cell for row in rows for cell in row]
    if any(cell.count(" ") > 5 or "=" in cell[:20] or cell[:1] in ("{", "[") or _SAYS.match(cell) for cell in cells):
        return False
    telling = sum(map(_tells, cells))
    return telling > 0 and (sign in ("\t", ";", "|") or telling > 1 or len(rows[0]) > 2)


def _tells(cell: str) -> bool:
    cell = unquoted(cell)
    return bool(
        URL.fullmatch(cell)
        or is_email(cell)
        or is_telling_host(cell)
        or prefix_of(cell)
        or is_jwt(cell)
        or looks_secret(cell)
    )


def _read_below(sheet: Sheet, header: list[str], rows: Rows) -> None:
    sheet.be("a row of a table" if len(rows) == 1 else "rows of a table")
    options: list[tuple[str, list[Item]]] = []
    for at, row in enumerate(rows, 1):
        inner = sheet.inner()
        for name, cell in zip(header, row, strict=True):
            if cell:
                _take(inner, name, cell, f"row {at}" if len(rows) > 1 else f"column {name}")
        for line in inner.ignored:
            sheet.ignore(line.name, line.why)
        for host in inner.hosts:
            sheet.host(host)
        if inner.items:
            options.append((f"row {at}: {_who(header, row, inner.items)}", inner.items))
    _offer(sheet, options)


def _offer(sheet: Sheet, options: list[tuple[str, list[Item]]]) -> None:
    if len(options) == 1:
        sheet.items += options[0][1]
    elif options:
        if len(options) > _MOST_OPTIONS:
            sheet.note(f"the table has {len(options)} rows: the first {_MOST_OPTIONS} are offered")
        sheet.choices.append(("Which row is meant?", options[:_MOST_OPTIONS]))


def _who(header: list[str], row: list[str], items: list[Item]) -> str:
    """Return what a row is called, without showing a secret of it."""
    for name, cell in zip(header, row, strict=True):
        said = name.lower()
        if cell and meaning_of(name).kind == "named" and any(word in said for word in _WHO) and not looks_secret(cell):
            return cut(plain(cell), 60)
    return label_of(items)


def _take(sheet: Sheet, name: str, cell: str, source: str) -> None:
    if trouble(unquoted(cell)) == EMPTY and not is_known(name):
        return
    sheet.named(name, cell, source=source)


def _read_bare_rows(sheet: Sheet, rows: Rows) -> None:
    sheet.be("a row of a table" if len(rows) == 1 else "rows of a table")
    if len(rows) == 1:
        _read_bare(sheet, rows[0])
        return
    options = []
    for at, row in enumerate(rows, 1):
        inner = sheet.inner()
        _read_bare(inner, row)
        for line in inner.ignored:
            sheet.ignore(line.name, line.why)
        asked = [item for _, choices in inner.choices for _, items in choices for item in items]
        if inner.items or asked:
            options.append((f"row {at}: {_who([''] * len(row), row, inner.items)}", [*inner.items, *asked]))
    _offer(sheet, options)


def _read_bare(sheet: Sheet, row: list[str]) -> None:
    bare = []
    for at, cell in enumerate(row, 1):
        place = f"column {at}"
        if not cell:
            continue
        if URL.fullmatch(cell):
            take_url(sheet, cell, source="URL")
        elif trouble(unquoted(cell)) or _tells(cell):
            bare.append(Bare(cell, place))
        else:
            sheet.ignore(place, "it has no name that tells what it is")
    take_bare(sheet, bare)
