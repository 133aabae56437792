"""Which kind of JSON a tree is: an export of a tool, an item of a password manager, or an object with names."""

from __future__ import annotations

from nango_tui.model.paste.exports import read_har, read_postman
from nango_tui.model.paste.objects import read_object, unwrapped
from nango_tui.model.paste.sheet import Sheet
from nango_tui.model.paste.vaults import read_vault
from nango_tui.model.tree import Json


def read_tree(sheet: Sheet, tree: Json, source: str = "JSON") -> None:
    """Take what a JSON text of any kind holds."""
    for candidate in (tree, unwrapped(sheet, tree)):
        if read_har(sheet, candidate) or read_vault(sheet, candidate) or read_postman(sheet, candidate):
            return
    read_object(sheet, tree, source)
