"""JSON, and JSON in which a leaf may be a secret."""

from __future__ import annotations

from nango_tui.model.secret import Secret

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Tree = None | bool | int | float | str | Secret | list["Tree"] | dict[str, "Tree"]
"""JSON in which a leaf may be a Secret."""
