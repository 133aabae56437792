"""Bodies of requests and answers: JSON, an object as a language writes it, form data."""

from __future__ import annotations

from nango_tui.model.paste.clean import straightened
from nango_tui.model.paste.literals import CutOff, NoLiteral, read_json, read_literal
from nango_tui.model.paste.objects import read_object
from nango_tui.model.paste.sheet import CUT_TEXT, Refusal, Sheet
from nango_tui.model.paste.urls import FORM, pairs_in, take_pairs
from nango_tui.model.tree import Json


def json_in(text: str) -> Json:
    """Return what a JSON text says, also one with curly quotes or with its quotes escaped; NoLiteral if it is none."""
    try:
        return read_json(text)
    except NoLiteral:
        pass
    straight = straightened(text)
    if straight != text:
        try:
            return read_json(straight)
        except NoLiteral:
            pass
    if '\\"' in text:
        inner = read_json(f'"{text}"' if text[:1] != '"' else text)
        if isinstance(inner, str):
            return read_json(inner)
    raise NoLiteral


def read_body(sheet: Sheet, text: str, *, source: str, group: str = "") -> bool:
    """Take what a body holds; say whether it could be read."""
    text = text.strip()
    if not text:
        return False
    if text[0] in '{["':
        try:
            tree = json_in(text)
        except NoLiteral:
            tree = _literal_in(text)
        if tree is not None:
            read_object(sheet, tree, source, group)
        return tree is not None
    if FORM.fullmatch(text) or ("=" in text and not any(sign.isspace() for sign in text)):
        take_pairs(sheet, pairs_in(text), source=source, group=group)
        return True
    return False


def _literal_in(text: str) -> Json:
    """Return the object that a text is, as a language writes it; None if it is none. One without an end is cut off."""
    try:
        tree, _ = read_literal(straightened(text))
    except NoLiteral:
        return None
    except CutOff:
        pass
    else:
        return tree
    raise Refusal(CUT_TEXT)
