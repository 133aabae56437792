"""Which kind of JSON a tree is: an export of a tool, or an object with names."""

from __future__ import annotations

from nango_tui.model.paste.objects import read_object, unwrapped
from nango_tui.model.paste.sheet import Sheet
from nango_tui.model.tree import Json


def read_tree(sheet: Sheet, tree: Json, source: str = "JSON") -> None:
    """Take what a JSON text of any kind holds."""
    read_object(sheet, unwrapped(sheet, tree), source)
